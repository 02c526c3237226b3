//! Which of an Ollama server's models lie in memory.

use serde_json::{Value, json};
use stoa_model::{BoxFuture, ErrorKind, ModelError};

use super::OllamaBackend;

/// A model that lies in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedModel {
    pub name: String,
    /// In memory altogether.
    pub size_bytes: u64,
    /// Of those, in the memory of a GPU.
    pub gpu_bytes: u64,
    /// The context size that it was loaded with, in tokens, where the server tells.
    pub context_tokens: Option<u32>,
}

impl OllamaBackend {
    /// The models that lie in memory (`/api/ps`).
    ///
    /// # Errors
    /// As for the list of installed models.
    pub fn loaded(&self) -> BoxFuture<Result<Vec<LoadedModel>, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let url = link.address.join(&["api", "ps"]);
            let answer = link.transport.get_json(&url).await?;
            let models = answer.get("models").and_then(Value::as_array);
            let models = models.ok_or_else(|| {
                let what = "it does not tell which models are loaded";
                link.server().not_the_protocol(what)
            })?;
            Ok(models.iter().filter_map(loaded).collect())
        })
    }

    /// Loads `model` into memory, with the context size and for the time that chats ask for: the first answer then
    /// comes sooner. Ends when it is loaded; dropping the future ends the wait, not the loading.
    ///
    /// # Errors
    /// As a chat's; [`stoa_model::ErrorKind::FirstTokenTimeout`] when it takes longer than a first token may.
    pub fn load(&self, model: String) -> BoxFuture<Result<(), ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let num_ctx = inner.config.num_ctx.max(inner.learned().num_ctx);
            let mut body = json!({"model": model, "options": {"num_ctx": num_ctx}});
            if let Some(keep_alive) = &inner.config.keep_alive {
                body["keep_alive"] = keep_alive.clone().into();
            }
            inner.keep(&model, &body).await
        })
    }

    /// Takes `model` out of memory.
    ///
    /// # Errors
    /// As a chat's.
    pub fn unload(&self, model: String) -> BoxFuture<Result<(), ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let body = json!({"model": model, "keep_alive": 0});
            inner.keep(&model, &body).await
        })
    }
}

impl super::Inner {
    /// A request without a prompt: it only says how long the model stays.
    async fn keep(&self, model: &str, body: &Value) -> Result<(), ModelError> {
        let link = self.link.as_ref().map_err(Clone::clone)?;
        let url = link.address.join(&["api", "generate"]);
        let mut body = body.clone();
        body["stream"] = false.into();
        let patience = link.transport.timeouts.first_token;
        let server = link.server();
        let late = |error: ModelError| match error.kind {
            ErrorKind::IdleTimeout => server.first_token_timeout(patience.as_secs_f32()),
            _ => error,
        };
        let answer = link
            .transport
            .post_json_within(&url, &body, model, patience);
        let answer = answer.await.map_err(late)?;
        match answer.get("done").and_then(Value::as_bool) {
            Some(true) => Ok(()),
            _ => Err(server.not_the_protocol("it does not say that it is done")),
        }
    }
}

fn loaded(entry: &Value) -> Option<LoadedModel> {
    let count = |field: &str| entry.get(field).and_then(Value::as_u64);
    Some(LoadedModel {
        name: entry.get("name")?.as_str()?.to_owned(),
        size_bytes: count("size").unwrap_or(0),
        gpu_bytes: count("size_vram").unwrap_or(0),
        context_tokens: count("context_length").and_then(|tokens| u32::try_from(tokens).ok()),
    })
}
