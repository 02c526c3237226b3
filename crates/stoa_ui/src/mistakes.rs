//! The panel with the mistakes of files that changed while the world runs. It goes when they are mended.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, Id, Label, Order, RichText, vec2};

use crate::{FileMistake, FileMistakes, Loading, PanelSystems, Screens, clean::clean, text, theme};

/// Mistakes that are shown at once.
const SHOWN: usize = 5;
const WIDTH: f32 = 420.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Beside));
}

fn show(
    mut contexts: EguiContexts,
    mistakes: Res<FileMistakes>,
    loading: Res<Loading>,
    screens: Res<Screens>,
    mut hidden: Local<Vec<FileMistake>>,
    mut told: Local<Vec<FileMistake>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !loading.drawn || screens.open.is_some() {
        return Ok(());
    }
    if *told != mistakes.0 {
        told.clone_from(&mistakes.0);
        tell(&told);
    }
    if mistakes.0.is_empty() {
        hidden.clear();
    } else if mistakes.0 != *hidden && panel(ctx, &mistakes.0) {
        hidden.clone_from(&mistakes.0);
    }
    Ok(())
}

/// In the log, for whoever can't see the panel.
fn tell(mistakes: &[FileMistake]) {
    debug!("{} mistakes in files", mistakes.len());
    for mistake in mistakes {
        debug!(
            "a mistake: {}: {}",
            place(mistake),
            clean(&mistake.text, 400)
        );
    }
}

/// True when it is to be hidden.
fn panel(ctx: &egui::Context, mistakes: &[FileMistake]) -> bool {
    let width = WIDTH.min(ctx.content_rect().width() - 32.0);
    Area::new(Id::new("stoa mistakes"))
        .anchor(Align2::LEFT_TOP, vec2(16.0, 64.0))
        .order(Order::Middle)
        .show(ctx, |ui| {
            let shown = theme::panel().show(ui, |ui| {
                ui.set_width(width);
                let title = RichText::new(text::mistakes()).color(theme::ERROR).strong();
                ui.label(title);
                theme::note(ui, text::mistakes_note());
                ui.add_space(4.0);
                for mistake in mistakes.iter().take(SHOWN) {
                    one(ui, mistake);
                }
                if mistakes.len() > SHOWN {
                    theme::note(ui, &text::more_mistakes(mistakes.len() - SHOWN));
                }
                ui.add_space(4.0);
                theme::secondary(ui, text::hide_mistakes()).clicked()
            });
            shown.inner
        })
        .inner
}

fn one(ui: &mut egui::Ui, mistake: &FileMistake) {
    let at = RichText::new(place(mistake))
        .size(theme::SMALL)
        .color(theme::WARNING);
    ui.add(Label::new(at).wrap())
        .on_hover_text(clean(&mistake.file, 300));
    let what = RichText::new(clean(&mistake.text, 400)).color(theme::TEXT);
    ui.add(Label::new(what).wrap());
    ui.add_space(2.0);
}

fn place(mistake: &FileMistake) -> String {
    let name = mistake.file.rsplit(['/', '\\']).next().unwrap_or_default();
    text::mistake_at(&clean(name, 60), mistake.place)
}
