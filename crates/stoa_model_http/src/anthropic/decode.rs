//! Anthropic's stream of named events.

use std::sync::Arc;

use serde_json::{Value, json};
use stoa_model::{ChatEvent, ErrorKind, ModelError};

use crate::{
    answer::{Decode, Progress},
    assembly::{Assembly, Counts},
    body::{Body, Rest, short},
    fault::Server,
};

/// Reads the answer to a request for a message: a stream of named events, or one object.
pub(crate) struct AnthropicDecoder {
    server: Arc<Server>,
    model: String,
    tools: bool,
    body: Body,
    assembly: Assembly,
    /// Prompt tokens by where they came from; the later count replaces the earlier.
    input: Input,
    done: bool,
}

/// The prompt's tokens: Anthropic counts those of its cache apart.
#[derive(Debug, Clone, Copy, Default)]
struct Input {
    fresh: Option<u64>,
    written: Option<u64>,
    read: Option<u64>,
}

impl AnthropicDecoder {
    /// `turn` is the number of messages in the request: it makes the ids of calls differ within a conversation.
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        Self {
            server,
            model,
            tools,
            body: Body::default(),
            assembly: Assembly::new(format!("call_{turn}_")),
            input: Input::default(),
            done: false,
        }
    }

    /// Takes the call of the tool `name` as the answer itself.
    pub fn answers_by(mut self, name: Option<String>) -> Self {
        self.assembly.answers_by(name);
        self
    }

    fn data(&mut self, name: &str, data: &str, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let data = data.trim();
        if self.done || data.is_empty() {
            return Ok(());
        }
        let Ok(event) = serde_json::from_str::<Value>(data) else {
            if name == "error" {
                return Err(self.broke_off(&Value::from(data)));
            }
            let what = format!("its stream holds “{}”", short(data));
            return Err(self.server.not_the_protocol(&what));
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
            "content_block_stop" => self.assembly.close_call(index, out),
            "message_delta" => {
                self.usage(event.get("usage"));
                self.stop(event.get("delta"));
            }
            "message_stop" => return self.end(true, out),
            "error" => return Err(self.broke_off(&event)),
            // OpenAI's stream, or another one that is not this.
            _ if event.get("choices").is_some() => {
                let what = "its stream holds OpenAI's chunks";
                return Err(self.server.not_the_protocol(what));
            }
            _ if event.get("error").is_some_and(Value::is_object) => {
                return Err(self.broke_off(&event));
            }
            // `ping`, and what future versions add.
            _ => {}
        }
        Ok(())
    }

    /// A block as it begins in a stream, or whole in a message.
    fn block(&mut self, index: u64, block: &Value, out: &mut Vec<ChatEvent>) {
        let text = |field: &str| block.get(field).and_then(Value::as_str).unwrap_or_default();
        match text("type") {
            "text" => self.assembly.text(text("text"), out),
            "thinking" => self.assembly.reasoning(text("thinking"), out),
            "tool_use" => {
                // In a stream the arguments follow, and `input` is empty.
                let input = block.get("input").filter(|input| {
                    let empty = input.as_object().is_none_or(serde_json::Map::is_empty);
                    !empty
                });
                self.assembly.call(&json!({
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
            "text_delta" => self.assembly.text(text("text"), out),
            "thinking_delta" => self.assembly.reasoning(text("thinking"), out),
            "input_json_delta" => {
                let arguments = text("partial_json");
                self.assembly
                    .call(&json!({"index": index, "function": {"arguments": arguments}}));
            }
            // Signatures and citations are not shown.
            _ => {}
        }
    }

    fn stop(&mut self, holder: Option<&Value>) {
        let reason = holder.and_then(|holder| holder.get("stop_reason")?.as_str());
        self.assembly.finish(reason.unwrap_or_default());
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
        self.assembly.usage(Counts {
            prompt,
            completion: count("output_tokens"),
            cached: input.read,
        });
    }

    fn whole(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let Ok(message) = serde_json::from_slice::<Value>(bytes) else {
            let text = String::from_utf8_lossy(bytes);
            return Err(match text.contains("\"content\"") {
                true => crate::assembly::cut(&self.server.at()),
                false => {
                    let what = format!("it sent “{}”", short(&text));
                    self.server.not_the_protocol(&what)
                }
            });
        };
        if message.get("error").is_some() {
            return Err(self.broke_off(&message));
        }
        let Some(blocks) = message.get("content").and_then(Value::as_array) else {
            let what = format!("it sent {}", short(&message.to_string()));
            return Err(self.server.not_the_protocol(&what));
        };
        for (index, block) in (0..).zip(blocks) {
            self.block(index, block, out);
            self.assembly.close_call(index, out);
        }
        self.usage(message.get("usage"));
        self.stop(Some(&message));
        self.end(true, out)
    }

    fn end(&mut self, explicit: bool, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        if self.done {
            return Ok(());
        }
        self.done = true;
        self.assembly.end(explicit, &self.server.at(), out)
    }

    fn broke_off(&self, error: &Value) -> ModelError {
        self.server.in_stream(error, Some(&self.model), self.tools)
    }
}

impl Decode for AnthropicDecoder {
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let mut events = Vec::new();
        let fed = self.body.feed(bytes, &mut events);
        for event in events {
            self.data(&event.name, &event.data, out)?;
        }
        fed.map_err(|what| self.server.not_the_protocol(&what))
    }

    fn close(&mut self, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        match self.body.finish() {
            Rest::Whole(body) => return self.whole(&body, out),
            Rest::Events(events) => {
                for event in events {
                    match self.data(&event.name, &event.data, out) {
                        // The close cut this event short: that is the failure, not its form.
                        Err(error) if error.kind == ErrorKind::WrongProtocol => {}
                        other => other?,
                    }
                }
            }
        }
        self.end(false, out)
    }

    fn held(&self) -> usize {
        self.body.held() + self.assembly.held()
    }

    fn progress(&self) -> Progress {
        match () {
            () if self.done => Progress::Done,
            () if self.assembly.is_finished() => Progress::Finishing,
            () if self.assembly.begun => Progress::Talking,
            () => Progress::Waiting,
        }
    }
}

#[cfg(test)]
mod tests;
