//! The chat: how loud, who hears it, one's last lines, and what is found again.

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{Event, Key, Modifiers};
use stoa_world::{
    Blocked, Body, Controller, Deed, DisplayName, Intent, Muted, Part, PartKind, Pose, SayTo,
    StableId, Surface, Tick, Voice, Volume, WorldDef, body::Utterance, sim::Walls,
};

use super::{IRIS, ME, bench::Bench, people::put};
use crate::{
    chat::{ChatLine, ChatLog, Spoken},
    *,
};

/// Ctrl and a key.
fn ctrl(bench: &mut Bench, key: Key) {
    for pressed in [true, false] {
        bench.frame(vec![Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::COMMAND | Modifiers::CTRL,
        }]);
    }
}

fn at(x: f32) -> Pose {
    Pose::new(Vec3::new(x, 0.0, 0.0), 0.0)
}

/// In a talk with Iris, who stands a metre away, with the line open.
fn typing() -> Bench {
    let mut bench = Bench::new();
    put(&mut bench, IRIS, at(1.0));
    bench.focus(Some(IRIS), Some(IRIS));
    bench.press(Key::Enter);
    bench.rest();
    bench
}

fn said(bench: &mut Bench) -> Vec<(String, Volume)> {
    let sent = bench.sent::<Intent>().into_iter();
    let said = sent.map(|intent| match intent.deed {
        Deed::Say {
            text,
            to: SayTo::Body(IRIS),
            volume,
            ..
        } => (text, volume),
        other => panic!("{other:?}"),
    });
    said.collect()
}

fn spoken(who: StableId, text: &str, tick: u64) -> Spoken {
    Spoken {
        who,
        name: "Iris".into(),
        agent: true,
        mine: false,
        ours: true,
        text: text.into(),
        minute: 605,
        tick: Tick(tick),
        again: false,
    }
}

#[test]
fn a_whisper_would_be_said_aloud() {
    let mut bench = typing();
    assert!(bench.sees("Say something to Iris…"));
    ctrl(&mut bench, Key::ArrowDown);
    bench.rest();
    assert!(bench.sees("Whisper to Iris…"));
    bench.type_in("A secret.");
    bench.press(Key::Enter);
    assert_eq!(
        said(&mut bench),
        [("A secret.".to_owned(), Volume::Whisper)]
    );
    // By Tab, without the mouse; then the field has the keyboard again.
    bench.choose("Shout");
    bench.type_in("Hey!");
    bench.press(Key::Enter);
    assert_eq!(said(&mut bench), [("Hey!".to_owned(), Volume::Shout)]);
    ctrl(&mut bench, Key::ArrowDown);
    bench.type_in("Hm.");
    bench.press(Key::Enter);
    assert_eq!(said(&mut bench), [("Hm.".to_owned(), Volume::Say)]);
    bench.assert_in_bounds();
}

#[test]
fn the_field_would_lose_the_keyboard_for_good() {
    let mut bench = typing();
    for _ in 0..12 {
        bench.press(Key::Tab);
    }
    bench.walk_to("Whisper");
    bench.press(Key::Escape);
    bench.press(Key::Escape);
    bench.focus(Some(IRIS), Some(IRIS));
    bench.press(Key::Enter);
    bench.type_in("Still here.");
    bench.press(Key::Enter);
    assert_eq!(said(&mut bench), [("Still here.".to_owned(), Volume::Say)]);
}

#[test]
fn an_answer_could_not_be_asked_for_again() {
    let mut bench = typing();
    let answer = |bench: &mut Bench, text: &str, tick: u64| {
        let mut log = bench.app.world_mut().resource_mut::<ChatLog>();
        log.push(spoken(IRIS, text, tick));
        bench.rest();
    };
    assert!(!bench.sees(text::answer_again()), "nothing was answered");
    answer(&mut bench, "Good day.", 200);
    assert!(!bench.sees(text::answer_again()), "it is a greeting");
    let asked = Spoken {
        mine: true,
        agent: false,
        ..spoken(ME, "Who are you?", 280)
    };
    bench.app.world_mut().resource_mut::<ChatLog>().push(asked);
    answer(&mut bench, "Guess.", 290);
    bench.choose(text::answer_again());
    let sent: Vec<Deed> = bench.sent::<Intent>().into_iter().map(|i| i.deed).collect();
    assert_eq!(sent, [Deed::AskAgain { whom: IRIS }]);
    assert!(!bench.sees(text::answer_again()));
    answer(&mut bench, "I am Iris.", 295);
    let log = bench.get::<ChatLog>();
    let shown: Vec<_> = log.iter().map(|s| (s.text.as_str(), s.again)).collect();
    let expected = [
        ("Good day.", false),
        ("Who are you?", false),
        ("I am Iris.", true),
    ];
    assert_eq!(shown, expected);
    assert!(log.as_text().contains(text::answered_again()));
}

#[test]
fn one_would_not_know_who_listens() {
    let mut bench = typing();
    for (id, name, x) in [(2, "Noor", -7.0), (1001, "Milo", 12.0), (1002, "Ada", 60.0)] {
        let name = DisplayName(name.into());
        let body = (Body, StableId(id), name, Controller::Agent, at(x));
        bench.app.world_mut().spawn(body);
    }
    bench.rest();
    assert!(bench.sees("Iris and Noor can hear you."));
    ctrl(&mut bench, Key::ArrowUp);
    bench.rest();
    assert!(bench.sees("Iris, Noor and Milo can hear you."));
    for _ in 0..2 {
        ctrl(&mut bench, Key::ArrowDown);
    }
    bench.rest();
    assert!(bench.sees("Iris can hear you."));
    // They walk on while one types.
    put(&mut bench, IRIS, at(2.0));
    bench.rest();
    assert!(bench.sees("Nobody can hear you.") && bench.sees(&text::out_of_earshot("Iris")));
    ctrl(&mut bench, Key::ArrowUp);
    bench.rest();
    assert!(bench.sees("Iris and Noor can hear you."));
    // A block is silent both ways, and a wall halves a voice.
    put(&mut bench, StableId(2), Blocked(vec![ME]));
    bench.rest();
    assert!(bench.sees("Iris can hear you."));
    put(&mut bench, IRIS, at(5.0));
    let kind = PartKind::Wall {
        width: 6.0,
        height: 3.0,
        depth: 0.4,
        surface: Surface::Plaster,
    };
    let wall = Part {
        id: "wall".into(),
        kind,
        at: Vec3::new(2.0, 0.0, 0.0),
        turn_deg: 90.0,
    };
    let def = WorldDef {
        parts: vec![wall],
        ..default()
    };
    bench.app.insert_resource(Walls::from_def(&def));
    bench.rest();
    assert!(bench.sees("Nobody can hear you."));
}

#[test]
fn a_crowd_would_fill_the_panel_with_names() {
    let mut bench = typing();
    bench.size = egui::vec2(800.0, 600.0);
    bench
        .app
        .world_mut()
        .resource_mut::<UiSettings>()
        .picture
        .text_size_percent = 150;
    for n in 0..40 {
        let name = DisplayName(format!("Theodora Anastasiou {n}"));
        let body = (Body, StableId(1001 + n), name, Controller::Agent, at(2.0));
        bench.app.world_mut().spawn(body);
    }
    bench.rest();
    let words = "Iris, Theodora Anastasiou 0, Theodora Anastasiou 1, Theodora Anastasiou 2 and 37 more can hear you.";
    assert!(bench.sees(words));
    bench.assert_in_bounds();
}

#[test]
fn the_last_line_could_not_be_mended() {
    let mut bench = typing();
    for text in ["Where is the fountain?", "And the marekt?"] {
        bench.type_in(text);
        bench.press(Key::Enter);
    }
    said(&mut bench);
    bench.press(Key::ArrowUp);
    assert_eq!(bench.get::<ChatLine>().draft, "And the marekt?");
    // The cursor stands at its end.
    for _ in 0..4 {
        bench.press(Key::Backspace);
    }
    bench.type_in("ket?");
    // What was mended is not thrown away by a further press.
    bench.press(Key::ArrowUp);
    bench.press(Key::Enter);
    assert_eq!(
        said(&mut bench),
        [("And the market?".to_owned(), Volume::Say)]
    );
    for (key, draft) in [
        (Key::ArrowUp, "And the market?"),
        (Key::ArrowUp, "And the marekt?"),
        (Key::ArrowDown, "And the market?"),
        (Key::ArrowDown, ""),
    ] {
        bench.press(key);
        assert_eq!(bench.get::<ChatLine>().draft, draft, "{key:?}");
    }
    bench.type_in("My own");
    bench.press(Key::ArrowUp);
    assert_eq!(bench.get::<ChatLine>().draft, "My own");
}

#[test]
fn what_was_said_could_not_be_found_again() {
    let mut bench = typing();
    let mut log = ChatLog::default();
    for n in 0..60 {
        let text = match n {
            3 | 40 => format!("Olive trees, line {n}."),
            _ => format!("Something else, line {n}."),
        };
        log.push(spoken(IRIS, &text, n * 1000));
    }
    bench.app.insert_resource(log);
    bench.type_in("A draft");
    bench.rest();
    ctrl(&mut bench, Key::F);
    bench.rest();
    bench.type_in("oLIVE");
    bench.rest();
    assert!(bench.sees("2 of 2"));
    let sees_line = |bench: &Bench, line: &str| {
        bench
            .words
            .iter()
            .any(|(words, seen, whole)| words.ends_with(line) && seen.contains(whole.center()))
    };
    assert!(sees_line(&bench, "Olive trees, line 40."));
    assert!(!sees_line(&bench, "Olive trees, line 3."));
    bench.press(Key::Enter);
    bench.rest();
    assert!(bench.sees("1 of 2") && sees_line(&bench, "Olive trees, line 3."));
    bench.assert_in_bounds();
    bench.press(Key::ArrowDown);
    bench.rest();
    assert!(bench.sees("2 of 2") && sees_line(&bench, "Olive trees, line 40."));
    bench.type_in("x");
    bench.rest();
    assert!(bench.sees("nothing"));
    // Escape closes the search alone; the draft is as it was and has the keyboard.
    bench.press(Key::Escape);
    bench.rest();
    assert!(!bench.sees("nothing"));
    assert_eq!(
        (bench.owners(), said(&mut bench)),
        (vec![InputOwner::Chat], vec![])
    );
    bench.type_in(" goes on.");
    assert_eq!(bench.get::<ChatLine>().draft, "A draft goes on.");
}

#[test]
fn a_muted_partner_would_be_read_along() {
    for (muted, sees) in [(vec![], true), (vec![IRIS], false)] {
        let mut bench = typing();
        put(&mut bench, ME, Muted(muted));
        let text = "The olives were here before us.".to_owned();
        let utterance = Some(Utterance {
            spoken: 10,
            since: Tick(290),
            until: Tick(400),
            source: None,
            text,
        });
        let thinking = false;
        put(
            &mut bench,
            IRIS,
            Voice {
                utterance,
                thinking,
            },
        );
        bench.rest();
        let read = bench
            .words
            .iter()
            .any(|(words, ..)| words.contains("The olives"));
        assert_eq!(read, sees);
        assert_eq!(bench.sees(&text::muted_by_you("Iris")), !sees);
    }
}
