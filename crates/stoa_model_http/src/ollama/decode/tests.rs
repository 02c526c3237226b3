use serde_json::json;
use stoa_model::{ErrorKind, Finish, ToolCall, Usage};

use super::*;
use crate::answer::tests::check as check_splits;

fn check(lines: &[Value], events: &[ChatEvent], error: Option<ErrorKind>) {
    let body = lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    check_text(&body, events, error);
}

fn check_text(body: &str, events: &[ChatEvent], error: Option<ErrorKind>) {
    let make = || {
        let server = Server {
            label: "ollama".into(),
            url: "http://h:1".into(),
            key: None,
            kind: crate::ServerKind::Ollama,
        };
        OllamaDecoder::new(Arc::new(server), "m".into(), true, 3)
    };
    check_splits(make, body, events, error);
}

fn says(message: Value) -> Value {
    json!({"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": false})
}

fn end(reason: &str) -> Value {
    json!({
        "model": "m", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": reason,
        "total_duration": 4_935_886_791_u64, "prompt_eval_count": 26, "eval_count": 2,
    })
}

fn text(text: &str) -> ChatEvent {
    ChatEvent::Text(text.into())
}

const USAGE: ChatEvent = ChatEvent::Usage(Usage {
    prompt_tokens: 26,
    completion_tokens: 2,
    cached_tokens: None,
});

#[test]
fn a_recorded_answer_is_read_at_every_split() {
    let lines = [
        says(json!({"role": "assistant", "content": "", "thinking": "hm"})),
        says(json!({"role": "assistant", "content": "Grüß"})),
        says(json!({"role": "assistant", "content": " dich 🙂"})),
        end("stop"),
    ];
    let expected = [
        ChatEvent::Reasoning("hm".into()),
        text("Grüß"),
        text(" dich 🙂"),
        USAGE,
        ChatEvent::Done(Finish::Stop),
    ];
    check(&lines, &expected, None);
    let body = lines.iter().map(Value::to_string).collect::<Vec<_>>();
    check_text(&body.join("\r\n"), &expected, None);
}

#[test]
fn calls_are_whole_and_may_lack_an_id() {
    let calls = json!({"role": "assistant", "content": "", "tool_calls": [
        {"function": {"name": "sit", "arguments": {"to": "bench"}}},
        {"id": "x", "function": {"name": "wave", "arguments": {}}},
    ]});
    let call = |id: &str, name: &str, arguments| {
        ChatEvent::ToolCall(ToolCall {
            id: id.into(),
            name: name.into(),
            arguments,
        })
    };
    let expected = [
        call("call_3_0", "sit", json!({"to": "bench"})),
        call("x", "wave", json!({})),
        USAGE,
        ChatEvent::Done(Finish::ToolCalls),
    ];
    check(&[says(calls), end("stop")], &expected, None);
}

#[test]
fn ends_and_errors_have_their_names() {
    let hi = says(json!({"content": "Hi"}));
    let length = [text("Hi"), USAGE, ChatEvent::Done(Finish::Length)];
    check(&[hi.clone(), end("length")], &length, None);
    let broke = json!({"error": "an error was encountered while running the model"});
    check(
        &[hi.clone(), broke],
        &[text("Hi")],
        Some(ErrorKind::ServerError),
    );
    check(
        &[json!({"error": "model 'm' not found"})],
        &[],
        Some(ErrorKind::UnknownModel),
    );
    check(
        std::slice::from_ref(&hi),
        &[text("Hi")],
        Some(ErrorKind::CutStream),
    );
    check_text(
        &format!("{hi}\n{{\"mess"),
        &[text("Hi")],
        Some(ErrorKind::CutStream),
    );
    // What no further byte would make a message was not cut.
    check_text(
        "{malformed json: <<<chaos>>>",
        &[],
        Some(ErrorKind::WrongProtocol),
    );
    check(&[end("stop")], &[USAGE], Some(ErrorKind::EmptyAnswer));
    check_text("<html>\n</html>\n", &[], Some(ErrorKind::WrongProtocol));
    check_text("data: {}\n\n", &[], Some(ErrorKind::WrongProtocol));
    check(&[json!({"hello": 1})], &[], Some(ErrorKind::WrongProtocol));
    check_text("{\"hello\": 1}", &[], Some(ErrorKind::WrongProtocol));
    check_text("", &[], Some(ErrorKind::CutStream));
}
