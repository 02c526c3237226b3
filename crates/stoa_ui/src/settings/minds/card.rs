//! One server: how it does, and what can be done with it.

use bevy_egui::egui;
use egui::{Label, RichText, Ui};

use super::{Asks, MindsPanel, Seen, models, shown_name};
use crate::{
    Health, ServerTest, TestServer,
    clean::clean,
    settings::{
        BackendKind, NamedServer, UiSettings,
        address::{host, is_clear_text},
        draft::ServerDraft,
        servers::Thinker,
    },
    text, theme,
};

pub fn show(
    ui: &mut Ui,
    server: &NamedServer,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    theme::card().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 5.0;
        about(ui, server, settings, seen);
        if panel.removing.as_ref() == Some(&server.name) {
            confirm(ui, server, settings, panel);
            return;
        }
        ui.horizontal_wrapped(|ui| buttons(ui, server, settings, panel, seen, asks));
        if panel.is_tested(Some(&server.name), server.kind, server.address()) {
            panel.result(ui, &seen.test);
        }
        if panel.models_of.as_ref() == Some(&server.name) && server.kind == BackendKind::Ollama {
            models::show(ui, server, settings, panel, seen, asks);
        }
    });
}

fn about(ui: &mut Ui, server: &NamedServer, settings: &UiSettings, seen: &Seen) {
    let state = seen.states.0.get(&server.name).cloned().unwrap_or_default();
    let (word, colour, lit) = match &state.health {
        Health::Unknown => (text::unknown(), theme::WEAK, false),
        Health::Well => (text::well(), theme::GOOD, true),
        Health::Resting(_) => (text::resting(), theme::ERROR, true),
    };
    ui.horizontal(|ui| {
        theme::dot(ui, colour, lit);
        ui.scope(|ui| {
            // Room for the words behind it.
            ui.set_max_width((ui.available_width() - 250.0).max(120.0));
            let name = RichText::new(title(server)).color(theme::PARCHMENT);
            ui.add(Label::new(name).truncate());
        });
        if settings.thinks_by_default() == Thinker::Server(server.name.clone()) {
            theme::tag(ui, text::default(), theme::ACCENT);
        }
        ui.label(RichText::new(word).size(theme::SMALL).color(colour));
    });
    let model = clean(&server.model, 60);
    let line = text::server_line(server.kind, &model, &clean(host(server.address()), 60));
    theme::note(ui, &line);
    if is_clear_text(server.address()) {
        theme::small(ui, text::not_encrypted(), theme::WARNING);
    }
    for line in [&state.load, &state.spent] {
        if !line.is_empty() {
            theme::note(ui, &clean(line, 120));
        }
    }
    if let Health::Resting(problem) = &state.health {
        theme::problem(ui, problem);
    }
}

/// The line below tells where it is.
fn title(server: &NamedServer) -> String {
    match server.name.as_str() {
        "" => text::backend(server.kind).to_owned(),
        _ => shown_name(server),
    }
}

fn buttons(
    ui: &mut Ui,
    server: &NamedServer,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    if theme::secondary(ui, text::edit()).clicked() {
        panel.draft = Some(ServerDraft::change(server));
    }
    let running = *seen.test == ServerTest::Running;
    let test = egui::Button::new(text::test());
    if ui.add_enabled(!running, test).clicked() {
        let test = TestServer {
            kind: server.kind,
            url: server.address().to_owned(),
            model: server.model.clone(),
            key: None,
            name: (!server.name.is_empty()).then(|| server.name.clone()),
        };
        panel.test(Some(&server.name), test, asks);
    }
    if server.kind == BackendKind::Ollama {
        let open = panel.models_of.as_ref() == Some(&server.name);
        let models = egui::Button::new(text::models()).selected(open);
        if ui.add(models).clicked() {
            panel.models_of = (!open).then(|| server.name.clone());
            if !open {
                asks.list_models(server.address());
            }
        }
    }
    let everyone = egui::Button::new(text::use_for_everyone());
    let already = settings.is_for_everyone(&server.name);
    if ui.add_enabled(!already, everyone).clicked() {
        settings.use_for_everyone(&server.name);
    }
    if theme::secondary(ui, text::remove()).clicked() {
        panel.removing = Some(server.name.clone());
    }
}

fn confirm(ui: &mut Ui, server: &NamedServer, settings: &mut UiSettings, panel: &mut MindsPanel) {
    let users = settings.minds.values().filter(|own| **own == server.name);
    let question = text::remove_server(&shown_name(server), users.count());
    theme::small(ui, &question, theme::WARNING);
    ui.horizontal(|ui| {
        if theme::secondary(ui, text::remove_it()).clicked() {
            settings.remove_server(&server.name);
            panel.removing = None;
        }
        if theme::secondary(ui, text::keep_it()).clicked() {
            panel.removing = None;
        }
    });
}
