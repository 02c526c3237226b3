//! Watching and ending a reading from another thread.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::SystemTime,
};

use crate::error::{Fault, Result};

/// When a file was written last, and its bytes; `None`: there is none that can be looked at.
pub type Stamp = Option<(SystemTime, u64)>;

/// Shared between who reads and who waits for it.
#[derive(Debug, Default)]
pub struct Watch {
    cancelled: AtomicBool,
    thousandths: AtomicU32,
    files: Mutex<BTreeMap<PathBuf, Stamp>>,
}

/// The stamp of a file, as it is now.
pub fn stamp(file: &Path) -> Stamp {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Watch {
    /// Ends the reading as soon as it looks: within milliseconds.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// How much is done, from 0 to 1.
    pub fn fraction(&self) -> f32 {
        self.thousandths.load(Ordering::Relaxed) as f32 / 1000.0
    }

    /// The files that were read so far or looked for in vain, each as it was before that.
    pub fn files(&self) -> Vec<(PathBuf, Stamp)> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.clone().into_iter().collect()
    }

    /// Notes that a file belongs to the scene.
    pub(crate) fn belongs(&self, file: &Path) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if !files.contains_key(file) {
            files.insert(file.to_owned(), stamp(file));
        }
    }

    /// Notes how much is done, and fails when it was cancelled.
    pub(crate) fn at(&self, fraction: f32) -> Result<()> {
        let thousandths = (fraction.clamp(0.0, 1.0) * 1000.0) as u32;
        self.thousandths.store(thousandths, Ordering::Relaxed);
        if self.is_cancelled() {
            return Err(Fault::cancelled());
        }
        Ok(())
    }
}
