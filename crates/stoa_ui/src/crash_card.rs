//! The first start after a crash says so, and offers the report and safe mode.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Button, RichText, vec2};

use crate::{
    AfterCrash, Crash, LastRun, Loading, PanelSystems, Screen, Screens, clean::clean, cover::cover,
    text, theme,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    mut last: ResMut<LastRun>,
    mut answers: MessageWriter<AfterCrash>,
    mut shown: Local<bool>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let open = screens.open == Some(Screen::Crash);
    if !open && *shown {
        // However it was closed: it was dealt with.
        last.0 = None;
        *shown = false;
    }
    if !open || !loading.drawn {
        return Ok(());
    }
    let Some(crash) = &last.0 else {
        screens.open = None;
        return Ok(());
    };
    let first = !std::mem::replace(&mut *shown, true);
    let title = match crash.report {
        Some(_) => text::crash_title(),
        None => text::crash_ended_badly(),
    };
    let mut done = false;
    let closed = cover(ctx, title, 480.0, |ui| {
        words(ui, crash);
        ui.add_space(10.0);
        let size = vec2(ui.available_width(), 42.0);
        let button = |label| Button::new(label).min_size(size);
        let not_now = RichText::new(text::not_now()).color(theme::ON_ACCENT);
        let go_on = ui.add(button(not_now.strong()).fill(theme::ACCENT));
        // Enter goes on, as if nothing had been.
        if first {
            go_on.request_focus();
        }
        done = go_on.clicked();
        if crash.report.is_some() && ui.add(button(text::open_report().into())).clicked() {
            answers.write(AfterCrash::OpenReport);
        }
        if ui.add(button(text::start_safe().into())).clicked() {
            answers.write(AfterCrash::StartSafe);
        }
    });
    if closed || done {
        screens.open = None;
    }
    Ok(())
}

fn words(ui: &mut egui::Ui, crash: &Crash) {
    let body = |ui: &mut egui::Ui, words: &str| {
        ui.add(egui::Label::new(RichText::new(words).color(theme::TEXT)).wrap());
    };
    match &crash.report {
        Some(report) => {
            body(ui, text::crash_report_is());
            let report = clean(&report.display().to_string(), 300);
            theme::small(ui, &report, theme::WARNING);
        }
        None => body(ui, text::crash_no_report()),
    }
    ui.add_space(4.0);
    theme::note(ui, text::crash_again());
}
