//! What this machine has, and the details of the picture.

use bevy::prelude::*;
use stoa_ui::{CheckLine, CheckState, Checkup, Screen, Screens, text};

use super::hands::{keys, type_in};
use bevy_egui::egui::Key;

pub fn checkup(world: &mut World) {
    let line = |state, what: &str, found: &str, remedy: &str| CheckLine {
        state,
        what: what.into(),
        found: found.into(),
        remedy: remedy.into(),
    };
    world.insert_resource(Checkup::Done(vec![
        line(
            CheckState::Good,
            "picture",
            "NVIDIA GeForce RTX 4070, driver 580.159",
            "",
        ),
        line(
            CheckState::Note,
            "sound",
            "there is no device",
            "plug in loudspeakers or headphones; Stoa finds them while it runs",
        ),
        line(
            CheckState::Broken,
            "own worlds",
            "worlds/harbour.toml:12:8: expected a number",
            "mend the line that is named; Stoa goes on without",
        ),
        line(
            CheckState::Missing,
            "chosen mind",
            "nothing listens at http://127.0.0.1:11434",
            "start Ollama, or choose the built-in mind in the settings",
        ),
    ]));
    world.resource_mut::<Screens>().open = Some(Screen::Checkup);
}

/// The settings, searched for the section.
pub fn details(world: &mut World) {
    world.resource_mut::<Screens>().open = Some(Screen::Settings);
    // Past the cross to the search.
    keys(world, &[Key::Tab, Key::Tab]);
    type_in(world, text::detail());
}
