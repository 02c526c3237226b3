//! Where the crowd comes in and leaves.

use bevy_math::Vec2;
use stoa_tick::rules::plaza::{build::MAX_POINTS, tables::Use};

use super::{
    plan::Plan,
    site::{Candidate, Site, heading_along, heading_of_yaw, spread},
};
use crate::{Places, WorldDef, pose::turn};

/// Whoever comes appears within this far of an entrance's middle, in metres.
const WIDE_M: f32 = 4.0;
/// Between two spots to appear at, in metres.
const APART_M: f32 = 0.9;
/// One spot for so many of the crowd, as far as there is room, but some at least.
const EACH: u32 = 60;
const LEAST: usize = 4;

/// A spawn or a place that the crowd comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Door {
    pub name: String,
    pub at: Vec2,
    /// The tick's heading of one who comes in; `None`: away from the middle.
    pub heading: Option<u32>,
}

/// All that the world names, or all spawns if it names none.
pub(super) fn doors(def: &WorldDef, places: &Places) -> Vec<Door> {
    let spawn_door = |spawn: &crate::SpawnDef| Door {
        name: format!("spawn `{}`", spawn.id),
        at: spawn.at,
        heading: Some(heading_of_yaw(turn(spawn.turn_deg.to_radians()))),
    };
    if def.crowd.from.is_empty() {
        return def.spawns.iter().map(spawn_door).collect();
    }
    let named = |id: &String| {
        let spawn = def.spawns.iter().find(|spawn| spawn.id == *id);
        let place = || places.places.values().find(|place| place.id.0 == *id);
        spawn.map(spawn_door).or_else(|| {
            place().map(|place| Door {
                name: format!("place `{id}`"),
                at: Vec2::new(place.at.x, place.at.z),
                heading: None,
            })
        })
    };
    def.crowd.from.iter().filter_map(named).collect()
}

/// The ground that most of the doors' ground is: the largest piece that has one.
pub(super) fn home(plan: &Plan, doors: &[Door]) -> Option<u32> {
    let mut pieces: Vec<u32> = doors
        .iter()
        .flat_map(|door| pieces_near(plan, door.at))
        .collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces.into_iter().max_by_key(|piece| plan.cells_of(*piece))
}

fn pieces_near(plan: &Plan, at: Vec2) -> Vec<u32> {
    let reach = (WIDE_M / plan.cell_m()) as i32;
    let step = |i: i32| i as f32 * plan.cell_m();
    let spots = (-reach..=reach)
        .flat_map(|row| (-reach..=reach).map(move |column| Vec2::new(step(column), step(row))));
    let mut pieces: Vec<u32> = spots.map(|offset| plan.piece(at + offset)).collect();
    pieces.retain(|piece| *piece != 0);
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Adds up to `most` entrances.
pub(super) fn add(site: &mut Site, doors: &[Door], most: usize) {
    let each = site.def.crowd.count / EACH / doors.len().clamp(1, most.max(1)) as u32;
    let wanted = (each as usize).clamp(LEAST, MAX_POINTS);
    let mut made = 0;
    for door in doors {
        if made == most {
            let why = format!("only {most} entrances fit into this world");
            site.leave_out(&door.name, &why);
            continue;
        }
        let spots = spots_at(site, door.at, wanted);
        if spots.is_empty() || !site.plan.holds(door.at) {
            site.leave_out(&door.name, "there is no free ground to come in by");
            continue;
        }
        made += 1;
        let radius = spread(&spots, door.at) + 0.6;
        let mut destination = site.destination(Use::Entrance, door.at, radius, [0; 4], (0, 0));
        destination.points = spots
            .iter()
            .map(|at| {
                let outward = heading_along(*at - door.at);
                site.point(*at, door.heading.unwrap_or(outward))
            })
            .collect();
        site.taken.extend(spots.iter().map(|at| (*at, 1.2)));
        let place = site
            .places
            .places
            .keys()
            .find(|id| door.name == format!("place `{}`", id.0));
        site.candidates.push(Candidate {
            name: door.name.clone(),
            place: place.cloned(),
            destination,
            rank: 0,
            seats: Vec::new(),
        });
    }
}

/// Free spots that one can walk straight between, the nearest first.
fn spots_at(site: &Site, at: Vec2, most: usize) -> Vec<Vec2> {
    let mut near: Vec<Vec2> = site.plan.around(at, WIDE_M, site.home).collect();
    // Stable: ties stay row by row.
    near.sort_by(|a, b| a.distance(at).total_cmp(&b.distance(at)));
    let mut spots: Vec<Vec2> = Vec::new();
    for spot in near {
        let apart = spots.iter().all(|other| other.distance(spot) >= APART_M);
        let clear = spots
            .first()
            .is_none_or(|first| site.plan.is_clear(*first, spot));
        if apart && clear {
            spots.push(spot);
        }
        if spots.len() == most {
            break;
        }
    }
    spots
}
