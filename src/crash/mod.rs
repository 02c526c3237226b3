//! Crashes: what failed is written into a file of the data folder, and the next start says where it is.
//!
//! Nothing is sent anywhere. A report has no keys and nothing that was said ([`words`]).

mod mark;
mod report;
mod words;

use std::{
    collections::VecDeque,
    fs, io,
    panic::{self, PanicHookInfo},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use stoa_ui::{Crash, Secret, text};

use self::mark::Mark;
use crate::report as terminal;

pub use self::report::newest;

/// How to go on after a crash.
pub const REMEDY: &str =
    "if it happens again, `stoa play --safe` leaves out whatever could be the reason";

/// Notices that a report repeats.
const NOTICES: usize = 20;
/// Reports that one run writes: whatever fails after that fails for the same reason.
const REPORTS: usize = 3;

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// As in `stoa COMMAND`.
    pub command: &'static str,
    /// The world's file.
    pub world: PathBuf,
}

struct Run {
    folder: PathBuf,
    about: About,
    begun: Instant,
    /// Keys, which no report may show.
    secrets: Vec<String>,
    notices: VecDeque<String>,
    reports: usize,
    mark: Mark,
}

/// The run of this process: a hook for panics is given nothing.
static RUN: Mutex<Option<Run>> = Mutex::new(None);

fn run() -> MutexGuard<'static, Option<Run>> {
    RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folder of reports.
pub fn folder(data: &Path) -> PathBuf {
    data.join("crashes")
}

/// Watches this run until [`end`]. Returns how the one before it ended, where that was not in good order.
///
/// # Errors
/// In words, when nothing can be written in the data folder: then no crash is reported.
pub fn watch(data: &Path, about: About) -> Result<Option<Crash>, String> {
    let folder = folder(data);
    // A report's path is told to somebody who may be elsewhere by then.
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let shown = |error: io::Error| {
        format!(
            "{}: {error}. A crash will not be reported; make the folder writable",
            folder.display()
        )
    };
    fs::create_dir_all(&folder).map_err(shown)?;
    let last = mark::unfinished(&folder).map_err(shown)?;
    let mark = Mark::set(&folder).map_err(shown)?;
    let before = run().replace(Run {
        folder: folder.clone(),
        about,
        begun: Instant::now(),
        secrets: Vec::new(),
        notices: VecDeque::new(),
        reports: 0,
        mark,
    });
    if before.is_none() {
        let shown_first = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            shown_first(info);
            write_report(info);
        }));
    }
    Ok(last)
}

/// The run ends in good order.
pub fn end() {
    if let Some(Run { folder, mark, .. }) = run().take() {
        if let Err(error) = mark.remove() {
            terminal::line_to_stderr(&format!("stoa: {}: {error}", folder.display()));
        }
        // Only an empty one goes.
        let _ = fs::remove_dir(&folder);
    }
}

/// A report of this run shows this key as `[key]`.
pub fn hide(key: &Secret) {
    if let Some(run) = run().as_mut() {
        run.secrets.push(key.0.trim().to_owned());
    }
}

/// A report repeats the last of what a person was told.
pub fn note(notice: &str) {
    if let Some(run) = run().as_mut() {
        if run.notices.len() == NOTICES {
            run.notices.pop_front();
        }
        run.notices.push_back(notice.to_owned());
    }
}

fn write_report(info: &PanicHookInfo<'_>) {
    let mut run = run();
    let Some(run) = run.as_mut().filter(|run| run.reports < REPORTS) else {
        return;
    };
    run.reports += 1;
    let said = match report::write(run, info) {
        Ok(file) => format!("this crash is reported in {}; {REMEDY}", file.display()),
        Err(error) => format!(
            "{}: the crash can't be reported: {error}",
            run.folder.display()
        ),
    };
    terminal::line_to_stderr(&format!("stoa: {said}"));
}

/// What a person should know of a run that did not end in good order.
pub fn in_words(last: &Crash) -> String {
    match &last.report {
        Some(report) => text::crash_told(report),
        None => text::crash_told_alone().to_owned(),
    }
}
