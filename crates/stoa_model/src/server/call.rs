//! A request that a server is working on.

use std::sync::Arc;

use super::{
    State,
    meter::{Meter, expected},
};
use crate::{ChatEvent, ChatRequest, ModelError, Usage};

/// A request under way; what it has cost is paid when it is dropped.
pub(crate) struct Call {
    state: Arc<State>,
    /// It takes one of the slots.
    slot: bool,
    /// What is held back for it.
    held: Usage,
    meter: Option<Meter>,
    /// The server has begun to answer.
    begun: bool,
}

impl Call {
    /// The request that just took one; `held` is held back for it.
    pub(super) fn begin(state: Arc<State>, held: Usage) -> Self {
        Self {
            state,
            slot: true,
            held,
            meter: None,
            begun: false,
        }
    }

    /// A request beside the queue.
    pub(super) fn aside(state: Arc<State>) -> Self {
        Self {
            state,
            slot: false,
            held: Usage::default(),
            meter: None,
            begun: false,
        }
    }

    /// This is sent.
    pub fn sends(&mut self, request: &ChatRequest) {
        self.hold(expected(request));
        self.meter = Some(Meter::new(request));
    }

    /// These texts are sent, to be turned into vectors.
    pub fn sends_texts(&mut self, texts: &[String]) {
        let meter = Meter::of_texts(texts);
        self.hold(meter.usage().unwrap_or_default());
        self.meter = Some(meter);
    }

    fn hold(&mut self, expected: Usage) {
        let mut queue = self.state.queue();
        queue.ledger.release(&self.held);
        queue.ledger.hold(&expected);
        let less = expected.prompt_tokens < self.held.prompt_tokens;
        let first = queue.first().filter(|_| less);
        drop(queue);
        self.held = expected;
        if let Some(first) = first {
            first.wake();
        }
    }

    /// This came back.
    pub fn hears(&mut self, event: &ChatEvent) {
        if let Some(meter) = &mut self.meter {
            meter.hear(event);
        }
        self.answers();
    }

    /// Something came back.
    pub fn answers(&mut self) {
        if !self.begun {
            self.begun = true;
            self.state.breaker.begun(self.state.time.now());
        }
    }

    /// The request failed.
    pub fn failed(&mut self, error: &ModelError) {
        if let Some(meter) = &mut self.meter {
            meter.failed(error.kind);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let now = self.state.time.now();
        if self.begun {
            self.state.breaker.ended(now);
        }
        let today = self.state.time.today();
        let mut queue = self.state.queue();
        queue.running = queue.running.saturating_sub(u32::from(self.slot));
        queue.ledger.release(&self.held);
        if let Some(usage) = self.meter.as_ref().and_then(Meter::usage) {
            let queue = &mut *queue;
            queue.ledger.charge(&usage, &queue.limits, now, today);
        }
        let first = queue.first();
        drop(queue);
        if let Some(first) = first {
            first.wake();
        }
    }
}
