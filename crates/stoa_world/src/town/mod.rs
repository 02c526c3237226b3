//! What the crowd lives in: from a world, its navigation grid and its places to the ground and the destinations that
//! the tick's plaza rules know.
//!
//! Every place is one to look about in ([`looks`]); seats are to sit on ([`seats`]), stalls to stand in line before
//! ([`lines`]), open ground near sociable places to stand together on ([`groups`]), and the crowd comes in and leaves
//! by [`entrances`]. Nothing that a world file can say makes it fail: what can't be made is left out, and
//! [`Town::left_out`] says why.

mod entrances;
mod fit;
mod grounds;
mod groups;
mod lines;
mod looks;
mod offers;
mod plan;
pub mod sample;
mod seats;
mod site;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use stoa_tick::rules::plaza::{BuiltPlace, Params, PlaceError, Role, build::MARGIN};

use self::{
    plan::Plan,
    site::{Candidate, Site},
};
use crate::{PlaceId, Places, Pose, SeatId, WorldDef, nav::NavGrid, pose::UNITS_PER_METRE};

pub use self::{grounds::Grounds, site::heading_of_yaw, site::yaw_of_heading};

/// The place of a world in the tick.
#[derive(Debug, Clone)]
pub struct Town {
    pub place: BuiltPlace,
    pub grounds: Grounds,
    pub origin: Origin,
    /// The claim of each seat that the tick knows.
    pub seats: BTreeMap<SeatId, u32>,
    /// The destination that the seat of each claim belongs to.
    pub seats_of: BTreeMap<u32, u32>,
    /// Each destination's place, if it belongs to one, and its number.
    pub destinations: Vec<(Option<PlaceId>, u32)>,
    /// What the crowd can't use, and why.
    pub left_out: Vec<String>,
}

/// Where (0, 0) of the tick lies: [`Pose::x`] and [`Pose::z`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub x: i32,
    pub z: i32,
}

impl Origin {
    /// Where a pose is in the tick, and the heading there. A save may have put a body at the very edge of the numbers.
    pub fn to_tick(self, pose: &Pose) -> (i32, i32, u32) {
        let (x, y) = (pose.x.saturating_sub(self.x), pose.z.saturating_sub(self.z));
        (x, y, heading_of_yaw(pose.yaw))
    }

    /// [`Pose::x`] and [`Pose::z`] of a point of the tick.
    pub fn to_pose(self, x: i32, y: i32) -> (i32, i32) {
        (x + self.x, y + self.z)
    }
}

/// Why a world has no place in the tick.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TownError {
    #[error("the crowd's ground cannot be made: {0}")]
    Ground(PlaceError),
}

impl Town {
    /// Makes the place of a world whose crowd has ids from `first_id` on. Without a crowd it is the bare ground.
    ///
    /// # Errors
    /// If the navigation grid is larger than the tick's can be.
    pub fn build(
        def: &WorldDef,
        nav: &NavGrid,
        places: &Places,
        first_id: u32,
    ) -> Result<Self, TownError> {
        let corner = nav.bounds().0 * UNITS_PER_METRE;
        let origin = Origin {
            x: corner.x as i32 - MARGIN,
            z: corner.y as i32 - MARGIN,
        };
        let mut left_out = Vec::new();
        let grounds = Grounds::of(nav);
        let candidates = if def.crowd.count == 0 {
            Vec::new()
        } else {
            let plan = Plan::of(nav, grounds.ways.clone());
            candidates(def, nav, places, &plan, &mut left_out)
        };
        let roles = roles(def, first_id);
        let (place, kept) = build_place(&grounds, &roles, candidates, &mut left_out)?;
        let mut town = Self {
            place,
            grounds,
            origin,
            seats: BTreeMap::new(),
            seats_of: BTreeMap::new(),
            destinations: Vec::new(),
            left_out,
        };
        for (number, candidate) in (0..).zip(kept) {
            town.know(number, candidate);
        }
        Ok(town)
    }

    fn know(&mut self, number: u32, candidate: Candidate) {
        for (point, seat) in (0..).zip(candidate.seats) {
            if let Some(slot) = self.place.slot(number, point) {
                self.seats.insert(seat, slot);
                self.seats_of.insert(slot, number);
            }
        }
        self.destinations.push((candidate.place, number));
    }
}

/// What the crowd of a world can't use, and why: as [`Town::left_out`], but for what only a place's builder finds.
pub fn left_out(def: &WorldDef, nav: &NavGrid, places: &Places) -> Vec<String> {
    let mut left_out = Vec::new();
    if def.crowd.count > 0 {
        candidates(
            def,
            nav,
            places,
            &Plan::of(nav, Grounds::of(nav).ways),
            &mut left_out,
        );
    }
    left_out
}

/// The roles of a world's crowd, whose ids count from `first_id` on: each has as many ids as its share says.
pub fn roles(def: &WorldDef, first_id: u32) -> Vec<Role> {
    let crowd = &def.crowd;
    let all: u64 = crowd.roles.iter().map(|role| u64::from(role.share)).sum();
    let mut sum = 0;
    let mut roles: Vec<Role> = Vec::new();
    for role in &crowd.roles {
        sum += u64::from(role.share);
        let ids = u64::from(crowd.count) * sum / all.max(1);
        let ends = first_id.saturating_add(ids as u32);
        // Too few came for a small share.
        if ends > roles.last().map_or(first_id, |before| before.ends) {
            let weights = role.grows.map(|quarters| quarters.min(16) as u8);
            roles.push(Role { ends, weights });
        }
    }
    roles
}

/// The times of a world's crowd, and the rate of its clock.
pub fn params(def: &WorldDef) -> Params {
    Params {
        start_minute: def.start_minute % 1_440,
        rate: def.clock_rate,
        dawn: def.crowd.comes_minute,
        dusk: def.crowd.leaves_minute,
        spread: def.crowd.within_minutes,
        ..Params::default()
    }
}

/// All that the world offers, as far as it fits.
fn candidates(
    def: &WorldDef,
    nav: &NavGrid,
    places: &Places,
    plan: &Plan,
    left_out: &mut Vec<String>,
) -> Vec<Candidate> {
    let doors = entrances::doors(def, places);
    let Some(home) = entrances::home(plan, &doors) else {
        left_out
            .push("the whole crowd: nothing that it could come in by is near free ground".into());
        return Vec::new();
    };
    let mut site = Site {
        def,
        places,
        nav,
        plan,
        home,
        taken: Vec::new(),
        candidates: Vec::new(),
        left_out: Vec::new(),
    };
    entrances::add(&mut site, &doors, fit::most_entrances(plan));
    looks::add(&mut site);
    seats::add(&mut site);
    lines::add(&mut site);
    groups::add(&mut site);
    left_out.append(&mut site.left_out);
    fit::fit(plan, site.candidates, left_out)
}

/// The place, and the destinations that it has. Those that the builder refuses after all are left out.
fn build_place(
    grounds: &Grounds,
    roles: &[Role],
    mut candidates: Vec<Candidate>,
    left_out: &mut Vec<String>,
) -> Result<(BuiltPlace, Vec<Candidate>), TownError> {
    loop {
        let mut builder = grounds.place();
        builder.roles(roles.to_vec());
        for candidate in &candidates {
            builder.add(candidate.destination.clone());
        }
        let error = match builder.build() {
            Ok(place) => return Ok((place, candidates)),
            Err(error) => error,
        };
        let last = candidates.len().checked_sub(1);
        let refused = match error {
            PlaceError::Destination(number, _)
            | PlaceError::Unreachable(number)
            | PlaceError::Point {
                destination: number,
                ..
            } => Some(number),
            PlaceError::Choices { .. }
            | PlaceError::Claims(_)
            | PlaceError::Words(_)
            | PlaceError::Destinations(_) => last,
            PlaceError::Size(..)
            | PlaceError::Shift(_)
            | PlaceError::Fine(..)
            | PlaceError::Roles(_)
            | PlaceError::Role(..) => None,
        };
        let Some(number) = refused.filter(|number| Some(*number) <= last) else {
            return Err(TownError::Ground(error));
        };
        let point = match error {
            PlaceError::Point { point, .. } => Some(point),
            _ => None,
        };
        leave_out(&mut candidates, number, point, &error, left_out);
    }
}

/// One point of a destination, or all of it.
fn leave_out(
    candidates: &mut Vec<Candidate>,
    number: usize,
    point: Option<usize>,
    error: &PlaceError,
    left_out: &mut Vec<String>,
) {
    let candidate = &mut candidates[number];
    match point {
        Some(point) if candidate.destination.points.len() > 1 => {
            candidate.destination.points.remove(point);
            let name = if point < candidate.seats.len() {
                format!("seat `{}`", candidate.seats.remove(point).0)
            } else {
                format!("a spot of {}", candidate.name)
            };
            left_out.push(format!("{name}: {error}"));
        }
        _ => {
            left_out.push(format!("{}: {error}", candidate.name));
            candidates.remove(number);
        }
    }
}
