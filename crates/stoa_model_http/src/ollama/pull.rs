//! Downloads of models by an Ollama server.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream, stream::BoxStream};
use reqwest::Response;
use serde_json::{Value, json};
use stoa_model::{ChatRequest, ErrorKind, ModelError};
use tokio::time::timeout;

use super::OllamaBackend;
use crate::{connection::Link, ndjson::NdjsonDecoder, retry::Retries};

/// Parts of one model at most; those beyond are not counted.
const MAX_PARTS: usize = 256;

/// A download as it goes on: progress, and then either [`PullProgress::is_done`] or an error. Dropping it stops the
/// server's download; what came by then stays there, and pulling the same model again goes on from it.
pub type Pull = BoxStream<'static, Result<PullProgress, ModelError>>;

/// How far a download is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullProgress {
    /// What the server does now, in its own words, for example `verifying sha256 digest`.
    pub status: String,
    /// Bytes that lie on the server's disk, of all parts that it has begun.
    pub done_bytes: u64,
    /// Bytes of all parts that it has begun. It grows while the list of parts is read.
    pub total_bytes: u64,
    /// The model can be used.
    pub is_done: bool,
}

impl OllamaBackend {
    /// Downloads `model` by its name (`llama3.2:3b`), from Ollama's library or from the registry that the name begins
    /// with. Nothing is sent before the stream is first polled.
    ///
    /// The stream's errors: [`ErrorKind::UnknownModel`] for a name that the library does not have; the server's own
    /// words when a download fails; [`ErrorKind::IdleTimeout`] when it tells nothing for as long as an answer may be
    /// silent; [`ErrorKind::CutStream`] when the connection breaks: pull again to go on.
    pub fn pull(&self, model: String) -> Pull {
        let backend = self.clone();
        let begin = Pulling {
            backend,
            model,
            state: State::Begin,
        };
        stream::unfold(begin, |mut pulling| async move {
            let item = pulling.next().await?;
            Some((item, pulling))
        })
        .boxed()
    }
}

struct Pulling {
    backend: OllamaBackend,
    model: String,
    state: State,
}

enum State {
    Begin,
    Reading(Box<Reading>),
    Ended,
}

struct Reading {
    response: Response,
    lines: NdjsonDecoder,
    /// Lines that were not looked at yet, the next one last.
    waiting: Vec<String>,
    parts: Parts,
}

/// The parts of a model by digest: bytes that came and bytes in all.
#[derive(Default)]
struct Parts(BTreeMap<String, (u64, u64)>);

impl Pulling {
    async fn next(&mut self) -> Option<Result<PullProgress, ModelError>> {
        let item = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => return None,
            State::Begin => match self.begin().await {
                Ok(reading) => self.read(reading).await,
                Err(error) => Err(error),
            },
            State::Reading(reading) => self.read(reading).await,
        };
        if item.as_ref().is_ok_and(|progress| progress.is_done) {
            self.state = State::Ended;
        }
        Some(item)
    }

    fn link(&self) -> Result<&Link, ModelError> {
        self.backend.inner.link.as_ref().map_err(Clone::clone)
    }

    async fn begin(&self) -> Result<Box<Reading>, ModelError> {
        let link = self.link()?;
        let url = link.address.join(&["api", "pull"]);
        let body = json!({"model": self.model, "stream": true});
        let request = ChatRequest::default();
        let retries = Retries::new(&link.transport, &url, &self.model, &request);
        let response = retries.post(body, |_, _| None).await?;
        Ok(Box::new(Reading {
            response,
            lines: NdjsonDecoder::default(),
            waiting: Vec::new(),
            parts: Parts::default(),
        }))
    }

    /// Waits for the next line and takes it.
    async fn read(&mut self, mut reading: Box<Reading>) -> Result<PullProgress, ModelError> {
        let link = self.link()?;
        let server = link.server();
        let idle = link.transport.timeouts.idle;
        loop {
            if let Some(line) = reading.waiting.pop() {
                let value = serde_json::from_str::<Value>(&line)
                    .map_err(|_| server.not_the_protocol("its progress is not JSON"))?;
                if value.get("error").is_some() {
                    return Err(self.failed(link, &value));
                }
                let progress = reading.parts.take(&value);
                self.state = State::Reading(reading);
                return Ok(progress);
            }
            let bytes = timeout(idle, reading.response.chunk()).await;
            let bytes = bytes.map_err(|_| server.idle_timeout(idle.as_secs_f32()))?;
            let mut lines = Vec::new();
            let fed = match bytes.map_err(|error| server.broken(&error))? {
                Some(bytes) => reading.lines.feed(&bytes, &mut lines),
                None => {
                    lines.extend(reading.lines.finish());
                    if lines.is_empty() {
                        return Err(crate::assembly::cut(&server.at()));
                    }
                    Ok(())
                }
            };
            fed.map_err(|error| server.not_the_protocol(&error.to_string()))?;
            lines.reverse();
            reading.waiting = lines;
        }
    }

    fn failed(&self, link: &Link, value: &Value) -> ModelError {
        let error = link.server().in_stream(value, Some(&self.model), false);
        // The library's way to say that it has no such model.
        let words = error.cause.to_lowercase();
        let absent = ["manifest", "does not exist", "not found"];
        if absent.iter().any(|word| words.contains(word)) {
            return ModelError::new(
                ErrorKind::UnknownModel,
                error.cause,
                "Check the model's name in Ollama's library",
            );
        }
        error
    }
}

impl Parts {
    fn take(&mut self, line: &Value) -> PullProgress {
        let count = |field: &str| line.get(field).and_then(Value::as_u64);
        let digest = line.get("digest").and_then(Value::as_str);
        if let (Some(digest), Some(total)) = (digest, count("total")) {
            let known = self.0.contains_key(digest);
            if known || self.0.len() < MAX_PARTS {
                let done = count("completed").unwrap_or(0).min(total);
                self.0.insert(crate::fault::tidy(digest), (done, total));
            }
        }
        let status = line.get("status").and_then(Value::as_str);
        let sum =
            |pick: fn(&(u64, u64)) -> u64| self.0.values().map(pick).fold(0, u64::saturating_add);
        PullProgress {
            status: crate::fault::tidy(status.unwrap_or_default()),
            done_bytes: sum(|part| part.0),
            total_bytes: sum(|part| part.1),
            is_done: status == Some("success"),
        }
    }
}
