//! The settings: their data and their panel.

mod address;
mod controls;
mod data;
mod detail;
mod draft;
mod keys;
mod minds;
mod panel;
mod picture;
pub(crate) mod rows;
mod section;
mod servers;
mod sound;

pub use controls::{Controls, PERSONAL_SPACE_CM, SENSITIVITY, ViewMode};
pub use data::{BackendKind, BackendSettings, NamedServer, ServerHere, ServersHere, UiSettings};
pub use detail::{CROWD_PERCENT, Detail, ShadowKind, Switch};
pub use picture::{
    DISPLAY, Displays, FIELD_OF_VIEW_DEG, FRAME_LIMIT, Picture, Quality, RENDER_SCALE_PERCENT,
    TEXT_SIZE_PERCENT, WindowKind,
};
pub use sound::{MAX_VOLUME_PERCENT, Sound};

pub use address::is_clear_text;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use crate::{PanelSystems, SoundDevice};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<minds::MindsPanel>()
        .init_resource::<ServersHere>()
        .init_resource::<Displays>()
        .init_resource::<SoundDevice>()
        .add_systems(
            EguiPrimaryContextPass,
            panel::show.in_set(PanelSystems::Cover),
        );
}
