//! The file that tells of one crash.

use std::{
    backtrace::Backtrace,
    fmt::Write as _,
    fs, io,
    io::Write as _,
    panic::PanicHookInfo,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{Run, words::for_report};
use crate::date::{self, Utc};

const HEAD: &str = "\
Stoa crashed. This report lies on your machine only. It has no keys and nothing of what was said; where a text was
quoted, it ends. Paths may have your name in them: look it through before you give it to anybody.
";

/// Reports that are kept.
const KEPT: usize = 10;
/// Two crashes of one second.
const TRIES: u32 = 10;

/// Writes what failed; returns the file.
pub(super) fn write(run: &Run, info: &PanicHookInfo<'_>) -> io::Result<PathBuf> {
    let text = text(run, info);
    fs::create_dir_all(&run.folder)?;
    let (file, mut open) = create(&run.folder)?;
    open.write_all(text.as_bytes())?;
    prune(&run.folder)?;
    Ok(file)
}

/// `SECONDS-PROCESS.txt`, seconds since 1970.
fn create(folder: &Path) -> io::Result<(PathBuf, fs::File)> {
    let now = date::now();
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut result = Err(io::ErrorKind::AlreadyExists.into());
    for later in 0..TRIES {
        let name = format!("{}-{}.txt", now + u64::from(later), std::process::id());
        let file = folder.join(name);
        result = options.open(&file).map(|open| (file, open));
        if !matches!(&result, Err(error) if error.kind() == io::ErrorKind::AlreadyExists) {
            break;
        }
    }
    result
}

fn text(run: &Run, info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload_as_str()
        .unwrap_or("it does not say what failed");
    let thread = std::thread::current();
    let mut text = HEAD.to_owned();
    let mut line = |name: &str, value: &str| {
        // A String takes everything.
        let _ = writeln!(text, "{name:<12} {value}");
    };
    line("version", env!("CARGO_PKG_VERSION"));
    let system = [std::env::consts::OS, std::env::consts::ARCH].join(" ");
    line("system", &system);
    let now = Utc::of(date::now());
    line("time", &format!("{} {} UTC", now.date, now.time));
    line(
        "after",
        &format!("{:.1} s", run.begun.elapsed().as_secs_f64()),
    );
    line("command", run.about.command);
    line("world", &run.about.world.display().to_string());
    line("thread", thread.name().unwrap_or("without a name"));
    if let Some(place) = info.location() {
        line("at", &place.to_string());
    }
    line("failed", &for_report(message, &run.secrets));
    text += "\nlast notices\n";
    for notice in &run.notices {
        let _ = writeln!(text, "  {}", for_report(notice, &run.secrets));
    }
    let _ = writeln!(text, "\nbacktrace\n{}", Backtrace::force_capture());
    text
}

/// The reports of a folder, oldest first.
fn reports(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut reports: Vec<(u64, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let (seconds, _) = name.to_str()?.strip_suffix(".txt")?.split_once('-')?;
            Some((seconds.parse().ok()?, entry.path()))
        })
        .collect();
    reports.sort();
    reports.into_iter().map(|(_, path)| path).collect()
}

/// The newest report in a folder of them.
pub fn newest(folder: &Path) -> Option<PathBuf> {
    reports(folder).pop()
}

/// The newest report that this process wrote since it began.
pub(super) fn of_process(folder: &Path, process: &str, begun: SystemTime) -> Option<PathBuf> {
    let end = format!("-{process}.txt");
    let of_run = |report: &PathBuf| {
        let written = fs::metadata(report).and_then(|file| file.modified());
        report.to_string_lossy().ends_with(&end) && written.is_ok_and(|written| written >= begun)
    };
    reports(folder).into_iter().rfind(of_run)
}

fn prune(folder: &Path) -> io::Result<()> {
    let reports = reports(folder);
    let old = reports.len().saturating_sub(KEPT);
    reports[..old].iter().try_for_each(fs::remove_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_crashes_at_every_start_would_fill_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        for seconds in 95..110 {
            fs::write(folder.path().join(format!("{seconds}-1.txt")), "").unwrap();
        }
        fs::write(folder.path().join("notes.txt"), "a person's own").unwrap();
        prune(folder.path()).unwrap();
        let left = reports(folder.path());
        assert_eq!(left.len(), KEPT);
        assert_eq!(newest(folder.path()), Some(folder.path().join("109-1.txt")));
        assert!(left[0].ends_with("100-1.txt"), "{left:?}");
        assert!(folder.path().join("notes.txt").exists());
    }

    #[test]
    fn a_second_crash_would_write_over_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let (first, _) = create(folder.path()).unwrap();
        let (second, _) = create(folder.path()).unwrap();
        assert_ne!(first, second);
    }
}
