//! Rows of a label and a field, all of one width.

use bevy_egui::egui;
use egui::{Grid, RichText, TextEdit, Ui};

use crate::theme;

const LABEL: f32 = 140.0;
const FIELD: f32 = 330.0;

pub(crate) fn rows(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let grid = Grid::new(id)
        .num_columns(2)
        .min_col_width(LABEL)
        .spacing([16.0, 10.0]);
    grid.show(ui, content);
}

pub(crate) fn row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.label(RichText::new(label).color(theme::WEAK));
    let shown = ui.horizontal(|ui| {
        theme::name_group(ui, label);
        content(ui)
    });
    ui.end_row();
    shown.inner
}

/// As [`row`], for what is higher than a line: it begins beside the label.
pub(crate) fn tall_row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.vertical(|ui| {
        ui.add_space(7.0);
        ui.label(RichText::new(label).color(theme::WEAK));
    });
    let shown = ui.horizontal_top(|ui| {
        theme::name_group(ui, label);
        content(ui)
    });
    ui.end_row();
    shown.inner
}

/// What is left of the row for a field.
pub(crate) fn field_width(ui: &Ui) -> f32 {
    ui.available_width().min(FIELD)
}

/// `width` as [`field_width`] gives it.
pub(crate) fn field(text: &mut String, limit: usize, width: f32) -> TextEdit<'_> {
    TextEdit::singleline(text)
        .char_limit(limit)
        .desired_width(width)
        .margin(egui::Margin::symmetric(10, 7))
}
