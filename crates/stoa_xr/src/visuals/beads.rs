//! The row of beads that shows the way of a teleport: where each one lies, and how plain it is to see.

use bevy_math::Vec3;

/// The most beads of an arc.
pub const BEADS: usize = 48;
/// From one bead to the next, unless the arc is so long that they lie farther apart. In metres.
const APART_M: f32 = 0.16;
/// So near the hand nothing is drawn, and so much farther on a bead is full.
const FROM_M: f32 = 0.10;
const FULL_AFTER_M: f32 = 0.35;
/// How much of the way is shown where one cannot land, and from where on it fades.
const REFUSED_SHARE: f32 = 0.6;
const REFUSED_FADES: f32 = 0.5;
/// Radius of a bead at the eye, and how much it grows with each metre away: so it stays visible.
const RADIUS_M: f32 = 0.004;
const RADIUS_A_METRE: f32 = 0.0021;
const RADIUS_MAX_M: f32 = 0.022;

/// One bead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bead {
    pub at: Vec3,
    /// 0 unseen to 1 full.
    pub plain: f32,
}

/// At most [`BEADS`] beads along the points of an arc, evenly spaced. `drift` from 0 to 1 moves them all on toward the
/// next one's place. Where one cannot land the row ends early.
pub fn along(points: &[Vec3], valid: bool, drift: f32) -> Vec<Bead> {
    let length: f32 = points.windows(2).map(|p| p[0].distance(p[1])).sum();
    let shown = if valid {
        length
    } else {
        length * REFUSED_SHARE
    };
    if !(shown.is_finite() && shown > FROM_M) {
        return Vec::new();
    }
    let apart = ((shown - FROM_M) / BEADS as f32).max(APART_M);
    let drift = drift.rem_euclid(1.0);
    let mut beads = Vec::with_capacity(BEADS);
    let mut next = FROM_M
        + if drift.is_finite() {
            drift * apart
        } else {
            0.0
        };
    let mut walked = 0.0;
    for pair in points.windows(2) {
        let step = pair[0].distance(pair[1]);
        while next <= (walked + step).min(shown) && beads.len() < BEADS {
            let share = if step > 0.0 {
                (next - walked) / step
            } else {
                0.0
            };
            beads.push(Bead {
                at: pair[0].lerp(pair[1], share),
                plain: plain(next, shown, valid),
            });
            next += apart;
        }
        walked += step;
    }
    beads
}

fn plain(walked: f32, shown: f32, valid: bool) -> f32 {
    let begun = ((walked - FROM_M) / FULL_AFTER_M).clamp(0.0, 1.0);
    let fades_from = shown * REFUSED_FADES;
    let left = if valid {
        1.0
    } else {
        1.0 - ((walked - fades_from) / (shown - fades_from)).clamp(0.0, 1.0)
    };
    begun * left
}

/// The radius of a bead so far from the eye, in metres.
pub fn radius_m(distance_m: f32) -> f32 {
    (RADIUS_M + RADIUS_A_METRE * distance_m.max(0.0)).min(RADIUS_MAX_M)
}

/// The corners of one bead, an icosahedron of radius 1.
pub fn corners() -> [Vec3; 12] {
    // Three golden rectangles across each other.
    let (a, b) = (0.525_731_1, 0.850_650_8);
    [
        Vec3::new(-a, b, 0.0),
        Vec3::new(a, b, 0.0),
        Vec3::new(-a, -b, 0.0),
        Vec3::new(a, -b, 0.0),
        Vec3::new(0.0, -a, b),
        Vec3::new(0.0, a, b),
        Vec3::new(0.0, -a, -b),
        Vec3::new(0.0, a, -b),
        Vec3::new(b, 0.0, -a),
        Vec3::new(b, 0.0, a),
        Vec3::new(-b, 0.0, -a),
        Vec3::new(-b, 0.0, a),
    ]
}

/// Its twenty faces: every three corners that are neighbours, turned outward.
pub fn faces() -> Vec<[u32; 3]> {
    let corners = corners();
    let near = |i: usize, j: usize| corners[i].distance(corners[j]) < 1.1;
    let mut faces = Vec::with_capacity(20);
    for i in 0..12 {
        for j in i + 1..12 {
            for k in j + 1..12 {
                if near(i, j) && near(j, k) && near(i, k) {
                    let [a, b, c] = [i, j, k].map(|n| corners[n]);
                    let outward = a.dot((b - a).cross(c - a)) > 0.0;
                    let (j, k) = if outward { (j, k) } else { (k, j) };
                    faces.push([i as u32, j as u32, k as u32]);
                }
            }
        }
    }
    faces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A straight way of so many metres in steps of 0.4 m.
    fn way(length: f32) -> Vec<Vec3> {
        let steps = (length / 0.4).ceil() as usize;
        (0..=steps)
            .map(|step| Vec3::NEG_Z * (step as f32 * 0.4).min(length))
            .collect()
    }

    #[test]
    fn beads_would_crowd_or_leave_the_arc() {
        for (length, valid, beads, last) in [
            (4.0, true, 25, 3.94),
            (4.0, false, 15, 2.34),
            (9.0, true, 48, 8.81),
            (14.0, true, 48, 13.71),
            (0.3, true, 2, 0.26),
            (0.05, true, 0, 0.0),
        ] {
            let row = along(&way(length), valid, 0.0);
            assert_eq!(row.len(), beads, "{length} m");
            let end = row.last().map_or(0.0, |bead| -bead.at.z);
            assert!((end - last).abs() < 0.01, "{length} m: the last at {end}");
            let apart = row.windows(2).map(|b| b[0].at.distance(b[1].at));
            assert!(apart.clone().all(|m| m > 0.155), "{length} m");
            let even = apart.clone().fold(0.0, f32::max) - apart.fold(9.0, f32::min);
            assert!(row.len() < 3 || even < 1e-3, "{length} m: {even}");
        }
    }

    #[test]
    fn the_row_would_jump_as_it_moves_on() {
        let points = way(4.0);
        let (before, after) = (along(&points, true, 0.999), along(&points, true, 0.0));
        for (was, is) in before.iter().zip(after.iter().skip(1)) {
            assert!(was.at.distance(is.at) < 1e-3);
        }
        assert_eq!(along(&points, true, 1.25), along(&points, true, 0.25));
    }

    #[test]
    fn a_way_that_leads_nowhere_would_look_like_one() {
        let refused = along(&way(4.0), false, 0.0);
        let ends = refused.last().map_or(1.0, |bead| bead.plain);
        assert!(ends < 0.1, "it fades out: {ends}");
        let valid = along(&way(4.0), true, 0.0);
        assert_eq!(valid.first().map(|bead| bead.plain), Some(0.0));
        assert_eq!(valid.last().map(|bead| bead.plain), Some(1.0));
    }

    #[test]
    fn an_arc_of_one_point_or_of_no_numbers_would_break_it() {
        for points in [
            vec![],
            vec![Vec3::Y],
            vec![Vec3::NAN, Vec3::Y],
            vec![Vec3::Y; 5],
        ] {
            assert_eq!(along(&points, true, 0.5), []);
        }
        assert!(along(&way(2.0), true, f32::NAN).len() <= BEADS);
    }

    #[test]
    fn a_bead_would_be_too_small_to_see_or_a_ball() {
        for (distance, degrees) in [(0.5, 1.16), (2.0, 0.47), (6.0, 0.32), (10.0, 0.252)] {
            let seen = (2.0 * radius_m(distance) / distance).to_degrees();
            assert!((seen - degrees).abs() < 0.01, "{distance} m: {seen}°");
        }
        assert_eq!(radius_m(100.0), RADIUS_MAX_M);
    }

    #[test]
    fn a_bead_would_have_holes() {
        let (corners, faces) = (corners(), faces());
        assert_eq!(faces.len(), 20);
        assert!(corners.iter().all(|c| (c.length() - 1.0).abs() < 1e-5));
        let volume: f32 = faces
            .iter()
            .map(|f| f.map(|n| corners[n as usize]))
            .map(|[a, b, c]| a.dot(b.cross(c)) / 6.0)
            .sum();
        assert!((volume - 2.536).abs() < 1e-2, "{volume}");
    }
}
