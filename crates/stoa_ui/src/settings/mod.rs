//! The settings: their data and their panel.

mod data;
mod draft;
mod panel;

pub use data::{
    BackendKind, BackendSettings, NamedServer, Quality, ServerHere, ServersHere, UiSettings,
    ViewMode,
};

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use crate::PanelSystems;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<draft::ServerDraft>()
        .init_resource::<ServersHere>()
        .add_systems(
            EguiPrimaryContextPass,
            panel::show.in_set(PanelSystems::Cover),
        );
}
