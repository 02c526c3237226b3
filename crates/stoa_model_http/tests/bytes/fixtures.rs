//! Recorded answers, read at every split.

use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};
use stoa_model::{ChatEvent, ErrorKind};

use super::{KINDS, entries::decode, files, folder};

/// What was read, in the form of `expected.json`.
fn outline(events: &[ChatEvent], error: Option<ErrorKind>) -> Value {
    let (mut text, mut reasoning) = (String::new(), String::new());
    let (mut calls, mut progress) = (Vec::new(), Vec::new());
    let mut told = Map::new();
    for event in events {
        match event {
            ChatEvent::Text(part) => text += part,
            ChatEvent::Reasoning(part) => reasoning += part,
            ChatEvent::ToolCall(call) => calls.push(json!([call.id, call.name, call.arguments])),
            ChatEvent::Progress(read) => {
                progress.push(json!([read.processed, read.total, read.cached]));
            }
            ChatEvent::Usage(used) => {
                let counts = json!([
                    used.prompt_tokens,
                    used.completion_tokens,
                    used.cached_tokens
                ]);
                told.insert("usage".into(), counts);
            }
            ChatEvent::Done(finish) => {
                told.insert("finish".into(), json!(finish));
            }
        }
    }
    for (name, part) in [("text", text), ("reasoning", reasoning)] {
        if !part.is_empty() {
            told.insert(name.into(), part.into());
        }
    }
    for (name, list) in [("calls", calls), ("progress", progress)] {
        if !list.is_empty() {
            told.insert(name.into(), list.into());
        }
    }
    if let Some(error) = error {
        told.insert("error".into(), json!(error));
    }
    told.into()
}

#[test]
fn an_answer_is_read_otherwise_than_its_server_meant_it() {
    let expected = folder("fixtures/expected.json");
    let expected = std::fs::read_to_string(expected).expect("expected.json is there");
    let expected = serde_json::from_str::<Map<String, Value>>(&expected).expect("it is JSON");
    let mut seen = BTreeSet::new();
    for (name, kind) in KINDS {
        for (file, body) in files(&folder(&format!("fixtures/{name}"))) {
            let path = format!("{name}/{file}");
            let whole = decode(kind, [body.as_slice()]);
            assert_eq!(
                Some(&outline(&whole.0, whole.1)),
                expected.get(&path),
                "{path}"
            );
            for at in 0..=body.len() {
                let (left, right) = body.split_at(at);
                assert_eq!(decode(kind, [left, right]), whole, "{path} split at {at}");
            }
            assert_eq!(decode(kind, body.chunks(1)), whole, "{path} byte by byte");
            let mut runner = TestRunner::new(Config {
                cases: 24,
                failure_persistence: None,
                ..Config::default()
            });
            let cuts = prop::collection::vec(0..=body.len(), 0..16);
            let outcome = runner.run(&cuts, |mut cuts| {
                cuts.extend([0, body.len()]);
                cuts.sort_unstable();
                let parts = cuts.windows(2).map(|pair| &body[pair[0]..pair[1]]);
                prop_assert_eq!(&decode(kind, parts), &whole);
                Ok(())
            });
            assert_eq!(outcome, Ok(()), "{path}");
            seen.insert(path);
        }
    }
    let missing = expected.keys().filter(|path| !seen.contains(*path));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}
