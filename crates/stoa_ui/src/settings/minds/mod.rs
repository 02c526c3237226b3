//! The section "Minds" of the settings: who thinks for whom, and the servers there are.

mod ask;
mod card;
mod form;
mod found;
mod models;
mod who;

pub(super) use ask::{Asks, Seen};

use std::collections::{BTreeMap, BTreeSet};

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{ComboBox, Ui};

use super::{
    BackendKind, NamedServer, UiSettings,
    address::host,
    draft::ServerDraft,
    rows::{field_width, row, rows},
    servers::Thinker,
};
use crate::{ServerTest, TestServer, clean::clean, text, theme};

/// What is open in this section; lasts while the program runs.
#[derive(Resource, Debug, Default)]
pub struct MindsPanel {
    draft: Option<ServerDraft>,
    /// The server that is to be removed, once the person says so again.
    removing: Option<String>,
    tested: Option<Tested>,
    /// The result of the test has not come into view yet.
    awaits_result: bool,
    /// The server whose models are shown.
    models_of: Option<String>,
    /// The name of a model to be downloaded.
    wanted_model: String,
    /// Models that were told to load (`true`) or to unload, by address and name.
    waiting: BTreeMap<(String, String), bool>,
    /// Downloads that run: at the end of one the models are listed again.
    running: BTreeSet<(String, String)>,
}

/// What the last test was about: its result is shown there and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tested {
    /// The server's name in the settings; `None` is the form.
    card: Option<String>,
    kind: BackendKind,
    url: String,
}

impl MindsPanel {
    fn test(&mut self, card: Option<&str>, test: TestServer, asks: &mut Asks) {
        self.tested = Some(Tested {
            card: card.map(str::to_owned),
            kind: test.kind,
            url: test.url.clone(),
        });
        self.awaits_result = true;
        asks.test(test);
    }

    /// What came of the last test; scrolled into view when it comes.
    fn result(&mut self, ui: &mut Ui, test: &ServerTest) {
        let shown = ui.scope(|ui| result(ui, test)).response;
        if self.awaits_result {
            shown.scroll_to_me(None);
            self.awaits_result = matches!(test, ServerTest::Idle | ServerTest::Running);
        }
    }

    fn is_tested(&self, card: Option<&str>, kind: BackendKind, url: &str) -> bool {
        self.tested.as_ref().is_some_and(|tested| {
            tested.card.as_deref() == card && tested.kind == kind && tested.url == url
        })
    }
}

pub(super) fn show(
    ui: &mut Ui,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    ui.scope(|ui| section(ui, settings, panel, seen, asks));
}

fn section(
    ui: &mut Ui,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    // Cards end before the scroll bar.
    ui.set_max_width(ui.available_width() - 12.0);
    theme::note(ui, text::minds_note());
    by_default(ui, settings);
    let servers = settings.all_servers();
    if servers.is_empty() {
        theme::note(ui, text::backend_note(BackendKind::Builtin));
    }
    for server in &servers {
        ui.push_id(("stoa server", &server.name), |ui| {
            let changes = panel.draft.as_ref().and_then(|draft| draft.of.as_ref());
            if changes == Some(&server.name) {
                form::show(ui, settings, panel, seen, asks);
            } else {
                card::show(ui, server, settings, panel, seen, asks);
            }
        });
    }
    if panel.draft.as_ref().is_some_and(|draft| draft.of.is_none()) {
        form::show(ui, settings, panel, seen, asks);
    } else if theme::secondary(ui, text::add_server()).clicked() {
        let by_default = settings.thinks_by_default() == Thinker::BuiltIn;
        panel.draft = Some(ServerDraft::new(by_default));
    }
    found::show(ui, settings, panel, &seen.here);
    who::show(ui, settings, &seen.inhabitants);
}

fn by_default(ui: &mut Ui, settings: &mut UiSettings) {
    let mut choice = settings.thinks_by_default();
    let before = choice.clone();
    rows(ui, "stoa default mind", |ui| {
        row(ui, text::by_default(), |ui| {
            let width = field_width(ui);
            ComboBox::from_id_salt("stoa default server")
                .width(width)
                .truncate()
                .selected_text(default_name(settings))
                .show_ui(ui, |ui| {
                    let built_in = text::backend(BackendKind::Builtin);
                    ui.selectable_value(&mut choice, Thinker::BuiltIn, built_in);
                    for server in settings.all_servers() {
                        let name = shown_name(&server);
                        ui.selectable_value(&mut choice, Thinker::Server(server.name), name);
                    }
                });
        });
    });
    if choice != before {
        settings.choose_default(choice);
    }
}

/// Who thinks by default, in words.
fn default_name(settings: &UiSettings) -> String {
    let servers = settings.all_servers();
    let server = match settings.thinks_by_default() {
        Thinker::Server(name) => servers.iter().find(|server| server.name == name),
        Thinker::BuiltIn => None,
    };
    server.map_or_else(
        || text::backend(BackendKind::Builtin).to_owned(),
        shown_name,
    )
}

/// A server's name; the one without is called by its place.
fn shown_name(server: &NamedServer) -> String {
    if server.name.is_empty() {
        clean(&text::server_at(server.kind, host(server.address())), 60)
    } else {
        clean(&server.name, super::servers::NAME_CHARS)
    }
}

fn result(ui: &mut Ui, test: &ServerTest) {
    match test {
        ServerTest::Idle => {}
        ServerTest::Running => waiting(ui, text::testing()),
        ServerTest::Works { text, .. } => {
            theme::small(ui, &format!("✔ {}", clean(text, 400)), theme::GOOD);
        }
        ServerTest::Failed(problem) => theme::problem(ui, problem),
    }
}

fn waiting(ui: &mut Ui, what: &str) {
    ui.horizontal(|ui| {
        ui.add(egui::Spinner::new().size(16.0));
        theme::note(ui, what);
    });
}
