//! The crowd in the distance: the same silhouette and colours in a few dozen triangles, each on one bone.

use std::f32::consts::TAU;

use bevy::math::Vec3;
use stoa_world::looks::{Hair, Legs};

use super::{
    figure::{Figure, dab},
    people::Role,
};
use crate::body::{
    arms::{arm_middle, arm_radius},
    clay::{Clay, Grid, Weights},
    head::Skull,
    legs::{leg_middle, leg_radius},
    outfit::Outfit,
    rig::{FOREARM, Joint, SHIN},
};

/// Columns of head and trunk, and of arms and legs.
const ROUND: usize = 4;
const THIN: usize = 3;

impl Figure {
    pub(super) fn distant(&self) -> Clay {
        let mut clay = Clay::new(1.0);
        self.distant_head(&mut clay);
        self.distant_trunk(&mut clay);
        for side in 0..2 {
            self.distant_leg(&mut clay, side);
            self.distant_arm(&mut clay, side);
        }
        clay
    }

    /// A face with its hair about it.
    fn distant_head(&self, clay: &mut Clay) {
        let skull = Skull::new(&self.frame, &self.looks);
        let bald = self.looks.hair == Hair::Bald;
        let low = match self.looks.hair {
            Hair::Long | Hair::Bob => 0.0,
            _ => 0.45,
        };
        clay.sheet(
            Grid::tube(ROUND, 3),
            |u, v| {
                let y = 1.04 - 1.06 * v;
                let turn = u * TAU + 0.25 * TAU / ROUND as f32;
                skull.place(skull.bare(y, turn, 0.05))
            },
            |u, v, _| {
                let behind = (0.2..0.7).contains(&u);
                let hair = !bald && (v < 0.4 || behind && 1.0 - v >= low);
                let role = if hair { Role::Hair } else { Role::Skin };
                dab(role, 1.0, false, Weights::one(Joint::Head))
            },
        );
    }

    /// From the neck to the hem of what is worn.
    fn distant_trunk(&self, clay: &mut Clay) {
        let outfit = Outfit::new(&self.frame, &self.looks);
        let s = self.frame.scale;
        let hem = outfit.hem.min(0.86 * s);
        clay.sheet(
            Grid::tube(ROUND, 3),
            |u, v| {
                let down = [0.0, 0.2, 1.0][(v * 2.0).round() as usize];
                let high = outfit.neck + 0.004 * s;
                let turn = u * TAU + 0.5 * TAU / ROUND as f32;
                outfit.lie(high + (hem - high) * down, turn, 0.0)
            },
            |_, v, _| {
                let bone = if v < 0.9 { Joint::Chest } else { Joint::Hips };
                dab(Role::Top, 1.0 - 0.1 * v, false, Weights::one(bone))
            },
        );
    }

    fn distant_leg(&self, clay: &mut Clay, side: usize) {
        let f = &self.frame;
        let trousers = self.looks.legs == Legs::Trousers;
        let shin = SHIN[side];
        let thigh = shin.parent();
        clay.sheet(
            Grid::tube(THIN, 2),
            |u, v| {
                let y = 0.9 - 0.89 * v;
                let turn = u * TAU;
                let r = (leg_radius(f, y.max(0.2)) + 0.012) * f.scale;
                leg_middle(f, side, y) + Vec3::new(turn.sin(), 0.0, -turn.cos()) * r
            },
            |_, v, _| {
                let role = if trousers { Role::Legs } else { Role::Skin };
                let bone = if v < 0.5 { thigh } else { shin };
                dab(role, 1.0 - 0.08 * v, false, Weights::one(bone))
            },
        );
    }

    fn distant_arm(&self, clay: &mut Clay, side: usize) {
        let f = &self.frame;
        let forearm = FOREARM[side];
        let upper = forearm.parent();
        clay.sheet(
            Grid::tube(THIN, 2),
            |u, v| {
                let down = -0.02 + 0.7 * v;
                let turn = u * TAU;
                let r = (arm_radius(f, down.clamp(0.0, 0.56)) + 0.008) * f.scale;
                arm_middle(f, side, down) + Vec3::new(turn.sin(), 0.0, -turn.cos()) * r
            },
            |_, v, _| {
                let role = if v > 0.5 { Role::Skin } else { Role::Top };
                let bone = if v < 0.5 { upper } else { forearm };
                dab(role, 0.95, false, Weights::one(bone))
            },
        );
    }
}
