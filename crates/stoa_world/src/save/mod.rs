//! Saves: the world as it was, in one JSON file that is never half written and never overwritten unread.

mod digest;
mod file;
mod recover;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Controller, Formats, Goal, InhabitantIds, Looks, Pose, Posture, SeatId, SimClock, StableId,
    Tick,
};

pub use digest::fnv1a;
pub use file::{SaveError, fresh_name, load, save_atomic};
pub use recover::{Found, find};

/// Saves of older formats are lifted when they are read.
const FORMATS: Formats<Value> = Formats::new(&[]);
/// The format that is written.
pub const FORMAT: u32 = FORMATS.newest();

/// Everything that comes back when the world is opened again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldSave {
    /// [`FORMAT`] when it was written.
    pub format: u32,
    /// The id of the world file that this belongs to.
    #[serde(default)]
    pub world: String,
    /// Tick, seed and world time.
    pub clock: SimClock,
    /// Everybody, by stable id.
    #[serde(default)]
    pub bodies: Vec<SavedBody>,
    /// Which number each inhabitant has; empty in saves from before there was such a list.
    #[serde(default, skip_serializing_if = "InhabitantIds::is_empty")]
    pub inhabitants: InhabitantIds,
    /// What other crates keep here, each under its own name (minds, for example).
    #[serde(default)]
    pub extra: BTreeMap<String, Value>,
    /// Keys that this version does not know: kept and written back.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// One body of a save.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedBody {
    pub id: StableId,
    pub controller: Controller,
    pub name: String,
    pub looks: Looks,
    pub pose: Pose,
    #[serde(default)]
    pub posture: Posture,
    /// The seat it sat on, or had claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<StableId>,
    /// Whom it was leading to its goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leading: Option<StableId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<StableId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<StableId>,
    /// Where it was walking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
}

impl WorldSave {
    /// An empty save of a world at a moment.
    pub fn new(world: &str, clock: SimClock) -> Self {
        Self {
            format: FORMAT,
            world: world.to_owned(),
            clock,
            bodies: Vec::new(),
            inhabitants: InhabitantIds::default(),
            extra: BTreeMap::new(),
            unknown: Map::new(),
        }
    }
}

impl Default for WorldSave {
    fn default() -> Self {
        let clock = SimClock {
            tick: Tick(0),
            start_minute: 0,
            rate: 1,
            seed: 0,
        };
        Self::new("", clock)
    }
}

impl SavedBody {
    /// The posture to come back in: sitting only if the seat is still there.
    pub fn posture_after_load(&self, has_seat: bool) -> Posture {
        match self.posture {
            Posture::Sitting if !has_seat => Posture::Standing,
            posture => posture,
        }
    }
}
