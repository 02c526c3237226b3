//! The ground: regions as sheets, the kerbs and drops between them, water, and grass that stands up.

use bevy::math::{Affine3A, Vec2, Vec3};
use stoa_world::geometry::{contains, region_at, region_height, solids};
use stoa_world::{Region, Surface, WorldDef};

use super::SceneMeshes;
use super::dice::Dice;
use super::garden;
use super::polygon::{bounds, edge_distance};
use super::surface::{Kind, ground_paint, tint};

/// How much higher each later region lies, so that sheets never flicker through each other.
const LIFT_M: f32 = 0.0015;
/// Regions wider than this, on which nobody walks, are country around the world.
const FAR_SPAN_M: f32 = 250.0;
/// How far down the sides of the outermost ground go.
const SKIRT_M: f32 = 1.2;

pub fn build(def: &WorldDef, detail: f32, meshes: &mut SceneMeshes) {
    for (number, region) in def.regions.iter().enumerate() {
        if is_far(region) {
            continue;
        }
        let y = region.height + LIFT_M * number as f32;
        let (low, high) = bounds(region.polygon.iter().copied());
        let middle = (low + high) * 0.5;
        let at = Vec3::new(middle.x, y, middle.y);
        let dice = Dice::of(&region.id, 1);
        meshes.canvas(at, Affine3A::IDENTITY, dice, detail, |canvas| {
            if region.surface == Surface::Water {
                let s = &mut *canvas.solid;
                s.paint = Kind::Glaze.paint([0.05, 0.15, 0.16]).open(0.7);
                s.polygon(&region.polygon, y - 0.35);
                let s = &mut *canvas.water;
                s.paint = Kind::Paving.paint(tint::WATER);
                s.polygon(&region.polygon, y - 0.04);
            } else {
                let s = &mut *canvas.solid;
                s.paint = ground_paint(region.surface);
                s.polygon(&region.polygon, y);
            }
        });
        edges(def, region, y, detail, meshes);
        if region.surface == Surface::Grass {
            grass(def, region, y, detail, meshes);
        }
    }
}

/// Whether a region is country around the world rather than ground in it; the backdrop draws those.
pub fn is_far(region: &Region) -> bool {
    let (low, high) = bounds(region.polygon.iter().copied());
    !region.walkable && (high - low).max_element() > FAR_SPAN_M
}

/// Kerbs where soft ground meets stone, walls where the ground drops.
fn edges(def: &WorldDef, region: &Region, y: f32, detail: f32, meshes: &mut SceneMeshes) {
    let corners = &region.polygon;
    for (i, a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        let along = b - *a;
        let long = along.length();
        if long < 0.05 {
            continue;
        }
        let along = along / long;
        let middle = (*a + b) * 0.5;
        let side = Vec2::new(-along.y, along.x);
        let out = if contains(corners, middle + side * 0.03) {
            -side
        } else {
            side
        };
        let beyond = region_at(def, middle + out * 0.12).filter(|r| r.id != region.id);
        let stone = beyond.is_some_and(|r| {
            matches!(
                r.surface,
                Surface::Paving | Surface::Marble | Surface::Limestone | Surface::Gravel
            )
        });
        let soft = matches!(
            region.surface,
            Surface::Grass | Surface::Earth | Surface::Water | Surface::Gravel
        );
        let lower = region_height(def, middle + out * 0.12);
        // Along the edge is local x, outward is local −z.
        let turn = (-along.y).atan2(along.x);
        let foot = Vec3::new(middle.x, 0.0, middle.y);
        let place = Affine3A::from_translation(foot) * Affine3A::from_rotation_y(turn);
        let faces = Vec2::new(along.y, -along.x).dot(out) > 0.0;
        let dice = Dice::of(&region.id, 100 + i as u32);
        meshes.canvas(
            Vec3::new(middle.x, y, middle.y),
            place,
            dice,
            detail,
            |canvas| {
                let s = &mut *canvas.solid;
                let half = long * 0.5;
                if soft && stone {
                    s.paint = Kind::Dressed.paint(tint::DRESSED).shaded(0.94);
                    let stones = (long / 0.9).round().max(1.0) as u32;
                    for k in 0..stones {
                        let x = -half + long * k as f32 / stones as f32;
                        let end = -half + long * (k + 1) as f32 / stones as f32;
                        s.paint.seed = canvas.dice.unit();
                        s.block(
                            Vec3::new(x + 0.004, y - 0.2, -0.07),
                            Vec3::new(end - 0.004, y + 0.045, 0.07),
                            0.014,
                        );
                    }
                }
                let down = match lower {
                    Some(h) if h < region.height - 0.03 => h,
                    Some(_) => return,
                    None => region.height - SKIRT_M,
                };
                s.paint = Kind::Limestone
                    .paint(tint::LIMESTONE)
                    .shaded(0.9)
                    .open(0.85);
                let z = 0.0;
                let ring = [
                    Vec3::new(-half, down, z),
                    Vec3::new(half, down, z),
                    Vec3::new(half, y, z),
                    Vec3::new(-half, y, z),
                ];
                // The wall faces outward.
                if faces {
                    s.quad([ring[1], ring[0], ring[3], ring[2]]);
                } else {
                    s.quad(ring);
                }
            },
        );
    }
}

/// Blades and a few wild flowers, not where something stands.
fn grass(def: &WorldDef, region: &Region, y: f32, detail: f32, meshes: &mut SceneMeshes) {
    let (low, high) = bounds(region.polygon.iter().copied());
    let blocks: Vec<_> = def
        .parts
        .iter()
        .flat_map(solids)
        .filter(|s| s.bottom() < region.height + 0.4)
        .collect();
    let size = high - low;
    let tufts = (size.x * size.y * 20.0 * detail).min(60_000.0) as u32;
    let mut dice = Dice::of(&region.id, 2);
    for _ in 0..tufts {
        let at = low + size * Vec2::new(dice.unit(), dice.unit());
        let kind = dice.unit();
        let own = contains(&region.polygon, at)
            && region_at(def, at).is_some_and(|r| r.id == region.id)
            && edge_distance(&region.polygon, at) > 0.09
            && blocks.iter().all(|b| b.distance(at) > 0.04);
        if !own {
            continue;
        }
        let spot = Vec3::new(at.x, y, at.y);
        let tuft = Dice::of(&region.id, (kind * 1e9) as u32);
        meshes.canvas(spot, Affine3A::IDENTITY, tuft, detail, |canvas| {
            tuft_at(canvas, spot, kind);
        });
    }
}

fn tuft_at(canvas: &mut super::Canvas, at: Vec3, kind: f32) {
    let patch = crate::pattern::cloudy(Vec2::new(at.x, at.z) * 0.35, 61);
    let phase = canvas.dice.unit();
    if kind < 0.012 {
        let colour = canvas.dice.pick(&garden::BLOSSOMS);
        garden::clump(canvas.leaf, &mut canvas.dice, at, 0.2, colour, 0.5);
        return;
    }
    for _ in 0..4 {
        let angle = canvas.dice.between(0.0, std::f32::consts::TAU);
        let lean = canvas.dice.between(0.05, 0.65);
        let dry = patch * patch * 0.7 + canvas.dice.unit() * 0.25;
        let tone = canvas.dice.between(0.75, 1.35);
        let s = &mut *canvas.leaf;
        s.paint = garden::leaf_paint(
            [
                (0.085 + 0.10 * dry) * tone,
                (0.13 + 0.045 * dry) * tone,
                0.035 * tone,
            ],
            phase,
            0.018,
        )
        .open(0.85);
        let out = Vec3::new(angle.sin() * lean, 1.0, angle.cos() * lean).normalize_or(Vec3::Y);
        let tall = canvas.dice.between(0.05, 0.13);
        let root = at + Vec3::new(angle.cos(), 0.0, angle.sin()) * 0.04;
        garden::leaf(canvas.leaf, root, out * tall, 0.014, Vec3::Y);
    }
}
