//! CopilotKit's aimock, which plays three protocols from fixtures, and can do so badly.

use serde_json::{Value, json};

use super::{ANSWER, IRIS, Server, Way, chat, check_scene, python, serve};
use crate::support::{
    Profile, events, said_by,
    talk::{check_answer, check_fault, check_rest, log_without, turns},
};

const BACKENDS: [&str; 3] = ["openai", "anthropic", "ollama"];

/// A server that gives these answers in turn, each with what fixtures say about it, and has one model, `mock`.
fn aimock(profile: &Profile, name: &str, answers: &[Value]) -> Option<Server> {
    let python = python("aimock", &["PyPI", "npm"])?;
    // Whether tools work is tried beside the talk, and is none of the answers.
    let trial = json!({
        "match": {"userMessage": "This is a test of tools"},
        "response": {"content": "I am ready."},
    });
    let answers = answers.iter().enumerate().map(|(turn, answer)| {
        let mut fixture = answer.clone();
        fixture["match"] = json!({"model": "mock", "sequenceIndex": turn});
        fixture
    });
    let fixtures: Vec<Value> = [trial].into_iter().chain(answers).collect();
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

#[test]
fn a_fault_would_have_another_name_or_end_the_talk() {
    let badly = |how: Value| {
        let mut answer = good();
        let fields = how.as_object().expect("fields").clone();
        answer.as_object_mut().expect("an object").extend(fields);
        answer
    };
    let slow_down = json!({"message": "slow down", "type": "rate_limit_error"});
    let answers = [
        good(),
        badly(json!({"chaos": {"malformedRate": 1}})),
        good(),
        badly(json!({"truncateAfterChunks": 3, "latency": 20})),
        good(),
        // A connection that is closed once is tried again.
        badly(json!({"chaos": {"disconnectRate": 1}})),
        badly(json!({"chaos": {"disconnectRate": 1}})),
        good(),
        json!({"response": {"error": slow_down, "status": 429, "retryAfter": 600}}),
    ];
    let profile = Profile::new();
    for backend in BACKENDS {
        let Some(server) = aimock(&profile, backend, &answers) else {
            return;
        };
        let way = Way {
            backend,
            url: &server.url,
            key: Some("any"),
        };
        let ran = chat(&way, &["What is your wish?"; 9]);
        let log = log_without(&ran, "no secret");
        let turns = turns(&log);
        for turn in [0, 2, 4, 6] {
            check_answer(turns[turn], ANSWER, "");
        }
        check_fault(turns[1], "malformed json", "Check the port");
        check_fault(turns[3], "before the answer was complete", "Try again");
        check_fault(turns[5], "without an answer", "Try again");
        check_fault(turns[7], "slow down", "Wait a little");
        // It asked for ten minutes.
        check_rest(turns[8]);
    }
}
