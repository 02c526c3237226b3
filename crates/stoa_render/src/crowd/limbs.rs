//! Arms and legs of the crowd's figures.

use std::f32::consts::TAU;

use bevy::math::Vec3;
use stoa_world::looks::{Legs, Top};

use super::{
    figure::{Figure, Level, dab},
    people::Role,
};
use crate::body::{
    arms::{arm_middle, arm_radius, arm_weights, sleeve_of},
    clay::{Clay, Grid, Weights, smooth, through},
    legs::{leg_middle, leg_radius, leg_weights},
    outfit::Outfit,
    rig::{FOOT, HAND, TOES, sign},
};

impl Figure {
    pub(super) fn leg(&self, clay: &mut Clay, level: &Level, side: usize) {
        let f = &self.frame;
        let trousers = self.looks.legs == Legs::Trousers;
        let hem = Outfit::new(f, &self.looks).hem;
        // Under a long top the thighs draw in, or they would show through when they swing.
        let covered = |y: f32| {
            if hem < 0.8 {
                -0.014 * smooth(hem - 0.02, hem + 0.06, y)
            } else {
                0.0
            }
        };
        clay.sheet(
            Grid::tube(level.leg.0, level.leg.1),
            |u, v| {
                let y = 0.93 + (0.075 - 0.93) * v;
                let loose = if trousers {
                    0.007 + 0.013 * smooth(0.55, 0.1, y)
                } else {
                    0.0
                };
                let r = (leg_radius(f, y) + loose + covered(y)) * f.scale;
                let turn = u * TAU;
                leg_middle(f, side, y) + Vec3::new(turn.sin(), 0.0, -turn.cos()) * r
            },
            |u, v, p| {
                let inner = if (u < 0.5) == (side == 0) { 0.86 } else { 1.0 };
                let role = if trousers { Role::Legs } else { Role::Skin };
                dab(role, inner - 0.06 * v, false, leg_weights(f, side, p.y))
            },
        );
    }

    pub(super) fn shoe(&self, clay: &mut Clay, level: &Level, side: usize) {
        let f = &self.frame;
        let s = f.scale;
        let ankle = f.bind(FOOT[side]);
        clay.sheet(
            Grid::tube(level.shoe.0, level.shoe.1),
            |u, v| {
                let z = 0.074 - 0.266 * v;
                let wide = through(
                    &[(0.0, 0.022), (0.25, 0.037), (0.7, 0.048), (1.0, 0.022)],
                    v,
                );
                let high = through(
                    &[(0.0, 0.055), (0.25, 0.098), (0.6, 0.062), (1.0, 0.022)],
                    v,
                );
                let turn = u * TAU;
                // Seen from behind: up the right side and over, flat below.
                let up = (0.5 - 0.5 * turn.cos()) * high;
                Vec3::new(
                    ankle.x - turn.sin() * wide * s,
                    up.max(0.0) * s,
                    ankle.z + z * s,
                )
            },
            |u, v, _| {
                let sole = if (u * TAU).cos() > 0.5 { 0.6 } else { 1.0 };
                let weights = Weights::two(FOOT[side], TOES[side], smooth(0.6, 0.78, v));
                dab(Role::Shoes, sole, false, weights)
            },
        );
    }

    pub(super) fn arm(&self, clay: &mut Clay, level: &Level, side: usize) {
        let f = &self.frame;
        let s = f.scale;
        let (length, ease, flare) = sleeve_of(self.looks.top);
        let role = if self.looks.top == Top::Vest {
            Role::Accent
        } else {
            Role::Top
        };
        let (columns, sleeve, bare) = level.arm;
        let around = |u: f32, down: f32, out: f32| {
            let r = ((arm_radius(f, down) + out) * s).max(0.0);
            let turn = u * TAU;
            arm_middle(f, side, down) + Vec3::new(turn.sin() * r, 0.0, -turn.cos() * r)
        };
        clay.sheet(
            Grid::tube(columns, sleeve),
            |u, v| {
                // More rows about the shoulder, or it would come to a point.
                let down = -0.052 + (length + 0.052) * v.powf(1.7);
                let open = flare * smooth(length - 0.28, length, down).powi(2);
                around(u, down, ease * smooth(-0.05, 0.1, down) + open)
            },
            |u, v, p| {
                let inner = if (u < 0.5) == (side == 0) { 0.88 } else { 1.0 };
                dab(role, inner - 0.05 * v, false, arm_weights(f, side, p.y))
            },
        );
        clay.sheet(
            Grid::tube(columns, bare),
            |u, v| {
                let from = length - 0.015;
                around(u, from + (0.56 - from) * v, 0.0)
            },
            |_, _, p| dab(Role::Skin, 0.97, false, arm_weights(f, side, p.y)),
        );
    }

    pub(super) fn hand(&self, clay: &mut Clay, level: &Level, side: usize) {
        let f = &self.frame;
        let s = f.scale;
        let wrist = f.bind(HAND[side]);
        clay.sheet(
            Grid::tube(level.hand.0, level.hand.1),
            |u, v| {
                let full = through(&[(0.0, 0.75), (0.35, 1.0), (0.7, 0.8), (1.0, 0.25)], v);
                let turn = u * TAU;
                wrist
                    + Vec3::new(
                        turn.sin() * 0.017 * full - sign(side) * 0.012 * v,
                        -0.17 * v,
                        -turn.cos() * 0.040 * full - 0.012 * v,
                    ) * s
            },
            |_, v, _| dab(Role::Skin, 1.0 - 0.08 * v, false, Weights::one(HAND[side])),
        );
    }
}
