//! Whoever reads the event log while it is written, line by line.

use std::sync::mpsc::{SyncSender, TrySendError};

use crate::{Tick, sim::log::gap_line};

/// Lines that a follower may be behind: make its channel this long.
pub const FOLLOW_LINES: usize = 16_384;

/// Where the lines go, and how many found no room there. The world never waits for a reader.
#[derive(Debug)]
pub(super) struct Follower {
    lines: SyncSender<String>,
    left_out: u64,
}

impl Follower {
    pub(super) fn new(lines: SyncSender<String>) -> Self {
        Self { lines, left_out: 0 }
    }

    /// Lines that were left out since the last one that was taken.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Sends a line, behind one that tells of a gap if there was one. False when nobody reads any more.
    pub(super) fn send(&mut self, tick: Tick, line: &str) -> bool {
        if self.left_out > 0 {
            match self.lines.try_send(gap_line(tick, self.left_out)) {
                Ok(()) => self.left_out = 0,
                Err(TrySendError::Full(_)) => {
                    self.left_out += 1;
                    return true;
                }
                Err(TrySendError::Disconnected(_)) => return false,
            }
        }
        match self.lines.try_send(line.to_owned()) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.left_out += 1;
                true
            }
            Err(TrySendError::Disconnected(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn a_reader_that_stands_still_would_fill_the_memory_or_miss_lines_in_silence() {
        let (sender, reader) = sync_channel(4);
        let mut follower = Follower::new(sender);
        for n in 0..10 {
            assert!(follower.send(Tick(n), &format!("line {n}")));
        }
        assert_eq!(follower.left_out(), 6);
        let read: Vec<String> = reader.try_iter().collect();
        assert_eq!(read, ["line 0", "line 1", "line 2", "line 3"]);
        assert!(follower.send(Tick(10), "line 10"));
        let read: Vec<String> = reader.try_iter().collect();
        assert_eq!(read, [gap_line(Tick(10), 6), "line 10".to_owned()]);
        drop(reader);
        assert!(!follower.send(Tick(11), "line 11"));
    }
}
