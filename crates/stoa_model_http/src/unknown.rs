//! A server of which nobody has said what it speaks: it is asked when it is needed first.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt;
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, ModelError, ModelInfo,
};

use crate::{
    AnthropicBackend, AnthropicConfig, Connection, OllamaBackend, OllamaConfig, OpenAiBackend,
    OpenAiConfig, ServerKind, address::Address, recognise::recognise,
};

/// The backend for a server that speaks `kind`, asked for `model` (or its first), as is usual for that kind; of one of
/// no known kind it is found out by [`recognise`] when it is asked first, and known from then on.
pub fn backend(
    connection: Connection,
    model: Option<String>,
    kind: Option<ServerKind>,
) -> Arc<dyn Backend> {
    match kind {
        Some(ServerKind::Ollama) => {
            Arc::new(OllamaBackend::new(OllamaConfig::new(connection, model)))
        }
        Some(ServerKind::OpenAi) => {
            Arc::new(OpenAiBackend::new(OpenAiConfig::new(connection, model)))
        }
        Some(ServerKind::Anthropic) => Arc::new(AnthropicBackend::new(AnthropicConfig::new(
            connection, model,
        ))),
        None => Arc::new(UnknownBackend {
            inner: Arc::new(Inner {
                connection,
                model,
                known: Mutex::default(),
            }),
        }),
    }
}

struct UnknownBackend {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Connection,
    model: Option<String>,
    known: Mutex<Option<Arc<dyn Backend>>>,
}

impl Inner {
    fn known(&self) -> Option<Arc<dyn Backend>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// What the server turned out to be. While it can't be told, it is asked again the next time.
    async fn find_out(&self) -> Result<Arc<dyn Backend>, ModelError> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let kind = recognise(&self.connection).await?;
        let found = backend(self.connection.clone(), self.model.clone(), Some(kind));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever asked at the same time may have been faster: what that one has learned is kept.
        Ok(known.get_or_insert(found).clone())
    }
}

impl Backend for UnknownBackend {
    fn name(&self) -> String {
        let connection = &self.inner.connection;
        match self.inner.known() {
            Some(known) => known.name(),
            None => connection
                .label
                .clone()
                .or_else(|| Some(Address::openai(&connection.base_url).ok()?.host()))
                .unwrap_or_else(|| "a server without an address".to_owned()),
        }
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let inner = self.inner.clone();
        let stream = async move {
            match inner.find_out().await {
                Ok(known) => known.chat(request),
                Err(error) => futures_util::stream::once(async { Err(error) }).boxed(),
            }
        };
        futures_util::stream::once(stream).flatten().boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.find_out().await?.models().await })
    }

    fn capabilities(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.find_out().await?.capabilities(model).await })
    }

    fn probe(&self, model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.find_out().await?.probe(model).await })
    }

    fn embed(
        &self,
        model: Option<String>,
        texts: Vec<String>,
    ) -> BoxFuture<Result<Vec<Vec<f32>>, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.find_out().await?.embed(model, texts).await })
    }
}

#[cfg(test)]
mod tests {
    use stoa_model::{ChatEvent, ErrorKind};

    use super::*;
    use crate::fake_server::{FakeServer, Script};

    fn at(url: &str) -> Arc<dyn Backend> {
        let connection = Connection {
            base_url: url.to_owned(),
            label: Some("home".to_owned()),
            ..Connection::default()
        };
        backend(connection, None, None)
    }

    #[tokio::test]
    async fn a_server_of_unknown_kind_would_be_spoken_to_in_the_wrong_protocol() {
        let script = || Script::say("Good day.");
        let servers = [
            FakeServer::openai(script()).await.unwrap(),
            FakeServer::ollama(script()).await.unwrap(),
            FakeServer::anthropic(script()).await.unwrap(),
        ];
        for server in servers {
            let backend = at(&server.url());
            assert_eq!(backend.name(), "home");
            let events: Vec<_> = backend.chat(ChatRequest::default()).collect().await;
            let said: String = events
                .iter()
                .filter_map(|event| match event {
                    Ok(ChatEvent::Text(text)) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            assert_eq!(said, "Good day.", "{events:?}");
            let asked = server.requests().len();
            backend.capabilities(None).await.unwrap();
            let again = server.requests().split_off(asked);
            assert!(again.iter().all(|request| request.path != "/"), "{again:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_down_at_first_would_never_be_recognised() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", free.local_addr().unwrap());
        drop(free);
        let backend = at(&url);
        let events: Vec<_> = backend.chat(ChatRequest::default()).collect().await;
        let [Err(error)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(error.kind, ErrorKind::Refused);
        assert_eq!(backend.models().await.unwrap_err().kind, ErrorKind::Refused);
    }
}
