use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{
    Client, RequestBuilder, Response, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION},
    redirect,
};
use serde_json::Value;
use stoa_model::{ErrorKind, ModelError};
use tokio::time::timeout;

use crate::{
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

/// A server's way of being asked: its clients, headers and time-outs.
#[derive(Clone)]
pub(crate) struct Transport {
    pub server: Arc<Server>,
    pub timeouts: Timeouts,
    headers: HeaderMap,
    clients: Arc<Clients>,
}

/// Connections are kept in here, so these are made once and shared.
#[derive(Default)]
struct Clients {
    loopback: OnceLock<Client>,
    remote: OnceLock<Client>,
}

impl Transport {
    /// # Errors
    /// [`ErrorKind::BadKey`] for a key and [`ErrorKind::BadRequest`] for a header that HTTP cannot carry.
    pub fn new(
        server: Server,
        headers: &[(String, String)],
        timeouts: Timeouts,
    ) -> Result<Self, ModelError> {
        static SHARED: OnceLock<Arc<Clients>> = OnceLock::new();
        let clients = match timeouts.connect == Timeouts::default().connect {
            true => SHARED.get_or_init(Arc::default).clone(),
            false => Arc::default(),
        };
        let headers = header_map(&server, headers)?;
        Ok(Self {
            server: Arc::new(server),
            timeouts,
            headers,
            clients,
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
        self.json(request, None).await
    }

    /// As [`Transport::get_json`], with a body to post; `model` is named in errors.
    pub async fn post_json(
        &self,
        url: &Url,
        body: &Value,
        model: &str,
    ) -> Result<Value, ModelError> {
        let request = self.client(url)?.post(url.clone()).json(body);
        self.json(request, Some(model)).await
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
        Some(
            self.server
                .redirected(&String::from_utf8_lossy(location.as_bytes())),
        )
    }

    async fn json(
        &self,
        request: RequestBuilder,
        model: Option<&str>,
    ) -> Result<Value, ModelError> {
        let idle = self.timeouts.idle;
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
        request
            .send()
            .await
            .map_err(|error| self.server.unsent(&error, connect_s))
    }

    fn client(&self, url: &Url) -> Result<Client, ModelError> {
        let loopback = is_loopback(url);
        let slot = if loopback {
            &self.clients.loopback
        } else {
            &self.clients.remote
        };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let client = build(loopback, self.timeouts.connect).map_err(|error| {
            ModelError::new(
                ErrorKind::Tls,
                format!("Encrypted connections cannot be set up ({error})"),
                "Install the system's root certificates (package ca-certificates)",
            )
        })?;
        Ok(slot.get_or_init(|| client).clone())
    }
}

fn build(loopback: bool, connect: Duration) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .user_agent(concat!("stoa/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect)
        .tcp_nodelay(true)
        .redirect(redirect::Policy::custom(|attempt| {
            let origin = attempt.previous().first().map(Url::origin);
            let same = origin.is_some_and(|origin| origin == attempt.url().origin());
            if same && attempt.previous().len() < 4 {
                attempt.follow()
            } else {
                attempt.stop()
            }
        }));
    // llama.cpp's server closes idle connections after five seconds.
    let builder = match loopback {
        true => builder.no_proxy().pool_idle_timeout(Duration::from_secs(4)),
        false => builder.pool_idle_timeout(Duration::from_secs(45)),
    };
    builder.build()
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

fn header_map(server: &Server, extra: &[(String, String)]) -> Result<HeaderMap, ModelError> {
    let mut headers = HeaderMap::new();
    for (name, value) in extra {
        let bad = || {
            ModelError::new(
                ErrorKind::BadRequest,
                format!(
                    "The extra header “{}” for {} is not a valid one",
                    server.tidy(name),
                    server.url
                ),
                "Correct its name or value in the settings",
            )
        };
        let name = name.parse::<HeaderName>().map_err(|_| bad())?;
        let mut value = value.parse::<HeaderValue>().map_err(|_| bad())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    if let Some(key) = server.key.as_ref().filter(|key| !key.is_empty()) {
        let mut value = key.bearer().parse::<HeaderValue>().map_err(|_| {
            ModelError::new(
                ErrorKind::BadKey,
                format!(
                    "The key for {} contains characters that no key has",
                    server.url
                ),
                "Copy the key again, without line ends and quotes",
            )
        })?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(headers)
}
