//! One answer on its way along the chain.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{FutureExt, Stream, StreamExt};

use super::{MakeRequest, Next, RoutedEvent};
use crate::{
    BoxFuture, ChatEvent, ChatStream, Ear, Finish, ModelError, Priority, Server,
    server::{Call, Place, Trial, Way, troubles},
};

/// All servers of a chain together may send a request again for so long.
const RETRIES: Duration = Duration::from_secs(30);

pub(super) struct Route {
    servers: Arc<[Server]>,
    priority: Priority,
    make: MakeRequest,
    ear: Box<dyn Ear>,
    /// Taken when it is over.
    patience: Option<BoxFuture<()>>,
    /// When the first of the chain was asked.
    asked_first: Option<Duration>,
    step: Step,
}

enum Step {
    /// The first of the chain that may be asked is looked for.
    Begin,
    Queue(Queueing),
    Listen(Listening),
    /// The ear is full: the answer ends here.
    Full,
    GiveUp,
    Ended,
}

struct Queueing {
    index: usize,
    place: Place,
    trial: Option<Trial>,
}

struct Listening {
    index: usize,
    // Before `call`: the request ends before its slot is free.
    stream: ChatStream,
    call: Call,
    asked: Duration,
    /// Others find the server unreachable; `None` once it has begun to answer.
    lost: Option<BoxFuture<()>>,
    trial: Option<Trial>,
    /// A sentence or a deed of the answer was handed out.
    heard: bool,
}

impl Route {
    pub fn new(
        servers: Arc<[Server]>,
        priority: Priority,
        make: MakeRequest,
        ear: Box<dyn Ear>,
        patience: BoxFuture<()>,
    ) -> Self {
        Self {
            servers,
            priority,
            make,
            ear,
            patience: Some(patience),
            asked_first: None,
            step: Step::Begin,
        }
    }

    /// The first server at or after `from` that may be asked now.
    fn choose(&mut self, from: usize) -> Option<Queueing> {
        let last = self.servers.len().checked_sub(1)?;
        let from = match self.patience {
            Some(_) => from,
            None if from <= last => last,
            None => return None,
        };
        for index in from..=last {
            let server = &self.servers[index];
            let make = &mut self.make;
            let trial = match server.way(|| make(server).model) {
                Way::Ask => None,
                Way::Try(trial) => Some(trial),
                Way::PassOver if index == last => None,
                Way::PassOver => continue,
            };
            return Some(Queueing {
                index,
                place: server.enqueue(self.priority),
                trial,
            });
        }
        None
    }

    fn poll_queue(&mut self, cx: &mut Context<'_>) -> Poll<Option<RoutedEvent>> {
        let Step::Queue(queueing) = &mut self.step else {
            return Poll::Ready(None);
        };
        let index = queueing.index;
        let server = &self.servers[index];
        let steadfast = index + 1 == self.servers.len() || queueing.trial.is_some();
        let came = queueing.place.poll(&|| server.name(), steadfast, cx);
        match came {
            Poll::Ready(Ok(call)) => {
                let trial = queueing.trial.take();
                Poll::Ready(Some(self.ask(index, call, trial)))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Some(self.pass_on(index, error))),
            Poll::Pending if is_over(&mut self.patience, cx) => {
                let error = troubles::busy(&server.name());
                Poll::Ready(Some(self.pass_on(index, error)))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn ask(&mut self, index: usize, mut call: Call, trial: Option<Trial>) -> RoutedEvent {
        let server = &self.servers[index];
        let mut request = (self.make)(server);
        let asked = server.now();
        let first = *self.asked_first.get_or_insert(asked);
        let left = RETRIES.saturating_sub(asked.saturating_sub(first));
        request.retry_ms = u32::try_from(left.as_millis()).ok();
        request.priority = self.priority;
        call.sends(&request);
        self.ear.begin();
        self.step = Step::Listen(Listening {
            index,
            stream: server.backend().chat(request),
            call,
            asked,
            lost: Some(server.lost()),
            trial,
            heard: false,
        });
        RoutedEvent::Started {
            server: server.name(),
        }
    }

    fn poll_listen(&mut self, cx: &mut Context<'_>) -> Poll<RoutedEvent> {
        let Step::Listen(listening) = &mut self.step else {
            return Poll::Pending;
        };
        let server = &self.servers[listening.index];
        let error = match listening.stream.poll_next_unpin(cx) {
            Poll::Ready(Some(Ok(event))) => return Poll::Ready(self.hear(event)),
            Poll::Ready(Some(Err(error))) => error,
            Poll::Ready(None) => troubles::ended_without_done(&server.name()),
            Poll::Pending => {
                if let Some(error) = listening.lost(server, cx) {
                    listening.call.failed(&error);
                    return Poll::Ready(self.failed(error));
                }
                if !is_over(&mut self.patience, cx) {
                    return Poll::Pending;
                }
                troubles::too_long(&server.name())
            }
        };
        listening.call.failed(&error);
        server.failed(&error, listening.asked);
        Poll::Ready(self.failed(error))
    }

    fn hear(&mut self, event: ChatEvent) -> RoutedEvent {
        let Step::Listen(listening) = &mut self.step else {
            return RoutedEvent::Event(event);
        };
        listening.call.hears(&event);
        listening.lost = None;
        listening.trial = None;
        listening.heard |= self.ear.hear(&event);
        let done = matches!(event, ChatEvent::Done(_));
        let full = self.ear.is_full();
        if !(done || full) {
            return RoutedEvent::Event(event);
        }
        if !listening.heard {
            let error = troubles::nothing_to_hear(&self.servers[listening.index].name());
            return self.failed(error);
        }
        self.step = if done { Step::Ended } else { Step::Full };
        RoutedEvent::Event(event)
    }

    /// The server that is listened to has failed.
    fn failed(&mut self, error: ModelError) -> RoutedEvent {
        match &self.step {
            Step::Listen(Listening {
                heard: true, index, ..
            }) => {
                let server = self.servers[*index].name();
                self.step = Step::Ended;
                RoutedEvent::Failed {
                    server,
                    error,
                    next: Next::Cut,
                }
            }
            Step::Listen(Listening { index, .. }) => self.pass_on(*index, error),
            _ => RoutedEvent::GaveUp,
        }
    }

    /// The next one takes over: nothing was heard of this one.
    fn pass_on(&mut self, index: usize, error: ModelError) -> RoutedEvent {
        // The slot and the trial are free before others are looked at.
        self.step = Step::GiveUp;
        let next = match self.choose(index + 1) {
            Some(queueing) => {
                let next = self.servers[queueing.index].name();
                self.step = Step::Queue(queueing);
                Next::Server(next)
            }
            None => Next::Nobody,
        };
        RoutedEvent::Failed {
            server: self.servers[index].name(),
            error,
            next,
        }
    }
}

impl Listening {
    /// What others found of the server, while nothing came of it here.
    fn lost(&mut self, server: &Server, cx: &mut Context<'_>) -> Option<ModelError> {
        let lost = self.lost.as_mut()?;
        if lost.poll_unpin(cx).is_pending() {
            return None;
        }
        self.lost = None;
        // Without trouble it is back already.
        server.trouble()
    }
}

/// Whether the patience is over; it is taken then.
fn is_over(patience: &mut Option<BoxFuture<()>>, cx: &mut Context<'_>) -> bool {
    let over = patience
        .as_mut()
        .is_some_and(|patience| patience.poll_unpin(cx).is_ready());
    if over {
        *patience = None;
    }
    over
}

impl Stream for Route {
    type Item = RoutedEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<RoutedEvent>> {
        let route = self.get_mut();
        loop {
            return match &route.step {
                Step::Begin => {
                    route.step = match route.choose(0) {
                        Some(queueing) => Step::Queue(queueing),
                        None => Step::GiveUp,
                    };
                    continue;
                }
                Step::Queue(_) => route.poll_queue(cx),
                Step::Listen(_) => route.poll_listen(cx).map(Some),
                Step::Full => {
                    route.step = Step::Ended;
                    Poll::Ready(Some(RoutedEvent::Event(ChatEvent::Done(Finish::Length))))
                }
                Step::GiveUp => {
                    route.step = Step::Ended;
                    Poll::Ready(Some(RoutedEvent::GaveUp))
                }
                Step::Ended => Poll::Ready(None),
            };
        }
    }
}
