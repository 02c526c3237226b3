//! What to go on from when a save cannot be used: the newest one beside it that can.

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    SaveError, WorldSave,
    file::{folder_of, fresh_name, load},
};

/// What a world goes on from, and where it is saved from now on.
#[derive(Debug)]
pub struct Found {
    /// `None` for a fresh world.
    pub save: Option<WorldSave>,
    /// Never a file that could not be read.
    pub save_to: PathBuf,
    /// Why the save itself could not be used.
    pub unusable: Option<SaveError>,
    /// The file beside it that is used instead.
    pub instead: Option<PathBuf>,
}

/// Finds what the world of this name goes on from: the save at `path`; when that cannot be used, the newest readable one
/// among the save before it (`.bak`) and the worlds that were begun beside it (`.recovered-1`, …); when there is none, a
/// fresh world. No file is changed.
///
/// A world that was begun beside goes on in its own file, so that it comes back at every start until the save itself can
/// be read again. Saves before another go on under a [`fresh_name`].
pub fn find(path: &Path, world: &str) -> Found {
    let unusable = match load_of(path, world) {
        Ok(save) => {
            return Found {
                save,
                save_to: path.to_owned(),
                unusable: None,
                instead: None,
            };
        }
        Err(error) => Some(error),
    };
    for candidate in beside(path) {
        if let Ok(Some(save)) = load_of(&candidate.path, world) {
            return Found {
                save: Some(save),
                save_to: if candidate.is_backup {
                    fresh_name(path)
                } else {
                    candidate.path.clone()
                },
                unusable,
                instead: Some(candidate.path),
            };
        }
    }
    Found {
        save: None,
        save_to: fresh_name(path),
        unusable,
        instead: None,
    }
}

/// As [`load`]; a save that names another world is of no use either.
fn load_of(path: &Path, world: &str) -> Result<Option<WorldSave>, SaveError> {
    let save = load(path)?;
    match save {
        Some(save) if !save.world.is_empty() && save.world != world => Err(SaveError::OtherWorld {
            path: path.to_owned(),
            found: save.world,
            wanted: world.to_owned(),
        }),
        save => Ok(save),
    }
}

struct Candidate {
    path: PathBuf,
    is_backup: bool,
    /// 0 for the save before `path` itself.
    recovered: u32,
    modified: SystemTime,
}

/// The files beside a save that may stand in for it, newest first. Times that are the same or unknown (a copied folder)
/// leave it to the numbers.
fn beside(path: &Path) -> Vec<Candidate> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let entries = fs::read_dir(folder_of(path))
        .into_iter()
        .flatten()
        .flatten();
    let mut all: Vec<Candidate> = entries
        .filter_map(|entry| {
            let file = entry.file_name();
            let (recovered, is_backup) = stands_in(file.to_str()?.strip_prefix(name)?)?;
            let modified = entry.metadata().and_then(|about| about.modified());
            Some(Candidate {
                path: entry.path(),
                is_backup,
                recovered,
                modified: modified.unwrap_or(SystemTime::UNIX_EPOCH),
            })
        })
        .collect();
    all.sort_by_key(|c| Reverse((c.modified, c.recovered, !c.is_backup)));
    all
}

/// `.bak`, `.recovered-7` or `.recovered-7.bak`: the number, and whether it is the save before another.
fn stands_in(ending: &str) -> Option<(u32, bool)> {
    let (rest, is_backup) = match ending.strip_suffix(".bak") {
        Some(rest) => (rest, true),
        None => (ending, false),
    };
    if rest.is_empty() {
        return is_backup.then_some((0, true));
    }
    let number = rest.strip_prefix(".recovered-")?.parse().ok()?;
    Some((number, is_backup))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{SimClock, Tick, save::save_atomic};

    /// Writes a save (or, at tick 0, something unreadable) that was last changed at second `at`.
    fn put(folder: &Path, name: &str, world: &str, tick: u64, at: u64) {
        let path = folder.join(name);
        let clock = SimClock {
            tick: Tick(tick),
            ..WorldSave::default().clock
        };
        match tick {
            0 => fs::write(&path, "{").expect("the folder is writable"),
            _ => save_atomic(&path, &WorldSave::new(world, clock)).expect("the folder is writable"),
        }
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)))
            .expect("the file is ours");
    }

    #[test]
    fn a_world_would_never_come_back_after_one_unreadable_save() {
        type Files<'f> = &'f [(&'f str, &'f str, u64, u64)];
        // (name, world, tick or 0 for a damaged one, time), what is gone on from, where it is saved.
        let rows: &[(Files, Option<(&str, u64)>, &str)] = &[
            (&[], None, "y.json"),
            (&[("y.json", "y", 5, 9)], Some(("y.json", 5)), "y.json"),
            (&[("y.json", "y", 0, 9)], None, "y.json.recovered-1"),
            (
                &[("y.json", "y", 0, 9), ("y.json.bak", "y", 4, 8)],
                Some(("y.json.bak", 4)),
                "y.json.recovered-1",
            ),
            // The next start, and every later one.
            (
                &[
                    ("y.json", "y", 0, 9),
                    ("y.json.bak", "y", 4, 8),
                    ("y.json.recovered-1", "y", 7, 20),
                ],
                Some(("y.json.recovered-1", 7)),
                "y.json.recovered-1",
            ),
            // The newest counts, not the farthest and not the highest number.
            (
                &[
                    ("y.json", "y", 0, 9),
                    ("y.json.recovered-1", "y", 7, 30),
                    ("y.json.recovered-2", "y", 99, 20),
                ],
                Some(("y.json.recovered-1", 7)),
                "y.json.recovered-1",
            ),
            // In a copied folder all are of one time.
            (
                &[
                    ("y.json", "y", 0, 9),
                    ("y.json.bak", "y", 4, 9),
                    ("y.json.recovered-1", "y", 7, 9),
                    ("y.json.recovered-2.bak", "y", 8, 9),
                    ("y.json.recovered-2", "y", 9, 9),
                ],
                Some(("y.json.recovered-2", 9)),
                "y.json.recovered-2",
            ),
            // The recovered one is damaged as well: nothing of what is there is written to.
            (
                &[
                    ("y.json", "y", 0, 9),
                    ("y.json.recovered-1", "y", 0, 30),
                    ("y.json.recovered-1.bak", "y", 6, 29),
                ],
                Some(("y.json.recovered-1.bak", 6)),
                "y.json.recovered-2",
            ),
            // Another world's save is none of ours.
            (&[("y.json", "x", 5, 9)], None, "y.json.recovered-1"),
            (
                &[("y.json", "x", 5, 9), ("y.json.bak", "x", 4, 8)],
                None,
                "y.json.recovered-1",
            ),
            (&[("y.json", "", 5, 9)], Some(("y.json", 5)), "y.json"),
            // What a kill leaves, and other people's files.
            (
                &[
                    ("y.json", "y", 0, 9),
                    ("y.json.bak.new", "y", 4, 8),
                    ("y.json.recovered-", "y", 4, 8),
                    ("yy.json.bak", "y", 4, 8),
                ],
                None,
                "y.json.recovered-1",
            ),
        ];
        for (files, from, save_to) in rows {
            let folder = tempfile::tempdir().expect("the test needs a temporary folder");
            for (name, world, tick, at) in *files {
                put(folder.path(), name, world, *tick, *at);
            }
            let found = find(&folder.path().join("y.json"), "y");
            let tick = found.save.as_ref().map(|save| save.clock.tick.0);
            assert_eq!(tick, from.map(|(_, tick)| tick), "{files:?}");
            assert_eq!(found.save_to, folder.path().join(save_to), "{files:?}");
            let instead = from.filter(|(name, _)| *name != "y.json");
            assert_eq!(
                found.instead,
                instead.map(|(name, _)| folder.path().join(name)),
                "{files:?}"
            );
            let usable = files.is_empty() || from.is_some_and(|(name, _)| name == "y.json");
            assert_eq!(found.unusable.is_none(), usable, "{files:?}");
        }
    }

    #[test]
    fn a_save_of_another_world_is_named_with_both() {
        let folder = tempfile::tempdir().expect("the test needs a temporary folder");
        put(folder.path(), "y.json", "x", 5, 9);
        let found = find(&folder.path().join("y.json"), "y");
        let error = found.unusable.expect("it is not ours").to_string();
        for part in ["y.json", "`x`", "`y`", "left as it is"] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }
}
