//! Sections of the settings: their rows, of which a search shows those that it wants.

use bevy_egui::egui;
use egui::{Align, Button, Layout, RichText, Ui, vec2};

use crate::{text, theme};

const LABEL: f32 = 140.0;

/// One section while it is drawn. Its title comes with the first row that is wanted.
pub(super) struct Section<'a> {
    ui: &'a mut Ui,
    title: &'static str,
    wanted: &'a str,
    is_usual: bool,
    begun: bool,
    reset: bool,
}

impl<'a> Section<'a> {
    /// `wanted` is what is searched for, `""` for everything; a section that `is_usual` has nothing to reset.
    pub(super) fn new(
        ui: &'a mut Ui,
        title: &'static str,
        wanted: &'a str,
        is_usual: bool,
    ) -> Self {
        Self {
            ui,
            title,
            wanted,
            is_usual,
            begun: false,
            reset: false,
        }
    }

    pub(super) fn row(&mut self, label: &str, content: impl FnOnce(&mut Ui)) {
        if !is_wanted(self.wanted, &[self.title, label]) {
            return;
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.head();
        }
        self.ui.horizontal(|ui| {
            let height = ui.spacing().interact_size.y;
            let place = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(LABEL, height), place, |ui| {
                ui.set_min_width(LABEL);
                ui.add(egui::Label::new(RichText::new(label).color(theme::WEAK)).wrap());
            });
            ui.horizontal_wrapped(|ui| {
                theme::name_group(ui, label);
                content(ui);
            });
        });
    }

    fn head(&mut self) {
        let title = self.title;
        let is_usual = self.is_usual;
        let reset = &mut self.reset;
        self.ui.add_space(6.0);
        self.ui.horizontal(|ui| {
            theme::section_title(ui, title);
            if is_usual {
                return;
            }
            ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
                let words = RichText::new(text::reset())
                    .color(theme::WEAK)
                    .size(theme::SMALL);
                let button = ui.add(Button::new(words).frame(false));
                *reset = button.on_hover_text(text::reset_section(title)).clicked();
            });
        });
    }

    /// Whether any of it was shown, and whether it is to be as it was made.
    pub(super) fn end(self) -> Shown {
        Shown {
            any: self.begun,
            reset: self.reset,
        }
    }
}

/// What became of a section.
pub(super) struct Shown {
    pub(super) any: bool,
    pub(super) reset: bool,
}

/// Whether each word of the search begins a word of the texts.
pub(super) fn is_wanted(wanted: &str, texts: &[&str]) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let texts: Vec<String> = texts.iter().map(|text| lower(text)).collect();
    let words = || texts.iter().flat_map(|text| text.split_whitespace());
    lower(wanted)
        .split_whitespace()
        .all(|wanted| words().any(|word| word.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_would_find_too_much_or_nothing() {
        let row = ["Picture and text", "Field of view"];
        for (wanted, found) in [
            ("", true),
            ("  ", true),
            ("view", true),
            ("FIELD vi", true),
            ("picture", true),
            ("pic view", true),
            ("iew", false),
            ("view mouse", false),
        ] {
            assert_eq!(is_wanted(wanted, &row), found, "{wanted}");
        }
    }
}
