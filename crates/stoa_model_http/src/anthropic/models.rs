//! Anthropic's list of models.

use serde_json::Value;
use stoa_model::{Capabilities, ModelError, ModelInfo, Support};

use crate::connection::Link;

/// Most models of one page of the list; there are fewer.
const PAGE: &str = "1000";

/// Fetches the list of models.
pub(super) async fn list(link: &Link) -> Result<Value, ModelError> {
    let mut url = link.address.join(&["models"]);
    url.query_pairs_mut().append_pair("limit", PAGE);
    let list = link.transport.get_json(&url).await?;
    if !list.get("data").is_some_and(Value::is_array) {
        let what = "its list of models has another form";
        return Err(link.server().not_the_protocol(what));
    }
    Ok(list)
}

/// Every model, the newest first, as the server lists them.
pub(super) fn infos(list: &Value) -> Vec<ModelInfo> {
    let info = |entry: &Value| {
        Some(ModelInfo {
            name: name(entry)?.to_owned(),
            context_tokens: context(entry),
            capabilities: Some(abilities(entry)),
            ..ModelInfo::default()
        })
    };
    entries(list).filter_map(info).collect()
}

/// What the list tells of `model`.
pub(super) fn capabilities(list: &Value, model: &str) -> Capabilities {
    let entry = entries(list).find(|entry| name(entry) == Some(model));
    entry.map(abilities).unwrap_or_default()
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    let data = list.get("data").and_then(Value::as_array);
    data.into_iter().flatten()
}

fn name(entry: &Value) -> Option<&str> {
    let name = entry.get("id").and_then(Value::as_str);
    name.filter(|name| !name.is_empty())
}

fn context(entry: &Value) -> Option<u32> {
    let tokens = entry.get("max_input_tokens").and_then(Value::as_u64)?;
    u32::try_from(tokens).ok().filter(|tokens| *tokens > 0)
}

/// Newer servers list abilities as `{"image_input": {"supported": true}}`. Tools belong to the protocol: every model
/// that Anthropic's own list holds (its entries are of type `model`) has them; a gateway's list tells nothing of them.
fn abilities(entry: &Value) -> Capabilities {
    let told = |name: &str| {
        let path = format!("/capabilities/{name}/supported");
        match entry.pointer(&path).and_then(Value::as_bool) {
            Some(true) => Support::Yes,
            Some(false) => Support::No,
            None => Support::Unknown,
        }
    };
    let own = entry.get("type").and_then(Value::as_str) == Some("model");
    let tools = if own { Support::Yes } else { Support::Unknown };
    Capabilities {
        tools,
        // By a tool whose call is the answer.
        structured: tools,
        embeddings: Support::No,
        reasoning: told("thinking"),
        vision: told("image_input"),
        context_tokens: context(entry),
        ..Capabilities::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_list_tells_is_read_and_nothing_more() {
        let list = json!({"data": [
            {"type": "model", "id": "claude-a", "display_name": "A", "max_input_tokens": 200_000,
             "capabilities": {"thinking": {"supported": true}, "image_input": {"supported": false}}},
            {"id": "proxied"},
        ], "has_more": false});
        let known = capabilities(&list, "claude-a");
        assert_eq!(
            (
                known.tools,
                known.reasoning,
                known.vision,
                known.context_tokens
            ),
            (Support::Yes, Support::Yes, Support::No, Some(200_000))
        );
        assert_eq!(capabilities(&list, "proxied").tools, Support::Unknown);
        assert_eq!(capabilities(&list, "absent"), Capabilities::default());
        assert_eq!(infos(&list)[0].context_tokens, Some(200_000));
    }
}
