//! Where a camera can be: never in a wall, and never so near to one that the near plane cuts it.

use avian3d::prelude::{Collider, ShapeCastConfig, SpatialQuery, SpatialQueryFilter};
use bevy::{ecs::system::SystemParam, prelude::*};
use stoa_render::camera::NEAR_M;
use stoa_world::sim::BodyCollider;

/// Between what stands there and the ball that a camera keeps free, in metres.
const MARGIN_M: f32 = 0.05;
/// The near plane is never nearer than this, in metres.
const NEAREST_M: f32 = 0.01;
/// From the feet to where nothing but the body itself is, in metres.
const WAIST_M: f32 = 0.6;

/// What stands in a camera's way. People don't push it, oneself least of all.
#[derive(SystemParam)]
pub struct Room<'w, 's> {
    space: SpatialQuery<'w, 's>,
    people: Query<'w, 's, Entity, With<BodyCollider>>,
}

impl Room<'_, '_> {
    fn filter(&self) -> SpatialQueryFilter {
        SpatialQueryFilter::from_excluded_entities(self.people)
    }

    /// The head `height_m` over `feet`, or lower where a ceiling would be nearer to it than `radius_m`.
    pub fn head(&self, feet: Vec3, height_m: f32, radius_m: f32) -> Vec3 {
        let waist = feet + Vec3::Y * WAIST_M;
        let way = height_m - WAIST_M;
        let ceiling = self
            .space
            .cast_ray(waist, Dir3::Y, way + radius_m, true, &self.filter())
            // Something around the waist says nothing about the head.
            .filter(|hit| hit.distance > 0.0);
        let free = ceiling.map_or(way, |hit| (hit.distance - radius_m).clamp(0.0, way));
        waist + Vec3::Y * free
    }

    /// How much of the way `back` from the head a ball of `radius_m` can go, from 0 to 1.
    pub fn free(&self, head: Vec3, back: Vec3, radius_m: f32) -> f32 {
        let length = back.length();
        let Ok(direction) = Dir3::new(back) else {
            return 1.0;
        };
        let config = ShapeCastConfig {
            max_distance: length,
            // Who stands with their head against a wall can still be looked at from the other side.
            ignore_origin_penetration: true,
            ..ShapeCastConfig::DEFAULT
        };
        let ball = Collider::sphere(radius_m);
        let hit = self.space.cast_shape(
            &ball,
            head,
            Quat::IDENTITY,
            direction,
            &config,
            &self.filter(),
        );
        hit.map_or(1.0, |hit| (hit.distance / length).clamp(0.0, 1.0))
    }

    /// Metres from `point` to the nearest that stands there; 0 inside.
    pub fn clearance(&self, point: Vec3) -> f32 {
        let nearest = self.space.project_point(point, true, &self.filter());
        nearest.map_or(f32::INFINITY, |nearest| nearest.point.distance(point))
    }
}

/// How much farther from the eye the corners of the near plane are than its middle.
pub fn corner(lens: &PerspectiveProjection) -> f32 {
    let up = (lens.fov / 2.0).tan();
    let aside = up * lens.aspect_ratio;
    Vec3::new(aside, up, 1.0).length()
}

/// Radius of the ball that a camera with this lens keeps free, in metres.
pub fn radius(corner: f32) -> f32 {
    NEAR_M * corner + MARGIN_M
}

/// Where the near plane is, in metres, so that nothing `clearance` metres away is cut by it.
pub fn near(clearance: f32, corner: f32) -> f32 {
    (clearance * 0.98 / corner).clamp(NEAREST_M, NEAR_M)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_lens_would_cut_the_wall_that_one_stands_at() {
        for (degrees, aspect_ratio) in [(58.0_f32, 16.0 / 9.0), (100.0, 16.0 / 9.0), (100.0, 3.6)] {
            let lens = PerspectiveProjection {
                fov: degrees.to_radians(),
                aspect_ratio,
                ..default()
            };
            let corner = corner(&lens);
            // A body's own radius away from a wall, and with the head at it.
            for clearance in [0.3, 0.1, 0.05] {
                let near = near(clearance, corner);
                assert!(
                    near * corner <= clearance,
                    "{degrees}° {aspect_ratio}: {near}"
                );
            }
            assert_eq!(near(10.0, corner), NEAR_M);
            assert!(radius(corner) > NEAR_M * corner);
        }
    }
}
