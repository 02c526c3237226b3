//! Hats: each sits on the bare skull, so that it fits whoever wears it.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::{Looks, looks::Hat};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, linear, smooth},
    head::Skull,
    rig::{Frame, Joint},
};

/// Builds the hat.
pub fn build(clay: &mut Clay, frame: &Frame, looks: &Looks) {
    let skull = Skull::new(frame, looks);
    let colour = linear(looks.hat_colour);
    match looks.hat {
        Hat::None => {}
        Hat::Cap => cap(clay, &skull, colour),
        Hat::Straw => brimmed(clay, &skull, colour, linear(looks.accent), &STRAW),
        Hat::Brim => brimmed(clay, &skull, colour, colour * 0.35, &FELT),
        Hat::Beret => beret(clay, &skull, colour),
        Hat::Headscarf => headscarf(clay, &skull, colour),
    }
}

fn dab(colour: Vec3, finish: Finish) -> Dab {
    Dab {
        colour,
        finish,
        weights: Weights::one(Joint::Head),
    }
}

/// How a hat with a brim all round is cut; lengths in head heights.
struct Cut {
    crown: f32,
    brim: f32,
    /// How far the brim's sides rise.
    curl: f32,
    /// How deep the crown is pinched.
    pinch: f32,
    weave: bool,
}

const STRAW: Cut = Cut {
    crown: 0.33,
    brim: 0.40,
    curl: -0.05,
    pinch: 0.0,
    weave: true,
};
const FELT: Cut = Cut {
    crown: 0.40,
    brim: 0.24,
    curl: 0.07,
    pinch: 0.07,
    weave: false,
};
/// The height at which hats sit, and how they lean back.
const SEAT: f32 = 0.715;
const LEAN: f32 = 0.10;

fn brimmed(clay: &mut Clay, skull: &Skull, colour: Vec3, band: Vec3, cut: &Cut) {
    let finish = if cut.weave {
        Finish::Straw
    } else {
        Finish::Cloth
    };
    let lean = |p: Vec3| Vec3::new(p.x, p.y - LEAN * p.z, p.z);
    let (columns, rows) = (clay.fine(40), clay.fine(22));
    // One sheet: the underside of the brim, its edge, the top of the brim, the wall, the crown.
    let outline = |v: f32| -> (f32, f32) {
        let steps = [
            (0.012, 0.0),
            (cut.brim * 0.5, -0.012),
            (cut.brim, -0.010),
            (cut.brim + 0.012, 0.004),
            (cut.brim, 0.020),
            (cut.brim * 0.5, 0.014),
            (0.055, 0.018),
            (0.034, 0.045),
            (0.026, cut.crown * 0.55),
            (0.0, cut.crown * 0.88),
            (-0.05, cut.crown * 0.975),
            (-0.14, cut.crown),
            (-0.45, cut.crown),
        ];
        let at = v * (steps.len() - 1) as f32;
        let i = (at as usize).min(steps.len() - 2);
        let t = at - i as f32;
        let (a, b) = (steps[i], steps[i + 1]);
        (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
    };
    clay.sheet(
        Grid::tube(columns, rows * 2),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            let (out, up) = outline(v);
            let mut p = skull.bare(SEAT, turn, 0.0);
            let axis = Vec3::new(0.0, p.y, 0.0);
            let radial = p - axis;
            let length = radial.length();
            p = axis + radial * ((length + out).max(0.0) / length.max(1e-4));
            let edge = smooth(0.08, cut.brim, out);
            p.y +=
                up + cut.curl * edge * turn.sin().powi(2) - 0.05 * edge * (0.5 + 0.5 * turn.cos());
            let top = smooth(cut.crown * 0.6, cut.crown, up);
            p.y -= cut.pinch * top * (1.0 - smooth(0.0, 0.12, p.x.abs()));
            p.x *= 1.0 - 0.25 * cut.pinch / 0.07 * top * smooth(0.2, -0.4, p.z);
            skull.place(lean(p))
        },
        |u, v, _| {
            let (out, up) = outline(v);
            let in_band = up > 0.03 && up < cut.crown * 0.34 && out < 0.05;
            let plait = if cut.weave {
                0.88 + 0.12 * ((out * 130.0 + up * 130.0).sin() * (u * TAU * 36.0).sin())
            } else {
                1.0
            };
            let under = if v < 0.2 { 0.62 } else { 1.0 };
            if in_band {
                dab(band, Finish::Cloth)
            } else {
                dab(colour * plait * under, finish)
            }
        },
    );
}

fn cap(clay: &mut Clay, skull: &Skull, colour: Vec3) {
    let (columns, rows) = (clay.fine(40), clay.fine(14));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            let y = 0.70 + 0.30 * (v * PI / 2.0).sin();
            let puff =
                0.03 + 0.085 * (v * PI).sin().max(0.0).powf(0.7) + 0.04 * smooth(0.5, 1.0, v);
            let mut p = skull.bare(y, turn, puff);
            p.y -= LEAN * p.z + 0.03 * smooth(0.4, 1.0, v);
            p.z -= 0.05 * smooth(0.2, 0.9, v) * (0.5 + 0.5 * turn.cos());
            skull.place(p)
        },
        |u, v, _| {
            let seam = ((u * 8.0).fract() - 0.5).abs();
            let tone = if seam > 0.46 { 0.8 } else { 1.0 };
            dab(
                colour * tone * (0.8 + 0.2 * smooth(0.0, 0.2, v)),
                Finish::Cloth,
            )
        },
    );
    // The peak.
    clay.sheet(
        Grid::patch(clay.fine(18), 8),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * 1.05;
            let edge =
                [0.0, 0.4, 0.8, 1.0, 1.0, 0.8, 0.4, 0.0][((v * 7.0).round() as usize).min(7)];
            let reach = 0.19 * edge * turn.cos().max(0.0).powf(0.6);
            let mut p = skull.bare(0.72, turn, 0.02 + reach);
            p.y += -LEAN * p.z - 0.28 * reach + if v > 0.5 { 0.016 } else { 0.0 };
            skull.place(p)
        },
        |_, _, _| dab(colour * 0.85, Finish::Cloth),
    );
}

fn beret(clay: &mut Clay, skull: &Skull, colour: Vec3) {
    let (columns, rows) = (clay.fine(40), clay.fine(18));
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            // A band, then a wide soft disc that falls to one side.
            let out = 0.035 + 0.16 * (smooth(0.08, 0.5, v) * smooth(1.0, 0.5, v)).powf(0.8);
            let y = 0.74 + 0.26 * smooth(0.05, 1.0, v);
            let mut p = skull.bare(y.min(0.998), turn, 0.0);
            let flat = Vec3::new(p.x, 0.0, p.z);
            p += flat.normalize_or(Vec3::ZERO) * out;
            p.y += 0.05 * smooth(0.1, 0.5, v) - 0.20 * p.x * smooth(0.1, 0.6, v) - 0.12 * p.z;
            skull.place(p)
        },
        |_, v, _| dab(colour * (0.72 + 0.28 * smooth(0.0, 0.3, v)), Finish::Cloth),
    );
    let mut top = skull.bare(1.0, 0.0, 0.0);
    top.y += 0.065;
    clay.ball(
        skull.place(top),
        Vec3::new(0.008, 0.012, 0.008),
        (8, 6),
        |_, _, _| dab(colour * 0.8, Finish::Cloth),
    );
}

fn headscarf(clay: &mut Clay, skull: &Skull, colour: Vec3) {
    let (columns, rows) = (clay.fine(48), clay.fine(22));
    let border = |turn: f32| {
        let t = turn.abs();
        let y = 0.76 + (0.30 - 0.76) * smooth(0.55, 1.25, t);
        y + (-0.02 - y) * smooth(1.2, 2.2, t)
    };
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * PI;
            let low = border(turn);
            let y = low + (1.0 - low) * (v * PI / 2.0).sin();
            let fold = 0.008 * (turn * 7.0 + y * 16.0).sin() * smooth(0.0, 0.2, v);
            let back = 0.03 * smooth(1.4, 2.6, turn.abs()) * smooth(1.0, 0.5, v);
            let mut p = skull.bare(
                y.max(0.36),
                turn,
                0.05 + 0.045 * smooth(0.7, 1.0, y) + fold + back,
            );
            p.y = if y < 0.36 { y } else { p.y };
            skull.place(p)
        },
        |u, v, _| {
            let hem = if v < 0.06 { 0.7 } else { 1.0 };
            let fold = 0.94 + 0.06 * (u * 44.0 + v * 16.0).sin();
            dab(colour * hem * fold, Finish::Cloth)
        },
    );
    // The knot and its two ends at the nape.
    let knot = Vec3::new(0.0, 0.06, 0.45);
    clay.ball(skull.place(knot), Vec3::splat(0.022), (10, 8), |_, _, _| {
        dab(colour * 0.9, Finish::Cloth)
    });
    for side in [-1.0, 1.0] {
        clay.sheet(
            Grid::patch(5, 7),
            |u, v| {
                let wide = 0.03 + 0.08 * v;
                skull.place(
                    knot + Vec3::new(
                        side * (0.02 + 0.12 * v) + (u - 0.5) * wide,
                        -0.30 * v,
                        0.02 + 0.05 * (u * PI).sin(),
                    ),
                )
            },
            |_, v, _| dab(colour * (0.9 - 0.12 * v), Finish::Cloth),
        );
    }
}
