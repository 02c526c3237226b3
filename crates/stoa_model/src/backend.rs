//! What answers: the trait, and what is known of servers and models.

use std::{future::Future, pin::Pin};

use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

use crate::{ChatEvent, ChatRequest, ErrorKind, ModelError};

/// A boxed future that may be awaited on any thread.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// One answer as it arrives. Dropping it cancels the request.
pub type ChatStream = BoxStream<'static, Result<ChatEvent, ModelError>>;

/// Something that answers: a model server, the built-in mind, a recording.
pub trait Backend: Send + Sync + 'static {
    /// The name that people see on the bubble's edge and in the event log, for example `ollama (llama3.2:3b)`.
    fn name(&self) -> String;

    /// Begins an answer. Nothing is sent before the stream is first polled; it must be polled on a tokio runtime
    /// when the backend does network I/O.
    fn chat(&self, request: ChatRequest) -> ChatStream;

    /// Lists the models that can be asked for.
    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>>;

    /// Asks the server what `model` (or the configured default) can do. Never guesses: what the server does not
    /// tell is [`Support::Unknown`].
    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>>;

    /// As [`Backend::capabilities`], but what the server does not tell is found out by trying, which may cost a few
    /// tokens: not more than once for a model.
    fn probe(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        self.capabilities(model)
    }

    /// One vector for each of `texts`, in their order, all of one length. Vectors of different models can't be
    /// compared.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] where there are no embeddings, which is the default.
    fn embed(
        &self,
        model: Option<String>,
        texts: Vec<String>,
    ) -> BoxFuture<Result<Vec<Vec<f32>>, ModelError>> {
        drop((model, texts));
        let error = ModelError::new(
            ErrorKind::BadRequest,
            format!("{} has no embeddings", self.name()),
            "Choose a server with an embedding model",
        );
        Box::pin(async move { Err(error) })
    }

    /// True when the same request always yields the same events without waiting for anything outside the program
    /// (the built-in mind, recordings): headless time then waits for the reply, and a run is reproducible.
    fn is_deterministic(&self) -> bool {
        false
    }
}

/// A model as its server lists it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ModelInfo {
    pub name: String,
    /// Size on disk in bytes, where the server tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// Context length in tokens, where the server tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u32>,
    /// What it can do, where the list tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
}

impl ModelInfo {
    /// A model of which nothing but the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

/// What is known of a feature of a server or model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    Yes,
    No,
    /// The server does not say. Callers use the fallback that works everywhere.
    #[default]
    Unknown,
}

/// What a model can do, as its server reports it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Calls tools natively.
    pub tools: Support,
    /// Keeps to the schema of [`ChatRequest::format`].
    pub structured: Support,
    /// Turns texts into vectors.
    pub embeddings: Support,
    /// Thinks before it speaks, apart from the answer.
    pub reasoning: Support,
    /// Takes pictures.
    pub vision: Support,
    /// Requests that the server works on at once.
    pub slots: Option<u32>,
    /// Context length in tokens.
    pub context_tokens: Option<u32>,
}
