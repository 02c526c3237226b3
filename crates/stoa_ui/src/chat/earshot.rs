//! Who could hear what is about to be said.

use bevy::{ecs::system::SystemParam, prelude::*};
use stoa_world::{
    Blocked, Body, DisplayName, Pose, StableId, Volume,
    sim::{Walls, range_m},
};

use crate::{
    clean::clean,
    ties::{Own, Ties},
};

/// Names that are told; the others are counted.
const NAMED: usize = 4;

/// Everything that carries or stops a voice.
#[derive(SystemParam)]
pub(super) struct Air<'w, 's> {
    ties: Ties<'w, 's>,
    walls: Option<Res<'w, Walls>>,
    bodies: Query<
        'w,
        's,
        (
            &'static StableId,
            &'static DisplayName,
            &'static Pose,
            &'static Blocked,
        ),
        With<Body>,
    >,
}

/// Those within the range of a voice, as the world measures it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Earshot {
    /// The nearest ones.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// Whether the one who is spoken to is among them.
    pub reaches: bool,
}

impl Air<'_, '_> {
    pub fn me(&self) -> Option<StableId> {
        self.ties.me()
    }

    pub fn own(&self) -> Own<'_> {
        self.ties.own()
    }

    pub fn carries(&self, volume: Volume, to: Option<StableId>) -> Earshot {
        let (me, own, range_m) = (self.me(), self.own(), range_m(volume));
        let mouth = self.bodies.iter().find(|(id, ..)| Some(**id) == me);
        let Some((.., mouth, _)) = mouth else {
            return Earshot::default();
        };
        let mouth = mouth.position();
        let distance = |at: Vec3| match &self.walls {
            // A wall only makes it farther.
            Some(walls) if mouth.distance(at) <= range_m => walls.heard_distance_m(mouth, at),
            _ => mouth.distance(at),
        };
        let mut ears: Vec<(f32, StableId, &DisplayName)> = self
            .bodies
            .iter()
            .filter(|(id, _, _, theirs)| Some(**id) != me && !own.is_hidden(**id, theirs))
            .map(|(id, name, pose, _)| (distance(pose.position()), *id, name))
            .filter(|(distance_m, ..)| *distance_m <= range_m)
            .collect();
        ears.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Earshot {
            reaches: ears.iter().any(|(_, id, _)| Some(*id) == to),
            more: ears.len().saturating_sub(NAMED),
            names: ears
                .iter()
                .take(NAMED)
                .map(|(.., name)| clean(&name.0, 24))
                .collect(),
        }
    }
}
