//! What a person changed goes into the file.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, Value};

use super::{Settings, keys};

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(
        "{file}: the file is broken ({cause}), so the change was not saved. Mend or remove the file"
    )]
    Broken { file: PathBuf, cause: String },
    #[error("{file}: {cause}. The change was not saved")]
    Io { file: PathBuf, cause: io::Error },
    #[error(
        "“{url}” is not a server's address, so its key was not kept. Write it like http://localhost:8080"
    )]
    NoAddress { url: String },
}

/// Writes what changed from `before` to `now`, and nothing else: what the environment and flags say is in both and
/// stays out of the file; comments, unknown keys and other settings in it are kept.
///
/// # Errors
/// A file that can't be read as TOML is never overwritten.
pub fn write(file: &Path, before: &Settings, now: &Settings) -> Result<(), WriteError> {
    let changed = keys::changed(before, now);
    if changed.is_empty() {
        return Ok(());
    }
    let broken = |cause: String| WriteError::Broken {
        file: file.to_owned(),
        cause,
    };
    let io_error = |cause| WriteError::Io {
        file: file.to_owned(),
        cause,
    };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => "format = 1\n".to_owned(),
        Err(error) => return Err(io_error(error)),
    };
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| broken(error.message().to_owned()))?;
    for (path, value) in changed {
        put(&mut document, path, value).map_err(broken)?;
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(io_error)?;
    }
    replace(file, document.to_string().as_bytes()).map_err(io_error)
}

/// Sets `section.name`; the comments about it stay.
fn put(document: &mut DocumentMut, path: &str, mut value: Value) -> Result<(), String> {
    let Some((section, name)) = path.split_once('.') else {
        return Ok(());
    };
    let table = document.entry(section).or_insert_with(toml_edit::table);
    let Some(table) = table.as_table_like_mut() else {
        return Err(format!("`{section}` should be a table"));
    };
    if let Some(old) = table.get_mut(name).and_then(Item::as_value_mut) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
    } else {
        table.insert(name, Item::Value(value));
    }
    Ok(())
}

/// Writes beside the file and renames, so that a crash leaves the old one; readable by its owner alone from the first
/// byte on, since it may hold a key.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = file.with_extension("toml.new");
    // What a crash left behind may be open to others.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&temporary)?;
    open.write_all(bytes)?;
    open.sync_all()?;
    fs::rename(&temporary, file)
}
