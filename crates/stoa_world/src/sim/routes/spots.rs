//! Standing spots of places: one body on each.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use bevy_math::Vec3;

use crate::{Body, PlaceId, Places, StableId, sim::crowd::Crowd};

/// Standing spots that are claimed: (place, number of the spot), by whom.
#[derive(Resource, Debug, Default)]
pub(in crate::sim) struct Spots(BTreeMap<StableId, (PlaceId, usize)>);

impl Spots {
    pub(in crate::sim) fn release(&mut self, id: StableId) {
        self.0.remove(&id);
    }

    pub(in crate::sim) fn take(&mut self, id: StableId) -> Option<(PlaceId, usize)> {
        self.0.remove(&id)
    }

    pub(in crate::sim) fn put(&mut self, id: StableId, place: PlaceId, number: usize) {
        self.0.insert(id, (place, number));
    }

    /// The spot that a body holds: the place and the spot's number there.
    pub(in crate::sim) fn of(&self, id: StableId) -> Option<&(PlaceId, usize)> {
        self.0.get(&id)
    }

    fn is_free(&self, id: StableId, place: &PlaceId, number: usize) -> bool {
        !self
            .0
            .iter()
            .any(|(by, (p, n))| *by != id && p == place && *n == number)
    }
}

pub(super) fn forget_spot(
    removed: On<Remove, Body>,
    ids: Query<&StableId>,
    mut spots: ResMut<Spots>,
) {
    if let Ok(id) = ids.get(removed.entity) {
        spots.release(*id);
    }
}

/// Claims a free standing spot of a place for `id`: the one they hold, else a near one, varied by `roll`. `None` when
/// every spot is taken.
pub(in crate::sim) fn claim_spot(
    places: &Places,
    spots: &mut Spots,
    crowd: &Crowd,
    id: StableId,
    at: Vec3,
    place: &PlaceId,
    roll: u64,
) -> Option<(Vec3, f32)> {
    let stands = &places.places.get(place)?.stands;
    if let Some((held, number)) = spots.0.get(&id)
        && held == place
        && let Some(stand) = stands.get(*number)
    {
        return Some(*stand);
    }
    let empty = |p: Vec3| {
        crowd
            .0
            .iter()
            .all(|n| n.id == id || n.at.distance_squared(p) > 0.36 || n.velocity.length() > 0.3)
    };
    let mut free: Vec<(usize, f32)> = stands
        .iter()
        .enumerate()
        .filter(|(number, (p, _))| spots.is_free(id, place, *number) && empty(*p))
        .map(|(number, (p, _))| (number, p.distance_squared(at)))
        .collect();
    free.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    // One of the three nearest, so that not everybody stands on the same side.
    let choice = free.get((roll % 3) as usize).or(free.first())?.0;
    spots.0.insert(id, (place.clone(), choice));
    stands.get(choice).copied()
}
