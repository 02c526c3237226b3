//! The circuit breaker: a server that is down is left alone, and tried again now and then.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::{ErrorKind, ModelError};

/// How long a server is left alone that could not be reached.
const REST: Duration = Duration::from_secs(15);
/// A server that asks for a longer wait is tried again after this.
const LONGEST_REST: Duration = Duration::from_secs(300);
/// So many failures in a row count as being down.
const IN_A_ROW: u32 = 3;

/// What is known of a server's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circuit {
    /// It is asked.
    Closed,
    /// It is passed over, because of this.
    Open(ModelError),
    /// It is being tried again; until that has ended it is passed over.
    HalfOpen(ModelError),
}

/// How a request may go to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Ask,
    PassOver,
    /// As a trial, the only one.
    Try {
        /// The last failure cost no time: another one costs nobody anything.
        at_once: bool,
    },
}

pub(super) struct Breaker {
    health: Mutex<Health>,
    /// Counts the times that the server was found unreachable.
    lost: watch::Sender<u64>,
}

#[derive(Default)]
struct Health {
    rest: Option<Rest>,
    failures: u32,
    /// Answers that have begun and not ended.
    talking: u32,
    last_word: Option<Duration>,
}

struct Rest {
    until: Duration,
    error: ModelError,
    tried: bool,
}

impl Breaker {
    pub fn new() -> Self {
        Self {
            health: Mutex::default(),
            lost: watch::channel(0).0,
        }
    }

    pub fn circuit(&self) -> Circuit {
        match &self.health().rest {
            None => Circuit::Closed,
            Some(Rest { error, tried, .. }) if *tried => Circuit::HalfOpen(error.clone()),
            Some(Rest { error, .. }) => Circuit::Open(error.clone()),
        }
    }

    /// Why the server is left alone now.
    pub fn trouble(&self) -> Option<ModelError> {
        let health = self.health();
        health.rest.as_ref().map(|rest| rest.error.clone())
    }

    pub fn admit(&self, now: Duration) -> Admission {
        let mut health = self.health();
        let Some(rest) = &mut health.rest else {
            return Admission::Ask;
        };
        if rest.tried || now < rest.until {
            return Admission::PassOver;
        }
        rest.tried = true;
        Admission::Try {
            at_once: rest.error.kind == ErrorKind::Refused,
        }
    }

    /// A trial was given up before it ended: somebody else may try.
    pub fn untried(&self) {
        if let Some(rest) = &mut self.health().rest {
            rest.tried = false;
        }
    }

    /// The first piece of an answer came.
    pub fn begun(&self, now: Duration) {
        let mut health = self.health();
        health.talking += 1;
        health.well(now);
    }

    /// An answer that had begun is over, well or not.
    pub fn ended(&self, now: Duration) {
        let mut health = self.health();
        health.talking = health.talking.saturating_sub(1);
        health.last_word = Some(now);
    }

    /// A request that was sent at `asked` failed.
    pub fn failed(&self, error: &ModelError, asked: Duration, now: Duration) {
        let mut health = self.health();
        match verdict(error.kind) {
            Verdict::Well => health.well(now),
            Verdict::Down => {
                health.rest(error, now + REST);
                drop(health);
                self.lost.send_modify(|times| *times += 1);
            }
            // A server that talks to others meanwhile is slow.
            Verdict::Silent if health.talking == 0 && health.last_word < Some(asked) => {
                health.rest(error, now + REST);
            }
            Verdict::Silent | Verdict::Ill => {
                health.failures += 1;
                let told = error.retry_after_ms.map(Duration::from_millis);
                if told.is_some() || health.failures >= IN_A_ROW || health.rest.is_some() {
                    let wait = told.map_or(REST, |wait| wait.min(LONGEST_REST));
                    health.rest(error, now + wait);
                }
            }
        }
    }

    /// Tells when the server is found unreachable from now on.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.lost.subscribe()
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Health {
    fn well(&mut self, now: Duration) {
        self.rest = None;
        self.failures = 0;
        self.last_word = Some(now);
    }

    fn rest(&mut self, error: &ModelError, until: Duration) {
        self.failures = 0;
        self.rest = Some(Rest {
            until,
            error: error.clone(),
            tried: false,
        });
    }
}

/// What a failure tells of the server.
enum Verdict {
    /// It is there, and has its reasons.
    Well,
    /// It can't be reached.
    Down,
    /// It was reached and did not begin.
    Silent,
    /// Once is no proof.
    Ill,
}

fn verdict(kind: ErrorKind) -> Verdict {
    use ErrorKind as E;
    match kind {
        E::Refused | E::ConnectTimeout | E::UnknownHost | E::Tls => Verdict::Down,
        E::FirstTokenTimeout => Verdict::Silent,
        E::BadUrl
        | E::IdleTimeout
        | E::TooLong
        | E::CutStream
        | E::WrongProtocol
        | E::Loading
        | E::RateLimited
        | E::ServerError => Verdict::Ill,
        E::BadKey
        | E::UnknownModel
        | E::LimitReached
        | E::Busy
        | E::ContextTooLong
        | E::BadRequest
        | E::Refusal
        | E::EmptyAnswer
        | E::BadToolCall
        | E::NoRecording => Verdict::Well,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind) -> ModelError {
        ModelError::new(kind, "it failed", "mend it")
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Whether the server rests after these failures, one a second.
    fn rests(kinds: &[ErrorKind]) -> bool {
        let breaker = Breaker::new();
        for (second, kind) in (1..).zip(kinds) {
            breaker.failed(&error(*kind), at(second), at(second));
        }
        breaker.circuit() != Circuit::Closed
    }

    #[test]
    fn a_healthy_server_rests_or_a_dead_one_is_asked() {
        use ErrorKind as E;
        for (kinds, rest) in [
            (&[E::Refused][..], true),
            (&[E::ConnectTimeout], true),
            (&[E::UnknownHost], true),
            (&[E::Tls], true),
            (&[E::FirstTokenTimeout], true),
            (&[E::ServerError], false),
            (&[E::ServerError, E::CutStream], false),
            (&[E::ServerError, E::CutStream, E::IdleTimeout], true),
            (
                &[E::ServerError, E::CutStream, E::BadKey, E::Loading],
                false,
            ),
            (&[E::Refused, E::BadRequest], false),
            (&[E::BadKey, E::BadKey, E::BadKey, E::BadKey], false),
        ] {
            assert_eq!(rests(kinds), rest, "{kinds:?}");
        }
    }

    #[test]
    fn one_slow_answer_silences_a_server_that_talks_to_others() {
        let silent = error(ErrorKind::FirstTokenTimeout);
        let breaker = Breaker::new();
        breaker.begun(at(5));
        breaker.failed(&silent, at(10), at(40));
        assert_eq!(breaker.circuit(), Circuit::Closed);
        breaker.ended(at(41));
        breaker.failed(&silent, at(20), at(50));
        assert_eq!(breaker.circuit(), Circuit::Closed);
        breaker.failed(&silent, at(50), at(80));
        assert_eq!(breaker.circuit(), Circuit::Open(silent));
    }

    #[test]
    fn a_server_that_asks_for_a_wait_is_asked_meanwhile_or_never_again() {
        for (asked_ms, rest) in [(2_000, 2), (60_000, 60), (86_400_000, 300)] {
            let breaker = Breaker::new();
            let mut limited = error(ErrorKind::RateLimited);
            limited.retry_after_ms = Some(asked_ms);
            breaker.failed(&limited, at(0), at(100));
            assert_eq!(breaker.admit(at(100 + rest - 1)), Admission::PassOver);
            let again = Admission::Try { at_once: false };
            assert_eq!(breaker.admit(at(100 + rest)), again);
        }
    }

    #[test]
    fn many_try_at_once_or_nobody_after_a_trial_that_was_given_up() {
        let breaker = Breaker::new();
        let refused = error(ErrorKind::Refused);
        breaker.failed(&refused, at(0), at(0));
        let trial = Admission::Try { at_once: true };
        for (second, expected) in [
            (14, Admission::PassOver),
            (15, trial),
            (15, Admission::PassOver),
            (99, Admission::PassOver),
        ] {
            assert_eq!(breaker.admit(at(second)), expected);
        }
        assert_eq!(breaker.circuit(), Circuit::HalfOpen(refused));
        breaker.untried();
        assert_eq!(breaker.admit(at(99)), trial);
        breaker.begun(at(100));
        assert_eq!(breaker.admit(at(100)), Admission::Ask);
    }
}
