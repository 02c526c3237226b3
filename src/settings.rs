//! Settings: one TOML file; each key also as `STOA_…` in the environment and, for some, as a flag.
//! A flag beats the environment, the environment beats the file, the file beats the default.

mod keys;
mod panel;

use std::{
    io,
    path::{Path, PathBuf},
};

use stoa_ui::Secret;
use toml_edit::{Document, DocumentMut, Item};

pub use keys::{BackendKind, CameraMode, QualityChoice};

/// Everything a person can set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The name others see. Inhabitants learn it only when told.
    pub name: String,
    pub backend: BackendKind,
    /// The model server's address; empty for the kind's usual one on this machine.
    pub url: String,
    /// The model's name; empty for the server's first.
    pub model: String,
    /// The key for the server at `key_url`.
    pub key: Option<Secret>,
    /// The address the key belongs to; it is sent nowhere else. Empty: the person gave it for this run's server.
    pub key_url: String,
    /// Whether small talk among inhabitants uses the model too, instead of the built-in mind.
    pub small_talk_by_model: bool,
    pub quality: QualityChoice,
    pub camera: CameraMode,
    /// 1 is ordinary.
    pub mouse_sensitivity: f32,
    pub invert_y: bool,
    /// Size of all text, 100 is ordinary.
    pub text_size_percent: u16,
    /// Bubbles over people who do not talk to you.
    pub captions: bool,
    /// The welcome card was seen.
    pub welcomed: bool,
    /// Whether a found model server may be offered on a card.
    pub offer_servers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Visitor".to_owned(),
            backend: BackendKind::Builtin,
            url: String::new(),
            model: String::new(),
            key: None,
            key_url: String::new(),
            small_talk_by_model: false,
            quality: QualityChoice::Auto,
            camera: CameraMode::First,
            mouse_sensitivity: 1.0,
            invert_y: false,
            text_size_percent: 100,
            captions: true,
            welcomed: false,
            offer_servers: true,
        }
    }
}

impl Settings {
    /// The key, if it may be sent to `url`: only to the scheme, host and port it was given for.
    pub fn key_for(&self, url: &str) -> Option<&Secret> {
        let origin = |url: &str| {
            let (scheme, rest) = url.trim().split_once("://")?;
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            Some((scheme.to_lowercase(), host.to_lowercase()))
        };
        let allowed = self.key_url.is_empty() || origin(&self.key_url) == origin(url);
        self.key.as_ref().filter(|_| allowed)
    }
}

/// Something about the settings that a person should know. The file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint(pub String);

/// Reads the file, then the environment. What is broken keeps its default and is reported.
pub fn read(
    file: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> (Settings, Vec<Complaint>) {
    let mut settings = Settings::default();
    let mut complaints = Vec::new();
    match std::fs::read_to_string(file) {
        Ok(text) => read_text(
            &file.display().to_string(),
            &text,
            &mut settings,
            &mut complaints,
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => complaints.push(Complaint(format!(
            "{}: {error}. The default settings are used; make the file readable",
            file.display()
        ))),
    }
    for key in keys::KEYS {
        if let Some(value) = environment(key.env)
            && let Err(expected) = (key.set)(&mut settings, &value)
        {
            complaints.push(Complaint(format!(
                "{}: expected {expected}; it is ignored",
                key.env
            )));
        }
    }
    (settings, complaints)
}

fn read_text(file: &str, text: &str, settings: &mut Settings, complaints: &mut Vec<Complaint>) {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            complaints.push(Complaint(format!(
                "{file}:{line}:{column}: {}. The default settings are used and the file stays as it is; mend or remove it",
                error.message().trim().replace('\n', ", ")
            )));
            return;
        }
    };
    for (section, item) in document.as_table() {
        let Some(table) = item.as_table_like() else {
            if section == "format" {
                if item.as_integer().is_none_or(|format| format > 1) {
                    complaints.push(Complaint(format!(
                        "{file}: `format` should be 1; a newer Stoa may have written this file"
                    )));
                }
            } else {
                complaints.push(unknown(file, text, section, item));
            }
            continue;
        };
        for (name, item) in table.iter() {
            let path = format!("{section}.{name}");
            let Some(key) = keys::KEYS.iter().find(|key| key.path == path) else {
                complaints.push(unknown(file, text, &path, item));
                continue;
            };
            let value = match item.as_str() {
                Some(text) => text.to_owned(),
                None => item.to_string().trim().to_owned(),
            };
            if let Err(expected) = (key.set)(settings, &value) {
                let (line, column) = place(text, item.span().map_or(0, |span| span.start));
                complaints.push(Complaint(format!(
                    "{file}:{line}:{column}: `{path}` should be {expected}; the default is used"
                )));
            }
        }
    }
}

fn unknown(file: &str, text: &str, path: &str, item: &Item) -> Complaint {
    let (line, column) = place(text, item.span().map_or(0, |span| span.start));
    Complaint(format!(
        "{file}:{line}:{column}: `{path}` is not a setting; it is kept but does nothing"
    ))
}

/// Line and column (from 1) of a byte offset.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

/// Why settings were not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(
        "{file}: the file is broken ({cause}), so the change was not saved. Mend or remove the file"
    )]
    Broken { file: PathBuf, cause: String },
    #[error("{file}: {cause}. The change was not saved")]
    Io { file: PathBuf, cause: io::Error },
}

/// Writes what differs from the defaults, or stood in the file before; comments and unknown keys are kept.
///
/// # Errors
/// A file that can't be read as TOML is never overwritten.
pub fn write(file: &Path, settings: &Settings) -> Result<(), WriteError> {
    let io_error = |cause| WriteError::Io {
        file: file.to_owned(),
        cause,
    };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => "format = 1\n".to_owned(),
        Err(error) => return Err(io_error(error)),
    };
    let mut document: DocumentMut =
        text.parse()
            .map_err(|error: toml_edit::TomlError| WriteError::Broken {
                file: file.to_owned(),
                cause: error.message().to_owned(),
            })?;
    let defaults = Settings::default();
    for key in keys::KEYS {
        let Some((section, name)) = key.path.split_once('.') else {
            continue;
        };
        let value = (key.get)(settings);
        let stood = document
            .get(section)
            .and_then(|table| table.get(name))
            .is_some();
        if !stood && (key.get)(&defaults) == value {
            continue;
        }
        let table = document.entry(section).or_insert_with(toml_edit::table);
        let Some(table) = table.as_table_like_mut() else {
            return Err(WriteError::Broken {
                file: file.to_owned(),
                cause: format!("`{section}` should be a table"),
            });
        };
        table.insert(name, Item::Value(value.into()));
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(io_error)?;
    }
    replace(file, document.to_string().as_bytes()).map_err(io_error)
}

/// Writes beside the file and renames, so that a crash leaves the old one; readable by its owner alone, since it may
/// hold a key.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    let temporary = file.with_extension("toml.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&temporary)?;
    open.write_all(bytes)?;
    open.sync_all()?;
    std::fs::rename(&temporary, file)
}

#[cfg(test)]
mod tests;
