use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::{
    StreamExt,
    future::{Either, pending, select},
    stream::{self, BoxStream},
};
use serde::{Deserialize, Serialize};

use crate::{
    Backend, BoxFuture, ChatEvent, ChatRequest, ChatStream, Ear, ErrorKind, Finish, ModelError,
    ear::EveryPiece,
};

/// How long a server that could not be reached is left alone.
const REST: Duration = Duration::from_secs(15);

/// Monotonic time since some fixed moment; injected so that tests need not wait.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// One step of an answer that may pass from server to server.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutedEvent {
    /// This server was asked. Events that follow are its own, until [`RoutedEvent::Failed`].
    Started {
        server: String,
    },
    Event(ChatEvent),
    /// This server failed; `next` says how it goes on.
    Failed {
        server: String,
        error: ModelError,
        next: Next,
    },
    /// Nobody in the chain answered.
    GaveUp,
}

/// What follows the failure of a server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The server of this name is asked instead: nothing of the failed answer was heard.
    Server(String),
    /// Nothing: a part of the answer was heard already, and nobody speaks over it. The stream ends.
    Cut,
    /// Nobody is left to ask: [`RoutedEvent::GaveUp`] follows.
    #[default]
    Nobody,
}

/// One routed answer. Dropping it cancels the request beneath.
pub type RoutedStream = BoxStream<'static, RoutedEvent>;

/// Asks a chain of backends in order, usually the chosen server and then the built-in mind.
///
/// - Once a sentence or a deed of a server was handed out (its [`Ear`] tells), its failure is final: nobody speaks over
///   what was heard. Until then the next one takes over, also from an answer in which nothing can be heard.
/// - A request is dropped when the ear is full, and when the patience for it is over.
/// - A server that could not be reached (refused, connect time-out, unknown host) is passed over for 15 seconds, so
///   that a dead one does not cost every turn a time-out; then one request tries it again while the others still
///   pass it over.
/// - The last of the chain is always asked.
#[derive(Clone)]
pub struct Router {
    shared: Arc<Shared>,
}

struct Shared {
    chain: Vec<Arc<dyn Backend>>,
    /// One entry for each of `chain`: set while it rests.
    resting: Mutex<Vec<Option<Rest>>>,
    clock: Clock,
}

#[derive(Clone)]
struct Rest {
    until: Duration,
    error: ModelError,
}

impl Router {
    /// A router over `chain`, first choice first.
    pub fn new(chain: Vec<Arc<dyn Backend>>) -> Self {
        let start = Instant::now();
        Self::with_clock(chain, Arc::new(move || start.elapsed()))
    }

    /// As [`Router::new`], with the time told by `clock`.
    pub fn with_clock(chain: Vec<Arc<dyn Backend>>, clock: Clock) -> Self {
        let resting = Mutex::new(vec![None; chain.len()]);
        Self {
            shared: Arc::new(Shared {
                chain,
                resting,
                clock,
            }),
        }
    }

    /// The backends, first choice first.
    pub fn chain(&self) -> &[Arc<dyn Backend>] {
        &self.shared.chain
    }

    /// Servers that are passed over now, by name, each with the error that brought it there.
    pub fn resting(&self) -> Vec<(String, ModelError)> {
        let now = (self.shared.clock)();
        let resting = self.shared.resting();
        let pairs = self.shared.chain.iter().zip(resting.iter());
        pairs
            .filter_map(|(backend, rest)| {
                let rest = rest.as_ref().filter(|rest| now < rest.until)?;
                Some((backend.name(), rest.error.clone()))
            })
            .collect()
    }

    /// Begins an answer of which every piece is heard, however long it takes. Nothing is sent before the stream is
    /// first polled.
    pub fn chat(&self, request: ChatRequest) -> RoutedStream {
        self.chat_to(request, Box::new(EveryPiece), Box::pin(pending()))
    }

    /// Begins an answer for `ear`. When `patience` is over, whoever has not ended by then has failed; those who are
    /// asked after that have all the time they need. Nothing is sent before the stream is first polled.
    pub fn chat_to(
        &self,
        request: ChatRequest,
        ear: Box<dyn Ear>,
        patience: BoxFuture<()>,
    ) -> RoutedStream {
        let route = Route {
            shared: self.shared.clone(),
            request,
            ear,
            patience: Some(patience),
            step: Step::Begin,
        };
        stream::unfold(route, |mut route| async move {
            let event = route.next().await?;
            Some((event, route))
        })
        .boxed()
    }
}

impl Shared {
    fn resting(&self) -> MutexGuard<'_, Vec<Option<Rest>>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first backend at or after `from` that may be asked now.
    fn choose(&self, from: usize) -> Option<usize> {
        let now = (self.clock)();
        let last = self.chain.len().checked_sub(1)?;
        let mut resting = self.resting();
        (from..=last).find(|&index| {
            let Some(rest) = resting[index].as_mut() else {
                return true;
            };
            if index == last {
                return true;
            }
            if now < rest.until {
                return false;
            }
            // Half open: this request is the trial, the others go on passing it over.
            rest.until = now + REST;
            true
        })
    }

    fn answered(&self, index: usize) {
        self.resting()[index] = None;
    }

    fn failed(&self, index: usize, error: &ModelError) {
        let until = (self.clock)() + REST;
        let unreachable = matches!(
            error.kind,
            ErrorKind::Refused | ErrorKind::ConnectTimeout | ErrorKind::UnknownHost
        );
        self.resting()[index] = unreachable.then(|| Rest {
            until,
            error: error.clone(),
        });
    }
}

struct Route {
    shared: Arc<Shared>,
    request: ChatRequest,
    ear: Box<dyn Ear>,
    /// Taken when it is over.
    patience: Option<BoxFuture<()>>,
    step: Step,
}

enum Step {
    /// Ask the first of the chain that may be asked.
    Begin,
    Ask(usize),
    Listen(Listening),
    /// The ear is full: the answer ends here.
    Full,
    GiveUp,
    Ended,
}

struct Listening {
    index: usize,
    stream: ChatStream,
    /// A sentence or a deed of the answer was handed out.
    heard: bool,
}

impl Route {
    async fn next(&mut self) -> Option<RoutedEvent> {
        match std::mem::replace(&mut self.step, Step::Ended) {
            Step::Ended => None,
            Step::GiveUp => Some(RoutedEvent::GaveUp),
            Step::Full => Some(RoutedEvent::Event(ChatEvent::Done(Finish::Length))),
            Step::Begin => match self.shared.choose(0) {
                Some(index) => Some(self.ask(index)),
                None => Some(RoutedEvent::GaveUp),
            },
            Step::Ask(index) => Some(self.ask(index)),
            Step::Listen(listening) => Some(self.listen(listening).await),
        }
    }

    fn ask(&mut self, index: usize) -> RoutedEvent {
        let backend = &self.shared.chain[index];
        self.ear.begin();
        self.step = Step::Listen(Listening {
            index,
            stream: backend.chat(self.request.clone()),
            heard: false,
        });
        RoutedEvent::Started {
            server: backend.name(),
        }
    }

    async fn listen(&mut self, mut listening: Listening) -> RoutedEvent {
        let server = self.shared.chain[listening.index].name();
        let event = match self.wait(&mut listening.stream, &server).await {
            Ok(event) => event,
            Err(error) => return self.failed(&listening, server, error),
        };
        self.shared.answered(listening.index);
        listening.heard |= self.ear.hear(&event);
        let done = matches!(event, ChatEvent::Done(_));
        let full = self.ear.is_full();
        if (done || full) && !listening.heard {
            let error = nothing_to_hear(&server);
            return self.failed(&listening, server, error);
        }
        self.step = match (done, full) {
            (true, _) => Step::Ended,
            (false, true) => Step::Full,
            (false, false) => Step::Listen(listening),
        };
        RoutedEvent::Event(event)
    }

    /// The next event, unless the stream or the patience ends first.
    async fn wait(
        &mut self,
        stream: &mut ChatStream,
        server: &str,
    ) -> Result<ChatEvent, ModelError> {
        let next = match &mut self.patience {
            Some(patience) => match select(stream.next(), patience).await {
                Either::Left((next, _)) => next,
                Either::Right(_) => {
                    self.patience = None;
                    return Err(too_long(server));
                }
            },
            None => stream.next().await,
        };
        next.unwrap_or_else(|| Err(ended_without_done(server)))
    }

    fn failed(&mut self, listening: &Listening, server: String, error: ModelError) -> RoutedEvent {
        self.shared.failed(listening.index, &error);
        let next = if listening.heard {
            Next::Cut
        } else if let Some(index) = self.shared.choose(listening.index + 1) {
            self.step = Step::Ask(index);
            Next::Server(self.shared.chain[index].name())
        } else {
            self.step = Step::GiveUp;
            Next::Nobody
        };
        RoutedEvent::Failed {
            server,
            error,
            next,
        }
    }
}

fn nothing_to_hear(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::EmptyAnswer,
        format!("The answer of {server} held nothing that can be said aloud"),
        "Try again; if it happens often, choose another model",
    )
}

fn too_long(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::TooLong,
        format!("{server} took longer over its answer than anybody waits"),
        "Try again, or choose a faster model",
    )
}

fn ended_without_done(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::CutStream,
        format!("The answer of {server} ended before it was complete"),
        "Try again; if it happens every time, look at the server's log",
    )
}

#[cfg(test)]
mod tests;
