//! Answers in each protocol's form.

use serde_json::{Value, json};

use super::script::{Dialect, End, Piece, Script};

/// Bytes that are sent at once, so many times.
pub(super) struct Packet {
    pub bytes: Vec<u8>,
    pub times: u64,
}

/// The packets of an answer in the dialect's form.
pub(super) fn packets(script: &Script, dialect: Dialect, request: &Value) -> Vec<Packet> {
    if let [Piece::Flood(bytes, times)] = script.pieces.as_slice() {
        let (bytes, times) = (bytes.clone(), *times);
        return vec![Packet { bytes, times }];
    }
    let once = |bytes| Packet { bytes, times: 1 };
    let pieces = pieces(script, dialect, request);
    pieces.into_iter().map(once).collect()
}

fn pieces(script: &Script, dialect: Dialect, request: &Value) -> Vec<Vec<u8>> {
    let model = request
        .get("model")
        .cloned()
        .unwrap_or_else(|| "fake".into());
    let writer = Writer { dialect, model };
    let mut packets = Vec::new();
    let raw = |piece: &Piece| matches!(piece, Piece::Raw(_) | Piece::Flood(..));
    if dialect == Dialect::Anthropic && !script.pieces.iter().any(raw) {
        packets.push(writer.message_start());
    }
    let mut calls = 0;
    for piece in &script.pieces {
        match piece {
            Piece::Raw(bytes) | Piece::Flood(bytes, _) => packets.push(bytes.clone()),
            Piece::Text(text) if dialect == Dialect::Anthropic => {
                packets.push(writer.delta(json!({"type": "text_delta", "text": text})));
            }
            Piece::Reasoning(text) if dialect == Dialect::Anthropic => {
                packets.push(writer.delta(json!({"type": "thinking_delta", "thinking": text})));
            }
            Piece::Text(text) => packets.push(writer.text("content", text)),
            Piece::Reasoning(text) => {
                let field = match dialect {
                    Dialect::Ollama => "thinking",
                    Dialect::OpenAi | Dialect::Anthropic => "reasoning_content",
                };
                packets.push(writer.text(field, text));
            }
            Piece::Call { name, arguments } => {
                writer.call(calls, name, arguments, &mut packets);
                calls += 1;
            }
        }
    }
    if script.end == End::Finish {
        writer.end(calls > 0, script.pieces.len(), &mut packets);
    }
    packets
}

struct Writer {
    dialect: Dialect,
    model: Value,
}

impl Writer {
    fn text(&self, field: &str, text: &str) -> Vec<u8> {
        self.message(json!({"role": "assistant", field: text}))
    }

    /// A call: in fragments where the dialect has them.
    fn call(&self, at: usize, name: &str, arguments: &Value, packets: &mut Vec<Vec<u8>>) {
        if self.dialect == Dialect::Ollama {
            let call = json!([{"function": {"name": name, "arguments": arguments}}]);
            packets.push(
                self.message(json!({"role": "assistant", "content": "", "tool_calls": call})),
            );
            return;
        }
        let text = arguments.to_string();
        let half = text.floor_char_boundary(text.len() / 2);
        let id = format!("fake_{at}");
        if self.dialect == Dialect::Anthropic {
            // The text was block 0.
            let index = at + 1;
            let block = json!({"type": "tool_use", "id": id, "name": name, "input": {}});
            let begin =
                json!({"type": "content_block_start", "index": index, "content_block": block});
            packets.push(self.event(begin));
            for part in [&text[..half], &text[half..]] {
                let delta = json!({"type": "input_json_delta", "partial_json": part});
                let delta = json!({"type": "content_block_delta", "index": index, "delta": delta});
                packets.push(self.event(delta));
            }
            let end = json!({"type": "content_block_stop", "index": index});
            packets.push(self.event(end));
            return;
        }
        let begin = json!({"index": at, "id": id, "type": "function", "function": {"name": name, "arguments": ""}});
        let fragment = |text: &str| json!({"index": at, "function": {"arguments": text}});
        for call in [begin, fragment(&text[..half]), fragment(&text[half..])] {
            packets.push(self.message(json!({"tool_calls": [call]})));
        }
    }

    fn message_start(&self) -> Vec<u8> {
        let message = json!({"usage": {"input_tokens": 7, "output_tokens": 1}});
        self.event(json!({"type": "message_start", "message": message}))
    }

    fn delta(&self, delta: Value) -> Vec<u8> {
        self.event(json!({"type": "content_block_delta", "index": 0, "delta": delta}))
    }

    fn end(&self, called: bool, tokens: usize, packets: &mut Vec<Vec<u8>>) {
        match self.dialect {
            Dialect::OpenAi => {
                let reason = if called { "tool_calls" } else { "stop" };
                let choice = json!([{"index": 0, "delta": {}, "finish_reason": reason}]);
                packets.push(self.event(json!({"choices": choice})));
                let usage = json!({"prompt_tokens": 7, "completion_tokens": tokens});
                packets.push(self.event(json!({"choices": [], "usage": usage})));
                packets.push(b"data: [DONE]\n\n".to_vec());
            }
            Dialect::Anthropic => {
                let reason = if called { "tool_use" } else { "end_turn" };
                packets.push(self.event(json!({
                    "type": "message_delta",
                    "delta": {"stop_reason": reason},
                    "usage": {"output_tokens": tokens},
                })));
                packets.push(self.event(json!({"type": "message_stop"})));
            }
            Dialect::Ollama => packets.push(self.line(json!({
                "message": {"role": "assistant", "content": ""},
                "done": true,
                "done_reason": "stop",
                "prompt_eval_count": 7,
                "eval_count": tokens,
            }))),
        }
    }

    fn message(&self, message: Value) -> Vec<u8> {
        match self.dialect {
            Dialect::OpenAi | Dialect::Anthropic => {
                let choice = json!([{"index": 0, "delta": message, "finish_reason": null}]);
                self.event(json!({"choices": choice}))
            }
            Dialect::Ollama => self.line(json!({"message": message, "done": false})),
        }
    }

    fn event(&self, mut chunk: Value) -> Vec<u8> {
        if self.dialect == Dialect::Anthropic {
            let name = chunk["type"].as_str().unwrap_or_default();
            return format!("event: {name}\ndata: {chunk}\n\n").into_bytes();
        }
        chunk["object"] = "chat.completion.chunk".into();
        chunk["model"] = self.model.clone();
        format!("data: {chunk}\n\n").into_bytes()
    }

    fn line(&self, mut line: Value) -> Vec<u8> {
        line["model"] = self.model.clone();
        format!("{line}\n").into_bytes()
    }
}
