//! Trying out how they speak now: a line to them, and what they last said.

use bevy_egui::egui;
use egui::{Key, Ui};
use stoa_world::{Deed, Intent, SayTo, StableId, Volume};

use crate::{chat::ChatLog, clean::clean, settings::rows::field, text, theme};

const SAY_CHARS: usize = 300;
/// Lines of theirs that are shown.
const SHOWN: usize = 3;

/// What the person says to them now.
pub(super) fn show(
    ui: &mut Ui,
    whom: StableId,
    name: &str,
    log: &ChatLog,
    said: &mut String,
) -> Option<String> {
    theme::section(ui, text::editor_trial());
    let lines = log.last_of(whom);
    for spoken in lines.iter().skip(lines.len().saturating_sub(SHOWN)) {
        theme::small(ui, &clean(&spoken.text, 200), theme::PARCHMENT);
    }
    let width = ui.available_width();
    let line = field(said, SAY_CHARS, width).hint_text(text::hint(Volume::Say, Some(name)));
    let line = ui.add(line);
    let is_done = line.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let words = said.trim().to_owned();
    if !is_done || words.is_empty() {
        return None;
    }
    said.clear();
    line.request_focus();
    Some(words)
}

/// As it is said in the world.
pub(super) fn said(me: StableId, whom: StableId, text: String) -> Intent {
    let deed = Deed::Say {
        text,
        to: SayTo::Body(whom),
        volume: Volume::Say,
        source: None,
    };
    Intent { who: me, deed }
}
