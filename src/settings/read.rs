//! What the file and the environment say.

use std::{fs, io, path::Path};

use stoa_ui::Action;
use toml_edit::{Document, Item, TableLike};

use super::{
    MindEntry, ServerEntry, Settings, bindings,
    format::{self, Foreign},
    key_file,
    keys::{DEFAULT_SERVER, Key, UNNAMED, keys},
    server_keys::Keys,
    servers::{Field, MIND_FIELDS, SERVER_FIELDS, check_name},
};

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
    // Who names a server in the environment does not mean another one of the file.
    let names_server = |key: &&Key| UNNAMED.contains(&key.path) && environment(key.env).is_some();
    if keys().any(|key| names_server(&key)) {
        settings.default_server.clear();
    }
    for key in keys() {
        if let Some(value) = environment(key.env)
            && let Err(expected) = (key.set)(&mut settings, &value)
        {
            complaints.push(Complaint(format!(
                "{}: expected {expected}; it is ignored",
                key.env
            )));
        }
    }
    for (action, name) in bindings::variables() {
        if let Some(value) = environment(&name)
            && let Err(expected) = bindings::set(&mut settings.bindings, action.word(), &value)
        {
            complaints.push(Complaint(format!(
                "{name}: expected {expected}; it is ignored"
            )));
        }
    }
    if environment(DEFAULT_SERVER).is_some() && !settings.has_default() {
        complaints.push(Complaint(format!(
            "{DEFAULT_SERVER}: `{}` is not the name of a server; it is ignored",
            settings.default_server
        )));
        settings.default_server.clear();
    }
    settings.bind_run_key();
    (settings, complaints)
}

fn read_text(file: &str, text: &str, settings: &mut Settings, complaints: &mut Vec<Complaint>) {
    let text = &*format::lift(&format::SETTINGS, text).unwrap_or_else(|foreign| {
        let Foreign {
            line,
            column,
            cause,
        } = foreign;
        complaints.push(Complaint(format!(
            "{file}:{line}:{column}: {cause}. What is known of it is used, and no change is kept in it"
        )));
        text.into()
    });
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
    let mut reader = Reader {
        file,
        text,
        complaints,
    };
    for (section, item) in document.as_table() {
        let Some(table) = item.as_table_like() else {
            // It was looked at before.
            if section != "format" {
                reader.unknown(section, item);
            }
            continue;
        };
        match section {
            "servers" => reader.servers(table, settings),
            "minds" => reader.minds(table, settings),
            bindings::TABLE => reader.bindings(table, settings),
            _ => reader.section(section, table, settings),
        }
    }
    for (path, what) in settings.unsound_servers() {
        let mut items = document.as_table().get(&path[0]);
        for name in &path[1..] {
            items = items.and_then(|item| item.get(name));
        }
        let (line, column) = items.map_or((1, 1), |item| reader.place(item));
        reader.complaints.push(Complaint(format!(
            "{file}:{line}:{column}: `{}`: {what}",
            path.join(".")
        )));
    }
}

/// Takes the tables of one file and complains of what it does not understand.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    complaints: &'a mut Vec<Complaint>,
}

impl Reader<'_> {
    fn section(&mut self, section: &str, table: &dyn TableLike, settings: &mut Settings) {
        for (name, item) in table.iter() {
            let path = format!("{section}.{name}");
            match keys().find(|key| key.path == path) {
                Some(key) => {
                    let result = (key.set)(settings, &value_of(item));
                    self.expect(&path, item, result);
                }
                None => self.unknown(&path, item),
            }
        }
    }

    fn servers(&mut self, table: &dyn TableLike, settings: &mut Settings) {
        for (name, item) in table.iter() {
            let path = format!("servers.{name}");
            let Some(fields) = item.as_table_like() else {
                self.unknown(&path, item);
                continue;
            };
            if let Err(expected) = check_name(name) {
                self.expect(&path, item, Err(expected));
                continue;
            }
            let mut entry = ServerEntry::default();
            if let Some(headers) = fields.get("headers") {
                self.headers(&path, headers, &mut entry);
            }
            self.fields(&path, fields, SERVER_FIELDS, &["headers"], &mut entry);
            settings.servers.insert(name.to_owned(), entry);
        }
    }

    fn headers(&mut self, path: &str, item: &Item, entry: &mut ServerEntry) {
        let path = format!("{path}.headers");
        let Some(table) = item.as_table_like() else {
            let expected = "a table of names and values, such as { X-Title = \"Stoa\" }";
            return self.expect(&path, item, Err(expected.to_owned()));
        };
        for (name, value) in table.iter() {
            match value.as_str() {
                Some(value) => {
                    entry.headers.insert(name.to_owned(), value.to_owned());
                }
                None => {
                    let expected = Err("a text in quotation marks".to_owned());
                    self.expect(&format!("{path}.{name}"), value, expected);
                }
            }
        }
    }

    /// Each is the name of a server, or a table.
    fn minds(&mut self, table: &dyn TableLike, settings: &mut Settings) {
        for (persona, item) in table.iter() {
            let path = format!("minds.{persona}");
            let mut mind = MindEntry::default();
            if let Some(server) = item.as_str() {
                server.trim().clone_into(&mut mind.server);
            } else if let Some(fields) = item.as_table_like() {
                self.fields(&path, fields, MIND_FIELDS, &[], &mut mind);
            } else {
                let expected = "the name of a server, such as \"home\"".to_owned();
                self.expect(&path, item, Err(expected));
                continue;
            }
            settings.minds.insert(persona.to_owned(), mind);
        }
    }

    fn bindings(&mut self, table: &dyn TableLike, settings: &mut Settings) {
        for (word, item) in table.iter() {
            let path = format!("{}.{word}", bindings::TABLE);
            if Action::named(word).is_none() {
                let (file, (line, column)) = (self.file, self.place(item));
                self.complaints.push(Complaint(format!(
                    "{file}:{line}:{column}: `{path}` is not an action and does nothing; write {}",
                    bindings::known()
                )));
                continue;
            }
            let result = bindings::set(&mut settings.bindings, word, &value_of(item));
            self.expect(&path, item, result);
        }
    }

    /// What is called as one of `besides` was read already.
    fn fields<T>(
        &mut self,
        path: &str,
        table: &dyn TableLike,
        known: &[Field<T>],
        besides: &[&str],
        of: &mut T,
    ) {
        for (name, item) in table.iter().filter(|(name, _)| !besides.contains(name)) {
            let path = format!("{path}.{name}");
            match known.iter().find(|field| field.name == name) {
                Some(field) => {
                    let result = (field.set)(of, &value_of(item));
                    self.expect(&path, item, result);
                }
                None => self.unknown(&path, item),
            }
        }
    }

    fn expect(&mut self, path: &str, item: &Item, result: Result<(), String>) {
        let Err(expected) = result else { return };
        let (file, (line, column)) = (self.file, self.place(item));
        self.complaints.push(Complaint(format!(
            "{file}:{line}:{column}: `{path}` should be {expected}; the default is used"
        )));
    }

    fn unknown(&mut self, path: &str, item: &Item) {
        let (file, (line, column)) = (self.file, self.place(item));
        self.complaints.push(Complaint(format!(
            "{file}:{line}:{column}: `{path}` is not a setting; it is kept but does nothing"
        )));
    }

    fn place(&self, item: &Item) -> (usize, usize) {
        place(self.text, item.span().map_or(0, |span| span.start))
    }
}

/// A value as text, without the marks of a string.
fn value_of(item: &Item) -> String {
    match item.as_str() {
        Some(text) => text.to_owned(),
        None => item.to_string().trim().to_owned(),
    }
}

/// Line and column (from 1) of a byte offset.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
