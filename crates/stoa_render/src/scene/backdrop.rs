//! What lies around a world: land that falls to a sea in the south and rises to hills everywhere else.

use bevy::math::{Affine3A, Vec2, Vec3};
use stoa_world::WorldDef;

use super::dice::Dice;
use super::polygon::bounds;
use super::sculpt::Sculpt;
use super::surface::Kind;
use crate::pattern::cloudy;

/// How far the land goes, in metres, and how many rings and spokes it has.
const FAR_M: f32 = 1700.0;
const RINGS: u32 = 44;
const SPOKES: u32 = 112;
/// Height of the sea under the world's lowest ground.
const SEA_M: f32 = -17.0;

struct Land {
    low: Vec2,
    high: Vec2,
    ground: f32,
}

impl Land {
    /// Height of the land at a point of the plan.
    fn height(&self, p: Vec2) -> f32 {
        let out = (self.low - p).max(p - self.high).max(Vec2::ZERO).length();
        let from_middle = p - (self.low + self.high) * 0.5;
        let south = from_middle.y / from_middle.length().max(1.0);
        let toward_sea = smooth(0.1, 0.62, south);
        let rough = cloudy(p * 0.006 + 31.0, 400);
        let ridge = 1.0 - (cloudy(p * 0.0021 + 7.0, 410) - 0.5).abs() * 2.0;
        let rise = smooth(30.0, 420.0, out) * 26.0 * (0.35 + rough)
            + smooth(160.0, 1150.0, out) * 190.0 * ridge * (0.5 + 0.8 * rough);
        let fall = (SEA_M - 6.0) * smooth(14.0, 120.0, out);
        let bumps = (cloudy(p * 0.035, 420) - 0.5) * 5.0 * smooth(8.0, 60.0, out);
        let shape = rise * (1.0 - toward_sea) + fall * toward_sea + bumps * (1.0 - toward_sea);
        // Under the world itself the land stays out of sight.
        self.ground - 0.7 + shape * smooth(4.0, 26.0, out)
    }

    fn normal(&self, p: Vec2) -> Vec3 {
        let e = 1.5;
        let dx = self.height(p + Vec2::X * e) - self.height(p - Vec2::X * e);
        let dz = self.height(p + Vec2::Y * e) - self.height(p - Vec2::Y * e);
        Vec3::new(-dx, 2.0 * e, -dz).normalize_or(Vec3::Y)
    }
}

pub fn build(def: &WorldDef, s: &mut Sculpt) {
    if def.regions.is_empty() {
        return;
    }
    let (low, high) = bounds(def.regions.iter().flat_map(|r| r.polygon.iter().copied()));
    let ground = def
        .regions
        .iter()
        .map(|r| r.height)
        .fold(f32::INFINITY, f32::min);
    let land = Land { low, high, ground };
    let middle = (low + high) * 0.5;

    let mut last: Vec<u32> = Vec::new();
    for ring in 0..=RINGS {
        let t = ring as f32 / RINGS as f32;
        // From inside the world's edge outward, ever wider apart.
        let out = -6.0 + (FAR_M + 6.0) * t.powf(3.0);
        let row: Vec<u32> = (0..=SPOKES)
            .map(|spoke| {
                let angle = std::f32::consts::TAU * spoke as f32 / SPOKES as f32;
                let d = Vec2::new(angle.sin(), angle.cos());
                let half = (high - low) * 0.5;
                let edge = (half.x / d.x.abs().max(1e-3)).min(half.y / d.y.abs().max(1e-3));
                let p = middle + d * (edge + out).max(1.0);
                let n = land.normal(p);
                let dry = smooth(0.35, 0.75, cloudy(p * 0.012, 430));
                let green = [0.085, 0.11, 0.042];
                let ochre = [0.235, 0.185, 0.09];
                let rock = smooth(0.9, 0.7, n.y);
                let tint = [0, 1, 2].map(|c| {
                    let soil = green[c] + (ochre[c] - green[c]) * dry;
                    soil + ([0.30, 0.26, 0.21][c] - soil) * rock
                });
                s.paint = Kind::Land.paint(tint);
                s.vertex(Vec3::new(p.x, land.height(p), p.y), n, p)
            })
            .collect();
        for k in 0..last.len().saturating_sub(1) {
            s.quad_of(last[k], row[k], row[k + 1], last[k + 1]);
        }
        last = row;
    }
    sea(s, middle, ground);
    growth(&land, s);
}

/// The sea reaches the horizon on its side.
fn sea(s: &mut Sculpt, middle: Vec2, ground: f32) {
    let y = ground + SEA_M;
    s.paint = Kind::Glaze.paint([0.045, 0.15, 0.22]);
    let (w, far) = (2600.0, 2600.0);
    s.quad([
        Vec3::new(middle.x - w, y, middle.y + far),
        Vec3::new(middle.x + w, y, middle.y + far),
        Vec3::new(middle.x + w, y, middle.y + 20.0),
        Vec3::new(middle.x - w, y, middle.y + 20.0),
    ]);
}

/// Bushes and cypresses on the land around, plain shapes because nobody comes near them.
fn growth(land: &Land, s: &mut Sculpt) {
    let mut dice = Dice::of("backdrop", 0);
    let middle = (land.low + land.high) * 0.5;
    let reach = (land.high - land.low).length() * 0.5;
    for _ in 0..460 {
        let angle = dice.between(0.0, std::f32::consts::TAU);
        let far = reach + 12.0 + dice.unit().powi(2) * 330.0;
        let p = middle + Vec2::new(angle.sin(), angle.cos()) * far;
        let kind = dice.unit();
        let size = dice.between(0.7, 1.4);
        let tone = dice.between(0.7, 1.25);
        let h = land.height(p);
        if h < land.ground + SEA_M + 1.0 || cloudy(p * 0.02, 440) < 0.42 {
            continue;
        }
        s.within(Affine3A::from_translation(Vec3::new(p.x, h, p.y)), |s| {
            if kind < 0.22 {
                s.paint = Kind::Land.paint([0.022 * tone, 0.042 * tone, 0.018 * tone]);
                let tall = 8.0 * size;
                s.lathe(
                    &[
                        Vec2::new(0.25, 0.0),
                        Vec2::new(0.75 * size, tall * 0.2),
                        Vec2::new(0.7 * size, tall * 0.5),
                        Vec2::new(0.0, tall),
                    ],
                    6,
                );
                return;
            }
            let olive = if kind < 0.65 {
                [0.11, 0.125, 0.065]
            } else {
                [0.05, 0.075, 0.026]
            };
            s.paint = Kind::Land.paint(olive.map(|c| c * tone));
            let wob = kind * 30.0;
            s.blob(
                Vec3::Y * 1.7 * size,
                Vec3::new(2.3, 1.8, 2.3) * size,
                5,
                |d| 1.0 + 0.14 * ((d.x * 5.0 + wob).sin() + (d.z * 6.0 - wob).cos()),
            );
        });
    }
}

fn smooth(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
