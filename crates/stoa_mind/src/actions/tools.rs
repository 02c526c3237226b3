//! The deeds described for a model.

use serde_json::{Value, json};
use stoa_model::{ToolSpec, TurnContext};

use super::GestureKind;

/// Every deed, in the order in which models are told of them.
pub const NAMES: &[&str] = &[
    "follow",
    "lead_to",
    "go_to",
    "come_here",
    "stop",
    "sit",
    "stand",
    "wave",
    "point_at",
    "introduce",
    "gesture",
    "end_talk",
];

/// The tools of a turn: the allowed deeds in a stable order, with the world's places by id in alphabetical order.
///
/// Nothing in them depends on where anybody stands, so that servers reuse their prefix cache.
pub fn tools(ctx: &TurnContext) -> Vec<ToolSpec> {
    let mut places: Vec<&str> = ctx.places.iter().map(|p| p.id.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    NAMES
        .iter()
        .filter(|n| ctx.actions.iter().any(|a| a == *n))
        .map(|name| {
            let (description, properties, required) = describe(name, &places);
            ToolSpec {
                name: (*name).to_owned(),
                description: description.to_owned(),
                parameters: json!({
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                }),
            }
        })
        .collect()
}

/// What a deed does, in one sentence for the model.
pub(crate) fn description(name: &str) -> &'static str {
    describe(name, &[]).0
}

/// The name of the argument that a deed is mostly called with.
pub(super) fn main_argument(name: &str) -> Option<&'static str> {
    match name {
        "follow" => Some("who"),
        "lead_to" | "go_to" => Some("place"),
        "sit" => Some("where"),
        "wave" => Some("at"),
        "point_at" => Some("target"),
        "introduce" => Some("to"),
        "gesture" => Some("kind"),
        "come_here" => Some("to"),
        _ => None,
    }
}

fn describe(name: &str, places: &[&str]) -> (&'static str, Value, Vec<&'static str>) {
    let person = |what: &str| json!({"type": "string", "description": what});
    let place = |what: &str| match places {
        [] => json!({"type": "string", "description": what}),
        _ => json!({"type": "string", "enum": places, "description": what}),
    };
    match name {
        "follow" => (
            "Walk behind somebody. Use it when asked to follow or to come along.",
            json!({"who": person("Their name; leave out for the one you talk with.")}),
            vec![],
        ),
        "lead_to" => (
            "Lead the one you talk with to a place. Use it when asked to show or lead the way.",
            json!({"place": place("The place.")}),
            vec!["place"],
        ),
        "go_to" => (
            "Walk to a place alone.",
            json!({"place": place("The place.")}),
            vec!["place"],
        ),
        "come_here" => ("Come closer to the one you talk with.", json!({}), vec![]),
        "stop" => ("Stop walking, following or leading.", json!({}), vec![]),
        "sit" => (
            "Sit down.",
            json!({"where": place("The place with the seat; leave out for the nearest seat.")}),
            vec![],
        ),
        "stand" => ("Get up from a seat.", json!({}), vec![]),
        "wave" => (
            "Wave.",
            json!({"at": person("A name; leave out to wave at everybody.")}),
            vec![],
        ),
        "point_at" => (
            "Point at a person or a place.",
            json!({"target": person("The name of a person or place.")}),
            vec!["target"],
        ),
        "introduce" => (
            "Introduce the one you talk with to somebody; you lead them there if need be.",
            json!({"to": person("The other person's name.")}),
            vec!["to"],
        ),
        "gesture" => (
            "Make a gesture.",
            json!({"kind": {"type": "string", "enum": GestureKind::WORDS, "description": "Which one."}}),
            vec!["kind"],
        ),
        "end_talk" => (
            "End this conversation, after saying goodbye.",
            json!({}),
            vec![],
        ),
        _ => ("", json!({}), vec![]),
    }
}
