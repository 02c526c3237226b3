use std::collections::BTreeMap;

use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use super::{controls::Controls, detail::Detail, picture::Picture, sound::Sound};
use crate::{Bindings, hand::comfort::Comfort};

/// What a person sets in the settings panel. The composition loads it at the start and keeps it on
/// [`crate::SettingsChanged`]. Keys of servers are not in it (see [`crate::KeyEntered`]).
#[derive(Resource, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UiSettings {
    /// The built-in mind, or the one server that has no name.
    pub backend: BackendSettings,
    /// In the order of their names, each name once.
    pub servers: Vec<NamedServer>,
    /// Who thinks for whoever is not in `minds`: the name of one of `servers`, or `""` for `backend`.
    pub default_server: String,
    /// Minds with a server of their own: id of the persona, name of one of `servers`.
    pub minds: BTreeMap<String, String>,
    pub picture: Picture,
    pub detail: Detail,
    pub sound: Sound,
    pub controls: Controls,
    /// Which key and which button does what.
    pub bindings: Bindings,
    /// The welcome card was seen.
    pub welcomed: bool,
    /// Model servers found on this machine are offered.
    pub offer_servers: bool,
    /// How one moves in a headset.
    pub comfort: Comfort,
}

impl Default for UiSettings {
    fn default() -> Self {
        Self {
            backend: BackendSettings::default(),
            servers: Vec::new(),
            default_server: String::new(),
            minds: BTreeMap::new(),
            picture: Picture::default(),
            detail: Detail::default(),
            sound: Sound::default(),
            controls: Controls::default(),
            bindings: Bindings::default(),
            welcomed: false,
            offer_servers: true,
            comfort: Comfort::default(),
        }
    }
}

impl UiSettings {
    /// The text size as a factor, within its bounds.
    pub fn text_scale(&self) -> f32 {
        let percent = self.picture.clamped().text_size_percent;
        f32::from(percent) / 100.0
    }

    /// Puts what a file may have set out of bounds back into them.
    pub fn clamped(mut self) -> Self {
        self.picture = self.picture.clamped();
        self.detail = self.detail.clamped();
        self.sound = self.sound.clamped();
        self.controls = self.controls.clamped();
        self
    }
}

/// Which server answers for the agents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BackendSettings {
    pub kind: BackendKind,
    /// Empty: the kind's usual address.
    pub url: String,
    /// Empty: the server's default.
    pub model: String,
}

/// A model server with a name, to be chosen by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NamedServer {
    pub name: String,
    /// Never the built-in mind.
    pub kind: BackendKind,
    /// Empty: the kind's usual address.
    pub url: String,
    /// Empty: the server's default.
    pub model: String,
}

/// The protocol that is spoken with the model server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackendKind {
    /// Part of the program; not a language model.
    #[default]
    Builtin,
    Ollama,
    /// llama.cpp, vLLM, LM Studio and most remote services.
    Openai,
    /// Claude, by Anthropic's own protocol.
    Anthropic,
}

impl BackendKind {
    pub const ALL: [Self; 4] = [Self::Builtin, Self::Ollama, Self::Openai, Self::Anthropic];

    /// Where such a server is found when nothing else was set.
    pub fn usual_url(self) -> &'static str {
        match self {
            Self::Builtin => "",
            Self::Ollama => "http://127.0.0.1:11434",
            Self::Openai => "http://127.0.0.1:8080/v1",
            Self::Anthropic => "https://api.anthropic.com",
        }
    }
}

/// Every model server that listens on this machine, for the settings panel; those that can't answer yet as well.
/// Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct ServersHere(pub Vec<ServerHere>);

/// One of [`ServersHere`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerHere {
    pub kind: BackendKind,
    pub url: String,
    /// `Ollama`, `llama.cpp`, `LM Studio`.
    pub label: String,
    /// Why it can't answer yet, and what to do: `it is still loading its model`.
    pub trouble: Option<String>,
}
