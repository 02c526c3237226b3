//! The shape of the trunk and of the cloth over it, which everything worn lies on.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::{Looks, looks::Top};

use super::{
    clay::{Clay, Dab, Finish, Grid, Profile, Weights, bump, smooth},
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

    /// Columns of the outer layer; what lies on it has as many, so that it follows every fold.
    pub fn columns(&self) -> usize {
        if self.hem < 0.8 * self.frame.scale {
            60
        } else {
            44
        }
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
        let columns = clay.fine(self.columns());
        clay.sheet(
            Grid::tube(columns, 5),
            |u, v| {
                let y =
                    [low, low, (low + high) / 2.0, high, high][((v * 4.0).round() as usize).min(4)];
                let out = if !(0.1..=0.9).contains(&v) { 0.0 } else { out };
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
pub fn trunk(frame: &Frame, ease: f32) -> Profile {
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
pub fn skirted(frame: &Frame, hem: f32, ease: f32, flare: f32) -> Profile {
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

/// Cloth that hangs falls in folds, deeper toward the hem.
pub fn pleated(shape: &Profile, y: f32, turn: f32, v: f32, depth: f32) -> Vec3 {
    shape.grown(folds(turn, v, depth)).point(y, turn)
}

pub fn folds(turn: f32, v: f32, depth: f32) -> f32 {
    depth * smooth(0.35, 1.0, v) * ((turn * 9.0).sin() + 0.45 * (turn * 17.0 + 1.3).sin())
}

pub fn fold_shade(turn: f32, v: f32) -> f32 {
    1.0 - 0.16 * smooth(0.35, 1.0, v) * (0.5 - 0.5 * (turn * 9.0).sin())
}

/// How far the neckline lies below the neck at a turn, in metres.
pub fn neckline(top: Top, turn: f32) -> f32 {
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
