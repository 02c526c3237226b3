//! The settings: their data and their panel.

mod address;
mod data;
mod draft;
mod minds;
mod panel;
mod rows;
mod servers;

pub use data::{
    BackendKind, BackendSettings, NamedServer, Quality, ServerHere, ServersHere, UiSettings,
    ViewMode,
};

pub use address::is_clear_text;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use crate::PanelSystems;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<minds::MindsPanel>()
        .init_resource::<ServersHere>()
        .add_systems(
            EguiPrimaryContextPass,
            panel::show.in_set(PanelSystems::Cover),
        );
}
