//! The panels as a whole, without window or renderer: keys and clicks in, messages out.

mod bench;
mod chat;
mod checkup;
mod crash;
mod editor;
mod exchange;
mod files;
mod hostile;
mod keys;
mod letters;
mod models;
mod pad;
mod people;
mod pictures;
mod places;
mod servers;
mod sounds;
mod words;

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{Event, Key, vec2};
use stoa_world::{Deed, Intent, SayTo, StableId};

use bench::{Bench, key_event};

use crate::*;

const ME: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

fn say(text: &str, to: SayTo) -> Intent {
    let deed = Deed::Say {
        text: text.into(),
        to,
        volume: default(),
        source: None,
    };
    Intent { who: ME, deed }
}

#[test]
fn what_is_typed_would_not_be_said_or_the_game_would_get_the_keys() {
    let mut bench = Bench::new();
    assert_eq!(bench.owners(), []);
    bench.focus(Some(IRIS), None);
    bench.press(Key::Enter);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.type_in("Good ");
    bench.type_in("day");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Good day", SayTo::Body(IRIS))]);
    // In a talk the line stays for more, and has the keyboard without a click.
    bench.focus(Some(IRIS), Some(IRIS));
    bench.type_in("More");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("More", SayTo::Body(IRIS))]);
    // Enter with nothing typed frees the hands and keeps the talk.
    bench.press(Key::Enter);
    assert_eq!(
        (bench.owners(), bench.sent::<LeaveTalk>()),
        (vec![], vec![])
    );
    assert_eq!(bench.sent::<Intent>(), []);
}

#[test]
fn nobody_near_would_leave_one_speechless() {
    let mut bench = Bench::new();
    bench.press(Key::Enter);
    bench.type_in("Hello?");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Hello?", SayTo::Anyone)]);
    assert_eq!(bench.owners(), []);
}

#[test]
fn the_key_that_hails_would_fall_into_the_line() {
    let mut bench = Bench::new();
    bench.focus(Some(IRIS), Some(IRIS));
    let by = Some(Key::E);
    bench.app.world_mut().write_message(OpenChat { by });
    // Where frames are slow, all of it comes in one.
    let mut frame = Vec::new();
    for (text, key) in [("w", Key::W), ("e", Key::E), ("H", Key::H), ("i", Key::I)] {
        frame.push(Event::Text(text.to_owned()));
        frame.push(key_event(key, true));
    }
    bench.frame(frame);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Hi", SayTo::Body(IRIS))]);
}

#[test]
fn escape_would_not_end_a_talk_or_lose_a_draft() {
    let mut bench = Bench::new();
    bench.focus(Some(IRIS), Some(IRIS));
    bench.press(Key::Enter);
    bench.type_in("half a tho");
    bench.press(Key::Escape);
    assert_eq!(
        (bench.owners(), bench.sent::<LeaveTalk>()),
        (vec![], vec![])
    );
    bench.press(Key::Escape);
    assert_eq!(bench.sent::<LeaveTalk>(), [LeaveTalk { whom: IRIS }]);
    bench.focus(None, None);
    bench.press(Key::Enter);
    bench.type_in("ught");
    bench.press(Key::Enter);
    assert_eq!(
        bench.sent::<Intent>(),
        [say("half a thought", SayTo::Anyone)]
    );
}

#[test]
fn a_screen_would_leave_the_game_running_blind() {
    let mut bench = Bench::new();
    for (key, screen) in [
        (Key::Escape, Screen::Pause),
        (Key::F1, Screen::Help),
        (Key::F2, Screen::Settings),
    ] {
        bench.press(key);
        assert_eq!(bench.get::<Screens>().open, Some(screen), "{key:?}");
        assert_eq!(bench.owners(), [InputOwner::Screen], "{key:?}");
        bench.press(Key::Enter);
        bench.press(Key::Escape);
        assert_eq!(
            (bench.get::<Screens>().open, bench.owners()),
            (None, vec![]),
            "{key:?}"
        );
    }
    bench.app.insert_resource(Loading::default());
    bench.press(Key::Escape);
    assert_eq!(bench.owners(), [InputOwner::Title]);
}

#[test]
fn a_found_server_could_not_be_taken_with_one_click() {
    for (x, taken) in [(40.0, true), (140.0, false)] {
        let mut bench = Bench::new();
        let server = FoundServerView {
            label: "Ollama".into(),
            url: "http://127.0.0.1:11434".into(),
            models: vec!["llama3.2:3b".into()],
            kind: BackendKind::Ollama,
        };
        bench.app.insert_resource(FoundServers(vec![server]));
        for _ in 0..4 {
            bench.frame(vec![]);
        }
        let area = egui::AreaState::load(&bench.ctx, egui::Id::new("stoa server card"));
        let card = area.expect("the card is shown").rect();
        bench.click(card.left_bottom() + vec2(x, -30.0));
        let model = Some("llama3.2:3b".into());
        let used = bench.sent::<UseServer>();
        assert_eq!(
            used,
            taken.then_some(UseServer { index: 0, model }).as_slice(),
            "at {x}"
        );
        let declined = bench.sent::<DeclineServer>();
        assert_eq!(
            declined,
            (!taken).then_some(DeclineServer { index: 0 }).as_slice(),
            "at {x}"
        );
        bench.click(card.left_bottom() + vec2(x, -30.0));
        assert_eq!(bench.sent::<UseServer>(), [], "the offer was made again");
    }
}

#[test]
fn an_offer_could_not_be_taken_while_the_cursor_is_caught() {
    let mut bench = Bench::new();
    bench
        .app
        .insert_resource(FoundServers(vec![FoundServerView {
            label: "Ollama".into(),
            url: "http://127.0.0.1:11434".into(),
            models: vec!["llama3.2:3b".into()],
            kind: BackendKind::Ollama,
        }]));
    bench.frame(vec![]);
    assert_eq!(bench.sent::<UseServer>(), []);
    bench.press(Key::F4);
    let model = Some("llama3.2:3b".into());
    assert_eq!(bench.sent::<UseServer>(), [UseServer { index: 0, model }]);
    bench.press(Key::F4);
    assert_eq!(bench.sent::<UseServer>(), [], "the offer was made again");
}

#[test]
fn a_change_of_settings_would_not_be_told() {
    let mut bench = Bench::new();
    bench.app.insert_resource(UiSettings::default());
    for _ in 0..3 {
        bench.frame(vec![]);
    }
    assert_eq!(bench.sent::<SettingsChanged>(), []);
    // The welcome card has been seen.
    bench.time += 9.0;
    bench.frame(vec![]);
    let told = bench.sent::<SettingsChanged>();
    assert_eq!(
        told,
        [SettingsChanged(UiSettings {
            welcomed: true,
            ..default()
        })]
    );
    assert_eq!(bench.get::<UiSettings>(), told[0].0);
}
