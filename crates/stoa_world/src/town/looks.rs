//! Every place is one to come to, stand about in and look at.

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::tables::Use;

use super::{
    offers,
    site::{Candidate, Site},
};

/// Whoever looks stands within this far of the middle at most, in metres.
const MOST_M: f32 = 6.0;
/// And at least, where there is a choice.
const LEAST_M: f32 = 1.5;
/// Ground out of sight of the middle speaks so much more against a radius than ground in sight for it.
const HIDDEN: i32 = 2;

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

/// A radius up to the place's own within which most free ground is in sight of the middle, so that one who has come in
/// can walk straight to where it wants to stand; a wider one if the place's own has no free ground.
fn radius_of(site: &Site, at: Vec2, own_m: f32) -> Option<f32> {
    let widest = own_m.min(MOST_M);
    // Ways lead to the cells whose middles are within the radius in whole cells.
    let margin = site.plan.cell_m() * 1.5;
    let free: Vec<(f32, bool)> = site
        .plan
        .around(at, widest + margin, site.home)
        .map(|spot| (spot.distance(at), site.plan.is_seen(at, spot)))
        .collect();
    let nearest = free.iter().map(|(far, _)| *far).reduce(f32::min)?;
    let least = (nearest + margin).max(LEAST_M);
    let radii = (0..).map(|i| widest - 0.5 * i as f32);
    let worth = |radius: f32| {
        let within = free.iter().filter(|(far, _)| *far <= radius);
        within
            .map(|(_, seen)| if *seen { 1 } else { -HIDDEN })
            .sum::<i32>()
    };
    let good = radii.take_while(|radius| *radius >= least);
    let best = good.max_by_key(|radius| worth(*radius));
    Some(best.unwrap_or(widest.max(nearest + margin)))
}
