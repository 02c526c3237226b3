//! Model servers: what the settings show of them, and what a person asks of them there.

use std::collections::BTreeMap;

use bevy::prelude::*;

use super::{Problem, Secret};
use crate::settings::BackendKind;

/// Model servers that were found on this machine and are not in use: each is offered on a quiet card, once.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundServers(pub Vec<FoundServerView>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundServerView {
    /// `Ollama`, `llama.cpp`, `LM Studio`.
    pub label: String,
    pub url: String,
    pub models: Vec<String>,
    pub kind: BackendKind,
}

/// The person takes up the offer of [`FoundServers`].
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct UseServer {
    pub index: usize,
    /// The model that was chosen on the card; `None` when the server listed none.
    pub model: Option<String>,
}

/// The person declined the offer: do not make it again.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclineServer {
    pub index: usize,
}

/// A key for a model server was typed in. To be kept apart from the settings, for that server alone, and never to be
/// logged.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct KeyEntered {
    pub kind: BackendKind,
    pub url: String,
    pub key: Secret,
}

/// Ask this server for its models, and say in [`ServerTest`] what came of it.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct TestServer {
    pub kind: BackendKind,
    pub url: String,
    pub model: String,
    /// The key as typed; `None` uses the one that is kept.
    pub key: Option<Secret>,
    /// How the result is to call the server; `None` while it has no name.
    pub name: Option<String>,
}

/// What came of the last [`TestServer`]. Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum ServerTest {
    #[default]
    Idle,
    Running,
    Works {
        /// `llama3.2:3b: first token after 0.2 s, then 41 tokens a second`.
        text: String,
        /// What the server offers; fills the list of models.
        models: Vec<String>,
    },
    Failed(Problem),
}

/// How the servers of the settings do now, by their names; `""` is [`crate::UiSettings::backend`]. Filled by the
/// composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerStates(pub BTreeMap<String, ServerState>);

/// One of [`ServerStates`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerState {
    pub health: Health,
    /// `2 of 4 busy, 7 wait`. May be empty.
    pub load: String,
    /// `12,400 of 1,000,000 tokens today`. May be empty.
    pub spent: String,
}

/// Whether a server can be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Health {
    /// Nothing was asked of it yet.
    #[default]
    Unknown,
    Well,
    /// It failed and is left alone for a while; others answer.
    Resting(Problem),
}

/// Whom a server can be given to: id of the persona, name. Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Inhabitants(pub Vec<(String, String)>);

/// Ask the server at this address which protocol it speaks, and say it in [`Recognised`].
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct RecogniseServer {
    pub url: String,
    /// The key as typed for this address; `None` uses the one that is kept.
    pub key: Option<Secret>,
}

/// What came of the last [`RecogniseServer`]: its address, and what it speaks. Filled by the composition; `None`
/// before the first, or while one runs.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Recognised(pub Option<(String, Result<BackendKind, Problem>)>);

/// List the models of the Ollama server at this address in [`OllamaModels`]. Written when the list is opened, and
/// when a download has ended.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct ListModels {
    pub url: String,
}

/// Fetch this model to the Ollama server at this address, or go on fetching it; see [`Downloads`].
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct PullModel {
    pub url: String,
    pub model: String,
}

/// Stop fetching; what is there already stays.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct StopPull {
    pub url: String,
    pub model: String,
}

/// Have the Ollama server take this model into memory.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct LoadModel {
    pub url: String,
    pub model: String,
}

/// Have the Ollama server free the memory of this model.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct UnloadModel {
    pub url: String,
    pub model: String,
}

/// The models of Ollama servers, by address. Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct OllamaModels(pub BTreeMap<String, Vec<ModelView>>);

/// One of [`OllamaModels`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelView {
    pub name: String,
    /// `2.0 GB`. May be empty.
    pub size: String,
    /// Tokens that it can attend to.
    pub context: Option<u32>,
    /// `tools`, `vision`.
    pub capabilities: Vec<String>,
    /// It is in memory: the first word comes at once.
    pub loaded: bool,
}

/// Why the last [`ListModels`], [`LoadModel`] or [`UnloadModel`] failed, by the server's address. Filled by the
/// composition, which takes the entry out when the next one is asked.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelTroubles(pub BTreeMap<String, Problem>);

/// Models that are being fetched, by address and model. Filled by the composition; the panel shows all that are
/// there.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Downloads(pub BTreeMap<(String, String), Download>);

/// One of [`Downloads`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Download {
    /// In the server's words: `pulling manifest`, `verifying sha256 digest`.
    pub doing: String,
    /// Bytes.
    pub done: u64,
    /// Bytes, once the server has told.
    pub total: Option<u64>,
    pub state: DownloadState,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DownloadState {
    #[default]
    Running,
    /// It was stopped and can go on.
    Paused,
    Done,
    /// It can be tried again and goes on where it was.
    Failed(Problem),
}

/// Registers everything above.
pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FoundServers>()
        .init_resource::<ServerTest>()
        .init_resource::<ServerStates>()
        .init_resource::<Inhabitants>()
        .init_resource::<Recognised>()
        .init_resource::<OllamaModels>()
        .init_resource::<ModelTroubles>()
        .init_resource::<Downloads>()
        .add_message::<UseServer>()
        .add_message::<DeclineServer>()
        .add_message::<KeyEntered>()
        .add_message::<TestServer>()
        .add_message::<RecogniseServer>()
        .add_message::<ListModels>()
        .add_message::<PullModel>()
        .add_message::<StopPull>()
        .add_message::<LoadModel>()
        .add_message::<UnloadModel>();
}
