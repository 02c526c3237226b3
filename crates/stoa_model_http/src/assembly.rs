//! What every protocol's answer is put together from.

use stoa_model::{ChatEvent, ErrorKind, Finish, ModelError, ToolCall, Usage};

use crate::{
    repair,
    think::{Part, ThinkSplitter},
    tool_calls::{RawCall, ToolCalls},
};

use serde_json::Value;

/// Longest refusal that is taken, in bytes; people are shown its beginning.
const MAX_REFUSAL: usize = 4 << 10;

/// What every protocol's answer is put together from: text, reasoning, tool calls, usage and an end.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    splitter: ThinkSplitter,
    calls: ToolCalls,
    usage: Option<Usage>,
    finish: Option<Finish>,
    refusal: String,
    /// Anything of an answer came, if only a fragment of a call.
    pub begun: bool,
    spoke: bool,
    called: bool,
    /// Begins the ids of calls whose server sends none.
    id_prefix: String,
    /// The tool whose arguments are the answer itself.
    answer_tool: Option<String>,
}

/// Token counts as a server tells them. The prompt's include the cached ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    pub prompt: Option<u64>,
    pub completion: Option<u64>,
    pub cached: Option<u64>,
}

impl Assembly {
    /// `id_prefix` must differ between the requests of one conversation.
    pub fn new(id_prefix: String) -> Self {
        Self {
            id_prefix,
            ..Self::default()
        }
    }

    /// Takes the arguments of a call of the tool `name` as the text of the answer.
    pub fn answers_by(&mut self, name: Option<String>) {
        self.answer_tool = name;
    }

    /// Bytes that are kept for later.
    pub fn held(&self) -> usize {
        self.splitter.held() + self.calls.held() + self.refusal.capacity()
    }

    /// Text of the answer, with reasoning between tags perhaps.
    pub fn text(&mut self, text: &str, out: &mut Vec<ChatEvent>) {
        if text.is_empty() {
            return;
        }
        self.begun = true;
        let parts = self.splitter.feed(text);
        self.give(parts, out);
    }

    /// Reasoning in a field of its own.
    pub fn reasoning(&mut self, text: &str, out: &mut Vec<ChatEvent>) {
        if !text.is_empty() {
            self.begun = true;
            out.push(ChatEvent::Reasoning(text.to_owned()));
        }
    }

    /// One fragment of a tool call.
    pub fn call(&mut self, fragment: &Value) {
        self.begun |= self.calls.take(fragment);
    }

    /// The server's words for withholding the answer.
    pub fn refusal(&mut self, text: &str) {
        self.begun |= !text.is_empty();
        let room = MAX_REFUSAL - self.refusal.len();
        let end = text.floor_char_boundary(room.min(text.len()));
        self.refusal.push_str(&text[..end]);
    }

    /// Token counts so far; later ones replace earlier ones. An empty object tells nothing.
    pub fn usage(&mut self, counts: Counts) {
        if counts == Counts::default() {
            return;
        }
        let usage = self.usage.get_or_insert_default();
        let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        usage.prompt_tokens = counts.prompt.map_or(usage.prompt_tokens, narrow);
        usage.completion_tokens = counts.completion.map_or(usage.completion_tokens, narrow);
        usage.cached_tokens = counts.cached.map(narrow).or(usage.cached_tokens);
    }

    /// The server's reason for the end. An empty one tells nothing.
    pub fn finish(&mut self, reason: &str) {
        self.finish = Some(match reason {
            "" => return,
            "length" | "max_tokens" | "model_length" | "model_context_window_exceeded" => {
                Finish::Length
            }
            "tool_calls" | "function_call" | "tool_use" => Finish::ToolCalls,
            "content_filter" | "safety" | "SAFETY" | "refusal" => Finish::ContentFilter,
            _ => Finish::Stop,
        });
    }

    /// The server said that the answer is complete.
    pub fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Gives out what is left and the end. `explicit`: the server marked the end of the stream, so that a missing
    /// reason is no cut.
    ///
    /// # Errors
    /// [`ErrorKind::CutStream`], [`ErrorKind::Refusal`], [`ErrorKind::EmptyAnswer`] or [`ErrorKind::BadToolCall`];
    /// `server` is named in them.
    pub fn end(
        &mut self,
        explicit: bool,
        server: &str,
        out: &mut Vec<ChatEvent>,
    ) -> Result<(), ModelError> {
        let parts = self.splitter.finish();
        self.give(parts, out);
        let finish = match self.finish {
            Some(finish) => finish,
            None if explicit => Finish::Stop,
            None => return Err(cut(server)),
        };
        self.give_calls(finish, server, out)?;
        out.extend(self.usage.take().map(ChatEvent::Usage));
        if !self.refusal.is_empty() || (finish == Finish::ContentFilter && !self.spoke) {
            return Err(withheld(server, &self.refusal));
        }
        if !self.called && !self.spoke {
            return Err(empty(server, finish));
        }
        let finish = match finish {
            Finish::Stop if self.called => Finish::ToolCalls,
            // The only call was the answer itself.
            Finish::ToolCalls if !self.called => Finish::Stop,
            finish => finish,
        };
        out.push(ChatEvent::Done(finish));
        Ok(())
    }

    fn give(&mut self, parts: Vec<Part>, out: &mut Vec<ChatEvent>) {
        for part in parts {
            out.push(match part {
                Part::Reasoning(text) => ChatEvent::Reasoning(text),
                Part::Visible(text) => {
                    self.spoke |= !text.trim().is_empty();
                    ChatEvent::Text(text)
                }
            });
        }
    }

    fn give_calls(
        &mut self,
        finish: Finish,
        server: &str,
        out: &mut Vec<ChatEvent>,
    ) -> Result<(), ModelError> {
        for call in self.calls.finish() {
            if call.overlong {
                return Err(overlong_call(server, &call.name));
            }
            // What the token limit cut off is not guessed.
            let arguments = match finish {
                Finish::Length => whole(&call.arguments),
                _ => repair::arguments(&call.arguments),
            };
            let (Some(arguments), false) = (arguments, call.name.is_empty()) else {
                return Err(bad_call(server, &call.name, finish));
            };
            self.give_call(call, arguments, out);
        }
        Ok(())
    }

    /// The call with this index is complete: gives it out if it can be read as it stands. What cannot is left for the
    /// end, when it is known whether the token limit cut it off.
    pub fn close_call(&mut self, index: u64, out: &mut Vec<ChatEvent>) {
        let Some(call) = self.calls.take_whole(index, whole_or_none) else {
            return;
        };
        if let Some(arguments) = whole_or_none(&call.arguments) {
            self.give_call(call, arguments, out);
        }
    }

    fn give_call(&mut self, call: RawCall, arguments: Value, out: &mut Vec<ChatEvent>) {
        if self.answer_tool.as_ref() == Some(&call.name) {
            self.spoke = true;
            out.push(ChatEvent::Text(arguments.to_string()));
            return;
        }
        self.called = true;
        let id = match call.id {
            id if id.is_empty() => format!("{}{}", self.id_prefix, call.place),
            id => id,
        };
        out.push(ChatEvent::ToolCall(ToolCall {
            id,
            name: call.name,
            arguments,
        }));
    }
}

/// Arguments that need no repair.
fn whole(arguments: &str) -> Option<Value> {
    serde_json::from_str(arguments)
        .ok()
        .filter(Value::is_object)
}

/// As [`whole`]; none at all are an empty object.
fn whole_or_none(arguments: &str) -> Option<Value> {
    match arguments.trim() {
        "" => Some(Value::Object(serde_json::Map::new())),
        text => whole(text),
    }
}

/// The connection closed before the answer was complete.
pub(crate) fn cut(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::CutStream,
        format!("{server} closed the connection before the answer was complete"),
        "Try again; if it happens every time, look at the server's log",
    )
}

fn withheld(server: &str, words: &str) -> ModelError {
    let words = crate::fault::tidy(words);
    let said = if words.is_empty() {
        String::new()
    } else {
        format!(": {words}")
    };
    ModelError::new(
        ErrorKind::Refusal,
        format!("{server} withheld the answer{said}"),
        "Say it in other words, or choose another model",
    )
}

fn empty(server: &str, finish: Finish) -> ModelError {
    let (how, remedy) = match finish {
        Finish::Length => (
            "used up its token limit before the first word",
            "Raise the token limit, or turn the model's reasoning off",
        ),
        _ => (
            "ended its answer without a word",
            "Try again, or choose another model",
        ),
    };
    ModelError::new(ErrorKind::EmptyAnswer, format!("{server} {how}"), remedy)
}

fn overlong_call(server: &str, name: &str) -> ModelError {
    let name = crate::fault::tidy(name);
    ModelError::new(
        ErrorKind::BadToolCall,
        format!("{server} sent arguments without end for the tool “{name}”"),
        "Try again, or choose a model that is better with tools",
    )
}

fn bad_call(server: &str, name: &str, finish: Finish) -> ModelError {
    let name = crate::fault::tidy(name);
    let how = match finish {
        Finish::Length => "was cut off by the token limit while it called",
        _ => "sent arguments that are not JSON for",
    };
    ModelError::new(
        ErrorKind::BadToolCall,
        format!("{server} {how} the tool “{name}”"),
        "Try again, or choose a model that is better with tools",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_endless_refusal_or_call_fills_memory_or_is_taken_for_a_whole_one() {
        let mut out = Vec::new();
        let mut refused = Assembly::new("a".into());
        for _ in 0..10_000 {
            refused.refusal("I can’t say that. ");
        }
        assert!(refused.refusal.len() <= MAX_REFUSAL);
        let error = refused
            .end(true, "the server", &mut out)
            .expect_err("refused");
        assert_eq!(error.kind, ErrorKind::Refusal);

        let mut called = Assembly::new("b".into());
        called.call(&json!({"function": {"name": "sit", "arguments": "{\"where\": \""}}));
        for _ in 0..10_000 {
            called.call(&json!({"function": {"arguments": "by the fountain "}}));
        }
        called.call(&json!({"function": {"arguments": "\"}"}}));
        let error = called
            .end(true, "the server", &mut out)
            .expect_err("endless");
        assert_eq!(error.kind, ErrorKind::BadToolCall);
        assert!(out.is_empty(), "{out:?}");
    }
}
