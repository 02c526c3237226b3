//! A modelled scene that somebody exports over the file of the open world.

use std::path::{Path, PathBuf};

use stoa_gltf::{Stamp, Watch, stamp};
use stoa_ui::FileMistake;
use stoa_world::WorldDef;

use crate::modelled::{self, Modelled, ModelledError};

/// The files of a scene that is the open world.
#[derive(Debug, Clone)]
pub struct SceneFiles {
    /// Who waits there.
    guide: String,
    /// As they were when the scene was read last.
    read: Vec<(PathBuf, Stamp)>,
    /// What was left out then.
    notes: Vec<String>,
    /// Why it was refused then.
    mistake: Option<FileMistake>,
}

/// A scene that was exported anew, and what of it was left out that was not before.
pub(super) struct Export {
    pub(super) opened: Modelled,
    pub(super) notes: Vec<String>,
}

impl SceneFiles {
    /// The files of a scene that was opened, with the persona `guide` in it.
    pub fn of(guide: &str, opened: &Modelled) -> Self {
        Self {
            guide: guide.to_owned(),
            read: opened.files.clone(),
            notes: opened.notes(),
            mistake: None,
        }
    }

    /// Where they lie.
    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.read.iter().map(|(path, _)| path)
    }

    pub(super) fn mistake(&self) -> Option<&FileMistake> {
        self.mistake.as_ref()
    }

    /// Nobody could walk in what was read.
    pub(super) fn refuse(&mut self, mistake: FileMistake) {
        self.mistake = Some(mistake);
    }

    /// Reads the scene if one of its files is another than it was. `now` is the world as it is; `patient`, whether a scene
    /// that can't be read is one that somebody has to mend, rather than one that may still be being written.
    ///
    /// # Errors
    /// [`Unfinished`] when it is too early to say what it is.
    pub(super) fn read(
        &mut self,
        file: &Path,
        now: &WorldDef,
        patient: bool,
    ) -> Result<Option<Export>, Unfinished> {
        if self.read.iter().all(is_as_read) {
            return Ok(None);
        }
        let watch = Watch::default();
        let opened = modelled::open(file, &self.guide, &watch);
        let files = watch.files();
        if !files.iter().all(is_as_read) {
            return Err(Unfinished);
        }
        match opened {
            Ok(mut opened) => {
                opened.world.crowd.count = now.crowd.count;
                // Ground that is as it was stays the very same: nobody has to be put on it.
                if opened.world.terrain == now.terrain {
                    opened.world.terrain.clone_from(&now.terrain);
                }
                self.read = files;
                self.mistake = None;
                let all = opened.notes();
                let before = std::mem::replace(&mut self.notes, all.clone());
                let notes = all.into_iter().filter(|note| !before.contains(note));
                Ok(Some(Export {
                    opened,
                    notes: notes.collect(),
                }))
            }
            Err(_) if !patient => Err(Unfinished),
            Err(error) => {
                self.mistake = Some(mistake(file, &error));
                // Those that it was not read to are looked after as well.
                let known = files
                    .iter()
                    .map(|(path, _)| path.clone())
                    .collect::<Vec<_>>();
                let others = self
                    .read
                    .drain(..)
                    .filter(|(path, _)| !known.contains(path));
                let others = others.map(|(path, _)| (path.clone(), stamp(&path)));
                self.read = others.chain(files).collect();
                Ok(None)
            }
        }
    }
}

/// A file that is perhaps still being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unfinished;

fn is_as_read((path, read): &(PathBuf, Stamp)) -> bool {
    stamp(path) == *read
}

fn mistake(file: &Path, error: &ModelledError) -> FileMistake {
    let (place, text) = match error {
        ModelledError::Scene(error) => (error.at, error.message()),
        ModelledError::Ground { error, .. } => (None, error.to_string()),
    };
    FileMistake {
        file: file.display().to_string(),
        place,
        text,
    }
}
