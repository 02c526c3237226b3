//! The form for a new server, and for changing one.

use bevy_egui::egui;
use egui::{Button, ComboBox, Ui};

use super::{Asks, MindsPanel, Seen, found, waiting};
use crate::{
    ServerTest,
    clean::clean,
    settings::{
        BackendKind, UiSettings,
        address::is_clear_text,
        draft::{ServerDraft, Speech},
        rows::{field, field_width, row, rows},
        servers::NAME_CHARS,
    },
    text, theme,
};

/// The kinds of server that can be typed in.
const KINDS: [BackendKind; 3] = [
    BackendKind::Ollama,
    BackendKind::Openai,
    BackendKind::Anthropic,
];

enum Wish {
    Keep,
    Test,
    Cancel,
}

pub fn show(
    ui: &mut Ui,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    let Some(mut draft) = panel.draft.take() else {
        return;
    };
    draft.follow(&seen.recognised);
    let mut wish = None;
    theme::card().show(ui, |ui| {
        ui.set_width(ui.available_width());
        if draft.of.is_none() {
            ui.label(egui::RichText::new(text::new_server()).color(theme::PARCHMENT));
            found::chips(ui, settings, &mut draft, &seen.here);
        }
        fields(ui, settings, &mut draft, panel, seen, asks);
        notes(ui, &mut draft, settings);
        wish = buttons(ui, &draft, settings, seen);
        if is_tested(panel, &draft) {
            panel.result(ui, &seen.test);
        }
    });
    match wish {
        Some(Wish::Test) => {
            if let Some(test) = draft.test() {
                panel.test(None, test, asks);
            }
        }
        Some(Wish::Keep) if keep(&mut draft, settings, asks) => {
            panel.tested = None;
            return;
        }
        Some(Wish::Cancel) => return,
        Some(Wish::Keep) | None => {}
    }
    panel.draft = Some(draft);
}

/// False while something is missing.
fn keep(draft: &mut ServerDraft, settings: &mut UiSettings, asks: &mut Asks) -> bool {
    let Some(server) = draft.settled(settings) else {
        return false;
    };
    asks.keep_key(draft.take_key());
    let name = server.name.clone();
    settings.put(draft.of.as_deref(), server);
    if draft.by_default {
        settings.default_server = name;
    }
    true
}

fn is_tested(panel: &MindsPanel, draft: &ServerDraft) -> bool {
    draft
        .kind
        .is_some_and(|kind| panel.is_tested(None, kind, draft.url.trim()))
}

fn fields(
    ui: &mut Ui,
    settings: &UiSettings,
    draft: &mut ServerDraft,
    panel: &MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    rows(ui, "stoa server form", |ui| {
        row(ui, text::address(), |ui| address(ui, settings, draft, asks));
        row(ui, text::protocol(), |ui| protocol(ui, draft));
        speech(ui, draft, seen, asks);
        row(ui, text::server_name(), |ui| {
            let width = field_width(ui);
            let name = field(&mut draft.name, NAME_CHARS, width).hint_text(text::name_hint());
            draft.own_name |= ui.add(name).changed();
        });
        row(ui, text::key(), |ui| {
            let hint = match draft.of {
                Some(_) => text::key_hint(),
                None => text::new_key_hint(),
            };
            let width = field_width(ui);
            let key = field(&mut draft.key.0, 500, width).password(true);
            if ui.add(key.hint_text(hint)).changed() {
                draft.key_changed();
            }
        });
        beneath(ui, |ui| {
            if is_clear_text(&draft.url) {
                theme::small(ui, &format!("⚠ {}", text::clear_text()), theme::WARNING);
            }
            theme::note(ui, text::key_note());
        });
        row(ui, text::model(), |ui| model(ui, draft, panel, &seen.test));
    });
}

/// A line in the column of the fields.
fn beneath(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.label("");
    ui.vertical(|ui| {
        ui.set_width(field_width(ui));
        content(ui);
    });
    ui.end_row();
}

fn address(ui: &mut Ui, settings: &UiSettings, draft: &mut ServerDraft, asks: &mut Asks) {
    let width = field_width(ui);
    let address = field(&mut draft.url, 300, width).hint_text(text::ADDRESS_HINT);
    let address = ui.add(address);
    // A new form begins here.
    if draft.take_fresh() {
        address.request_focus();
        address.scroll_to_me(None);
    }
    if address.changed() {
        draft.address_changed();
    }
    if address.lost_focus()
        && let Some(question) = draft.settle(settings)
    {
        asks.recognise(question);
    }
}

fn protocol(ui: &mut Ui, draft: &mut ServerDraft) {
    let before = draft.kind;
    let shown = draft.kind.map_or(text::protocol_unknown(), text::backend);
    let width = field_width(ui);
    ComboBox::from_id_salt("stoa server kind")
        .width(width)
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for kind in KINDS {
                ui.selectable_value(&mut draft.kind, Some(kind), text::backend(kind));
            }
        });
    draft.own_kind |= draft.kind != before;
}

/// What the server says that it speaks.
fn speech(ui: &mut Ui, draft: &mut ServerDraft, seen: &Seen, asks: &mut Asks) {
    let speech = draft.speech(&seen.recognised);
    if speech == Speech::Unasked {
        return;
    }
    let mut again = false;
    beneath(ui, |ui| match speech {
        Speech::Unasked => {}
        Speech::Asking => waiting(ui, text::recognising()),
        Speech::Speaks(kind) => {
            theme::small(ui, &format!("✔ {}", text::speaks(kind)), theme::GOOD);
        }
        Speech::Failed(problem) => {
            theme::problem(ui, problem);
            again = theme::secondary(ui, text::ask_again()).clicked();
        }
    });
    if again {
        asks.recognise(draft.ask());
    }
}

/// A list once the server has told its models; a field until then.
fn model(ui: &mut Ui, draft: &mut ServerDraft, panel: &MindsPanel, test: &ServerTest) {
    let width = field_width(ui);
    let models = match test {
        ServerTest::Works { models, .. } if is_tested(panel, draft) => models.as_slice(),
        _ => &[],
    };
    if models.is_empty() {
        ui.add(field(&mut draft.model, 200, width).hint_text(text::model_hint()))
            .on_hover_text(text::models_after_test());
        return;
    }
    let chosen = match draft.model.as_str() {
        "" => text::model_hint().to_owned(),
        model => clean(model, 60),
    };
    ComboBox::from_id_salt("stoa model")
        .width(width)
        .truncate()
        .selected_text(chosen)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut draft.model, String::new(), text::model_hint());
            for model in models.iter().take(300) {
                ui.selectable_value(&mut draft.model, model.clone(), clean(model, 60));
            }
        });
}

fn notes(ui: &mut Ui, draft: &mut ServerDraft, settings: &UiSettings) {
    if let Some(kind) = draft.kind {
        theme::note(ui, text::backend_note(kind));
    }
    if !draft.url.is_empty() && !draft.can_be_asked() && draft.url.contains("://") {
        theme::small(ui, text::address_wanted(), theme::WARNING);
    }
    if draft.name_is_taken(settings) {
        theme::small(ui, text::name_taken(), theme::WARNING);
    }
    if draft.of.is_none() {
        ui.checkbox(&mut draft.by_default, text::make_default());
    }
}

fn buttons(ui: &mut Ui, draft: &ServerDraft, settings: &UiSettings, seen: &Seen) -> Option<Wish> {
    let mut wish = None;
    ui.horizontal_wrapped(|ui| {
        let label = if draft.of.is_none() {
            text::add()
        } else {
            text::keep()
        };
        let complete = draft.settled(settings).is_some();
        let keep = ui.add_enabled_ui(complete, |ui| theme::primary(ui, label));
        if keep.inner.clicked() {
            wish = Some(Wish::Keep);
        }
        let can_test = draft.kind.is_some() && draft.can_be_asked();
        let running = *seen.test == ServerTest::Running;
        if ui
            .add_enabled(can_test && !running, Button::new(text::test()))
            .clicked()
        {
            wish = Some(Wish::Test);
        }
        if theme::secondary(ui, text::cancel()).clicked() {
            wish = Some(Wish::Cancel);
        }
    });
    wish
}
