//! What of a draft one can take hold of in the world, and what becomes of the draft when it is moved.

use bevy::prelude::*;
use stoa_world::{Part, PartKind, geometry};

use crate::{Entry, PlaceDraft};

/// Which of the draft's lists is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum List {
    #[default]
    Spawns,
    Places,
    Seats,
    Regions,
}

impl List {
    pub(super) const ALL: [Self; 4] = [Self::Spawns, Self::Places, Self::Seats, Self::Regions];

    /// How many there are.
    pub(super) fn len(self, draft: &PlaceDraft) -> usize {
        match self {
            Self::Spawns => draft.spawns.len(),
            Self::Places => draft.places.len(),
            Self::Seats => draft.seats.len(),
            Self::Regions => draft.regions.len(),
        }
    }
}

/// What of a thing is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Grip {
    /// All of it.
    Middle,
    /// Where it faces.
    Turn,
    /// How far a place reaches.
    Rim,
    /// A spot to stand on.
    Stand(usize),
    /// Where one faces who stands there.
    StandTurn(usize),
    Corner(usize),
    /// The middle of the edge after a corner: pulled, it becomes a corner.
    Edge(usize),
}

/// One handle of the draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Handle {
    pub(super) index: usize,
    pub(super) grip: Grip,
    /// (x, z) in metres.
    pub(super) at: Vec2,
}

/// Metres from a thing to the handle that turns it.
const ARM_M: f32 = 1.3;
/// As [`ARM_M`], for a spot to stand on.
const SHORT_ARM_M: f32 = 0.7;

/// The way one faces at a turn (degrees counter-clockwise from north), as (x, z).
pub(super) fn facing(turn_deg: f32) -> Vec2 {
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    Vec2::new(-sin, -cos)
}

/// The turn in whole degrees, −179 to 180, of one who faces `way` (x, z).
pub(super) fn turn_to(way: Vec2) -> f32 {
    let turn = (-way.x).atan2(-way.y).to_degrees().round();
    if turn <= -180.0 { 180.0 } else { turn + 0.0 }
}

/// As a file would say it: centimetres.
pub(super) fn centimetres(at: Vec2) -> Vec2 {
    (at * 100.0).round() / 100.0
}

fn flat(part: &Part) -> Vec2 {
    Vec2::new(part.at.x, part.at.z)
}

fn middle(polygon: &[Vec2]) -> Vec2 {
    polygon.iter().sum::<Vec2>() / polygon.len().max(1) as f32
}

/// Handles of one list: the middle of each thing, and all of the `chosen` one. Later ones lie above earlier ones: what
/// moves a thing is within reach, however close the rest of it is.
pub(super) fn handles(draft: &PlaceDraft, list: List, chosen: Option<usize>) -> Vec<Handle> {
    let mut all = Vec::new();
    for index in 0..list.len(draft) {
        let mut add = |grip, at| all.push(Handle { index, grip, at });
        let whole = chosen == Some(index);
        match list {
            List::Spawns => {
                let spawn = &draft.spawns[index].is;
                if whole {
                    add(Grip::Turn, spawn.at + facing(spawn.turn_deg) * ARM_M);
                }
                add(Grip::Middle, spawn.at);
            }
            List::Places => {
                let place = &draft.places[index].is;
                if whole {
                    add(Grip::Rim, place.at + Vec2::X * place.radius_m);
                    for (number, (at, turn_deg)) in place.stands.iter().enumerate() {
                        add(Grip::Stand(number), *at);
                        let before = *at + facing(*turn_deg) * SHORT_ARM_M;
                        add(Grip::StandTurn(number), before);
                    }
                }
                add(Grip::Middle, place.at);
            }
            List::Seats => {
                let part = &draft.seats[index].is;
                if whole {
                    add(Grip::Turn, flat(part) + facing(part.turn_deg) * arm(part));
                }
                add(Grip::Middle, flat(part));
            }
            List::Regions => {
                let polygon = &draft.regions[index].is.polygon;
                if whole {
                    let count = polygon.len();
                    for (number, corner) in polygon.iter().enumerate() {
                        add(Grip::Corner(number), *corner);
                        let next = polygon[(number + 1) % count];
                        add(Grip::Edge(number), corner.midpoint(next));
                    }
                }
                add(Grip::Middle, middle(polygon));
            }
        }
    }
    all
}

/// Metres from the middle of a part to the handle that turns it: before whoever sits there.
fn arm(part: &Part) -> f32 {
    match part.kind {
        PartKind::Fountain { radius, .. } => radius + 0.8,
        _ => ARM_M,
    }
}

/// Moves what is held to `to` (x, z). The handle that is held then: an edge becomes a corner.
pub(super) fn pull(draft: &mut PlaceDraft, list: List, held: Handle, to: Vec2) -> Grip {
    let to = centimetres(to);
    let Handle { index, grip, .. } = held;
    match list {
        List::Spawns => {
            let Some(Entry { is: spawn, .. }) = draft.spawns.get_mut(index) else {
                return grip;
            };
            match grip {
                Grip::Turn => spawn.turn_deg = turn_to(to - spawn.at),
                _ => spawn.at = to,
            }
        }
        List::Places => {
            if let Some(Entry { is: place, .. }) = draft.places.get_mut(index) {
                pull_place(place, grip, to);
            }
        }
        List::Seats => {
            let Some(Entry { is: part, .. }) = draft.seats.get_mut(index) else {
                return grip;
            };
            match grip {
                Grip::Turn => part.turn_deg = turn_to(to - flat(part)),
                _ => part.at = Vec3::new(to.x, part.at.y, to.y),
            }
        }
        List::Regions => {
            if let Some(Entry { is: region, .. }) = draft.regions.get_mut(index) {
                return pull_region(&mut region.polygon, grip, to);
            }
        }
    }
    grip
}

fn pull_place(place: &mut stoa_world::PlaceDef, grip: Grip, to: Vec2) {
    match grip {
        Grip::Rim => {
            let radius = to.distance(place.at);
            place.radius_m = ((radius * 10.0).round() / 10.0).clamp(0.5, 60.0);
        }
        Grip::Stand(number) => {
            if let Some(stand) = place.stands.get_mut(number) {
                stand.0 = to;
            }
        }
        Grip::StandTurn(number) => {
            if let Some(stand) = place.stands.get_mut(number) {
                // Headings of spots go from 0 to 359 in files.
                stand.1 = turn_to(to - stand.0).rem_euclid(360.0);
            }
        }
        _ => {
            // Its spots go along.
            let way = to - place.at;
            for (at, _) in &mut place.stands {
                *at = centimetres(*at + way);
            }
            place.at = to;
        }
    }
}

fn pull_region(polygon: &mut Vec<Vec2>, grip: Grip, to: Vec2) -> Grip {
    match grip {
        Grip::Corner(number) => {
            if let Some(corner) = polygon.get_mut(number) {
                *corner = to;
            }
        }
        Grip::Edge(number) if number < polygon.len() => {
            polygon.insert(number + 1, to);
            return Grip::Corner(number + 1);
        }
        _ => {
            let way = to - middle(polygon);
            for corner in polygon {
                *corner = centimetres(*corner + way);
            }
        }
    }
    grip
}

/// The highest ground at (x, z), in metres; `otherwise` where there is none.
pub(super) fn height(def: &stoa_world::WorldDef, at: Vec2, otherwise: f32) -> f32 {
    // Roofs are no floors: what is highest is what one walks on.
    const ABOVE_ALL_M: f32 = 1000.0;
    geometry::ground_height(def, at.x, at.y, ABOVE_ALL_M).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use stoa_world::{PlaceDef, Region, SpawnDef, Surface};

    use super::*;

    fn square() -> Vec<Vec2> {
        [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
            .map(Vec2::from)
            .to_vec()
    }

    fn draft() -> PlaceDraft {
        PlaceDraft {
            spawns: vec![Entry::new(SpawnDef {
                id: "gate".into(),
                at: Vec2::new(1.0, 2.0),
                turn_deg: 0.0,
            })],
            places: vec![Entry::new(PlaceDef {
                at: Vec2::new(5.0, 5.0),
                radius_m: 3.0,
                stands: vec![(Vec2::new(6.0, 5.0), 90.0)],
                ..default()
            })],
            seats: vec![Entry::new(Part {
                id: "stool".into(),
                kind: PartKind::Stool,
                at: Vec3::new(2.0, 0.5, 2.0),
                turn_deg: 0.0,
            })],
            regions: vec![Entry::new(Region {
                id: "lawn".into(),
                polygon: square(),
                height: 0.0,
                surface: Surface::Grass,
                walkable: true,
            })],
        }
    }

    /// The draft with one handle pulled somewhere.
    fn pulled(list: List, grip: Grip, to: (f32, f32)) -> (PlaceDraft, Grip) {
        let mut draft = draft();
        let held = handles(&draft, list, Some(0));
        let held = held.into_iter().find(|handle| handle.grip == grip);
        let held = held.expect("there is such a handle");
        let grip = pull(&mut draft, list, held, Vec2::from(to));
        (draft, grip)
    }

    #[test]
    fn a_handle_would_lie_elsewhere_than_what_it_moves() {
        for list in List::ALL {
            let before = draft();
            for held in handles(&before, list, Some(0)) {
                if held.grip == Grip::Rim || matches!(held.grip, Grip::Edge(_)) {
                    continue;
                }
                let mut after = before.clone();
                pull(&mut after, list, held, held.at);
                assert_eq!(after, before, "{list:?} {held:?}: pulled by nothing");
            }
        }
    }

    #[test]
    fn a_pull_would_turn_or_move_something_else() {
        let (after, _) = pulled(List::Spawns, Grip::Turn, (-3.0, 2.0));
        assert_eq!(after.spawns[0].is.turn_deg, 90.0, "west");
        let (after, _) = pulled(List::Places, Grip::Middle, (7.0, 4.0));
        assert_eq!(after.places[0].is.stands[0].0, Vec2::new(8.0, 4.0));
        let (after, _) = pulled(List::Places, Grip::Rim, (5.0, 9.26));
        assert_eq!(after.places[0].is.radius_m, 4.3);
        let (after, _) = pulled(List::Places, Grip::StandTurn(0), (9.0, 5.0));
        assert_eq!(after.places[0].is.stands[0].1, 270.0, "east");
        let (after, _) = pulled(List::Seats, Grip::Middle, (3.0, 9.0));
        assert_eq!(after.seats[0].is.at, Vec3::new(3.0, 0.5, 9.0));
    }

    #[test]
    fn an_edge_that_is_pulled_would_not_become_a_corner() {
        let (after, grip) = pulled(List::Regions, Grip::Edge(3), (-1.0, 2.004));
        assert_eq!(grip, Grip::Corner(4));
        assert_eq!(after.regions[0].is.polygon[4], Vec2::new(-1.0, 2.0));
        assert_eq!(after.regions[0].is.polygon.len(), 5);
        let (after, _) = pulled(List::Regions, Grip::Middle, (12.0, 2.0));
        assert_eq!(after.regions[0].is.polygon[0], Vec2::new(10.0, 0.0));
    }

    #[test]
    fn a_turn_would_not_come_back_as_it_was() {
        for turn in [-179.0, -90.0, -32.0, 0.0, 1.0, 45.0, 180.0] {
            assert_eq!(turn_to(facing(turn)), turn);
        }
    }
}
