use serde_json::json;
use stoa_model::{ErrorKind, Finish, ToolCall, Usage};

use super::*;
use crate::{ServerKind, answer::tests::check as check_splits};

fn decoder() -> AnthropicDecoder {
    let server = Server {
        label: "h:1".into(),
        url: "http://h:1".into(),
        key: None,
        kind: ServerKind::Anthropic,
    };
    AnthropicDecoder::new(Arc::new(server), "m".into(), true, 3)
}

/// A body of events, each named as its type says.
fn events(events: &[Value]) -> String {
    let event = |event: &Value| {
        let name = event["type"].as_str().unwrap_or_default();
        format!("event: {name}\ndata: {event}\n\n")
    };
    events.iter().map(event).collect()
}

fn check(body: &[Value], expected: &[ChatEvent], error: Option<ErrorKind>) {
    check_splits(decoder, &events(body), expected, error);
}

fn start() -> Value {
    json!({"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "m",
        "stop_reason": null,
        "usage": {"input_tokens": 10, "cache_creation_input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 1},
    }})
}

fn block(index: u64, block: Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn delta(index: u64, delta: Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

fn said(index: u64, text: &str) -> Value {
    delta(index, json!({"type": "text_delta", "text": text}))
}

fn input(index: u64, json: &str) -> Value {
    delta(
        index,
        json!({"type": "input_json_delta", "partial_json": json}),
    )
}

fn stop(index: u64) -> Value {
    json!({"type": "content_block_stop", "index": index})
}

fn reason(reason: &str) -> Value {
    json!({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 7}})
}

fn end() -> Value {
    json!({"type": "message_stop"})
}

fn text(text: &str) -> ChatEvent {
    ChatEvent::Text(text.into())
}

fn call(id: &str, name: &str, arguments: Value) -> ChatEvent {
    ChatEvent::ToolCall(ToolCall {
        id: id.into(),
        name: name.into(),
        arguments,
    })
}

const USAGE: ChatEvent = ChatEvent::Usage(Usage {
    prompt_tokens: 115,
    completion_tokens: 7,
    cached_tokens: Some(100),
});

fn empty_text() -> Value {
    json!({"type": "text", "text": ""})
}

#[test]
fn an_answer_is_read_at_every_split() {
    let body = [
        start(),
        json!({"type": "ping"}),
        block(
            0,
            json!({"type": "thinking", "thinking": "", "signature": ""}),
        ),
        delta(0, json!({"type": "thinking_delta", "thinking": "a guest"})),
        delta(0, json!({"type": "signature_delta", "signature": "EqQB"})),
        stop(0),
        block(1, json!({"type": "redacted_thinking", "data": "secret"})),
        stop(1),
        block(2, empty_text()),
        said(2, "Grüß"),
        json!({"type": "something_new", "content": "not for us"}),
        said(2, " dich 🙂"),
        stop(2),
        reason("end_turn"),
        end(),
    ];
    let expected = [
        ChatEvent::Reasoning("a guest".into()),
        text("Grüß"),
        text(" dich 🙂"),
        USAGE,
        ChatEvent::Done(Finish::Stop),
    ];
    check(&body, &expected, None);
    check_splits(
        decoder,
        &events(&body).replace('\n', "\r\n"),
        &expected,
        None,
    );
}

#[test]
fn a_call_is_given_out_when_its_block_stops() {
    let body = [
        start(),
        block(
            0,
            json!({"type": "tool_use", "id": "t1", "name": "sit", "input": {}}),
        ),
        input(0, ""),
        input(0, "{\"on\": \"be"),
        input(0, "nch\"}"),
        stop(0),
        block(1, empty_text()),
        said(1, "There."),
        stop(1),
        block(
            2,
            json!({"type": "tool_use", "id": "t2", "name": "wave", "input": {}}),
        ),
        stop(2),
        reason("tool_use"),
        end(),
    ];
    let expected = [
        call("t1", "sit", json!({"on": "bench"})),
        text("There."),
        call("t2", "wave", json!({})),
        USAGE,
        ChatEvent::Done(Finish::ToolCalls),
    ];
    check(&body, &expected, None);
}

#[test]
fn a_broken_call_is_mended_or_reported_and_a_cut_one_is_not_guessed() {
    let called = |json: &str, why: &str| {
        [
            block(
                0,
                json!({"type": "tool_use", "id": "t1", "name": "sit", "input": {}}),
            ),
            input(0, json),
            stop(0),
            reason(why),
            end(),
        ]
    };
    let usage = ChatEvent::Usage(Usage {
        completion_tokens: 7,
        ..Usage::default()
    });
    let mended = call("t1", "sit", json!({"on": "bench"}));
    let done = ChatEvent::Done(Finish::ToolCalls);
    check(
        &called("{'on': 'bench'", "tool_use"),
        &[mended, usage, done],
        None,
    );
    let bad = Some(ErrorKind::BadToolCall);
    check(&called("the bench", "tool_use"), &[], bad);
    check(&called("{\"on\": \"ben", "max_tokens"), &[], bad);
}

#[test]
fn an_answer_in_a_form_is_text() {
    let make = || decoder().answers_by(Some("plan".into()));
    let body = [
        block(
            0,
            json!({"type": "tool_use", "id": "t1", "name": "plan", "input": {}}),
        ),
        input(0, "{\"go\": \"well\"}"),
        stop(0),
        reason("tool_use"),
        end(),
    ];
    let usage = ChatEvent::Usage(Usage {
        completion_tokens: 7,
        ..Usage::default()
    });
    let expected = [
        text("{\"go\":\"well\"}"),
        usage,
        ChatEvent::Done(Finish::Stop),
    ];
    check_splits(make, &events(&body), &expected, None);
}

#[test]
fn ends_and_errors_have_their_names() {
    let hi = [block(0, empty_text()), said(0, "Hi")];
    let with = |rest: &[Value]| [&hi[..], rest].concat();
    let error = |kind: &str| json!({"type": "error", "error": {"type": kind, "message": "x"}});
    for (kind, expected) in [
        ("overloaded_error", ErrorKind::ServerError),
        ("api_error", ErrorKind::ServerError),
        ("rate_limit_error", ErrorKind::RateLimited),
        ("authentication_error", ErrorKind::BadKey),
        ("permission_error", ErrorKind::BadKey),
        ("invalid_request_error", ErrorKind::BadRequest),
        ("not_found_error", ErrorKind::ServerError),
    ] {
        check(&with(&[error(kind)]), &[text("Hi")], Some(expected));
    }
    check(&with(&[]), &[text("Hi")], Some(ErrorKind::CutStream));
    let usage = ChatEvent::Usage(Usage {
        completion_tokens: 7,
        ..Usage::default()
    });
    for (why, finish) in [
        ("max_tokens", Finish::Length),
        ("model_context_window_exceeded", Finish::Length),
        ("stop_sequence", Finish::Stop),
        ("pause_turn", Finish::Stop),
    ] {
        // The close alone is enough after a reason.
        let expected = [text("Hi"), usage.clone(), ChatEvent::Done(finish)];
        check(&with(&[reason(why)]), &expected, None);
    }
    check(
        &[reason("refusal"), end()],
        std::slice::from_ref(&usage),
        Some(ErrorKind::Refusal),
    );
    check(&[end()], &[], Some(ErrorKind::EmptyAnswer));
    let openai = json!({"choices": [{"delta": {"content": "Hi"}}]});
    check(&[openai], &[], Some(ErrorKind::WrongProtocol));
    check_splits(decoder, "<html>", &[], Some(ErrorKind::WrongProtocol));
    check_splits(decoder, "", &[], Some(ErrorKind::CutStream));
}

#[test]
fn an_answer_in_one_piece_is_read_too() {
    let whole = json!({
        "type": "message", "role": "assistant", "stop_reason": "tool_use",
        "content": [
            {"type": "text", "text": "Hi"},
            {"type": "tool_use", "id": "t1", "name": "sit", "input": {"on": "bench"}},
        ],
        "usage": {"input_tokens": 5, "output_tokens": 1},
    });
    let usage = ChatEvent::Usage(Usage {
        prompt_tokens: 5,
        completion_tokens: 1,
        cached_tokens: None,
    });
    let expected = [
        text("Hi"),
        call("t1", "sit", json!({"on": "bench"})),
        usage,
        ChatEvent::Done(Finish::ToolCalls),
    ];
    check_splits(decoder, &whole.to_string(), &expected, None);
    let refused = json!({"type": "error", "error": {"type": "overloaded_error", "message": "x"}});
    check_splits(
        decoder,
        &refused.to_string(),
        &[],
        Some(ErrorKind::ServerError),
    );
    check_splits(decoder, "{\"content\": [{", &[], Some(ErrorKind::CutStream));
    check_splits(decoder, "{\"a\": 1}", &[], Some(ErrorKind::WrongProtocol));
}
