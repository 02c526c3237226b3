//! Words of a person's own files: mistakes in them, and where they lie.

use crate::language::{say, words};

words! {
    mistakes,
    mistakes_note,
    hide_mistakes,
    own_files,
    open_folder,
    new_persona,
    crash_title,
    crash_ended_badly,
    crash_no_report,
    crash_report_is,
    crash_again,
    open_report,
    start_safe,
}

/// Where a mistake stands: `iris.toml, line 12, column 3`.
pub fn mistake_at(file: &str, place: Option<(u32, u32)>) -> String {
    match place {
        Some((line, column)) => say!(mistake_at, file = file, line = line, column = column),
        None => file.to_owned(),
    }
}

pub fn more_mistakes(count: usize) -> String {
    say!(more_mistakes, count = count)
}
