//! One of the crowd at the moment that is drawn, between two ticks: the twin of `moment` in `shaders/crowd/figure.wgsl`.

use bevy::math::Vec3;

use super::{
    body::{Body, CARRIED_M},
    mix, smoothstep, turned,
};
use crate::crowd::clips::SEAT_M;

/// Somebody at the moment that is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::crowd) struct Moment {
    pub(in crate::crowd) at: Vec3,
    /// In turns, from +x toward +z.
    pub(in crate::crowd) heading: f32,
    pub(in crate::crowd) phase: f32,
    pub(in crate::crowd) speed: f32,
    pub(in crate::crowd) sitting: f32,
}

impl Moment {
    /// `part` of the way from a body at the tick before to what it is at the one shown.
    pub(in crate::crowd) fn between(old: &Body, new: &Body, part: f32, scale: f32) -> Self {
        let goes_on = old.is_here() && old.place().distance(new.place()) <= CARRIED_M;
        let part = if goes_on { part } else { 1.0 };
        let sitting = mix(old.sitting, new.sitting, part);
        let ground = mix(old.ground, new.ground, part);
        let seated = smoothstep(0.0, 1.0, sitting);
        Self {
            at: Vec3::new(
                mix(old.at[0], new.at[0], part),
                mix(ground, new.seat - SEAT_M * scale, seated),
                mix(old.at[1], new.at[1], part),
            ),
            heading: old.heading + turned(new.heading - old.heading) * part,
            phase: old.phase + turned(new.phase - old.phase) * part,
            speed: mix(old.speed, new.speed, part),
            sitting,
        }
    }
}

/// The time of somebody's idle movements, so that nobody moves in step with another.
pub(in crate::crowd) fn seconds(time_s: f32, who: u32) -> f32 {
    time_s + (who.wrapping_mul(40_503) & 0xffff) as f32 * 0.001
}
