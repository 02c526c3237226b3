//! Servers that speak OpenAI's chat completions: OpenAI, llama.cpp, vLLM, LM Studio and many more.

mod audio;
mod decode;
mod form;
mod llama;
mod models;
mod plain;
mod probe;
mod quirks;
mod request;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::{Response, header::SERVER};
use serde_json::{Value, json};
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, ErrorKind, ModelError, ModelInfo,
};

pub use self::audio::Speech;
pub(crate) use self::{
    decode::OpenAiDecoder,
    models::{entries, first_chat_model, infos},
    request::{number, role, tool},
};
use self::{
    form::Form,
    quirks::{Maker, Quirks},
    request::Habits,
};
use crate::{
    Connection, ServerKind,
    answer::{Decode, answer},
    connection::Link,
    embed,
    fault::Server,
    retry::Retries,
};

/// How an OpenAI-compatible server is reached.
#[derive(Debug, Clone, Default)]
pub struct OpenAiConfig {
    /// The address is for example `http://localhost:8080` or `https://api.openai.com/v1`; with or without `/v1`.
    pub connection: Connection,
    /// The model for requests that name none; `None`: the first that the server lists.
    pub model: Option<String>,
}

impl OpenAiConfig {
    /// The server behind `connection`, asked for `model`.
    pub fn new(connection: Connection, model: Option<String>) -> Self {
        Self { connection, model }
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
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    /// The model chosen from the server's list.
    chosen: Option<String>,
    quirks: Quirks,
    maker: Maker,
    /// How each model is best asked for an answer in a form.
    forms: BTreeMap<String, Form>,
    /// What was told of each model, or found by trying.
    abilities: BTreeMap<String, Capabilities>,
}

impl OpenAiBackend {
    /// Connects to nothing; a configuration that cannot be used shows as the error of every request.
    pub fn new(config: OpenAiConfig) -> Self {
        let link = Link::new(&config.connection, ServerKind::OpenAi);
        let host = link
            .as_ref()
            .map(|link| link.address.host())
            .unwrap_or_default();
        let inner = Inner {
            label: config.connection.label.unwrap_or(host),
            model: config.model.filter(|model| !model.trim().is_empty()),
            link,
            learned: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }
}

impl Backend for OpenAiBackend {
    fn name(&self) -> String {
        let chosen = || self.inner.learned().chosen.clone();
        match self.inner.model.clone().or_else(chosen) {
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
            let list = models::list(link).await?;
            inner.meet(Maker::of_list(&list));
            Ok(models::infos(&list))
        })
    }

    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let model = inner.resolve(link, model).await?;
            inner.abilities(link, &model).await
        })
    }

    fn probe(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.probe(model).await })
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
                    let list = models::list(link).await?;
                    let known =
                        models::first_embedding_model(&list).or_else(|| inner.model.clone());
                    known.ok_or_else(|| link.server().no_embeddings())?
                }
            };
            let url = link.address.join(&["embeddings"]);
            let mut found = Vec::with_capacity(texts.len());
            for batch in embed::batches(&texts) {
                let body = json!({"model": model, "input": batch, "encoding_format": "float"});
                let answer = link.transport.post_json(&url, &body, &model).await?;
                found.extend(embed::vectors(&answer, batch.len(), link.server())?);
            }
            Ok(found)
        })
    }
}

impl Inner {
    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers whose server it is, once anything tells.
    fn meet(&self, maker: Maker) {
        if maker != Maker::Unknown {
            self.learned().maker = maker;
        }
    }

    fn habits(&self, model: &str) -> Habits {
        let learned = self.learned();
        Habits {
            quirks: learned.quirks,
            maker: learned.maker,
            form: learned.forms.get(model).copied().unwrap_or_default(),
        }
    }

    /// Learns from the refusal of the request `sent`. True when it should be sent again in its new form.
    fn learn(&self, refusal: &str, sent: &Value, request: &ChatRequest, model: &str) -> bool {
        let mut learned = self.learned();
        let form = learned.forms.get(model).copied().unwrap_or_default();
        let blamed = request.format.is_some() && form.is_blamed(refusal);
        if let Some(next) = form.next().filter(|_| blamed) {
            learned.forms.insert(model.to_owned(), next);
            return true;
        }
        learned.quirks.learn(refusal, sent)
    }

    /// What the server tells of `model`, asked once.
    async fn abilities(&self, link: &Link, model: &str) -> Result<Capabilities, ModelError> {
        if let Some(known) = self.learned().abilities.get(model) {
            return Ok(known.clone());
        }
        let (told, maker) = models::capabilities(link, model).await?;
        self.meet(maker);
        let known = told.clone();
        self.learned().abilities.insert(model.to_owned(), known);
        Ok(told)
    }

    /// The model to ask for: the request's, the configured one, or the first of the server's list.
    async fn resolve(&self, link: &Link, asked: Option<String>) -> Result<String, ModelError> {
        let known = asked
            .or_else(|| self.model.clone())
            .or_else(|| self.learned().chosen.clone());
        if let Some(model) = known {
            return Ok(model);
        }
        let list = models::list(link).await?;
        self.meet(Maker::of_list(&list));
        let model = models::first_chat_model(&list);
        let model = model.ok_or_else(|| link.server().no_models())?;
        self.learned().chosen = Some(model.clone());
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
        let first = request::body(&request, &model, &self.habits(&model));
        let response = retries.post(first, |refusal, sent| {
            let again = self.learn(refusal, sent, &request, &model);
            again.then(|| request::body(&request, &model, &self.habits(&model)))
        });
        let response = response.await.inspect_err(|error| {
            if error.kind == ErrorKind::UnknownModel {
                // The list may have changed since the model was chosen from it.
                self.learned().chosen = None;
            }
        })?;
        let server = response.headers().get(SERVER);
        let server = server.and_then(|server| server.to_str().ok());
        self.meet(Maker::of_header(server.unwrap_or_default()));
        let answer_tool = self.habits(&model).form.answer_tool(&request);
        let turn = request.messages.len();
        let decoder = OpenAiDecoder::new(transport.server.clone(), model, tools, turn);
        Ok((response, Box::new(decoder.answers_by(answer_tool))))
    }
}
