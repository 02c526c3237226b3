//! Head and hands as a headset tracks them.

use bevy_ecs::prelude::*;
use bevy_math::{Isometry3d, Quat, Vec3};
use serde::{Deserialize, Serialize};

use crate::Pose;

/// Where head and hands of a body really are, in the body's own frame (feet at the origin, −z ahead). Bodies without
/// it hold themselves as their posture and deeds have it.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    pub head: Held,
    /// Left, right; `None` while a hand is not seen.
    #[serde(default, skip_serializing_if = "no_hands")]
    pub hands: [Option<Held>; 2],
}

fn no_hands(hands: &[Option<Held>; 2]) -> bool {
    *hands == [None; 2]
}

/// A place and a direction, rounded so that records of it are the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Millimetres: x right, y up, z back.
    pub at: [i16; 3],
    /// A unit quaternion x y z w, in 1/32767.
    pub turn: [i16; 4],
}

impl Held {
    /// What is at `place` in the world, from the body that stands at `pose`.
    pub fn new(pose: &Pose, place: Isometry3d) -> Self {
        let body = pose.rotation().inverse();
        let at = body * (Vec3::from(place.translation) - pose.position()) * 1000.0;
        let turn = (body * place.rotation).normalize() * 32_767.0;
        Self {
            at: at.to_array().map(|part| part.round() as i16),
            turn: turn.to_array().map(|part| part.round() as i16),
        }
    }

    /// Metres in the body's own frame.
    pub fn local(&self) -> Vec3 {
        Vec3::from(self.at.map(f32::from)) / 1000.0
    }

    /// In the body's own frame.
    pub fn rotation(&self) -> Quat {
        let [x, y, z, w] = self.turn.map(f32::from);
        let turn = Quat::from_xyzw(x, y, z, w);
        if turn.length_squared() > 1.0 {
            turn.normalize()
        } else {
            Quat::IDENTITY
        }
    }

    /// Whether a body can hold something there: within two and a half metres of its feet.
    pub fn is_within_reach(&self) -> bool {
        self.local().length() < 2.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_would_be_seen_elsewhere_than_it_is() {
        let pose = Pose::new(Vec3::new(3.0, 0.5, -7.0), 1.0);
        let turn = Quat::from_rotation_y(1.3) * Quat::from_rotation_x(-0.4);
        let place = Isometry3d::new(Vec3::new(3.2, 2.1, -7.1), turn);
        let held = Held::new(&pose, place);
        let at = pose.position() + pose.rotation() * held.local();
        assert!(at.distance(place.translation.into()) < 2e-3, "{at}");
        let seen = pose.rotation() * held.rotation();
        assert!(seen.angle_between(turn) < 1e-3);
        assert!(held.is_within_reach());
        let zero = Held {
            at: [0, 30_000, 0],
            turn: [0; 4],
        };
        assert_eq!(zero.rotation(), Quat::IDENTITY);
        assert!(!zero.is_within_reach());
    }
}
