//! Memory stays bounded, whatever a server sends.

use stoa_model::{ChatEvent, ErrorKind};
use stoa_model_http::{AnswerDecoder, ServerKind};

use super::{KINDS, entries::MOST_HELD};

/// Feeds `head` and then `piece` again and again, until the decoder has had enough or `most` bytes went in. Gives the
/// bytes that went in, the most that was held of them, and the error.
fn flood(kind: ServerKind, head: &str, piece: &[u8], most: u64) -> (u64, usize, Option<ErrorKind>) {
    let mut decoder = AnswerDecoder::new(kind);
    let mut events = Vec::new();
    let mut fed = head.len() as u64;
    let mut error = decoder.feed(head.as_bytes(), &mut events).err();
    let mut held = 0;
    while error.is_none() && fed < most {
        error = decoder.feed(piece, &mut events).err();
        fed += piece.len() as u64;
        held = held.max(decoder.held_bytes());
        events.clear();
    }
    (fed, held, error.map(|error| error.kind))
}

#[test]
fn a_line_of_a_gigabyte_is_held() {
    let piece = vec![b'x'; 64 << 10];
    for (kind, head) in [
        (
            ServerKind::OpenAi,
            "data: {\"choices\":[{\"delta\":{\"content\":\"",
        ),
        (ServerKind::OpenAi, ": "),
        (
            ServerKind::OpenAi,
            "{\"choices\":[{\"message\":{\"content\":\"",
        ),
        (ServerKind::Anthropic, "event: "),
        (ServerKind::Anthropic, "data: {\"type\":\""),
        (ServerKind::Ollama, "{\"message\":{\"content\":\""),
    ] {
        let (fed, held, error) = flood(kind, head, &piece, 1 << 30);
        assert_eq!(error, Some(ErrorKind::WrongProtocol), "{head}");
        assert!(fed <= 9 << 20, "{head}: {fed} bytes were taken");
        assert!(held <= MOST_HELD, "{head}: {held} bytes were held");
    }
}

#[test]
fn fields_without_end_are_held() {
    let calls = r#"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"sit","arguments":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}]}}]}"#;
    let refusal =
        r#"data: {"choices":[{"delta":{"refusal":"no, no, no, no, no, no, no, no, no, no, "}}]}"#;
    let thought = r#"data: {"choices":[{"delta":{"content":"<think>hm "}}]}"#;
    let input = r#"data: {"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":"xxxxxxxxxxxxxxxxxxxx"}}"#;
    for (kind, line) in [
        (ServerKind::OpenAi, calls),
        (ServerKind::OpenAi, refusal),
        (ServerKind::OpenAi, thought),
        (ServerKind::Anthropic, input),
    ] {
        let piece = format!("{line}\n\n").repeat(50);
        let (fed, held, error) = flood(kind, "", piece.as_bytes(), 8 << 20);
        assert_eq!(error, None, "{line}");
        assert!(
            fed >= 8 << 20 && held <= 256 << 10,
            "{line}: {held} bytes were held"
        );
    }
}

#[test]
fn an_answer_of_a_million_tokens_is_held() {
    for (name, kind) in KINDS {
        let token = match kind {
            ServerKind::OpenAi => "data: {\"choices\":[{\"delta\":{\"content\":\"well \"}}]}\n\n",
            ServerKind::Ollama => "{\"message\":{\"content\":\"well \"},\"done\":false}\n",
            ServerKind::Anthropic => {
                "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"well \"}}\n\n"
            }
        };
        let piece = token.repeat(1000);
        let mut decoder = AnswerDecoder::new(kind);
        let mut events = Vec::new();
        let mut tokens = 0;
        for _ in 0..1000 {
            decoder
                .feed(piece.as_bytes(), &mut events)
                .expect("an answer");
            let words = events
                .drain(..)
                .filter(|event| *event == ChatEvent::Text("well ".into()));
            tokens += words.count();
        }
        assert_eq!(tokens, 1_000_000, "{name}");
        assert!(decoder.held_bytes() < 64 << 10, "{name}");
    }
}

#[test]
fn deep_json_breaks_the_stack() {
    for (name, kind) in KINDS {
        for open in ["[", "{\"a\":"] {
            let deep = open.repeat(100_000);
            for body in [
                format!("data: {{\"choices\":{deep}\n\n"),
                format!("{{\"choices\":{deep}\n"),
            ] {
                let mut decoder = AnswerDecoder::new(kind);
                let mut events = Vec::new();
                let fed = decoder.feed(body.as_bytes(), &mut events);
                let end = fed.and_then(|()| decoder.close(&mut events));
                assert!(end.is_err() && events.is_empty(), "{name}");
            }
        }
    }
}
