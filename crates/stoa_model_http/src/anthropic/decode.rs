//! Anthropic's stream of named events.

use std::sync::Arc;

use serde_json::{Value, json};
use stoa_model::{ChatEvent, ModelError};

use crate::{
    assembly::Counts,
    body::short,
    fault::Server,
    streamed::{Reading, Streamed},
};

/// Reads the answer to a request for a message: a stream of named events, or one object.
pub(crate) struct AnthropicDecoder {
    reading: Reading,
    /// Prompt tokens by where they came from; the later count replaces the earlier.
    input: Input,
}

/// The prompt's tokens: Anthropic counts those of its cache apart.
#[derive(Debug, Clone, Copy, Default)]
struct Input {
    fresh: Option<u64>,
    written: Option<u64>,
    read: Option<u64>,
}

impl AnthropicDecoder {
    /// See [`Reading::new`].
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        Self {
            reading: Reading::new(server, model, tools, turn),
            input: Input::default(),
        }
    }

    /// Takes the call of the tool `name` as the answer itself.
    pub fn answers_by(mut self, name: Option<String>) -> Self {
        self.reading.assembly.answers_by(name);
        self
    }

    /// A block as it begins in a stream, or whole in a message.
    fn block(&mut self, index: u64, block: &Value, out: &mut Vec<ChatEvent>) {
        let text = |field: &str| block.get(field).and_then(Value::as_str).unwrap_or_default();
        match text("type") {
            "text" => self.reading.assembly.text(text("text"), out),
            "thinking" => self.reading.assembly.reasoning(text("thinking"), out),
            "tool_use" => {
                // In a stream the arguments follow, and `input` is empty.
                let input = block.get("input").filter(|input| {
                    let empty = input.as_object().is_none_or(serde_json::Map::is_empty);
                    !empty
                });
                self.reading.assembly.call(&json!({
                    "index": index,
                    "id": text("id"),
                    "function": {"name": text("name"), "arguments": input},
                }));
            }
            // `redacted_thinking` is not for reading; tools that the server runs itself are none of ours.
            _ => {}
        }
    }

    fn delta(&mut self, index: u64, delta: &Value, out: &mut Vec<ChatEvent>) {
        let text = |field: &str| delta.get(field).and_then(Value::as_str).unwrap_or_default();
        match text("type") {
            "text_delta" => self.reading.assembly.text(text("text"), out),
            "thinking_delta" => self.reading.assembly.reasoning(text("thinking"), out),
            "input_json_delta" => {
                let arguments = text("partial_json");
                self.reading
                    .assembly
                    .call(&json!({"index": index, "function": {"arguments": arguments}}));
            }
            // Signatures and citations are not shown.
            _ => {}
        }
    }

    fn stop(&mut self, holder: Option<&Value>) {
        let reason = holder.and_then(|holder| holder.get("stop_reason")?.as_str());
        self.reading.assembly.finish(reason.unwrap_or_default());
    }

    fn usage(&mut self, usage: Option<&Value>) {
        let Some(usage) = usage else { return };
        let count = |field: &str| usage.get(field).and_then(Value::as_u64);
        let input = &mut self.input;
        input.fresh = count("input_tokens").or(input.fresh);
        input.written = count("cache_creation_input_tokens").or(input.written);
        input.read = count("cache_read_input_tokens").or(input.read);
        let cached = input.read.unwrap_or(0);
        let prompt = input.fresh.map(|fresh| {
            let written = input.written.unwrap_or(0);
            fresh.saturating_add(written).saturating_add(cached)
        });
        self.reading.assembly.usage(Counts {
            prompt,
            completion: count("output_tokens"),
            cached: input.read,
        });
    }
}

impl Streamed for AnthropicDecoder {
    fn reading(&self) -> &Reading {
        &self.reading
    }

    fn reading_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }

    fn data(&mut self, name: &str, data: &str, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let Ok(event) = serde_json::from_str::<Value>(data) else {
            if name == "error" {
                return Err(self.reading.broke_off(&Value::from(data)));
            }
            let what = format!("its stream holds “{}”", short(data));
            return Err(self.reading.server.not_the_protocol(&what));
        };
        let kind = event.get("type").and_then(Value::as_str).unwrap_or(name);
        let index = event.get("index").and_then(Value::as_u64).unwrap_or(0);
        match kind {
            "message_start" => {
                self.usage(event.pointer("/message/usage"));
            }
            "content_block_start" => {
                if let Some(block) = event.get("content_block") {
                    self.block(index, block, out);
                }
            }
            "content_block_delta" => {
                if let Some(delta) = event.get("delta") {
                    self.delta(index, delta, out);
                }
            }
            "content_block_stop" => self.reading.assembly.close_call(index, out),
            "message_delta" => {
                self.usage(event.get("usage"));
                self.stop(event.get("delta"));
            }
            "message_stop" => return self.reading.end(true, out),
            "error" => return Err(self.reading.broke_off(&event)),
            // OpenAI's stream, or another one that is not this.
            _ if event.get("choices").is_some() => {
                let what = "its stream holds OpenAI's chunks";
                return Err(self.reading.server.not_the_protocol(what));
            }
            _ if event.get("error").is_some_and(Value::is_object) => {
                return Err(self.reading.broke_off(&event));
            }
            // `ping`, and what future versions add.
            _ => {}
        }
        Ok(())
    }

    fn whole(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let Ok(message) = serde_json::from_slice::<Value>(bytes) else {
            let text = String::from_utf8_lossy(bytes);
            return Err(match text.contains("\"content\"") {
                true => crate::assembly::cut(&self.reading.server.at()),
                false => {
                    let what = format!("it sent “{}”", short(&text));
                    self.reading.server.not_the_protocol(&what)
                }
            });
        };
        if message.get("error").is_some() {
            return Err(self.reading.broke_off(&message));
        }
        let Some(blocks) = message.get("content").and_then(Value::as_array) else {
            let what = format!("it sent {}", short(&message.to_string()));
            return Err(self.reading.server.not_the_protocol(&what));
        };
        for (index, block) in (0..).zip(blocks) {
            self.block(index, block, out);
            self.reading.assembly.close_call(index, out);
        }
        self.usage(message.get("usage"));
        self.stop(Some(&message));
        self.reading.end(true, out)
    }
}

#[cfg(test)]
mod tests;
