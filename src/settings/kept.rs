//! Keys from one run to the next: in the system's keyring where there is one in use, else in `keys.toml`.

use std::{collections::BTreeSet, path::Path, time::Instant};

use stoa_ui::{Secret, text};

use super::{
    Complaint, KeyPlace, Settings, WriteError, key_file,
    keyring::{Asking, Keyring, KeyringError},
    origin::origin,
};

/// Where a key was put that a person gave.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    InKeyring,
    /// In the file; why not in the keyring, if that was wanted.
    InFile(Option<KeyringError>),
    /// It is to be used no more; where it may still lie in the keyring, why.
    Removed(Option<KeyringError>),
}

impl Kept {
    /// For the person, as one sentence about the server at `url`.
    pub fn in_words(&self, url: &str) -> String {
        let server = origin(url).unwrap_or_default();
        let why = |why: &Option<KeyringError>| why.as_ref().map(KeyringError::in_words);
        match self {
            Self::InKeyring => text::key_in_keyring(&server),
            Self::InFile(trouble) => text::key_in_file(&server, why(trouble).as_deref()),
            Self::Removed(trouble) => text::key_removed(&server, why(trouble).as_deref()),
        }
    }
}

/// Keeps `key` for the server at `url` in the place of the one that was there: in `keyring` if one is given and does
/// it, else in `file`. An empty one is removed from both.
///
/// # Errors
/// When `url` is no address. A file that can't be read is never overwritten.
pub fn keep_key(
    keyring: Option<&mut dyn Keyring>,
    asking: Asking,
    file: &Path,
    url: &str,
    key: &Secret,
) -> Result<Kept, WriteError> {
    let Some(server) = origin(url) else {
        return key_file::store_key(file, url, key).map(|()| Kept::InFile(None));
    };
    let key = Secret(key.0.trim().to_owned());
    if key.0.is_empty() {
        key_file::store_key(file, url, &key)?;
        let removed = keyring.map_or(Ok(()), |keyring| keyring.remove(&server, asking));
        // Without a keyring nothing is left in it.
        let left = removed
            .err()
            .filter(|e| !matches!(e, KeyringError::Absent(_)));
        return Ok(Kept::Removed(left));
    }
    let why = match keyring.map(|keyring| keyring.keep(&server, &key, asking)) {
        Some(Ok(())) => {
            key_file::note_in_keyring(file, url)?;
            return Ok(Kept::InKeyring);
        }
        Some(Err(why)) => Some(why),
        None => None,
    };
    key_file::store_key(file, url, &key)?;
    Ok(Kept::InFile(why))
}

/// What a person should know before a key goes to `url`, if anybody on the way could read it.
pub fn clear_text_warning(url: &str) -> Option<String> {
    let server = origin(url).filter(|_| stoa_model_http::sends_key_in_clear(url))?;
    Some(text::key_in_clear(&server))
}

impl Settings {
    /// Makes ready the keys of all servers that these settings lead to: those in the keyring are read, all together within
    /// the patience, and what a person should know before they are sent is returned. A keyring that holds none of them
    /// is not asked.
    pub fn ready_keys(&mut self, keyring: &mut dyn Keyring, asking: Asking) -> Vec<Complaint> {
        let end = Instant::now() + asking.patience;
        let mut failed = (!self.use_keyring).then(|| OFF.to_owned());
        let mut complaints = Vec::new();
        for server in self.keys.unread(&self.addresses()) {
            let patience = end.saturating_duration_since(Instant::now());
            let found = match &failed {
                Some(why) => Err(why.clone()),
                None => {
                    let found = keyring.find(&server, Asking { patience, ..asking });
                    found.map_err(|error| format!("{error}. {REMEDY}"))
                }
            };
            match found {
                Ok(Some(key)) => self.keys.found(&server, Some(key)),
                Ok(None) => {
                    complaints.push(unread(&server, text::key_gone()));
                    self.keys.found(&server, None);
                }
                // It would not tell more of the next one.
                Err(why) => {
                    complaints.push(unread(&server, &why));
                    failed = Some(why);
                }
            }
        }
        complaints.extend(self.clear_text_warnings());
        complaints
    }

    /// One warning for each server whose key could be read on the way to it.
    pub fn clear_text_warnings(&self) -> Vec<Complaint> {
        let addresses = self.addresses();
        let with_key = addresses
            .iter()
            .filter(|url| self.keys.place(url).is_some());
        let warnings: BTreeSet<String> =
            with_key.filter_map(|url| clear_text_warning(url)).collect();
        warnings.into_iter().map(Complaint).collect()
    }

    /// Where the key for `url` lies, for the person.
    pub fn key_in_words(&self, url: &str) -> Option<String> {
        let place = match self.keys.place(url)? {
            KeyPlace::Run => text::doctor::key_given(),
            KeyPlace::Keyring => text::doctor::key_in_ring(),
            KeyPlace::File => text::doctor::key_in_a_file(),
        };
        Some(text::doctor::key_lies(&origin(url)?, place))
    }
}

const OFF: &str = "mind.keyring, or a profile of its own, turns that off. Give it with --key-file";
const REMEDY: &str = "Start or unlock it, or give the key with --key-file";

/// The sentence about a key in the keyring that could not be read.
pub fn unread(server: &str, why: &str) -> Complaint {
    Complaint(text::key_unread(server, why))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use super::*;
    use crate::settings::{BackendKind, key_file::keys_file, read};

    const URL: &str = "https://api.example.org/v1";
    const SERVER: &str = "https://api.example.org:443";
    const OTHER: &str = "http://127.0.0.1:8080";

    /// A keyring in memory that counts how often it is asked.
    #[derive(Default)]
    struct Fake {
        keys: BTreeMap<String, String>,
        trouble: Option<KeyringError>,
        asked: usize,
    }

    impl Fake {
        fn ask(&mut self) -> Result<&mut BTreeMap<String, String>, KeyringError> {
            self.asked += 1;
            match &self.trouble {
                Some(trouble) => Err(trouble.clone()),
                None => Ok(&mut self.keys),
            }
        }
    }

    impl Keyring for Fake {
        fn find(&mut self, origin: &str, _: Asking) -> Result<Option<Secret>, KeyringError> {
            Ok(self.ask()?.get(origin).cloned().map(Secret))
        }

        fn keep(&mut self, origin: &str, key: &Secret, _: Asking) -> Result<(), KeyringError> {
            self.ask()?.insert(origin.to_owned(), key.0.clone());
            Ok(())
        }

        fn remove(&mut self, origin: &str, _: Asking) -> Result<(), KeyringError> {
            self.ask()?.remove(origin);
            Ok(())
        }
    }

    fn secret(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    /// What the next run reads, in use at `url`.
    fn next_run(file: &Path, url: &str, environment: &[(&str, &str)]) -> Settings {
        let (mut settings, complaints) = read(file, &|name| {
            let given = environment.iter().find(|(key, _)| *key == name);
            given.map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(complaints, []);
        settings.backend = BackendKind::Openai;
        url.clone_into(&mut settings.url);
        settings.bind_run_key();
        settings
    }

    #[test]
    fn a_key_would_lie_in_a_file_though_there_is_a_keyring() {
        let folder = tempfile::tempdir().unwrap();
        let settings_file = folder.path().join("settings.toml");
        let file = keys_file(&settings_file);
        let mut ring = Fake::default();
        let ask = Asking::BESIDE;
        key_file::store_key(&file, URL, &secret("old")).unwrap();
        key_file::store_key(&file, OTHER, &secret("other")).unwrap();
        let kept = keep_key(Some(&mut ring), ask, &file, URL, &secret(" new ")).unwrap();
        assert_eq!(kept, Kept::InKeyring);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("old") && !text.contains("new"), "{text}");
        assert!(text.contains("other"), "another server's key: {text}");
        assert_eq!(ring.keys.get(SERVER).map(String::as_str), Some("new"));

        // The next run asks for it once, and only where it is in use.
        let mut settings = next_run(&settings_file, OTHER, &[]);
        ring.asked = 0;
        assert_eq!(settings.ready_keys(&mut ring, Asking::AT_START), []);
        assert_eq!(ring.asked, 0, "asked for nothing");
        assert_eq!(settings.key_for(OTHER), Some(&secret("other")));
        let mut settings = next_run(&settings_file, URL, &[]);
        assert_eq!(settings.key_for(URL), None);
        assert_eq!(settings.keys.place(URL), Some(KeyPlace::Keyring));
        assert_eq!(settings.ready_keys(&mut ring, Asking::AT_START), []);
        assert_eq!(settings.key_for(URL), Some(&secret("new")));
        assert_eq!(ring.asked, 1);
        // What the environment gives is used, and nothing asked.
        let given = [("STOA_KEY", "given"), ("STOA_KEY_URL", URL)];
        let mut settings = next_run(&settings_file, URL, &given);
        assert_eq!(settings.ready_keys(&mut ring, Asking::AT_START), []);
        assert_eq!(settings.key_for(URL), Some(&secret("given")));
        let shown = format!("{settings:?}");
        assert!(
            !shown.contains("given") && !shown.contains("other\""),
            "{shown}"
        );
        assert_eq!(ring.asked, 1);

        let kept = keep_key(Some(&mut ring), ask, &file, URL, &secret("")).unwrap();
        assert_eq!(kept, Kept::Removed(None));
        assert!(ring.keys.is_empty());
        assert_eq!(next_run(&settings_file, URL, &[]).keys.place(URL), None);
    }

    #[test]
    fn a_key_would_be_lost_where_the_keyring_fails() {
        let folder = tempfile::tempdir().unwrap();
        let settings_file = folder.path().join("settings.toml");
        let file = keys_file(&settings_file);
        let mut ring = Fake::default();
        let ask = Asking::BESIDE;
        keep_key(Some(&mut ring), ask, &file, URL, &secret("in the ring")).unwrap();
        for trouble in [
            KeyringError::Absent("no D-Bus session".to_owned()),
            KeyringError::Locked,
            KeyringError::Late,
        ] {
            let mut settings = next_run(&settings_file, URL, &[]);
            ring.trouble = Some(trouble.clone());
            let complaints = settings.ready_keys(&mut ring, Asking::AT_START);
            let [Complaint(said)] = &complaints[..] else {
                panic!("{complaints:?}");
            };
            assert!(said.contains(&trouble.to_string()), "{said}");
            assert!(
                said.contains(SERVER) && said.contains("--key-file"),
                "{said}"
            );
            assert_eq!(settings.key_for(URL), None);
        }
        let kept = keep_key(Some(&mut ring), ask, &file, URL, &secret("new")).unwrap();
        assert_eq!(kept, Kept::InFile(Some(KeyringError::Late)));
        assert!(
            kept.in_words(URL)
                .contains("keys.toml, readable by you alone")
        );
        // The one that is still in the keyring is not the one that was given last.
        ring.trouble = None;
        let mut settings = next_run(&settings_file, URL, &[]);
        assert_eq!(settings.ready_keys(&mut ring, Asking::AT_START), []);
        assert_eq!(settings.key_for(URL), Some(&secret("new")));

        ring.trouble = Some(KeyringError::Locked);
        let kept = keep_key(Some(&mut ring), ask, &file, URL, &secret("")).unwrap();
        assert_eq!(kept, Kept::Removed(Some(KeyringError::Locked)));
        assert!(kept.in_words(URL).contains("may still lie"));
        assert_eq!(next_run(&settings_file, URL, &[]).keys.place(URL), None);
    }

    #[test]
    fn a_keyring_would_be_asked_though_it_is_turned_off_or_silent() {
        let folder = tempfile::tempdir().unwrap();
        let settings_file = folder.path().join("settings.toml");
        let mut ring = Fake::default();
        keep_key(
            Some(&mut ring),
            Asking::BESIDE,
            &keys_file(&settings_file),
            URL,
            &secret("k"),
        )
        .unwrap();
        ring.asked = 0;
        let mut settings = next_run(&settings_file, URL, &[("STOA_KEYRING", "off")]);
        let complaints = settings.ready_keys(&mut ring, Asking::AT_START);
        assert!(complaints[0].0.contains("mind.keyring"), "{complaints:?}");
        assert_eq!(ring.asked, 0);
        // The built-in mind needs no key.
        let (mut settings, _) = read(&settings_file, &|_| None);
        assert_eq!(settings.ready_keys(&mut ring, Asking::AT_START), []);
        assert_eq!(ring.asked, 0);
        // What was removed elsewhere is said to be gone, and typed in again it counts.
        ring.keys.clear();
        let mut settings = next_run(&settings_file, URL, &[]);
        let complaints = settings.ready_keys(&mut ring, Asking::AT_START);
        assert!(
            complaints[0].0.contains("no longer there"),
            "{complaints:?}"
        );
        settings.keys.enter(URL, &secret("again"));
        assert_eq!(settings.key_for(URL), Some(&secret("again")));
        assert_eq!(Asking::AT_START.patience, Duration::from_secs(1));
    }

    #[test]
    fn a_key_would_cross_a_network_in_clear_text_without_a_word() {
        for (url, warned) in [
            ("http://gpu-box:8000/v1", true),
            ("http://192.168.1.7", true),
            ("http://127.0.0.1:8080", false),
            ("https://api.example.org", false),
            ("no address", false),
        ] {
            assert_eq!(clear_text_warning(url).is_some(), warned, "{url}");
            let mut settings = Settings {
                backend: BackendKind::Openai,
                url: url.to_owned(),
                ..Settings::default()
            };
            assert_eq!(settings.clear_text_warnings(), [], "there is no key");
            settings.keys.enter(url, &secret("k"));
            assert_eq!(settings.clear_text_warnings().len(), usize::from(warned));
        }
        let said = clear_text_warning("http://user:pass@gpu-box:8000/v1?a=b").unwrap();
        assert!(said.contains("http://gpu-box:8000 "), "{said}");
        assert!(!said.contains("pass"), "{said}");
    }
}
