//! Changes that wait to be written.

use std::{path::Path, time::Duration};

use bevy::prelude::Resource;

use super::{Settings, WriteError, write};

/// A change is written when nothing more has changed for so long: a slider that is dragged changes every frame.
const QUIET: Duration = Duration::from_millis(500);

/// Changes that are not in the file yet.
#[derive(Resource, Default)]
pub struct Unsaved {
    /// The settings before the first of these changes.
    before: Option<Settings>,
    /// When they are written, by the wall clock.
    due: Option<Duration>,
}

impl Unsaved {
    /// Takes note of a change, made at `now`, of settings that were `before` till then.
    pub fn note(&mut self, before: Settings, now: Duration) {
        self.before.get_or_insert(before);
        self.due = Some(now + QUIET);
    }

    pub fn is_due(&self, now: Duration) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// Writes what has changed up to `settings`. What can't be written waits for the next change, so that its failure
    /// is told once.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn write(&mut self, file: &Path, settings: &Settings) -> Result<(), WriteError> {
        self.due = None;
        if let Some(before) = &self.before {
            write(file, before, settings)?;
            self.before = None;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_that_is_dragged_would_be_written_every_frame() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let mut unsaved = Unsaved::default();
        let mut settings = Settings::default();
        let mut now = Duration::ZERO;
        for _ in 0..100 {
            let before = settings.clone();
            settings.controls.mouse_sensitivity += 0.01;
            unsaved.note(before, now);
            now += Duration::from_millis(16);
            assert!(!unsaved.is_due(now));
        }
        now += QUIET;
        assert!(unsaved.is_due(now));
        // Back to what it was: there is nothing to write.
        let dragged = std::mem::take(&mut settings);
        unsaved.note(dragged.clone(), now);
        unsaved.write(&file, &settings).unwrap();
        assert!(!unsaved.is_due(now + QUIET) && !file.exists());

        std::fs::write(&file, "[mind").unwrap();
        unsaved.note(settings, now);
        assert!(unsaved.write(&file, &dragged).is_err());
        assert!(!unsaved.is_due(now + QUIET), "it would be told every frame");
        std::fs::remove_file(&file).unwrap();
        unsaved.write(&file, &dragged).unwrap();
        assert!(
            file.exists(),
            "a change was lost that could not be written at first"
        );
    }
}
