//! Small things that are kept from run to run: one JSON file each, in the data folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use stoa_world::Formats;

/// Files of older formats are lifted when they are read. All kinds have the same, and one day may need their own.
const FORMATS: Formats<Value> = Formats::new(&[]);

#[derive(Serialize, Deserialize)]
struct File<T> {
    format: u32,
    entries: BTreeMap<String, T>,
}

/// Entries by name, and the file they lie in. Clones share them.
#[derive(Clone)]
pub struct Stored<T> {
    path: PathBuf,
    state: Arc<Mutex<State<T>>>,
}

enum State<T> {
    Unread,
    /// As it lies in the file.
    Read(BTreeMap<String, T>),
    /// The file can't be read, which was told: it is left alone.
    Unreadable,
}

impl<T: Clone + PartialEq + Serialize + DeserializeOwned> Stored<T> {
    /// What is kept in the file `name` of the folder `data`. Nothing is read or made yet.
    pub fn open(data: &Path, name: &str) -> Self {
        Self {
            path: data.join(name),
            state: Arc::new(Mutex::new(State::Unread)),
        }
    }

    /// All entries; none where the file can't be read.
    ///
    /// # Errors
    /// In words, once, for a file that can't be read: it is never overwritten.
    pub fn read(&self) -> Result<BTreeMap<String, T>, String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.known(&mut state).cloned()
    }

    /// Makes a change and writes it, if it is one. Nothing happens where the file could not be read.
    ///
    /// # Errors
    /// In words, when it can't be written.
    pub fn change(&self, change: impl FnOnce(&mut BTreeMap<String, T>)) -> Result<(), String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.known(&mut state)?.clone();
        if matches!(*state, State::Unreadable) {
            return Ok(());
        }
        let mut entries = before.clone();
        change(&mut entries);
        if entries == before {
            return Ok(());
        }
        self.write(&entries)
            .map_err(|cause| format!("{}: {cause}. It was not kept", self.path.display()))?;
        *state = State::Read(entries);
        Ok(())
    }

    fn known<'a>(&self, state: &'a mut State<T>) -> Result<&'a BTreeMap<String, T>, String> {
        if matches!(state, State::Unread) {
            *state = State::Unreadable;
            let entries = self.load().map_err(|cause| {
                format!(
                    "{}: {cause}. The file stays as it is and nothing is kept in it; mend or remove it",
                    self.path.display()
                )
            })?;
            *state = State::Read(entries);
        }
        match state {
            State::Read(entries) => Ok(entries),
            State::Unread | State::Unreadable => Ok(const { &BTreeMap::new() }),
        }
    }

    fn load(&self) -> Result<BTreeMap<String, T>, String> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error.to_string()),
        };
        let value: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let found = value.get("format").and_then(Value::as_i64);
        let found = found.ok_or("it names no format")?;
        let lifted = FORMATS.lift(value, found);
        let value = lifted.map_err(|error| error.to_string())?;
        let file: File<T> = serde_json::from_value(value).map_err(|error| error.to_string())?;
        Ok(file.entries)
    }

    /// Beside the file, and then in its place: a crash leaves the old one. Readable by its owner alone.
    fn write(&self, entries: &BTreeMap<String, T>) -> io::Result<()> {
        let file = File {
            format: FORMATS.newest(),
            entries: entries.clone(),
        };
        let text = serde_json::to_vec(&file)?;
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        crate::settings::replace(&self.path, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(folder: &Path) -> Stored<u32> {
        Stored::open(&folder.join("data"), "numbers.json")
    }

    fn put(all: &mut BTreeMap<String, u32>, name: &str, number: u32) {
        all.insert(name.to_owned(), number);
    }

    #[test]
    fn what_was_kept_would_be_forgotten_or_written_again_and_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = kept(folder.path());
        assert_eq!(first.read(), Ok(BTreeMap::new()));
        first.change(|_| {}).unwrap();
        assert!(
            !folder.path().join("data").exists(),
            "nothing is to be kept"
        );
        first.change(|all| put(all, "a", 1)).unwrap();
        let second = kept(folder.path());
        second.change(|all| put(all, "b", 2)).unwrap();
        let all = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(kept(folder.path()).read(), Ok(all));
        let file = folder.path().join("data/numbers.json");
        fs::remove_file(&file).unwrap();
        second.change(|all| put(all, "b", 2)).unwrap();
        assert!(!file.exists(), "nothing has changed");
    }

    #[test]
    fn a_broken_file_would_be_overwritten_or_complained_of_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let file = folder.path().join("data/numbers.json");
        for (text, cause) in [
            ("{", "line 1"),
            (
                r#"{"format": 2, "entries": {}}"#,
                "newer than this program, which reads up to 1: update Stoa",
            ),
            (r#"{"entries": {}}"#, "it names no format"),
            (r#"{"format": 1, "entries": {"a": "b"}}"#, "invalid type"),
        ] {
            fs::write(&file, text).unwrap();
            let kept = kept(folder.path());
            let problem = kept.read().unwrap_err();
            assert!(
                problem.contains("numbers.json") && problem.contains(cause),
                "{problem}"
            );
            assert_eq!(kept.read(), Ok(BTreeMap::new()));
            kept.change(|all| put(all, "a", 1)).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }
}
