//! Being here from a headset, by OpenXR: the session and its frames, two eyes, two hands, movement.
//!
//! The crate works on the `openxr` crate with its own sessions, events and frames, and uses bevy_mod_openxr for what
//! lies between Vulkan and wgpu. It writes intents and its own messages; what else belongs to a headset (panels, the
//! look of the cameras, the log) is joined to it by the composition.

mod actions;
pub mod bindings;
pub mod device;
pub mod eyes;
pub mod governor;
pub mod hand_input;
pub mod hands;
pub mod motion;
mod panels;
mod present;
pub mod rig;
pub mod runtime;
pub mod session;
pub mod stats;
pub mod visuals;
pub mod walk;

use bevy::prelude::*;

pub use device::{Device, Wishes};
pub use eyes::{EyeCamera, OneEye};
pub use hand_input::{Pointer, XrHands};
pub use rig::Placement;
pub use session::{
    Headset, ProfileChanged, Pulse, SessionChanged, Tracking, XrFrame, XrTrouble,
    state::SessionState,
};
pub use walk::{Gaze, MoveView, XrComfort, XrPerson};

/// Adds the headset to an app that draws with `device`'s graphics. Comes after the renderer.
pub fn install(app: &mut App, device: Device) {
    app.insert_resource(device)
        .init_resource::<Placement>()
        .init_resource::<hand_input::Pointer>()
        .add_plugins((
            session::plugin,
            eyes::plugin,
            present::plugin,
            walk::plugin,
            panels::plugin,
            visuals::plugin,
        ))
        .add_systems(Update, hand_input::point.before(walk::WalkSystems));
}
