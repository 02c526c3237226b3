use serde_json::{Value, json};
use stoa_model::{PersonView, PlaceView};

use super::*;

fn scene() -> TurnContext {
    let person = |id, name: Option<&str>, role: Option<&str>| PersonView {
        id,
        name: name.map(Into::into),
        role: role.map(Into::into),
        ..PersonView::default()
    };
    let place = |id: &str, name: &str, kind: &str| PlaceView {
        id: id.into(),
        name: name.into(),
        kind: kind.into(),
        ..PlaceView::default()
    };
    TurnContext {
        me: stoa_model::SelfView {
            id: 1,
            name: "Iris".into(),
            ..Default::default()
        },
        listener: Some(person(9, None, None)),
        present: vec![
            person(9, None, None),
            person(2, Some("Theo"), Some("baker")),
            person(3, Some("Mara"), Some("pupil")),
            person(4, Some("Maro"), Some("singer")),
        ],
        absent: vec![
            PersonView {
                at: Some("the fountain".into()),
                ..person(5, Some("Noor"), Some("weaver"))
            },
            person(6, Some("Wren"), Some("courier")),
        ],
        places: vec![
            place("fountain", "the fountain", "fountain"),
            place("olive_tree", "the old olive tree", "tree"),
            place("bench_north", "the north bench", "bench"),
            place("bench_south", "the south bench", "bench"),
        ],
        here: Some(place("olive_tree", "the old olive tree", "tree")),
        actions: NAMES
            .iter()
            .filter(|n| **n != "stand")
            .map(|n| (*n).to_owned())
            .collect(),
        ..TurnContext::default()
    }
}

fn act(name: &str, arguments: Value) -> Result<Action, ActionError> {
    let call = ToolCall {
        id: "1".into(),
        name: name.into(),
        arguments,
    };
    Action::from_call(&call, &scene())
}

#[test]
fn what_a_model_means_is_not_understood() {
    let fountain = || Action::GoTo {
        place: "fountain".into(),
    };
    for (name, arguments, want) in [
        ("go_to", json!({"place": "fountain"}), fountain()),
        ("go_to", json!({"place": "the Fountain"}), fountain()),
        ("go_to", json!({"place": "fountian"}), fountain()),
        ("go_to", json!({"location": "FOUNTAIN"}), fountain()),
        ("go_to", json!({"x": "the fountain"}), fountain()),
        ("go_to", json!("{\"place\": \"fountain\"}"), fountain()),
        ("go_to", json!("the fountain"), fountain()),
        ("GoTo", json!(["fountain"]), fountain()),
        ("go-to", json!({"place": {"id": "fountain"}}), fountain()),
        (
            "go_to",
            json!({"place": "olive tree"}),
            Action::GoTo {
                place: "olive_tree".into(),
            },
        ),
        (
            "go_to",
            json!({"place": "the tree"}),
            Action::GoTo {
                place: "olive_tree".into(),
            },
        ),
        (
            "go_to",
            json!({"place": "here"}),
            Action::GoTo {
                place: "olive_tree".into(),
            },
        ),
        (
            "lead_to",
            json!({"place": "fountain"}),
            Action::LeadTo {
                who: 9,
                place: "fountain".into(),
            },
        ),
        (
            "lead_to",
            json!({"place": "fountain", "who": "Theo"}),
            Action::LeadTo {
                who: 2,
                place: "fountain".into(),
            },
        ),
        ("follow", json!({}), Action::Follow { who: 9 }),
        ("follow", json!({"who": "you"}), Action::Follow { who: 9 }),
        ("follow", json!({"who": "theo"}), Action::Follow { who: 2 }),
        (
            "follow",
            json!({"who": "the baker"}),
            Action::Follow { who: 2 },
        ),
        ("follow", json!({"who": 2}), Action::Follow { who: 2 }),
        ("follow", json!(null), Action::Follow { who: 9 }),
        ("come_here", json!({}), Action::ComeHere { to: 9 }),
        ("stop", json!({"anything": 1}), Action::Stop),
        ("sit", json!({}), Action::Sit { place: None }),
        ("sit", json!({"where": "here"}), Action::Sit { place: None }),
        (
            "sit",
            json!({"where": "north bench"}),
            Action::Sit {
                place: Some("bench_north".into()),
            },
        ),
        ("wave", json!({}), Action::Wave { at: None }),
        ("wave", json!({"at": "Theo"}), Action::Wave { at: Some(2) }),
        ("wave", json!({"at": "everyone"}), Action::Wave { at: None }),
        (
            "point_at",
            json!({"target": "Mara"}),
            Action::PointAt {
                target: Target::Person(3),
            },
        ),
        (
            "point_at",
            json!({"target": "fountain"}),
            Action::PointAt {
                target: Target::Place("fountain".into()),
            },
        ),
        (
            "introduce",
            json!({"to": "Theo"}),
            Action::Introduce { whom: 9, to: 2 },
        ),
        (
            "introduce",
            json!({"to": "the weaver"}),
            Action::Introduce { whom: 9, to: 5 },
        ),
        (
            "gesture",
            json!({"kind": "Nods"}),
            Action::Gesture {
                kind: GestureKind::Nod,
            },
        ),
        (
            "gesture",
            json!({"kind": "laughing"}),
            Action::Gesture {
                kind: GestureKind::Laugh,
            },
        ),
        ("end_talk", json!({}), Action::EndTalk { who: Some(9) }),
    ] {
        assert_eq!(act(name, arguments.clone()), Ok(want), "{name} {arguments}");
    }
}

#[test]
fn what_cannot_be_meant_is_done_or_refused_without_words() {
    for (name, arguments, want) in [
        ("fly", json!({}), "there is no deed called `fly`"),
        ("stand", json!({}), "I cannot stand now"),
        ("go_to", json!({}), "go_to needs a place"),
        (
            "go_to",
            json!({"place": "the moon"}),
            "I know no place called the moon; there is the fountain, the old olive",
        ),
        (
            "sit",
            json!({"where": "bench"}),
            "bench could be the north bench or the south bench",
        ),
        (
            "follow",
            json!({"who": "Zeno"}),
            "I see nobody called Zeno here",
        ),
        (
            "follow",
            json!({"who": "Noor"}),
            "I see nobody called Noor here",
        ),
        (
            "introduce",
            json!({"to": "you"}),
            "introduce needs two people",
        ),
        (
            "introduce",
            json!({"to": "Wren"}),
            "I see nobody called Wren here",
        ),
        ("wave", json!({"at": "Mar0"}), "Mar0 could be Mara or Maro"),
        (
            "gesture",
            json!({"kind": "explode"}),
            "explode is none of nod, shake, laugh, bow, shrug, think",
        ),
        (
            "introduce",
            json!({}),
            "introduce needs somebody to introduce to",
        ),
    ] {
        let got = act(name, arguments).expect_err(name).to_string();
        assert!(got.starts_with(want), "{name}: {got}");
    }
}

#[test]
fn plain_text_deeds_are_not_understood() {
    for (inner, name, arguments) in [
        ("lead_to: fountain", "lead_to", json!({"place": "fountain"})),
        ("lead_to(fountain)", "lead_to", json!({"place": "fountain"})),
        ("lead_to fountain", "lead_to", json!({"place": "fountain"})),
        (
            "lead_to place=\"the fountain\"",
            "lead_to",
            json!({"place": "the fountain"}),
        ),
        (
            "Lead To: the fountain",
            "lead_to",
            json!({"place": "the fountain"}),
        ),
        (
            "lead_to: fountain, who: Theo",
            "lead_to",
            json!({"place": "fountain", "who": "Theo"}),
        ),
        (" sit ", "sit", json!({})),
        ("nod", "gesture", json!({"kind": "nod"})),
        ("gesture: bow", "gesture", json!({"kind": "bow"})),
        (
            "{\"name\": \"wave\", \"arguments\": {\"at\": \"Theo\"}}",
            "wave",
            json!({"at": "Theo"}),
        ),
        ("end_talk", "end_talk", json!({})),
    ] {
        let got = fallback::parse(inner).unwrap_or_else(|| panic!("{inner} is not understood"));
        assert_eq!(
            (got.name.as_str(), got.arguments),
            (name, arguments),
            "{inner}"
        );
    }
    for inner in [
        "",
        "smiles",
        "fly: moon",
        "{",
        "::",
        "sits down slowly and looks away",
    ] {
        assert_eq!(fallback::parse(inner), None, "{inner}");
    }
    assert!(fallback::parse_json("{\"action\": \"go_to\", \"place\": \"fountain\"}").is_some());
}

#[test]
fn tools_change_with_where_people_stand() {
    let mut ctx = scene();
    let before = tools(&ctx);
    ctx.places.reverse();
    ctx.present.clear();
    ctx.actions.reverse();
    assert_eq!(tools(&ctx), before);
    assert!(
        before
            .iter()
            .all(|t| t.name != "stand" && !t.description.is_empty())
    );
    let go = before.iter().find(|t| t.name == "go_to").expect("allowed");
    assert_eq!(
        go.parameters["properties"]["place"]["enum"][3],
        "olive_tree"
    );
}
