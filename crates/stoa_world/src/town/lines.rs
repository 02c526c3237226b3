//! Lines before stalls: the first place at the counter's middle, the others behind it on free ground.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};
use stoa_tick::rules::plaza::tables::Use;

use super::{
    offers::{self, Service},
    site::{Candidate, Site, heading_along, is_apart, mean, spread},
};
use crate::{
    Goods, Part, PartKind,
    geometry::{measures, to_world, turned},
};

/// Between two who stand in line, in metres.
const STEP_M: f32 = 0.8;
/// A line has at least so many places.
const LEAST: usize = 2;
/// From the counter's front to the first free ground before it, and how deep in that one stands, in metres.
const BEFORE_M: f32 = 1.5;
const INSIDE_M: f32 = 0.15;
/// Somebody who stands in line keeps this far from other lines and seats.
const APART_M: f32 = 0.7;

pub(super) fn add(site: &mut Site) {
    for part in &site.def.parts {
        let PartKind::Stall { goods, .. } = part.kind else {
            continue;
        };
        let service = match goods {
            Goods::Bread | Goods::Fruit => offers::MEAL,
            _ => offers::GOODS,
        };
        let name = format!("line before `{}`", part.id);
        match places_in_line(site, part, service.line) {
            Ok(line) => add_line(site, part, name, &line, service),
            Err(why) => site.leave_out(&name, why),
        }
    }
}

fn add_line(site: &mut Site, part: &Part, name: String, line: &[Vec2], service: Service) {
    let middle = mean(line.iter().copied());
    let radius = spread(line, middle) + 2.0;
    let mut destination =
        site.destination(Use::Queue, middle, radius, service.offers, service.dwell_s);
    let counter = turned(part.turn_deg, Vec3::Z).xz();
    let mut toward = heading_along(counter);
    for (index, at) in line.iter().enumerate() {
        if index > 0 {
            toward = heading_along(line[index - 1] - at);
        }
        destination.points.push(site.point(*at, toward));
    }
    site.taken.extend(line.iter().map(|at| (*at, 1.0)));
    let place = site.place_at(part.at.xz()).map(|place| place.id.clone());
    site.candidates.push(Candidate {
        name,
        place,
        destination,
        rank: 2,
        seats: Vec::new(),
    });
}

/// The longest line of a few shapes: straight on, or turning to a side after some places.
fn places_in_line(site: &Site, part: &Part, most: usize) -> Result<Vec<Vec2>, &'static str> {
    let front = measures::STALL_COUNTER_Z - measures::STALL_COUNTER_DEPTH / 2.0;
    let before = |metres: f32| to_world(part, Vec3::new(0.0, 0.0, front - metres)).xz();
    let steps = (0..=(BEFORE_M / 0.05) as u32).map(|i| i as f32 * 0.05);
    let free =
        |metres: &f32| site.is_home(before(*metres)) && site.is_home(before(*metres + INSIDE_M));
    let edge = steps.into_iter().find(free);
    let first = before(edge.ok_or("there is no free ground before its counter")? + INSIDE_M);
    if !is_apart(&site.taken, first, APART_M) {
        return Err("somebody else stands or sits before its counter");
    }
    let out = turned(part.turn_deg, Vec3::NEG_Z).xz() * STEP_M;
    let sides = [-out.perp(), out.perp()];
    let mut longest = vec![first];
    for straight in [most, 1, 2, 3] {
        for side in sides {
            let line = grow(site, first, most, |index| {
                if index <= straight { out } else { side }
            });
            if line.len() > longest.len() {
                longest = line;
            }
        }
    }
    if longest.len() < LEAST {
        return Err("there is no room to stand in line");
    }
    Ok(longest)
}

/// Places one behind the other as far as there is free ground; `step` is from the place before.
fn grow(site: &Site, first: Vec2, most: usize, step: impl Fn(usize) -> Vec2) -> Vec<Vec2> {
    let mut line = vec![first];
    while line.len() < most {
        let last = line[line.len() - 1];
        let next = last + step(line.len());
        let good = site.is_home(next) && site.plan.is_clear(last, next);
        if !good || !is_apart(&site.taken, next, APART_M) {
            break;
        }
        line.push(next);
    }
    line
}
