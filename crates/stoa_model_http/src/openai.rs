//! Servers that speak OpenAI's chat completions: OpenAI, llama.cpp, vLLM, LM Studio and many more.

mod decode;
mod models;
mod quirks;
mod request;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::Response;
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, ErrorKind, ModelError, ModelInfo,
};

use self::quirks::Quirks;
pub(crate) use self::{
    decode::OpenAiDecoder,
    models::{entries, infos},
    request::{number, role, tool},
};
use crate::{
    ApiKey, Connection, ServerKind, Timeouts,
    answer::{Decode, answer},
    connection::Link,
    fault::Server,
    retry::Retries,
};

/// How an OpenAI-compatible server is reached.
#[derive(Clone, Default)]
pub struct OpenAiConfig {
    /// For example `http://localhost:8080` or `https://api.openai.com/v1`; with or without `/v1`.
    pub base_url: String,
    /// The model for requests that name none; `None`: the first that the server lists.
    pub model: Option<String>,
    pub key: Option<ApiKey>,
    /// Further headers for every request, by name and value.
    pub headers: Vec<(String, String)>,
    pub timeouts: Timeouts,
    /// The name that people see; `None`: the host and port.
    pub label: Option<String>,
    /// A PEM file of certificates that are trusted beside the system's roots.
    pub ca_file: Option<PathBuf>,
}

impl OpenAiConfig {
    /// The server behind `connection`, asked for `model`.
    pub fn new(connection: Connection, model: Option<String>) -> Self {
        Self {
            base_url: connection.base_url,
            model,
            key: connection.key,
            headers: connection.headers,
            timeouts: connection.timeouts,
            label: connection.label,
            ca_file: connection.ca_file,
        }
    }

    fn connection(&self) -> Connection {
        Connection {
            base_url: self.base_url.clone(),
            key: self.key.clone(),
            headers: self.headers.clone(),
            timeouts: self.timeouts,
            label: self.label.clone(),
            ca_file: self.ca_file.clone(),
        }
    }
}

impl fmt::Debug for OpenAiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiConfig")
            .field("connection", &self.connection())
            .field("model", &self.model)
            .finish()
    }
}

/// An OpenAI-compatible server. Clones share what was learned of it.
#[derive(Clone)]
pub struct OpenAiBackend {
    inner: Arc<Inner>,
}

struct Inner {
    label: String,
    model: Option<String>,
    /// The error, when the configuration cannot be used: every request gives it.
    link: Result<Link, ModelError>,
    /// The model chosen from the server's list.
    chosen: Mutex<Option<String>>,
    quirks: Mutex<Quirks>,
}

impl OpenAiBackend {
    /// Connects to nothing; a configuration that cannot be used shows as the error of every request.
    pub fn new(config: OpenAiConfig) -> Self {
        let link = Link::new(&config.connection(), ServerKind::OpenAi);
        let host = link
            .as_ref()
            .map(|link| link.address.host())
            .unwrap_or_default();
        let inner = Inner {
            label: config.label.unwrap_or(host),
            model: config.model.filter(|model| !model.trim().is_empty()),
            link,
            chosen: Mutex::default(),
            quirks: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }
}

impl Backend for OpenAiBackend {
    fn name(&self) -> String {
        let model = self.inner.model.clone().or_else(|| self.inner.chosen());
        match model {
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
            Ok(models::infos(&models::list(link).await?))
        })
    }

    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let model = inner.resolve(link, model).await?;
            models::capabilities(link, &model).await
        })
    }
}

impl Inner {
    fn chosen(&self) -> Option<String> {
        self.chosen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn choose(&self, model: Option<String>) {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = model;
    }

    fn quirks(&self) -> Quirks {
        *self.quirks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The model to ask for: the request's, the configured one, or the first of the server's list.
    async fn resolve(&self, link: &Link, asked: Option<String>) -> Result<String, ModelError> {
        if let Some(model) = asked
            .or_else(|| self.model.clone())
            .or_else(|| self.chosen())
        {
            return Ok(model);
        }
        let list = models::list(link).await?;
        let model = models::first_chat_model(&list);
        let model = model.ok_or_else(|| link.transport.server.no_models())?;
        self.choose(Some(model.clone()));
        Ok(model)
    }

    /// Sends the request, in the form that this server takes, until it is accepted or must be given up.
    async fn open(&self, request: ChatRequest) -> Result<(Response, Box<dyn Decode>), ModelError> {
        let link = self.link.as_ref().map_err(Clone::clone)?;
        let transport = &link.transport;
        let model = self.resolve(link, request.model.clone()).await?;
        let url = link.address.join(&["chat", "completions"]);
        let tools = !request.tools.is_empty();
        let retries = Retries::new(transport, &url, &model, &request);
        let first = request::body(&request, &model, &self.quirks());
        let response = retries.post(first, |refusal, sent| {
            let mut quirks = self.quirks.lock().unwrap_or_else(PoisonError::into_inner);
            quirks
                .learn(refusal, sent)
                .then(|| request::body(&request, &model, &quirks))
        });
        let response = response.await.inspect_err(|error| {
            if error.kind == ErrorKind::UnknownModel {
                // The list may have changed since the model was chosen from it.
                self.choose(None);
            }
        })?;
        let turn = request.messages.len();
        let decoder = OpenAiDecoder::new(transport.server.clone(), model, tools, turn);
        Ok((response, Box::new(decoder)))
    }
}
