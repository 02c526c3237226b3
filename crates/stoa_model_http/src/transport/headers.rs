//! The headers of every request.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use stoa_model::{ErrorKind, ModelError};

use crate::{ServerKind, fault::Server};

/// The version of Anthropic's protocol that is spoken here; an extra header of that name overrules it.
const ANTHROPIC_VERSION: &str = "2023-06-01";

/// The headers of every request to `server`: what its protocol wants, the person's extra ones, and the key.
///
/// # Errors
/// [`ErrorKind::BadKey`] for a key and [`ErrorKind::BadRequest`] for a header that HTTP cannot carry.
pub(super) fn map(server: &Server, extra: &[(String, String)]) -> Result<HeaderMap, ModelError> {
    let mut headers = HeaderMap::new();
    if server.kind == ServerKind::Anthropic {
        let version = HeaderValue::from_static(ANTHROPIC_VERSION);
        headers.insert(HeaderName::from_static("anthropic-version"), version);
    }
    for (name, value) in extra {
        let (name, value) = parse(name, value).ok_or_else(|| bad_header(server, name))?;
        headers.insert(name, value);
    }
    if let Some(key) = server.key.as_ref().filter(|key| !key.is_empty()) {
        let (name, text) = match server.kind {
            ServerKind::Anthropic => (HeaderName::from_static("x-api-key"), key.plain().to_owned()),
            ServerKind::Ollama | ServerKind::OpenAi => (AUTHORIZATION, key.bearer()),
        };
        let value = secret(&text).ok_or_else(|| bad_key(server))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn parse(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((name.parse().ok()?, secret(value)?))
}

/// A value that no debug output shows.
fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = text.parse::<HeaderValue>().ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn bad_header(server: &Server, name: &str) -> ModelError {
    let name = server.tidy(name);
    ModelError::new(
        ErrorKind::BadRequest,
        format!(
            "The extra header “{name}” for {} is not a valid one",
            server.url
        ),
        "Correct its name or value in the settings",
    )
}

fn bad_key(server: &Server) -> ModelError {
    ModelError::new(
        ErrorKind::BadKey,
        format!(
            "The key for {} contains characters that no key has",
            server.url
        ),
        "Copy the key again, without line ends and quotes",
    )
}
