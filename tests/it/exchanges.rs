//! Hundreds of exchanges as strangers type them, through the program and its built-in mind, judged on facts.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use toml_edit::{DocumentMut, Table};

use crate::support::{Profile, SOON, events, read, run};

/// The judge's allowance: chance words may fail a fair expectation now and then.
const LEAST_PASSING: usize = 98;
/// The person who types; inhabitants follow in the order of the shipped world, from `FIRST_AGENT` on.
const VISITOR: u64 = 1;
const FIRST_AGENT: u64 = 1000;

#[test]
fn strangers_are_answered_with_facts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("crates/stoa_builtin/tests/exchanges");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the exchanges")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let exchanges: Vec<Table> = files
        .iter()
        .flat_map(|file| tables(file, "exchange"))
        .collect();
    let inhabitants: Vec<String> = tables(&root.join("assets/worlds/stoa.toml"), "inhabitant")
        .iter()
        .map(|table| text(table, "persona"))
        .collect();
    assert!(exchanges.len() >= 600, "{} exchanges", exchanges.len());
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(4);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let mut failed = Vec::new();
            while let Some(exchange) = exchanges.get(next.fetch_add(1, Ordering::Relaxed)) {
                failed.extend(judge(exchange, &inhabitants));
            }
            failed
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a judge that did not panic"))
            .collect()
    });
    for failure in &failures {
        println!("{failure}\n");
    }
    let passed = exchanges.len() - failures.len();
    assert!(
        passed * 100 >= LEAST_PASSING * exchanges.len(),
        "{passed} of {} passed",
        exchanges.len()
    );
}

/// Types the lines of one exchange; says what is wrong with the answer to the last one.
fn judge(exchange: &Table, inhabitants: &[String]) -> Option<String> {
    let agent = text(exchange, "agent");
    let place = inhabitants
        .iter()
        .position(|persona| *persona == agent)
        .unwrap_or_else(|| panic!("nobody called {agent}"));
    let who = FIRST_AGENT + place as u64;
    let lines = list(exchange, "lines");
    let profile = Profile::new();
    let typed = format!("{}\n", lines.join("\n"));
    let ran = run(
        profile.stoa(&["chat", "--fresh", "--json", "--agent", &agent]),
        Some(&typed),
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{agent}, {lines:?}: {}", ran.err);
    let log = events(&ran.out);
    let turn = last_turn(&log);
    let of_agent: Vec<&Value> = turn.iter().filter(|event| event["who"] == who).collect();
    let said = of_agent
        .iter()
        .filter(|event| event["kind"] == "said")
        .filter_map(|event| event["text"].as_str());
    let answer = said.collect::<Vec<_>>().join(" ");
    let did = |deed: &str| {
        // Deeds by the names of the mind's tools; the world's intents are finer or coarser.
        let intents = of_agent.iter().filter(|event| event["kind"] == "intent");
        intents.into_iter().any(|intent| match deed {
            "come" => intent["do"] == "go",
            "introduce" => intent["do"] == "go" || intent["do"] == "lead",
            "wave" | "point" => intent["gesture"] == deed,
            _ => intent["do"] == deed,
        })
    };
    let wanted = list(exchange, "expect_any");
    let mut wrong = Vec::new();
    if answer.is_empty() {
        wrong.push("no answer".to_owned());
    }
    if !wanted.is_empty() && !wanted.iter().any(|words| has(&answer, words)) {
        wrong.push(format!("none of {wanted:?}"));
    }
    wrong.extend(
        list(exchange, "forbid")
            .iter()
            .filter(|words| has(&answer, words))
            .map(|words| format!("says {words:?}")),
    );
    if let Some(deed) = exchange
        .get("deed")
        .and_then(|deed| deed.as_str())
        .filter(|deed| !did(deed))
    {
        wrong.push(format!("does not {deed}"));
    }
    (!wrong.is_empty()).then(|| {
        format!(
            "{agent}: {}\n  > {}\n  < {answer}",
            wrong.join("; "),
            lines.join("\n  > ")
        )
    })
}

/// The events since the visitor's last words.
fn last_turn(log: &[Value]) -> &[Value] {
    let last = log
        .iter()
        .rposition(|event| event["kind"] == "said" && event["who"] == VISITOR);
    last.and_then(|at| log.get(at..)).unwrap_or_default()
}

/// Whether `words` stand in `text` from the beginning of a word on; case does not matter.
fn has(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let begins = |at: usize| {
        !text[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    };
    text.match_indices(&words).any(|(at, _)| begins(at))
}

fn tables(file: &Path, key: &str) -> Vec<Table> {
    let document: DocumentMut = read(file)
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let tables = document.get(key).and_then(|item| item.as_array_of_tables());
    tables
        .unwrap_or_else(|| panic!("{} has no [[{key}]]", file.display()))
        .iter()
        .cloned()
        .collect()
}

fn text(table: &Table, key: &str) -> String {
    table
        .get(key)
        .and_then(|item| item.as_str())
        .unwrap_or_else(|| panic!("no {key}: {table}"))
        .to_owned()
}

fn list(table: &Table, key: &str) -> Vec<String> {
    let array = table.get(key).and_then(|item| item.as_array());
    array
        .map(|array| {
            array
                .iter()
                .filter_map(|value| value.as_str())
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}
