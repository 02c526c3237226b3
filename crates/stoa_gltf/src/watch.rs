//! Watching and ending a reading from another thread.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::error::{Fault, Result};

/// Shared between who reads and who waits for it.
#[derive(Debug, Default)]
pub struct Watch {
    cancelled: AtomicBool,
    thousandths: AtomicU32,
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
