//! Where hand or head has to point to press a button of a panel: the same lengths as in the panels' own files, told a
//! second time, so that a panel that hangs elsewhere is noticed.

use bevy::math::{Quat, Vec2, Vec3};
use bevy::transform::components::Transform;
use stoa_world::{Held, Tracked};

/// The panel's middle above the left hand.
const ABOVE_M: f32 = 0.22;
/// The panel's size in pixels, and metres of a pixel.
const SIZE: Vec2 = Vec2::new(480.0, 640.0);
const PIXEL_M: f32 = 0.28 / 480.0;
/// Middles of buttons that are replies whatever was said last: never the last one, which says goodbye.
pub const BUTTONS: [Vec2; 2] = [Vec2::new(355.0, 186.0), Vec2::new(125.0, 186.0)];
/// Where the last reply says goodbye: in the third row, if there are five, else in the second.
pub const GOODBYES: [Vec2; 2] = [Vec2::new(355.0, 426.0), Vec2::new(355.0, 306.0)];

/// Degrees that the right hand, as it is, has to be turned to the left and up to point at a place of the panel; `None`
/// while a hand is not seen.
pub fn aim_deg(tracked: &Tracked, at: Vec2) -> Option<[f32; 2]> {
    let [left, right] = tracked.hands;
    let (left, right) = (left?, right?);
    let place = place_over(left.local(), tracked.head.local(), at);
    let wanted = angles(place - right.local());
    let now = angles(right.rotation() * Vec3::NEG_Z);
    Some((wanted - now).to_array().map(f32::to_degrees))
}

/// A panel that hangs before the one who opened it, its face to the eye.
pub struct Panel {
    pub ahead_m: f32,
    pub below_m: f32,
    pub size: Vec2,
    pub pixel_m: f32,
}

/// The quick replies of one who points by gaze.
pub const CHEST: Panel = Panel {
    ahead_m: 0.6,
    below_m: 0.32,
    size: SIZE,
    pixel_m: PIXEL_M,
};
pub const MENU: Panel = Panel {
    ahead_m: 0.85,
    below_m: 0.12,
    size: SIZE,
    pixel_m: 0.6 / 480.0,
};
pub const BELT: Panel = Panel {
    ahead_m: 0.5,
    below_m: 0.65,
    size: Vec2::new(576.0, 96.0),
    pixel_m: 0.48 / 576.0,
};

impl Panel {
    /// Degrees to the left and up that the head has to be turned to look at a place of the panel, if it was level and
    /// straight when the panel was hung and has risen by so much since.
    pub fn look_deg(&self, at: Vec2, risen_m: f32) -> [f32; 2] {
        let middle = Vec3::new(0.0, -self.below_m, -self.ahead_m);
        let way = place(middle, Vec3::ZERO, (at - self.size / 2.0) * self.pixel_m);
        angles(way - Vec3::Y * risen_m)
            .to_array()
            .map(f32::to_degrees)
    }
}

/// So many metres right of and below the middle of a panel that faces the eye.
fn place(middle: Vec3, eye: Vec3, right_down: Vec2) -> Vec3 {
    let panel = Transform::from_translation(middle).looking_at(middle * 2.0 - eye, Vec3::Y);
    panel.transform_point(Vec3::new(right_down.x, -right_down.y, 0.0))
}

/// The same of the one over the left hand.
fn place_over(left_hand: Vec3, eye: Vec3, at: Vec2) -> Vec3 {
    let middle = left_hand + Vec3::Y * ABOVE_M;
    place(middle, eye, (at - SIZE / 2.0) * PIXEL_M)
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
        let place = place_over(Vec3::new(-0.2, 1.3, -0.5), Vec3::Y * 1.6, at);
        let way = place - Vec3::new(0.2, 1.3, -0.5);
        assert!(forward.distance(way.normalize()) < 1e-4, "{forward}");
    }
}

#[test]
fn a_head_so_turned_looks_at_the_place() {
    let middle = CHEST.size / 2.0;
    let [left, up] = CHEST.look_deg(middle, 0.0);
    assert!(
        left.abs() < 1e-3 && (up + 28.07).abs() < 0.01,
        "{left} {up}"
    );
    let [left, _] = CHEST.look_deg(middle + Vec2::X * 100.0, 0.0);
    assert!((left + 5.55).abs() < 0.01, "{left}");
    let [_, higher] = CHEST.look_deg(middle, 0.1);
    assert!((higher + 34.99).abs() < 0.01, "{higher}");
}
