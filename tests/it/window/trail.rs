//! What the panels say they show, and where the keyboard is in them (`stoa_ui::trail`).

use std::{cell::Cell, path::PathBuf, time::Duration};

use crate::support::{read, within};

/// What the program is to say, as `RUST_LOG`.
pub const TRAIL: &str = "warn,stoa_ui=debug,wgpu_hal=error,wgpu_core=error";
/// A software driver draws a frame or two a second beside other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A log while it is written.
pub struct Trail {
    log: PathBuf,
    /// How many bytes of it were looked at.
    read: Cell<usize>,
}

impl Trail {
    /// From what comes next on.
    pub fn of(log: PathBuf) -> Self {
        let read = Cell::new(read(&log).len());
        Self { log, read }
    }

    /// Waits for a line that was not looked at before and has these words in it; it and all before it are looked at then.
    pub fn hears(&self, words: &str) -> String {
        self.hears_of(words, |line| line.contains(words).then(|| line.to_owned()))
    }

    /// As [`Trail::hears`], for the first line that `wanted` makes something of.
    pub fn hears_of<T>(&self, what: &str, wanted: impl FnMut(&str) -> Option<T>) -> T {
        let heard = self.hears_within(PATIENCE, wanted);
        heard.unwrap_or_else(|| panic!("no {what} within {PATIENCE:?}: {}", self.said()))
    }

    /// As [`Trail::hears_of`]; `None` when there is no such line in that time.
    pub fn hears_within<T>(
        &self,
        patience: Duration,
        mut wanted: impl FnMut(&str) -> Option<T>,
    ) -> Option<T> {
        within(patience, || {
            let text = self.said();
            let new = text.get(self.read.get()..)?;
            let whole = &new[..new.rfind('\n')? + 1];
            let mut at = self.read.get();
            for line in whole.split_inclusive('\n') {
                at += line.len();
                if let Some(found) = wanted(line.trim_end()) {
                    self.read.set(at);
                    return Some(found);
                }
            }
            None
        })
    }

    /// Everything that was said so far.
    pub fn said(&self) -> String {
        read(&self.log)
    }
}

/// Where the keyboard is by this line: what is told last.
pub fn at(line: &str) -> Option<String> {
    part(line, "at ")
}

/// The last part of a line of the keyboard's that begins so, without that.
pub fn part(line: &str, beginning: &str) -> Option<String> {
    let (_, told) = line.split_once("keyboard: ")?;
    let parts = told
        .split(" | ")
        .filter_map(|told| told.strip_prefix(beginning));
    parts.last().map(str::to_owned)
}
