//! The figures that the crowd is drawn with: the bodies' own proportions and clothes in a few hundred triangles. All
//! variants of a level have the same triangles, so that one draw shows them all.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::{
    Looks,
    clock::mix,
    looks::{Beard, Hair, Legs, Top},
};

use super::people::{Role, figure_looks};
use crate::body::{
    clay::{Clay, Dab, Finish, Grid, Weights, smooth},
    head::Skull,
    outfit::{Outfit, neckline, trunk},
    rig::{Frame, Joint},
};

/// Columns and rows of the parts of a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    pub(super) head: (usize, usize),
    pub(super) hair: (usize, usize),
    pub(super) tail: (usize, usize),
    pub(super) trunk: (usize, usize),
    pub(super) pelvis: (usize, usize),
    pub(super) neck: (usize, usize),
    pub(super) leg: (usize, usize),
    pub(super) shoe: (usize, usize),
    /// Rows of the sleeve and of the bare arm below it.
    pub(super) arm: (usize, usize, usize),
    pub(super) hand: (usize, usize),
    nose: bool,
}

/// Levels of detail, from near to far: the last is [`super::distant`]'s.
pub const LEVELS: usize = DETAILED.len() + 1;

const DETAILED: [Level; 2] = [
    Level {
        head: (12, 9),
        hair: (12, 6),
        tail: (8, 6),
        trunk: (13, 11),
        pelvis: (10, 4),
        neck: (8, 3),
        leg: (8, 7),
        shoe: (7, 5),
        arm: (7, 8, 3),
        hand: (5, 4),
        nose: true,
    },
    Level {
        head: (5, 4),
        hair: (5, 3),
        tail: (3, 2),
        trunk: (6, 4),
        pelvis: (4, 2),
        neck: (3, 2),
        leg: (4, 3),
        shoe: (3, 3),
        arm: (3, 3, 2),
        hand: (3, 2),
        nose: false,
    },
];

/// One variant of the crowd at rest, [`super::people::HEIGHT_M`] tall.
pub struct Figure {
    pub frame: Frame,
    pub(super) looks: Looks,
}

impl Figure {
    pub fn new(variant: usize) -> Self {
        let looks = figure_looks(variant);
        let frame = Frame::new(&looks, mix(variant as u64 ^ 0x6372_6f77_6400));
        Self { frame, looks }
    }

    /// Its surface at one of the [`LEVELS`]. A point's colour tells its [`Role`] (x), its shade (y) and whether it is of
    /// the face (z).
    pub fn sculpt(&self, level: usize) -> Clay {
        match DETAILED.get(level) {
            Some(level) => self.detailed(level),
            None => self.distant(),
        }
    }

    fn detailed(&self, level: &Level) -> Clay {
        let mut clay = Clay::new(1.0);
        self.head(&mut clay, level);
        self.hair(&mut clay, level);
        self.trunk(&mut clay, level);
        for side in 0..2 {
            self.leg(&mut clay, level, side);
            self.shoe(&mut clay, level, side);
            self.arm(&mut clay, level, side);
            self.hand(&mut clay, level, side);
        }
        clay
    }

    fn head(&self, clay: &mut Clay, level: &Level) {
        let skull = Skull::new(&self.frame, &self.looks);
        let beard = match self.looks.beard {
            Beard::Full => 0.035,
            Beard::Short | Beard::Stubble => 0.012,
            _ => 0.0,
        };
        clay.sheet(
            Grid::tube(level.head.0, level.head.1),
            |u, v| {
                // More rows about the chin.
                let y = 1.0 - v.powf(0.9) * 1.02;
                let grown = beard * smooth(0.34, 0.12, y) * smooth(0.2, -0.3, (u * TAU).cos());
                skull.place(skull.bare(y, u * TAU, grown.max(0.0)))
            },
            |u, v, _| {
                let y = 1.0 - v.powf(0.9) * 1.02;
                let bearded = beard > 0.0 && y < 0.27 && (u * TAU).cos() > -0.3;
                let role = if bearded { Role::Hair } else { Role::Skin };
                dab(role, 1.0, true, Weights::one(Joint::Head))
            },
        );
        if level.nose {
            let f = &self.frame.face;
            let tip = f.eye_y + 0.03 - f.nose_length;
            let middle = skull.front(0.0, tip + 0.055, -0.035);
            let head_m = self.frame.head_m;
            let radii = Vec3::new(f.nose_width * 0.85, 0.085, 0.075) * head_m;
            let centre = skull.place(middle);
            clay.sheet(
                Grid::tube(5, 4),
                |u, v| {
                    let (turn, rise) = (u * TAU, v * PI);
                    let round = Vec3::new(
                        turn.sin() * rise.sin(),
                        rise.cos(),
                        -turn.cos() * rise.sin(),
                    );
                    // Wider and farther out at the tip.
                    let low = 0.55 + 0.45 * v;
                    centre + round * radii * Vec3::new(low, 1.0, low)
                },
                |_, _, _| dab(Role::Skin, 1.02, false, Weights::one(Joint::Head)),
            );
        }
    }

    fn hair(&self, clay: &mut Clay, level: &Level) {
        let skull = Skull::new(&self.frame, &self.looks);
        let hair = self.looks.hair;
        let thick = match hair {
            Hair::Bald => -0.06,
            Hair::Short => 0.05,
            Hair::Curly => 0.11,
            Hair::Long | Hair::Bob => 0.065,
            Hair::Bun | Hair::Ponytail | Hair::Braid => 0.04,
        };
        let hairline = |turn: f32| {
            let t = turn.abs();
            let front = if hair == Hair::Bob { 0.70 } else { 0.79 };
            let temple = front + (0.56 - front) * smooth(0.6, 1.0, t);
            let ear = temple + (0.46 - temple) * smooth(1.1, 1.4, t);
            ear + (0.14 - ear) * smooth(1.7, 2.3, t)
        };
        let cap = |turn: f32, down: f32| {
            let low = hairline(turn);
            let y = 1.0 - (1.0 - low) * down;
            let out = thick * (0.35 + 0.65 * smooth(1.0, 0.55, down)).max(0.0);
            skull.place(skull.bare(y, turn, out))
        };
        clay.sheet(
            Grid::tube(level.hair.0, level.hair.1),
            |u, v| cap(u * TAU - if u > 0.5 { TAU } else { 0.0 }, v),
            |u, v, _| {
                let streak = 0.94 + 0.10 * (u * TAU * 3.0).sin();
                dab(
                    Role::Hair,
                    streak * (1.0 - 0.15 * v),
                    false,
                    Weights::one(Joint::Head),
                )
            },
        );
        // What hangs or is tied behind; else it hides within the head.
        let (middle, wide, deep, long, bone) = match hair {
            Hair::Long => (Vec3::new(0.0, 0.78, 0.26), 0.36, 0.17, 1.25, 0.5),
            Hair::Bob => (Vec3::new(0.0, 0.78, 0.18), 0.41, 0.26, 0.66, 0.0),
            Hair::Ponytail | Hair::Braid => (Vec3::new(0.0, 0.80, 0.50), 0.11, 0.10, 0.85, 1.0),
            Hair::Bun => (Vec3::new(0.0, 0.98, 0.42), 0.16, 0.15, 0.30, 0.0),
            _ => (Vec3::new(0.0, 0.6, 0.05), 0.05, 0.05, 0.05, 0.0),
        };
        clay.sheet(
            Grid::tube(level.tail.0, level.tail.1),
            |u, v| {
                let turn = u * TAU;
                let full = if hair == Hair::Bun {
                    (v * PI).sin()
                } else {
                    smooth(-0.02, 0.25, v) * (1.0 - 0.45 * smooth(0.75, 1.0, v))
                };
                let full = full.max(0.02);
                let out = 0.10 * smooth(0.0, 1.0, v) * if hair == Hair::Long { 1.0 } else { 0.0 };
                skull.place(
                    middle
                        + Vec3::new(
                            turn.sin() * wide * full,
                            -v * long,
                            out - turn.cos() * deep * full,
                        ),
                )
            },
            |u, v, _| {
                let weights =
                    Weights::two(Joint::Head, tail_bone(hair), bone * smooth(0.2, 0.8, v));
                let streak = 0.92 + 0.10 * (u * TAU * 2.0).sin();
                dab(Role::Hair, streak * (1.0 - 0.15 * v), false, weights)
            },
        );
    }

    fn trunk(&self, clay: &mut Clay, level: &Level) {
        let outfit = Outfit::new(&self.frame, &self.looks);
        let s = self.frame.scale;
        let top = self.looks.top;
        clay.sheet(
            Grid::tube(level.neck.0, level.neck.1),
            |u, v| {
                let y = outfit.neck + (0.12 - 0.20 * v) * s;
                outfit.trunk.point(y, u * TAU)
            },
            |_, v, _| {
                let weights = if v < 0.4 {
                    Weights::one(Joint::Head)
                } else if v < 0.8 {
                    Weights::two(Joint::Neck, Joint::Chest, 0.4)
                } else {
                    Weights::one(Joint::Chest)
                };
                dab(Role::Skin, 0.86, false, weights)
            },
        );
        let hem = outfit.hem;
        clay.sheet(
            Grid::tube(level.trunk.0, level.trunk.1),
            |u, v| {
                let turn = u * TAU;
                let signed = if u > 0.5 { turn - TAU } else { turn };
                // More rows about the shoulders.
                let down = v.powf(1.35);
                let high = outfit.neck + (0.004 - neckline(top, signed)) * s;
                outfit.lie(high + (hem - high) * down, signed, 0.0)
            },
            |u, v, p| {
                let side = (u * TAU).sin().abs();
                let under_arm = 0.2 * smooth(0.7, 1.0, side) * smooth(1.05, 1.25, p.y / s);
                let band = v > 0.93 && matches!(top, Top::Robe | Top::Tunic | Top::Dress);
                let role = if band { Role::Accent } else { Role::Top };
                dab(role, 1.0 - under_arm, false, outfit.weights(p))
            },
        );
        let bare = matches!(self.looks.legs, Legs::None);
        let shape = trunk(&self.frame, if bare { -0.01 } else { 0.004 });
        clay.sheet(
            Grid::tube(level.pelvis.0, level.pelvis.1),
            |u, v| {
                let y = (1.0 - 0.205 * v) * s;
                let mut p = shape.point(y.min(hem.max(0.8 * s) + 0.05 * s), u * TAU);
                p.y = y.min(p.y);
                if v >= 1.0 {
                    p.x = 0.0;
                    p.z = 0.0;
                }
                p
            },
            |_, v, _| dab(Role::Legs, 0.95 - 0.2 * v, false, Weights::one(Joint::Hips)),
        );
    }
}

fn tail_bone(hair: Hair) -> Joint {
    match hair {
        Hair::Ponytail | Hair::Braid => Joint::TailTop,
        _ => Joint::Chest,
    }
}

pub(super) fn dab(role: Role, shade: f32, face: bool, weights: Weights) -> Dab {
    Dab {
        colour: Vec3::new(f32::from(role as u8), shade, f32::from(u8::from(face))),
        finish: Finish::Cloth,
        weights,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::people::VARIANTS;

    #[test]
    fn variants_of_a_level_would_need_draws_of_their_own() {
        for (level, most) in [1_400, 220, 60].into_iter().enumerate() {
            let first = Figure::new(0).sculpt(level);
            assert!(first.triangles.len() < most, "{}", first.triangles.len());
            for variant in 1..VARIANTS {
                let other = Figure::new(variant).sculpt(level);
                assert_eq!(other.triangles, first.triangles, "{variant}");
                assert!(other.points.iter().all(|p| p.is_finite()), "{variant}");
            }
        }
    }

    #[test]
    fn a_figure_looks_outward_and_is_as_tall_as_its_frame() {
        for variant in 0..VARIANTS {
            let clay = Figure::new(variant).sculpt(0);
            let height = clay.points.iter().map(|p| p.y).fold(0.0, f32::max);
            assert!((1.68..1.84).contains(&height), "{variant}: {height}");
            let low = clay.points.iter().map(|p| p.y).fold(1.0, f32::min);
            assert!((-0.005..0.02).contains(&low), "{variant}: {low}");
            let outward = clay
                .points
                .iter()
                .zip(&clay.normals)
                .filter(|(p, n)| p.with_y(0.0).dot(n.with_y(0.0)) >= -1e-4);
            let share = outward.count() as f32 / clay.points.len() as f32;
            assert!(share > 0.7, "{variant}: {share}");
        }
    }
}
