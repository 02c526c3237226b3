//! Three lines for somebody who is here for the first time. Nothing to press: it goes by itself.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, Grid, Id, Order, RichText, vec2};

use crate::{
    Action, Loading, PanelSystems, Prompts, SettingsChanged, UiSettings, room, text, theme,
};

const AREA: &str = "stoa welcome";
const SHOWN_S: f64 = 8.0;
const FADE_S: f64 = 0.8;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Beside));
}

fn show(
    mut contexts: EguiContexts,
    loading: Res<Loading>,
    prompts: Res<Prompts>,
    mut settings: ResMut<UiSettings>,
    mut since: Local<Option<f64>>,
    mut changed: MessageWriter<SettingsChanged>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !loading.drawn || (settings.welcomed && since.is_none()) {
        return Ok(());
    }
    let now = ctx.input(|input| input.time);
    let age = now - *since.get_or_insert(now);
    if age > SHOWN_S {
        *since = None;
        settings.welcomed = true;
        changed.write(SettingsChanged(settings.clone()));
        return Ok(());
    }
    let opacity = (age / FADE_S).min((SHOWN_S - age) / FADE_S).clamp(0.0, 1.0);
    // With large text it would lie under the chat.
    let before = ctx.memory(|memory| memory.area_rect(AREA));
    if before.is_none_or(|card| room::is_free(card, &room::taken(ctx, AREA))) {
        card(ctx, &prompts, opacity as f32);
    }
    Ok(())
}

fn card(ctx: &egui::Context, prompts: &Prompts, opacity: f32) {
    Area::new(Id::new(AREA))
        .anchor(Align2::LEFT_TOP, vec2(16.0, 16.0))
        .order(Order::Middle)
        .interactable(false)
        .show(ctx, |ui| {
            ui.set_opacity(opacity);
            theme::panel()
                .inner_margin(egui::Margin::symmetric(26, 20))
                .show(ui, |ui| {
                    Grid::new("stoa welcome")
                        .num_columns(2)
                        .spacing([20.0, 12.0])
                        .show(ui, |ui| {
                            let lines = [
                                (prompts.walk(), text::welcome_move()),
                                (vec![prompts.look()], text::welcome_look()),
                                (vec![prompts.of(Action::Talk)], text::welcome_talk()),
                            ];
                            for (keys, deed) in lines {
                                theme::keycaps(ui, keys);
                                ui.label(RichText::new(deed).color(theme::TEXT));
                                ui.end_row();
                            }
                        });
                });
        });
}
