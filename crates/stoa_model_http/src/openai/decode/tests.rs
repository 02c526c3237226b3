use serde_json::json;
use stoa_model::{ErrorKind, Finish, ToolCall, Usage};

use super::*;
use crate::answer::{Decode, tests::check as check_splits};

fn decoder() -> OpenAiDecoder {
    let server = Server {
        label: "shop".into(),
        url: "http://h:1".into(),
        key: None,
        kind: crate::ServerKind::OpenAi,
    };
    OpenAiDecoder::new(Arc::new(server), "m".into(), true, 3)
}

fn check(body: &str, events: &[ChatEvent], error: Option<ErrorKind>) {
    check_splits(decoder, body, events, error);
}

/// A body of events from chunks of JSON, ended as OpenAI ends them.
fn events(chunks: &[Value]) -> String {
    let chunks = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    chunks.chain(["data: [DONE]\n\n".to_owned()]).collect()
}

fn delta(delta: Value) -> Value {
    json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]})
}

fn finish(reason: &str) -> Value {
    json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

fn text(text: &str) -> ChatEvent {
    ChatEvent::Text(text.into())
}

fn reasoning(text: &str) -> ChatEvent {
    ChatEvent::Reasoning(text.into())
}

fn call(id: &str, name: &str, arguments: Value) -> ChatEvent {
    ChatEvent::ToolCall(ToolCall {
        id: id.into(),
        name: name.into(),
        arguments,
    })
}

fn usage(prompt_tokens: u32, completion_tokens: u32) -> ChatEvent {
    ChatEvent::Usage(Usage {
        prompt_tokens,
        completion_tokens,
        cached_tokens: None,
    })
}

const STOP: ChatEvent = ChatEvent::Done(Finish::Stop);

/// As llama.cpp sends it: a ping, `content: null` first, timings, usage in a tail without choices.
const LLAMA_CPP: &str = concat!(
    ": ping\n\n",
    r#"data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1,"id":"chatcmpl-x","model":"m","system_fingerprint":"b1","object":"chat.completion.chunk"}"#,
    "\n\n",
    r#"data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Grüß"}}],"object":"chat.completion.chunk"}"#,
    "\n\n",
    r#"data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":" dich 🙂"}}],"object":"chat.completion.chunk"}"#,
    "\n\n",
    r#"data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"object":"chat.completion.chunk"}"#,
    "\n\n",
    r#"data: {"choices":[],"usage":{"completion_tokens":2,"prompt_tokens":21,"total_tokens":23},"timings":{"cache_n":0,"prompt_n":21}}"#,
    "\n\ndata: [DONE]\n\n",
);

#[test]
fn a_recorded_answer_is_read_at_every_split() {
    let counted = ChatEvent::Usage(Usage {
        prompt_tokens: 21,
        completion_tokens: 2,
        cached_tokens: Some(0),
    });
    let expected = [text("Grüß"), text(" dich 🙂"), counted, STOP];
    check(LLAMA_CPP, &expected, None);
    check(&LLAMA_CPP.replace('\n', "\r\n"), &expected, None);
    check(&LLAMA_CPP.replace('\n', "\r"), &expected, None);
}

#[test]
fn empty_fields_and_missing_ends_are_understood() {
    // An empty reason is none; empty usage tells nothing; nothing but `[DONE]` ends the answer.
    let vague =
        json!({"choices": [{"delta": {"content": "Hi"}, "finish_reason": ""}], "usage": {}});
    check(
        &events(std::slice::from_ref(&vague)),
        &[text("Hi"), STOP],
        None,
    );
    // A reason and then the close is an end; the close alone is a cut.
    let ended = format!("data: {vague}\n\ndata: {}\n\n", finish("stop"));
    check(&ended, &[text("Hi"), STOP], None);
    check(
        &format!("data: {vague}\n\n"),
        &[text("Hi")],
        Some(ErrorKind::CutStream),
    );
    check(
        &format!("data: {vague}\n\ndata: {{\"choi"),
        &[text("Hi")],
        Some(ErrorKind::CutStream),
    );
    check("", &[], Some(ErrorKind::CutStream));
    check(
        &events(&[vague, finish("length")]),
        &[text("Hi"), ChatEvent::Done(Finish::Length)],
        None,
    );
}

#[test]
fn reasoning_is_never_text() {
    let spoken = [reasoning("hm"), text("Hi"), STOP];
    check(
        &events(&[
            delta(json!({"reasoning_content": "hm"})),
            delta(json!({"content": "Hi"})),
        ]),
        &spoken,
        None,
    );
    check(
        &events(&[delta(json!({"reasoning": "hm", "content": "Hi"}))]),
        &spoken,
        None,
    );
    check(
        &events(&[delta(
            json!({"reasoning": "hm", "reasoning_content": "hm", "content": "Hi"}),
        )]),
        &spoken,
        None,
    );
    check(
        &events(&[delta(json!({"content": "<think>hm</think>\n\nHi"}))]),
        &spoken,
        None,
    );
    let cut = [
        delta(json!({"content": "<thi"})),
        delta(json!({"content": "nk>hm</thi"})),
        delta(json!({"content": "nk>Hi"})),
    ];
    check(&events(&cut), &spoken, None);
    let parts = json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Hi"}]});
    check(&events(&[delta(parts)]), &spoken, None);
}

#[test]
fn an_answer_without_a_word_is_an_error() {
    check(
        &events(&[finish("stop")]),
        &[],
        Some(ErrorKind::EmptyAnswer),
    );
    let thought = [delta(json!({"reasoning": "hm"})), finish("length")];
    check(
        &events(&thought),
        &[reasoning("hm")],
        Some(ErrorKind::EmptyAnswer),
    );
    check(
        &events(&[finish("content_filter")]),
        &[],
        Some(ErrorKind::Refusal),
    );
    check(
        &events(&[delta(json!({"refusal": "I can't"})), finish("stop")]),
        &[],
        Some(ErrorKind::Refusal),
    );
}

#[test]
fn tool_calls_come_whole_before_the_end() {
    let sit = json!({"to": "bench"});
    let done = ChatEvent::Done(Finish::ToolCalls);
    // Content, an empty list of calls, two calls in one chunk, the reason in the same chunk.
    let first = delta(json!({"content": "Well.", "tool_calls": []}));
    let begin = delta(json!({"tool_calls": [
        {"index": 0, "id": "a", "type": "function", "function": {"name": "sit", "arguments": "{\"to\":"}},
        {"index": 1, "id": "b", "type": "function", "function": {"name": "wave"}},
    ]}));
    let last = json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": "\"bench\"}"}}]}, "finish_reason": "tool_calls"}]});
    let expected = [
        text("Well."),
        call("a", "sit", sit.clone()),
        call("b", "wave", json!({})),
        done.clone(),
    ];
    check(&events(&[first, begin, last]), &expected, None);
    // No id, arguments as an object, and the wrong reason.
    let whole = delta(json!({"tool_calls": [{"function": {"name": "sit", "arguments": sit}}]}));
    check(
        &events(&[whole, finish("stop")]),
        &[call("call_3_0", "sit", sit), done],
        None,
    );
}

#[test]
fn broken_tool_calls_are_mended_or_reported() {
    let arguments = |text: &str| {
        delta(json!({"tool_calls": [{"id": "a", "function": {"name": "sit", "arguments": text}}]}))
    };
    let mended = call("a", "sit", json!({"to": "bench"}));
    let done = ChatEvent::Done(Finish::ToolCalls);
    check(
        &events(&[arguments("{'to': 'bench'")]),
        &[mended, done],
        None,
    );
    check(
        &events(&[arguments("the bench")]),
        &[],
        Some(ErrorKind::BadToolCall),
    );
    // What the token limit cut off is not guessed.
    let cut = [arguments("{\"to\": \"ben"), finish("length")];
    check(&events(&cut), &[], Some(ErrorKind::BadToolCall));
}

#[test]
fn errors_inside_a_stream_end_it_with_their_name() {
    let hi = delta(json!({"content": "Hi"}));
    for (line, kind) in [
        (
            r#"data: {"error":{"message":"overloaded","code":529}}"#,
            ErrorKind::ServerError,
        ),
        (r#"data: {"error":"out of memory"}"#, ErrorKind::ServerError),
        (
            r#"data: {"object":"error","message":"maximum context length","code":400}"#,
            ErrorKind::ContextTooLong,
        ),
        (
            "event: error\ndata: {\"message\":\"rate limit\"}",
            ErrorKind::RateLimited,
        ),
        ("event: error\ndata: it broke", ErrorKind::ServerError),
        ("data: {oops}", ErrorKind::WrongProtocol),
    ] {
        let body = format!("data: {hi}\n\n{line}\n\ndata: [DONE]\n\n");
        check(&body, &[text("Hi")], Some(kind));
    }
}

#[test]
fn an_answer_in_one_piece_is_read_too() {
    let whole = json!({
        "choices": [{"message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 1},
    });
    check(&whole.to_string(), &[text("Hi"), usage(5, 1), STOP], None);
    check(
        r#"{"error":{"message":"Loading model","code":503}}"#,
        &[],
        Some(ErrorKind::Loading),
    );
    check(r#"{"hello":"world"}"#, &[], Some(ErrorKind::WrongProtocol));
    check(r#"{"choices":[{"mess"#, &[], Some(ErrorKind::CutStream));
    check("<!doctype html>", &[], Some(ErrorKind::WrongProtocol));
}

#[test]
fn nothing_that_a_server_sends_breaks_the_decoder() {
    use proptest::prelude::*;
    let mut runner = proptest::test_runner::TestRunner::default();
    let parts = prop::sample::select(vec![
        "data: ",
        "{",
        "}",
        "[",
        "]",
        "\"choices\":",
        "[{\"delta\":",
        "null",
        "7",
        "\"content\":",
        "\"x\"",
        ",",
        "\n",
        "\r",
        "event: error",
        "\"error\":",
        "[DONE]",
        "\u{feff}",
        "é",
        "\"tool_calls\":[{}]",
    ]);
    let bodies = prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat());
    let outcome = runner.run(&bodies, |body| {
        let mut events = Vec::new();
        let mut decoder = decoder();
        let fed = decoder.feed(body.as_bytes(), &mut events);
        let _end = fed.and_then(|()| decoder.close(&mut events));
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}
