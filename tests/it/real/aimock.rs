//! CopilotKit's aimock, which plays three protocols from fixtures, and can do so badly.

use serde_json::{Value, json};

use super::{ANSWER, IRIS, Server, Way, chat, check_scene, python, serve};
use crate::support::{Profile, events, of_kind, said_by};

const BACKENDS: [&str; 3] = ["openai", "anthropic", "ollama"];

/// A server that gives these answers in turn, each with what fixtures say about it, and has one model, `mock`.
fn aimock(profile: &Profile, name: &str, answers: &[Value]) -> Option<Server> {
    let python = python("aimock", &["PyPI", "npm"])?;
    let fixtures: Vec<Value> = answers
        .iter()
        .enumerate()
        .map(|(turn, answer)| {
            let mut fixture = answer.clone();
            fixture["match"] = json!({"model": "mock", "sequenceIndex": turn});
            fixture
        })
        .collect();
    let fixtures = json!({ "fixtures": fixtures }).to_string();
    let file = profile.write(name, fixtures);
    let server = serve(&python, "aimock", &[file.to_str().expect("a UTF-8 path")]);
    Some(server)
}

fn good() -> Value {
    json!({"response": {"content": ANSWER}})
}

#[test]
fn the_scene_would_depend_on_the_protocol() {
    let profile = Profile::new();
    for backend in BACKENDS {
        let answers = vec![good(); super::LINES.len()];
        let Some(server) = aimock(&profile, backend, &answers) else {
            return;
        };
        let way = Way {
            backend,
            url: &server.url,
            key: Some("any"),
        };
        check_scene(&way, "mock");
    }
}

#[test]
fn a_call_would_be_no_deed_in_one_of_the_protocols() {
    let profile = Profile::new();
    for backend in BACKENDS {
        let call = json!([{"name": "wave", "arguments": {}}]);
        let answer = json!({"response": {"content": "Gladly.", "toolCalls": call}});
        let Some(server) = aimock(&profile, backend, &[answer]) else {
            return;
        };
        let way = Way {
            backend,
            url: &server.url,
            key: Some("any"),
        };
        let ran = chat(&way, &["Wave at me"]);
        let log = events(&ran.out);
        assert_eq!(said_by(&log, IRIS), "Gladly.", "{backend}: {}", ran.out);
        let waved = log
            .iter()
            .filter(|event| event["who"] == IRIS && event["gesture"] == "wave");
        assert_eq!(waved.count(), 1, "{backend}: {}", ran.out);
    }
}

/// Turns, each with what is found in the cause and the remedy; nothing where the answer is good.
type Fault = (Value, Option<(&'static str, &'static str)>);

#[test]
fn a_fault_would_have_another_name_or_end_the_talk() {
    let chaos = |how: &str| json!({"response": {"content": ANSWER}, "chaos": {how: 1}});
    let error = json!({"message": "slow down", "type": "rate_limit_error"});
    let faults: [Fault; 6] = [
        (good(), None),
        (chaos("malformedRate"), Some(("malformed json", "port"))),
        (good(), None),
        (
            json!({"response": {"content": ANSWER}, "truncateAfterChunks": 3}),
            Some(("before the answer", "again")),
        ),
        (chaos("disconnectRate"), Some(("", "again"))),
        (
            json!({"response": {"error": error, "status": 429, "retryAfter": 600}}),
            Some(("slow down", "Wait")),
        ),
    ];
    let profile = Profile::new();
    for backend in BACKENDS {
        let answers: Vec<Value> = faults.iter().map(|(answer, _)| answer.clone()).collect();
        let Some(server) = aimock(&profile, backend, &answers) else {
            return;
        };
        let way = Way {
            backend,
            url: &server.url,
            key: Some("any"),
        };
        let lines: Vec<String> = (1..=faults.len() + 1)
            .map(|number| format!("What is your wish number {number}?"))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let ran = chat(&way, &lines);
        eprintln!("{}", ran.out);
    }
}
