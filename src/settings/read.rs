//! What the file and the environment say.

use std::{fs, io, path::Path};

use toml_edit::{Document, Item};

use super::{Settings, key_file, keys::KEYS, server_keys::Keys};

/// Something about the settings that a person should know. The file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint(pub String);

/// Reads the file and the keys beside it, then the environment. What is broken keeps its default and is reported.
pub fn read(
    file: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> (Settings, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let mut settings = Settings {
        keys: Keys::new(key_file::read(&key_file::keys_file(file), &mut complaints)),
        ..Settings::default()
    };
    match fs::read_to_string(file) {
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
    if !settings.keys.take_from_file(&settings.url) {
        complaints.push(Complaint(format!(
            "{}: nothing says whose key `mind.key` is, so it is not used; name its server with `mind.key_url`",
            file.display()
        )));
    }
    for key in KEYS {
        if let Some(value) = environment(key.env)
            && let Err(expected) = (key.set)(&mut settings, &value)
        {
            complaints.push(Complaint(format!(
                "{}: expected {expected}; it is ignored",
                key.env
            )));
        }
    }
    settings.bind_run_key();
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
            let Some(key) = KEYS.iter().find(|key| key.path == path) else {
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
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
