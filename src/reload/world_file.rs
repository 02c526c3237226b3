//! Where the open world lies: its file, and the person's own that stands before a shipped one.

use std::path::{Path, PathBuf};

use bevy::prelude::Resource;

use crate::paths::Paths;

/// The file of the open world.
#[derive(Resource, Debug, Clone)]
pub struct WorldFile {
    /// The one that was opened.
    opened: PathBuf,
    /// For a shipped one, where the person's own of its name lies, or would.
    own: Option<PathBuf>,
    /// Whether this run takes up what is changed in it.
    pub followed: bool,
}

impl WorldFile {
    /// The world that was opened as `file`.
    pub fn new(file: &Path, paths: &Paths) -> Self {
        let folder = |file: &Path| file.parent().and_then(|folder| folder.canonicalize().ok());
        let shipped = paths.assets.join("worlds").canonicalize().ok();
        let is_shipped = shipped.is_some() && folder(file) == shipped;
        let own = file.file_name().filter(|_| is_shipped);
        Self {
            opened: file.to_owned(),
            own: own.map(|name| paths.data.join("worlds").join(name)),
            followed: true,
        }
    }

    /// The file that holds now.
    pub fn now(&self) -> &Path {
        self.own
            .as_deref()
            .filter(|own| own.is_file())
            .unwrap_or(&self.opened)
    }

    /// Where it is written to: shipped files stay as they are.
    pub fn own(&self) -> &Path {
        self.own.as_deref().unwrap_or(&self.opened)
    }

    /// All files that it may lie in.
    pub(super) fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.own.iter().chain([&self.opened])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_file_would_be_written_or_somebody_s_own_overlooked() {
        let data = tempfile::tempdir().expect("a temporary folder");
        let mut paths = Paths::find(Some(data.path())).expect("the assets");
        paths.data = data.path().to_owned();
        let shipped = paths.assets.join("worlds/stoa.toml");
        let file = WorldFile::new(&shipped, &paths);
        assert_eq!(file.now(), shipped);
        let own = data.path().join("worlds/stoa.toml");
        assert_eq!(file.own(), own);
        std::fs::create_dir_all(data.path().join("worlds")).expect("a folder");
        std::fs::write(&own, "").expect("a file");
        assert_eq!(file.now(), own);
        let elsewhere = WorldFile::new(&data.path().join("garden.toml"), &paths);
        assert_eq!(elsewhere.own(), elsewhere.now());
        assert_eq!(elsewhere.own(), data.path().join("garden.toml"));
    }
}
