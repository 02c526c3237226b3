//! Whether somebody stands on the triangles themselves: people get to levels that the grid does not know.

use avian3d::{
    collision::collider::contact_query::{intersection_test, time_of_impact},
    parry::query::{Ray, RayCast},
    prelude::Collider,
};
use bevy_math::{Quat, Vec3};

use super::Terrain;
use crate::geometry::{BODY_HEIGHT_M, BODY_RADIUS_M, MAX_STEP_M};

/// Ground that is higher or lower by less than this is as it was for whoever stands on it, in metres.
const SAME_M: f32 = 0.06;
/// A wall may be touched, in metres.
const TOUCH_M: f32 = 0.02;

impl Terrain {
    /// Where the feet of a body are that were at `feet` (metres) when this became the ground: up or down by less than a
    /// step. `None` when there is no ground so near, something is in the body's way, or a solid would shut it in.
    pub(crate) fn keeps(&self, feet: Vec3) -> Option<Vec3> {
        // What is lower than a step is in nobody's way.
        let (low, high) = (MAX_STEP_M, BODY_HEIGHT_M - TOUCH_M);
        let body = Collider::cylinder(BODY_RADIUS_M - TOUCH_M, high - low);
        let middle = |feet: Vec3| feet + Vec3::Y * ((low + high) / 2.0);
        let fall = time_of_impact(
            &self.collider,
            Vec3::ZERO,
            Quat::IDENTITY,
            Vec3::ZERO,
            &body,
            middle(feet),
            Quat::IDENTITY,
            Vec3::NEG_Y,
            2.0 * MAX_STEP_M,
        );
        let rise = MAX_STEP_M - fall.ok()??.time_of_impact;
        let stands = if rise.abs() <= SAME_M {
            feet
        } else {
            feet + Vec3::Y * rise
        };
        let middle = middle(stands);
        let (still, upright) = (Vec3::ZERO, Quat::IDENTITY);
        let touches = intersection_test(&self.collider, still, upright, &body, middle, upright);
        let mesh = self.collider.shape().as_trimesh()?;
        // Over somebody who is within a solid lies the inner side of its surface.
        let above = mesh.cast_local_ray_and_get_normal(&Ray::new(middle, Vec3::Y), f32::MAX, true);
        let shut_in = above.is_some_and(|hit| mesh.is_backface(hit.feature));
        (touches == Ok(false) && !shut_in).then_some(stands)
    }
}
