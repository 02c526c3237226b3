//! Arms with sleeves and hands.

use std::f32::consts::TAU;

use bevy::math::Vec3;
use stoa_world::{Looks, looks::Top};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, bump, linear, smooth, through},
    rig::{CLAVICLE, FINGERS, FOREARM, Frame, HAND, INDEX, UPPER_ARM, sign},
};

/// Builds both arms.
pub fn build(clay: &mut Clay, frame: &Frame, looks: &Looks) {
    for side in 0..2 {
        arm(clay, frame, looks, side);
        hand(clay, frame, looks, side);
    }
}

/// Radius of the bare arm at a distance below the shoulder; both in units of the frame's scale.
pub fn arm_radius(frame: &Frame, down: f32) -> f32 {
    let bare = through(
        &[
            (-0.052, 0.0),
            (-0.045, 0.018),
            (-0.028, 0.036),
            (0.0, 0.047),
            (0.05, 0.050),
            (0.15, 0.046),
            (0.265, 0.037),
            (0.29, 0.037),
            (0.36, 0.040),
            (0.45, 0.032),
            (0.53, 0.026),
            (0.56, 0.027),
        ],
        down,
    );
    bare * (1.0 + 0.32 * frame.build - 0.12 * frame.curve)
}

pub fn arm_weights(frame: &Frame, side: usize, y: f32) -> Weights {
    let s = frame.scale;
    let elbow = frame.bind(FOREARM[side]).y;
    let wrist = frame.bind(HAND[side]).y;
    let shoulder = frame.bind(UPPER_ARM[side]).y;
    let fore = smooth(elbow + 0.045 * s, elbow - 0.045 * s, y);
    let hand = smooth(wrist + 0.03 * s, wrist - 0.02 * s, y);
    let top = smooth(shoulder + 0.01 * s, shoulder + 0.06 * s, y) * 0.55;
    Weights::of([
        (CLAVICLE[side], top),
        (UPPER_ARM[side], (1.0 - top) * (1.0 - fore)),
        (FOREARM[side], fore * (1.0 - hand)),
        (HAND[side], hand),
    ])
}

/// Where the middle of the arm is at a distance below the shoulder.
pub fn arm_middle(frame: &Frame, side: usize, down: f32) -> Vec3 {
    let s = frame.scale;
    let root = frame.bind(UPPER_ARM[side]);
    let z = 0.006 * bump(down - 0.28, 0.12);
    let inward = -0.030 * smooth(0.05, -0.052, down);
    root + Vec3::new(sign(side) * inward, -down, z) * s
}

/// How long a sleeve is, its ease, and how far its end flares.
pub fn sleeve_of(top: Top) -> (f32, f32, f32) {
    match top {
        Top::Shirt => (0.335, 0.007, 0.004),
        Top::Tunic => (0.40, 0.009, 0.012),
        Top::Coat => (0.525, 0.016, 0.006),
        Top::Dress => (0.15, 0.007, 0.010),
        Top::Robe => (0.50, 0.013, 0.062),
        Top::Vest => (0.525, 0.008, 0.0),
        Top::Sweater => (0.53, 0.013, -0.004),
    }
}

fn arm(clay: &mut Clay, frame: &Frame, looks: &Looks, side: usize) {
    let s = frame.scale;
    let (length, ease, flare) = sleeve_of(looks.top);
    let skin = linear(looks.skin);
    let (columns, rows) = (clay.fine(16), clay.fine(14));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let down = (length - 0.04) + (0.555 - length + 0.04) * v;
            let r = arm_radius(frame, down) * s;
            let a = u * TAU;
            // Wrists are flatter.
            let flat = 1.0 - 0.25 * smooth(0.42, 0.53, down);
            arm_middle(frame, side, down) + Vec3::new(a.sin() * r * flat, 0.0, -a.cos() * r)
        },
        |_, _, p| Dab {
            colour: skin,
            finish: Finish::Skin,
            weights: arm_weights(frame, side, p.y),
        },
    );
    let colour = if looks.top == Top::Vest {
        linear(looks.accent)
    } else {
        linear(looks.top_colour)
    };
    let rows = clay.fine(26);
    let end = [
        (length, 0.0),
        (length + 0.003, -0.004),
        (length - 0.004, -0.009),
    ];
    clay.sheet(
        Grid::tube(clay.fine(18), rows + 3),
        |u, v| {
            let at = v * (rows + 2) as f32;
            let (down, extra) = if at < rows as f32 {
                let t = at / (rows - 1) as f32;
                (-0.052 + (length + 0.052) * t.min(1.0).powf(1.15), 0.0)
            } else {
                end[((at - rows as f32).round() as usize).min(2)]
            };
            let open = flare * smooth(length - 0.28, length, down).powi(2);
            let ease = ease * smooth(-0.05, 0.10, down);
            let a = u * TAU;
            let crease = 0.0025 * bump(down - 0.28, 0.05) * (down * 190.0 + a.sin() * 2.0).sin()
                + 0.0012 * smooth(0.0, 0.05, down) * (down * 60.0 + a * 2.0).sin();
            let r = (arm_radius(frame, down) + ease + open + crease + extra) * s;
            let r = r.max(0.0);
            arm_middle(frame, side, down)
                + Vec3::new(
                    a.sin() * r,
                    -(open * 0.4) * (1.0 - a.cos()) * s * 0.5,
                    -a.cos() * r + open * 0.6 * s,
                )
        },
        |_, v, p| {
            let down = (frame.bind(UPPER_ARM[side]).y - p.y) / s;
            let cuff = match looks.top {
                Top::Robe | Top::Tunic if down > length - 0.035 => linear(looks.accent),
                Top::Shirt if down > length - 0.035 => colour * 1.08,
                Top::Sweater if down > length - 0.04 => colour * 0.86,
                _ => colour,
            };
            let inner = 1.0
                - 0.16
                    * smooth(
                        0.0,
                        0.1,
                        (frame.bind(UPPER_ARM[side]).x.abs() - p.x.abs()) * 2.5,
                    );
            let inside = if v > 0.97 { 0.6 } else { 1.0 };
            Dab {
                colour: cuff * inner * inside,
                finish: Finish::Cloth,
                weights: arm_weights(frame, side, p.y),
            }
        },
    );
}

fn hand(clay: &mut Clay, frame: &Frame, looks: &Looks, side: usize) {
    let s = frame.scale * (1.0 - 0.07 * frame.curve);
    let out = sign(side);
    let skin = linear(looks.skin);
    let wrist = frame.bind(HAND[side]);
    let at = |x: f32, down: f32, z: f32| wrist + Vec3::new(out * x, -down, z) * s;
    // Palm: flat across, a little hollow on the inside.
    let (columns, rows) = (clay.fine(14), clay.fine(8));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let a = u * TAU;
            let down = -0.015 + 0.112 * v;
            let wide = through(
                &[
                    (0.0, 0.024),
                    (0.3, 0.032),
                    (0.7, 0.040),
                    (0.93, 0.037),
                    (1.0, 0.0),
                ],
                v,
            );
            let thick = through(&[(0.0, 0.019), (0.4, 0.018), (0.93, 0.012), (1.0, 0.0)], v);
            at(a.cos() * thick, down, a.sin() * wide)
        },
        |_, _, p| {
            let hand = smooth(wrist.y + 0.012 * s, wrist.y - 0.015 * s, p.y);
            Dab {
                colour: skin,
                finish: Finish::Skin,
                weights: Weights::two(FOREARM[side], HAND[side], hand),
            }
        },
    );
    let blush = skin * Vec3::new(1.0, 0.86, 0.82);
    // Index first: nearest the thumb, which points ahead.
    let fingers = [
        (-0.029, 0.072, 0.0096),
        (-0.010, 0.080, 0.0100),
        (0.010, 0.075, 0.0096),
        (0.028, 0.060, 0.0085),
    ];
    for (i, (z, length, r)) in fingers.into_iter().enumerate() {
        let joint = if i == 0 { INDEX[side] } else { FINGERS[side] };
        clay.tube(
            (8, 9),
            |v| {
                at(
                    -0.026 * v * v,
                    0.078 + length * v * (1.0 - 0.08 * v),
                    z * (1.0 + 0.05 * v),
                )
            },
            |v| r * s * (1.06 - 0.22 * v) * (1.0 - v.powi(10)).max(0.0).sqrt(),
            |_, v, _| {
                let bend = smooth(0.0, 0.30, v);
                Dab {
                    colour: skin.lerp(blush, v),
                    finish: Finish::Skin,
                    weights: Weights::two(HAND[side], joint, bend),
                }
            },
        );
    }
    clay.tube(
        (8, 9),
        |v| {
            at(
                -0.010 - 0.020 * v,
                0.018 + 0.068 * v,
                -0.024 - 0.034 * (v * 1.2).min(1.0).sqrt(),
            )
        },
        |v| s * (0.0145 - 0.003 * v) * (1.0 - v.powi(10)).max(0.0).sqrt(),
        |_, v, _| Dab {
            colour: skin.lerp(blush, v),
            finish: Finish::Skin,
            weights: Weights::one(HAND[side]),
        },
    );
}
