//! The mark of a run that goes on: a file that its process holds a lock of. One without a lock was left behind.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use stoa_ui::Crash;

use super::report;

const PREFIX: &str = "running-";

/// Held until it is removed: the system lets go of the lock with the process, however that ends.
pub struct Mark {
    path: PathBuf,
    _locked: File,
}

impl Mark {
    /// # Errors
    /// When it can't be written.
    pub fn set(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("{PREFIX}{}", std::process::id()));
        let file = File::create(&path)?;
        match file.try_lock() {
            // Where the file system knows no locks, a second Stoa takes this one for one that was left behind.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        }
        Ok(Self {
            path,
            _locked: file,
        })
    }

    /// # Errors
    /// When it can't be removed.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// Removes the marks that were left behind; returns how the newest run ended.
///
/// # Errors
/// When the folder can't be read.
pub fn unfinished(folder: &Path) -> io::Result<Option<Crash>> {
    let mut newest: Option<(SystemTime, String)> = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let path = entry.path();
        let Some(begun) = left_behind(&path)? else {
            continue;
        };
        fs::remove_file(&path)?;
        if newest.as_ref().is_none_or(|(before, _)| *before <= begun) {
            newest = Some((begun, process.to_owned()));
        }
    }
    let of_process = |(begun, process): (SystemTime, String)| Crash {
        report: report::of_process(folder, &process, begun),
    };
    Ok(newest.map(of_process))
}

/// When the run of this mark began, if nobody holds it any more.
fn left_behind(mark: &Path) -> io::Result<Option<SystemTime>> {
    let file = match File::open(mark) {
        // Its run has ended meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) | Err(TryLockError::Error(_)) => file.metadata()?.modified().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_goes_on_would_be_taken_for_a_crash_or_a_crash_be_told_twice() {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::set(folder.path()).unwrap();
        assert_eq!(unfinished(folder.path()).unwrap(), None);
        mark.remove().unwrap();
        assert_eq!(unfinished(folder.path()).unwrap(), None);

        drop(Mark::set(folder.path()).unwrap());
        let told = unfinished(folder.path()).unwrap();
        assert_eq!(told, Some(Crash { report: None }));
        assert_eq!(unfinished(folder.path()).unwrap(), None);
    }

    #[test]
    fn a_crash_would_be_told_with_the_report_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| fs::write(folder.path().join(name), "").unwrap();
        // An older process had the same number.
        write("1000-77.txt");
        let old = File::options()
            .write(true)
            .open(folder.path().join("1000-77.txt"))
            .unwrap();
        old.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        write("running-77");
        write("2000-78.txt");
        let told = unfinished(folder.path()).unwrap();
        assert_eq!(told, Some(Crash { report: None }));

        write("running-77");
        write("3000-77.txt");
        let report = Some(folder.path().join("3000-77.txt"));
        assert_eq!(unfinished(folder.path()).unwrap(), Some(Crash { report }));
    }
}
