//! Clothes of the trunk: the shape under them, tops from vest to robe, skirts, trims.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::{
    Looks,
    looks::{Legs, Top},
};

use super::{
    clay::{Clay, Dab, Finish, Grid, Profile, Weights, bump, linear, smooth},
    rig::{CLAVICLE, DRAPE, Frame, Joint, SKIRT},
};

/// The trunk of one body and what it wears, for everything that lies on it.
pub struct Outfit<'a> {
    pub frame: &'a Frame,
    pub looks: &'a Looks,
    /// The body itself.
    pub trunk: Profile,
    /// The outermost layer, from its hem to the neck: belts, straps and shawls lie on it.
    pub outer: Profile,
    /// Metres above the ground.
    pub hem: f32,
    pub neck: f32,
}

impl<'a> Outfit<'a> {
    pub fn new(frame: &'a Frame, looks: &'a Looks) -> Self {
        let hem = hem_of(looks.top) * frame.scale;
        let neck = frame.bind(Joint::Neck).y;
        let trunk = trunk(frame, 0.0);
        let ease = match looks.top {
            Top::Sweater | Top::Coat => 0.020,
            Top::Robe => 0.018,
            Top::Dress => 0.007,
            _ => 0.011,
        };
        let outer = skirted(frame, hem, ease, flare_of(looks.top));
        Self {
            frame,
            looks,
            trunk,
            outer,
            hem,
            neck,
        }
    }

    pub fn cloth(&self, colour: Vec3, at: Vec3) -> Dab {
        Dab {
            colour,
            finish: Finish::Cloth,
            weights: self.weights(at),
        }
    }

    /// How the trunk and skirts follow the joints.
    pub fn weights(&self, p: Vec3) -> Weights {
        let f = self.frame;
        let s = f.scale;
        let at = |j: Joint| f.bind(j).y;
        if p.y < at(Joint::Hips) {
            return self.skirt_weights(p);
        }
        let shoulder = at(Joint::UpperArmL);
        let side = usize::from(p.x > 0.0);
        let lift = smooth(0.06 * s, 0.16 * s, p.x.abs())
            * smooth(shoulder - 0.14 * s, shoulder + 0.01 * s, p.y)
            * 0.85;
        let neck = smooth(self.neck - 0.01 * s, self.neck + 0.05 * s, p.y)
            * smooth(0.11 * s, 0.07 * s, p.x.abs());
        let chest = smooth(at(Joint::Spine), at(Joint::Chest) + 0.04 * s, p.y);
        let spine =
            smooth(at(Joint::Hips) - 0.02 * s, at(Joint::Spine) + 0.05 * s, p.y) * (1.0 - chest);
        if chest < 0.999 {
            return Weights::of([
                (Joint::Hips, 1.0 - spine - chest),
                (Joint::Spine, spine),
                (Joint::Chest, chest),
                (Joint::Chest, 0.0),
            ]);
        }
        Weights::of([
            (Joint::Chest, (1.0 - neck) * (1.0 - lift)),
            (CLAVICLE[side], (1.0 - neck) * lift),
            (Joint::Neck, neck),
            (Joint::Chest, 0.0),
        ])
    }

    /// Cloth below the hips: each side goes with its own leg, the middle with both.
    fn skirt_weights(&self, p: Vec3) -> Weights {
        let f = self.frame;
        let s = f.scale;
        let hips = f.bind(Joint::Hips).y;
        let knee = f.bind(Joint::ShinL).y;
        let right = smooth(-0.09 * s, 0.09 * s, p.x);
        if p.y > knee + 0.1 * s {
            let leg = smooth(hips, hips - 0.22 * s, p.y);
            return Weights::of([
                (Joint::Hips, 1.0 - leg),
                (DRAPE[0], leg * (1.0 - right)),
                (DRAPE[1], leg * right),
                (Joint::Hips, 0.0),
            ]);
        }
        let low = smooth(knee + 0.1 * s, knee - 0.1 * s, p.y);
        Weights::of([
            (DRAPE[0], (1.0 - low) * (1.0 - right)),
            (DRAPE[1], (1.0 - low) * right),
            (SKIRT[0], low * (1.0 - right)),
            (SKIRT[1], low * right),
        ])
    }

    /// A point of the outer layer as it really falls, folds and creases included, `out` metres above it.
    pub fn lie(&self, y: f32, turn: f32, out: f32) -> Vec3 {
        let waist = 1.04 * self.frame.scale;
        let hangs = self.hem < 0.8 * self.frame.scale;
        let fall = if hangs {
            smooth(waist, self.hem, y)
        } else {
            0.0
        };
        let depth = match self.looks.top {
            Top::Dress => 0.013,
            Top::Robe => 0.012,
            Top::Tunic | Top::Coat => 0.007,
            _ => 0.0,
        };
        let fold = folds(turn, 0.35 + 0.65 * fall, depth);
        // Cloth creases where the body bends.
        let crease = bump(y - waist, 0.07) * 0.0025 * (y * 160.0 + turn * 3.0).sin();
        self.outer.grown(out + fold + crease).point(y, turn)
    }

    /// A band all round the outer layer.
    pub fn band(
        &self,
        clay: &mut Clay,
        low: f32,
        high: f32,
        out: f32,
        colour: Vec3,
        finish: Finish,
    ) {
        let columns = clay.fine(44);
        clay.sheet(
            Grid::tube(columns, 5),
            |u, v| {
                let y =
                    [low, low, (low + high) / 2.0, high, high][((v * 4.0).round() as usize).min(4)];
                let out = if v < 0.1 || v > 0.9 { 0.0 } else { out };
                self.lie(y, u * TAU, out)
            },
            |_, _, p| Dab {
                finish,
                ..self.cloth(colour, p)
            },
        );
    }

    /// A strip on the outer layer between two turns.
    pub fn strip(
        &self,
        clay: &mut Clay,
        turns: (f32, f32),
        heights: (f32, f32),
        out: f32,
        colour: Vec3,
    ) {
        // As many rows as the cloth under it has, so that it follows every fold.
        let tall = (heights.1 - heights.0).abs() / self.frame.scale;
        let (columns, rows) = (clay.fine(7), clay.fine(6 + (tall * 34.0) as usize));
        clay.sheet(
            Grid::patch(columns, rows),
            |u, v| {
                self.lie(
                    heights.0 + (heights.1 - heights.0) * v,
                    turns.0 + (turns.1 - turns.0) * u,
                    out,
                )
            },
            |_, _, p| self.cloth(colour, p),
        );
    }
}

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

pub fn hem_of(top: Top) -> f32 {
    match top {
        Top::Shirt | Top::Sweater => 0.895,
        Top::Vest => 0.93,
        Top::Tunic => 0.70,
        Top::Coat => 0.60,
        Top::Dress => 0.34,
        Top::Robe => 0.09,
    }
}

/// How far the hem stands out beyond the hips, in metres.
fn flare_of(top: Top) -> f32 {
    match top {
        Top::Shirt | Top::Sweater => 0.0,
        Top::Vest => 0.004,
        Top::Tunic => 0.035,
        Top::Coat => 0.045,
        Top::Dress => 0.115,
        Top::Robe => 0.085,
    }
}

/// The body from the crotch to the neck, grown by `ease`.
fn trunk(frame: &Frame, ease: f32) -> Profile {
    let (b, c, s) = (frame.build, frame.curve, frame.scale);
    let neck = frame.bind(Joint::Neck).y / s;
    let shoulder = frame.bind(Joint::UpperArmR).x / s;
    let belly = b * b;
    let rows: Vec<[f32; 5]> = [
        [0.80, 0.075, 0.065, 0.075, 0.0],
        [
            0.84,
            0.135 + 0.03 * b,
            0.092 + 0.02 * b,
            0.105 + 0.03 * b,
            0.005,
        ],
        [
            0.905,
            0.158 + 0.045 * b + 0.012 * c,
            0.102 + 0.05 * b,
            0.118 + 0.03 * b + 0.008 * c,
            0.005,
        ],
        [
            0.97,
            0.152 + 0.05 * b + 0.008 * c,
            0.102 + 0.03 * b + 0.07 * belly,
            0.108 + 0.03 * b,
            0.0,
        ],
        [
            1.06,
            0.126 + 0.085 * b - 0.010 * c,
            0.092 + 0.03 * b + 0.10 * belly,
            0.085 + 0.04 * b,
            0.0,
        ],
        [
            1.14,
            0.130 + 0.072 * b - 0.010 * c,
            0.096 + 0.03 * b + 0.08 * belly,
            0.088 + 0.035 * b,
            0.005,
        ],
        [
            1.22,
            0.144 + 0.050 * b - 0.008 * c,
            0.104 + 0.045 * b + 0.018 * c,
            0.098 + 0.03 * b,
            0.01,
        ],
        [
            1.28,
            0.152 + 0.038 * b - 0.008 * c,
            0.108 + 0.04 * b + 0.028 * c,
            0.106 + 0.03 * b,
            0.012,
        ],
        [
            neck - 0.118,
            0.154 + 0.028 * b - 0.006 * c,
            0.100 + 0.03 * b + 0.006 * c,
            0.110 + 0.025 * b,
            0.015,
        ],
        [
            neck - 0.066,
            shoulder - 0.010,
            0.078 + 0.018 * b,
            0.098 + 0.02 * b,
            0.016,
        ],
        [
            neck - 0.044,
            shoulder - 0.034,
            0.066 + 0.014 * b,
            0.088 + 0.018 * b,
            0.016,
        ],
        [
            neck - 0.022,
            shoulder - 0.074,
            0.058 + 0.010 * b,
            0.074 + 0.014 * b,
            0.016,
        ],
        [
            neck - 0.005,
            0.082 + 0.014 * b - 0.006 * c,
            0.056 + 0.008 * b,
            0.064 + 0.01 * b,
            0.016,
        ],
        [
            neck + 0.02,
            0.060 + 0.012 * b - 0.006 * c,
            0.052 + 0.010 * b,
            0.056 + 0.01 * b,
            0.016,
        ],
        [
            neck + 0.06,
            0.054 + 0.014 * b - 0.007 * c,
            0.051 + 0.012 * b,
            0.056 + 0.012 * b,
            0.010,
        ],
        [
            neck + 0.13,
            0.052 + 0.014 * b - 0.007 * c,
            0.050 + 0.012 * b,
            0.058 + 0.012 * b,
            0.002,
        ],
    ]
    .iter()
    .map(|r| {
        [
            r[0] * s,
            r[1] * s + ease,
            r[2] * s + ease,
            r[3] * s + ease,
            r[4] * s,
        ]
    })
    .collect();
    Profile::new(2.25, &rows)
}

/// The trunk with a skirt from the waist down to `hem`.
fn skirted(frame: &Frame, hem: f32, ease: f32, flare: f32) -> Profile {
    let s = frame.scale;
    let body = trunk(frame, ease);
    let mut rows: Vec<[f32; 5]> = Vec::new();
    let hip = body.ring(0.905 * s);
    if hem < 0.8 * s {
        let reach = 0.905 * s - hem;
        for part in [1.0f32, 0.75, 0.5, 0.25] {
            let out = flare * s * part.powf(0.9);
            rows.push([
                0.905 * s - reach * part,
                hip.w + out * 0.8,
                hip.front + out + 0.012 * part,
                hip.back + out + 0.01 * part,
                hip.z,
            ]);
        }
    } else {
        rows.push([
            hem,
            hip.w + 0.004,
            hip.front + 0.006,
            hip.back + 0.004,
            hip.z,
        ]);
    }
    for y in [0.93, 0.97, 1.02, 1.06, 1.14, 1.22, 1.28] {
        if y * s > hem + 0.01 {
            let r = body.ring(y * s);
            rows.push([r.y, r.w, r.front, r.back, r.z]);
        }
    }
    let neck = frame.bind(Joint::Neck).y;
    for down in [0.118, 0.09, 0.065, 0.045, 0.032, 0.018, 0.005, -0.02] {
        let r = body.ring(neck - down * s);
        rows.push([r.y, r.w, r.front, r.back, r.z]);
    }
    Profile::new(2.2, &rows)
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
    let colour = if o.looks.legs == Legs::None {
        linear(o.looks.top_colour) * 0.7
    } else {
        linear(o.looks.legs_colour)
    };
    clay.sheet(
        Grid::tube(columns, rows),
        |u, v| {
            let (low, high) = (0.795 * s, 1.04 * s);
            let mut p = shape.point(low + (high - low) * v, u * TAU);
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

/// Cloth that hangs falls in folds, deeper toward the hem.
fn pleated(shape: &Profile, y: f32, turn: f32, v: f32, depth: f32) -> Vec3 {
    shape.grown(folds(turn, v, depth)).point(y, turn)
}

fn folds(turn: f32, v: f32, depth: f32) -> f32 {
    depth * smooth(0.35, 1.0, v) * ((turn * 9.0).sin() + 0.45 * (turn * 17.0 + 1.3).sin())
}

fn fold_shade(turn: f32, v: f32) -> f32 {
    1.0 - 0.16 * smooth(0.35, 1.0, v) * (0.5 - 0.5 * (turn * 9.0).sin())
}

/// How far the neckline lies below the neck at a turn, in metres.
fn neckline(top: Top, turn: f32) -> f32 {
    let t = turn.abs();
    match top {
        Top::Dress => 0.012 + 0.075 * bump(t, 0.75) + 0.02 * bump(PI - t, 0.8),
        Top::Vest => 0.005 + 0.012 * bump(t, 0.5),
        Top::Tunic => 0.004 + 0.075 * bump(t, 0.22),
        Top::Robe => 0.002 + 0.10 * bump(t, 0.30),
        Top::Coat => 0.0 + 0.10 * bump(t, 0.36),
        Top::Shirt => 0.0 + 0.055 * bump(t, 0.24),
        Top::Sweater => -0.004,
    }
}

fn top(clay: &mut Clay, o: &Outfit) {
    let top = o.looks.top;
    let colour = linear(o.looks.top_colour);
    let hangs = o.hem < 0.8 * o.frame.scale;
    let (columns, rows) = (
        clay.fine(if hangs { 60 } else { 44 }),
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

fn trims(clay: &mut Clay, o: &Outfit) {
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
