//! What every maker of destinations shares: the world, its ground, what is taken, and what was left out.

use bevy_math::Vec2;
use stoa_tick::rules::plaza::{Destination, Point, tables::Use};

use super::plan::Plan;
use crate::{Place, PlaceId, Places, SeatId, WorldDef, nav::NavGrid, pose::UNITS_PER_METRE};

/// A destination may be this wide at most, and must be this wide at least, in metres.
const MOST_RADIUS_M: f32 = 16.0;
const LEAST_RADIUS_M: f32 = 0.5;

/// A destination that may become one of the town's.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// As people would call it, for reports.
    pub name: String,
    pub place: Option<PlaceId>,
    pub destination: Destination,
    /// Where there is not room for all, those of a lower rank stay.
    pub rank: u32,
    /// The seats that its points are.
    pub seats: Vec<SeatId>,
}

/// What destinations are made from.
pub(super) struct Site<'a> {
    pub def: &'a WorldDef,
    pub places: &'a Places,
    pub nav: &'a NavGrid,
    pub plan: &'a Plan,
    /// The piece of ground that the crowd lives on.
    pub home: u32,
    /// Where somebody will stand or walk up to, with the room to leave there in metres.
    pub taken: Vec<(Vec2, f32)>,
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<String>,
}

impl Site<'_> {
    /// Whether the crowd can stand at a point.
    pub fn is_home(&self, at: Vec2) -> bool {
        self.plan.piece(at) == self.home
    }

    /// What is taken within so many metres.
    pub fn taken_near(&self, at: Vec2, metres: f32) -> Vec<(Vec2, f32)> {
        let near = self.taken.iter().filter(|one| one.0.distance(at) <= metres);
        near.copied().collect()
    }

    pub fn leave_out(&mut self, name: &str, why: &str) {
        self.left_out.push(format!("{name}: {why}"));
    }

    /// The smallest place that a point lies in.
    pub fn place_at(&self, at: Vec2) -> Option<&Place> {
        let inside = |p: &&Place| Vec2::new(p.at.x, p.at.z).distance(at) <= p.radius_m;
        let inside = self.places.places.values().filter(inside);
        inside.min_by(|a, b| a.radius_m.total_cmp(&b.radius_m))
    }

    pub fn point(&self, at: Vec2, heading: u32) -> Point {
        let (x, y) = self.plan.units(at);
        Point { x, y, heading }
    }

    /// A destination around a point, without points of its own yet. Stays are in seconds.
    pub fn destination(
        &self,
        purpose: Use,
        at: Vec2,
        radius_m: f32,
        offers: [u32; 4],
        dwell: (u32, u32),
    ) -> Destination {
        let (x, y) = self.plan.units(at);
        let radius_m = radius_m.clamp(LEAST_RADIUS_M, MOST_RADIUS_M);
        Destination {
            purpose,
            x,
            y,
            radius: (radius_m * UNITS_PER_METRE) as i32,
            offers,
            dwell,
            points: Vec::new(),
            reach: None,
        }
    }
}

/// Whether nobody of those who stand elsewhere is as near as this, or as they need, in metres.
pub(super) fn is_apart(taken: &[(Vec2, f32)], at: Vec2, metres: f32) -> bool {
    let mut taken = taken.iter();
    taken.all(|(other, room)| other.distance(at) >= metres.max(*room))
}

/// The tick's heading (0 east, a quarter south) of one who looks along `direction` (x, z).
pub(super) fn heading_along(direction: Vec2) -> u32 {
    let turns = direction.y.atan2(direction.x) / core::f32::consts::TAU;
    (turns * 65_536.0).round() as i32 as u32 & 0xffff
}

/// The tick's heading of a [`crate::Pose::yaw`] (0 north, a quarter west).
pub fn heading_of_yaw(yaw: u16) -> u32 {
    49_152_u32.wrapping_sub(u32::from(yaw)) & 0xffff
}

/// The other way round.
pub fn yaw_of_heading(heading: u32) -> u16 {
    49_152_u32.wrapping_sub(heading) as u16
}

/// The middle of some points; the origin for none.
pub(super) fn mean(points: impl ExactSizeIterator<Item = Vec2>) -> Vec2 {
    let count = points.len().max(1) as f32;
    points.sum::<Vec2>() / count
}

/// The widest distance of some points from a middle.
pub(super) fn spread(points: &[Vec2], middle: Vec2) -> f32 {
    points
        .iter()
        .map(|p| p.distance(middle))
        .fold(0.0, f32::max)
}
