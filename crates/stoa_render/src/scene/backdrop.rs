//! What lies around a world: land and sea where its file's far regions say so, with hills on the horizon.

use bevy::math::{Affine3A, Vec2, Vec3};
use stoa_world::geometry::contains;
use stoa_world::{Region, Surface, WorldDef};

use super::dice::Dice;
use super::ground::is_far;
use super::polygon::{bounds, edge_distance};
use super::sculpt::Sculpt;
use super::surface::{Kind, tint};
use crate::pattern::cloudy;

/// How far the land goes, in metres, and how many rings and spokes it has in full.
const FAR_M: f32 = 1700.0;
const RINGS: f32 = 60.0;
const SPOKES: f32 = 112.0;

/// Shape of the country around: the file's far regions say where land and sea are, noise gives it relief.
struct Land<'d> {
    /// Bounds of the world itself, and its lowest ground.
    low: Vec2,
    high: Vec2,
    ground: f32,
    far: Vec<&'d Region>,
}

impl Land<'_> {
    /// Height of the land where it is flat, in metres.
    fn base(&self) -> f32 {
        let land = self.far.iter().filter(|r| r.surface != Surface::Water);
        land.map(|r| r.height)
            .fold(None, |low: Option<f32>, h| {
                Some(low.map_or(h, |l| l.min(h)))
            })
            .unwrap_or(self.ground - 0.7)
    }

    /// Metres from a point to the sea (negative within it), and the sea's height.
    fn sea(&self, p: Vec2) -> Option<(f32, f32)> {
        let seas = self.far.iter().filter(|r| r.surface == Surface::Water);
        seas.map(|r| {
            let edge = edge_distance(&r.polygon, p);
            let signed = if contains(&r.polygon, p) { -edge } else { edge };
            (signed, r.height)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Height of the land at a point of the plan.
    fn height(&self, p: Vec2) -> f32 {
        let base = self.base();
        let out = (self.low - p).max(p - self.high).max(Vec2::ZERO).length();
        let (inland, shore) = match self.sea(p) {
            Some((distance, level)) => (
                smooth(20.0, 190.0, distance),
                // The beach goes under water and on down.
                (level - 0.25 - base) * (1.0 - smooth(0.0, 16.0, distance))
                    - 5.0 * smooth(0.0, 30.0, -distance),
            ),
            None => (1.0, 0.0),
        };
        let rough = cloudy(p * 0.006 + 31.0, 400);
        let ridge = 1.0 - (cloudy(p * 0.0021 + 7.0, 410) - 0.5).abs() * 2.0;
        let rise = smooth(25.0, 380.0, out) * 34.0 * (0.3 + rough)
            + smooth(150.0, 1150.0, out) * 210.0 * ridge * (0.5 + 0.8 * rough);
        let bumps = (cloudy(p * 0.035, 420) - 0.5) * 4.0 * smooth(3.0, 30.0, out);
        base + shore + (rise + bumps) * inland
    }

    fn normal(&self, p: Vec2) -> Vec3 {
        let e = 1.5;
        let dx = self.height(p + Vec2::X * e) - self.height(p - Vec2::X * e);
        let dz = self.height(p + Vec2::Y * e) - self.height(p - Vec2::Y * e);
        Vec3::new(-dx, 2.0 * e, -dz).normalize_or(Vec3::Y)
    }
}

pub fn build(def: &WorldDef, detail: f32, s: &mut Sculpt) {
    let (far, near): (Vec<&Region>, Vec<&Region>) = def.regions.iter().partition(|r| is_far(r));
    if near.is_empty() {
        return;
    }
    let (low, high) = bounds(near.iter().flat_map(|r| r.polygon.iter().copied()));
    let ground = near.iter().map(|r| r.height).fold(f32::INFINITY, f32::min);
    for sea in far.iter().filter(|r| r.surface == Surface::Water) {
        s.paint = Kind::Sea.paint(tint::SEA);
        s.polygon(&sea.polygon, sea.height);
    }
    let land = Land {
        low,
        high,
        ground,
        far,
    };
    let middle = (low + high) * 0.5;

    let share = (0.3 + 0.9 * detail).min(1.0);
    let [rings, spokes] = [RINGS, SPOKES].map(|full| (full * share) as u32);
    let mut last: Vec<u32> = Vec::new();
    for ring in 0..=rings {
        // Ever wider apart.
        let t = ring as f32 / rings as f32;
        let radius = 8.0 + FAR_M * t * (0.06 + 0.94 * t * t);
        let row: Vec<u32> = (0..=spokes)
            .map(|spoke| {
                let angle = std::f32::consts::TAU * spoke as f32 / spokes as f32;
                let p = middle + Vec2::new(angle.sin(), angle.cos()) * radius;
                let n = land.normal(p);
                s.paint = Kind::Land.paint(soil(p, n));
                s.vertex(Vec3::new(p.x, land.height(p), p.y), n, p)
            })
            .collect();
        for k in 0..last.len().saturating_sub(1) {
            s.quad_of(last[k], row[k], row[k + 1], last[k + 1]);
        }
        last = row;
    }
    growth(&land, s);
}

/// Green where it is damp, ochre where it is dry, rock where it is steep.
fn soil(p: Vec2, n: Vec3) -> [f32; 3] {
    const GREEN: [f32; 3] = [0.085, 0.11, 0.042];
    const OCHRE: [f32; 3] = [0.235, 0.185, 0.09];
    const ROCK: [f32; 3] = [0.30, 0.26, 0.21];
    let dry = smooth(0.35, 0.75, cloudy(p * 0.012, 430));
    let rock = smooth(0.9, 0.7, n.y);
    [0, 1, 2].map(|c| {
        let soil = GREEN[c] + (OCHRE[c] - GREEN[c]) * dry;
        soil + (ROCK[c] - soil) * rock
    })
}

/// Bushes and cypresses on the land around, plain shapes because nobody comes near them.
fn growth(land: &Land<'_>, s: &mut Sculpt) {
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
        let wet = land.sea(p).is_some_and(|(distance, _)| distance < 8.0);
        if wet || cloudy(p * 0.02, 440) < 0.42 {
            continue;
        }
        s.within(Affine3A::from_translation(Vec3::new(p.x, h, p.y)), |s| {
            if kind < 0.22 {
                s.paint = Kind::Land.paint([0.022 * tone, 0.042 * tone, 0.018 * tone]);
                let tall = 8.0 * size;
                s.lathe(
                    &[
                        Vec2::new(0.4, -2.0),
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
                Vec3::Y * 0.5 * size,
                Vec3::new(2.6, 2.2, 2.6) * size,
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
