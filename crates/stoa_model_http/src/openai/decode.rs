//! OpenAI's stream of chunks.

use std::sync::Arc;

use serde_json::Value;
use stoa_model::{ChatEvent, ErrorKind, ModelError, PromptProgress};

use super::plain;
use crate::{
    answer::{Decode, Progress},
    assembly::{Assembly, Counts},
    body::{Body, Rest, short},
    fault::Server,
};

/// Reads the answer to a chat request: a stream of events, or one object from a server that does not stream.
pub(crate) struct OpenAiDecoder {
    server: Arc<Server>,
    model: String,
    tools: bool,
    body: Body,
    assembly: Assembly,
    done: bool,
}

impl OpenAiDecoder {
    /// `turn` is the number of messages in the request: it makes the ids of calls differ within a conversation.
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        let assembly = Assembly::new(format!("call_{turn}_"));
        Self {
            server,
            model,
            tools,
            body: Body::default(),
            assembly,
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
        if data == "[DONE]" {
            return self.end(true, out);
        }
        if name.is_empty()
            && let Some(text) = plain::text(data)
        {
            self.assembly.text(&text, out);
            return Ok(());
        }
        match serde_json::from_str::<Value>(data) {
            Ok(chunk) if name == "error" => Err(self.broke_off(&chunk)),
            Ok(chunk) => self.chunk(&chunk, out),
            Err(_) if name == "error" => Err(self.broke_off(&Value::from(data))),
            Err(_) => Err(self
                .server
                .not_the_protocol(&format!("its stream holds “{}”", short(data)))),
        }
    }

    fn chunk(&mut self, chunk: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let failed = chunk
            .get("error")
            .is_some_and(|error| !error.is_null() && error != "");
        if failed || chunk.get("object").and_then(Value::as_str) == Some("error") {
            return Err(self.broke_off(chunk));
        }
        self.usage(chunk);
        self.progress_of_prompt(chunk, out);
        let kind = chunk
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if kind.starts_with("message_") || kind.starts_with("content_block_") {
            let what = "its stream holds Anthropic's events";
            return Err(self.server.not_the_protocol(what));
        }
        let choice = chunk.get("choices").and_then(|choices| choices.get(0));
        let Some(choice) = choice else { return Ok(()) };
        let delta = ["delta", "message"]
            .iter()
            .find_map(|field| choice.get(field));
        if let Some(delta) = delta {
            self.delta(delta, out);
        } else if let Some(text) = choice.get("text").and_then(Value::as_str) {
            self.assembly.text(text, out);
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.assembly.finish(reason);
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
            self.assembly.reasoning(text, out);
        }
        match delta.get("content") {
            Some(Value::String(text)) => self.assembly.text(text, out),
            Some(Value::Array(parts)) => self.parts(parts, out),
            _ => {}
        }
        if let Some(text) = delta.get("refusal").and_then(Value::as_str) {
            self.assembly.refusal(text);
        }
        for call in delta
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.assembly.call(call);
        }
        if let Some(call) = delta.get("function_call").filter(|call| call.is_object()) {
            self.assembly.call(call);
        }
    }

    /// Content in typed parts, as Mistral sends it: text, and thinking that holds text in turn.
    fn parts(&mut self, parts: &[Value], out: &mut Vec<ChatEvent>) {
        for part in parts {
            if let Some(text) = part.get("text").and_then(Value::as_str) {
                self.assembly.text(text, out);
            }
            match part.get("thinking") {
                Some(Value::String(text)) => self.assembly.reasoning(text, out),
                Some(Value::Array(thoughts)) => {
                    for text in thoughts
                        .iter()
                        .filter_map(|part| part.get("text")?.as_str())
                    {
                        self.assembly.reasoning(text, out);
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
            self.assembly.usage(Counts {
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
        self.assembly.usage(Counts {
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

    fn whole(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let Ok(answer) = serde_json::from_slice::<Value>(bytes) else {
            let text = String::from_utf8_lossy(bytes);
            // The beginning of an answer that was cut, or something else altogether.
            return Err(match text.contains("\"choices\"") {
                true => crate::assembly::cut(&self.server.at()),
                false => self
                    .server
                    .not_the_protocol(&format!("it sent “{}”", short(&text))),
            });
        };
        if answer.get("choices").is_none() && answer.get("error").is_none() {
            return Err(self
                .server
                .not_the_protocol(&format!("it sent {}", short(&answer.to_string()))));
        }
        self.chunk(&answer, out)?;
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

impl Decode for OpenAiDecoder {
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
