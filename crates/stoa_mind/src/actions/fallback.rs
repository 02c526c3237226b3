//! Deeds as plain text, for models without tools: `[[lead_to: fountain]]`.

use serde_json::{Map, Value, json};
use stoa_model::ToolCall;

use super::tools::{NAMES, main_argument};

/// The deed's name behind what a model called it: `Lead-To`, `leadTo`, `lead to` are `lead_to`.
pub fn canonical(name: &str) -> Option<&'static str> {
    let squeezed = |s: &str| {
        s.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let said = squeezed(name);
    if let Some(name) = NAMES.iter().copied().find(|n| squeezed(n) == said) {
        return Some(name);
    }
    match said.as_str() {
        "lead" | "guideto" | "guide" | "show" | "showto" | "leadme" | "takento" | "taketo" => {
            Some("lead_to")
        }
        "goto" | "go" | "walkto" | "moveto" | "walk" => Some("go_to"),
        "come" | "comecloser" | "approach" => Some("come_here"),
        "sitdown" => Some("sit"),
        "standup" | "getup" => Some("stand"),
        "waveat" | "waveto" => Some("wave"),
        "point" | "pointto" => Some("point_at"),
        "introduceto" => Some("introduce"),
        "endtalk" | "endconversation" | "leave" | "goodbye" => Some("end_talk"),
        "stopwalking" | "halt" | "stopfollowing" => Some("stop"),
        "followme" => Some("follow"),
        _ => None,
    }
}

/// Reads what stands between the brackets: `lead_to: fountain`, `lead_to(fountain)`, `lead_to place="fountain"`,
/// `lead_to fountain`, `{"name": "lead_to", "arguments": {…}}`.
pub fn parse(inner: &str) -> Option<ToolCall> {
    let inner = inner.trim().trim_start_matches("/").trim();
    if inner.starts_with('{') {
        return parse_json(inner);
    }
    // "lead to: fountain" has a blank in its name; "lead_to fountain" ends its name with one.
    let split = |ends: &[char]| inner.split_at(inner.find(ends).unwrap_or(inner.len()));
    let (long, long_rest) = split(&[':', '(', '=']);
    let (head, short_rest) = split(&[':', '(', ' ', '=', ',', '|']);
    let (name, rest) = match canonical(long) {
        Some(name) => (Some(name), long_rest),
        None => (canonical(head), short_rest),
    };
    if let Some(g) = name
        .is_none()
        .then(|| super::GestureKind::from_word(&head.to_lowercase()))
        .flatten()
    {
        return Some(call("gesture", json!({"kind": g.word()})));
    }
    let name = name?;
    let rest = rest
        .trim_start_matches([':', '(', ' ', '=', ',', '|'])
        .trim_end_matches([')', ' ', ';', '.'])
        .trim();
    if rest.starts_with('{')
        && let Ok(object @ Value::Object(_)) = serde_json::from_str::<Value>(rest)
    {
        return Some(call(name, object));
    }
    let mut args = Map::new();
    for (i, part) in rest
        .split([',', ';'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .enumerate()
    {
        let keyed = part.split_once(['=', ':']).filter(|(k, _)| {
            let k = k.trim();
            !k.is_empty() && k.len() < 20 && k.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
        });
        match (keyed, main_argument(name)) {
            (Some((k, v)), _) => args.insert(k.trim().to_lowercase(), unquoted(v)),
            (None, Some(k)) if i == 0 => args.insert(k.to_owned(), unquoted(part)),
            _ => None,
        };
    }
    Some(call(name, Value::Object(args)))
}

/// Reads a JSON object that some models write into their text instead of calling a tool.
pub fn parse_json(text: &str) -> Option<ToolCall> {
    let Ok(Value::Object(o)) = serde_json::from_str::<Value>(text) else {
        return None;
    };
    let o = match o.get("function").or(o.get("tool_call")) {
        Some(Value::Object(inner)) => inner.clone(),
        _ => o,
    };
    let name = ["name", "action", "tool", "function"]
        .iter()
        .find_map(|k| o.get(*k)?.as_str())?;
    let name = canonical(name)?;
    let arguments = ["arguments", "parameters", "args", "input"]
        .iter()
        .find_map(|k| o.get(*k).cloned());
    let arguments = arguments.unwrap_or_else(|| {
        let known = ["name", "action", "tool", "function", "type", "id"];
        Value::Object(
            o.iter()
                .filter(|(k, _)| !known.contains(&k.as_str()))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
        )
    });
    Some(call(name, arguments))
}

fn unquoted(s: &str) -> Value {
    Value::String(
        s.trim()
            .trim_matches(['"', '\'', '\u{201c}', '\u{201d}'])
            .to_owned(),
    )
}

fn call(name: &str, arguments: Value) -> ToolCall {
    ToolCall {
        id: String::new(),
        name: name.to_owned(),
        arguments,
    }
}
