//! The crowd: drawn from the tick's own agents, never as entities.
//!
//! Each tick's agents go to the device as they are ([`feed`]); there they become bodies in the order of their numbers,
//! which ease, walk and sit (`shaders/crowd/advance.wgsl`). What is shown is the tick [`stoa_tick::EVENT_LAG`] before the
//! newest, as with every body, between it and the one before. For each view a pass lists who is seen and at which level
//! (`cull.wgsl`); three indirect draws show them, three for each shadow map cast their shadows ([`draw`]). The number of
//! draws and the processor's work, but for the copy of a tick that the processor computed, do not depend on how many
//! there are. A device that lacks what this needs ([`able`]) has the processor do it for the nearest, to the same picture
//! ([`plain`]).
//!
//! Heads that turn and lips that move, near by, come from the entities of those who are drawn ([`acts`]), as does their AI
//! mark ([`marks`]).
//!
//! [`figure`] makes the figures, [`clips`] bakes how they move, [`people`] says who looks how. The shaders' twins are in
//! [`twin`].

mod able;
mod acts;
mod clips;
mod distant;
mod draw;
mod extract;
pub mod feed;
mod figure;
mod geometry;
mod limbs;
mod marked;
mod marks;
pub mod people;
mod pipelines;
mod plain;
mod points;
mod prepare;
mod shaders;
mod sharing;
mod stock;
mod twin;

use bevy::prelude::*;
use bevy::render::RenderApp;

pub use able::{DeviceAbilities, lacking};
pub use draw::CrowdDraws;
pub use feed::TickCommands;
pub use marked::CrowdHidden;
pub use sharing::CrowdAsIn;

/// Draws the crowd of [`stoa_world::sim::BodyTick`], where there is one.
pub fn plugin(app: &mut App) {
    able::plugin(app);
    feed::plugin(app);
    acts::plugin(app);
    marks::plugin(app);
    shaders::plugin(app);
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    extract::plugin(render);
    sharing::plugin(render);
    pipelines::plugin(render);
    prepare::plugin(render);
    plain::plugin(render);
    draw::plugin(render);
}
