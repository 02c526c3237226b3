//! What OpenAI-compatible servers tell of their models.

use serde_json::Value;
use stoa_model::{Capabilities, ErrorKind, ModelError, ModelInfo, Support};

use super::quirks::Maker;
use crate::connection::Link;

/// Parts of names of models that do not chat.
const NOT_FOR_CHAT: [&str; 8] = [
    "embed",
    "rerank",
    "whisper",
    "tts",
    "dall-e",
    "moderation",
    "transcribe",
    "image",
];

/// The entries of a `/models` answer, whose list is called `data`, or `models`, or stands alone.
pub(crate) fn entries(list: &Value) -> Option<&Vec<Value>> {
    list.get("data")
        .or_else(|| list.get("models"))
        .unwrap_or(list)
        .as_array()
}

/// The first model that is made for embeddings.
pub(super) fn first_embedding_model(list: &Value) -> Option<String> {
    let mut names = entries(list)?.iter().filter_map(name);
    names
        .find(|name| name.to_lowercase().contains("embed"))
        .map(str::to_owned)
}

/// Fetches the list of models.
pub(super) async fn list(link: &Link) -> Result<Value, ModelError> {
    let list = link
        .transport
        .get_json(&link.address.join(&["models"]))
        .await?;
    if entries(&list).is_none() {
        let what = "its list of models has another form";
        return Err(link.server().not_the_protocol(what));
    }
    Ok(list)
}

/// Every model with the context length where the server tells it.
pub(crate) fn infos(list: &Value) -> Vec<ModelInfo> {
    let entries = entries(list).into_iter().flatten();
    entries
        .filter_map(|entry| {
            let told = from_entry(entry);
            let told = (told != Capabilities::default()).then_some(told);
            Some(ModelInfo {
                name: name(entry)?.to_owned(),
                size_bytes: entry.pointer("/meta/size").and_then(Value::as_u64),
                context_tokens: context(entry),
                capabilities: told,
            })
        })
        .collect()
}

/// The first model that is not known to be for something else than chat.
pub(crate) fn first_chat_model(list: &Value) -> Option<String> {
    let names = entries(list)?.iter().filter_map(name);
    let chats = |name: &&str| {
        let lower = name.to_lowercase();
        !NOT_FOR_CHAT.iter().any(|word| lower.contains(word))
    };
    names.clone().find(chats).map(str::to_owned)
}

/// What the server tells of `model`: llama.cpp in `/props`, others in their list of models.
pub(super) async fn capabilities(
    link: &Link,
    model: &str,
) -> Result<(Capabilities, Maker), ModelError> {
    let list = match self::list(link).await {
        Ok(list) => list,
        // Some servers have no list; every other failure would meet the chat as well.
        Err(error) if error.kind == ErrorKind::WrongProtocol => Value::Null,
        Err(error) => return Err(error),
    };
    let mut entries = entries(&list).into_iter().flatten();
    let entry = entries
        .find(|entry| name(entry) == Some(model))
        .unwrap_or(&Value::Null);
    let mut maker = Maker::of_list(&list);
    let mut found = from_entry(entry);
    if found.tools == Support::Unknown
        && let Some(props) = props(link).await
    {
        maker = Maker::LlamaCpp;
        let props = from_props(&props);
        found = Capabilities {
            context_tokens: props.context_tokens.or(found.context_tokens),
            embeddings: found.embeddings,
            ..props
        };
    }
    Ok((found, maker))
}

/// llama.cpp's properties; a failure here tells that it is no llama.cpp, nothing more.
pub(super) async fn props(link: &Link) -> Option<Value> {
    let url = link.address.beside_version(&["props"]);
    let props = link.transport.get_json(&url).await.ok()?;
    props
        .get("default_generation_settings")
        .is_some()
        .then_some(props)
}

fn name(entry: &Value) -> Option<&str> {
    let name = ["id", "name", "model"]
        .iter()
        .find_map(|field| entry.get(field)?.as_str());
    name.or_else(|| entry.as_str())
        .filter(|name| !name.is_empty())
}

/// vLLM: `max_model_len`; llama.cpp: `meta.n_ctx` (as it runs) before `meta.n_ctx_train`; LM Studio and OpenRouter: their own.
fn context(entry: &Value) -> Option<u32> {
    let paths = [
        "/max_model_len",
        "/meta/n_ctx",
        "/loaded_context_length",
        "/context_length",
        "/max_context_length",
        "/context_window",
        "/meta/n_ctx_train",
    ];
    let found = paths
        .iter()
        .find_map(|path| entry.pointer(path)?.as_u64())?;
    u32::try_from(found).ok()
}

/// OpenRouter lists `supported_parameters`; LM Studio and Mistral list `capabilities`; vLLM says who it is.
fn from_entry(entry: &Value) -> Capabilities {
    let listed = |field: &str, words: &[&str]| {
        let list = entry.get(field)?.as_array()?;
        let holds = |item: &Value| item.as_str().is_some_and(|word| words.contains(&word));
        Some(list.iter().any(holds))
    };
    let parameter = |words: &[&str]| listed("supported_parameters", words);
    let flag = |name: &str| entry.get("capabilities")?.get(name)?.as_bool();
    let tools = parameter(&["tools"])
        .or_else(|| listed("capabilities", &["tool_use"]))
        .or_else(|| flag("function_calling"));
    let vllm = entry.get("owned_by").and_then(Value::as_str) == Some("vllm");
    let structured = parameter(&["structured_outputs", "response_format"]).or(vllm.then_some(true));
    let kind = entry.get("type").and_then(Value::as_str);
    Capabilities {
        tools: support(tools),
        structured: support(structured),
        embeddings: support(
            kind.map(|kind| kind.contains("embed"))
                .filter(|embeds| *embeds),
        ),
        reasoning: support(parameter(&["reasoning", "include_reasoning"])),
        vision: support(
            flag("vision").or_else(|| kind.map(|kind| kind == "vlm").filter(|vlm| *vlm)),
        ),
        context_tokens: context(entry),
        ..Capabilities::default()
    }
}

fn from_props(props: &Value) -> Capabilities {
    let flag = |path: &str| props.pointer(path).and_then(Value::as_bool);
    let template = || Some(props.get("chat_template")?.as_str()?.contains("tools"));
    let count = |path: &str| {
        let count = props.pointer(path).and_then(Value::as_u64)?;
        u32::try_from(count).ok()
    };
    Capabilities {
        tools: support(flag("/chat_template_caps/supports_tools").or_else(template)),
        // Any schema becomes a grammar there.
        structured: Support::Yes,
        vision: support(flag("/modalities/vision")),
        slots: count("/total_slots"),
        context_tokens: count("/default_generation_settings/n_ctx"),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_of_models_are_read_in_every_form() {
        for list in [
            json!({"data": [{"id": "text-embed-3"}, {"id": "m", "max_model_len": 4096}]}),
            json!({"models": [{"name": "nomic-embed"}, {"name": "m", "context_length": 4096}]}),
            json!(["whisper-1", {"id": "m", "meta": {"n_ctx_train": 4096}}]),
        ] {
            assert_eq!(first_chat_model(&list).as_deref(), Some("m"), "{list}");
            assert_eq!(infos(&list)[1].context_tokens, Some(4096), "{list}");
        }
        assert_eq!(first_chat_model(&json!({"data": [{"id": "embed"}]})), None);
        assert_eq!(entries(&json!({"hello": 1})), None);
    }

    #[test]
    fn tools_are_never_guessed() {
        for (props, expected) in [
            (
                json!({"chat_template_caps": {"supports_tools": true}}),
                Support::Yes,
            ),
            (
                json!({"chat_template_caps": {"supports_tools": false}}),
                Support::No,
            ),
            (json!({"chat_template": "{% if tools %}"}), Support::Yes),
            (json!({"chat_template": "{{ messages }}"}), Support::No),
            (json!({}), Support::Unknown),
        ] {
            assert_eq!(from_props(&props).tools, expected, "{props}");
        }
        for (entry, expected) in [
            (json!({"supported_parameters": ["tools"]}), Support::Yes),
            (json!({"supported_parameters": []}), Support::No),
            (json!({"capabilities": ["tool_use"]}), Support::Yes),
            (
                json!({"capabilities": {"function_calling": false}}),
                Support::No,
            ),
            (json!({"id": "gpt"}), Support::Unknown),
        ] {
            assert_eq!(from_entry(&entry).tools, expected, "{entry}");
        }
    }
}
