//! Ollama's stream of lines.

use std::sync::Arc;

use serde_json::Value;
use stoa_model::{ChatEvent, ModelError};

use crate::{
    answer::{Decode, Progress},
    assembly::{Assembly, Counts},
    fault::Server,
    ndjson::NdjsonDecoder,
};

/// Reads the answer to a chat request: one JSON object a line.
pub(crate) struct OllamaDecoder {
    server: Arc<Server>,
    model: String,
    tools: bool,
    lines: NdjsonDecoder,
    assembly: Assembly,
    done: bool,
}

impl OllamaDecoder {
    /// `turn` is the number of messages in the request: it makes the ids of calls differ within a conversation.
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        let assembly = Assembly::new(format!("call_{turn}_"));
        let lines = NdjsonDecoder::default();
        Self {
            server,
            model,
            tools,
            lines,
            assembly,
            done: false,
        }
    }

    fn line(&mut self, line: &str, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        if self.done {
            return Ok(());
        }
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            let begin = line.chars().take(80).collect::<String>();
            let what = match begin.trim_start().starts_with('<') {
                true => "it sent a web page".to_owned(),
                false => format!("its stream holds “{begin}”"),
            };
            return Err(self.server.not_the_protocol(&what));
        };
        if value
            .get("error")
            .is_some_and(|error| !error.is_null() && error != "")
        {
            return Err(self.server.in_stream(&value, Some(&self.model), self.tools));
        }
        if value.get("message").is_none() && value.get("done").is_none() {
            return Err(self.server.not_the_protocol("its stream holds no messages"));
        }
        self.message(value.get("message").unwrap_or(&Value::Null), out);
        if value.get("done").and_then(Value::as_bool) != Some(true) {
            return Ok(());
        }
        let count = |field: &str| value.get(field).and_then(Value::as_u64);
        self.assembly.usage(Counts {
            prompt: count("prompt_eval_count"),
            completion: count("eval_count"),
            cached: None,
        });
        let reason = value
            .get("done_reason")
            .and_then(Value::as_str)
            .unwrap_or_default();
        self.assembly.finish(reason);
        self.done = true;
        self.assembly.end(true, &self.server.at(), out)
    }

    fn message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        if let Some(text) = message.get("thinking").and_then(Value::as_str) {
            self.assembly.reasoning(text, out);
        }
        if let Some(text) = message.get("content").and_then(Value::as_str) {
            self.assembly.text(text, out);
        }
        for call in message
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.assembly.call(call);
        }
    }
}

impl Decode for OllamaDecoder {
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let mut lines = Vec::new();
        let fed = self.lines.feed(bytes, &mut lines);
        for line in lines {
            self.line(&line, out)?;
        }
        fed.map_err(|error| self.server.not_the_protocol(&error.to_string()))
    }

    fn close(&mut self, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        if let Some(line) = self.lines.finish() {
            // What the close cut short is a cut, not another protocol.
            let read = serde_json::from_str::<Value>(&line);
            let is_cut = read.is_err_and(|error| error.is_eof());
            if !is_cut {
                self.line(&line, out)?;
            }
        }
        if self.done {
            return Ok(());
        }
        self.done = true;
        self.assembly.end(false, &self.server.at(), out)
    }

    fn held(&self) -> usize {
        self.lines.held() + self.assembly.held()
    }

    fn progress(&self) -> Progress {
        match () {
            () if self.done => Progress::Done,
            () if self.assembly.begun => Progress::Talking,
            () => Progress::Waiting,
        }
    }
}

#[cfg(test)]
mod tests;
