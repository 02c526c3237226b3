//! The ways out. Quitting is asked for twice: a glance or a shaking hand must not end it all.

use bevy_egui::egui::Rect;

use super::{Command, Panel};
use crate::{
    hand::{
        target::{Look, Rows, columns},
        text,
    },
    theme,
};

const BUTTON: f32 = 76.0;
const NOTE: f32 = 40.0;

pub(super) fn show(panel: &mut Panel, rect: Rect, quit_asked: bool) {
    let mut rows = Rows::new(rect);
    let (first, headset) = (Look::First, Command::LeaveHeadset);
    panel.button(rows.top(BUTTON), text::leave_headset(), first, headset);
    let note = text::leave_headset_note();
    panel.line(rows.top(NOTE), note, theme::SMALL, theme::WEAK);
    let quit = rows.top(BUTTON);
    if quit_asked {
        // "Stay" lies where "Quit" was pressed.
        let [stay, sure] = columns(quit, [1.6, 1.0]);
        panel.button(stay, text::stay(), Look::Plain, Command::Stay);
        panel.button(sure, text::sure(), Look::Quiet, Command::Quit);
    } else {
        panel.button(quit, text::quit(), Look::Plain, Command::AskQuit);
    }
    panel.line(rows.top(NOTE), text::quit_note(), theme::SMALL, theme::WEAK);
}
