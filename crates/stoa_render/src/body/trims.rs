//! What finishes a top: collars, lapels, buttons, borders.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::looks::Top;

use super::{
    clay::{Clay, Dab, Finish, Grid, bump, linear, smooth},
    outfit::{Outfit, neckline},
};

/// Builds the trims of a top.
pub fn trims(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let (accent, colour) = (linear(o.looks.accent), linear(o.looks.top_colour));
    match o.looks.top {
        Top::Shirt => {
            o.strip(
                clay,
                (-0.07, 0.07),
                (o.hem, o.neck - 0.055 * s),
                0.003,
                colour * 0.90,
            );
            buttons(clay, o, 0.0, o.hem + 0.05, o.neck - 0.08 * s, 5, accent);
            collar(clay, o, 0.030, 0.022, colour * 1.06);
        }
        Top::Vest => {
            vest_shirt(clay, o, accent);
            buttons(
                clay,
                o,
                0.0,
                o.hem + 0.03,
                o.neck - 0.20 * s,
                4,
                accent * 0.4,
            );
            collar(clay, o, 0.030, 0.020, accent);
        }
        Top::Tunic => {
            o.band(
                clay,
                o.hem + 0.012,
                o.hem + 0.045,
                0.007,
                accent,
                Finish::Cloth,
            );
            edge(clay, o, 0.011, accent);
        }
        Top::Coat => {
            lapels(clay, o, colour * 0.82, accent);
            buttons(clay, o, 0.10, 0.93 * s, o.neck - 0.17 * s, 4, accent * 0.6);
            collar(clay, o, 0.040, 0.034, colour * 0.82);
        }
        Top::Dress => {
            o.band(
                clay,
                o.hem + 0.015,
                o.hem + 0.05,
                0.007,
                accent,
                Finish::Cloth,
            );
            edge(clay, o, 0.009, accent);
        }
        Top::Robe => {
            o.strip(
                clay,
                (-0.34, -0.05),
                (o.hem + 0.005, o.neck - 0.10 * s),
                0.011,
                accent,
            );
            o.strip(
                clay,
                (0.05, 0.34),
                (o.hem + 0.005, o.neck - 0.10 * s),
                0.011,
                accent,
            );
            edge(clay, o, 0.016, accent);
        }
        Top::Sweater => {
            o.band(
                clay,
                o.hem - 0.012,
                o.hem + 0.035,
                0.007,
                colour * 0.86,
                Finish::Cloth,
            );
            roll(clay, o, 0.020, 0.012, colour * 0.90);
        }
    }
}

/// A rounded border along the neckline.
fn edge(clay: &mut Clay, o: &Outfit, thick: f32, colour: Vec3) {
    let columns = clay.fine(44);
    let top = o.looks.top;
    clay.sheet(
        Grid::tube(columns, 7),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            let y = o.neck + (0.004 - neckline(top, turn)) * o.frame.scale;
            let a = v * TAU;
            o.outer
                .grown(a.cos() * thick * 0.6 - 0.002)
                .point(y + a.sin() * thick, turn)
        },
        |_, _, p| o.cloth(colour, p),
    );
}

/// A thick rolled collar.
fn roll(clay: &mut Clay, o: &Outfit, high: f32, thick: f32, colour: Vec3) {
    let columns = clay.fine(40);
    clay.sheet(
        Grid::tube(columns, 9),
        |u, v| {
            let a = v * TAU;
            let y = o.neck + 0.012 * o.frame.scale + a.sin() * high;
            o.outer.grown(a.cos() * thick - 0.004).point(y, u * TAU)
        },
        |u, _, p| o.cloth(colour * (0.93 + 0.07 * (u * TAU * 30.0).sin()), p),
    );
}

/// A folded collar, open in front.
fn collar(clay: &mut Clay, o: &Outfit, high: f32, fall: f32, colour: Vec3) {
    let s = o.frame.scale;
    clay.sheet(
        Grid::patch(clay.fine(34), 6),
        |u, v| {
            let turn = 0.20 + u * (TAU - 0.40);
            let ahead = bump(turn.min(TAU - turn) - 0.2, 0.5);
            // Up inside, over the fold, down outside to a point in front.
            let (up, out) = [
                (0.0, -0.004),
                (0.6, -0.001),
                (1.0, 0.004),
                (0.95, 0.012),
                (0.4, 0.018),
                (-0.2, 0.020),
            ][((v * 5.0).round() as usize).min(5)];
            let drop = if v > 0.7 {
                fall * (0.6 + 1.2 * ahead) * (v - 0.6)
            } else {
                0.0
            };
            let y = o.neck + s * (up * high - 0.055 * bump(turn.min(TAU - turn), 0.34) - drop);
            o.outer.grown(s * out).point(y, turn)
        },
        |_, v, p| o.cloth(colour * if v < 0.3 { 0.75 } else { 1.0 }, p),
    );
}

fn buttons(
    clay: &mut Clay,
    o: &Outfit,
    turn: f32,
    low: f32,
    high: f32,
    count: usize,
    colour: Vec3,
) {
    if clay.detail < 0.7 {
        return;
    }
    let shape = o.outer.grown(0.005);
    for i in 0..count {
        let y = low + (high - low) * i as f32 / (count - 1).max(1) as f32;
        let at = shape.point(y, turn);
        clay.ball(at, Vec3::new(0.0075, 0.0075, 0.004), (8, 5), |_, _, p| {
            Dab {
                finish: Finish::Leather,
                ..o.cloth(colour, p)
            }
        });
    }
}

/// The shirt that shows in a vest's opening.
fn vest_shirt(clay: &mut Clay, o: &Outfit, shirt: Vec3) {
    let s = o.frame.scale;
    let (bottom, high) = (o.neck - 0.19 * s, o.neck + 0.002);
    clay.sheet(
        Grid::patch(clay.fine(12), clay.fine(10)),
        |u, v| {
            let half = 0.03 + 0.42 * v;
            let turn = (u * 2.0 - 1.0) * half;
            o.outer
                .grown(0.004)
                .point(bottom + (high - bottom) * v, turn)
        },
        |_, _, p| o.cloth(shirt, p),
    );
}

/// A coat's turned-back front and the shirt between.
fn lapels(clay: &mut Clay, o: &Outfit, colour: Vec3, shirt: Vec3) {
    let s = o.frame.scale;
    let (bottom, high) = (o.neck - 0.20 * s, o.neck - 0.002);
    clay.sheet(
        Grid::patch(clay.fine(12), clay.fine(10)),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * (0.02 + 0.46 * v);
            o.outer
                .grown(-0.004)
                .point(bottom + (high - bottom) * v, turn)
        },
        |_, _, p| o.cloth(shirt, p),
    );
    for side in [-1.0f32, 1.0] {
        clay.sheet(
            Grid::patch(6, clay.fine(12)),
            |u, v| {
                let inner = 0.015 + 0.46 * v;
                let notch = 0.34 * (v * 1.05).min(1.0) * smooth(1.02, 0.86, v).max(0.25);
                let turn = side * (inner + u * notch);
                o.outer
                    .grown(0.004 + 0.009 * (u * PI).sin())
                    .point(bottom + (high - bottom) * v, turn)
            },
            |_, _, p| o.cloth(colour, p),
        );
    }
    o.strip(clay, (-0.012, 0.03), (o.hem, bottom), 0.002, colour * 0.6);
}
