//! Solid shapes, seats and ground of a world: what collisions and the navigation grid share.
//!
//! Part-local frame: x along `width`, y up from the part's foot, z along `depth`, the front facing −z. The measures
//! here are what stands in the way; a picture of a part keeps within them.

mod ground;
mod polygon;
mod seats;
mod solids;
#[cfg(test)]
mod tests;

pub use ground::{ground_height, region_at, region_height};
pub use polygon::{area, contains, triangulate};
pub use seats::{SEAT_HEIGHT_M, SeatSpot, seats};
pub use solids::{Solid, SolidShape, measures, portico_columns, solids};

use bevy_math::Vec3;

use crate::Part;

/// A body steps up or down at most this far without jumping, in metres.
pub const MAX_STEP_M: f32 = 0.35;
/// Radius of a body on the ground, in metres.
pub const BODY_RADIUS_M: f32 = 0.3;
/// Free height that a body needs, in metres.
pub const BODY_HEIGHT_M: f32 = 1.8;

/// A part's local point in world metres. Quarter turns are exact.
pub fn to_world(part: &Part, local: Vec3) -> Vec3 {
    part.at + turned(part.turn_deg, local)
}

/// `v` turned counter-clockwise (seen from above) by degrees; quarter turns are exact.
pub fn turned(turn_deg: f32, v: Vec3) -> Vec3 {
    let (sin, cos) = sin_cos_deg(turn_deg);
    Vec3::new(v.x * cos + v.z * sin, v.y, v.z * cos - v.x * sin)
}

/// Sine and cosine of degrees, exact at quarter turns.
pub fn sin_cos_deg(degrees: f32) -> (f32, f32) {
    let turn = degrees.rem_euclid(360.0);
    if turn == 90.0 {
        (1.0, 0.0)
    } else if turn == 180.0 {
        (0.0, -1.0)
    } else if turn == 270.0 {
        (-1.0, 0.0)
    } else if turn == 0.0 || turn == 360.0 {
        (0.0, 1.0)
    } else {
        turn.to_radians().sin_cos()
    }
}
