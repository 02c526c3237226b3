use serde_json::{Value, json};

use super::script::{Dialect, End, Piece, Script};

/// The packets of an answer in the dialect's form.
pub(super) fn pieces(script: &Script, dialect: Dialect, request: &Value) -> Vec<Vec<u8>> {
    let model = request
        .get("model")
        .cloned()
        .unwrap_or_else(|| "fake".into());
    let writer = Writer { dialect, model };
    let mut packets = Vec::new();
    let mut calls = 0;
    for piece in &script.pieces {
        match piece {
            Piece::Raw(bytes) => packets.push(bytes.clone()),
            Piece::Text(text) => packets.push(writer.text("content", text)),
            Piece::Reasoning(text) => {
                let field = match dialect {
                    Dialect::OpenAi => "reasoning_content",
                    Dialect::Ollama => "thinking",
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
        let begin = json!({"index": at, "id": id, "type": "function", "function": {"name": name, "arguments": ""}});
        let fragment = |text: &str| json!({"index": at, "function": {"arguments": text}});
        for call in [begin, fragment(&text[..half]), fragment(&text[half..])] {
            packets.push(self.message(json!({"tool_calls": [call]})));
        }
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
            Dialect::OpenAi => {
                let choice = json!([{"index": 0, "delta": message, "finish_reason": null}]);
                self.event(json!({"choices": choice}))
            }
            Dialect::Ollama => self.line(json!({"message": message, "done": false})),
        }
    }

    fn event(&self, mut chunk: Value) -> Vec<u8> {
        chunk["object"] = "chat.completion.chunk".into();
        chunk["model"] = self.model.clone();
        format!("data: {chunk}\n\n").into_bytes()
    }

    fn line(&self, mut line: Value) -> Vec<u8> {
        line["model"] = self.model.clone();
        format!("{line}\n").into_bytes()
    }
}
