//! What one request costs: as the server counts it, else by its length.

use serde_json::Value;

use crate::{ChatEvent, ChatRequest, ErrorKind, Usage};

/// Bytes of a token of English, where nobody counts better.
const BYTES_A_TOKEN: usize = 4;
/// What a message takes besides its text.
const TOKENS_A_MESSAGE: usize = 4;
/// An answer without a limit is taken to be this long, in tokens.
const LONG_ANSWER: u32 = 1024;

/// Listens to an answer and knows what it has cost so far.
#[derive(Default)]
pub(super) struct Meter {
    prompt: u32,
    bytes: usize,
    counted: Option<Usage>,
    begun: bool,
    done: bool,
    free: bool,
}

impl Meter {
    /// Something was sent of this length.
    pub fn new(request: &ChatRequest) -> Self {
        Self {
            prompt: prompt_tokens(request),
            ..Self::default()
        }
    }

    /// As [`Meter::new`], for texts without an answer in words.
    pub fn of_texts(texts: &[String]) -> Self {
        Self {
            prompt: tokens(texts.iter().map(String::len).sum()),
            ..Self::default()
        }
    }

    pub fn hear(&mut self, event: &ChatEvent) {
        self.begun = true;
        match event {
            ChatEvent::Text(text) | ChatEvent::Reasoning(text) => self.bytes += text.len(),
            ChatEvent::ToolCall(call) => self.bytes += call.name.len() + size(&call.arguments),
            ChatEvent::Usage(usage) => self.counted = Some(*usage),
            ChatEvent::Progress(_) => {}
            ChatEvent::Done(_) => self.done = true,
        }
    }

    /// The request failed. Nobody pays for what did not begin, unless the server may have read the prompt.
    pub fn failed(&mut self, kind: ErrorKind) {
        let worked = matches!(kind, ErrorKind::FirstTokenTimeout | ErrorKind::TooLong);
        self.free = !self.begun && !worked;
    }

    /// What it has cost; `None` for nothing.
    pub fn usage(&self) -> Option<Usage> {
        if self.free {
            return None;
        }
        let completion = tokens(self.bytes);
        Some(match self.counted {
            Some(usage) if self.done => usage,
            // Counted in the middle; more was said since.
            Some(usage) => Usage {
                completion_tokens: usage.completion_tokens.max(completion),
                ..usage
            },
            None => Usage {
                prompt_tokens: self.prompt,
                completion_tokens: completion,
                cached_tokens: None,
            },
        })
    }
}

/// What a request may come to.
pub(super) fn expected(request: &ChatRequest) -> Usage {
    Usage {
        prompt_tokens: prompt_tokens(request),
        completion_tokens: request.sampling.max_tokens.unwrap_or(LONG_ANSWER),
        cached_tokens: None,
    }
}

fn prompt_tokens(request: &ChatRequest) -> u32 {
    let messages: usize = request
        .messages
        .iter()
        .map(|message| message.content.len() + TOKENS_A_MESSAGE * BYTES_A_TOKEN)
        .sum();
    let tools: usize = request
        .tools
        .iter()
        .map(|tool| tool.name.len() + tool.description.len() + size(&tool.parameters))
        .sum();
    tokens(messages + tools)
}

fn tokens(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(BYTES_A_TOKEN)).unwrap_or(u32::MAX)
}

/// About how many bytes a value takes as text.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
        Value::String(text) => text.len() + 3,
        Value::Array(values) => 2 + values.iter().map(size).sum::<usize>(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| name.len() + 4 + size(value);
            2 + fields.iter().map(field).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finish, Message, Role};

    fn usage(prompt_tokens: u32, completion_tokens: u32) -> Usage {
        Usage {
            prompt_tokens,
            completion_tokens,
            cached_tokens: None,
        }
    }

    #[test]
    fn an_answer_without_a_count_is_free_or_one_that_never_began_is_paid() {
        let request = ChatRequest {
            messages: vec![Message::text(Role::User, "x".repeat(84))],
            ..ChatRequest::default()
        };
        let text = || ChatEvent::Text("12345".into());
        let done = || ChatEvent::Done(Finish::Stop);
        let counted = || ChatEvent::Usage(usage(9, 1));
        for (events, failed, expected) in [
            (vec![], None, Some(usage(25, 0))),
            (vec![], Some(ErrorKind::ServerError), None),
            (vec![], Some(ErrorKind::TooLong), Some(usage(25, 0))),
            (vec![text()], Some(ErrorKind::CutStream), Some(usage(25, 2))),
            (vec![text(), done()], None, Some(usage(25, 2))),
            (vec![text(), counted(), done()], None, Some(usage(9, 1))),
            (vec![counted(), text()], None, Some(usage(9, 2))),
        ] {
            let mut meter = Meter::new(&request);
            events.iter().for_each(|event| meter.hear(event));
            if let Some(kind) = failed {
                meter.failed(kind);
            }
            assert_eq!(meter.usage(), expected, "{events:?} {failed:?}");
        }
        assert_eq!(super::expected(&request), usage(25, LONG_ANSWER));
    }
}
