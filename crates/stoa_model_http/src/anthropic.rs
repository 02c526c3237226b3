//! Anthropic's Messages protocol: `/v1/messages`, spoken by Anthropic and by gateways that offer its models.

mod decode;
mod models;
mod request;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::Response;
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, ErrorKind, ModelError, ModelInfo,
};

pub(crate) use self::decode::AnthropicDecoder;
use crate::{
    Connection, ServerKind,
    answer::{Decode, answer},
    connection::Link,
    fault::Server,
    openai::first_chat_model,
    retry::Retries,
};

/// How an Anthropic server is reached.
#[derive(Debug, Clone)]
pub struct AnthropicConfig {
    /// The address is usually `https://api.anthropic.com`, with or without `/v1`; `anthropic-version` among the headers
    /// overrules ours.
    pub connection: Connection,
    /// The model for requests that name none; `None`: the first that the server lists.
    pub model: Option<String>,
    /// Tokens for an answer whose request sets no limit: the protocol wants one.
    pub max_tokens: u32,
    /// Marks the tools, the house rules and the transcript as worth caching.
    pub cache: bool,
    /// Tokens that the model may reason for before it speaks (1024 or more); `None`: no reasoning.
    pub thinking_tokens: Option<u32>,
}

impl Default for AnthropicConfig {
    fn default() -> Self {
        Self {
            connection: Connection {
                base_url: "https://api.anthropic.com".into(),
                ..Connection::default()
            },
            model: None,
            max_tokens: 1024,
            cache: true,
            thinking_tokens: None,
        }
    }
}

impl AnthropicConfig {
    /// The server behind `connection`, asked for `model`, with everything else as it is by default.
    pub fn new(connection: Connection, model: Option<String>) -> Self {
        Self {
            connection,
            model,
            ..Self::default()
        }
    }
}

/// A server that speaks Anthropic's protocol. Clones share what was learned of it.
#[derive(Clone)]
pub struct AnthropicBackend {
    inner: Arc<Inner>,
}

struct Inner {
    config: AnthropicConfig,
    label: String,
    /// The error, when the configuration cannot be used: every request gives it.
    link: Result<Link, ModelError>,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    /// The model chosen from the server's list.
    chosen: Option<String>,
    /// Fields that this server refused.
    refused: BTreeSet<&'static str>,
}

impl AnthropicBackend {
    /// Connects to nothing; a configuration that cannot be used shows as the error of every request.
    pub fn new(config: AnthropicConfig) -> Self {
        let link = Link::new(&config.connection, ServerKind::Anthropic);
        let label = match &link {
            Ok(link) => link.server().label.clone(),
            Err(_) => config.connection.label.clone().unwrap_or_default(),
        };
        let inner = Inner {
            config,
            label,
            link,
            learned: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }
}

impl Backend for AnthropicBackend {
    fn name(&self) -> String {
        let chosen = || self.inner.learned().chosen.clone();
        match self.inner.configured().or_else(chosen) {
            Some(model) => format!("{} ({})", self.inner.label, Server::model_name(&model)),
            None => self.inner.label.clone(),
        }
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let inner = self.inner.clone();
        let (server, timeouts) = match &inner.link {
            Ok(link) => (link.server().clone(), link.transport.timeouts),
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
            Ok(models::infos(&models::list(link).await?))
        })
    }

    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let model = inner.resolve(link, model).await?;
            Ok(models::capabilities(&models::list(link).await?, &model))
        })
    }
}

impl Inner {
    fn configured(&self) -> Option<String> {
        let model = self.config.model.clone();
        model.filter(|model| !model.trim().is_empty())
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The model to ask for: the request's, the configured one, or the first of the server's list.
    async fn resolve(&self, link: &Link, asked: Option<String>) -> Result<String, ModelError> {
        let known = asked
            .or_else(|| self.configured())
            .or_else(|| self.learned().chosen.clone());
        if let Some(model) = known {
            return Ok(model);
        }
        let model = first_chat_model(&models::list(link).await?);
        let model = model.ok_or_else(|| link.server().no_models())?;
        self.learned().chosen = Some(model.clone());
        Ok(model)
    }

    async fn open(&self, request: ChatRequest) -> Result<(Response, Box<dyn Decode>), ModelError> {
        let link = self.link.as_ref().map_err(Clone::clone)?;
        let transport = &link.transport;
        let model = self.resolve(link, request.model.clone()).await?;
        let tools = !request.tools.is_empty();
        let url = link.address.join(&["messages"]);
        let retries = Retries::new(transport, &url, &model, &request);
        let first = request::body(&request, &model, &self.config, &self.learned().refused);
        let response = retries.post(first, |refusal, sent| {
            let mut learned = self.learned();
            let field = request::blamed(refusal, sent)?;
            let new = learned.refused.insert(field);
            new.then(|| request::body(&request, &model, &self.config, &learned.refused))
        });
        let response = response.await.inspect_err(|error| {
            if error.kind == ErrorKind::UnknownModel {
                // The list may have changed since the model was chosen from it.
                self.learned().chosen = None;
            }
        })?;
        let server = transport.server.clone();
        let decoder = AnthropicDecoder::new(server, model, tools, request.messages.len());
        let answer_tool = request::answer_tool(&request);
        Ok((response, Box::new(decoder.answers_by(answer_tool))))
    }
}
