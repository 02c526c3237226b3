//! Glasses, shawl, bag, apron, scarf, earrings, belt.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::looks::{Extra, Top};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, linear, smooth},
    head::Skull,
    outfit::Outfit,
    rig::{Joint, sign},
};

/// Builds all extras, each kind once.
pub fn build(clay: &mut Clay, o: &Outfit) {
    let mut done: Vec<Extra> = Vec::new();
    for extra in &o.looks.extras {
        if done.contains(extra) {
            continue;
        }
        done.push(*extra);
        match extra {
            Extra::Glasses => glasses(clay, o),
            Extra::Shawl => shawl(clay, o),
            Extra::Bag => bag(clay, o),
            Extra::Apron => apron(clay, o),
            Extra::Scarf => scarf(clay, o),
            Extra::Earrings => earrings(clay, o),
            Extra::Belt => belt(clay, o),
        }
    }
}

fn on_head(colour: Vec3, finish: Finish) -> impl Fn(f32, f32, Vec3) -> Dab {
    move |_, _, _| Dab {
        colour,
        finish,
        weights: Weights::one(Joint::Head),
    }
}

fn glasses(clay: &mut Clay, o: &Outfit) {
    let skull = Skull::new(o.frame, o.looks);
    let f = o.frame.face;
    let metal = Vec3::new(0.05, 0.04, 0.035);
    let front = skull.front(f.eye_x * 0.9, f.eye_y, 0.075).z;
    let thin = 0.0022;
    for side in 0..2 {
        let s = sign(side);
        let round = |u: f32| {
            Vec3::new(
                s * (f.eye_x + 0.095 * (u * TAU).cos()),
                f.eye_y - 0.012 + 0.085 * (u * TAU).sin(),
                front + 0.03 * (u * TAU).cos().max(0.0),
            )
        };
        let rim: Vec<Vec3> = (0..=24)
            .map(|i| skull.place(round(i as f32 / 24.0)))
            .collect();
        clay.tube(
            (6, 25),
            |v| rim[((v * 24.0).round() as usize).min(24)],
            |_| thin,
            on_head(metal, Finish::Leather),
        );
        let hinge = skull.place(round(0.02));
        let behind = skull.place(skull.bare(0.47, s * PI * 0.56, 0.015));
        clay.tube(
            (6, 6),
            |v| hinge.lerp(behind, v),
            |_| thin,
            on_head(metal, Finish::Leather),
        );
    }
    let bridge = |v: f32| {
        let x = (v * 2.0 - 1.0) * (f.eye_x - 0.093);
        skull.place(Vec3::new(
            x,
            f.eye_y + 0.02 + 0.012 * (1.0 - (v * 2.0 - 1.0).powi(2)),
            front - 0.012,
        ))
    };
    clay.tube((6, 6), bridge, |_| thin, on_head(metal, Finish::Leather));
}

fn earrings(clay: &mut Clay, o: &Outfit) {
    let skull = Skull::new(o.frame, o.looks);
    for side in 0..2 {
        let s = sign(side);
        let mut lobe = skull.bare(0.41, s * PI * 0.53, 0.03);
        lobe.y -= 0.13;
        let r = 0.042;
        clay.tube(
            (7, 17),
            |v| {
                let a = v * TAU;
                skull.place(lobe + Vec3::new(s * 0.01, r * a.cos() - r * 0.6, r * a.sin()))
            },
            |_| 0.0024,
            on_head(Vec3::new(0.95, 0.68, 0.25), Finish::Metal),
        );
    }
}

fn waist(o: &Outfit) -> f32 {
    let low = matches!(o.looks.top, Top::Shirt | Top::Vest | Top::Sweater);
    o.frame.scale * if low { 0.975 } else { 1.045 }
}

fn belt(clay: &mut Clay, o: &Outfit) {
    let y = waist(o);
    let leather = Vec3::new(0.085, 0.040, 0.020);
    o.band(clay, y - 0.020, y + 0.020, 0.009, leather, Finish::Leather);
    let at = o.lie(y, 0.0, 0.010);
    clay.ball(at, Vec3::new(0.022, 0.020, 0.006), (10, 7), |_, _, p| Dab {
        finish: Finish::Metal,
        ..o.cloth(Vec3::new(0.85, 0.62, 0.28), p)
    });
}

fn apron(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let cloth = linear(o.looks.accent).lerp(Vec3::splat(0.62), 0.35);
    let y = waist(o).max(1.02 * s);
    let low = if o.hem < 0.8 * s {
        o.hem + 0.055
    } else {
        0.6 * s
    }
    .max(0.46 * s);
    let hangs = o.hem < 0.8 * s;
    let hip = o.outer.ring(0.92 * s);
    // The skirt of it: on the outer cloth, or falling free over trousers.
    clay.sheet(
        Grid::patch(clay.fine(20), clay.fine(16)),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * 1.05;
            let h = y + (low - y) * v;
            let fold = 0.005 * v * (turn * 8.0).sin();
            if hangs {
                return o.lie(h, turn, 0.015 + fold);
            }
            let mut ring = if h > 0.92 * s { o.outer.ring(h) } else { hip };
            ring.y = h;
            let out = 0.012 + fold + 0.012 * v;
            ring.w += out;
            ring.front += out;
            ring.point(turn)
        },
        |u, v, p| {
            let hem = if v > 0.96 || !(0.03..=0.97).contains(&u) {
                0.85
            } else {
                1.0
            };
            o.cloth(cloth * hem, p)
        },
    );
    // The bib.
    let (bottom, high) = (y - 0.01, o.neck - 0.15 * s);
    clay.sheet(
        Grid::patch(clay.fine(12), clay.fine(12)),
        |u, v| {
            let turn = (u * 2.0 - 1.0) * (0.78 - 0.22 * v);
            o.outer
                .grown(0.009)
                .point(bottom + (high - bottom) * v, turn)
        },
        |_, _, p| o.cloth(cloth, p),
    );
    for side in [-1.0f32, 1.0] {
        o.strip(
            clay,
            (side * 0.50, side * 0.57),
            (high - 0.005, o.neck - 0.014 * s),
            0.008,
            cloth * 0.92,
        );
    }
    o.band(
        clay,
        y - 0.013,
        y + 0.013,
        0.013,
        cloth * 0.88,
        Finish::Cloth,
    );
}

fn scarf(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let wool = linear(o.looks.accent);
    clay.sheet(
        Grid::tube(clay.fine(40), 12),
        |u, v| {
            let (turn, a) = (u * TAU, v * TAU);
            let y = o.neck + (0.016 + 0.006 * (turn * 2.0).sin() - 0.02 * turn.cos()) * s;
            let plump = 0.021 + 0.003 * (turn * 5.0).sin();
            o.outer
                .grown((0.006 + a.cos() * plump) * s)
                .point(y + a.sin() * plump * 1.35 * s, turn)
        },
        |u, _, p| o.cloth(wool * (0.93 + 0.07 * (u * 60.0).sin()), p),
    );
    // One end falls over the chest.
    clay.sheet(
        Grid::patch(6, clay.fine(16)),
        |u, v| {
            let y = o.neck - (0.005 + 0.30 * v) * s;
            let turn = 0.20 + 0.02 * v + (u - 0.5) * (0.52 - 0.05 * v);
            o.outer
                .grown((0.020 + 0.008 * (u * PI).sin()) * s)
                .point(y, turn)
        },
        |_, v, p| {
            let stripe = if (v * 14.0).fract() > 0.82 && v > 0.7 {
                0.7
            } else {
                1.0
            };
            o.cloth(wool * stripe, p)
        },
    );
}

fn shawl(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let wool = linear(o.looks.accent);
    let shoulder = o.frame.bind(Joint::UpperArmR);
    clay.sheet(
        Grid::patch(clay.fine(44), clay.fine(12)),
        |u, v| {
            // From one side of the front round the back to the other; lowest behind.
            let turn = 0.22 + u * (TAU - 0.44);
            let back = 0.5 - 0.5 * turn.cos();
            let drop = (0.13 + 0.15 * back.powf(1.5) + 0.10 * (1.0 - back).powi(6)) * s;
            let high = o.neck + (0.004 - 0.03 * (1.0 - back)) * s;
            let y = high - drop * v;
            let ring = o.outer.ring(y);
            let aside = turn.sin().abs();
            // Over the shoulders it spans out to the arms.
            let wide = (shoulder.x + 0.062 * s - ring.w).max(0.0) * smooth(0.1, 0.6, v) * aside;
            let fold = 0.006 * (turn * 13.0).sin() * v;
            let mut p = o.outer.grown(0.020 * s + fold).point(y, turn);
            p.x += p.x.signum() * wide * 0.95;
            p.y += 0.012 * s * aside * (1.0 - v);
            p
        },
        |_, v, p| {
            let fringe = if v > 0.9 { 0.72 } else { 1.0 };
            let mut dab = o.cloth(wool * fringe, p);
            let side = usize::from(p.x > 0.0);
            let arm = 0.35 * smooth(shoulder.x * 0.7, shoulder.x + 0.03, p.x.abs());
            dab.weights = Weights::of([
                (dab.weights.0[0].0, dab.weights.0[0].1 * (1.0 - arm)),
                (dab.weights.0[1].0, dab.weights.0[1].1 * (1.0 - arm)),
                (dab.weights.0[2].0, dab.weights.0[2].1 * (1.0 - arm)),
                (super::rig::UPPER_ARM[side], arm),
            ]);
            dab
        },
    );
    let clasp = o.outer.grown(0.024 * s).point(o.neck - 0.10 * s, 0.0);
    clay.ball(clasp, Vec3::new(0.014, 0.014, 0.006), (10, 7), |_, _, p| {
        Dab {
            finish: Finish::Metal,
            ..o.cloth(Vec3::new(0.85, 0.62, 0.28), p)
        }
    });
}

fn bag(clay: &mut Clay, o: &Outfit) {
    let s = o.frame.scale;
    let leather = Vec3::new(0.16, 0.075, 0.035);
    // A strap from the left shoulder to the right hip, in front and behind.
    for back in [false, true] {
        clay.sheet(
            Grid::patch(4, clay.fine(22)),
            |u, v| {
                let y = (o.neck - 0.026 * s) + (0.93 * s - (o.neck - 0.026 * s)) * v;
                let turn = -0.62 + 2.05 * v;
                let turn = if back { PI - turn } else { turn };
                o.outer
                    .grown(0.010 + 0.004 * (u * PI).sin())
                    .point(y + (u - 0.5) * 0.030, turn)
            },
            |_, _, p| Dab {
                finish: Finish::Leather,
                ..o.cloth(leather, p)
            },
        );
    }
    let hip = o.outer.point(0.86 * s, PI / 2.0);
    let centre = Vec3::new(hip.x + 0.045 * s, 0.845 * s, 0.01);
    let hang = |_: Vec3| Weights::two(Joint::Hips, Joint::ThighR, 0.25);
    clay.sheet(
        Grid::tube(clay.fine(24), clay.fine(12)),
        |u, v| {
            let (a, e) = (u * TAU, v * PI);
            let box_ = |c: f32, p: f32| c.signum() * c.abs().powf(p);
            centre
                + Vec3::new(
                    0.042 * box_(a.cos(), 0.6) * box_(e.sin(), 0.35),
                    0.095 * box_(e.cos(), 0.5),
                    0.125 * box_(a.sin(), 0.5) * box_(e.sin(), 0.35),
                ) * s
        },
        |_, v, p| Dab {
            colour: leather * (1.05 - 0.25 * v),
            finish: Finish::Leather,
            weights: hang(p),
        },
    );
    // The flap.
    clay.sheet(
        Grid::patch(8, 8),
        |u, v| {
            let z = (u * 2.0 - 1.0) * 0.122;
            let round = 1.0 - 0.35 * (u * 2.0 - 1.0).abs().powi(4);
            let (x, y) = if v < 0.3 {
                (-0.03 + 0.075 * v / 0.3, 0.097)
            } else {
                (0.047, 0.095 - 0.12 * round * (v - 0.3) / 0.7)
            };
            centre + Vec3::new(x, y, z) * s
        },
        |_, v, p| Dab {
            colour: leather * if v > 0.9 { 0.6 } else { 0.8 },
            finish: Finish::Leather,
            weights: hang(p),
        },
    );
}
