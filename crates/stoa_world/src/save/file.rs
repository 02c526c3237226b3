use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::Value;
use thiserror::Error;

use super::{FORMATS, WorldSave};
use crate::FormatError;

/// A save has at most this many bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// How many recovered names are tried.
const MAX_NAMES: u32 = 10_000;

/// Why a save could not be read or written, and what to do.
#[derive(Debug, Error)]
pub enum SaveError {
    #[error(
        "the save {path} cannot be read: {source}; it is left as it is. Check the folder's permissions and the disk"
    )]
    Read { path: PathBuf, source: io::Error },
    #[error("the save {path} is damaged ({detail}); it is left as it is")]
    Damaged { path: PathBuf, detail: String },
    #[error(
        "the save {path} is of the world `{found}` and not of `{wanted}`; it is left as it is. Move it away if it got \
         there by mistake"
    )]
    OtherWorld {
        path: PathBuf,
        found: String,
        wanted: String,
    },
    #[error("the save {path} is left as it is: {error}")]
    Format { path: PathBuf, error: FormatError },
    #[error(
        "the world cannot be saved to {path}: {source}; the last save is still there. Check the free space and the \
         folder's permissions"
    )]
    Write { path: PathBuf, source: io::Error },
}

/// Reads a save; `None` if there is no such file. The file is never changed. ([`find`](super::find) says what to do when
/// it cannot be used.)
///
/// # Errors
/// [`SaveError::Read`], [`SaveError::Damaged`] or [`SaveError::Format`].
pub fn load(path: &Path) -> Result<Option<WorldSave>, SaveError> {
    let damaged = |detail: String| SaveError::Damaged {
        path: path.to_owned(),
        detail,
    };
    let read = |source| SaveError::Read {
        path: path.to_owned(),
        source,
    };
    let bytes = match fs::metadata(path) {
        Ok(about) if about.len() > MAX_BYTES => {
            return Err(damaged(format!("{} bytes are too many", about.len())));
        }
        Ok(_) => fs::read(path).map_err(read)?,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(read(error)),
    };
    let value: Value = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
    let found = value.get("format").and_then(Value::as_i64);
    let Some(found) = found else {
        return Err(damaged("it names no format".to_owned()));
    };
    let lifted = FORMATS.lift(value, found);
    let value = lifted.map_err(|error| SaveError::Format {
        path: path.to_owned(),
        error,
    })?;
    let save: WorldSave = serde_json::from_value(value).map_err(|e| damaged(e.to_string()))?;
    match save.clock.fault() {
        Some(fault) => Err(damaged(fault)),
        None => Ok(Some(save)),
    }
}

/// No file, and no folder that it could be in.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Writes a save so that at every moment either the old or the new one is whole on disk: a temporary file in the same
/// folder, flushed to the disk, takes the old one's name; the old one is kept beside it as `.bak`. The folder is made
/// if it is missing.
///
/// # Errors
/// [`SaveError::Write`]; the file under `path` is then what it was.
pub fn save_atomic(path: &Path, save: &WorldSave) -> Result<(), SaveError> {
    write(path, save).map_err(|source| SaveError::Write {
        path: path.to_owned(),
        source,
    })
}

fn write(path: &Path, save: &WorldSave) -> io::Result<()> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".stoa-save-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    let mut bytes = serde_json::to_vec(save)?;
    bytes.push(b'\n');
    temporary.write_all(&bytes)?;
    temporary.as_file().sync_all()?;
    keep_previous(path)?;
    temporary.persist(path).map_err(|e| e.error)?;
    sync_folder(folder)
}

/// The save so far stays as `.bak`: as a second name of the same file, so that `path` never lacks a whole file.
fn keep_previous(path: &Path) -> io::Result<()> {
    let backup = with_suffix(path, ".bak");
    let next = with_suffix(path, ".bak.new");
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match fs::hard_link(path, &next) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // Some file systems have no second names.
        Err(_) => {
            fs::copy(path, &next)?;
        }
    }
    fs::rename(&next, &backup)
}

/// Makes the new name itself last through a power cut, where the system can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A name beside `path` that nothing has yet: `stoa.json` → `stoa.json.recovered-1`, `-2`, … For the fresh world that
/// begins when a save cannot be used.
pub fn fresh_name(path: &Path) -> PathBuf {
    let names = (1..=MAX_NAMES).map(|n| with_suffix(path, &format!(".recovered-{n}")));
    let mut free = names.filter(|name| fs::symlink_metadata(name).is_err());
    free.next()
        .unwrap_or_else(|| with_suffix(path, ".recovered"))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
