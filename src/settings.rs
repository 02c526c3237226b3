//! Settings: one TOML file; each key also as `STOA_…` in the environment and as a flag, `--set KEY=VALUE`.
//! A flag beats the environment, the environment beats the file, the file beats the default.
//!
//! [`Settings`] are those in use. Back into the file goes only what a person changes while the program runs
//! ([`write()`]): what the environment and flags say holds for one run. Keys of model servers lie apart, in the
//! system's keyring or in `keys.toml`.

mod assign;
mod bindings;
mod format;
mod kept;
mod key_file;
pub mod keyring;
mod keys;
mod origin;
mod panel;
mod read;
mod server_keys;
mod servers;
mod unsaved;
mod write;

use std::collections::BTreeMap;

use stoa_ui::{
    Bindings, Controls, Picture, Secret, Sound, hand::comfort::Comfort, settings::Detail,
};
use stoa_xr::Wishes;

use crate::engine::EngineChoice;

pub use assign::Assignment;
pub use kept::{Kept, clear_text_warning, keep_key, unread};
pub use key_file::{key_from_file, keys_file, store_key};
pub use keys::{BackendKind, QualityChoice};
pub use origin::origin;
pub use read::{Complaint, read};
pub use server_keys::{KeyPlace, Keys};
pub use servers::{MindEntry, ServerEntry};
pub use unsaved::Unsaved;
pub use write::{WriteError, write};
pub(crate) use write::{put, replace};

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
    /// The named server that thinks for whoever has none of their own; empty for what `backend` says.
    pub default_server: String,
    /// Model servers by name.
    pub servers: BTreeMap<String, ServerEntry>,
    /// What minds have of their own, by persona.
    pub minds: BTreeMap<String, MindEntry>,
    /// The keys of model servers, each for its own server.
    pub keys: Keys,
    /// Whether keys are kept in the system's keyring, where there is one.
    pub use_keyring: bool,
    /// Whether small talk among inhabitants uses the model too, instead of the built-in mind.
    pub small_talk_by_model: bool,
    pub picture: Picture,
    pub detail: Detail,
    pub sound: Sound,
    pub controls: Controls,
    /// Which key and which button does what.
    pub bindings: Bindings,
    /// The welcome card was seen.
    pub welcomed: bool,
    /// Whether a found model server may be offered on a card.
    pub offer_servers: bool,
    /// What moves the bodies: the processor, or the graphics card.
    pub engine: EngineChoice,
    /// How one moves in a headset.
    pub comfort: Comfort,
    /// What is wanted of the headset's runtime.
    pub headset: Wishes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Visitor".to_owned(),
            backend: BackendKind::Builtin,
            url: String::new(),
            model: String::new(),
            default_server: String::new(),
            servers: BTreeMap::new(),
            minds: BTreeMap::new(),
            keys: Keys::default(),
            use_keyring: true,
            small_talk_by_model: false,
            picture: Picture::default(),
            detail: Detail::default(),
            sound: Sound::default(),
            controls: Controls::default(),
            bindings: Bindings::default(),
            welcomed: false,
            offer_servers: true,
            engine: EngineChoice::Auto,
            comfort: Comfort::default(),
            headset: Wishes::default(),
        }
    }
}

impl Settings {
    /// The address of the server in use; `None` for the built-in mind.
    pub fn address(&self) -> Option<String> {
        self.in_use().map(|(_, entry)| entry.address().to_owned())
    }

    /// The addresses of all servers that these settings lead to.
    pub fn addresses(&self) -> Vec<String> {
        let all = self.all_servers();
        all.map(|(_, entry)| entry.address().to_owned()).collect()
    }

    /// The key, if there is one that may be sent to `url`.
    pub fn key_for(&self, url: &str) -> Option<&Secret> {
        self.keys.for_url(url)
    }

    /// A flag gives the key of the server in use, for this run.
    pub fn give_key(&mut self, key: Secret) {
        self.keys.give(key);
        self.bind_run_key();
    }

    /// Binds a key from the environment or a flag to the server in use. To be called while a run begins, whenever
    /// that changes; not later, since a server that a person turns to then has not been given the key.
    pub fn bind_run_key(&mut self) {
        let in_use = self.address();
        self.keys.bind(in_use.as_deref());
    }
}

#[cfg(test)]
mod tests;
