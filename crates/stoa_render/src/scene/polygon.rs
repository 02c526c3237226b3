//! What the ground's builders need of a polygon beyond `stoa_world::geometry`.

use bevy::math::Vec2;

/// Distance from `at` to the nearest edge, in the polygon's units.
pub fn edge_distance(corners: &[Vec2], at: Vec2) -> f32 {
    let edges = corners.iter().zip(corners.iter().cycle().skip(1));
    edges
        .map(|(a, b)| {
            let ab = *b - *a;
            let t = ((at - *a).dot(ab) / ab.length_squared().max(1e-9)).clamp(0.0, 1.0);
            at.distance(*a + ab * t)
        })
        .fold(f32::INFINITY, f32::min)
}

/// The low and high corner of all points; both zero if there are none.
pub fn bounds(points: impl Iterator<Item = Vec2>) -> (Vec2, Vec2) {
    points
        .fold(None, |found: Option<(Vec2, Vec2)>, p| {
            let (low, high) = found.unwrap_or((p, p));
            Some((low.min(p), high.max(p)))
        })
        .unwrap_or_default()
}
