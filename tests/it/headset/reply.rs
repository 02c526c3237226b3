//! Where a laser has to point to press a button of the wrist panel: the same lengths as in the panel's own files, told
//! a second time, so that a panel that hangs elsewhere is noticed.

use bevy::math::{Quat, Vec2, Vec3};
use bevy::transform::components::Transform;

/// Both hands before the head, as the runtime's keyboard hands are at rest; in metres, the head level and at zero.
const LEFT_HAND: Vec3 = Vec3::new(-0.2, -0.3, -0.5);
const RIGHT_HAND: Vec3 = Vec3::new(0.2, -0.3, -0.5);
/// The panel's middle above the left hand.
const ABOVE_M: f32 = 0.22;
/// The panel's size in pixels, and metres of a pixel.
const PANEL: Vec2 = Vec2::new(480.0, 640.0);
const PIXEL_M: f32 = 0.28 / 480.0;
/// Middles of buttons that are replies whatever was said last: never the last one, which says goodbye.
pub const BUTTONS: [Vec2; 2] = [Vec2::new(355.0, 186.0), Vec2::new(125.0, 186.0)];

/// Degrees that the right hand at rest has to be turned to the left and up to point at a place of the panel.
pub fn aim_deg(at: Vec2) -> [f32; 2] {
    let middle = LEFT_HAND + Vec3::Y * ABOVE_M;
    // Its face looks to the eye, which is at zero.
    let panel = Transform::from_translation(middle).looking_at(middle * 2.0, Vec3::Y);
    let right_down = (at - PANEL / 2.0) * PIXEL_M;
    let place = panel.transform_point(Vec3::new(right_down.x, -right_down.y, 0.0));
    let way = place - RIGHT_HAND;
    let level = Vec2::new(way.x, way.z).length();
    [(-way.x).atan2(-way.z), way.y.atan2(level)].map(f32::to_degrees)
}

#[test]
fn a_hand_so_turned_points_at_the_panels_middle() {
    let [left, up] = aim_deg(PANEL / 2.0).map(f32::to_radians);
    let forward = Quat::from_rotation_y(left) * Quat::from_rotation_x(up) * Vec3::NEG_Z;
    let way = LEFT_HAND + Vec3::Y * ABOVE_M - RIGHT_HAND;
    assert!(forward.distance(way.normalize()) < 1e-5, "{forward}");
}
