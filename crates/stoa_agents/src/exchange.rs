//! A mind's last request and what came of it, for people to look into. Nothing of it is kept on disk.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use stoa_model::{
    ChatEvent, ChatRequest, ModelError, Prices, PromptProgress, RoutedEvent, ToolCall, Usage,
};

/// Bytes of an answer, and of its reasoning, that are kept: a server may go on for ever.
const MOST: usize = 64 << 10;

/// The last request of a mind.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// Which mind answered, or is answering.
    pub server: String,
    pub running: bool,
    sent: Sent,
    /// The answer's text as it came.
    pub reply: String,
    /// What a model thought; never spoken, stored or logged.
    pub reasoning: String,
    pub calls: Vec<ToolCall>,
    pub usage: Option<Usage>,
    /// In the currency of the settings' prices; `None` where nothing costs anything.
    pub cost: Option<f64>,
    /// How far the server has read the prompt, where it tells.
    pub progress: Option<PromptProgress>,
    pub phases: Phases,
    /// Every server that failed in this turn, in order.
    pub failures: Vec<Failure>,
    /// The last failure, until the mind's own server answers again.
    pub problem: Option<ModelError>,
}

/// A server that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub server: String,
    pub error: ModelError,
}

/// When what had happened, since the mind asked, on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phases {
    /// The server that answers took the request: until then others were before it, or failed.
    pub taken: Option<Duration>,
    /// The prompt was read, where the server tells.
    pub read: Option<Duration>,
    pub first_word: Option<Duration>,
    pub end: Option<Duration>,
}

/// The request as it was made for the server that was asked last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<Mutex<Option<Arc<ChatRequest>>>>);

impl Sent {
    pub fn set(&self, request: &ChatRequest) {
        let request = Some(Arc::new(request.clone()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = request;
    }
}

impl Exchange {
    /// A new request; what is wrong with the mind's server is still so.
    pub(crate) fn begin(&mut self) -> Sent {
        *self = Self {
            problem: self.problem.take(),
            ..Self::default()
        };
        self.sent.clone()
    }

    /// The request as it was sent; `None` while it waits for its turn, and in a replay.
    pub fn sent(&self) -> Option<Arc<ChatRequest>> {
        let sent = self.sent.0.lock();
        sent.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The share of the prompt that the server had in its cache, 0 to 1, where it tells.
    pub fn cache_share(&self) -> Option<f64> {
        let usage = self.usage?;
        let cached = usage.cached_tokens?;
        (usage.prompt_tokens > 0).then(|| f64::from(cached) / f64::from(usage.prompt_tokens))
    }

    /// Takes note of what came `after` asking; `prices` are asked for when tokens were counted.
    pub(crate) fn take(
        &mut self,
        event: &RoutedEvent,
        after: Duration,
        prices: impl FnOnce() -> Option<Prices>,
    ) {
        match event {
            RoutedEvent::Started { server } => {
                *self = Self {
                    server: server.clone(),
                    running: true,
                    sent: self.sent.clone(),
                    failures: std::mem::take(&mut self.failures),
                    problem: self.problem.take(),
                    phases: Phases {
                        taken: Some(after),
                        ..Phases::default()
                    },
                    ..Self::default()
                };
            }
            RoutedEvent::Event(event) => self.take_piece(event, after, prices),
            RoutedEvent::Failed { server, error, .. } => {
                self.failures.push(Failure {
                    server: server.clone(),
                    error: error.clone(),
                });
            }
            RoutedEvent::GaveUp => self.phases.end = Some(after),
        }
    }

    fn take_piece(
        &mut self,
        event: &ChatEvent,
        after: Duration,
        prices: impl FnOnce() -> Option<Prices>,
    ) {
        match event {
            ChatEvent::Text(text) => {
                push(&mut self.reply, text);
                self.begins(after);
            }
            ChatEvent::Reasoning(text) => push(&mut self.reasoning, text),
            ChatEvent::ToolCall(call) => {
                self.calls.push(call.clone());
                self.begins(after);
            }
            ChatEvent::Progress(progress) => {
                self.progress = Some(*progress);
                if progress.processed >= progress.total {
                    self.phases.read.get_or_insert(after);
                }
            }
            ChatEvent::Usage(usage) => {
                self.usage = Some(*usage);
                self.cost = prices()
                    .map(|prices| prices.cost(usage))
                    .filter(|cost| *cost > 0.0);
            }
            ChatEvent::Done(_) => self.phases.end = Some(after),
        }
    }

    fn begins(&mut self, after: Duration) {
        self.phases.first_word.get_or_insert(after);
        self.progress = None;
    }
}

/// Adds what still has room, in whole characters.
fn push(kept: &mut String, text: &str) {
    let room = MOST.saturating_sub(kept.len());
    kept.push_str(&text[..text.floor_char_boundary(room)]);
}

#[cfg(test)]
mod tests {
    use stoa_model::{ErrorKind, Next};

    use super::*;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn words_of_a_server_that_failed_would_stand_under_anothers_name() {
        let mut last = Exchange::default();
        let sent = last.begin();
        let started = |server: &str| RoutedEvent::Started {
            server: server.to_owned(),
        };
        let text = |text: &str| RoutedEvent::Event(ChatEvent::Text(text.to_owned()));
        last.take(&started("home"), at(10), || None);
        sent.set(&ChatRequest::default());
        let thought = ChatEvent::Reasoning("hm".to_owned());
        last.take(&RoutedEvent::Event(thought), at(20), || None);
        last.take(&text("I thi"), at(30), || None);
        let failed = RoutedEvent::Failed {
            server: "home".to_owned(),
            error: ModelError::new(ErrorKind::CutStream, "it broke off", "try again"),
            next: Next::Server("built-in mind".to_owned()),
        };
        last.take(&failed, at(40), || None);
        assert_eq!(
            (last.server.as_str(), last.reply.as_str()),
            ("home", "I thi")
        );
        last.take(&started("built-in mind"), at(50), || None);
        last.take(&text("Good day."), at(60), || None);
        last.take(
            &RoutedEvent::Event(ChatEvent::Done(stoa_model::Finish::Stop)),
            at(70),
            || None,
        );
        assert_eq!(last.server, "built-in mind");
        assert_eq!(
            (last.reply.as_str(), last.reasoning.as_str()),
            ("Good day.", "")
        );
        assert_eq!(last.failures[0].error.cause, "it broke off");
        assert!(last.sent().is_some());
        let phases = Phases {
            taken: Some(at(50)),
            read: None,
            first_word: Some(at(60)),
            end: Some(at(70)),
        };
        assert_eq!(last.phases, phases);
        last.begin();
        assert!(last.sent().is_none() && last.failures.is_empty());
    }

    #[test]
    fn an_endless_answer_would_fill_the_memory() {
        let mut last = Exchange::default();
        for _ in 0..10_000 {
            let text = ChatEvent::Text("né".repeat(50));
            last.take(&RoutedEvent::Event(text), at(1), || None);
        }
        assert!(last.reply.len() <= MOST && last.reply.len() > MOST - 3);
    }
}
