//! What a chat request to Ollama looks like.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use stoa_model::{ChatRequest, Message};

use super::OllamaConfig;
use crate::openai::{number, role, tool};

/// Tokens kept free for the answer when the request sets no limit.
const ANSWER_TOKENS: u32 = 1024;

/// About how many tokens the prompt and its answer take: three bytes a token errs on the safe side in most scripts.
pub(super) fn tokens_needed(request: &ChatRequest) -> u32 {
    let messages = request.messages.iter().map(|message| {
        let calls = message
            .tool_calls
            .iter()
            .map(|call| call.arguments.to_string().len() + 40);
        message.content.len() + calls.sum::<usize>() + 24
    });
    let tools = request.tools.iter().map(|tool| {
        tool.name.len() + tool.description.len() + tool.parameters.to_string().len() + 40
    });
    let bytes = messages.sum::<usize>() + tools.sum::<usize>();
    let prompt = u32::try_from(bytes / 3).unwrap_or(u32::MAX);
    prompt.saturating_add(request.sampling.max_tokens.unwrap_or(ANSWER_TOKENS))
}

/// The body of a chat request.
pub(super) fn body(
    request: &ChatRequest,
    model: &str,
    num_ctx: u32,
    config: &OllamaConfig,
) -> Value {
    let mut body = Map::new();
    body.insert("model".into(), model.into());
    body.insert("messages".into(), messages(&request.messages).into());
    body.insert("stream".into(), true.into());
    if !request.tools.is_empty() {
        body.insert("tools".into(), request.tools.iter().map(tool).collect());
    }
    if let Some(keep_alive) = &config.keep_alive {
        body.insert("keep_alive".into(), keep_alive.clone().into());
    }
    if let Some(format) = &request.format {
        body.insert("format".into(), format.schema.clone());
    }
    if let Some(think) = config.think {
        body.insert("think".into(), think.into());
    }
    let sampling = &request.sampling;
    let mut options = Map::new();
    options.insert("num_ctx".into(), num_ctx.into());
    if let Some(temperature) = sampling.temperature {
        options.insert("temperature".into(), number(temperature));
    }
    if let Some(most) = sampling.max_tokens {
        options.insert("num_predict".into(), most.into());
    }
    if !sampling.stop.is_empty() {
        options.insert("stop".into(), sampling.stop.clone().into());
    }
    if let Some(seed) = sampling.seed {
        options.insert("seed".into(), (seed & 0x7fff_ffff).into());
    }
    body.insert("options".into(), options.into());
    body.into()
}

/// Ollama takes arguments as objects, and names a tool's result by the tool where others use the call's id.
fn messages(messages: &[Message]) -> Vec<Value> {
    let calls = messages.iter().flat_map(|message| &message.tool_calls);
    let names = calls
        .map(|call| (call.id.as_str(), call.name.as_str()))
        .collect::<BTreeMap<_, _>>();
    let message = |message: &Message| {
        let mut fields = Map::new();
        fields.insert("role".into(), role(message.role).into());
        fields.insert("content".into(), message.content.clone().into());
        if !message.tool_calls.is_empty() {
            let calls = message
                .tool_calls
                .iter()
                .map(|call| json!({"function": {"name": call.name, "arguments": call.arguments}}));
            fields.insert("tool_calls".into(), calls.collect());
        }
        if let Some(id) = &message.tool_call_id {
            fields.insert("tool_call_id".into(), id.clone().into());
            if let Some(name) = names.get(id.as_str()) {
                fields.insert("tool_name".into(), (*name).into());
            }
        }
        Value::from(fields)
    };
    messages.iter().map(message).collect()
}

#[cfg(test)]
mod tests {
    use stoa_model::{Role, Sampling, ToolCall};

    use super::*;

    #[test]
    fn a_request_has_the_form_that_ollama_expects() {
        let call = ToolCall {
            id: "c1".into(),
            name: "sit".into(),
            arguments: json!({"on": "bench"}),
        };
        let called = Message {
            tool_calls: vec![call],
            ..Message::text(Role::Assistant, "Well.")
        };
        let result = Message {
            tool_call_id: Some("c1".into()),
            ..Message::text(Role::Tool, "you sit")
        };
        let request = ChatRequest {
            messages: vec![Message::text(Role::System, "be Ada"), called, result],
            sampling: Sampling {
                temperature: Some(0.7),
                max_tokens: Some(99),
                ..Sampling::default()
            },
            ..ChatRequest::default()
        };
        let config = OllamaConfig {
            think: Some(false),
            ..OllamaConfig::default()
        };
        let expected = json!({
            "model": "m",
            "messages": [
                {"role": "system", "content": "be Ada"},
                {"role": "assistant", "content": "Well.", "tool_calls": [
                    {"function": {"name": "sit", "arguments": {"on": "bench"}}},
                ]},
                {"role": "tool", "content": "you sit", "tool_call_id": "c1", "tool_name": "sit"},
            ],
            "stream": true,
            "keep_alive": "10m",
            "think": false,
            "options": {"num_ctx": 8192, "temperature": 0.7, "num_predict": 99},
        });
        assert_eq!(body(&request, "m", 8192, &config), expected);
    }

    #[test]
    fn a_long_prompt_needs_a_larger_context() {
        let message = Message::text(Role::User, "x".repeat(30_000));
        let request = ChatRequest {
            messages: vec![message],
            ..ChatRequest::default()
        };
        assert!((11_000..12_000).contains(&tokens_needed(&request)));
    }
}
