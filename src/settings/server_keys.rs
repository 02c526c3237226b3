//! The keys of model servers: each is bound to the server it was given for and is sent nowhere else.

use std::collections::BTreeMap;

use stoa_ui::Secret;

use super::{key_file::FileOfKeys, origin::origin};

/// Every key there is in this run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keys {
    /// What the environment or a flag gave: it lies in no file of ours and ends with the run.
    pub(super) run: RunKey,
    /// By origin, what lies in the system's keyring; `None` while it has not been read.
    in_keyring: BTreeMap<String, Option<Secret>>,
    /// What lies in files; the first one of a server counts.
    kept: Vec<BoundKey>,
}

/// Where a key lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the environment, or the file that a flag named.
    Run,
    /// In the system's keyring.
    Keyring,
    /// In a file of ours.
    File,
}

/// A key as one source gives it, before it is known what it belongs to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RunKey {
    pub key: Option<Secret>,
    /// The address it was given for; empty for the server in use.
    pub url: String,
    origin: Option<String>,
}

/// A key, and the only server that may see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BoundKey {
    pub origin: String,
    pub key: Secret,
}

impl Keys {
    pub(super) fn new(file: FileOfKeys) -> Self {
        let in_keyring = file.in_keyring.into_iter().map(|origin| (origin, None));
        Self {
            in_keyring: in_keyring.collect(),
            kept: file.keys,
            ..Self::default()
        }
    }

    /// All that are known, whosever they are.
    pub fn all(&self) -> impl Iterator<Item = &Secret> {
        let read = self.in_keyring.values().flatten();
        let kept = self.kept.iter().map(|bound| &bound.key);
        self.run.key.iter().chain(read).chain(kept)
    }

    /// The key that may be sent to `url`.
    pub fn for_url(&self, url: &str) -> Option<&Secret> {
        self.find(&origin(url)?).and_then(|(_, key)| key)
    }

    /// Where the key of `url` lies, read or not.
    pub fn place(&self, url: &str) -> Option<KeyPlace> {
        self.find(&origin(url)?).map(|(place, _)| place)
    }

    fn find(&self, origin: &str) -> Option<(KeyPlace, Option<&Secret>)> {
        if self.run.key.is_some() && self.run.origin.as_deref() == Some(origin) {
            return Some((KeyPlace::Run, self.run.key.as_ref()));
        }
        if let Some(key) = self.in_keyring.get(origin) {
            return Some((KeyPlace::Keyring, key.as_ref()));
        }
        let kept = self.kept.iter().find(|bound| bound.origin == origin)?;
        Some((KeyPlace::File, Some(&kept.key)))
    }

    /// The origins, of those of `urls`, whose keys lie unread in the keyring.
    pub fn unread(&self, urls: &[String]) -> Vec<String> {
        let origins = urls.iter().filter_map(|url| origin(url));
        let unread = |origin: &String| self.find(origin) == Some((KeyPlace::Keyring, None));
        let mut unread: Vec<String> = origins.filter(unread).collect();
        unread.sort_unstable();
        unread.dedup();
        unread
    }

    /// What the keyring has for `origin`; `None` when it has nothing after all.
    pub fn found(&mut self, origin: &str, key: Option<Secret>) {
        // A person may have typed another one meanwhile.
        if let Some(unread @ None) = self.in_keyring.get_mut(origin) {
            match key {
                Some(key) => *unread = Some(key),
                None => drop(self.in_keyring.remove(origin)),
            }
        }
    }

    /// A person gives a key for the server at `url`: it takes the place of the one that was there. An empty one only
    /// takes that away.
    pub fn enter(&mut self, url: &str, key: &Secret) {
        let Some(origin) = origin(url) else { return };
        if self.run.origin.as_ref() == Some(&origin) {
            self.run = RunKey::default();
        }
        self.in_keyring.remove(&origin);
        self.kept.retain(|bound| bound.origin != origin);
        if !key.0.trim().is_empty() {
            let key = Secret(key.0.trim().to_owned());
            self.kept.insert(0, BoundKey { origin, key });
        }
    }

    /// A flag gives the key of the server in use.
    pub(super) fn give(&mut self, key: Secret) {
        self.run = RunKey {
            key: Some(key),
            ..RunKey::default()
        };
    }

    /// Binds the run's key: to the address that came with it, else to the server in use.
    pub(super) fn bind(&mut self, in_use: Option<&str>) {
        let url = match self.run.url.as_str() {
            "" => in_use,
            url => Some(url),
        };
        self.run.origin = url.and_then(origin);
    }

    /// Moves what the settings file said to the kept keys: it belongs to its `key_url`, else to the server at `url` of
    /// the same file. False when neither is an address; then it is not used.
    pub(super) fn take_from_file(&mut self, url: &str) -> bool {
        let RunKey { key, url: own, .. } = std::mem::take(&mut self.run);
        let Some(key) = key else { return true };
        let Some(origin) = origin(if own.is_empty() { url } else { &own }) else {
            return false;
        };
        // The keys that were typed in came later than what was written here by hand.
        self.kept.push(BoundKey { origin, key });
        true
    }
}
