//! Every setting by keyboard in a real window, and all of it still there after a new start.

use std::collections::BTreeSet;

use nix::sys::signal::Signal;
use serde_json::Value;
use stoa::settings;
use stoa_ui::UiSettings;

use super::{
    opened::{Opened, yard},
    trail::{at, part},
};
use crate::support::{Profile, SOON, read, signal, skip, until, whole_lines};

const SEARCH: &str = "Search the settings";
/// More than the settings have.
const CONTROLS: usize = 250;
/// Controls whose state is looked at again after the new start: of every kind some.
const SHOWN_AGAIN: usize = 12;

/// A control that holds something, as the trail tells of it: kind and name, and what it holds.
#[derive(Debug, Clone, PartialEq)]
struct Control {
    name: String,
    state: String,
}

impl Control {
    /// `Button "Low" true`, `Checkbox "Captions" false`, `Slider "" 58.00`; nothing of a control without a state.
    fn of(told: &str) -> Option<Self> {
        let (name, state) = told.rsplit_once("\" ")?;
        let kinds = ["Button", "Checkbox", "Slider"];
        let is_one = kinds.iter().any(|kind| told.starts_with(kind));
        is_one.then(|| Self {
            name: name.to_owned(),
            state: state.to_owned(),
        })
    }

    fn is(&self, kind: &str, state: &str) -> bool {
        self.name.starts_with(kind) && self.state == state
    }
}

/// Walks through the settings until `on` has seen enough, which is told of every control and may change those that hold
/// something: it is given this one and the one before.
fn walk(window: &Opened, mut on: impl FnMut(&str, &mut [Control]) -> bool) -> Vec<Control> {
    window.key("F2");
    window.trail.hears("screen: Some(Settings)");
    window.walk_to(SEARCH);
    let mut controls = Vec::new();
    for _ in 0..CONTROLS {
        let at = window.walk("Tab");
        let known = controls.len();
        controls.extend(Control::of(&at));
        let it = match known < controls.len() {
            true => &mut controls[known.saturating_sub(1)..],
            false => &mut [],
        };
        if on(&at, it) {
            window.key("Escape");
            window.trail.hears("screen: None");
            return controls;
        }
    }
    panic!("there is no end of it: {}", window.trail.said());
}

/// Changes what has the keyboard: a switch, a slider by one step, and of several choices the one after that which holds.
/// `chosen`: the choice before this one was made here.
fn change(window: &Opened, controls: &mut [Control], chosen: &mut bool) {
    let Some((last, before)) = controls.split_last_mut() else {
        return;
    };
    let was_chosen = std::mem::take(chosen);
    if last.name.starts_with("Slider") {
        window.key("Left");
        let told = window
            .trail
            .hears_of("a slider that moves", |line| part(line, "set "));
        *last = Control::of(&told).unwrap_or_else(|| panic!("no slider: {told}"));
    } else if last.name.starts_with("Checkbox") {
        let told = window.press();
        *last = Control::of(&told).unwrap_or_else(|| panic!("no switch: {told}"));
    } else if let Some(holds) = before.last_mut()
        && holds.is("Button", "true")
        && last.is("Button", "false")
        && !was_chosen
    {
        window.press();
        *chosen = true;
        (holds.state, last.state) = ("false".to_owned(), "true".to_owned());
    }
}

/// The settings of the file, as the panel has them.
fn kept(profile: &Profile) -> UiSettings {
    let (settings, complaints) = settings::read(&profile.file("settings.toml"), &|_| None);
    assert_eq!(complaints, []);
    settings.for_panel()
}

/// What of these is as it is without a file: paths of everything that can be set at a desktop.
fn unchanged(settings: &UiSettings) -> BTreeSet<String> {
    fn look(path: &str, now: &Value, usual: &Value, same: &mut BTreeSet<String>) {
        match (now, usual) {
            (Value::Object(now), Value::Object(usual)) => {
                for (name, now) in now {
                    look(&format!("{path}.{name}"), now, &usual[name], same);
                }
            }
            _ if now == usual => {
                same.insert(path.to_owned());
            }
            _ => {}
        }
    }
    let value = |settings| serde_json::to_value(settings).expect("plain data");
    let (now, usual) = (value(settings), value(&UiSettings::default()));
    let mut same = BTreeSet::new();
    for section in ["picture", "detail", "sound", "controls", "offer_servers"] {
        look(section, &now[section], &usual[section], &mut same);
    }
    same
}

#[test]
fn window_whose_settings_are_gone_or_out_of_reach_of_the_keyboard() {
    let profile = Profile::new();
    // Few pixels, for a quick picture.
    let before = "format = 1\n[picture]\nwelcomed = true\nrender_scale_percent = 30\n";
    profile.write("settings.toml", before);
    yard(&profile);
    let Some(window) = Opened::begin(&profile, &["--fresh", "--world", "yard"]) else {
        skip("Xvfb could not be started");
        return;
    };
    let mut chosen = false;
    let changed = walk(&window, |at, controls| {
        change(&window, controls, &mut chosen);
        at.contains("Key for")
    });
    // There is one display only.
    let all_but = BTreeSet::from(["picture.display".to_owned()]);
    let settings = until(SOON, "file with all of it", || {
        let settings = kept(&profile);
        (unchanged(&settings) == all_but).then_some(settings)
    });
    window.display.keep_picture("window-settings");
    // And a key, which the search finds.
    window.key("F2");
    window.trail.hears("screen: Some(Settings)");
    window.walk_to(SEARCH);
    window.display.xdotool(&["type", "jump"]);
    window.walk_to("Key for “jump”");
    window.press();
    window.key("j");
    let bound = |jump: &str, sit: &str| {
        until(SOON, "file with other keys", || {
            let text = read(&profile.file("settings.toml"));
            (text.contains(jump) && text.contains(sit)).then_some(text)
        })
    };
    bound("jump = \"KeyJ", "");
    // One that something else is done by: both are told, and they change places.
    window.walk_to("Key for “jump”");
    window.press();
    window.key("c");
    window.trail.hears_of("keyboard on the answers", at);
    let pressed = window.press();
    assert!(pressed.contains("Exchange"), "{pressed}");
    let text = bound("jump = \"KeyC", "sit = \"KeyJ");
    let settings = UiSettings {
        bindings: kept(&profile).bindings,
        ..settings
    };
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();

    let record = profile.file("record.jsonl");
    let args = [
        "--world",
        "yard",
        "--record",
        record.to_str().expect("a UTF-8 path"),
    ];
    let window = Opened::begin(&profile, &args).expect("it was there");
    let mut count = 0;
    let again = walk(&window, |_, controls| {
        count += usize::from(!controls.is_empty());
        count == SHOWN_AGAIN
    });
    assert_eq!(again, changed[..SHOWN_AGAIN]);
    let wished = |wanted: fn(&Value) -> bool| {
        let record = whole_lines(&record);
        record.iter().any(|line| wanted(&line["intent"]))
    };
    let jump: fn(&Value) -> bool = |intent| intent["do"] == "move" && intent["jump"] == true;
    window.key("space");
    window.display.xdotool(&["keydown", "w"]);
    until(SOON, "walk", || {
        wished(|intent| intent["ahead"] == 100).then_some(())
    });
    window.display.xdotool(&["keyup", "w"]);
    assert!(!wished(jump), "the key that it had before still jumps");
    window.key("j");
    window.key("c");
    until(SOON, "jump", || wished(jump).then_some(()));
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();
    assert_eq!(kept(&profile), settings);
    assert_eq!(read(&profile.file("settings.toml")), text);
}
