//! Where a laser has to point to press a button of the wrist panel: the same lengths as in the panel's own files, told
//! a second time, so that a panel that hangs elsewhere is noticed.

use bevy::math::{Quat, Vec2, Vec3};
use bevy::transform::components::Transform;
use stoa_world::{Held, Tracked};

/// The panel's middle above the left hand.
const ABOVE_M: f32 = 0.22;
/// The panel's size in pixels, and metres of a pixel.
const PANEL: Vec2 = Vec2::new(480.0, 640.0);
const PIXEL_M: f32 = 0.28 / 480.0;
/// Middles of buttons that are replies whatever was said last: never the last one, which says goodbye.
pub const BUTTONS: [Vec2; 2] = [Vec2::new(355.0, 186.0), Vec2::new(125.0, 186.0)];

/// Degrees that the right hand, as it is, has to be turned to the left and up to point at a place of the panel; `None`
/// while a hand is not seen.
pub fn aim_deg(tracked: &Tracked, at: Vec2) -> Option<[f32; 2]> {
    let [left, right] = tracked.hands;
    let (left, right) = (left?, right?);
    let place = place(left.local(), tracked.head.local(), at);
    let wanted = angles(place - right.local());
    let now = angles(right.rotation() * Vec3::NEG_Z);
    Some((wanted - now).to_array().map(f32::to_degrees))
}

/// A place of the panel that hangs over the left hand, its face to the eye.
fn place(left_hand: Vec3, eye: Vec3, at: Vec2) -> Vec3 {
    let middle = left_hand + Vec3::Y * ABOVE_M;
    let panel = Transform::from_translation(middle).looking_at(middle * 2.0 - eye, Vec3::Y);
    let right_down = (at - PANEL / 2.0) * PIXEL_M;
    panel.transform_point(Vec3::new(right_down.x, -right_down.y, 0.0))
}

/// Radians to the left that a hand points.
pub fn yaw(hand: &Held) -> f32 {
    angles(hand.rotation() * Vec3::NEG_Z).x
}

/// Radians to the left and up.
fn angles(way: Vec3) -> Vec2 {
    let level = Vec2::new(way.x, way.z).length();
    Vec2::new((-way.x).atan2(-way.z), way.y.atan2(level))
}

#[test]
fn a_hand_so_turned_points_at_the_place() {
    let held = |at: [i16; 3]| Held {
        at,
        turn: [0, 0, 0, 32_767],
    };
    let tracked = Tracked {
        head: held([0, 1600, 0]),
        hands: [
            Some(held([-200, 1300, -500])),
            Some(held([200, 1300, -500])),
        ],
    };
    for at in BUTTONS {
        let [left, up] = aim_deg(&tracked, at).expect("hands").map(f32::to_radians);
        let forward = Quat::from_rotation_y(left) * Quat::from_rotation_x(up) * Vec3::NEG_Z;
        let place = place(Vec3::new(-0.2, 1.3, -0.5), Vec3::Y * 1.6, at);
        let way = place - Vec3::new(0.2, 1.3, -0.5);
        assert!(forward.distance(way.normalize()) < 1e-4, "{forward}");
    }
}
