//! The editor of personas: a panel at the left, so that the person who is changed can be seen beside it, changing.

mod looks;
mod trial;
mod words;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align, Align2, Area, Id, Layout, Order, ScrollArea, Ui, vec2};
use stoa_world::Intent;

use crate::{
    Editing, Editor, KeepPersona, Loading, LocalPerson, PanelSystems, PersonaDrafted, Screen,
    Screens, TakeBackPersona, chat::ChatLog, clean::clean, cover::follow_focus, text, theme,
};

/// Points across; the world keeps more than half of what it can.
const WIDTH: f32 = 520.0;
/// Seconds between two looks at how the draft looks: each one dresses the body anew.
const LOOKS_EVERY: f64 = 0.25;

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<Intent>()
        .add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

/// What the person did in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Keep,
    TakeBack,
    Close,
}

/// The draft that was told last, and when.
#[derive(Default)]
struct Told {
    draft: Option<crate::PersonaDraft>,
    at: f64,
}

#[derive(bevy::ecs::system::SystemParam)]
struct Asks<'w> {
    drafted: MessageWriter<'w, PersonaDrafted>,
    keep: MessageWriter<'w, KeepPersona>,
    take_back: MessageWriter<'w, TakeBackPersona>,
    intents: MessageWriter<'w, Intent>,
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    mut editor: ResMut<Editor>,
    loading: Res<Loading>,
    log: Res<ChatLog>,
    me: Option<Res<LocalPerson>>,
    mut asks: Asks,
    mut told: Local<Told>,
    mut said: Local<String>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Editor) || !loading.drawn {
        return Ok(());
    }
    // Looking at it is no change.
    let Some(editing) = &mut editor.bypass_change_detection().0 else {
        screens.open = None;
        return Ok(());
    };
    let now = ctx.input(|input| input.time);
    let mut line = None;
    let step = panel(ctx, editing, |ui, editing| {
        line = trial::show(
            ui,
            editing.whom,
            &clean(&editing.draft.name, 40),
            &log,
            &mut said,
        );
    });
    if let (Some(line), Some(me)) = (line, me) {
        asks.intents.write(trial::said(me.0, editing.whom, line));
    }
    let is_told = told.draft.as_ref() == Some(&editing.draft);
    let is_due = now - told.at >= LOOKS_EVERY || now < told.at;
    match step {
        Some(Step::Keep) => {
            asks.keep.write(KeepPersona);
        }
        Some(Step::TakeBack) => {
            asks.take_back.write(TakeBackPersona);
        }
        Some(Step::Close) => screens.open = None,
        None if told.draft.is_none() => told.draft = Some(editing.draft.clone()),
        None if !is_told && is_due => {
            *told = Told {
                draft: Some(editing.draft.clone()),
                at: now,
            };
            asks.drafted.write(PersonaDrafted);
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
    let changed = editing.draft != editing.kept;
    let mut step = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(changed && editing.mistakes.is_empty(), |ui| {
            if theme::primary(ui, text::keep()).clicked() {
                step = Some(Step::Keep);
            }
        });
        ui.add_enabled_ui(changed, |ui| {
            if theme::secondary(ui, text::take_back()).clicked() {
                step = Some(Step::TakeBack);
            }
        });
        if changed {
            theme::note(ui, text::not_kept_yet());
        }
    });
    step
}
