//! Legs with trousers and shoes.

use std::f32::consts::TAU;

use bevy::math::{Vec2, Vec3};
use stoa_world::{Looks, looks::Legs};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, bump, linear, smooth, through},
    outfit::hem_of,
    rig::{FOOT, Frame, Joint, SHIN, THIGH, TOES, sign},
};

/// Builds both legs.
pub fn build(clay: &mut Clay, frame: &Frame, looks: &Looks) {
    for side in 0..2 {
        leg(clay, frame, looks, side);
        shoe(clay, frame, looks, side);
    }
}

/// Radius of the bare leg at a height; both in units of the frame's scale.
pub fn leg_radius(frame: &Frame, y: f32) -> f32 {
    let bare = through(
        &[
            (0.05, 0.034),
            (0.10, 0.035),
            (0.20, 0.043),
            (0.33, 0.056),
            (0.43, 0.050),
            (0.49, 0.052),
            (0.60, 0.064),
            (0.75, 0.078),
            (0.86, 0.086),
            (0.93, 0.078),
        ],
        y,
    );
    bare * (1.0 + 0.34 * frame.build * smooth(0.1, 0.7, y) + 0.12 * frame.build)
}

pub fn leg_weights(frame: &Frame, side: usize, y: f32) -> Weights {
    let s = frame.scale;
    let knee = frame.bind(SHIN[side]).y;
    let ankle = frame.bind(FOOT[side]).y;
    let hip = frame.bind(THIGH[side]).y;
    let shin = smooth(knee + 0.06 * s, knee - 0.06 * s, y);
    let foot = smooth(ankle + 0.03 * s, ankle - 0.02 * s, y) * 0.6;
    let hips = smooth(hip - 0.05 * s, hip + 0.03 * s, y) * 0.7;
    Weights::of([
        (Joint::Hips, hips),
        (THIGH[side], (1.0 - hips) * (1.0 - shin)),
        (SHIN[side], shin * (1.0 - foot)),
        (FOOT[side], shin * foot),
    ])
}

pub fn leg_middle(frame: &Frame, side: usize, y: f32) -> Vec3 {
    let s = frame.scale;
    let root = frame.bind(THIGH[side]);
    let z = through(
        &[
            (0.0, 0.012),
            (0.3, 0.012),
            (0.49, -0.004),
            (0.7, -0.004),
            (0.95, 0.004),
        ],
        y,
    );
    Vec3::new(root.x, y * s, z * s)
}

fn leg(clay: &mut Clay, frame: &Frame, looks: &Looks, side: usize) {
    let skin = linear(looks.skin);
    let (cloth_low, colour) = match looks.legs {
        Legs::Trousers => (0.085, Some(linear(looks.legs_colour))),
        Legs::Shorts => (0.545, Some(linear(looks.legs_colour))),
        Legs::Skirt | Legs::None => (0.70, None),
    };
    let ring = |u: f32, y: f32, grow: f32| {
        let a = u * TAU;
        let r = (leg_radius(frame, y) + grow) * frame.scale;
        let calf = 1.0 + 0.12 * bump(y - 0.33, 0.08) * a.cos().min(0.0).abs();
        leg_middle(frame, side, y) + Vec3::new(a.sin() * r * 0.96, 0.0, -a.cos() * r * calf)
    };
    if looks.legs != Legs::Trousers {
        let high = cloth_low + 0.04;
        clay.sheet(
            Grid::tube(clay.fine(16), clay.fine(18)),
            |u, v| ring(u, 0.05 + (high - 0.05) * v, 0.0),
            |_, _, p| Dab {
                colour: skin,
                finish: Finish::Skin,
                weights: leg_weights(frame, side, p.y),
            },
        );
    }
    let Some(colour) = colour else { return };
    let hem = hem_of(looks.top);
    let covered_to = if hem < 0.8 { hem } else { 2.0 };
    let rows = clay.fine(28);
    clay.sheet(
        Grid::tube(clay.fine(18), rows),
        |u, v| {
            // The last rows turn the hem inward.
            let t = (v * rows as f32 / (rows as f32 - 2.0)).min(1.0);
            let turned = if v > 0.985 { -0.012 } else { 0.0 };
            let y = 0.93 + (cloth_low - 0.93) * t;
            let loose =
                0.006 + 0.014 * smooth(0.55, 0.1, y) * f32::from(looks.legs == Legs::Trousers);
            let crease = 0.004 * bump(y - 0.47, 0.06) * (y * 150.0 + (u * TAU).sin()).sin()
                + 0.004 * bump(y - 0.13, 0.05) * (y * 170.0).sin();
            // Under a long top the thighs draw in, or they would show through when they swing.
            let covered = -0.016 * smooth(covered_to - 0.02, covered_to + 0.06, y);
            ring(u, y, loose + crease + turned + covered)
        },
        |u, v, p| {
            let inner = bump((u - if side == 0 { 0.25 } else { 0.75 }).abs(), 0.16);
            let hem = if v > 0.97 { 0.6 } else { 1.0 };
            let colour = colour * (1.0 - 0.25 * inner * smooth(0.5, 0.8, p.y / frame.scale)) * hem;
            Dab {
                colour,
                finish: Finish::Cloth,
                weights: leg_weights(frame, side, p.y),
            }
        },
    );
}

fn shoe(clay: &mut Clay, frame: &Frame, looks: &Looks, side: usize) {
    let s = frame.scale;
    let out = sign(side);
    let leather = linear(looks.shoes);
    let ankle = frame.bind(FOOT[side]);
    let foot = |p: Vec3| {
        let toes = smooth(-0.095 * s, -0.14 * s, p.z - ankle.z);
        Weights::two(FOOT[side], TOES[side], toes)
    };
    // Outline from heel (v = 0) to toe: half width, height, z; the toes lean inward.
    let shape = |v: f32| {
        let z = 0.072 - 0.262 * v;
        let wide = through(
            &[
                (0.0, 0.012),
                (0.06, 0.026),
                (0.2, 0.034),
                (0.45, 0.036),
                (0.7, 0.046),
                (0.88, 0.041),
                (0.97, 0.024),
                (1.0, 0.008),
            ],
            v,
        );
        let high = through(
            &[
                (0.0, 0.045),
                (0.06, 0.070),
                (0.25, 0.092),
                (0.38, 0.088),
                (0.55, 0.064),
                (0.78, 0.046),
                (0.93, 0.038),
                (1.0, 0.016),
            ],
            v,
        );
        let x = out * (0.006 - 0.014 * smooth(0.5, 1.0, v));
        (wide, high, Vec2::new(x, z))
    };
    let (columns, rows) = (clay.fine(14), clay.fine(16));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let (wide, high, at) = shape(v);
            let a = u * TAU;
            let y = if a.cos() > 0.0 {
                0.014 + a.cos().powf(0.9) * (high - 0.014)
            } else {
                0.014 + a.cos() * 0.008
            };
            let round = a.sin().signum() * a.sin().abs().powf(0.8);
            Vec3::new(
                ankle.x + (at.x + round * wide) * s,
                y * s,
                ankle.z + at.y * s,
            )
        },
        |_, v, p| {
            let toe = 1.0 + 0.12 * smooth(0.7, 0.9, v);
            Dab {
                colour: leather * toe,
                finish: Finish::Leather,
                weights: foot(p),
            }
        },
    );
    // The sole: a slab with a heel.
    clay.sheet(
        Grid::tube(clay.fine(28), 6),
        |u, v| {
            let (reach, y) = [
                (0.0, 0.0),
                (0.98, 0.0),
                (1.08, 0.004),
                (1.10, 0.016),
                (1.02, 0.022),
                (0.0, 0.022),
            ][((v * 5.0).round() as usize).min(5)];
            let a = u * TAU;
            let along = 0.5 - 0.5 * a.cos();
            let (wide, _, at) = shape(along.clamp(0.02, 0.985));
            let middle = ankle.z + (0.072 - 0.131) * s;
            let z = ankle.z + at.y * s;
            let x = a.sin().signum()
                * wide
                * if !(0.02..=0.98).contains(&along) {
                    0.6
                } else {
                    1.0
                };
            Vec3::new(
                ankle.x + (at.x + x * reach) * s,
                y * s,
                middle + (z - middle) * reach.min(1.03),
            )
        },
        |_, _, p| Dab {
            colour: leather * 0.35,
            finish: Finish::Leather,
            weights: foot(p),
        },
    );
    // The shaft round the ankle; a sock when the leg is bare.
    if looks.legs != Legs::Trousers {
        let sock = if looks.legs == Legs::Shorts {
            Vec3::splat(0.62)
        } else {
            leather * 0.9
        };
        clay.sheet(
            Grid::tube(clay.fine(16), 5),
            |u, v| {
                let y = 0.06 + 0.07 * v;
                let a = u * TAU;
                let r = (leg_radius(frame, y) + if v > 0.9 { -0.002 } else { 0.007 }) * s;
                let mut p = leg_middle(frame, side, y) + Vec3::new(a.sin(), 0.0, -a.cos()) * r;
                p.y = y * s;
                p
            },
            |_, _, p| Dab {
                colour: sock,
                finish: Finish::Cloth,
                weights: leg_weights(frame, side, p.y),
            },
        );
    }
}
