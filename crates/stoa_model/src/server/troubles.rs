//! Why the router does not ask a server, or asks it no longer, in words.

use std::time::Duration;

use super::{ledger::Cap, limits::Limits};
use crate::{ErrorKind, ModelError};

/// The day's limit is reached.
pub(super) fn spent(server: &str, cap: Cap, limits: &Limits) -> ModelError {
    let of = match cap {
        Cap::Tokens => format!("{} tokens", limits.tokens_per_day.unwrap_or(0)),
        Cap::Cost => format!("spending limit of {}", limits.cost_per_day.unwrap_or(0.0)),
    };
    ModelError::new(
        ErrorKind::LimitReached,
        format!("Today's {of} for {server} is used up"),
        "Wait until tomorrow, or raise the server's daily limit in the settings",
    )
}

/// The minute's limit is reached, and a person stands there.
pub(super) fn minute(server: &str, wait: Duration, limits: &Limits) -> ModelError {
    let limit = limits.tokens_per_minute.unwrap_or(0);
    let seconds = wait.as_secs_f32().ceil();
    ModelError::new(
        ErrorKind::LimitReached,
        format!("{server} has had its {limit} tokens of this minute, for {seconds} s more"),
        "Wait a little, or raise the server's limit a minute in the settings",
    )
}

/// The patience was over before the turn came.
pub(crate) fn busy(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::Busy,
        format!("{server} was busy with other requests for longer than anybody waits"),
        "Allow more requests at once if the server can take them, or choose a faster model",
    )
}

pub(crate) fn nothing_to_hear(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::EmptyAnswer,
        format!("The answer of {server} held nothing that can be said aloud"),
        "Try again; if it happens often, choose another model",
    )
}

pub(crate) fn too_long(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::TooLong,
        format!("{server} took longer over its answer than anybody waits"),
        "Try again, or choose a faster model",
    )
}

pub(crate) fn ended_without_done(server: &str) -> ModelError {
    ModelError::new(
        ErrorKind::CutStream,
        format!("The answer of {server} ended before it was complete"),
        "Try again; if it happens every time, look at the server's log",
    )
}
