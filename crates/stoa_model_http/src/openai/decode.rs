//! OpenAI's stream of chunks.

use std::sync::Arc;

use serde_json::Value;
use stoa_model::{ChatEvent, ModelError, PromptProgress};

use super::plain;
use crate::{
    assembly::Counts,
    body::short,
    fault::Server,
    streamed::{Reading, Streamed},
};

/// Reads the answer to a chat request: a stream of events, or one object from a server that does not stream.
pub(crate) struct OpenAiDecoder {
    reading: Reading,
}

impl OpenAiDecoder {
    /// See [`Reading::new`].
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        Self {
            reading: Reading::new(server, model, tools, turn),
        }
    }

    /// Takes the call of the tool `name` as the answer itself.
    pub fn answers_by(mut self, name: Option<String>) -> Self {
        self.reading.assembly.answers_by(name);
        self
    }

    fn chunk(&mut self, chunk: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let failed = chunk
            .get("error")
            .is_some_and(|error| !error.is_null() && error != "");
        if failed || chunk.get("object").and_then(Value::as_str) == Some("error") {
            return Err(self.reading.broke_off(chunk));
        }
        self.usage(chunk);
        self.progress_of_prompt(chunk, out);
        let kind = chunk
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if kind.starts_with("message_") || kind.starts_with("content_block_") {
            let what = "its stream holds Anthropic's events";
            return Err(self.reading.server.not_the_protocol(what));
        }
        let choice = chunk.get("choices").and_then(|choices| choices.get(0));
        let Some(choice) = choice else { return Ok(()) };
        let delta = ["delta", "message"]
            .iter()
            .find_map(|field| choice.get(field));
        if let Some(delta) = delta {
            self.delta(delta, out);
        } else if let Some(text) = choice.get("text").and_then(Value::as_str) {
            self.reading.assembly.text(text, out);
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.reading.assembly.finish(reason);
        }
        Ok(())
    }

    fn delta(&mut self, delta: &Value, out: &mut Vec<ChatEvent>) {
        // Both fields hold the same text where a server sends both.
        let reasoning = ["reasoning_content", "reasoning", "thinking"];
        let reasoning = reasoning
            .iter()
            .filter_map(|field| delta.get(field)?.as_str());
        if let Some(text) = reasoning.clone().find(|text| !text.is_empty()) {
            self.reading.assembly.reasoning(text, out);
        }
        match delta.get("content") {
            Some(Value::String(text)) => self.reading.assembly.text(text, out),
            Some(Value::Array(parts)) => self.parts(parts, out),
            _ => {}
        }
        if let Some(text) = delta.get("refusal").and_then(Value::as_str) {
            self.reading.assembly.refusal(text);
        }
        for call in delta
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.reading.assembly.call(call);
        }
        if let Some(call) = delta.get("function_call").filter(|call| call.is_object()) {
            self.reading.assembly.call(call);
        }
    }

    /// Content in typed parts, as Mistral sends it: text, and thinking that holds text in turn.
    fn parts(&mut self, parts: &[Value], out: &mut Vec<ChatEvent>) {
        for part in parts {
            if let Some(text) = part.get("text").and_then(Value::as_str) {
                self.reading.assembly.text(text, out);
            }
            match part.get("thinking") {
                Some(Value::String(text)) => self.reading.assembly.reasoning(text, out),
                Some(Value::Array(thoughts)) => {
                    for text in thoughts
                        .iter()
                        .filter_map(|part| part.get("text")?.as_str())
                    {
                        self.reading.assembly.reasoning(text, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn usage(&mut self, chunk: &Value) {
        if let Some(usage) = ["/usage", "/x_groq/usage"]
            .iter()
            .find_map(|path| chunk.pointer(path).filter(|usage| usage.is_object()))
        {
            let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
            self.reading.assembly.usage(Counts {
                prompt: count("/prompt_tokens"),
                completion: count("/completion_tokens"),
                // OpenAI's, and DeepSeek's.
                cached: count("/prompt_tokens_details/cached_tokens")
                    .or_else(|| count("/prompt_cache_hit_tokens")),
            });
        }
        // llama.cpp: what it computed anew, and what lay in its cache.
        let Some(timings) = chunk.get("timings") else {
            return;
        };
        let count = |field: &str| timings.get(field).and_then(Value::as_u64);
        let cached = count("cache_n");
        let prompt = count("prompt_n").zip(cached);
        self.reading.assembly.usage(Counts {
            prompt: prompt.map(|(new, cached)| new.saturating_add(cached)),
            completion: count("predicted_n"),
            cached,
        });
    }

    /// llama.cpp, asked by `return_progress`, tells how far it has read the prompt.
    fn progress_of_prompt(&self, chunk: &Value, out: &mut Vec<ChatEvent>) {
        let Some(progress) = chunk.get("prompt_progress").filter(|told| told.is_object()) else {
            return;
        };
        let count = |field: &str| {
            let count = progress.get(field).and_then(Value::as_u64).unwrap_or(0);
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        out.push(ChatEvent::Progress(PromptProgress {
            processed: count("processed"),
            total: count("total"),
            cached: count("cache"),
        }));
    }
}

impl Streamed for OpenAiDecoder {
    fn reading(&self) -> &Reading {
        &self.reading
    }

    fn reading_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }

    fn data(&mut self, name: &str, data: &str, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        if data == "[DONE]" {
            return self.reading.end(true, out);
        }
        if name.is_empty()
            && let Some(text) = plain::text(data)
        {
            self.reading.assembly.text(&text, out);
            return Ok(());
        }
        match serde_json::from_str::<Value>(data) {
            Ok(chunk) if name == "error" => Err(self.reading.broke_off(&chunk)),
            Ok(chunk) => self.chunk(&chunk, out),
            Err(_) if name == "error" => Err(self.reading.broke_off(&Value::from(data))),
            Err(_) => Err(self
                .reading
                .server
                .not_the_protocol(&format!("its stream holds “{}”", short(data)))),
        }
    }

    fn whole(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let Ok(answer) = serde_json::from_slice::<Value>(bytes) else {
            let text = String::from_utf8_lossy(bytes);
            // The beginning of an answer that was cut, or something else altogether.
            return Err(match text.contains("\"choices\"") {
                true => crate::assembly::cut(&self.reading.server.at()),
                false => self
                    .reading
                    .server
                    .not_the_protocol(&format!("it sent “{}”", short(&text))),
            });
        };
        if answer.get("choices").is_none() && answer.get("error").is_none() {
            return Err(self
                .reading
                .server
                .not_the_protocol(&format!("it sent {}", short(&answer.to_string()))));
        }
        self.chunk(&answer, out)?;
        self.reading.end(true, out)
    }
}

#[cfg(test)]
mod tests;
