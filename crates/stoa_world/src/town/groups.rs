//! Where people stand together: on open ground in and around sociable places.

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::tables::Use;

use super::{
    offers,
    site::{Candidate, Site, is_apart, mean, spread},
};
use crate::Place;

/// From the middle of a group to anything in the way at least, in metres: the widest has a radius of 0.9 m.
const ROOM_M: f32 = 1.4;
/// Between the middles of two groups at least, in metres.
const APART_M: f32 = 2.8;
/// From the middle of a group to where others stand or walk up to, in metres.
const OTHERS_M: f32 = 1.6;
/// Groups stand within the place's radius and this, in metres.
const AROUND_M: f32 = 3.0;
/// Heights under a group differ by at most this, in metres.
const LEVEL_M: f32 = 0.1;
/// Groups of one place at most, and how far they may be from the first.
const MOST: usize = 6;
const TOGETHER_M: f32 = 7.0;

pub(super) fn add(site: &mut Site) {
    for place in site.places.places.values() {
        if !offers::of_kind(Some(&place.kind)).sociable {
            continue;
        }
        let middles = middles_near(site, place);
        if middles.is_empty() {
            let name = format!("groups at place `{}`", place.id.0);
            site.leave_out(
                &name,
                "there is no open ground for people to stand together",
            );
            continue;
        }
        let middle = mean(middles.iter().copied());
        let radius = spread(&middles, middle) + 2.0;
        let mut destination =
            site.destination(Use::Groups, middle, radius, offers::TALK, offers::TALK_S);
        let points = middles.iter().enumerate();
        destination.points = points
            .map(|(i, at)| site.point(*at, (i as u32 * 9_973) & 0xffff))
            .collect();
        site.taken.extend(middles.iter().map(|at| (*at, OTHERS_M)));
        site.candidates.push(Candidate {
            name: format!("groups at place `{}`", place.id.0),
            place: Some(place.id.clone()),
            destination,
            rank: 4,
            seats: Vec::new(),
        });
    }
}

/// Open spots that one can walk straight between, those nearest to the edge of the place's middle half first.
fn middles_near(site: &Site, place: &Place) -> Vec<Vec2> {
    let at = place.at.xz();
    let reach = (place.radius_m + AROUND_M).min(15.0);
    let wished = (place.radius_m * 0.6).min(reach);
    let others = site.taken_near(at, reach + 2.0);
    let open = site.plan.around(at, reach, site.home);
    let mut open: Vec<(f32, Vec2)> = open
        .filter(|spot| site.plan.room_m(*spot) >= ROOM_M + site.plan.cell_m() / 2.0)
        .filter(|spot| is_apart(&others, *spot, OTHERS_M) && is_level(site, *spot))
        .map(|spot| ((spot.distance(at) - wished).abs(), spot))
        .collect();
    // Stable: ties stay row by row.
    open.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut middles: Vec<Vec2> = Vec::new();
    for (_, spot) in open {
        let good = middles.iter().all(|other| {
            (APART_M..=TOGETHER_M).contains(&other.distance(spot))
                && site.plan.is_clear(*other, spot)
        });
        if good {
            middles.push(spot);
        }
        if middles.len() == MOST {
            break;
        }
    }
    middles
}

/// Nobody stands together across steps.
fn is_level(site: &Site, at: Vec2) -> bool {
    let floor = |at: Vec2| site.nav.floor(at.x, at.y);
    let Some(here) = floor(at) else { return false };
    let around = [Vec2::X, Vec2::Y, Vec2::NEG_X, Vec2::NEG_Y];
    around
        .into_iter()
        .all(|way| floor(at + way * ROOM_M).is_some_and(|there| (there - here).abs() <= LEVEL_M))
}
