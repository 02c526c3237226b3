//! Bodies, faces, places, sky, and offscreen pictures.
//!
//! Presentation reads the world and never writes it: [`stoa_world::WorldDef`] becomes scenery and light, bodies become
//! people. Everything is made in code; the patterns live in `shaders/`.
//!
//! Add [`StoaRenderPlugin`] to an app that has Bevy's render plugins, and spawn [`camera::view_camera`]. For a picture
//! without a window see [`offscreen::picture`].

pub mod body;
pub mod camera;
pub mod crowd;
pub mod model;
pub mod offscreen;
pub mod pattern;
pub mod quality;
pub mod resolution;
pub mod scene;
pub mod sky;
pub mod switches;

use bevy::prelude::*;

pub use camera::{DrawnOnce, WorldCamera, view_camera};
pub use model::{Model, NextModel};
pub use quality::{Quality, QualityNotice};
pub use resolution::PixelBudget;
pub use switches::{CrowdReach, Shadows, Switches};

/// Scenery, sky and light.
#[derive(Debug, Clone, Copy, Default)]
pub struct StoaRenderPlugin;

impl Plugin for StoaRenderPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins((
            quality::plugin,
            switches::plugin,
            camera::plugin,
            resolution::plugin,
            sky::plugin,
            scene::plugin,
            body::plugin,
            crowd::plugin,
            model::plugin,
        ));
    }
}
