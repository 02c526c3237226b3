//! How loud one speaks: the choice under the line, its keys, and who could hear it.

use bevy_egui::egui;
use egui::{Button, Id, Key, Label, Modifiers, RichText, Ui, WidgetInfo, WidgetType};
use stoa_world::Volume;

use super::{ChatLine, earshot::Earshot};
use crate::{text, theme};

const ALL: [Volume; 3] = [Volume::Whisper, Volume::Say, Volume::Shout];

/// One step louder or softer, as far as it goes.
pub(super) fn step(volume: Volume, louder: bool) -> Volume {
    match (volume, louder) {
        (Volume::Whisper, true) | (Volume::Shout, false) => Volume::Say,
        (Volume::Say | Volume::Shout, true) => Volume::Shout,
        (Volume::Say | Volume::Whisper, false) => Volume::Whisper,
    }
}

/// Ctrl and an arrow, taken before the field sees it.
pub(super) fn take_keys(ui: &Ui, line: &mut ChatLine) {
    for (key, louder) in [(Key::ArrowUp, true), (Key::ArrowDown, false)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
            line.volume = step(line.volume, louder);
        }
    }
}

/// The three choices; returns their ids, and true when one was chosen.
pub(super) fn choice(ui: &mut Ui, line: &mut ChatLine) -> (Vec<Id>, bool) {
    let mut chosen = false;
    let mut ids = Vec::new();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for volume in ALL {
            let on = line.volume == volume;
            let colour = if on { theme::ON_ACCENT } else { theme::TEXT };
            let label = RichText::new(text::volume(volume)).size(theme::SMALL);
            let button = Button::new(label.color(colour)).small();
            let button = if on {
                button.fill(theme::ACCENT)
            } else {
                button
            };
            let button = ui.add(button);
            let label = text::volume(volume);
            button.widget_info(|| WidgetInfo::selected(WidgetType::RadioButton, true, on, label));
            ids.push(button.id);
            if button.clicked() {
                line.volume = volume;
                chosen = true;
            }
        }
        let keys = RichText::new(text::volume_keys()).size(theme::SMALL);
        ui.label(keys.color(theme::WEAK));
    });
    (ids, chosen)
}

/// Who could hear it; `to` is the name of the one who is spoken to.
pub(super) fn ears(ui: &mut Ui, earshot: &Earshot, to: Option<&str>) {
    if let Some(name) = to.filter(|_| !earshot.reaches) {
        theme::small(ui, &text::out_of_earshot(name), theme::WARNING);
    }
    let words = text::in_earshot(&earshot.names, earshot.more);
    let words = RichText::new(words).size(theme::SMALL).color(theme::WEAK);
    ui.add(Label::new(words).wrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whisper_would_become_a_shout_in_one_step() {
        for (volume, softer, louder) in [
            (Volume::Whisper, Volume::Whisper, Volume::Say),
            (Volume::Say, Volume::Whisper, Volume::Shout),
            (Volume::Shout, Volume::Say, Volume::Shout),
        ] {
            assert_eq!((step(volume, false), step(volume, true)), (softer, louder));
        }
    }
}
