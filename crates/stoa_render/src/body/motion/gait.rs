//! Walking and running: feet that stay where they are put down.
//!
//! A cycle is two steps. While a foot is down it moves back under the body exactly as fast as the body moves ahead, so it
//! stands still in the world; the phase advances by distance, not by time.

use bevy::math::{Quat, Vec3};

use crate::body::{
    clay::smooth,
    rig::{FOOT, Frame},
};

/// Metres of ground in one cycle at a speed in m/s.
pub fn stride_m(frame: &Frame, speed: f32) -> f32 {
    frame.scale * (0.60 + 0.46 * speed.clamp(0.0, 6.0))
}

/// The share of the cycle a foot is down.
pub fn duty(speed: f32) -> f32 {
    0.62 - 0.26 * smooth(1.7, 2.7, speed)
}

/// One foot in body space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub ankle: Vec3,
    pub turn: Quat,
    /// How far the toes are bent up, in radians.
    pub toes: f32,
    /// The foot bears weight.
    pub down: bool,
}

/// Where the foot of `side` is at `phase` (cycles) for a body moving `velocity` (m/s; x right, y ahead); `out` is how far
/// toes point outward, in radians.
pub fn step(frame: &Frame, side: usize, phase: f32, velocity: (f32, f32), out: f32) -> Step {
    let speed = velocity.0.hypot(velocity.1);
    let (down_share, travel) = (duty(speed), duty(speed) * stride_m(frame, speed));
    let t = (phase + 0.5 * side as f32).rem_euclid(1.0);
    let run = smooth(1.7, 2.7, speed);
    // Backward and sideways steps roll less.
    let ahead = if speed > 1e-3 {
        velocity.1 / speed
    } else {
        1.0
    };
    let roll = 0.15 + 0.85 * smooth(-0.2, 0.8, ahead);
    let down = t < down_share;
    let (along, lift, pitch, toes);
    if down {
        let s = t / down_share;
        along = 0.5 - s;
        lift = 0.0;
        let heel = 0.30 * (1.0 - run) * smooth(0.20, 0.0, s);
        let push = (0.62 + 0.2 * run) * smooth(0.55, 1.0, s);
        pitch = (heel - push) * roll;
        toes = push * roll;
    } else {
        let s = (t - down_share) / (1.0 - down_share);
        // Leaves and meets the ground at the ground's own speed (cubic Hermite).
        let slope = -(1.0 - down_share) / down_share;
        let (s2, s3) = (s * s, s * s * s);
        along = -0.5 * (2.0 * s3 - 3.0 * s2 + 1.0)
            + slope * (s3 - 2.0 * s2 + s)
            + 0.5 * (3.0 * s2 - 2.0 * s3)
            + slope * (s3 - s2);
        lift = (0.045 + 0.10 * run) * frame.scale * (s * std::f32::consts::PI).sin();
        let back = 0.62 + 0.2 * run;
        let swing = smooth(0.0, 0.75, s);
        pitch = (-back * (1.0 - swing) + 0.30 * (1.0 - run) * swing) * roll;
        toes = back * roll * smooth(0.35, 0.0, s);
    }
    let hip = frame.bind(FOOT[side]);
    let (dx, dz) = if speed > 1e-3 {
        (velocity.0 / speed, -velocity.1 / speed)
    } else {
        (0.0, -1.0)
    };
    let narrow = 1.0 - 0.22 * smooth(0.4, 1.4, speed) * ahead.abs();
    let sole = Vec3::new(
        hip.x * narrow + dx * along * travel,
        lift,
        hip.z + dz * along * travel,
    );
    let yaw = Quat::from_rotation_y(-out * if side == 0 { -1.0 } else { 1.0 });
    pivoted(frame, sole, yaw, pitch, toes, down)
}

/// A foot whose sole lies at `sole` when flat, pitched about its heel (up) or its ball (down).
pub fn pivoted(frame: &Frame, sole: Vec3, yaw: Quat, pitch: f32, toes: f32, down: bool) -> Step {
    let s = frame.scale;
    let pivot = if pitch > 0.0 {
        Vec3::new(0.0, 0.0, 0.06 * s)
    } else {
        Vec3::new(0.0, 0.022 * s, -0.127 * s)
    };
    let ankle = Vec3::new(0.0, 0.085 * s, 0.0);
    let tilt = Quat::from_rotation_x(pitch);
    Step {
        ankle: sole + yaw * (pivot + tilt * (ankle - pivot)),
        turn: yaw * tilt,
        toes: if pitch < 0.0 { toes } else { 0.0 },
        down,
    }
}
