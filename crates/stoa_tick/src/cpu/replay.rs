//! Computing ticks anew.

use crate::EVENT_LAG;
use crate::journal::Entry;
use crate::rules::Rules;

use super::CpuTick;

impl<R: Rules> CpuTick<R> {
    /// Computes a tick that was computed before, and forgets the events that were handed out then.
    pub(crate) fn replay(&mut self, entry: &Entry) {
        entry.place.apply(self);
        self.tick_told(&entry.commands);
        while self.held() > EVENT_LAG {
            self.events.pop_front();
        }
    }
}
