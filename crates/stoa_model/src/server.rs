//! A server as all its users see it: one queue, one health, one purse.

mod breaker;
mod call;
mod embed;
mod ledger;
mod limits;
mod meter;
mod queue;
mod trial;
pub(crate) mod troubles;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use breaker::Circuit;
pub use limits::{Limits, Prices, Spent};

use self::{
    breaker::{Admission, Breaker},
    ledger::Allowance,
    queue::Queue,
};
pub(crate) use self::{call::Call, queue::Place, trial::Trial};
use crate::{
    Backend, BoxFuture, Capabilities, ModelError, Priority, Sampling, Support, time::Time,
};

/// A backend and what is kept of the server behind it. Clones share that, and so do all routers that ask it: requests
/// at once, tokens a minute and a day, and whether it is down.
#[derive(Clone)]
pub struct Server {
    backend: Arc<dyn Backend>,
    /// What the backend has told of its model; not shared with other backends.
    known: Arc<Mutex<Capabilities>>,
    /// How its answers are sampled where a request does not say.
    sampling: Arc<Sampling>,
    state: Arc<State>,
}

struct State {
    time: Time,
    breaker: Breaker,
    queue: Mutex<Queue>,
}

impl State {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much a server has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Requests that it works on.
    pub running: u32,
    /// Requests that wait for others.
    pub waiting: usize,
    /// Requests that it may work on.
    pub at_once: u32,
}

/// How a server may be asked now.
pub(crate) enum Way {
    Ask,
    PassOver,
    /// The request goes as a trial: the others wait for what comes of it.
    Try(Trial),
}

impl Server {
    /// A server without limits but the usual one: requests at once. A backend inside the program takes any number.
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Self::with_time(backend, Time::default())
    }

    /// As [`Server::new`], going by `time`.
    pub fn with_time(backend: Arc<dyn Backend>, time: Time) -> Self {
        let slots = backend.is_deterministic().then_some(u32::MAX);
        let mut queue = Queue::default();
        queue.slots = slots;
        Self {
            backend,
            known: Arc::default(),
            sampling: Arc::default(),
            state: Arc::new(State {
                time,
                breaker: Breaker::new(),
                queue: Mutex::new(queue),
            }),
        }
    }

    /// The same server asked by another backend, for example for another of its models.
    pub fn by(&self, backend: Arc<dyn Backend>) -> Self {
        Self {
            backend,
            known: Arc::default(),
            sampling: self.sampling.clone(),
            state: self.state.clone(),
        }
    }

    /// The same server, whose answers are sampled in this way where a request does not say.
    #[must_use = "the same server, to go on with"]
    pub fn sampled(self, sampling: Sampling) -> Self {
        Self {
            sampling: Arc::new(sampling),
            ..self
        }
    }

    /// See [`Server::sampled`].
    pub fn sampling(&self) -> &Sampling {
        &self.sampling
    }

    /// Holds it to `limits` from now on; also one that is in use.
    #[must_use = "the same server, to go on with"]
    pub fn limited(self, limits: Limits) -> Self {
        self.set_limits(limits);
        self
    }

    /// As [`Server::limited`].
    pub fn set_limits(&self, limits: Limits) {
        let mut queue = self.state.queue();
        queue.limits = limits;
        let first = queue.first();
        drop(queue);
        if let Some(first) = first {
            first.wake();
        }
    }

    pub fn limits(&self) -> Limits {
        self.state.queue().limits.clone()
    }

    pub fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    /// The backend's name.
    pub fn name(&self) -> String {
        self.backend.name()
    }

    /// Asks what `model` can do, and keeps how many requests the server takes at once; for the configured model,
    /// `None`, all the rest too.
    ///
    /// # Errors
    /// As [`Backend::capabilities`].
    pub fn capabilities(
        &self,
        model: Option<String>,
    ) -> BoxFuture<Result<Capabilities, ModelError>> {
        let configured = model.is_none();
        let asked = self.backend.capabilities(model);
        self.keep_told(configured, asked)
    }

    /// As [`Server::capabilities`] of the configured model, but what the server does not tell is tried out.
    ///
    /// # Errors
    /// As [`Backend::probe`].
    pub fn probe(&self) -> BoxFuture<Result<Capabilities, ModelError>> {
        self.keep_told(true, self.backend.probe(None))
    }

    /// Takes over what is known of the configured model from elsewhere.
    pub fn learn(&self, known: Capabilities) {
        *self.known_now() = known;
    }

    /// It was seen to answer, outside any router, and can do this: it is asked again from now on.
    pub fn answered(&self, known: Capabilities) {
        self.learn(known);
        let now = self.now();
        self.state.breaker.begun(now);
        self.state.breaker.ended(now);
    }

    fn keep_told(
        &self,
        configured: bool,
        asked: BoxFuture<Result<Capabilities, ModelError>>,
    ) -> BoxFuture<Result<Capabilities, ModelError>> {
        let server = self.clone();
        Box::pin(async move {
            let told = asked.await?;
            if configured {
                *server.known_now() = told.clone();
            }
            if told.slots.is_some() {
                let mut queue = server.state.queue();
                queue.slots = told.slots;
                let first = queue.first();
                drop(queue);
                if let Some(first) = first {
                    first.wake();
                }
            }
            Ok(told)
        })
    }

    /// What the configured model can do, as far as [`Server::capabilities`] has found, and what failed for want of it.
    pub fn known(&self) -> Capabilities {
        self.known_now().clone()
    }

    fn known_now(&self) -> MutexGuard<'_, Capabilities> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is asked or left alone.
    pub fn circuit(&self) -> Circuit {
        self.state.breaker.circuit()
    }

    pub fn load(&self) -> Load {
        let queue = self.state.queue();
        Load {
            running: queue.running,
            waiting: queue.waiting(),
            at_once: queue.at_once(),
        }
    }

    /// What was spent today. Requests under way count when they end.
    pub fn spent(&self) -> Spent {
        let today = self.state.time.today();
        self.state.queue().ledger.spent(today)
    }

    /// Goes on from what an earlier run has spent; if that was not today it counts for nothing.
    pub fn resume(&self, spent: Spent) {
        self.state.queue().ledger.resume(spent);
    }

    /// Whether this is the same server as `other`, by whatever backend it is asked.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    /// A place in the queue, which is begun to wait at when it is first polled.
    pub(crate) fn enqueue(&self, priority: Priority) -> Place {
        Place::new(self.state.clone(), priority)
    }

    /// How it may be asked. A trial that would cost its asker a time-out is made on the side, with the model that
    /// `model` tells, and nobody waits for it.
    pub(crate) fn way(&self, model: impl FnOnce() -> Option<String>) -> Way {
        match self.state.breaker.admit(self.state.time.now()) {
            Admission::Ask => Way::Ask,
            Admission::PassOver => Way::PassOver,
            Admission::Try { at_once } => {
                let trial = Trial::new(self.state.clone());
                if self.is_spent() {
                    return Way::PassOver;
                }
                if at_once {
                    return Way::Try(trial);
                }
                match trial.on_the_side(self, model) {
                    Ok(()) => Way::PassOver,
                    Err(trial) => Way::Try(trial),
                }
            }
        }
    }

    /// A request that was sent at `asked` failed.
    pub(crate) fn failed(&self, error: &ModelError, asked: Duration) {
        if error.lacks_tools() {
            self.known_now().tools = Support::No;
        }
        self.state
            .breaker
            .failed(error, asked, self.state.time.now());
    }

    /// Ends when the server is found unreachable by somebody from now on.
    pub(crate) fn lost(&self) -> BoxFuture<()> {
        let mut watch = self.state.breaker.watch();
        Box::pin(async move {
            // The sender lives as long as this server, whose stream waits for this.
            if watch.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }

    fn is_spent(&self) -> bool {
        let (now, today) = (self.state.time.now(), self.state.time.today());
        let mut queue = self.state.queue();
        let queue = &mut *queue;
        let allowance = queue.ledger.allowance(&queue.limits, now, today);
        matches!(allowance, Allowance::Never(_))
    }

    /// Why the server is left alone.
    pub(crate) fn trouble(&self) -> Option<ModelError> {
        self.state.breaker.trouble()
    }

    pub(crate) fn now(&self) -> Duration {
        self.state.time.now()
    }
}
