//! Places and seats of a world, with spots that one can really stand on.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};
use indexmap::IndexMap;

use super::NavGrid;
use crate::{
    Place, PlaceDef, PlaceId, Places, Seat, WorldDef,
    geometry::{BODY_RADIUS_M, SEAT_HEIGHT_M, SeatSpot, region_height, seats},
    pose::Pose,
};

/// How many standing spots are made for a place that names none.
const STANDS: usize = 8;
/// Standing spots keep this far from each other, in metres.
const APART_M: f32 = 1.2;
/// From the middle of a seat to where one stands before it, in metres.
const APPROACH_M: f32 = 0.7;

impl Places {
    /// The places and seats of a world, in its order. Spots and approaches lie on free ground; a seat that nobody can
    /// get to is left out.
    pub fn from_def(def: &WorldDef, grid: &NavGrid) -> Self {
        let mut places = IndexMap::new();
        for place in &def.places {
            let id = PlaceId(place.id.clone());
            places.insert(id, make_place(place, def, grid));
        }
        let mut made = Self {
            places,
            seats: IndexMap::new(),
        };
        for spot in def.parts.iter().flat_map(seats) {
            if let Some(seat) = make_seat(spot, &made, grid) {
                made.seats.insert(seat.id.clone(), seat);
            }
        }
        made
    }
}

fn make_place(def: &PlaceDef, world: &WorldDef, grid: &NavGrid) -> Place {
    let ground = grid.ground(def.at.x, def.at.y);
    let y = ground
        .or_else(|| region_height(world, def.at))
        .unwrap_or(0.0);
    let at = Vec3::new(def.at.x, y, def.at.y);
    let mut stands: Vec<(Vec3, f32)> = Vec::new();
    for (spot, turn_deg) in &def.stands {
        // A named spot that is not free is a mistake of the file, which its check reports; here it is moved.
        let wanted = Vec3::new(spot.x, grid.ground(spot.x, spot.y).unwrap_or(y), spot.y);
        let free = grid
            .nearest_free(wanted)
            .filter(|p| p.distance(wanted) < 1.0);
        stands.extend(free.map(|p| (p, turn_deg.rem_euclid(360.0).to_radians())));
    }
    if stands.is_empty() {
        stands = stands_around(at, def.radius_m, grid);
    }
    Place {
        id: PlaceId(def.id.clone()),
        name: def.name.clone(),
        kind: def.kind.clone(),
        about: def.about.clone(),
        at,
        radius_m: def.radius_m,
        stands,
    }
}

/// Free spots around a place's middle, the nearest ring first, facing it.
fn stands_around(at: Vec3, radius_m: f32, grid: &NavGrid) -> Vec<(Vec3, f32)> {
    let mut stands: Vec<(Vec3, f32)> = Vec::new();
    let mut ring = 1.0_f32.min(radius_m);
    while ring <= radius_m && stands.len() < STANDS {
        for i in 0..STANDS {
            let turn_deg = 360.0 / STANDS as f32 * (i as f32 + 0.5);
            let offset = crate::geometry::turned(turn_deg, Vec3::NEG_Z) * ring;
            let Some(y) = grid.floor(at.x + offset.x, at.z + offset.z) else {
                continue;
            };
            let spot = (at + offset).with_y(y);
            let alone = stands.iter().all(|(s, _)| s.distance(spot) >= APART_M);
            if stands.len() < STANDS && alone && (y - at.y).abs() < 2.0 {
                stands.push((spot, heading(at.xz() - spot.xz())));
            }
        }
        ring += 0.4;
    }
    stands
}

/// The heading in radians of one who looks along `direction` (x, z).
pub(super) fn heading(direction: Vec2) -> f32 {
    (-direction.x)
        .atan2(-direction.y)
        .rem_euclid(core::f32::consts::TAU)
}

fn make_seat(spot: SeatSpot, places: &Places, grid: &NavGrid) -> Option<Seat> {
    let foot = spot.at - Vec3::Y * SEAT_HEIGHT_M;
    let ahead = Pose::new(Vec3::ZERO, spot.yaw_rad).forward();
    let wanted = foot + ahead * APPROACH_M;
    let level = |p: Vec3| (p.y - foot.y).abs() < 0.4;
    let approach = grid.nearest(wanted, level)?;
    if approach.distance(foot) > APPROACH_M + BODY_RADIUS_M + 1.0 {
        return None;
    }
    let inside =
        |p: &&Place| (p.at - foot).xz().length() <= p.radius_m && (p.at.y - foot.y).abs() < 2.0;
    let place = places
        .places
        .values()
        .filter(inside)
        .min_by(|a, b| a.radius_m.total_cmp(&b.radius_m));
    Some(Seat {
        id: spot.id,
        place: place.map(|p| p.id.clone()),
        at: spot.at,
        yaw_rad: spot.yaw_rad,
        approach,
        taken_by: None,
    })
}
