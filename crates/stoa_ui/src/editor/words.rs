//! Who they are, in words.

use bevy_egui::egui;
use egui::{Margin, TextEdit, Ui};

use crate::{
    PersonaDraft,
    settings::rows::{field, field_width, row, rows, tall_row},
    text, theme,
};

/// Letters of a line, and of what has several.
const LINE: usize = 80;
const LINES: usize = 1_600;

pub(super) fn show(ui: &mut Ui, draft: &mut PersonaDraft) {
    theme::section_title(ui, text::editor_words());
    rows(ui, "stoa editor words", |ui| {
        for (label, words) in [
            (text::persona_name(), &mut draft.name),
            (text::persona_pronouns(), &mut draft.pronouns),
            (text::persona_role(), &mut draft.role),
        ] {
            row(ui, label, |ui| {
                let width = field_width(ui);
                ui.add(field(words, LINE, width));
            });
        }
        for (label, hint, height, words) in [
            (
                text::persona_about(),
                text::persona_about_hint(),
                4,
                &mut draft.about,
            ),
            (
                text::persona_temperament(),
                text::persona_temperament_hint(),
                2,
                &mut draft.temperament,
            ),
            (
                text::persona_wants(),
                text::persona_wants_hint(),
                4,
                &mut draft.wants,
            ),
            (
                text::persona_style(),
                text::persona_style_hint(),
                3,
                &mut draft.style,
            ),
            (
                text::persona_phrases(),
                text::persona_phrases_hint(),
                4,
                &mut draft.phrases,
            ),
        ] {
            tall_row(ui, label, |ui| {
                let width = field_width(ui);
                ui.add(
                    TextEdit::multiline(words)
                        .char_limit(LINES)
                        .desired_rows(height)
                        .desired_width(width)
                        .hint_text(hint)
                        .margin(Margin::symmetric(10, 7)),
                )
                .on_hover_text(hint);
            });
        }
    });
}
