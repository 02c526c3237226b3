//! Panels by a gamepad alone.

use bevy::prelude::*;
use stoa_world::Goal;

use super::{IRIS, ME, bench::Bench};
use crate::*;

/// Steps by `button` until the control with these words has the focus.
fn go_by(bench: &mut Bench, button: GamepadButton, words: &str) {
    for _ in 0..120 {
        if bench.is_at(words) {
            return;
        }
        bench.push(button);
    }
    panic!("{button:?} does not lead to {words:?}");
}

/// Through everything, one after the other.
fn go_to(bench: &mut Bench, words: &str) {
    go_by(bench, GamepadButton::RightTrigger, words);
}

/// Goes there and presses it.
fn choose(bench: &mut Bench, words: &str) {
    go_to(bench, words);
    bench.push(GamepadButton::South);
}

#[test]
fn the_menu_could_not_be_worked_by_a_gamepad() {
    let mut bench = Bench::new();
    bench.push(GamepadButton::Start);
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Pause));
    assert!(bench.sees("A presses"));
    go_by(&mut bench, GamepadButton::DPadDown, text::help());
    bench.push(GamepadButton::South);
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Help));
    bench.push(GamepadButton::East);
    assert_eq!(bench.get::<Screens>().open, None);
    // With nothing open, the same button does nothing of the kind.
    bench.push(GamepadButton::East);
    assert_eq!(bench.get::<Screens>().open, None);
}

#[test]
fn a_setting_could_not_be_changed_by_a_gamepad() {
    let mut bench = Bench::new();
    bench.push(GamepadButton::Start);
    choose(&mut bench, text::settings());
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Settings));
    choose(&mut bench, text::vsync_check());
    assert!(!bench.get::<UiSettings>().picture.vsync);
}

#[test]
fn a_button_could_not_be_bound_by_a_gamepad() {
    let mut bench = Bench::new();
    bench.push(GamepadButton::Start);
    choose(&mut bench, text::settings());
    // In the row of "sit down".
    go_to(&mut bench, "C");
    bench.push(GamepadButton::DPadRight);
    assert!(bench.is_at("Y"));
    bench.push(GamepadButton::South);
    assert!(bench.sees(text::press_a_key()));
    bench.push(GamepadButton::LeftTrigger2);
    let sit = bench.get::<UiSettings>().bindings.of(Action::Sit);
    assert_eq!(sit.button, Some(GamepadButton::LeftTrigger2));
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Settings));
}

#[test]
fn the_chat_would_catch_a_gamepad_or_not_open() {
    let mut bench = Bench::new();
    bench.focus(None, Some(IRIS));
    bench.push(GamepadButton::RightTrigger);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.type_in("Hello");
    bench.push(GamepadButton::Start);
    let said = bench.sent::<stoa_world::Intent>();
    assert_eq!(said, [super::say("Hello", stoa_world::SayTo::Body(IRIS))]);
    bench.push(GamepadButton::East);
    assert_eq!(bench.owners(), []);
    assert_eq!(bench.sent::<LeaveTalk>(), [LeaveTalk { whom: IRIS }]);
}

/// A gamepad in the hands, and its keyboard where the chat's line is.
fn typing() -> Bench {
    let mut bench = Bench::new();
    bench.app.world_mut().resource_mut::<Prompts>().device = Device::Pad;
    bench.focus(None, Some(IRIS));
    bench.push(GamepadButton::RightTrigger);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.rest();
    bench
}

fn draft(bench: &Bench) -> String {
    bench.get::<chat::ChatLine>().draft
}

#[test]
fn a_word_could_not_be_typed_by_a_gamepad() {
    use GamepadButton::*;
    let mut bench = typing();
    assert!(bench.sees("A types"));
    // From g: down to v, h and i with one step up and two to the right.
    for button in [DPadRight, South, DPadUp, DPadRight, DPadRight, South] {
        bench.push(button);
    }
    assert_eq!(draft(&bench), "hi");
    for button in [North, LeftTrigger2, South, South] {
        bench.push(button);
    }
    assert_eq!(draft(&bench), "hi Ii");
    bench.push(West);
    bench.push(Start);
    let said = bench.sent::<stoa_world::Intent>();
    assert_eq!(said, [super::say("hi I", stoa_world::SayTo::Body(IRIS))]);
    // Neither of the buttons was what it is bound to.
    assert_eq!(bench.get::<Screens>().open, None);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.push(East);
    assert_eq!(bench.owners(), []);
    assert!(!bench.sees("A types"));
}

#[test]
fn whoever_answers_by_a_gamepad_would_spell_every_word() {
    use GamepadButton::*;
    let mut bench = typing();
    // Over the keys are words to begin with.
    let replies = bench.app.world().resource::<crate::space::Kept>().replies();
    let [first, second, ..] = replies else {
        panic!("{replies:?}");
    };
    let (first, second) = (first.clone(), second.clone());
    assert!(bench.sees(&first.label) && bench.sees(&second.label));
    for button in [DPadUp, DPadUp, DPadLeft, South] {
        bench.push(button);
    }
    let said = bench.sent::<stoa_world::Intent>();
    let to = stoa_world::SayTo::Body(IRIS);
    assert_eq!(said, [super::say(&first.text, to)]);
    // A word that is begun is finished.
    bench.type_in("I know the fount");
    bench.rest();
    let words = bench.app.world().resource::<crate::space::Kept>();
    let word = words.suggest("I know the fount").remove(0);
    for button in [DPadUp, DPadUp, DPadLeft, South] {
        bench.push(button);
    }
    assert_eq!(draft(&bench), format!("I know the {word} "));
}

#[test]
fn a_setting_could_not_be_searched_for_by_a_gamepad_or_would_keep_it() {
    use GamepadButton::*;
    let mut bench = Bench::new();
    bench.app.world_mut().resource_mut::<Prompts>().device = Device::Pad;
    bench.push(Start);
    choose(&mut bench, text::settings());
    go_to(&mut bench, text::search_settings());
    assert!(bench.sees("A types"));
    bench.push(South);
    assert!(bench.sees("g"));
    // Out of the field, not out of the settings.
    bench.push(East);
    assert!(!bench.sees("A types"));
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Settings));
    bench.push(East);
    assert_eq!(bench.get::<Screens>().open, None);
}

#[test]
fn nobody_could_be_gone_to_by_a_gamepad() {
    let mut bench = Bench::new();
    let world = bench.app.world_mut();
    let pose = |x: f32| stoa_world::Pose::new(Vec3::new(x, 0.0, 0.0), 0.0);
    let mut bodies = world.query::<(Entity, &stoa_world::StableId)>();
    let bodies: Vec<_> = bodies.iter(world).map(|(body, id)| (body, *id)).collect();
    for (body, id) in bodies {
        world
            .entity_mut(body)
            .insert(pose(if id == ME { 0.0 } else { 9.0 }));
    }
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Way);
    bench.rest();
    choose(&mut bench, text::take_me());
    let to = Goal::Body(IRIS);
    let going = stoa_world::Intent {
        who: ME,
        deed: stoa_world::Deed::Go { to },
    };
    assert_eq!(bench.sent::<stoa_world::Intent>(), [going]);
    assert_eq!(bench.get::<Screens>().open, None);
}
