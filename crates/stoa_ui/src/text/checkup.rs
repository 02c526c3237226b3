//! Words of the page about this machine.

use crate::{
    CheckLine, CheckState,
    language::{say, word, words},
};

words! {
    checkup_title,
    checkup_note,
    checkup_looks,
    check_again,
    checkup_broke_off,
}

pub fn checkup_no_thread(cause: &str) -> String {
    say!(checkup_no_thread, cause = cause)
}

pub fn check_state(state: CheckState) -> &'static str {
    match state {
        CheckState::Good => word!(check_good),
        CheckState::Note => word!(check_note),
        CheckState::Broken => word!(check_broken),
        CheckState::Missing => word!(check_missing),
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
