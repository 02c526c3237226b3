//! The keys of model servers: each is bound to the server it was given for and is sent nowhere else.

use stoa_ui::Secret;

use super::origin::origin;

/// Every key there is in this run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keys {
    /// What the environment or a flag gave: it lies in no file of ours and ends with the run.
    pub(super) run: RunKey,
    /// What lies in files; the first one of a server counts.
    kept: Vec<BoundKey>,
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
    pub(super) fn new(kept: Vec<BoundKey>) -> Self {
        Self {
            kept,
            ..Self::default()
        }
    }

    /// The key that may be sent to `url`.
    pub fn for_url(&self, url: &str) -> Option<&Secret> {
        let origin = origin(url)?;
        if self.run.key.is_some() && self.run.origin.as_ref() == Some(&origin) {
            return self.run.key.as_ref();
        }
        let mut kept = self.kept.iter();
        kept.find(|bound| bound.origin == origin)
            .map(|bound| &bound.key)
    }

    /// A person gives a key for the server at `url`: it takes the place of the one that was there. An empty one only
    /// takes that away.
    pub fn enter(&mut self, url: &str, key: &Secret) {
        let Some(origin) = origin(url) else { return };
        if self.run.origin.as_ref() == Some(&origin) {
            self.run = RunKey::default();
        }
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
