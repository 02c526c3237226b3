//! The shape of a hand: a parchment glove with a terracotta cuff, its fingers closed as far as one likes.
//!
//! It is made for the right hand with x out of the back of the hand, y toward the fingertips and z toward the thumb,
//! and then laid into OpenXR's grip pose: the origin is the middle of what the fist holds, −z runs along it from the
//! little finger to the thumb, +x is normal to the palm (out of the back of the right hand, out of the palm of the
//! left), and so the fingers of an open hand point along −y.

use bevy_math::{Quat, Vec3};
use core::f32::consts::PI;

use super::{
    shapes::{Shape, Tint},
    sight::share,
};
use crate::bindings::Side;

/// Colours of the plaza: parchment, its shaded side, fired clay and ochre.
const PARCHMENT: Tint = [0.80, 0.68, 0.50, 1.0];
const SEAM: Tint = [0.66, 0.53, 0.36, 1.0];
const CLAY: Tint = [0.50, 0.185, 0.08, 1.0];
const OCHRE: Tint = [0.62, 0.40, 0.13, 1.0];

/// A finger: where its knuckle is, the lengths of its three bones, its thickness at knuckle and tip (radius), how far
/// it spreads from the others when the hand is open. In metres and degrees.
#[derive(Debug, Clone, Copy)]
struct Finger {
    knuckle: Vec3,
    bones: [f32; 3],
    thick: (f32, f32),
    spread_deg: f32,
}

const INDEX: Finger = Finger {
    knuckle: Vec3::new(0.031, 0.020, 0.031),
    bones: [0.042, 0.026, 0.021],
    thick: (0.0112, 0.0086),
    spread_deg: 4.0,
};
const OTHERS: [Finger; 3] = [
    Finger {
        knuckle: Vec3::new(0.032, 0.024, 0.010),
        bones: [0.046, 0.029, 0.022],
        thick: (0.0114, 0.0088),
        spread_deg: 0.5,
    },
    Finger {
        knuckle: Vec3::new(0.031, 0.021, -0.0105),
        bones: [0.043, 0.027, 0.021],
        thick: (0.0110, 0.0085),
        spread_deg: -3.5,
    },
    Finger {
        knuckle: Vec3::new(0.028, 0.013, -0.030),
        bones: [0.034, 0.021, 0.018],
        thick: (0.0098, 0.0078),
        spread_deg: -8.0,
    },
];

/// How far each bone is bent from straight toward the palm, added up from the knuckle: at rest and closed, in degrees.
const REST_DEG: [f32; 3] = [16.0, 38.0, 52.0];
const CLOSED_DEG: [f32; 3] = [52.0, 128.0, 182.0];

/// The thumb's root, its bones, thickness, and where the bones go: at rest and closed.
const THUMB_ROOT: Vec3 = Vec3::new(0.020, -0.042, 0.028);
const THUMB_BONES: [f32; 3] = [0.042, 0.032, 0.024];
const THUMB_THICK: [f32; 4] = [0.0145, 0.0122, 0.0112, 0.0094];
const THUMB_REST: [Vec3; 3] = [
    Vec3::new(-0.35, 0.80, 0.48),
    Vec3::new(-0.35, 0.90, 0.22),
    Vec3::new(-0.30, 0.95, 0.02),
];
const THUMB_CLOSED: [Vec3; 3] = [
    Vec3::new(-0.58, 0.68, 0.45),
    Vec3::new(-0.80, 0.60, -0.05),
    Vec3::new(-0.45, 0.66, -0.60),
];

/// All of the hand but its index finger; `curl` is 0 at rest and 1 around a handle.
pub fn glove(side: Side, curl: f32) -> Shape {
    let curl = share(curl);
    let mut shape = Shape::default();
    palm(&mut shape);
    for finger in OTHERS {
        bend(&mut shape, finger, curl);
    }
    let mut joints = [(THUMB_ROOT, THUMB_THICK[0]); 4];
    for bone in 0..3 {
        let way = THUMB_REST[bone].lerp(THUMB_CLOSED[bone], curl);
        let to = joints[bone].0 + way.normalize_or(Vec3::Y) * THUMB_BONES[bone];
        joints[bone + 1] = (to, THUMB_THICK[bone + 1]);
    }
    shape.limb(&joints, PARCHMENT);
    in_grip(shape, side)
}

/// The index finger alone, which bends with what it presses.
pub fn index_finger(side: Side, curl: f32) -> Shape {
    let mut shape = Shape::default();
    bend(&mut shape, INDEX, share(curl));
    in_grip(shape, side)
}

fn palm(shape: &mut Shape) {
    let first = shape.points.len();
    let middle = Vec3::new(0.0305, -0.024, 0.0);
    shape.ball(middle, Vec3::new(0.0155, 0.051, 0.043), 0.55, PARCHMENT);
    // Narrower toward the wrist.
    shape.reshape(first, |p| {
        let wristward = ((0.02 - p.y) / 0.09).clamp(0.0, 1.0);
        p.with_z(p.z * (1.0 - 0.2 * wristward))
    });
    // The balls of thumb and little finger.
    shape.ball(
        Vec3::new(0.0255, -0.035, 0.021),
        Vec3::new(0.0175, 0.036, 0.019),
        1.0,
        PARCHMENT,
    );
    shape.ball(
        Vec3::new(0.0275, -0.038, -0.018),
        Vec3::new(0.0165, 0.034, 0.018),
        1.0,
        PARCHMENT,
    );
    // On its back a badge and three seams, so that one sees which way the hand lies.
    shape.ball(
        Vec3::new(0.0452, -0.026, 0.0),
        Vec3::new(0.0026, 0.012, 0.012),
        1.0,
        CLAY,
    );
    for (z, to) in [(0.021, 0.020), (0.0, 0.022), (-0.021, 0.017)] {
        let at = |y: f32| Vec3::new(0.0452 - (z / 0.043_f32).powi(2) * 0.004, y, z);
        shape.limb(&[(at(-0.006), 0.0015), (at(to - 0.010), 0.0012)], SEAM);
    }
    // The cuff and its two bands.
    let cuff = |y: f32| Vec3::new(0.030, y, 0.0);
    shape.ball(cuff(-0.088), Vec3::new(0.0225, 0.021, 0.0345), 0.6, CLAY);
    shape.ball(cuff(-0.070), Vec3::new(0.0232, 0.0042, 0.0352), 0.6, OCHRE);
    shape.ball(cuff(-0.106), Vec3::new(0.0245, 0.0050, 0.0368), 0.6, OCHRE);
}

fn bend(shape: &mut Shape, finger: Finger, curl: f32) {
    // Spread by turning about the palm's normal; +y toward +z. A closed fist doesn't spread.
    let spread = Quat::from_rotation_x((finger.spread_deg * (1.0 - curl)).to_radians());
    let mut joints = [(finger.knuckle, finger.thick.0); 4];
    for (bone, length) in finger.bones.into_iter().enumerate() {
        let bent = REST_DEG[bone] + (CLOSED_DEG[bone] - REST_DEG[bone]) * curl;
        let (sin, cos) = bent.to_radians().sin_cos();
        let to = joints[bone].0 + spread * Vec3::new(-sin, cos, 0.0) * length;
        let thinner = (finger.thick.1 - finger.thick.0) * (bone as f32 + 1.0) / 3.0;
        joints[bone + 1] = (to, finger.thick.0 + thinner);
    }
    shape.limb(&joints, PARCHMENT);
}

fn in_grip(shape: Shape, side: Side) -> Shape {
    let right = shape.turned(Quat::from_rotation_x(PI));
    match side {
        Side::Right => right,
        Side::Left => right.mirrored(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(side: Side, curl: f32) -> Shape {
        let (mut hand, finger) = (glove(side, curl), index_finger(side, curl));
        let first = hand.points.len() as u32;
        hand.points.extend(finger.points);
        hand.normals.extend(finger.normals);
        hand.tints.extend(finger.tints);
        let moved = finger.triangles.iter().map(|t| t.map(|n| n + first));
        hand.triangles.extend(moved);
        hand
    }

    #[test]
    fn a_hand_would_be_a_giants_or_a_dolls() {
        let (low, high) = hand(Side::Right, 0.0).bounds();
        let size = high - low;
        // With its cuff, a hand is some 23 cm long; 11 cm across with the thumb, which stands out to the side.
        assert!((0.20..0.25).contains(&size.y), "{size}");
        assert!((0.09..0.13).contains(&size.z), "{size}");
        assert!((0.05..0.12).contains(&size.x), "{size}");
        let triangles = hand(Side::Right, 0.0).triangles.len();
        assert!((1000..5000).contains(&triangles), "{triangles} triangles");
    }

    #[test]
    fn a_hand_would_lie_the_wrong_way_round_in_its_grip() {
        for (side, back) in [(Side::Right, 1.0), (Side::Left, -1.0)] {
            let (low, high) = index_finger(side, 0.0).bounds();
            let middle = (low + high) / 2.0;
            assert!(low.y < -0.09, "fingers go toward −y: {low}");
            assert!(
                middle.z < -0.02,
                "the index is on the thumb's side, −z: {middle}"
            );
            let badge = hand(side, 0.0);
            let clay = badge.points.iter().zip(&badge.tints);
            let farthest = clay
                .filter(|(p, tint)| **tint == CLAY && p.y < 0.05)
                .map(|(p, _)| p.x * back)
                .fold(f32::NEG_INFINITY, f32::max);
            assert!(farthest > 0.04, "the badge is on the back: {farthest}");
        }
    }

    #[test]
    fn the_left_hand_would_be_another_right_one() {
        let (right, left) = (hand(Side::Right, 0.3), hand(Side::Left, 0.3));
        for (r, l) in right.points.iter().zip(&left.points) {
            assert_eq!(*l, Vec3::new(-r.x, r.y, r.z));
        }
        for shape in [right, left] {
            assert!(shape.volume() > 1e-4, "{} m³", shape.volume());
        }
    }

    #[test]
    fn a_closed_hand_would_grasp_through_what_it_holds_or_not_reach_round_it() {
        let closed = hand(Side::Right, 1.0);
        let near = closed.points.iter().filter(|p| p.z.abs() < 0.035);
        let handle = near
            .map(|p| p.truncate().length())
            .fold(f32::INFINITY, f32::min);
        assert!((0.006..0.02).contains(&handle), "room for {handle} m");
        let front = closed.bounds();
        // The fingertips have come round to the palm's side, and the fist is half as long as the hand.
        assert!(front.0.x < -0.03, "{}", front.0);
        assert!(front.0.y > -0.075, "{}", front.0);
    }

    #[test]
    fn a_curl_that_is_no_number_would_break_the_hand() {
        for curl in [f32::NAN, f32::INFINITY, -3.0, 9.0] {
            let shape = index_finger(Side::Left, curl);
            assert!(shape.points.iter().all(|p| p.is_finite()), "{curl}");
        }
    }
}
