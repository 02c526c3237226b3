//! Clothes of the trunk, from vest to robe, and skirts.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::looks::{Legs, Top};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, bump, linear, smooth},
    outfit::{Outfit, fold_shade, neckline, pleated, skirted, trunk},
    rig::Joint,
    trims::trims,
};

/// Builds everything on the trunk.
pub fn build(clay: &mut Clay, outfit: &Outfit) {
    neck_and_chest(clay, outfit);
    pelvis(clay, outfit);
    if outfit.looks.legs == Legs::Skirt && outfit.hem > 0.5 * outfit.frame.scale {
        skirt(clay, outfit);
    }
    top(clay, outfit);
    trims(clay, outfit);
}

fn neck_and_chest(clay: &mut Clay, o: &Outfit) {
    let (columns, rows) = (clay.fine(28), clay.fine(14));
    let (low, high) = (o.neck - 0.16 * o.frame.scale, o.neck + 0.13 * o.frame.scale);
    let skin = linear(o.looks.skin);
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            // Well inside the clothes, but for what the neckline leaves bare.
            let y = low + (high - low) * v;
            let turn = (u * 2.0 - 1.0) * PI;
            let bare = o.neck - (neckline(o.looks.top, turn) + 0.012) * o.frame.scale;
            let inside = -0.012 * smooth(bare + 0.002, bare - 0.03, y);
            o.trunk.grown(inside).point(y, turn)
        },
        |u, v, p| {
            let up = smooth(o.neck + 0.02, o.neck + 0.09, p.y);
            // Under the jaw it is darker.
            let shade = 1.0 - 0.30 * up * smooth(-0.3, 0.6, -(u * TAU).cos()) - 0.08 * (1.0 - v);
            let weights = if p.y > o.neck - 0.01 {
                let head = smooth(
                    o.neck + 0.03 * o.frame.scale,
                    o.neck + 0.11 * o.frame.scale,
                    p.y,
                ) * 0.7;
                let chest = smooth(o.neck + 0.03, o.neck - 0.01, p.y);
                Weights::of([
                    (Joint::Neck, (1.0 - head) * (1.0 - chest)),
                    (Joint::Head, head),
                    (Joint::Chest, chest),
                    (Joint::Neck, 0.0),
                ])
            } else {
                o.weights(p)
            };
            Dab {
                colour: skin * Vec3::new(1.0, 0.97, 0.96) * shade,
                finish: Finish::Skin,
                weights,
            }
        },
    );
}

fn pelvis(clay: &mut Clay, o: &Outfit) {
    if o.hem < 0.5 * o.frame.scale {
        return;
    }
    let s = o.frame.scale;
    let (columns, rows) = (clay.fine(32), clay.fine(12));
    let shape = trunk(o.frame, 0.006);
    let inner = trunk(o.frame, -0.008);
    let colour = if o.looks.legs == Legs::None {
        linear(o.looks.top_colour) * 0.7
    } else {
        linear(o.looks.legs_colour)
    };
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let (low, high) = (0.795 * s, 1.04 * s);
            // Under the top it draws in, or it would show through.
            let y = low + (high - low) * v;
            let shape = if y > o.hem + 0.015 { &inner } else { &shape };
            let mut p = shape.point(y, u * TAU);
            if v == 0.0 {
                p.x = 0.0;
                p.z = 0.0;
            }
            p
        },
        |_, _, p| Dab {
            colour: colour * (0.75 + 0.25 * smooth(0.8, 0.9, p.y / s)),
            finish: Finish::Cloth,
            weights: Weights::one(Joint::Hips),
        },
    );
}

fn skirt(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let colour = linear(o.looks.legs_colour);
    let shape = skirted(o.frame, 0.36 * s, 0.006, 0.085);
    let (columns, rows) = (clay.fine(52), clay.fine(20));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| pleated(&shape, 1.04 * s + (0.36 - 1.04) * s * v, u * TAU, v, 0.011),
        |u, v, p| {
            o.cloth(
                colour * fold_shade(u * TAU, v) * if v > 0.96 { 0.8 } else { 1.0 },
                p,
            )
        },
    );
}

fn top(clay: &mut Clay, o: &Outfit) {
    let top = o.looks.top;
    let colour = linear(o.looks.top_colour);
    let hangs = o.hem < 0.8 * o.frame.scale;
    let (columns, rows) = (
        clay.fine(o.columns()),
        clay.fine(if hangs { 44 } else { 30 }),
    );
    let shirt = linear(o.looks.accent);
    let waist = 1.04 * o.frame.scale;
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            let high = o.neck + (0.004 - neckline(top, turn)) * o.frame.scale;
            let y = o.hem + (high - o.hem) * v;
            o.lie(y, turn, 0.0)
        },
        |u, v, p| {
            let turn = (u * 2.0 - 1.0) * PI;
            let fall = if hangs {
                smooth(waist, o.hem, p.y)
            } else {
                0.0
            };
            let base = if top == Top::Vest
                && p.y > o.neck - 0.075 * o.frame.scale
                && turn.abs() > 0.9
                && turn.abs() < 2.2
            {
                shirt
            } else {
                colour
            };
            let under_arm =
                0.22 * bump(turn.abs() - PI / 2.0, 0.4) * smooth(o.neck - 0.35, o.neck - 0.12, p.y);
            let rib = if top == Top::Sweater {
                0.95 + 0.05 * (turn * 60.0).sin()
            } else {
                1.0
            };
            let low = if v < 0.02 { 0.75 } else { 1.0 };
            let shade = fold_shade(turn, 0.35 + 0.65 * fall) * (1.0 - under_arm) * rib * low;
            o.cloth(base * shade, p)
        },
    );
}
