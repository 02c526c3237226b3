use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::StableId;

/// A place's id in the world file, for example `fountain`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub String);

/// A seat's id: its part's id and a number, for example `bench_north/1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeatId(pub String);

/// Somewhere one can be, stand, sit and talk about.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub id: PlaceId,
    /// As people say it: `the fountain`.
    pub name: String,
    pub kind: String,
    pub about: String,
    /// Its middle on the ground, in metres.
    pub at: Vec3,
    /// Within this many metres of `at` one is "at" it.
    pub radius_m: f32,
    /// Standing spots, in metres, with the heading (radians) one takes there.
    pub stands: Vec<(Vec3, f32)>,
}

/// Something to sit on.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub id: SeatId,
    pub place: Option<PlaceId>,
    /// The middle of the seat's surface, in metres.
    pub at: Vec3,
    /// Heading of one who sits there, in radians.
    pub yaw_rad: f32,
    /// Where one stands before sitting down and after getting up, in metres.
    pub approach: Vec3,
    /// Who has claimed it: one at most.
    pub taken_by: Option<StableId>,
}

/// All places and seats of the loaded world, in the file's order.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Places {
    pub places: IndexMap<PlaceId, Place>,
    pub seats: IndexMap<SeatId, Seat>,
}

impl Places {
    /// The smallest place that `point` (metres) lies in.
    pub fn at(&self, point: Vec3) -> Option<&Place> {
        let inside = |p: &&Place| {
            (p.at - point).with_y(0.0).length() <= p.radius_m && (p.at.y - point.y).abs() < 2.0
        };
        self.places
            .values()
            .filter(inside)
            .min_by(|a, b| a.radius_m.total_cmp(&b.radius_m))
    }
}
