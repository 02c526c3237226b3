use bevy_math::Vec3;

use super::{measures as m, to_world};
use crate::{Part, PartKind, SeatId};

/// Height of every seat over the ground, in metres.
pub const SEAT_HEIGHT_M: f32 = 0.45;

/// A seat of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct SeatSpot {
    pub id: SeatId,
    /// The middle of the seat's surface, in metres.
    pub at: Vec3,
    /// Heading of one who sits there, in radians.
    pub yaw_rad: f32,
}

/// The seats of a part: `id/1`, `id/2`, …
pub fn seats(part: &Part) -> Vec<SeatSpot> {
    let mut list = Vec::new();
    let mut seat = |local: Vec3, turn_deg: f32| {
        let id = SeatId(format!("{}/{}", part.id, list.len() + 1));
        let yaw = (part.turn_deg + turn_deg).rem_euclid(360.0).to_radians();
        list.push(SeatSpot {
            id,
            at: to_world(part, local.with_y(SEAT_HEIGHT_M)),
            yaw_rad: yaw,
        });
    };
    match part.kind {
        PartKind::Stool => seat(Vec3::ZERO, 0.0),
        PartKind::Bench { width, seats, .. } => {
            let each = width / seats.max(1) as f32;
            for i in 0..seats {
                let x = -width / 2.0 + each * (i as f32 + 0.5);
                seat(Vec3::new(x, 0.0, -0.05), 0.0);
            }
        }
        PartKind::Fountain { radius, seats, .. } => {
            let middle = radius - m::FOUNTAIN_RIM_WIDTH / 2.0;
            for i in 0..seats {
                let turn = 360.0 / seats as f32 * i as f32;
                let outward = super::turned(turn, Vec3::NEG_Z);
                seat(outward * middle, turn);
            }
        }
        _ => {}
    }
    list
}
