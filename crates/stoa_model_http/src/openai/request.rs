//! What a chat request to an OpenAI-compatible server looks like.

use serde_json::{Map, Value, json};
use stoa_model::{ChatRequest, Message, Priority, Role, ToolSpec};

use super::{
    form::Form,
    quirks::{Maker, Quirks},
};

/// Most stop texts that OpenAI takes.
const MAX_STOPS: usize = 4;

/// What was learned of a server and of how one of its models is best asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Habits {
    pub quirks: Quirks,
    pub maker: Maker,
    pub form: Form,
}

/// The body of a chat request.
pub(super) fn body(request: &ChatRequest, model: &str, habits: &Habits) -> Value {
    let Habits {
        quirks,
        maker,
        form,
    } = habits;
    let messages = request.messages.iter().map(message).collect::<Vec<_>>();
    let mut body = Map::new();
    body.insert("model".into(), model.into());
    body.insert("messages".into(), messages.into());
    body.insert("stream".into(), true.into());
    if !quirks.no_stream_options {
        body.insert("stream_options".into(), json!({"include_usage": true}));
    }
    if !request.tools.is_empty() {
        body.insert("tools".into(), request.tools.iter().map(tool).collect());
    }
    let sampling = &request.sampling;
    if let Some(temperature) = sampling.temperature.filter(|_| !quirks.no_temperature) {
        body.insert("temperature".into(), number(temperature));
    }
    if let Some(most) = sampling.max_tokens {
        let name = if quirks.completion_tokens {
            "max_completion_tokens"
        } else {
            "max_tokens"
        };
        body.insert(name.into(), most.into());
    }
    if !sampling.stop.is_empty() && !quirks.no_stop {
        let stops = sampling.stop.iter().take(MAX_STOPS).cloned();
        body.insert("stop".into(), stops.collect::<Vec<_>>().into());
    }
    if let Some(seed) = sampling.seed.filter(|_| !quirks.no_seed) {
        // Servers keep seeds in 32 or 64 bits, signed or not.
        body.insert("seed".into(), (seed & 0x7fff_ffff).into());
    }
    if *maker == Maker::LlamaCpp {
        body.insert("cache_prompt".into(), true.into());
        if !quirks.no_progress {
            body.insert("return_progress".into(), true.into());
        }
    }
    // Lesser goes first there.
    if *maker == Maker::Vllm && !quirks.no_priority && request.priority != Priority::Person {
        body.insert("priority".into(), 1.into());
    }
    let mut body = body.into();
    if let Some(format) = &request.format {
        form.ask(format, *maker == Maker::LlamaCpp, &mut body);
    }
    body
}

/// `0.7`, not `0.699999988079071`.
pub(crate) fn number(value: f32) -> Value {
    let text = value.to_string();
    text.parse::<f64>().map_or(Value::Null, Value::from)
}

fn message(message: &Message) -> Value {
    let mut fields = Map::new();
    fields.insert("role".into(), role(message.role).into());
    fields.insert("content".into(), message.content.clone().into());
    if !message.tool_calls.is_empty() {
        let calls = message.tool_calls.iter().map(|call| {
            let arguments = call.arguments.to_string();
            json!({
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": arguments},
            })
        });
        fields.insert("tool_calls".into(), calls.collect());
    }
    if let Some(id) = &message.tool_call_id {
        fields.insert("tool_call_id".into(), id.clone().into());
    }
    fields.into()
}

/// The role's name, the same for every protocol here.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

/// The tool's declaration, the same for every protocol here.
pub(crate) fn tool(tool: &ToolSpec) -> Value {
    json!({
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.parameters,
        },
    })
}

#[cfg(test)]
mod tests {
    use stoa_model::{Sampling, ToolCall};

    use super::*;

    fn request() -> ChatRequest {
        let call = ToolCall {
            id: "c1".into(),
            name: "sit".into(),
            arguments: json!({"on": "bench"}),
        };
        let called = Message {
            tool_calls: vec![call],
            ..Message::text(Role::Assistant, "")
        };
        let result = Message {
            tool_call_id: Some("c1".into()),
            ..Message::text(Role::Tool, "you sit")
        };
        ChatRequest {
            messages: vec![Message::text(Role::System, "be Ada"), called, result],
            tools: vec![ToolSpec {
                name: "sit".into(),
                description: "Sit down".into(),
                parameters: json!({"type": "object"}),
            }],
            sampling: Sampling {
                temperature: Some(0.7),
                max_tokens: Some(99),
                stop: ["a", "b", "c", "d", "e"].map(String::from).into(),
                seed: Some(u64::MAX),
            },
            ..ChatRequest::default()
        }
    }

    #[test]
    fn a_request_has_the_form_that_servers_expect() {
        let expected = json!({
            "model": "m",
            "messages": [
                {"role": "system", "content": "be Ada"},
                {"role": "assistant", "content": "", "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "sit", "arguments": "{\"on\":\"bench\"}"}},
                ]},
                {"role": "tool", "content": "you sit", "tool_call_id": "c1"},
            ],
            "stream": true,
            "stream_options": {"include_usage": true},
            "tools": [{"type": "function", "function": {
                "name": "sit", "description": "Sit down", "parameters": {"type": "object"},
            }}],
            "temperature": 0.7,
            "max_tokens": 99,
            "stop": ["a", "b", "c", "d"],
            "seed": 0x7fff_ffff,
        });
        assert_eq!(body(&request(), "m", &Habits::default()), expected);
    }

    #[test]
    fn what_a_server_does_not_take_is_left_out() {
        let quirks = Quirks {
            no_stream_options: true,
            completion_tokens: true,
            no_temperature: true,
            no_stop: true,
            no_seed: true,
            ..Quirks::default()
        };
        let habits = Habits {
            quirks,
            ..Habits::default()
        };
        let body = body(&request(), "m", &habits);
        for absent in [
            "stream_options",
            "max_tokens",
            "temperature",
            "stop",
            "seed",
        ] {
            assert_eq!(body.get(absent), None, "{absent}");
        }
        assert_eq!(body["max_completion_tokens"], 99);
    }

    #[test]
    fn a_maker_is_asked_for_what_only_it_has() {
        let request = ChatRequest {
            priority: Priority::Background,
            ..request()
        };
        let of = |maker, quirks| {
            let habits = Habits {
                quirks,
                maker,
                ..Habits::default()
            };
            let body = body(&request, "m", &habits);
            ["cache_prompt", "return_progress", "priority"].map(|field| body.get(field).is_some())
        };
        let none = Quirks::default();
        assert_eq!(of(Maker::Unknown, none), [false, false, false]);
        assert_eq!(of(Maker::LlamaCpp, none), [true, true, false]);
        assert_eq!(of(Maker::Vllm, none), [false, false, true]);
        let refused = Quirks {
            no_progress: true,
            no_priority: true,
            ..none
        };
        assert_eq!(of(Maker::LlamaCpp, refused), [true, false, false]);
        assert_eq!(of(Maker::Vllm, refused), [false, false, false]);
    }
}
