//! Panels over the world: bubbles, name tags, chat, notices, settings, help, inspector.
//!
//! They read the world and write [`stoa_world::Intent`]s and their own messages (see [`api`]), never simulation
//! state.

pub mod api;
pub mod settings;

pub use api::*;
pub use settings::{BackendKind, BackendSettings, Quality, UiSettings, ViewMode};

use bevy::prelude::*;

/// All panels. Add it after Bevy's `DefaultPlugins`; it brings egui along.
pub fn plugin(app: &mut App) {
    app.add_plugins(api::plugin);
}
