//! The crowd where a device can't draw it from the tick's own buffer: no compute shaders, no storage buffers in vertex
//! shaders, or no indirect draws.
//!
//! The processor does by the shaders' twins ([`super::twin`]) what the device would do: bodies at the shown tick
//! ([`bodies`]), and who of them is seen in a view, the nearest first ([`choose`]). Those become instances with all that a
//! vertex shader needs of them ([`person`]); figures and bones lie in textures. Levels, clothes, gait and the number of
//! draws are the same, so the picture is, too, up to [`MOST_DRAWN`] people.

mod bodies;
mod choose;
mod person;
mod prepare;

use bevy::ecs::schedule::IntoScheduleConfigs;
use bevy::prelude::*;
use bevy::render::{Render, RenderSystems};

pub(super) use choose::MOST_DRAWN;
pub(super) use person::vertices;
pub(super) use prepare::layout;

use super::extract::is_plain;

pub(super) fn plugin(render: &mut SubApp) {
    render.init_resource::<prepare::Stock>().add_systems(
        Render,
        (
            prepare::follow.in_set(RenderSystems::PrepareResources),
            prepare::prepare_views
                .in_set(RenderSystems::PrepareBindGroups)
                .run_if(is_plain),
        ),
    );
}
