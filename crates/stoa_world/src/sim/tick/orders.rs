//! What a body is told in a tick: where it is, or which way it wishes to go.

use bevy_math::Vec2;
use stoa_tick::rules::plaza::Order;

use crate::{Pose, pose::UNITS_PER_METRE, sim::TICK_SECONDS, town::Origin};

use super::hosts::Host;

/// How one of the crowd is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Seated,
    Still,
    /// Under way.
    Moving,
}

/// What the world knows of a body.
pub(super) struct Known<'a> {
    pub(super) pose: &'a Pose,
    /// The claim that the body holds: see [`Order::Hold`].
    pub(super) hold: Option<u32>,
    /// The wished velocity in metres a second (x, z) of one that the tick moves; `None`: the world moves it.
    pub(super) want: Option<Vec2>,
}

impl Host {
    /// The order that tells the tick what has changed, if something has. `tick` is the one that will be computed next.
    pub(super) fn tell(&mut self, known: &Known, origin: Origin, tick: u32) -> Option<Order> {
        if self.last.is_some() && known.hold != self.hold {
            self.hold = known.hold;
            return Some(Order::Hold { slot: known.hold });
        }
        let at = (known.pose.x, known.pose.z);
        match known.want {
            Some(want) if self.last.is_some() && self.at == at => self.walk(want, tick),
            _ => self.place(known.pose, origin),
        }
    }

    /// The same for one of the crowd who has a mind: it stops as one who walks does, and turns where it stands then. Who
    /// sits goes on sitting until its mind wants to go somewhere.
    pub(super) fn lead(
        &mut self,
        pose: &Pose,
        want: Vec2,
        stands: Stands,
        origin: Origin,
    ) -> Option<Order> {
        let order = match (walk(want), stands) {
            (Order::Stay, Stands::Seated) => return None,
            (Order::Stay, Stands::Still) => {
                let (x, y, heading) = origin.to_tick(pose);
                Order::Place { x, y, heading }
            }
            (order, _) => order,
        };
        self.news(order)
    }

    fn walk(&mut self, want: Vec2, tick: u32) -> Option<Order> {
        self.walks_since.get_or_insert(tick);
        self.news(walk(want))
    }

    /// The order, unless it was the last one.
    pub(super) fn news(&mut self, order: Order) -> Option<Order> {
        (self.last != Some(order)).then(|| {
            self.last = Some(order);
            order
        })
    }

    fn place(&mut self, pose: &Pose, origin: Origin) -> Option<Order> {
        let (x, y, heading) = origin.to_tick(pose);
        let order = Order::Place { x, y, heading };
        let at = (pose.x, pose.z);
        let moved = self.last.is_none() || self.at != at;
        let told = self.last == Some(order) && !self.was_moved;
        self.was_moved = moved;
        self.walks_since = None;
        self.at = at;
        (!told).then(|| {
            self.last = Some(order);
            order
        })
    }
}

/// To go with this velocity (x, z) in metres a second.
fn walk(want: Vec2) -> Order {
    let unit = |m_s: f32| (m_s * TICK_SECONDS * UNITS_PER_METRE).round() as i32;
    match (unit(want.x), unit(want.y)) {
        (0, 0) => Order::Stay,
        (vx, vy) => Order::Walk { vx, vy },
    }
}
