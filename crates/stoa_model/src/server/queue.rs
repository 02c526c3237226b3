//! The queue before a server: so many requests at once, persons first, then by age.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

use super::{
    State,
    call::Call,
    ledger::{Allowance, Ledger},
    limits::Limits,
    troubles,
};
use crate::{ModelError, Priority, Usage};

/// Requests at once where neither the settings nor the server tell.
const AT_ONCE: u32 = 4;
/// A person does not wait longer than this for the minute's tokens.
const PERSON_WAITS: Duration = Duration::from_secs(4);

const WHATEVER_IS_LEFT: Usage = Usage {
    prompt_tokens: u32::MAX,
    completion_tokens: u32::MAX,
    cached_tokens: None,
};

/// Who is being served and who waits, and the books.
#[derive(Default)]
pub(super) struct Queue {
    pub limits: Limits,
    /// Requests at once, as the server reports.
    pub slots: Option<u32>,
    pub running: u32,
    pub ledger: Ledger,
    waiting: BTreeMap<Number, Waker>,
    next: u64,
}

type Number = (Priority, u64);

impl Queue {
    pub fn at_once(&self) -> u32 {
        let told = self.limits.at_once.or(self.slots);
        told.unwrap_or(AT_ONCE).max(1)
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Who is next looks again whether it may go; to be woken when the queue is let go.
    pub fn first(&self) -> Option<Waker> {
        let first = self.waiting.first_key_value();
        first.map(|(_, waker)| waker.clone())
    }
}

/// A place in the queue of a server. Dropping it gives it up.
pub(crate) struct Place {
    state: Arc<State>,
    priority: Priority,
    number: Option<Number>,
    /// Until the minute's tokens are free again; only who is first has one.
    timer: Option<Pin<Box<Sleep>>>,
}

enum Turn {
    /// With what is held back for it.
    Take(Usage),
    Wait,
    WaitFor(Duration),
    Leave(ModelError),
}

impl Place {
    pub(super) fn new(state: Arc<State>, priority: Priority) -> Self {
        Self {
            state,
            priority,
            number: None,
            timer: None,
        }
    }

    /// Whether the request has begun to wait.
    pub fn is_waiting(&self) -> bool {
        self.number.is_some()
    }

    /// Waits for the turn. `name` is how the server is called in what goes wrong; `steadfast` requests do not care
    /// whether the server is resting.
    ///
    /// # Errors
    /// [`ErrorKind::LimitReached`](crate::ErrorKind) at a limit, or what made the server rest meanwhile.
    pub fn poll(
        &mut self,
        name: &dyn Fn() -> String,
        steadfast: bool,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Call, ModelError>> {
        loop {
            match self.turn(name, steadfast, cx.waker()) {
                Turn::Take(held) => {
                    self.leave();
                    return Poll::Ready(Ok(Call::begin(self.state.clone(), held)));
                }
                Turn::Leave(error) => {
                    self.leave();
                    return Poll::Ready(Err(error));
                }
                Turn::Wait => {
                    self.timer = None;
                    return Poll::Pending;
                }
                Turn::WaitFor(wait) => {
                    let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(wait)));
                    if timer.as_mut().poll(cx).is_pending() {
                        return Poll::Pending;
                    }
                    self.timer = None;
                }
            }
        }
    }

    fn turn(&mut self, name: &dyn Fn() -> String, steadfast: bool, waker: &Waker) -> Turn {
        if !steadfast
            && self.is_waiting()
            && let Some(error) = self.state.breaker.trouble()
        {
            return Turn::Leave(error);
        }
        let now = self.state.time.now();
        let today = self.state.time.today();
        let mut queue = self.state.queue();
        let queue = &mut *queue;
        let first = queue.waiting.keys().next();
        let is_first = match (self.number, first) {
            (Some(number), Some(first)) => number == *first,
            (None, Some(first)) => self.priority < first.0,
            (_, None) => true,
        };
        let allowance = queue.ledger.allowance(&queue.limits, now, today);
        let turn = match allowance {
            Allowance::Never(cap) => {
                return Turn::Leave(troubles::spent(&name(), cap, &queue.limits));
            }
            _ if !is_first => Turn::Wait,
            _ if queue.running >= queue.at_once() => Turn::Wait,
            Allowance::AfterOthers => Turn::Wait,
            Allowance::At(at) => {
                let wait = at.saturating_sub(now);
                if self.priority == Priority::Person && wait > PERSON_WAITS {
                    return Turn::Leave(troubles::minute(&name(), wait, &queue.limits));
                }
                Turn::WaitFor(wait)
            }
            Allowance::Now => {
                queue.running += 1;
                // Until its length is known nobody else may think that there is room.
                let held = match queue.limits.is_counted() {
                    true => WHATEVER_IS_LEFT,
                    false => Usage::default(),
                };
                queue.ledger.hold(&held);
                return Turn::Take(held);
            }
        };
        let number = *self.number.get_or_insert_with(|| {
            queue.next += 1;
            (self.priority, queue.next)
        });
        match queue.waiting.get_mut(&number) {
            Some(kept) => kept.clone_from(waker),
            None => drop(queue.waiting.insert(number, waker.clone())),
        }
        turn
    }

    /// Gives the place up; whoever is first now looks again.
    fn leave(&mut self) {
        self.timer = None;
        let mut queue = self.state.queue();
        let own = self.number.take().and_then(|n| queue.waiting.remove(&n));
        let first = queue.first();
        drop(queue);
        drop(own);
        if let Some(first) = first {
            first.wake();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_waiting() {
            self.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::task::noop_waker;

    use super::*;
    use crate::{ChatRequest, Sampling, ScriptedBackend, Server};

    #[test]
    fn requests_on_two_threads_both_take_the_last_tokens() {
        let backend = Arc::new(ScriptedBackend::new("server", Vec::new()));
        let server = Server::new(backend).limited(Limits {
            tokens_per_day: Some(100),
            ..Limits::default()
        });
        let waker = noop_waker();
        let mut cx = Context::from_waker(&waker);
        let mut poll = |place: &mut Place| place.poll(&String::new, false, &mut cx);
        let mut first = server.enqueue(Priority::Person);
        let mut second = server.enqueue(Priority::Person);
        let Poll::Ready(Ok(mut call)) = poll(&mut first) else {
            panic!("nobody is before it");
        };
        assert!(poll(&mut second).is_pending(), "how long is the first one?");
        let sampling = Sampling {
            max_tokens: Some(99),
            ..Sampling::default()
        };
        call.sends(&ChatRequest {
            sampling,
            ..ChatRequest::default()
        });
        let Poll::Ready(Ok(other)) = poll(&mut second) else {
            panic!("there is one token left");
        };
        drop((call, other));
        let load = server.load();
        assert_eq!((load.running, load.waiting), (0, 0));
    }
}
