//! Who hears what: distance, walls, mute and block.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Blocked, StableId, Volume, WorldDef,
    geometry::{Solid, SolidShape, sin_cos_deg, solids},
    terrain::Terrain,
};

/// What is at least this tall, and at least this long, swallows half a voice, in metres.
const WALL_HEIGHT_M: f32 = 1.6;
const WALL_LENGTH_M: f32 = 1.2;
/// Height of mouths and ears, in metres.
const EAR_M: f32 = 1.5;

/// How far a voice carries in the open, in metres.
pub fn range_m(volume: Volume) -> f32 {
    match volume {
        Volume::Whisper => 1.5,
        Volume::Say => 8.0,
        Volume::Shout => 25.0,
    }
}

/// Whether two bodies are hidden from each other: a block works both ways.
pub fn hides(a: StableId, a_blocks: &Blocked, b: StableId, b_blocks: &Blocked) -> bool {
    a_blocks.0.contains(&b) || b_blocks.0.contains(&a)
}

/// Everything in the world that a voice does not pass freely.
#[derive(Resource, Debug, Default)]
pub struct Walls {
    solids: Vec<Solid>,
    terrain: Option<Arc<Terrain>>,
}

impl Walls {
    pub fn from_def(def: &WorldDef) -> Self {
        let tall = |s: &Solid| {
            let length = s.reach().max_element() * 2.0;
            s.top() - s.bottom() >= WALL_HEIGHT_M && length >= WALL_LENGTH_M
        };
        Self {
            solids: def.parts.iter().flat_map(solids).filter(tall).collect(),
            terrain: def.terrain.clone(),
        }
    }

    /// Metres from the feet of one body to those of another, doubled by a wall between them: the distance to compare
    /// with [`range_m`].
    pub fn heard_distance_m(&self, from: Vec3, to: Vec3) -> f32 {
        let distance = from.distance(to);
        if self.between(from + Vec3::Y * EAR_M, to + Vec3::Y * EAR_M) {
            distance * 2.0
        } else {
            distance
        }
    }

    /// Whether a wall stands between two points (metres).
    pub fn between(&self, a: Vec3, b: Vec3) -> bool {
        let terrain = self.terrain.as_ref();
        terrain.is_some_and(|terrain| terrain.wall_between(a.xz(), b.xz()))
            || self.solids.iter().any(|solid| crosses(solid, a, b))
    }
}

/// Whether the line from `a` to `b` passes through the solid.
fn crosses(solid: &Solid, a: Vec3, b: Vec3) -> bool {
    let (from, way) = ((a - solid.at).xz(), (b - a).xz());
    let span = match solid.shape {
        SolidShape::Cylinder { radius, .. } => through_circle(from, way, radius),
        SolidShape::Box(half) => {
            let (sin, cos) = sin_cos_deg(solid.turn_deg);
            let local = |v: Vec2| Vec2::new(v.x * cos - v.y * sin, v.x * sin + v.y * cos);
            through_box(local(from), local(way), half.xz())
        }
    };
    let Some((enter, leave)) = span else {
        return false;
    };
    let height = |t: f32| a.y + (b.y - a.y) * t;
    let (low, high) = (
        height(enter).min(height(leave)),
        height(enter).max(height(leave)),
    );
    high >= solid.bottom() && low <= solid.top()
}

/// The part (0…1) of `from + t·way` within a circle around the origin.
fn through_circle(from: Vec2, way: Vec2, radius: f32) -> Option<(f32, f32)> {
    let a = way.length_squared();
    if a < 1e-9 {
        return (from.length() < radius).then_some((0.0, 1.0));
    }
    let half_b = from.dot(way);
    let root = half_b * half_b - a * (from.length_squared() - radius * radius);
    if root <= 0.0 {
        return None;
    }
    clip((-half_b - root.sqrt()) / a, (-half_b + root.sqrt()) / a)
}

/// The part (0…1) of `from + t·way` within a box around the origin (slab method).
fn through_box(from: Vec2, way: Vec2, half: Vec2) -> Option<(f32, f32)> {
    let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
    for axis in 0..2 {
        if way[axis].abs() < 1e-9 {
            if from[axis].abs() > half[axis] {
                return None;
            }
            continue;
        }
        let t = [-1.0, 1.0].map(|side: f32| (side * half[axis] - from[axis]) / way[axis]);
        enter = enter.max(t[0].min(t[1]));
        leave = leave.min(t[0].max(t[1]));
    }
    clip(enter, leave)
}

fn clip(enter: f32, leave: f32) -> Option<(f32, f32)> {
    let (enter, leave) = (enter.max(0.0), leave.min(1.0));
    (enter < leave).then_some((enter, leave))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Part, PartKind, Surface};

    fn walls(turn_deg: f32, height: f32) -> Walls {
        Walls::from_def(&WorldDef {
            parts: vec![Part {
                id: "wall".to_owned(),
                kind: PartKind::Wall {
                    width: 6.0,
                    height,
                    depth: 0.4,
                    surface: Surface::Plaster,
                },
                at: Vec3::ZERO,
                turn_deg,
            }],
            ..WorldDef::default()
        })
    }

    #[test]
    fn a_wall_halves_a_voice_and_a_low_one_does_not() {
        let rows = [
            (
                0.0,
                3.0,
                Vec3::new(0.0, 0.0, -2.0),
                Vec3::new(0.0, 0.0, 2.0),
                true,
            ),
            (
                0.0,
                3.0,
                Vec3::new(0.0, 0.0, 1.0),
                Vec3::new(0.0, 0.0, 4.0),
                false,
            ),
            (
                0.0,
                3.0,
                Vec3::new(4.0, 0.0, -2.0),
                Vec3::new(4.0, 0.0, 2.0),
                false,
            ),
            (
                90.0,
                3.0,
                Vec3::new(-2.0, 0.0, 0.0),
                Vec3::new(2.0, 0.0, 0.0),
                true,
            ),
            (
                90.0,
                3.0,
                Vec3::new(0.0, 0.0, -4.0),
                Vec3::new(0.0, 0.0, -3.2),
                false,
            ),
            (
                45.0,
                3.0,
                Vec3::new(-1.0, 0.0, -1.0),
                Vec3::new(1.0, 0.0, 1.0),
                true,
            ),
            (
                0.0,
                1.0,
                Vec3::new(0.0, 0.0, -2.0),
                Vec3::new(0.0, 0.0, 2.0),
                false,
            ),
            (
                0.0,
                3.0,
                Vec3::new(0.0, 4.0, -2.0),
                Vec3::new(0.0, 4.0, 2.0),
                false,
            ),
        ];
        for (turn, height, a, b, halved) in rows {
            let walls = walls(turn, height);
            assert_eq!(
                walls.between(a, b),
                halved,
                "turned {turn}, {height} m high, {a} to {b}"
            );
            let expected = a.distance(b) * if halved { 2.0 } else { 1.0 };
            assert_eq!(walls.heard_distance_m(a, b), expected);
        }
    }

    #[test]
    fn a_block_hides_both_ways() {
        let (a, b) = (StableId(1), StableId(2));
        let (none, blocks_b) = (Blocked::default(), Blocked(vec![b]));
        assert!(!hides(a, &none, b, &none));
        assert!(hides(a, &blocks_b, b, &none));
        assert!(hides(b, &none, a, &blocks_b));
    }
}
