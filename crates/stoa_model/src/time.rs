//! The time that limits, queues and rests go by.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Monotonic time since some fixed moment; injected so that tests need not wait.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The number of today: days since 1 January 1970, changing at whatever midnight the caller means.
pub type Calendar = Arc<dyn Fn() -> u32 + Send + Sync>;

const SECONDS_OF_DAY: u64 = 24 * 60 * 60;

/// What a [`Server`](crate::Server) tells the time by. It waits by tokio's timer.
#[derive(Clone)]
pub struct Time {
    pub clock: Clock,
    pub calendar: Calendar,
}

impl Default for Time {
    /// Tokio's clock, which tests can pause, and days that begin at midnight UTC.
    fn default() -> Self {
        let start = tokio::time::Instant::now();
        Self {
            clock: Arc::new(move || start.elapsed()),
            // A clock that stands before 1970 is as good as one that stands at it: the day just never changes.
            calendar: Arc::new(|| {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                let days = since.map_or(0, |since| since.as_secs() / SECONDS_OF_DAY);
                u32::try_from(days).unwrap_or(u32::MAX)
            }),
        }
    }
}

impl Time {
    pub(crate) fn now(&self) -> Duration {
        (self.clock)()
    }

    pub(crate) fn today(&self) -> u32 {
        (self.calendar)()
    }
}
