//! The editor of personas: a panel at the left, so that the person who is changed can be seen beside it, changing.

mod looks;
mod trial;
mod words;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align, Align2, Area, Id, Layout, Order, ScrollArea, Ui, vec2};
use stoa_world::Intent;

use crate::{
    Editing, Editor, EditorAsks, Loading, LocalPerson, PanelSystems, Screen, Screens,
    chat::ChatLog, clean::clean, cover::follow_focus, text, theme,
};

/// Points across; the world keeps more than half of what it can.
const WIDTH: f32 = 520.0;
/// Seconds after which the body may show another draft: each one dresses it anew.
const SHOWN_EVERY: f64 = 0.25;

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<Intent>()
        .add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

/// What the person did in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask(EditorAsks),
    Close,
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    mut editor: ResMut<Editor>,
    loading: Res<Loading>,
    log: Res<ChatLog>,
    me: Option<Res<LocalPerson>>,
    mut asks: MessageWriter<EditorAsks>,
    mut intents: MessageWriter<Intent>,
    mut said: Local<String>,
    mut told_at: Local<f64>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Editor) || !loading.drawn {
        return Ok(());
    }
    let Some(editing) = &mut editor.0 else {
        screens.open = None;
        return Ok(());
    };
    let mut line = None;
    let step = panel(ctx, editing, |ui, editing| {
        let name = clean(&editing.draft.name, 40);
        line = trial::show(ui, editing.whom, &name, &log, &mut said);
    });
    if let (Some(line), Some(me)) = (line, me) {
        intents.write(trial::said(me.0, editing.whom, line));
    }
    let now = ctx.input(|input| input.time);
    match step {
        Some(Step::Ask(what)) => {
            asks.write(what);
        }
        Some(Step::Close) => screens.open = None,
        None if editing.draft != editing.shown && now - *told_at >= SHOWN_EVERY => {
            editing.shown = editing.draft.clone();
            *told_at = now;
            asks.write(EditorAsks::Show);
        }
        None => {}
    }
    Ok(())
}

fn panel(
    ctx: &egui::Context,
    editing: &mut Editing,
    below: impl FnOnce(&mut Ui, &Editing),
) -> Option<Step> {
    let screen = ctx.content_rect();
    let width = WIDTH
        .min(screen.width() * 0.6)
        .max(340.0)
        .min(screen.width() - 32.0);
    let mut step = None;
    Area::new(Id::new("stoa editor"))
        .anchor(Align2::LEFT_TOP, vec2(16.0, 16.0))
        .order(Order::Foreground)
        .show(ctx, |ui| {
            theme::panel().show(ui, |ui| {
                ui.set_width(width - 36.0);
                if head(ui, &editing.draft.name) {
                    step = Some(Step::Close);
                }
                theme::note(ui, text::editor_note());
                let height = screen.height() - 330.0;
                ScrollArea::vertical()
                    .id_salt(("stoa editor", editing.whom))
                    .max_height(height)
                    .min_scrolled_height(height)
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        // The fields end before the scroll bar.
                        ui.set_max_width(ui.available_width() - 12.0);
                        looks::show(ui, &mut editing.draft);
                        words::show(ui, &mut editing.draft);
                        follow_focus(ui);
                    });
                for mistake in editing.mistakes.iter().take(2) {
                    theme::small(ui, &clean(mistake, 200), theme::WARNING);
                }
                step = step.or(buttons(ui, editing));
                below(ui, editing);
            });
        });
    step
}

/// True when the cross was pressed.
fn head(ui: &mut Ui, name: &str) -> bool {
    ui.horizontal(|ui| {
        theme::heading(ui, &clean(name, 40));
        theme::ai_chip(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme::cross(ui).clicked()
        })
        .inner
    })
    .inner
}

fn buttons(ui: &mut Ui, editing: &Editing) -> Option<Step> {
    let changed = editing.is_changed();
    let mut step = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(changed && editing.mistakes.is_empty(), |ui| {
            if theme::primary(ui, text::keep()).clicked() {
                step = Some(Step::Ask(EditorAsks::Keep));
            }
        });
        ui.add_enabled_ui(changed, |ui| {
            if theme::secondary(ui, text::take_back()).clicked() {
                step = Some(Step::Ask(EditorAsks::TakeBack));
            }
        });
        if changed {
            theme::note(ui, text::not_kept_yet());
        }
    });
    step
}
