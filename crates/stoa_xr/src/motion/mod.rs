//! How a person in a headset moves through the world and stays well: teleport, turns, smooth movement, the room.
//!
//! Plain arithmetic without ECS. Positions are in metres, x east, y up, z south; a yaw is in radians, counter-clockwise
//! seen from above, 0 facing −z, as a body's `Pose` has it. A stick is a `Vec2`: x right, y ahead, −1 to 1.

pub mod arc;
pub mod comfort;
pub mod ease;
pub mod heading;
pub mod rig;
pub mod room;
pub mod steer;
pub mod stick;
pub mod teleport;
pub mod turn;
pub mod vignette;
