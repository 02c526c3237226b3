//! The rows of the list.

use bevy_egui::egui;
use egui::{Align, Button, Label, Layout, RichText, Ui, WidgetInfo, WidgetType, vec2};

use super::{Command, Someone};
use crate::{TALK_REACH_M, text, theme};

/// Points of a button, wide enough for the longest word, and of the four of a row.
const BUTTON: f32 = 112.0;
const GAP: f32 = 8.0;
const BUTTONS: f32 = 4.0 * BUTTON + 3.0 * GAP;
/// With less than this beside the buttons, they go under the name.
const NAME: f32 = 190.0;
/// Room for the mark behind a name.
const MARK: f32 = 70.0;

/// Draws the rows; the keyboard goes to the first one when `first`. Returns what was asked of whom.
pub fn show<'a>(
    ui: &mut Ui,
    someones: &'a [Someone],
    first: bool,
) -> Option<(&'a Someone, Command)> {
    theme::note(ui, text::people_note());
    if someones.is_empty() {
        theme::note(ui, text::nobody_near());
    }
    let mut asked = None;
    for (place, someone) in someones.iter().enumerate() {
        let command = ui.push_id(someone.id.0, |ui| row(ui, someone, first && place == 0));
        if let Some(command) = command.inner {
            asked = Some((someone, command));
        }
    }
    asked
}

fn row(ui: &mut Ui, someone: &Someone, first: bool) -> Option<Command> {
    let card = theme::card().show(ui, |ui| {
        let width = ui.available_width();
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = GAP;
        if width < BUTTONS + NAME {
            ui.scope(|ui| who(ui, someone, width));
            return ui
                .horizontal_wrapped(|ui| buttons(ui, someone, first))
                .inner;
        }
        ui.horizontal(|ui| {
            let room = vec2(width - BUTTONS - GAP, 0.0);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                ui.set_width(room.x);
                who(ui, someone, room.x);
            });
            buttons(ui, someone, first)
        })
        .inner
    });
    card.inner
}

fn who(ui: &mut Ui, someone: &Someone, width: f32) {
    ui.spacing_mut().item_spacing.y = 2.0;
    // Two lines of words: no room for something to press.
    ui.spacing_mut().interact_size.y = 0.0;
    let colour = match someone {
        Someone { blocked: true, .. } => theme::WEAK,
        Someone { agent: true, .. } => theme::ACCENT,
        _ => theme::GOOD,
    };
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_max_width(width - MARK);
            ui.add(Label::new(RichText::new(&someone.name).color(colour)).truncate());
        });
        if someone.agent {
            theme::ai_chip(ui);
        } else if someone.away_m.is_some() {
            theme::tag(ui, text::person_mark(), theme::GOOD);
        }
    });
    ui.horizontal(|ui| {
        for (is_so, word) in [
            (someone.blocked, text::is_blocked()),
            (someone.muted, text::is_muted()),
        ] {
            if is_so {
                ui.label(RichText::new(word).size(theme::SMALL).color(theme::WARNING));
            }
        }
        let about = text::role_and_place(&someone.role, someone.away_m);
        let about = RichText::new(about).size(theme::SMALL).color(theme::WEAK);
        ui.add(Label::new(about).truncate());
    });
}

fn buttons(ui: &mut Ui, someone: &Someone, first: bool) -> Option<Command> {
    let near = someone.away_m.is_some_and(|away_m| away_m <= TALK_REACH_M);
    let mute = if someone.muted {
        text::unmute()
    } else {
        text::mute()
    };
    let block = if someone.blocked {
        text::unblock()
    } else {
        text::block()
    };
    // Who is gone can be taken off the lists, not put onto them.
    let here = someone.away_m.is_some();
    let deeds = [
        (text::talk_to_them(), near && someone.met, Command::Talk),
        (mute, here || someone.muted, Command::Mute(!someone.muted)),
        (
            block,
            here || someone.blocked,
            Command::Block(!someone.blocked),
        ),
        (text::report(), true, Command::Report),
    ];
    let mut first = first;
    let mut asked = None;
    for (label, able, command) in deeds {
        let button = Button::new(label).min_size(vec2(BUTTON, 34.0));
        let response = ui.add_enabled(able, button);
        response.widget_info(|| {
            WidgetInfo::labeled(
                WidgetType::Button,
                able,
                text::deed_to(label, &someone.name),
            )
        });
        if able && std::mem::take(&mut first) {
            response.request_focus();
        }
        if command == Command::Talk && !able {
            let why = if near {
                text::not_met()
            } else {
                text::too_far()
            };
            response.on_disabled_hover_text(why);
        } else if response.clicked() {
            asked = Some(command);
        }
    }
    asked
}
