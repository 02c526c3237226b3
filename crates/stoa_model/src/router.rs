use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use crate::{Backend, ChatEvent, ChatRequest, ChatStream, ErrorKind, ModelError};

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
    /// This server failed. Either the next one starts, or the stream ends: at once when something of its answer was
    /// already heard, after [`RoutedEvent::GaveUp`] when nobody is left to ask.
    Failed {
        server: String,
        error: ModelError,
    },
    /// Nobody in the chain answered.
    GaveUp,
}

/// One routed answer. Dropping it cancels the request beneath.
pub type RoutedStream = BoxStream<'static, RoutedEvent>;

/// Asks a chain of backends in order, usually the chosen server and then the built-in mind.
///
/// - Once a server's text or tool call was passed on, its failure is final: nobody speaks over what was heard.
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

    /// Begins an answer. Nothing is sent before the stream is first polled.
    pub fn chat(&self, request: ChatRequest) -> RoutedStream {
        let route = Route {
            shared: self.shared.clone(),
            request,
            step: Step::Choose(0),
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
    step: Step,
}

enum Step {
    /// Ask the first of the chain that may be asked, from this index on.
    Choose(usize),
    Listen {
        index: usize,
        stream: ChatStream,
        /// Something of the answer was passed on.
        heard: bool,
    },
    Ended,
}

impl Route {
    async fn next(&mut self) -> Option<RoutedEvent> {
        match &mut self.step {
            Step::Ended => None,
            Step::Choose(from) => {
                let Some(index) = self.shared.choose(*from) else {
                    self.step = Step::Ended;
                    return Some(RoutedEvent::GaveUp);
                };
                let backend = &self.shared.chain[index];
                let stream = backend.chat(self.request.clone());
                self.step = Step::Listen {
                    index,
                    stream,
                    heard: false,
                };
                Some(RoutedEvent::Started {
                    server: backend.name(),
                })
            }
            Step::Listen {
                index,
                stream,
                heard,
            } => {
                let index = *index;
                match stream.next().await {
                    Some(Ok(event)) => {
                        self.shared.answered(index);
                        *heard |= matches!(event, ChatEvent::Text(_) | ChatEvent::ToolCall(_));
                        if matches!(event, ChatEvent::Done(_)) {
                            self.step = Step::Ended;
                        }
                        Some(RoutedEvent::Event(event))
                    }
                    failure => {
                        let heard = *heard;
                        let server = self.shared.chain[index].name();
                        let error = match failure {
                            Some(Err(error)) => error,
                            _ => ended_without_done(&server),
                        };
                        self.shared.failed(index, &error);
                        self.step = if heard {
                            Step::Ended
                        } else {
                            Step::Choose(index + 1)
                        };
                        Some(RoutedEvent::Failed { server, error })
                    }
                }
            }
        }
    }
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
