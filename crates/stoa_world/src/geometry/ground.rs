use bevy_math::Vec2;

use super::{MAX_STEP_M, contains, solids};
use crate::{PartKind, Region, WorldDef};

/// The topmost region at a point: later regions lie upon earlier ones.
pub fn region_at(def: &WorldDef, point: Vec2) -> Option<&Region> {
    let mut regions = def.regions.iter().rev();
    regions.find(|r| contains(&r.polygon, point))
}

/// Height in metres of the topmost region at a point.
pub fn region_height(def: &WorldDef, point: Vec2) -> Option<f32> {
    region_at(def, point).map(|r| r.height)
}

/// The highest ground (region, podium or step) at (x, z) that a body whose feet are at `near_y` can step onto.
///
/// `None` where there is no ground within reach below or a step above.
pub fn ground_height(def: &WorldDef, x: f32, z: f32, near_y: f32) -> Option<f32> {
    let point = Vec2::new(x, z);
    let reach = near_y + MAX_STEP_M;
    let region = region_height(def, point).filter(|h| *h <= reach);
    let floors = def
        .parts
        .iter()
        .filter(|p| matches!(p.kind, PartKind::Slab { .. } | PartKind::Steps { .. }))
        .flat_map(solids)
        .filter(|s| s.distance(point) == 0.0 && s.top() <= reach)
        .map(|s| s.top());
    floors.chain(region).max_by(f32::total_cmp)
}
