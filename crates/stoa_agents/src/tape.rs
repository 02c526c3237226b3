//! What models answered, stamped with the tick it entered the world: recorded, and fed again in a replay.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stoa_model::{ChatEvent, Next, RoutedEvent};

use crate::bridge::{Answer, Ticket};

/// One entry of the tape.
pub fn to_value(ticket: Ticket, answer: &Answer) -> Value {
    match answer {
        // Reasoning is never kept.
        Answer::Event(RoutedEvent::Event(ChatEvent::Reasoning(_))) => Value::Null,
        Answer::Event(event) => json!({"ticket": ticket, "event": Event::from(event.clone())}),
        Answer::End => json!({"ticket": ticket}),
    }
}

/// Reads an entry; `None` for one that this version does not know.
pub fn from_value(value: &Value) -> Option<(Ticket, Answer)> {
    #[derive(Deserialize)]
    struct Entry {
        ticket: Ticket,
        event: Option<Event>,
    }
    let entry = Entry::deserialize(value).ok()?;
    Some((
        entry.ticket,
        entry
            .event
            .map_or(Answer::End, |event| Answer::Event(event.into())),
    ))
}

/// [`RoutedEvent`] with a stable form on disk.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Started {
        server: String,
    },
    Chat(ChatEvent),
    Failed {
        server: String,
        error: stoa_model::ModelError,
        #[serde(default)]
        next: Next,
    },
    GaveUp,
}

impl From<RoutedEvent> for Event {
    fn from(event: RoutedEvent) -> Self {
        match event {
            RoutedEvent::Started { server } => Self::Started { server },
            RoutedEvent::Event(event) => Self::Chat(event),
            RoutedEvent::Failed {
                server,
                error,
                next,
            } => Self::Failed {
                server,
                error,
                next,
            },
            RoutedEvent::GaveUp => Self::GaveUp,
        }
    }
}

impl From<Event> for RoutedEvent {
    fn from(event: Event) -> Self {
        match event {
            Event::Started { server } => Self::Started { server },
            Event::Chat(event) => Self::Event(event),
            Event::Failed {
                server,
                error,
                next,
            } => Self::Failed {
                server,
                error,
                next,
            },
            Event::GaveUp => Self::GaveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use stoa_model::{ErrorKind, Finish, ModelError, ToolCall, Usage};

    use super::*;

    #[test]
    fn an_answer_comes_back_from_the_tape_as_it_went_on_it() {
        let call = ToolCall {
            id: "1".into(),
            name: "wave".into(),
            arguments: json!({"at": 3}),
        };
        let answers = [
            Answer::Event(RoutedEvent::Started { server: "s".into() }),
            Answer::Event(RoutedEvent::Event(ChatEvent::Text("héllo".into()))),
            Answer::Event(RoutedEvent::Event(ChatEvent::ToolCall(call))),
            Answer::Event(RoutedEvent::Event(ChatEvent::Usage(Usage {
                prompt_tokens: 1,
                completion_tokens: 2,
                cached_tokens: Some(1),
            }))),
            Answer::Event(RoutedEvent::Event(ChatEvent::Done(Finish::Stop))),
            Answer::Event(RoutedEvent::Failed {
                server: "s".into(),
                error: ModelError::new(ErrorKind::Refused, "no", "yes"),
                next: Next::Server("t".into()),
            }),
            Answer::Event(RoutedEvent::Failed {
                server: "s".into(),
                error: ModelError::new(ErrorKind::CutStream, "no", "yes"),
                next: Next::Cut,
            }),
            Answer::Event(RoutedEvent::GaveUp),
            Answer::End,
        ];
        for answer in answers {
            let text = to_value(Ticket(7), &answer).to_string();
            let value: Value = serde_json::from_str(&text).expect("written by us");
            assert_eq!(from_value(&value), Some((Ticket(7), answer)));
        }
    }

    #[test]
    fn reasoning_stays_off_the_tape() {
        let thought = Answer::Event(RoutedEvent::Event(ChatEvent::Reasoning("secret".into())));
        assert_eq!(to_value(Ticket(1), &thought), Value::Null);
    }
}
