//! What a request for a message looks like.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use stoa_model::{ChatRequest, Message, OutputFormat, Role, ToolSpec};

use super::AnthropicConfig;
use crate::openai::number;

/// Fields that an answer can do without when a server refuses them.
const OPTIONAL: [&str; 4] = ["temperature", "thinking", "cache_control", "stop_sequences"];
/// What a request says for whoever has not spoken yet: the protocol wants a person's message first.
const NOBODY_SPOKE: &str = "(Nobody has said anything yet.)";

/// The body of a request for a message, without the fields in `refused`.
pub(super) fn body(
    request: &ChatRequest,
    model: &str,
    config: &AnthropicConfig,
    refused: &BTreeSet<&'static str>,
) -> Value {
    let takes = |field: &str| !refused.contains(field);
    let mark = config.cache && takes("cache_control");
    let sampling = &request.sampling;
    let forced = request.format.as_ref();
    let thinking = config.thinking_tokens.filter(|_| takes("thinking"));
    // A model that must call a tool cannot reason before it.
    let thinking = thinking.filter(|_| forced.is_none());
    let mut body = Map::new();
    body.insert("model".into(), model.into());
    // What is thought counts as well.
    let most = sampling.max_tokens.unwrap_or(config.max_tokens).max(1);
    let most = most.saturating_add(thinking.unwrap_or(0));
    body.insert("max_tokens".into(), most.into());
    let (system, messages) = turns(&request.messages, mark);
    if !system.is_empty() {
        body.insert("system".into(), system.into());
    }
    body.insert("messages".into(), messages.into());
    body.insert("stream".into(), true.into());
    let mut tools = request.tools.iter().map(tool).collect::<Vec<_>>();
    if let Some(format) = forced {
        tools.push(answer_form(format));
        let choice = json!({"type": "tool", "name": format.name});
        body.insert("tool_choice".into(), choice);
    }
    if let (true, Some(last)) = (mark, tools.last_mut()) {
        last["cache_control"] = ephemeral();
    }
    if !tools.is_empty() {
        body.insert("tools".into(), tools.into());
    }
    if let Some(tokens) = thinking {
        let thinking = json!({"type": "enabled", "budget_tokens": tokens.max(1024)});
        body.insert("thinking".into(), thinking);
    } else if let Some(temperature) = sampling.temperature.filter(|_| takes("temperature")) {
        body.insert("temperature".into(), number(temperature.clamp(0.0, 1.0)));
    }
    let stops = sampling.stop.iter().filter(|stop| !stop.trim().is_empty());
    let stops = stops.cloned().collect::<Vec<_>>();
    if !stops.is_empty() && takes("stop_sequences") {
        body.insert("stop_sequences".into(), stops.into());
    }
    body.into()
}

/// The optional field of the body `sent` that a refusal blames.
pub(super) fn blamed(refusal: &str, sent: &Value) -> Option<&'static str> {
    let refusal = refusal.to_lowercase();
    let present = |field: &&str| match *field {
        "cache_control" => sent.to_string().contains("cache_control"),
        field => sent.get(field).is_some(),
    };
    let mut fields = OPTIONAL.into_iter().filter(present);
    fields.find(|field| refusal.contains(field))
}

/// The name of the tool whose call is the answer of a request with an output format.
pub(super) fn answer_tool(request: &ChatRequest) -> Option<String> {
    request.format.as_ref().map(|format| format.name.clone())
}

/// The instructions at the beginning, and the turns after them: roles alternate, and a person's is first.
fn turns(messages: &[Message], mark: bool) -> (Vec<Value>, Vec<Value>) {
    let begin = messages
        .iter()
        .position(|message| message.role != Role::System)
        .unwrap_or(messages.len());
    let (rules, talk) = messages.split_at(begin);
    let mut system = rules
        .iter()
        .filter(|rule| !rule.content.trim().is_empty())
        .map(|rule| json!({"type": "text", "text": rule.content}))
        .collect::<Vec<_>>();
    if let (true, Some(last)) = (mark, system.last_mut()) {
        last["cache_control"] = ephemeral();
    }
    let mut turns: Vec<(&str, Vec<Value>)> = Vec::new();
    let last = talk.len().saturating_sub(1);
    for (at, message) in talk.iter().enumerate() {
        let role = match message.role {
            Role::Assistant => "assistant",
            Role::System | Role::User | Role::Tool => "user",
        };
        let mut blocks = blocks(message);
        // The last message is the part of the prompt that is new in every turn; what stands before it comes again.
        if let (true, Some(block)) = (mark && at + 1 == last, blocks.last_mut()) {
            block["cache_control"] = ephemeral();
        }
        match turns.last_mut() {
            _ if blocks.is_empty() => {}
            Some((before, all)) if *before == role => all.append(&mut blocks),
            _ => turns.push((role, blocks)),
        }
    }
    if turns.first().is_none_or(|(role, _)| *role == "assistant") {
        let nobody = json!({"type": "text", "text": NOBODY_SPOKE});
        turns.insert(0, ("user", vec![nobody]));
    }
    let turns = turns.into_iter();
    let turns = turns.map(|(role, content)| json!({"role": role, "content": content}));
    (system, turns.collect())
}

/// A message's blocks; none for an empty one, which the protocol does not take.
fn blocks(message: &Message) -> Vec<Value> {
    if let Some(id) = &message.tool_call_id {
        return vec![json!({
            "type": "tool_result",
            "tool_use_id": id,
            "content": message.content,
        })];
    }
    let mut blocks = Vec::new();
    // An answer that was begun may not end with a blank.
    let text = match message.role {
        Role::Assistant => message.content.trim_end(),
        Role::System | Role::User | Role::Tool => &message.content,
    };
    if !text.trim().is_empty() {
        blocks.push(json!({"type": "text", "text": text}));
    }
    let calls = message.tool_calls.iter().map(|call| {
        json!({
            "type": "tool_use",
            "id": call.id,
            "name": call.name,
            "input": call.arguments,
        })
    });
    blocks.extend(calls);
    blocks
}

fn tool(tool: &ToolSpec) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description,
        "input_schema": tool.parameters,
    })
}

fn answer_form(format: &OutputFormat) -> Value {
    json!({
        "name": format.name,
        "description": "Gives the answer in its form.",
        "input_schema": format.schema,
    })
}

fn ephemeral() -> Value {
    json!({"type": "ephemeral"})
}

#[cfg(test)]
mod tests {
    use stoa_model::{Sampling, ToolCall};

    use super::*;

    fn request() -> ChatRequest {
        let call = ToolCall {
            id: "toolu_1".into(),
            name: "sit".into(),
            arguments: json!({"on": "bench"}),
        };
        let called = Message {
            tool_calls: vec![call],
            ..Message::text(Role::Assistant, "Well. ")
        };
        let result = Message {
            tool_call_id: Some("toolu_1".into()),
            ..Message::text(Role::Tool, "you sit")
        };
        ChatRequest {
            messages: vec![
                Message::text(Role::System, "be Ada"),
                Message::text(Role::System, "the plaza"),
                called,
                result,
                Message::text(Role::User, "Good day!"),
            ],
            tools: vec![ToolSpec {
                name: "sit".into(),
                description: "Sit down".into(),
                parameters: json!({"type": "object"}),
            }],
            sampling: Sampling {
                temperature: Some(1.5),
                stop: vec!["\n".into(), "END".into()],
                seed: Some(1),
                ..Sampling::default()
            },
            ..ChatRequest::default()
        }
    }

    #[test]
    fn a_request_has_the_form_that_anthropic_expects() {
        let expected = json!({
            "model": "m",
            "max_tokens": 1024,
            "system": [
                {"type": "text", "text": "be Ada"},
                {"type": "text", "text": "the plaza", "cache_control": {"type": "ephemeral"}},
            ],
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": NOBODY_SPOKE}]},
                {"role": "assistant", "content": [
                    {"type": "text", "text": "Well."},
                    {"type": "tool_use", "id": "toolu_1", "name": "sit", "input": {"on": "bench"}},
                ]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "toolu_1", "content": "you sit",
                     "cache_control": {"type": "ephemeral"}},
                    {"type": "text", "text": "Good day!"},
                ]},
            ],
            "stream": true,
            "tools": [{
                "name": "sit", "description": "Sit down", "input_schema": {"type": "object"},
                "cache_control": {"type": "ephemeral"},
            }],
            "temperature": 1.0,
            "stop_sequences": ["END"],
        });
        let config = AnthropicConfig::default();
        let sent = body(&request(), "m", &config, &BTreeSet::new());
        assert_eq!(sent, expected);
        let marks = sent.to_string().matches("cache_control").count();
        assert!(marks <= 4, "the protocol takes four marks at most");
    }

    #[test]
    fn what_a_server_refuses_is_left_out() {
        let config = AnthropicConfig {
            thinking_tokens: Some(2000),
            ..AnthropicConfig::default()
        };
        let sent = body(&request(), "m", &config, &BTreeSet::new());
        assert_eq!(sent["thinking"]["budget_tokens"], 2000);
        assert_eq!(sent["max_tokens"], 3024);
        assert_eq!(sent.get("temperature"), None);
        for (refusal, field) in [
            ("thinking: this model does not support it", Some("thinking")),
            (
                "messages.0.content.0.cache_control: Extra inputs are not permitted",
                Some("cache_control"),
            ),
            ("temperature: not with this model", None),
            ("messages: at least one message is required", None),
        ] {
            assert_eq!(blamed(refusal, &sent), field, "{refusal}");
        }
        let refused = BTreeSet::from(OPTIONAL);
        let sent = body(&request(), "m", &config, &refused).to_string();
        for field in OPTIONAL {
            assert!(!sent.contains(field), "{field} in {sent}");
        }
    }

    #[test]
    fn an_answer_in_a_form_is_a_call_that_must_be_made() {
        let request = ChatRequest {
            format: Some(OutputFormat {
                name: "plan".into(),
                schema: json!({"type": "object"}),
            }),
            ..request()
        };
        let config = AnthropicConfig::default();
        let sent = body(&request, "m", &config, &BTreeSet::new());
        assert_eq!(sent["tool_choice"], json!({"type": "tool", "name": "plan"}));
        assert_eq!(sent["tools"][1]["name"], "plan");
        assert_eq!(answer_tool(&request).as_deref(), Some("plan"));
    }
}
