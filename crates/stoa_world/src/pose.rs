use bevy_ecs::prelude::*;
use bevy_math::{Quat, Vec3};
use serde::{Deserialize, Serialize};

/// Position units in a metre.
pub const UNITS_PER_METRE: f32 = 65_536.0;

/// Where a body stands and which way it faces, exact to the bit on every machine.
///
/// Only the mover (agents) and the walker (people) write it; presentation interpolates from [`PreviousPose`].
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Pose {
    /// The point under the feet: x east, y up, z south, in 1/65536 m.
    pub x: i32,
    pub y: i32,
    pub z: i32,
    /// Heading in 1/65536 turn, counter-clockwise seen from above; 0 faces −z (north), as Bevy's `forward`.
    pub yaw: u16,
}

/// The pose one tick ago.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PreviousPose(pub Pose);

impl Pose {
    /// From metres and radians.
    pub fn new(position: Vec3, yaw_rad: f32) -> Self {
        let unit = |m: f32| (m * UNITS_PER_METRE).round() as i32;
        Self {
            x: unit(position.x),
            y: unit(position.y),
            z: unit(position.z),
            yaw: turn(yaw_rad),
        }
    }

    /// The point under the feet in metres.
    pub fn position(&self) -> Vec3 {
        Vec3::new(self.x as f32, self.y as f32, self.z as f32) / UNITS_PER_METRE
    }

    /// Heading in radians, 0 facing −z.
    pub fn yaw_rad(&self) -> f32 {
        f32::from(self.yaw) / 65_536.0 * core::f32::consts::TAU
    }

    pub fn rotation(&self) -> Quat {
        Quat::from_rotation_y(self.yaw_rad())
    }

    /// The unit vector the body faces.
    pub fn forward(&self) -> Vec3 {
        self.rotation() * Vec3::NEG_Z
    }

    /// Horizontal distance in metres.
    pub fn distance(&self, other: &Pose) -> f32 {
        let (a, b) = (self.position(), other.position());
        Vec3::new(a.x - b.x, 0.0, a.z - b.z).length()
    }
}

/// Radians to 1/65536 turn.
pub fn turn(yaw_rad: f32) -> u16 {
    let turns = (yaw_rad / core::f32::consts::TAU).rem_euclid(1.0);
    (turns * 65_536.0).round() as u32 as u16
}
