//! What a person changed goes into the file.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use stoa_ui::text;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{Settings, bindings, format, keys, servers};

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(
        "{file}: the file is broken ({cause}), so the change was not saved. Mend or remove the file"
    )]
    Broken { file: PathBuf, cause: String },
    #[error("{file}:{line}: {cause}. The change was not saved")]
    Foreign {
        file: PathBuf,
        line: usize,
        cause: String,
    },
    #[error("{file}: {cause}. The change was not saved")]
    Io { file: PathBuf, cause: io::Error },
    #[error(
        "“{url}” is not a server's address, so its key was not kept. Write it like http://localhost:8080"
    )]
    NoAddress { url: String },
}

impl WriteError {
    /// In the language of the panels.
    pub fn in_words(&self) -> String {
        match self {
            Self::Broken { file, cause } => text::settings_broken(file, cause),
            Self::Foreign { file, line, cause } => {
                text::settings_not_saved(&format!("{}:{line}", file.display()), cause)
            }
            Self::Io { file, cause } => {
                text::settings_not_saved(&file.display().to_string(), &cause.to_string())
            }
            Self::NoAddress { url } => text::key_of_no_address(url),
        }
    }
}

/// Writes what changed from `before` to `now`, and nothing else: what the environment and flags say is in both and
/// stays out of the file; comments, unknown keys and other settings in it are kept.
///
/// # Errors
/// A file that can't be read as TOML, or is of a newer format, is never overwritten.
pub fn write(file: &Path, before: &Settings, now: &Settings) -> Result<(), WriteError> {
    let keys = keys::changed(before, now);
    let mut tables = servers::changed(before, now);
    tables.extend(bindings::changed(before, now));
    if keys.is_empty() && tables.is_empty() {
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
    let lifted = format::lift(&format::SETTINGS, &text);
    let mut document: DocumentMut = lifted
        .map_err(|error| WriteError::Foreign {
            file: file.to_owned(),
            line: error.line,
            cause: error.cause,
        })?
        .parse()
        .map_err(|error: toml_edit::TomlError| broken(error.message().to_owned()))?;
    for (path, value) in keys {
        let path: Vec<&str> = path.split('.').collect();
        put(&mut document, &path, value).map_err(broken)?;
    }
    for (path, value) in tables {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match value {
            Some(value) => put(&mut document, &path, value).map_err(broken)?,
            None => take_out(document.as_table_mut(), &path),
        }
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(io_error)?;
    }
    replace(file, document.to_string().as_bytes()).map_err(io_error)
}

/// Sets the value at `path`; the comments about it stay.
pub(crate) fn put(
    document: &mut DocumentMut,
    path: &[&str],
    mut value: Value,
) -> Result<(), String> {
    let Some((name, sections)) = path.split_last() else {
        return Ok(());
    };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for (depth, section) in sections.iter().enumerate() {
        let item = table.entry(section).or_insert_with(|| {
            let mut new = Table::new();
            // `[servers.home]` needs no `[servers]` before it.
            new.set_implicit(depth + 1 < sections.len());
            Item::Table(new)
        });
        if let (Some(server), "minds") = (item.as_str(), sections[0]) {
            // What was only the name of a server becomes a table.
            let mut own = InlineTable::new();
            own.insert("server", server.into());
            *item = Item::Value(Value::InlineTable(own));
        }
        table = item
            .as_table_like_mut()
            .ok_or_else(|| format!("`{section}` should be a table"))?;
    }
    if let Some(old) = table.get_mut(name).and_then(Item::as_value_mut) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
    } else {
        table.insert(name, Item::Value(value));
    }
    Ok(())
}

/// Takes out what lies at `path`, if it does.
fn take_out(table: &mut dyn TableLike, path: &[&str]) {
    match path {
        [] => {}
        [name] => {
            table.remove(name);
        }
        [section, rest @ ..] => {
            if let Some(table) = table.get_mut(section).and_then(Item::as_table_like_mut) {
                take_out(table, rest);
            }
        }
    }
}

/// Writes beside the file and renames, so that a crash leaves the old one; readable by its owner alone from the first
/// byte on, since it may hold a key.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = file.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = PathBuf::from(temporary);
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
