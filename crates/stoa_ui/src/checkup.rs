//! What this machine has and lacks, with what to do: the findings of `stoa doctor`.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Color32, RichText, Ui};

use crate::{
    CheckLine, CheckState, Checkup, CheckupWanted, Loading, PanelSystems, Screen, Screens,
    clean::clean, cover::cover, text, theme,
};

/// Letters of a finding that are shown; all of it is copied.
const SHOWN: usize = 400;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    checkup: Res<Checkup>,
    mut wanted: MessageWriter<CheckupWanted>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Checkup) || !loading.drawn {
        return Ok(());
    }
    let mut asks = *checkup == Checkup::NotYet;
    let closed = cover(ctx, text::checkup_title(), 680.0, |ui| {
        theme::note(ui, text::checkup_note());
        ui.add_space(8.0);
        match &*checkup {
            Checkup::NotYet | Checkup::Looking => {
                theme::note(ui, text::checkup_looks());
            }
            Checkup::Failed(why) => theme::small(ui, &clean(why, SHOWN), theme::ERROR),
            Checkup::Done(lines) => lines.iter().for_each(|line| finding(ui, line)),
        }
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let looks = matches!(*checkup, Checkup::NotYet | Checkup::Looking);
            ui.add_enabled_ui(!looks, |ui| {
                asks |= theme::primary(ui, text::check_again()).clicked();
            });
            if let Checkup::Done(lines) = &*checkup
                && theme::secondary(ui, text::copy_all()).clicked()
            {
                ui.ctx().copy_text(text::checkup(lines));
            }
        });
    });
    if asks && *checkup != Checkup::Looking {
        wanted.write(CheckupWanted);
    }
    if closed {
        screens.open = None;
    }
    Ok(())
}

fn finding(ui: &mut Ui, line: &CheckLine) {
    let colour = colour(line.state);
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(150.0);
            ui.label(RichText::new(clean(&line.what, 40)).strong());
            theme::tag(ui, text::check_state(line.state), colour);
        });
        ui.vertical(|ui| {
            theme::small(ui, &clean(&line.found, SHOWN), theme::TEXT);
            if !line.remedy.is_empty() {
                theme::small(ui, &clean(&line.remedy, SHOWN), colour);
            }
        });
    });
    ui.add_space(6.0);
}

fn colour(state: CheckState) -> Color32 {
    match state {
        CheckState::Good => theme::GOOD,
        CheckState::Note => theme::WEAK,
        CheckState::Broken => theme::WARNING,
        CheckState::Missing => theme::ERROR,
    }
}
