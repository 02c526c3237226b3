//! Files with keys of model servers: `keys.toml` beside the settings, where those lie that were typed in the panel, and
//! the file of `--key-file`.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use stoa_ui::Secret;
use toml_edit::{Document, DocumentMut, Item, Table};

use super::{
    WriteError,
    format::{self, Foreign},
    origin::origin,
    read::{Complaint, place},
    server_keys::BoundKey,
    write::replace,
};

/// Says in an entry without a key that the system's keyring has it.
const IN_KEYRING: &str = "in_keyring";

const NEW: &str = "# Keys of model servers; each is sent to its own server only. Keep this file to yourself.\nformat = 1\n";

/// Where the keys lie that belong to these settings.
pub fn keys_file(settings_file: &Path) -> PathBuf {
    settings_file.with_file_name("keys.toml")
}

/// What a file of keys says.
#[derive(Debug, PartialEq, Default)]
pub(super) struct FileOfKeys {
    /// The keys that lie in it.
    pub keys: Vec<BoundKey>,
    /// The servers whose keys lie in the system's keyring.
    pub in_keyring: Vec<String>,
}

/// The keys of `file`; none when there is no such file, or when it can't be read, which is reported.
pub(super) fn read(file: &Path, complaints: &mut Vec<Complaint>) -> FileOfKeys {
    let keys = match fs::read_to_string(file) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return FileOfKeys::default(),
        Err(error) => Err(error.to_string()),
    };
    keys.unwrap_or_else(|cause| {
        complaints.push(Complaint(format!(
            "{}: {cause}. None of its keys is used and the file stays as it is; mend or remove it",
            file.display()
        )));
        FileOfKeys::default()
    })
}

/// The keys of a text; an error shows nothing of it.
fn parse(text: &str) -> Result<FileOfKeys, String> {
    let text = &*lifted(text)?;
    let document = Document::parse(text).map_err(|error| {
        let (line, _) = place(text, error.span().map_or(0, |span| span.start));
        let cause = error.message().trim().replace('\n', ", ");
        format!("line {line}: {cause}")
    })?;
    entries(document.as_table()).map_err(str::to_owned)
}

/// The text in the newest format.
fn lifted(text: &str) -> Result<Cow<'_, str>, String> {
    format::lift(&format::KEYS, text)
        .map_err(|Foreign { line, cause, .. }| format!("line {line}: {cause}"))
}

fn entries(document: &Table) -> Result<FileOfKeys, &'static str> {
    if document.get("format").is_none() {
        return Err("it names no format: `format = 1` is missing");
    }
    let mut found = FileOfKeys::default();
    let Some(list) = document.get("key") else {
        return Ok(found);
    };
    let list = list
        .as_array_of_tables()
        .ok_or("`key` should be a list: each entry begins with [[key]]")?;
    for entry in list {
        let key = entry.get("key").and_then(Item::as_str);
        let in_keyring = entry.get(IN_KEYRING).and_then(Item::as_bool) == Some(true);
        match (origin_of(entry), key) {
            (Some(origin), Some(key)) => found.keys.push(BoundKey {
                origin,
                key: Secret(key.to_owned()),
            }),
            (Some(origin), None) if in_keyring => found.in_keyring.push(origin),
            _ => {
                return Err(
                    "each [[key]] should have an `origin`, such as \"https://host:443\", and a `key`",
                );
            }
        }
    }
    Ok(found)
}

fn origin_of(entry: &Table) -> Option<String> {
    entry.get("origin").and_then(Item::as_str).and_then(origin)
}

/// Keeps `key` for the server at `url`, in the place of the one that was there; an empty one only takes that away.
///
/// # Errors
/// When `url` is no address. A file that can't be read is never overwritten.
pub fn store_key(file: &Path, url: &str, key: &Secret) -> Result<(), WriteError> {
    let key = key.0.trim();
    change(
        file,
        url,
        (!key.is_empty()).then(|| ("key", toml_edit::value(key))),
    )
}

/// Takes down that the key of the server at `url` lies in the system's keyring; one that lay in the file is removed.
///
/// # Errors
/// As [`store_key`].
pub(super) fn note_in_keyring(file: &Path, url: &str) -> Result<(), WriteError> {
    change(file, url, Some((IN_KEYRING, toml_edit::value(true))))
}

/// Puts `what` into the place of all that the file says of the server at `url`.
fn change(file: &Path, url: &str, what: Option<(&str, Item)>) -> Result<(), WriteError> {
    let origin = origin(url).ok_or_else(|| WriteError::NoAddress {
        url: url.to_owned(),
    })?;
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
        Err(error) if error.kind() == io::ErrorKind::NotFound && what.is_none() => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => NEW.to_owned(),
        Err(error) => return Err(io_error(error)),
    };
    parse(&text).map_err(broken)?;
    let mut document: DocumentMut = lifted(&text)
        .map_err(broken)?
        .parse()
        .map_err(|error: toml_edit::TomlError| broken(error.message().to_owned()))?;
    let list = document.entry("key").or_insert_with(toml_edit::array);
    let list = list
        .as_array_of_tables_mut()
        .ok_or_else(|| broken("`key` should be a list".to_owned()))?;
    list.retain(|entry| origin_of(entry).as_ref() != Some(&origin));
    if let Some((name, value)) = what {
        let mut entry = Table::new();
        entry.insert("origin", toml_edit::value(origin));
        entry.insert(name, value);
        list.push(entry);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(io_error)?;
    }
    replace(file, document.to_string().as_bytes()).map_err(io_error)
}

/// Longest line that is taken for a key, in bytes: a device or a wrong file has no end.
const MAX_LINE: u64 = 16 << 10;

/// The key in the first line of `file`, for `--key-file`.
///
/// # Errors
/// In words, for the command line, when it can't be read or there is none.
pub fn key_from_file(file: &str) -> Result<Secret, String> {
    let mut line = String::new();
    File::open(file)
        .and_then(|open| BufReader::new(open.take(MAX_LINE)).read_line(&mut line))
        .map_err(|error| format!("the key can't be read: {error}"))?;
    let key = line.trim_start_matches('\u{feff}').trim();
    if key.is_empty() {
        return Err("its first line is empty; put the key there".to_owned());
    }
    Ok(Secret(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://api.example.org/v1";

    fn secret(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    #[test]
    fn a_key_would_be_lost_doubled_or_open_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = keys_file(&folder.path().join("deep/settings.toml"));
        store_key(&file, URL, &secret("one")).unwrap();
        store_key(&file, "http://127.0.0.1:8080", &secret("two")).unwrap();
        // What a crash left behind, open to everybody.
        fs::write(file.with_extension("toml.new"), "half").unwrap();
        store_key(&file, "https://API.example.org", &secret(" three ")).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("format = 1\n"), "{text}");
        let mut complaints = Vec::new();
        let read = read(&file, &mut complaints);
        let read: Vec<_> = read
            .keys
            .iter()
            .map(|bound| (bound.origin.as_str(), bound.key.0.as_str()))
            .collect();
        assert_eq!(complaints, []);
        assert_eq!(
            read,
            [
                ("http://127.0.0.1:8080", "two"),
                ("https://api.example.org:443", "three")
            ]
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        store_key(&file, URL, &secret("")).unwrap();
        assert!(!fs::read_to_string(&file).unwrap().contains("three"));
    }

    #[test]
    fn a_file_with_a_mistake_would_be_overwritten_or_its_keys_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.toml");
        for (text, complaint) in [
            ("format = 1\n[[key]\norigin = \"s3cret\"", "keys.toml: line"),
            ("format = 1\n[[key]]\nkey = \"s3cret\"\n", "`origin`"),
            (
                "format = 1\n[[key]]\norigin = \"here\"\nkey = \"s3cret\"\n",
                "`origin`",
            ),
            (
                "format = 1\n[[key]]\norigin = \"http://h:1\"\nin_keyring = false\n",
                "`key`",
            ),
            ("format = 1\nkey = \"s3cret\"\n", "[[key]]"),
            (
                "format = 2\n",
                "line 1: format 2 is newer than this program, which reads up to 1: update Stoa",
            ),
            ("[[key]]\norigin = \"s3cret\"\n", "names no format"),
        ] {
            fs::write(&file, text).unwrap();
            let mut complaints = Vec::new();
            assert_eq!(read(&file, &mut complaints), FileOfKeys::default());
            assert_eq!(complaints.len(), 1, "{text}");
            let said = &complaints[0].0;
            assert!(
                said.contains(complaint) && !said.contains("s3cret"),
                "{said}"
            );
            let error = store_key(&file, URL, &secret("new")).unwrap_err();
            assert!(matches!(error, WriteError::Broken { .. }), "{error}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        let error = store_key(&file, "no address", &secret("new")).unwrap_err();
        assert!(matches!(error, WriteError::NoAddress { .. }), "{error}");
    }

    #[test]
    fn a_key_file_would_give_more_or_less_than_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let path = file.to_str().unwrap();
        for (text, expected) in [
            ("sk-1\n", Some("sk-1")),
            ("  sk-1 \r\nsecond\n", Some("sk-1")),
            ("\u{feff}sk-1", Some("sk-1")),
            ("", None),
            ("\nsk-1\n", None),
        ] {
            fs::write(&file, text).unwrap();
            let key = key_from_file(path).ok();
            assert_eq!(key, expected.map(secret), "{text:?}");
        }
        fs::write(&file, b"\xff\xfe").unwrap();
        assert!(key_from_file(path).is_err());
        assert!(key_from_file("/nonexistent/key").is_err());
    }
}
