//! What an Ollama server tells of its models.

use serde_json::Value;
use stoa_model::{Capabilities, ModelError, ModelInfo, Support};

use crate::connection::Link;

/// Fetches the list of installed models.
pub(super) async fn tags(link: &Link) -> Result<Value, ModelError> {
    let tags = link
        .transport
        .get_json(&link.address.join(&["api", "tags"]))
        .await?;
    if !tags.get("models").is_some_and(Value::is_array) {
        return Err(link.server().not_the_protocol("it lists no models"));
    }
    Ok(tags)
}

/// The models of an `/api/tags` answer.
pub(crate) fn infos(tags: &Value) -> Vec<ModelInfo> {
    let info = |entry: &Value| {
        Some(ModelInfo {
            name: name(entry)?.to_owned(),
            size_bytes: entry.get("size").and_then(Value::as_u64),
            ..ModelInfo::default()
        })
    };
    entries(tags).filter_map(info).collect()
}

/// The first installed model that is not made for embeddings.
pub(super) fn first_chat_model(tags: &Value) -> Option<String> {
    entries(tags)
        .filter(|entry| !embeds(entry))
        .find_map(name)
        .map(str::to_owned)
}

/// The first installed model that is made for embeddings.
pub(super) fn first_embedding_model(tags: &Value) -> Option<String> {
    entries(tags)
        .filter(|entry| embeds(entry))
        .find_map(name)
        .map(str::to_owned)
}

/// Reads `/api/show`. Servers before 0.6 list no capabilities; there the template tells of tools.
pub(super) fn capabilities(shown: &Value) -> Capabilities {
    let listed = shown.get("capabilities").and_then(Value::as_array);
    let has = |word: &str| listed.map(|list| list.iter().any(|item| item == word));
    let template = || Some(shown.get("template")?.as_str()?.contains(".Tools"));
    // The key begins with the architecture: `llama.context_length`.
    let info = shown.get("model_info").and_then(Value::as_object);
    let context = info.and_then(|info| {
        info.iter()
            .find_map(|(key, value)| key.ends_with(".context_length").then(|| value.as_u64())?)
    });
    Capabilities {
        tools: support(has("tools").or_else(template)),
        // `format` takes a schema for everything that completes text.
        structured: support(has("completion")),
        embeddings: support(has("embedding")),
        reasoning: support(has("thinking")),
        vision: support(has("vision")),
        context_tokens: context.and_then(|tokens| u32::try_from(tokens).ok()),
        ..Capabilities::default()
    }
}

fn support(told: Option<bool>) -> Support {
    match told {
        Some(true) => Support::Yes,
        Some(false) => Support::No,
        None => Support::Unknown,
    }
}

fn entries(tags: &Value) -> impl Iterator<Item = &Value> {
    tags.get("models")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn name(entry: &Value) -> Option<&str> {
    let name = ["model", "name"]
        .iter()
        .find_map(|field| entry.get(field)?.as_str());
    name.filter(|name| !name.is_empty())
}

fn embeds(entry: &Value) -> bool {
    let family = entry
        .pointer("/details/family")
        .and_then(Value::as_str)
        .unwrap_or_default();
    family.contains("bert") || name(entry).is_some_and(|name| name.contains("embed"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_model_that_can_chat_is_chosen() {
        let tags = json!({"models": [
            {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
            {"name": "all-minilm", "details": {"family": "bert"}},
            {"name": "llama3.2:3b", "size": 2_019_393_189_u64, "details": {"family": "llama"}},
        ]});
        assert_eq!(first_chat_model(&tags).as_deref(), Some("llama3.2:3b"));
        assert_eq!(infos(&tags)[2].size_bytes, Some(2_019_393_189));
        assert_eq!(first_chat_model(&json!({"models": []})), None);
    }

    #[test]
    fn an_embedding_model_is_taken_for_one_that_talks() {
        let read = capabilities(&json!({"capabilities": ["embedding"]}));
        let seen = (read.embeddings, read.structured, read.tools, read.vision);
        assert_eq!(seen, (Support::Yes, Support::No, Support::No, Support::No));
        let silent = capabilities(&json!({}));
        assert_eq!(silent, Capabilities::default());
    }

    #[test]
    fn abilities_are_read_and_not_guessed() {
        for (shown, tools, context) in [
            (
                json!({"capabilities": ["completion", "tools"], "model_info": {"llama.context_length": 131_072}}),
                Support::Yes,
                Some(131_072),
            ),
            (json!({"capabilities": ["completion"]}), Support::No, None),
            (json!({"template": "{{ if .Tools }}"}), Support::Yes, None),
            (json!({}), Support::Unknown, None),
        ] {
            let read = capabilities(&shown);
            assert_eq!(
                (read.tools, read.context_tokens),
                (tools, context),
                "{shown}"
            );
        }
    }
}
