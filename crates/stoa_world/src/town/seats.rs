//! Seats: those of a place that one can walk straight to from each other are one destination.

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::{build::MAX_POINTS, tables::Use};

use super::{
    offers,
    site::{Candidate, Site, heading_of_yaw, mean, spread},
};
use crate::{PlaceId, Pose, Seat, SeatId};

/// Seats of one destination are within this far of its first, in metres.
const TOGETHER_M: f32 = 6.0;
/// How far one looks for free ground straight ahead of a seat, and how far inside it one stands, in metres.
const AHEAD_M: f32 = 1.2;
const INSIDE_M: f32 = 0.1;
/// From a seat to where one stands before it at most, in metres.
const BESIDE_M: f32 = 2.5;

/// A seat, with where one stands before it.
struct Spot<'a> {
    seat: &'a Seat,
    before: Vec2,
}

pub(super) fn add(site: &mut Site) {
    // Place (or part), then spots one can walk straight between.
    let mut clusters: Vec<((Option<&PlaceId>, &str), Vec<Spot>)> = Vec::new();
    for seat in site.places.seats.values() {
        let name = format!("seat `{}`", seat.id.0);
        let before = match stand_before(site, seat) {
            Ok(before) => before,
            Err(why) => {
                site.leave_out(&name, why);
                continue;
            }
        };
        let part = if seat.place.is_none() {
            seat.id.0.rsplit_once('/').map_or("", |id| id.0)
        } else {
            ""
        };
        let of = (seat.place.as_ref(), part);
        let fits = |(key, spots): &&mut ((Option<&PlaceId>, &str), Vec<Spot>)| {
            *key == of
                && spots.len() < MAX_POINTS
                && spots
                    .iter()
                    .all(|s| s.before.distance(before) <= TOGETHER_M)
                && spots.iter().all(|s| is_near_clear(site, s.before, before))
        };
        let spot = Spot { seat, before };
        match clusters.iter_mut().find(fits) {
            Some((_, spots)) => spots.push(spot),
            None => clusters.push((of, vec![spot])),
        }
    }
    for ((place, _), spots) in clusters {
        add_cluster(site, place, &spots);
    }
}

fn add_cluster(site: &mut Site, place: Option<&PlaceId>, spots: &[Spot]) {
    let kind = place.and_then(|id| site.places.places.get(id));
    let offer = offers::of_kind(kind.map(|place| place.kind.as_str()));
    let befores: Vec<Vec2> = spots.iter().map(|s| s.before).collect();
    let middle = mean(befores.iter().copied());
    let radius = spread(&befores, middle) + 1.5;
    let mut destination = site.destination(Use::Seats, middle, radius, offer.sit, offer.sit_s);
    destination.points = spots
        .iter()
        .map(|s| site.point(s.seat.at.xz(), heading_of_yaw(yaw(s.seat))))
        .collect();
    let ids: Vec<SeatId> = spots.iter().map(|s| s.seat.id.clone()).collect();
    let first = ids.first().map_or("", |id| id.0.as_str());
    site.taken.extend(befores.iter().map(|at| (*at, 1.1)));
    let candidate = Candidate {
        name: format!("{} seats from `{first}` on", ids.len()),
        place: place.cloned(),
        destination,
        rank: 3,
        seats: ids,
    };
    site.candidates.push(candidate);
}

/// Whether one who walks straight gets from one point to the other, pushed aside at most a little on the way.
fn is_near_clear(site: &Site, a: Vec2, b: Vec2) -> bool {
    let aside = (b - a).normalize_or_zero().perp();
    let mut ways = [0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5].into_iter();
    ways.any(|far| {
        let by = a.midpoint(b) + aside * far;
        site.plan.is_clear(a, by) && site.plan.is_clear(by, b)
    })
}

fn yaw(seat: &Seat) -> u16 {
    Pose::new(seat.at, seat.yaw_rad).yaw
}

/// Where one stands before sitting down, as the tick finds it, or why there is no such spot.
fn stand_before(site: &Site, seat: &Seat) -> Result<Vec2, &'static str> {
    let at = seat.at.xz();
    if !site.plan.holds(at) {
        return Err("it lies off the ground that one can walk on");
    }
    if site.plan.piece(at) != 0 {
        return Err("one can walk where it stands: others would walk through whoever sits there");
    }
    let forward = Pose::new(seat.at, seat.yaw_rad).forward().xz();
    let inside = |direction: Vec2, far: f32| {
        let (edge, in_it) = (at + direction * far, at + direction * (far + INSIDE_M));
        (site.plan.piece(edge) != 0 && site.plan.piece(in_it) != 0).then_some(in_it)
    };
    let steps = |to_m: f32| (1..=(to_m / 0.05).round() as u32).map(|i| i as f32 * 0.05);
    let ahead = steps(AHEAD_M).find_map(|far| inside(forward, far));
    let around = || {
        let turned = |i: u32| Vec2::from_angle(i as f32 / 16.0 * core::f32::consts::TAU);
        steps(BESIDE_M)
            .flat_map(|far| (0..16).map(move |side| (far, side)))
            .find_map(|(far, side)| inside(turned(side).rotate(forward), far))
    };
    let before = ahead
        .or_else(around)
        .ok_or("there is no free ground before it")?;
    if !site.is_home(before) {
        return Err("no way leads there from where the crowd comes in");
    }
    Ok(before)
}
