//! Finds out by asking which protocol a server speaks.

use serde_json::Value;
use stoa_model::{ErrorKind, ModelError};

use crate::{Connection, ServerKind, connection::Link, openai};

/// What Ollama alone says at its root.
const OLLAMA: &str = "Ollama is running";

/// The protocol that the server behind `connection` speaks, found out by asking it for its root and its models. The
/// key and the extra headers go along; no model is asked for anything.
///
/// # Errors
/// When the server cannot be reached, with the true cause; [`ErrorKind::WrongProtocol`] for a server that speaks none
/// of these.
pub async fn recognise(connection: &Connection) -> Result<ServerKind, ModelError> {
    let ollama = Link::new(connection, ServerKind::Ollama)?;
    let root = ollama.address.join(&[]);
    // Failures speak of a server of which nobody knows yet what it is.
    let link = Link::new(connection, ServerKind::OpenAi)?;
    let root = link.transport.get_text(&root, 64);
    // Others answer Ollama's paths as well; only Ollama says that it is Ollama.
    if root.await?.is_some_and(|text| text.starts_with(OLLAMA)) {
        return Ok(ServerKind::Ollama);
    }
    let refusal = match link
        .transport
        .get_json(&link.address.join(&["models"]))
        .await
    {
        Ok(list) if is_anthropics(&list) => return Ok(ServerKind::Anthropic),
        Ok(list) if openai::entries(&list).is_some() => return Ok(ServerKind::OpenAi),
        Ok(_) => return Err(link.server().not_the_protocol("it lists no models")),
        Err(error) if error.kind == ErrorKind::Loading => return Ok(ServerKind::OpenAi),
        Err(error) => error,
    };
    if refusal.kind != ErrorKind::BadKey {
        return Err(refusal);
    }
    // It wants a key, or wants it in another header.
    let link = Link::new(connection, ServerKind::Anthropic)?;
    let list = link.address.join(&["models"]);
    let anthropics = match link.transport.get_json(&list).await {
        Ok(list) => is_anthropics(&list),
        Err(_) => refusal.cause.to_lowercase().contains("x-api-key"),
    };
    Ok(match anthropics {
        true => ServerKind::Anthropic,
        false => ServerKind::OpenAi,
    })
}

/// Anthropic's list has entries of type `model`, each with a name to show.
fn is_anthropics(list: &Value) -> bool {
    let entries = list.get("data").and_then(Value::as_array);
    entries.into_iter().flatten().any(|entry| {
        entry.get("type").and_then(Value::as_str) == Some("model")
            && entry.get("display_name").is_some()
    })
}
