//! Keys in the settings: changed, exchanged, reset, and shown as they are bound.

use bevy::prelude::*;
use bevy_egui::egui::{Key, vec2};

use super::bench::Bench;
use crate::*;

/// The settings are open, with nothing to be seen but the row of an action.
fn bench(action: Action) -> Bench {
    let mut bench = Bench::new();
    bench.press(Key::F2);
    bench.rest();
    // The field to search in comes after the cross.
    bench.press(Key::Tab);
    bench.press(Key::Tab);
    bench.rest();
    bench.type_in(text::action(action));
    bench.rest();
    bench
}

fn key(bench: &Bench, action: Action) -> Option<KeyCode> {
    bench.get::<UiSettings>().bindings.of(action).key
}

#[test]
fn a_key_could_not_be_bound_to_something_else() {
    let mut bench = bench(Action::Jump);
    bench.choose("Space");
    assert!(bench.sees(text::press_a_key()));
    bench.press(Key::F9);
    bench.rest();
    assert!(!bench.sees(text::press_a_key()));
    assert_eq!(key(&bench, Action::Jump), Some(KeyCode::F9));
    assert!(bench.sees("F9"));
    let sent = bench.sent::<SettingsChanged>();
    let kept = sent.last().expect("it is kept at once");
    assert_eq!(kept.0.bindings.of(Action::Jump).key, Some(KeyCode::F9));
    // As it was made.
    bench.choose(text::reset());
    assert_eq!(bench.get::<UiSettings>().bindings, Bindings::default());
}

#[test]
fn escape_would_be_bound_or_close_the_settings() {
    let mut bench = bench(Action::Jump);
    bench.choose("Space");
    bench.press(Key::Escape);
    bench.rest();
    assert!(!bench.sees(text::press_a_key()));
    assert_eq!(key(&bench, Action::Jump), Some(KeyCode::Space));
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Settings));
}

#[test]
fn a_key_that_opens_a_panel_could_not_be_given_away() {
    let mut bench = bench(Action::Jump);
    bench.choose("Space");
    // The help does not open, and nothing is done before the person says what is to be.
    bench.press(Key::F1);
    bench.rest();
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Settings));
    assert_eq!(bench.get::<UiSettings>().bindings, Bindings::default());
    assert!(bench.sees(&text::is_taken("F1", text::action(Action::Help))));
    bench.choose(text::exchange());
    assert_eq!(key(&bench, Action::Jump), Some(KeyCode::F1));
    assert_eq!(key(&bench, Action::Help), Some(KeyCode::Space));
    bench.assert_in_bounds();
}

#[test]
fn two_deeds_of_one_key_would_not_be_told() {
    let mut bench = bench(Action::Jump);
    bench.choose("Space");
    bench.press(Key::F1);
    bench.rest();
    bench.choose(text::leave_both());
    let [jump, help] = [Action::Jump, Action::Help].map(|action| key(&bench, action));
    assert_eq!((jump, help), (Some(KeyCode::F1), Some(KeyCode::F1)));
    assert!(bench.sees(&text::also_does(&[text::action(Action::Help)])));
}

#[test]
fn a_seat_would_not_be_offered_by_the_key_that_takes_it() {
    let mut bench = Bench::new();
    bench.rest();
    assert!(!bench.sees(text::sit_down()));
    let seat = stoa_world::SeatId("bench/1".into());
    bench.app.insert_resource(SeatInView(Some(seat)));
    let mut settings = bench.get::<UiSettings>();
    settings
        .bindings
        .bind(Action::Sit, Press::Key(KeyCode::KeyX));
    bench.app.insert_resource(settings);
    bench.rest();
    assert!(bench.sees(text::sit_down()) && bench.sees("X"));
}

#[test]
fn the_help_would_show_keys_that_are_not_bound() {
    let mut bench = Bench::new();
    // All of it can be seen at once.
    bench.size = vec2(1280.0, 1600.0);
    let mut settings = bench.get::<UiSettings>();
    settings
        .bindings
        .bind(Action::Help, Press::Key(KeyCode::F7));
    settings.bindings.set(Action::Run, Binding::default());
    bench.app.insert_resource(settings);
    bench.press(Key::F1);
    assert_eq!(bench.get::<Screens>().open, None);
    bench.press(Key::F7);
    bench.rest();
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Help));
    assert!(bench.sees("F7") && bench.sees(text::action(Action::Jump)));
    assert!(!bench.sees(text::action(Action::Run)));
}

#[test]
fn the_end_of_the_help_could_not_be_read_without_a_mouse() {
    let mut bench = Bench::new();
    bench.size = vec2(900.0, 420.0);
    bench.press(Key::F1);
    bench.rest();
    let end = text::help_note().get(..40).expect("a long note");
    assert!(!bench.sees(end));
    for _ in 0..6 {
        bench.press(Key::PageDown);
        bench.rest();
    }
    assert!(bench.sees(end));
}
