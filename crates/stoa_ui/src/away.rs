//! What the window says while its person is in the headset.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, Frame, Id, RichText};
use stoa_world::panel::PanelAnchors;

use crate::{Action, InterfaceHidden, PanelSystems, Prompts, text, theme};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<PanelAnchors>().add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Cover).run_if(is_away),
    );
}

/// Whether the person sees the world by a headset: what hangs in the world hangs there, not here.
pub(crate) fn is_away(anchors: Res<PanelAnchors>) -> bool {
    anchors.eye.is_some()
}

/// Whether what hangs in the world or stands beside it is shown in the window.
pub(crate) fn is_shown(anchors: Res<PanelAnchors>, hidden: Res<InterfaceHidden>) -> bool {
    anchors.eye.is_none() && !hidden.0
}

fn show(mut contexts: EguiContexts, prompts: Res<Prompts>) -> Result {
    let ctx = contexts.ctx_mut()?;
    let back = text::back_by(prompts.key(Action::Headset));
    Area::new(Id::new("stoa away"))
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .interactable(false)
        .show(ctx, |ui| {
            Frame::new()
                .fill(theme::PANEL)
                .corner_radius(theme::RADIUS)
                .inner_margin(24)
                .show(ui, |ui| {
                    ui.vertical_centered(|ui| {
                        ui.label(
                            RichText::new(text::in_the_headset())
                                .size(theme::TITLE)
                                .color(theme::PARCHMENT),
                        );
                        ui.label(RichText::new(&back).color(theme::WEAK));
                    });
                });
        });
    Ok(())
}
