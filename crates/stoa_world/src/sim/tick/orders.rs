//! What a body is told in a tick: where it is, or which way it wishes to go.

use bevy_math::Vec2;
use stoa_tick::rules::plaza::Order;

use crate::{Pose, pose::UNITS_PER_METRE, sim::TICK_SECONDS, town::Origin};

use super::hosts::Host;

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

    fn walk(&mut self, want: Vec2, tick: u32) -> Option<Order> {
        let unit = |m_s: f32| (m_s * TICK_SECONDS * UNITS_PER_METRE).round() as i32;
        let order = match (unit(want.x), unit(want.y)) {
            (0, 0) => Order::Stay,
            (vx, vy) => Order::Walk { vx, vy },
        };
        self.walks_since.get_or_insert(tick);
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
