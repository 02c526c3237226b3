//! Who thinks with what: a server of their own for some.

use bevy_egui::egui;
use egui::{CollapsingHeader, ComboBox, RichText, Ui};

use super::{default_name, shown_name};
use crate::{
    Inhabitants,
    clean::clean,
    settings::{
        UiSettings,
        rows::{field_width, row, rows},
    },
    text, theme,
};

/// How many are shown.
const SHOWN: usize = 200;

pub fn show(ui: &mut Ui, settings: &mut UiSettings, inhabitants: &Inhabitants) {
    if inhabitants.0.is_empty() || (settings.servers.is_empty() && settings.minds.is_empty()) {
        return;
    }
    CollapsingHeader::new(RichText::new(text::who_thinks()).color(theme::TEXT))
        .id_salt("stoa who thinks")
        .show_unindented(ui, |ui| {
            rows(ui, "stoa inhabitants", |ui| {
                for (id, name) in inhabitants.0.iter().take(SHOWN) {
                    row(ui, &clean(name, 24), |ui| one(ui, id, settings));
                }
            });
        });
}

fn one(ui: &mut Ui, id: &str, settings: &mut UiSettings) {
    let own = settings.minds.get(id).cloned();
    let mut choice = own.clone();
    let default = text::the_default(&default_name(settings));
    let shown = match &own {
        None => default.clone(),
        Some(name) if settings.has_server(name) => clean(name, 60),
        Some(name) => text::server_gone(&clean(name, 30)),
    };
    let width = field_width(ui);
    ComboBox::from_id_salt(("stoa mind", id))
        .width(width)
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut choice, None, default);
            for server in &settings.servers {
                let name = shown_name(server);
                ui.selectable_value(&mut choice, Some(server.name.clone()), name);
            }
        });
    if choice != own {
        match choice {
            Some(name) => settings.minds.insert(id.to_owned(), name),
            None => settings.minds.remove(id),
        };
    }
}
