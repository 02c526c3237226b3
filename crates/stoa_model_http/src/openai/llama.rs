//! What only llama.cpp's server has, beside the protocol.

use serde_json::{Value, json};
use stoa_model::{BoxFuture, ChatRequest, ErrorKind, ModelError};

use super::{
    OpenAiBackend,
    request::{Habits, body},
};
use crate::connection::Link;

impl OpenAiBackend {
    /// The number of tokens that `text` is, by llama.cpp's `/tokenize`. `None`: the server is no llama.cpp.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn count_tokens(&self, text: String) -> BoxFuture<Result<Option<usize>, ModelError>> {
        let backend = self.clone();
        Box::pin(async move {
            let link = backend.inner.link.as_ref().map_err(Clone::clone)?;
            let answer = ask(link, "tokenize", &json!({"content": text})).await?;
            let tokens = answer.and_then(|answer| answer.get("tokens")?.as_array().map(Vec::len));
            Ok(tokens)
        })
    }

    /// The exact text that the model is given for `request`, by llama.cpp's `/apply-template`. `None`: the server is
    /// no llama.cpp.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn exact_prompt(
        &self,
        request: ChatRequest,
    ) -> BoxFuture<Result<Option<String>, ModelError>> {
        let backend = self.clone();
        Box::pin(async move {
            let link = backend.inner.link.as_ref().map_err(Clone::clone)?;
            let sent = body(&request, "", &Habits::default());
            let mut asked = json!({"messages": sent["messages"]});
            if let Some(tools) = sent.get("tools") {
                asked["tools"] = tools.clone();
            }
            let answer = ask(link, "apply-template", &asked).await?;
            Ok(answer.and_then(|answer| Some(answer.get("prompt")?.as_str()?.to_owned())))
        })
    }

    /// Requests that the server works on now, and can work on at once, by llama.cpp's `/slots`. `None`: it does not
    /// tell (it answers 501 where that is turned off).
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn slots(&self) -> BoxFuture<Result<Option<(usize, usize)>, ModelError>> {
        let backend = self.clone();
        Box::pin(async move {
            let link = backend.inner.link.as_ref().map_err(Clone::clone)?;
            let url = link.address.beside_version(&["slots"]);
            let slots = known(link.transport.get_json(&url).await)?;
            let slots = slots.as_ref().and_then(Value::as_array);
            let is_busy = |slot: &&Value| slot.get("is_processing") == Some(&Value::Bool(true));
            Ok(slots.map(|slots| (slots.iter().filter(is_busy).count(), slots.len())))
        })
    }
}

async fn ask(link: &Link, path: &str, body: &Value) -> Result<Option<Value>, ModelError> {
    let url = link.address.beside_version(&[path]);
    known(link.transport.post_json(&url, body, "").await)
}

/// `None` for the answer of a server that does not know what it was asked.
fn known(answer: Result<Value, ModelError>) -> Result<Option<Value>, ModelError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match error.kind {
            ErrorKind::WrongProtocol | ErrorKind::BadRequest => Ok(None),
            _ => Err(error),
        },
    }
}
