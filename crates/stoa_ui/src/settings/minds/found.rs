//! Model servers on this machine that are not among the servers yet.

use bevy_egui::egui;
use egui::{Button, Ui};

use super::MindsPanel;
use crate::{
    clean::clean,
    settings::{
        ServerHere, ServersHere, UiSettings,
        address::{host, is_same_server},
        draft::ServerDraft,
        servers::Thinker,
    },
    text, theme,
};

/// How many are shown.
const SHOWN: usize = 16;

/// The switch, and what was found: a click begins to add it.
pub fn show(ui: &mut Ui, settings: &mut UiSettings, panel: &mut MindsPanel, here: &ServersHere) {
    ui.checkbox(&mut settings.offer_servers, text::offer_servers());
    // The form shows them itself.
    if !settings.offer_servers || panel.draft.is_some() {
        return;
    }
    for server in new_ones(here, settings) {
        ui.horizontal_wrapped(|ui| {
            if theme::secondary(ui, text::add_found()).clicked() {
                let by_default = settings.thinks_by_default() == Thinker::BuiltIn;
                let mut draft = ServerDraft::new(by_default);
                draft.fill_in(server.kind, &server.url, &server.label, settings);
                panel.draft = Some(draft);
            }
            let place = host(&server.url);
            let said = text::server_here(&server.label, place, server.trouble.as_deref());
            theme::note(ui, &clean(&said, 200));
        });
    }
}

/// Chips that fill the form in.
pub fn chips(ui: &mut Ui, settings: &UiSettings, draft: &mut ServerDraft, here: &ServersHere) {
    if !settings.offer_servers || new_ones(here, settings).next().is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        theme::note(ui, text::found_here());
        for server in new_ones(here, settings) {
            let chosen = draft.url == server.url;
            let label = format!(
                "{} · {}",
                clean(&server.label, 30),
                clean(host(&server.url), 40)
            );
            if ui.add(Button::new(label).selected(chosen)).clicked() {
                draft.fill_in(server.kind, &server.url, &server.label, settings);
            }
        }
    });
    let chosen = new_ones(here, settings).find(|server| server.url == draft.url);
    if let Some(trouble) = chosen.and_then(|server| server.trouble.as_ref()) {
        theme::small(ui, &clean(trouble, 200), theme::WARNING);
    }
}

fn new_ones<'a>(
    here: &'a ServersHere,
    settings: &UiSettings,
) -> impl Iterator<Item = &'a ServerHere> {
    let known = settings.all_servers();
    let is_new = move |server: &&ServerHere| {
        !known
            .iter()
            .any(|known| is_same_server(known.address(), &server.url))
    };
    here.0.iter().filter(is_new).take(SHOWN)
}
