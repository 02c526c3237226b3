//! The bridge between frames and thoughts: model traffic lives on a tokio runtime with named threads and crosses into
//! the ECS over one bounded channel that one system drains.

use std::{
    collections::BTreeMap,
    io,
    panic::AssertUnwindSafe,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use bevy_ecs::prelude::*;
use futures_util::{FutureExt, StreamExt};
use serde::{Deserialize, Serialize};
use stoa_model::{Ear, MakeRequest, Priority, RoutedEvent, Router};
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    task::AbortHandle,
};

/// Events that may wait between two ticks; beyond that the streams wait.
const CHANNEL: usize = 4096;
/// Events that a tick takes at most: a server that floods us is read on by the next one, and no frame waits for it.
const A_TICK: usize = 1024;
/// Nobody waits longer than this for the end of an answer, however a server drips or thinks.
const PATIENCE: Duration = Duration::from_secs(120);

/// One request on its way. Numbered in the order of asking, which is the same in a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(pub u64);

/// What a request brought, in the order it came.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Event(RoutedEvent),
    /// Nothing follows.
    End,
}

/// An [`Answer`] and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Came {
    pub ticket: Ticket,
    /// Since it was asked, by the wall clock, for people to read, not to go by; `None` in a replay.
    pub after: Option<Duration>,
    pub answer: Answer,
}

/// Asks models and collects what they answer. Never blocks, unless it is told to wait.
#[derive(Resource)]
pub struct MindBridge {
    /// `None` only while the bridge is taken down.
    runtime: Option<Runtime>,
    sender: mpsc::Sender<Came>,
    receiver: Mutex<mpsc::Receiver<Came>>,
    running: BTreeMap<Ticket, Running>,
    next: u64,
}

struct Running {
    abort: AbortHandle,
    /// Every backend of the chain answers without waiting for anything outside the program.
    deterministic: bool,
}

impl MindBridge {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system refuses them.
    pub fn new() -> io::Result<Self> {
        // One thread for all streams: a second one costs every answer some 20 µs of waking it, and a thousand streams
        // leave one half idle.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("stoa-mind")
            .enable_all()
            .build()?;
        let (sender, receiver) = mpsc::channel(CHANNEL);
        Ok(Self {
            runtime: Some(runtime),
            sender,
            receiver: Mutex::new(receiver),
            running: BTreeMap::new(),
            next: 0,
        })
    }

    /// Runs something else that talks to model servers (discovery, the test button) on the same threads. What is
    /// returned may end it.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Option<AbortHandle> {
        let runtime = self.runtime.as_ref()?;
        Some(runtime.spawn(task).abort_handle())
    }

    /// Runs something that waits for a disk beside all that.
    pub fn spawn_blocking(&self, task: impl FnOnce() + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn_blocking(task);
        }
    }

    /// Takes the next number without asking anybody: in a replay the answer comes from the tape.
    pub fn reserve(&mut self) -> Ticket {
        self.next += 1;
        Ticket(self.next)
    }

    /// Begins a request, which `make` makes when a server is ready for it and whose answer is for `ear`. What comes back
    /// carries the ticket.
    pub fn ask(
        &mut self,
        router: &Router,
        priority: Priority,
        make: MakeRequest,
        ear: Box<dyn Ear>,
    ) -> Ticket {
        let ticket = self.reserve();
        let deterministic = router
            .chain()
            .iter()
            .all(|backend| backend.is_deterministic());
        let sender = self.sender.clone();
        // A timer begins when it is first asked, on the threads that have one.
        let patience = Box::pin(async {
            tokio::time::sleep(PATIENCE).await;
        });
        let mut stream = router.chat_with(priority, make, ear, patience);
        let asked = Instant::now();
        let came = move |answer| Came {
            ticket,
            after: Some(asked.elapsed()),
            answer,
        };
        let Some(runtime) = &self.runtime else {
            return ticket;
        };
        let task = runtime.spawn(async move {
            let events = async {
                while let Some(event) = stream.next().await {
                    if sender.send(came(Answer::Event(event))).await.is_err() {
                        break;
                    }
                }
            };
            if AssertUnwindSafe(events).catch_unwind().await.is_err() {
                tracing::error!("a model backend panicked; this answer is lost, the world goes on");
            }
            if sender.send(came(Answer::End)).await.is_err() {
                tracing::debug!("the world ended before the answer did");
            }
        });
        self.running.insert(
            ticket,
            Running {
                abort: task.abort_handle(),
                deterministic,
            },
        );
        ticket
    }

    /// Cancels a request: its stream is dropped and its socket closed; nothing more comes of it.
    pub fn cancel(&mut self, ticket: Ticket) {
        if let Some(running) = self.running.remove(&ticket) {
            running.abort.abort();
        }
    }

    /// What came since the last call, ordered by ticket; of very much, the first part. With `wait`, requests that no outside server
    /// takes part in are waited for: headless time stands still until they have answered.
    pub fn drain(&mut self, wait: bool) -> Vec<Came> {
        let mut came = Vec::new();
        {
            let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
            let mut open = self
                .running
                .iter()
                .filter(|(_, running)| wait && running.deterministic)
                .count();
            while open > 0 || came.len() < A_TICK {
                let next = if open > 0 {
                    receiver.blocking_recv()
                } else {
                    receiver.try_recv().ok()
                };
                let Some(next) = next else { break };
                let Some(running) = self.running.get(&next.ticket) else {
                    continue;
                };
                if next.answer == Answer::End {
                    open = open.saturating_sub(usize::from(wait && running.deterministic));
                    self.running.remove(&next.ticket);
                }
                came.push(next);
            }
        }
        came.sort_by_key(|came| came.ticket);
        came
    }
}

impl Drop for MindBridge {
    fn drop(&mut self) {
        for running in std::mem::take(&mut self.running).into_values() {
            running.abort.abort();
        }
        // A name look-up that hangs must not hold up the end of the program.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
