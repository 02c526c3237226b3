//! Requests and their answers over HTTP.

mod clients;
mod headers;

use std::{path::PathBuf, sync::Arc, time::Duration};

use reqwest::{
    Client, RequestBuilder, Response, Url,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION},
};
use serde_json::Value;
use stoa_model::{ErrorKind, ModelError};
use tokio::time::timeout;

use self::clients::Wanted;
use crate::{
    Connection,
    address::is_loopback,
    fault::{Rejection, Server},
};

/// Longest body that is read of an answer that is not streamed.
const MAX_BODY: usize = 8 << 20;
/// Longest error body that is read.
const MAX_ERROR_BODY: usize = 64 << 10;

/// How long a server may keep us waiting. There is no total time-out: an answer may be long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the request to the first piece of the answer; a model may have to be loaded first.
    pub first_token: Duration,
    /// Between two signs of life afterwards; comments and pings count.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(60),
            idle: Duration::from_secs(30),
        }
    }
}

/// A server's way of being asked: its client, headers and time-outs.
#[derive(Clone)]
pub(crate) struct Transport {
    pub server: Arc<Server>,
    pub timeouts: Timeouts,
    headers: HeaderMap,
    ca_file: Option<PathBuf>,
}

impl Transport {
    /// # Errors
    /// [`ErrorKind::BadKey`] for a key and [`ErrorKind::BadRequest`] for a header that HTTP cannot carry.
    pub fn new(server: Server, connection: &Connection) -> Result<Self, ModelError> {
        let headers = headers::map(&server, &connection.headers)?;
        Ok(Self {
            server: Arc::new(server),
            timeouts: connection.timeouts,
            headers,
            ca_file: connection.ca_file.clone(),
        })
    }

    /// Sends `body` to `url` and waits for the head of the answer.
    pub async fn post(&self, url: &Url, body: &Value) -> Result<Response, ModelError> {
        let request = self.client(url)?.post(url.clone()).json(body);
        self.send(request).await
    }

    /// Fetches JSON from `url`.
    ///
    /// # Errors
    /// As the status and body say; [`ErrorKind::WrongProtocol`] for what is not JSON; [`ErrorKind::IdleTimeout`] when
    /// the server does not answer in time.
    pub async fn get_json(&self, url: &Url) -> Result<Value, ModelError> {
        let request = self.client(url)?.get(url.clone());
        self.json(request, None, self.timeouts.idle).await
    }

    /// The first `most` bytes of what lies at `url`, whatever it is; `None` when the server refuses it.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get_text(&self, url: &Url, most: usize) -> Result<Option<String>, ModelError> {
        let idle = self.timeouts.idle;
        let late = |_| self.server.idle_timeout(idle.as_secs_f32());
        let request = self.client(url)?.get(url.clone());
        let mut response = timeout(idle, self.send(request)).await.map_err(late)??;
        if !response.status().is_success() {
            return Ok(None);
        }
        let read = timeout(idle, read(&mut response, most)).await;
        let (bytes, _) = read.map_err(late)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// As [`Transport::get_json`], with a body to post; `model` is named in errors.
    pub async fn post_json(
        &self,
        url: &Url,
        body: &Value,
        model: &str,
    ) -> Result<Value, ModelError> {
        self.post_json_within(url, body, model, self.timeouts.idle)
            .await
    }

    /// As [`Transport::post_json`], for an answer that may take as long as `patience`.
    pub async fn post_json_within(
        &self,
        url: &Url,
        body: &Value,
        model: &str,
        patience: Duration,
    ) -> Result<Value, ModelError> {
        let request = self.client(url)?.post(url.clone()).json(body);
        self.json(request, Some(model), patience).await
    }

    /// Posts bytes of this content type and reads JSON; `model` is named in errors. As patient as for a first token:
    /// these are worked on before they are answered.
    pub async fn post_bytes(
        &self,
        url: &Url,
        content_type: &str,
        body: Vec<u8>,
        model: &str,
    ) -> Result<Value, ModelError> {
        let request = self.client(url)?.post(url.clone());
        let request = request.header(CONTENT_TYPE, content_type).body(body);
        self.json(request, Some(model), self.timeouts.first_token)
            .await
    }

    /// The body of an error answer, cut where it gets long; what cannot be read is left out.
    pub async fn error_body(&self, response: &mut Response) -> String {
        let body = read(response, MAX_ERROR_BODY);
        let bytes = timeout(self.timeouts.idle, body).await.unwrap_or_default();
        String::from_utf8_lossy(&bytes.0).into_owned()
    }

    /// The error behind a response that sends the client elsewhere; `None` for any other.
    pub fn redirected(&self, response: &Response) -> Option<ModelError> {
        if !response.status().is_redirection() {
            return None;
        }
        let location = response.headers().get(LOCATION)?;
        let location = String::from_utf8_lossy(location.as_bytes());
        let here = response.url();
        let target = here.join(&location).ok();
        // The client follows a few redirects within one origin: what is left of those is a circle.
        let circle = target.is_some_and(|target| target.origin() == here.origin());
        Some(match circle {
            true => self.server.circles(),
            false => self.server.redirected(&location),
        })
    }

    async fn json(
        &self,
        request: RequestBuilder,
        model: Option<&str>,
        idle: Duration,
    ) -> Result<Value, ModelError> {
        let late = |_| self.server.idle_timeout(idle.as_secs_f32());
        let mut response = timeout(idle, self.send(request)).await.map_err(late)??;
        if !response.status().is_success() {
            if let Some(error) = self.redirected(&response) {
                return Err(error);
            }
            let content_type = content_type(&response);
            let body = self.error_body(&mut response).await;
            return Err(self.server.refused(Rejection {
                status: response.status().as_u16(),
                content_type: &content_type,
                body: &body,
                model,
                tools: false,
            }));
        }
        let (bytes, error) = timeout(idle, read(&mut response, MAX_BODY))
            .await
            .map_err(late)?;
        if let Some(error) = error {
            return Err(self.server.broken(&error));
        }
        serde_json::from_slice(&bytes)
            .map_err(|_| self.server.not_the_protocol("what it sent is not JSON"))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, ModelError> {
        let connect_s = self.timeouts.connect.as_secs_f32();
        let request = request.headers(self.headers.clone());
        let again = request.try_clone();
        let unsent = |error| self.server.unsent(&error, connect_s);
        let response = match (request.send().await.map_err(unsent), again) {
            // A server may close a kept connection just as it is used again, and nothing of an answer has come.
            (Err(error), Some(again)) if error.kind == ErrorKind::CutStream => {
                tracing::debug!(cause = error.cause, "asking the server again");
                again.send().await.map_err(unsent)?
            }
            (response, _) => response?,
        };
        let encoding = response.headers().get(CONTENT_ENCODING);
        let encoding = encoding.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        // Nothing is ever unpacked: a small body cannot become a large one here.
        match encoding.filter(|name| !name.eq_ignore_ascii_case("identity")) {
            Some(encoding) => Err(self.server.compressed(&encoding)),
            None => Ok(response),
        }
    }

    fn client(&self, url: &Url) -> Result<Client, ModelError> {
        let wanted = Wanted {
            loopback: is_loopback(url),
            connect: self.timeouts.connect,
            ca_file: self.ca_file.clone(),
        };
        clients::client(&wanted).map_err(|trouble| trouble.named(&self.server))
    }
}

/// What could be read of a body, and the error that ended it early.
async fn read(response: &mut Response, most: usize) -> (Vec<u8>, Option<reqwest::Error>) {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => bytes.extend_from_slice(&chunk),
            Ok(Some(chunk)) => {
                let room = most - bytes.len();
                bytes.extend_from_slice(&chunk[..room]);
                return (bytes, None);
            }
            Ok(None) => return (bytes, None),
            Err(error) => return (bytes, Some(error)),
        }
    }
}

/// The content type in lower case; empty when there is none.
pub(crate) fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase()
}
