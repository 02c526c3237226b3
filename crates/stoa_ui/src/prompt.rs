//! The pill that says which key talks to whom, and the dot in the middle of the view.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, Id, Order, RichText, vec2};
use stoa_world::{Controller, DisplayName, StableId};

use crate::{
    Action, Focus, InputOwners, Loading, PanelSystems, Prompts, SeatInView, UiSettings, ViewMode,
    clean::clean, room, text, theme,
};

const AREA: &str = "stoa prompt";

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Beside)
            .run_if(crate::away::is_shown),
    );
}

fn show(
    mut contexts: EguiContexts,
    focus: Res<Focus>,
    seat: Res<SeatInView>,
    owners: Res<InputOwners>,
    prompts: Res<Prompts>,
    settings: Res<UiSettings>,
    loading: Res<Loading>,
    bodies: Query<(&StableId, &DisplayName, &Controller)>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !loading.drawn || !owners.is_game() {
        return Ok(());
    }
    if settings.controls.view == ViewMode::First {
        dot(ctx);
    }
    let mut deeds = Vec::new();
    let of = |action| prompts.of(action);
    if focus.talking_to.is_some() {
        deeds.push((of(Action::Chat), text::say_something().to_owned(), false));
        deeds.push((of(Action::Leave), text::leave().to_owned(), false));
    } else if let Some(whom) = focus.whom
        && let Some((_, name, controller)) = bodies.iter().find(|(id, ..)| **id == whom)
    {
        let talk = text::talk_to(&clean(&name.0, 40));
        deeds.push((of(Action::Talk), talk, *controller == Controller::Agent));
        deeds.push((of(Action::People), text::people_key().to_owned(), false));
    }
    if seat.0.is_some() {
        deeds.push((of(Action::Sit), text::sit_down().to_owned(), false));
    }
    // What nothing is bound to is not offered.
    deeds.retain(|(key, ..)| !key.is_empty());
    if !deeds.is_empty() {
        pill(ctx, &deeds);
    }
    Ok(())
}

fn dot(ctx: &egui::Context) {
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Background, Id::new("stoa dot")));
    let middle = ctx.content_rect().center();
    painter.circle_filled(middle, 3.2, theme::INK.gamma_multiply(0.45));
    painter.circle_filled(middle, 2.0, theme::PARCHMENT.gamma_multiply(0.9));
}

/// Keys and what they do, in one line: (key, deed, marked as AI).
fn pill(ctx: &egui::Context, deeds: &[(&str, String, bool)]) {
    let screen = ctx.content_rect();
    let before = ctx.memory(|memory| memory.area_rect(AREA));
    let size = before.map_or(vec2(320.0, 44.0), |rect| rect.size());
    let foot = screen.center_bottom() - vec2(0.0, screen.height() * 0.16);
    let wanted = Align2::CENTER_BOTTOM.anchor_size(foot, size);
    let place = room::beside(wanted, screen.shrink(8.0), &room::taken(ctx, AREA));
    Area::new(Id::new(AREA))
        .fixed_pos(place.min)
        .order(Order::Middle)
        .interactable(false)
        .show(ctx, |ui| {
            theme::panel()
                .corner_radius(24)
                .inner_margin(egui::Margin::symmetric(18, 8))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        for (i, (key, deed, ai)) in deeds.iter().enumerate() {
                            if i > 0 {
                                ui.add_space(10.0);
                            }
                            theme::keycap(ui, key);
                            ui.label(RichText::new(deed).color(theme::PARCHMENT));
                            if *ai {
                                theme::ai_chip(ui);
                            }
                        }
                    });
                });
        });
}
