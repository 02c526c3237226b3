//! The way itself: its corners, and how far one has come.

use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{Pose, Tick, nav::NavGrid};

/// The way a body is walking.
#[derive(Component, Debug, Clone, Default)]
pub struct Route {
    /// Corners of the way, in metres; the last is its end.
    pub points: Vec<Vec3>,
    /// The corner that is walked toward.
    pub next: usize,
    /// The heading to take on standing still, in 1/65536 turn.
    pub face: Option<u16>,
    /// The velocity of the last tick in metres a second: x and z.
    pub velocity: Vec2,
    /// The velocity that is wished for in this tick.
    pub(in crate::sim) want: Vec2,
    /// Seconds until the end of the way is reached: who stands beyond it is in nobody's way.
    pub(in crate::sim) horizon_s: f32,
    pub(in crate::sim) turning: bool,
    pub(in crate::sim) steer_until: Tick,
    /// Where a teleport ends, in this tick.
    landing: Option<Pose>,
    pub(super) aim: Vec3,
    pub(super) planned_at: Tick,
    pub(super) best_m: f32,
    pub(super) stuck: u32,
    pub(super) tries: u8,
    pub(super) halted: bool,
}

impl Route {
    /// Forgets the way; the heading stays.
    pub(in crate::sim) fn clear(&mut self) {
        *self = Self {
            face: self.face,
            velocity: self.velocity,
            turning: self.turning,
            steer_until: self.steer_until,
            ..Self::default()
        };
    }

    /// Metres from `at` along the way to its end; `None` without a way.
    pub fn remaining_m(&self, at: Vec3) -> Option<f32> {
        let next = self.points.get(self.next)?;
        let rest: f32 = self.points[self.next..]
            .windows(2)
            .map(|w| w[0].xz().distance(w[1].xz()))
            .sum();
        Some(at.xz().distance(next.xz()) + rest)
    }
}

impl Route {
    /// The body is to be at `pose`, facing `yaw`, when bodies move in this tick.
    pub(in crate::sim) fn land(&mut self, pose: Pose, yaw: u16) {
        self.landing = Some(Pose { yaw, ..pose });
        self.face = Some(yaw);
        self.velocity = Vec2::ZERO;
    }

    pub(in crate::sim) fn take_landing(&mut self) -> Option<Pose> {
        self.landing.take()
    }

    /// Where this way ends.
    pub(in crate::sim) fn end(&self) -> Option<Vec3> {
        self.points.last().copied()
    }

    /// Takes a new way, which ends at `aim`.
    pub(in crate::sim) fn take(&mut self, points: Vec<Vec3>, aim: Vec3, now: Tick) {
        self.points = points;
        self.next = 0;
        self.aim = aim;
        self.planned_at = now;
        self.best_m = f32::MAX;
        self.stuck = 0;
        self.halted = false;
    }
}

/// A way over the grid that keeps off the given bodies.
pub(in crate::sim) fn plan(
    nav: &NavGrid,
    from: Vec3,
    to: Vec3,
    bodies: &[Vec3],
) -> Option<Vec<Vec3>> {
    let way = nav.path(from, to, |p| {
        bodies.iter().any(|b| b.xz().distance_squared(p) < 0.42)
    })?;
    // The first point is where the body stands.
    let skip = usize::from(way.len() > 1 && way[0].xz().distance(from.xz()) < 0.2);
    Some(way[skip..].to_vec())
}
