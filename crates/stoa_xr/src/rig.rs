//! How the tracking space lies in the world, and what moves it there.
//!
//! Walking in the room moves head and body alike and leaves the rig where it is. Stick, teleport, snap turn and
//! recentring move the rig, and so does the ground under the body.

use bevy::prelude::*;

pub use crate::motion::rig::{Head, Rig, floor_m};

/// Where the tracking space lies in the world.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct Placement {
    pub rig: Rig,
    /// Height of the floor in the tracking space, in metres.
    pub floor_m: f32,
    /// The head is to be put over the body, looking where it faces, with the next frame.
    pub recentre: bool,
}

impl Placement {
    /// What stands at `pose` in the tracking space stands there in the world.
    pub fn world_from(&self, pose: Isometry3d) -> Transform {
        Transform::from_translation(self.rig.to_world(pose.translation.into()))
            .with_rotation(self.rig.rotation() * pose.rotation)
    }

    /// The head's place and yaw in the tracking space.
    pub fn head(pose: Isometry3d) -> Head {
        Head::new(pose.translation.into(), pose.rotation)
    }
}
