//! Polygons on the ground plan: corners (x, z) in metres, in order.

use bevy_math::Vec2;

/// Whether a point lies in a polygon (even–odd rule).
pub fn contains(polygon: &[Vec2], point: Vec2) -> bool {
    let mut inside = false;
    for (i, a) in polygon.iter().enumerate() {
        let b = polygon[(i + 1) % polygon.len()];
        if (a.y > point.y) != (b.y > point.y) {
            let x = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x);
            inside ^= point.x < x;
        }
    }
    inside
}

/// Signed area in m²; positive when the corners run from +x towards +z.
pub fn area(polygon: &[Vec2]) -> f32 {
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    edges.map(|(a, b)| a.perp_dot(*b)).sum::<f32>() / 2.0
}

/// Triangles that fill a polygon that does not cross itself, as indices of its corners, by ear clipping. All wind
/// counter-clockwise seen from above (+y), as Bevy's front faces do.
pub fn triangulate(polygon: &[Vec2]) -> Vec<[u32; 3]> {
    let mut left: Vec<usize> = (0..polygon.len()).collect();
    // Seen from above, x runs right and z towards the viewer: positive area is clockwise.
    if area(polygon) > 0.0 {
        left.reverse();
    }
    let mut triangles = Vec::new();
    while left.len() >= 3 {
        let n = left.len();
        let corner = |i: usize| [left[(i + n - 1) % n], left[i], left[(i + 1) % n]];
        // A polygon without an ear is degenerate: the first corner is cut so that it ends.
        let ear = (0..n).find(|i| is_ear(polygon, corner(*i), &left));
        let i = ear.unwrap_or(0);
        if ear.is_some() {
            triangles.push(corner(i).map(|c| u32::try_from(c).unwrap_or(0)));
        }
        left.remove(i);
    }
    triangles
}

fn is_ear(polygon: &[Vec2], corner: [usize; 3], left: &[usize]) -> bool {
    let [a, b, c] = corner.map(|i| polygon[i]);
    if (b - a).perp_dot(c - b) >= 0.0 {
        return false;
    }
    let in_triangle = |p: Vec2| {
        (b - a).perp_dot(p - a) <= 0.0
            && (c - b).perp_dot(p - b) <= 0.0
            && (a - c).perp_dot(p - c) <= 0.0
    };
    !left
        .iter()
        .any(|i| !corner.contains(i) && in_triangle(polygon[*i]))
}
