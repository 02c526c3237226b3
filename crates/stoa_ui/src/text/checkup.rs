//! Words of the page about this machine.

use crate::{CheckLine, CheckState};

pub const CHECKUP: &str = "Check this machine";
pub const CHECKUP_NOTE: &str =
    "What Stoa needs, what is there, and what to do about the rest. The same as `stoa doctor`.";
pub const CHECKUP_LOOKS: &str = "Looking…";
pub const CHECK_AGAIN: &str = "Look again";

pub fn check_state(state: CheckState) -> &'static str {
    match state {
        CheckState::Good => "good",
        CheckState::Note => "note",
        CheckState::Broken => "broken",
        CheckState::Missing => "missing",
    }
}

/// All findings, a paragraph each.
pub fn checkup(lines: &[CheckLine]) -> String {
    let line = |line: &CheckLine| {
        let (what, state, found) = (&line.what, check_state(line.state), &line.found);
        match line.remedy.as_str() {
            "" => format!("{what} ({state}): {found}\n"),
            remedy => format!("{what} ({state}): {found}\n  → {remedy}\n"),
        }
    };
    lines.iter().map(line).collect()
}
