//! Every place is one to come to, stand about in and look at.

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::tables::Use;

use super::{
    offers,
    site::{Candidate, Site},
};

/// Whoever looks stands within this far of the middle at most, in metres.
const MOST_M: f32 = 9.0;
/// And at least; half of it where what is looked at leaves no more.
const LEAST_M: f32 = 1.5;
/// A disc is a good one if so much of its free ground hangs together within it.
const TOGETHER: f32 = 0.85;

pub(super) fn add(site: &mut Site) {
    for place in site.places.places.values() {
        let name = format!("place `{}`", place.id.0);
        let at = place.at.xz();
        if !site.plan.holds(at) {
            site.leave_out(&name, "it lies off the ground that one can walk on");
            continue;
        }
        let Some(radius) = radius_of(site, at, place.radius_m) else {
            site.leave_out(&name, "nobody can get to within its radius");
            continue;
        };
        let offer = offers::of_kind(Some(&place.kind));
        let destination = site.destination(Use::Look, at, radius, offer.look, offer.look_s);
        site.candidates.push(Candidate {
            name,
            place: Some(place.id.clone()),
            destination,
            rank: 1,
            seats: Vec::new(),
        });
    }
}

/// The widest radius up to the place's own in which most free ground hangs together, so that one who has come in can
/// walk straight to where it wants to stand; the place's own if there is none.
fn radius_of(site: &Site, at: Vec2, own_m: f32) -> Option<f32> {
    let widest = own_m.min(MOST_M);
    let free = |radius: f32| site.plan.around(at, radius, site.home).next().is_some();
    // Seeds are the cells whose middles are within the radius in whole cells.
    let least = site.plan.cell_m() * 1.5;
    if !free(widest - least) {
        return free(own_m + site.plan.cell_m()).then_some((own_m + least).min(16.0));
    }
    let mut radius = widest;
    while radius >= LEAST_M.min(widest) && free(radius - least) {
        if site.plan.together(at, radius, site.home) >= TOGETHER {
            return Some(radius);
        }
        radius -= 0.5;
    }
    Some(widest)
}
