//! Ollama's own protocol (its OpenAI path can set neither the context size nor the time a model stays loaded).

mod decode;
mod manage;
mod models;
mod pull;
mod request;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::join_all;
use reqwest::Response;
use serde_json::json;
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, ErrorKind, ModelError, ModelInfo,
};

use crate::{
    Connection, ServerKind,
    answer::{Decode, answer},
    connection::Link,
    embed,
    fault::Server,
    retry::Retries,
};

pub(crate) use self::{decode::OllamaDecoder, models::infos};
pub use self::{
    manage::LoadedModel,
    pull::{Pull, PullProgress},
};

/// Models whose abilities are asked for when the list is.
const MAX_SHOWN: usize = 64;

/// How an Ollama server is reached, and how it should run its models.
#[derive(Debug, Clone)]
pub struct OllamaConfig {
    /// The address is usually `http://localhost:11434`; a key is for servers behind a gateway.
    pub connection: Connection,
    /// The model for requests that name none; `None`: the first installed one that can chat.
    pub model: Option<String>,
    /// Least context size in tokens. Ollama's own default is small, and it cuts long prompts silently; a prompt that
    /// needs more gets more, as far as the model goes.
    pub num_ctx: u32,
    /// How long the model stays loaded after an answer, in Ollama's notation (`10m`); `None`: the server's default.
    pub keep_alive: Option<String>,
    /// Turns the reasoning of models that can be told on or off; `None`: the model's default.
    pub think: Option<bool>,
}

impl OllamaConfig {
    /// The server behind `connection`, asked for `model`, with everything else as it is by default.
    pub fn new(connection: Connection, model: Option<String>) -> Self {
        Self {
            connection,
            model,
            ..Self::default()
        }
    }
}

impl Default for OllamaConfig {
    fn default() -> Self {
        Self {
            connection: Connection {
                base_url: "http://127.0.0.1:11434".into(),
                ..Connection::default()
            },
            model: None,
            num_ctx: 8192,
            keep_alive: Some("10m".into()),
            think: None,
        }
    }
}

/// An Ollama server. Clones share what was learned of it.
#[derive(Clone)]
pub struct OllamaBackend {
    inner: Arc<Inner>,
}

struct Inner {
    config: OllamaConfig,
    label: String,
    /// The error, when the configuration cannot be used: every request gives it.
    link: Result<Link, ModelError>,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    /// The model chosen from the installed ones.
    chosen: Option<String>,
    /// The context size in use. It never shrinks: another size makes Ollama load the model anew.
    num_ctx: u32,
    /// What the server told of each model.
    shown: BTreeMap<String, Capabilities>,
}

impl OllamaBackend {
    /// Connects to nothing; a configuration that cannot be used shows as the error of every request.
    pub fn new(config: OllamaConfig) -> Self {
        let label = config
            .connection
            .label
            .clone()
            .unwrap_or_else(|| "ollama".into());
        let link = Link::new(&config.connection, ServerKind::Ollama);
        let inner = Inner {
            label,
            link,
            learned: Mutex::default(),
            config,
        };
        Self {
            inner: Arc::new(inner),
        }
    }
}

impl Backend for OllamaBackend {
    fn name(&self) -> String {
        match self
            .inner
            .configured()
            .or_else(|| self.inner.learned().chosen.clone())
        {
            Some(model) => format!("{} ({})", self.inner.label, Server::model_name(&model)),
            None => self.inner.label.clone(),
        }
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let inner = self.inner.clone();
        let (server, timeouts) = match &inner.link {
            Ok(link) => (link.transport.server.clone(), link.transport.timeouts),
            Err(error) => {
                let error = error.clone();
                return Box::pin(futures_util::stream::once(async { Err(error) }));
            }
        };
        let opening = Box::pin(async move { inner.open(request).await });
        answer(opening, server, timeouts)
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let mut infos = infos(&models::tags(link).await?);
            // The list itself tells neither context nor abilities.
            let asked = infos.iter_mut().take(MAX_SHOWN).map(async |info| {
                // A model that cannot be shown stays in the list without them.
                if let Ok(shown) = inner.show(link, &info.name).await {
                    info.context_tokens = shown.context_tokens;
                    info.capabilities = Some(shown);
                }
            });
            join_all(asked).await;
            Ok(infos)
        })
    }

    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let model = inner.resolve(link, model).await?;
            inner.show(link, &model).await
        })
    }

    fn embed(
        &self,
        model: Option<String>,
        texts: Vec<String>,
    ) -> BoxFuture<Result<Vec<Vec<f32>>, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let model = match model {
                Some(model) => model,
                None => {
                    let tags = models::tags(link).await?;
                    let known = models::first_embedding_model(&tags).or_else(|| inner.configured());
                    known.ok_or_else(|| link.server().no_embeddings())?
                }
            };
            let url = link.address.join(&["api", "embed"]);
            let mut found = Vec::with_capacity(texts.len());
            for batch in embed::batches(&texts) {
                let mut body = json!({"model": model, "input": batch});
                if let Some(keep_alive) = &inner.config.keep_alive {
                    body["keep_alive"] = keep_alive.clone().into();
                }
                let answer = link.transport.post_json(&url, &body, &model).await?;
                found.extend(embed::vectors(&answer, batch.len(), link.server())?);
            }
            Ok(found)
        })
    }
}

impl Inner {
    fn configured(&self) -> Option<String> {
        self.config
            .model
            .clone()
            .filter(|model| !model.trim().is_empty())
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The model to ask for: the request's, the configured one, or the first installed one that can chat.
    async fn resolve(&self, link: &Link, asked: Option<String>) -> Result<String, ModelError> {
        let known = asked
            .or_else(|| self.configured())
            .or_else(|| self.learned().chosen.clone());
        if let Some(model) = known {
            return Ok(model);
        }
        let model = models::first_chat_model(&models::tags(link).await?);
        let model = model.ok_or_else(|| link.transport.server.no_models())?;
        self.learned().chosen = Some(model.clone());
        Ok(model)
    }

    async fn show(&self, link: &Link, model: &str) -> Result<Capabilities, ModelError> {
        if let Some(known) = self.learned().shown.get(model) {
            return Ok(known.clone());
        }
        let url = link.address.join(&["api", "show"]);
        let body = json!({"model": model});
        let shown = models::capabilities(&link.transport.post_json(&url, &body, model).await?);
        let known = shown.clone();
        self.learned().shown.insert(model.to_owned(), known);
        Ok(shown)
    }

    /// The context size for a prompt that needs about `needed` tokens.
    async fn num_ctx(&self, link: &Link, model: &str, needed: u32) -> u32 {
        let least = self.config.num_ctx.max(self.learned().num_ctx);
        if needed <= least {
            return least;
        }
        // A failure here is the chat's as well; it tells it with its own name.
        let most = self
            .show(link, model)
            .await
            .ok()
            .and_then(|shown| shown.context_tokens);
        let wanted = needed.next_multiple_of(4096);
        let size = wanted.min(most.unwrap_or(wanted)).max(least);
        self.learned().num_ctx = size;
        size
    }

    async fn open(&self, request: ChatRequest) -> Result<(Response, Box<dyn Decode>), ModelError> {
        let link = self.link.as_ref().map_err(Clone::clone)?;
        let transport = &link.transport;
        let model = self.resolve(link, request.model.clone()).await?;
        let num_ctx = self
            .num_ctx(link, &model, request::tokens_needed(&request))
            .await;
        let body = request::body(&request, &model, num_ctx, &self.config);
        let url = link.address.join(&["api", "chat"]);
        let tools = !request.tools.is_empty();
        let retries = Retries::new(transport, &url, &model, &request);
        let response = retries.post(body, |_, _| None).await;
        let response = response.inspect_err(|error| {
            if error.kind == ErrorKind::UnknownModel {
                // It may have been removed since it was chosen.
                self.learned().chosen = None;
            }
        })?;
        let decoder = OllamaDecoder::new(
            transport.server.clone(),
            model,
            tools,
            request.messages.len(),
        );
        Ok((response, Box::new(decoder)))
    }
}
