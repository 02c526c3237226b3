use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{ComboBox, Grid, Label, RichText, Slider, TextEdit, Ui};

use super::{
    BackendKind, BackendSettings, Quality, ServersHere, UiSettings, ViewMode, draft::ServerDraft,
};
use crate::{
    KeyEntered, Loading, Screen, Screens, ServerTest, SettingsChanged, TestServer, clean::clean,
    cover::cover, text, theme,
};

const LABEL: f32 = 140.0;
const FIELD: f32 = 330.0;

pub(super) fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    test: Res<ServerTest>,
    here: Res<ServersHere>,
    mut settings: ResMut<UiSettings>,
    mut draft: ResMut<ServerDraft>,
    mut changed: MessageWriter<SettingsChanged>,
    mut tests: MessageWriter<TestServer>,
    mut entered: MessageWriter<KeyEntered>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Settings) || !loading.drawn {
        return Ok(());
    }
    let mut next = settings.clone();
    draft.follow(&next.backend);
    let mut wish = None;
    let closed = cover(ctx, text::SETTINGS, 620.0, |ui| {
        theme::section(ui, text::MINDS);
        wish = minds(ui, &mut draft, &next.backend, &test);
        offers(ui, &mut next.offer_servers, &mut draft, &here);
        theme::section(ui, text::PICTURE);
        picture(ui, &mut next);
        theme::section(ui, text::CONTROLS);
        controls(ui, &mut next);
    });
    match wish {
        Some(Wish::Test) => {
            tests.write(draft.test());
        }
        Some(Wish::Use) => {
            next.backend = draft.settled();
            entered.write_batch(draft.take_key());
            draft.follow(&next.backend);
        }
        None => {}
    }
    let next = next.clamped();
    if next != *settings {
        *settings = next.clone();
        changed.write(SettingsChanged(next));
    }
    if closed {
        screens.open = None;
    }
    Ok(())
}

enum Wish {
    Test,
    Use,
}

fn minds(
    ui: &mut Ui,
    draft: &mut ServerDraft,
    in_use: &BackendSettings,
    test: &ServerTest,
) -> Option<Wish> {
    theme::note(ui, text::MINDS_NOTE);
    let mut kind = draft.server.kind;
    let builtin = |draft: &ServerDraft| draft.server.kind == BackendKind::Builtin;
    rows(ui, "stoa minds", |ui| {
        row(ui, text::SERVER, |ui| {
            ComboBox::from_id_salt("stoa server kind")
                .width(FIELD)
                .selected_text(text::backend(kind))
                .show_ui(ui, |ui| {
                    for choice in BackendKind::ALL {
                        ui.selectable_value(&mut kind, choice, text::backend(choice));
                    }
                });
        });
        draft.choose(kind);
        if builtin(draft) {
            return;
        }
        row(ui, text::ADDRESS, |ui| {
            let hint = draft.server.kind.usual_url();
            ui.add(field(&mut draft.server.url, 300).hint_text(hint));
        });
        row(ui, text::MODEL, |ui| model(ui, draft, test));
        row(ui, text::KEY, |ui| {
            let hint = text::KEY_HINT;
            ui.add(field(&mut draft.key.0, 500).password(true).hint_text(hint));
        });
    });
    theme::note(ui, text::backend_note(draft.server.kind));
    if !builtin(draft) {
        theme::note(ui, text::KEY_NOTE);
    }
    let mut wish = None;
    ui.horizontal(|ui| {
        if draft.differs(in_use) {
            if theme::primary(ui, text::USE_SERVER).clicked() {
                wish = Some(Wish::Use);
            }
        } else {
            ui.label(RichText::new(format!("✔ {}", text::IN_USE)).color(theme::GOOD));
        }
        let running = *test == ServerTest::Running;
        if !builtin(draft)
            && ui
                .add_enabled(!running, egui::Button::new(text::TEST))
                .clicked()
        {
            wish = Some(Wish::Test);
        }
    });
    if draft.is_tested() {
        result(ui, test);
    }
    wish
}

/// A list once the server has told its models; a field until then.
fn model(ui: &mut Ui, draft: &mut ServerDraft, test: &ServerTest) {
    match test {
        ServerTest::Works { models, .. } if draft.is_tested() && !models.is_empty() => {
            let chosen = match draft.server.model.as_str() {
                "" => text::MODEL_HINT.to_owned(),
                model => clean(model, 60),
            };
            ComboBox::from_id_salt("stoa model")
                .width(FIELD)
                .selected_text(chosen)
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut draft.server.model, String::new(), text::MODEL_HINT);
                    for model in models.iter().take(300) {
                        ui.selectable_value(
                            &mut draft.server.model,
                            model.clone(),
                            clean(model, 60),
                        );
                    }
                });
        }
        _ => {
            ui.add(field(&mut draft.server.model, 200).hint_text(text::MODEL_HINT));
        }
    }
}

fn result(ui: &mut Ui, test: &ServerTest) {
    let say = |ui: &mut Ui, text: &str, colour| {
        ui.add(
            Label::new(
                RichText::new(clean(text, 400))
                    .size(theme::SMALL)
                    .color(colour),
            )
            .wrap(),
        );
    };
    match test {
        ServerTest::Idle => {}
        ServerTest::Running => {
            ui.horizontal(|ui| {
                ui.spinner();
                theme::note(ui, text::TESTING);
            });
        }
        ServerTest::Works { text, .. } => say(ui, &format!("✔ {text}"), theme::GOOD),
        ServerTest::Failed(problem) => {
            say(ui, &problem.cause, theme::ERROR);
            say(ui, &problem.remedy, theme::WEAK);
        }
    }
}

/// The switch, and what was found: a click fills it into the form above.
fn offers(ui: &mut Ui, offer: &mut bool, draft: &mut ServerDraft, here: &ServersHere) {
    ui.checkbox(offer, text::OFFER_SERVERS);
    if !*offer {
        return;
    }
    for server in here.0.iter().take(16) {
        ui.horizontal_wrapped(|ui| {
            if theme::secondary(ui, text::FILL_IN).clicked() {
                draft.fill_in(server.kind, &server.url);
            }
            let said = text::server_here(&server.label, &server.url, server.trouble.as_deref());
            theme::note(ui, &clean(&said, 200));
        });
    }
}

fn picture(ui: &mut Ui, settings: &mut UiSettings) {
    rows(ui, "stoa picture", |ui| {
        row(ui, text::QUALITY, |ui| {
            for quality in Quality::ALL {
                ui.selectable_value(&mut settings.quality, quality, text::quality(quality));
            }
        });
        row(ui, text::TEXT_SIZE, |ui| {
            for percent in [85, 100, 125, 150] {
                let label = text::percent(percent);
                ui.selectable_value(&mut settings.text_size_percent, percent, label);
            }
        });
        row(ui, text::CAPTIONS, |ui| {
            ui.checkbox(&mut settings.captions, text::CAPTIONS_CHECK);
        });
    });
}

fn controls(ui: &mut Ui, settings: &mut UiSettings) {
    rows(ui, "stoa controls", |ui| {
        row(ui, text::VIEW, |ui| {
            for view in [ViewMode::First, ViewMode::Third] {
                ui.selectable_value(&mut settings.view, view, text::view(view));
            }
        });
        row(ui, text::SENSITIVITY, |ui| {
            let speed = Slider::new(&mut settings.mouse_sensitivity, 0.1..=4.0);
            ui.add(speed.logarithmic(true).max_decimals(2));
        });
        row(ui, text::INVERT, |ui| {
            ui.checkbox(&mut settings.invert_y, text::INVERT_CHECK);
        });
    });
}

fn rows(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let grid = Grid::new(id)
        .num_columns(2)
        .min_col_width(LABEL)
        .spacing([16.0, 10.0]);
    grid.show(ui, content);
}

fn row(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui)) {
    ui.label(RichText::new(label).color(theme::WEAK));
    ui.horizontal(content);
    ui.end_row();
}

fn field(text: &mut String, limit: usize) -> TextEdit<'_> {
    TextEdit::singleline(text)
        .char_limit(limit)
        .desired_width(FIELD)
        .margin(egui::Margin::symmetric(10, 7))
}
