//! The still part of the physics: ground and solids as colliders.

use avian3d::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::{Quat, Vec2, Vec3};
use bevy_transform::prelude::*;

use crate::{
    WorldDef,
    geometry::{Solid, SolidShape, region_height, solids},
    nav::walkable_bounds,
};

/// The ground is laid out in squares of this side, in metres.
const CELL_M: f32 = 0.25;
/// Depth of the ground below its lowest surface, in metres.
const DEPTH_M: f32 = 1.0;
/// Ground is solid this far beyond the walkable regions, in metres.
const AROUND_M: f32 = 4.0;
/// Squares along a side of the ground at most.
const MAX_CELLS: f32 = 4_000.0;

/// Marks what never moves.
#[derive(Component, Debug)]
pub(super) struct StillGround;

/// Spawns the colliders of a world: the triangles of its terrain, one box for each
/// level rectangle of ground, one for each solid of a part.
pub(super) fn spawn_ground(world: &mut World, def: &WorldDef) {
    if let Some(terrain) = &def.terrain {
        still_mesh(world, terrain.collider());
    }
    for slab in ground_boxes(def) {
        let size = slab.max - slab.min;
        still(
            world,
            Collider::cuboid(size.x, size.y, size.z),
            (slab.min + slab.max) / 2.0,
            0.0,
        );
    }
    for solid in def.parts.iter().flat_map(solids) {
        still(world, collider(&solid), solid.at, solid.turn_deg);
    }
}

fn collider(solid: &Solid) -> Collider {
    match solid.shape {
        SolidShape::Box(half) => Collider::cuboid(half.x * 2.0, half.y * 2.0, half.z * 2.0),
        SolidShape::Cylinder {
            radius,
            half_height,
        } => Collider::cylinder(radius, half_height * 2.0),
    }
}

/// Triangles in world coordinates. A collider is weighed as it comes in, which takes many of them longer than a tick has,
/// and nothing here has a weight: a box around them comes in, and is given their shape.
fn still_mesh(world: &mut World, mesh: &Collider) {
    let around = mesh.aabb(Vec3::ZERO, Quat::IDENTITY);
    let size = around.min.abs().max(around.max.abs()) * 2.0;
    let stands_in = Collider::cuboid(size.x, size.y, size.z);
    let ground = still(world, stands_in, Vec3::ZERO, 0.0);
    if let Some(mut collider) = world.get_mut::<Collider>(ground) {
        *collider = mesh.clone();
    }
}

fn still(world: &mut World, collider: Collider, at: Vec3, turn_deg: f32) -> Entity {
    let turn = Quat::from_rotation_y(turn_deg.to_radians());
    let spawned = world.spawn((
        StillGround,
        RigidBody::Static,
        collider,
        Position(at),
        Rotation(turn),
        Transform::from_translation(at).with_rotation(turn),
    ));
    spawned.id()
}

/// A block of ground.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    min: Vec3,
    max: Vec3,
}

/// The regions as blocks that do not overlap: later regions lie upon earlier ones, and level squares are joined into
/// rectangles, row by row.
fn ground_boxes(def: &WorldDef) -> Vec<Block> {
    if def.regions.is_empty() {
        return Vec::new();
    }
    // The sea and the hills around are only looked at.
    let Some((min, max)) = walkable_bounds(def) else {
        return Vec::new();
    };
    let (min, max) = (min - AROUND_M, max + AROUND_M);
    let size = ((max - min) / CELL_M).ceil();
    if !size.is_finite() || size.x < 1.0 || size.y < 1.0 || size.max_element() > MAX_CELLS {
        return Vec::new();
    }
    let (columns, rows) = (size.x as usize, size.y as usize);
    let lowest = def
        .regions
        .iter()
        .map(|r| r.height)
        .fold(f32::MAX, f32::min)
        - DEPTH_M;
    let middle =
        |column: usize, row: usize| min + (Vec2::new(column as f32, row as f32) + 0.5) * CELL_M;
    let mut done: Vec<Block> = Vec::new();
    // Rectangles that still grow downward, by (first column, columns).
    let mut open: Vec<(usize, usize, usize, f32)> = Vec::new();
    for row in 0..=rows {
        let runs = if row < rows {
            level_runs(columns, |c| region_height(def, middle(c, row)))
        } else {
            Vec::new()
        };
        let (going_on, ended): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|(from, count, _, height)| runs.contains(&(*from, *count, *height)));
        for (from, count, first, height) in ended {
            let corner = |c: usize, r: usize| min + Vec2::new(c as f32, r as f32) * CELL_M;
            let (a, b) = (corner(from, first), corner(from + count, row));
            done.push(Block {
                min: Vec3::new(a.x, lowest, a.y),
                max: Vec3::new(b.x, height, b.y),
            });
        }
        open = going_on;
        for (from, count, height) in runs {
            if !open
                .iter()
                .any(|(f, c, _, h)| (*f, *c, *h) == (from, count, height))
            {
                open.push((from, count, row, height));
            }
        }
    }
    done
}

/// Runs of equal height in a row: (first column, columns, height).
fn level_runs(columns: usize, height: impl Fn(usize) -> Option<f32>) -> Vec<(usize, usize, f32)> {
    let mut runs: Vec<(usize, usize, f32)> = Vec::new();
    for column in 0..columns {
        let Some(h) = height(column) else {
            continue;
        };
        match runs.last_mut() {
            Some((from, count, level)) if *level == h && *from + *count == column => *count += 1,
            _ => runs.push((column, 1, h)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Region, Surface};

    fn square(id: &str, from: f32, to: f32, height: f32) -> Region {
        Region {
            id: id.to_owned(),
            polygon: vec![
                Vec2::new(from, from),
                Vec2::new(to, from),
                Vec2::new(to, to),
                Vec2::new(from, to),
            ],
            height,
            surface: Surface::Paving,
            walkable: true,
        }
    }

    #[test]
    fn later_regions_lie_upon_earlier_ones_even_when_lower() {
        let def = WorldDef {
            regions: vec![
                square("plaza", -4.0, 4.0, 0.0),
                square("pit", -1.0, 1.0, -0.5),
            ],
            ..WorldDef::default()
        };
        let blocks = ground_boxes(&def);
        let top_at = |x: f32, z: f32| {
            let inside = |b: &&Block| b.min.x < x && x < b.max.x && b.min.z < z && z < b.max.z;
            let tops: Vec<f32> = blocks.iter().filter(inside).map(|b| b.max.y).collect();
            assert_eq!(tops.len(), 1, "one block at {x}, {z}: {tops:?}");
            tops[0]
        };
        assert_eq!(top_at(0.1, 0.1), -0.5);
        assert_eq!(top_at(2.1, 0.1), 0.0);
        assert_eq!(top_at(-3.9, -3.9), 0.0);
        assert!(blocks.len() <= 6, "{}", blocks.len());
    }

    #[test]
    fn a_world_without_ground_has_no_blocks() {
        assert!(ground_boxes(&WorldDef::default()).is_empty());
    }
}
