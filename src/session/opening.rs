//! Opening a saved world: who may write the save, and what is gone on from when it can't be read.
//!
//! Nothing that is wrong with a save or its folder keeps a person out: they are told, and walk in.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use bevy::prelude::Resource;
use stoa_ui::text;
use stoa_world::save::{self, Found, WorldSave};

/// What a session goes on from, and where it is saved to.
#[derive(Default)]
pub struct Opening {
    /// `None` for a fresh world.
    pub restore: Option<WorldSave>,
    /// `None` when this visit is not saved.
    pub save_to: Option<PathBuf>,
    /// Held while the world is open, so that no second session writes the same save.
    pub lock: Option<SaveLock>,
}

/// Holds the lock beside a save for as long as the session lives.
#[derive(Resource)]
pub struct SaveLock {
    _file: File,
}

/// Opens the save of the world `id` at `file`. What a person should know is added to `notices`.
pub fn open(file: &Path, id: &str, notices: &mut Vec<String>) -> Opening {
    let (lock, may_write) = match lock(file) {
        Lock::Ours(lock) => (Some(lock), true),
        Lock::Others => {
            notices.push(text::open_elsewhere().to_owned());
            (None, false)
        }
        Lock::Unknown(path, error) => {
            notices.push(text::no_lock(&path, &error.to_string()));
            (None, true)
        }
        Lock::Unwritable(path, error) => {
            notices.push(text::visit_not_saved(&path, &error.to_string()));
            (None, false)
        }
    };
    let found = save::find(file, id);
    notices.extend(substitute(&found, may_write));
    Opening {
        restore: found.save,
        save_to: may_write.then_some(found.save_to),
        lock,
    }
}

/// What stands in for a save that can't be used, in words.
fn substitute(found: &Found, may_write: bool) -> Option<String> {
    let error = found.unusable.as_ref()?;
    let saved_as = may_write.then_some(found.save_to.as_path());
    Some(text::instead_of_save(
        &error.to_string(),
        found.instead.as_deref(),
        saved_as,
    ))
}

/// What became of locking a save.
enum Lock {
    Ours(SaveLock),
    /// Another session has it.
    Others,
    /// The file system knows no locks.
    Unknown(PathBuf, io::Error),
    /// Nothing can be written there.
    Unwritable(PathBuf, io::Error),
}

fn lock(save: &Path) -> Lock {
    if let Some(folder) = save.parent()
        && let Err(error) = fs::create_dir_all(folder)
    {
        return Lock::Unwritable(folder.to_owned(), error);
    }
    let path = save.with_extension("lock");
    match File::create(&path) {
        Ok(file) => {
            let result = file.try_lock();
            locked(path, file, result)
        }
        Err(error) => Lock::Unwritable(path, error),
    }
}

fn locked(path: PathBuf, file: File, result: Result<(), TryLockError>) -> Lock {
    match result {
        Ok(()) => Lock::Ours(SaveLock { _file: file }),
        Err(TryLockError::WouldBlock) => Lock::Others,
        Err(TryLockError::Error(error)) => Lock::Unknown(path, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_without_locks_would_keep_people_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("stoa.lock");
        let lock = |result| {
            let file = File::create(&path).expect("a file in a temporary folder");
            locked(path.clone(), file, result)
        };
        let unsupported = io::Error::from(io::ErrorKind::Unsupported);
        assert!(matches!(lock(Ok(())), Lock::Ours(_)));
        assert!(matches!(lock(Err(TryLockError::WouldBlock)), Lock::Others));
        assert!(matches!(
            lock(Err(TryLockError::Error(unsupported))),
            Lock::Unknown(..)
        ));
    }

    #[test]
    fn a_folder_that_cant_be_written_would_keep_people_out() {
        type Spoil = fn(&Path) -> io::Result<()>;
        let rows: [(&str, Spoil, &str); 2] = [
            (
                "a file stands where the folder should be",
                |data| fs::write(data.join("saves"), ""),
                "saves",
            ),
            (
                "the lock can't be made",
                |data| fs::create_dir_all(data.join("saves/stoa.lock")),
                "stoa.lock",
            ),
        ];
        for (what, spoil, named) in rows {
            let data = tempfile::tempdir().expect("a temporary folder");
            spoil(data.path()).expect("the folder is ours");
            let mut notices = Vec::new();
            let opening = open(&data.path().join("saves/stoa.json"), "stoa", &mut notices);
            assert!(
                opening.restore.is_none() && opening.lock.is_none(),
                "{what}"
            );
            assert_eq!(opening.save_to, None, "{what}");
            let [notice] = &notices[..] else {
                panic!("{what}: {notices:#?}");
            };
            let words = "can't be written, so this visit is not saved";
            assert!(notice.contains(words) && notice.contains(named), "{notice}");
        }
    }

    #[test]
    fn a_second_session_would_save_beside_a_damaged_save() {
        let data = tempfile::tempdir().expect("a temporary folder");
        let file = data.path().join("saves/stoa.json");
        let mut notices = Vec::new();
        let first = open(&file, "stoa", &mut notices);
        assert_eq!(first.save_to.as_deref(), Some(file.as_path()));
        assert!(first.lock.is_some() && notices.is_empty(), "{notices:?}");
        fs::write(&file, "{").expect("the folder is writable");
        let second = open(&file, "stoa", &mut notices);
        assert_eq!(second.save_to, None);
        assert!(notices[0].contains("open in another Stoa"), "{notices:?}");
        assert!(
            notices[1].contains("damaged") && !notices[1].contains("saved as"),
            "{notices:?}"
        );
        drop(first);
        let third = open(&file, "stoa", &mut notices);
        let beside = data.path().join("saves/stoa.json.recovered-1");
        assert_eq!(third.save_to, Some(beside));
    }
}
