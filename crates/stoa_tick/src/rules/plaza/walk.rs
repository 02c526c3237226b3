//! From a wish and what was gathered to a step.

use super::sense::Sums;
use crate::math::{self, angle, cosine, sine};

/// Who walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walker {
    /// Velocity in 1/65536 m a tick.
    pub vx: i32,
    pub vy: i32,
    /// 0..65536.
    pub heading: u32,
    /// Ticks held up, at most 255.
    pub stuck: u32,
}

/// Where it wants to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Unit vector in 1/1024.
    pub ex: i32,
    pub ey: i32,
    /// In 1/65536 m a tick, at most 4096; 0 stands.
    pub speed: i32,
}

/// The most a heading turns in a tick: 500 degrees a second.
const TURN: i32 = 3_034;
/// A room ahead is walked into in this many ticks at the earliest: 0.83 s. With [`super::sense::FOLLOW`] and
/// [`super::sense::HALF_WIDTH`] it decides speeds in a crowd.
const HEADWAY: i32 = 25;
/// A push counts for at most this, in 1/1024 of the wish.
const MOST_PUSH: i32 = 8_192;
/// However hard it is pushed back, a walker keeps this much of its wish, in 1/1024.
const LEAST_WISH: i32 = 300;
/// Who is held up for more ticks than this tries sideways.
const PATIENCE: u32 = 30;
/// The most a velocity changes in a tick: 0.25 m/s at 30 ticks a second.
const CHANGE: i32 = 546;
/// Who was put in motion faster than this (7.5 m/s) slows down to it at once.
const FASTEST: i32 = 16_384;
/// The most that overlap moves a body in a tick and an axis: 3 cm.
const MOST_PRESS: i32 = 2_000;

/// `from` turned toward `to` by at most `most`; angles 0..65536.
#[inline]
pub fn turned(from: u32, to: u32, most: i32) -> u32 {
    let way = ((to.wrapping_sub(from) << 16) as i32) >> 16;
    from.wrapping_add(way.clamp(-most, most) as u32) & 0xffff
}

/// The length of a vector whose parts are below 32,768.
#[inline]
pub fn length(x: i32, y: i32) -> i32 {
    // 2 · 2^30 = 2^31 fits a u32.
    crate::bound!(x.abs() <= 32_768 && y.abs() <= 32_768);
    math::isqrt((x * x + y * y) as u32) as i32
}

/// How far overlap moves a body, in 1/65536 m.
#[inline]
pub fn press(sums: &Sums) -> (i32, i32) {
    let part = |press: i32| (press >> 4).clamp(-MOST_PRESS, MOST_PRESS);
    (part(sums.press_x), part(sums.press_y))
}

/// Turns and speeds up or down. The step of the tick is the new velocity (and [`press`]).
#[inline]
pub fn steer(walker: &mut Walker, wish: &Wish, sums: &Sums, random: u32) {
    walker.vx = walker.vx.clamp(-FASTEST, FASTEST);
    walker.vy = walker.vy.clamp(-FASTEST, FASTEST);
    let px = sums.push_x.clamp(-MOST_PUSH, MOST_PUSH);
    let py = sums.push_y.clamp(-MOST_PUSH, MOST_PUSH);
    // |e| ≤ 1024, |p| ≤ 2^13: sums below 2^24.
    let along = (wish.ex * px + wish.ey * py) >> 10;
    let aside = (wish.ex * py - wish.ey * px) >> 10;
    let restless = if walker.stuck > PATIENCE { walker.stuck as i32 } else { 0 };
    let wiggle = ((random as i32 >> 16) * restless) >> 16;
    let forward = (1_024 + along).max(LEAST_WISH);
    let aside = (aside + wiggle).clamp(-3 * forward, 3 * forward);
    // forward < 2^14, aside < 2^15.6, e ≤ 2^10: parts below 2^16.2 after the shift, within what `angle` takes.
    let dx = (wish.ex * forward - wish.ey * aside) >> 10;
    let dy = (wish.ey * forward + wish.ex * aside) >> 10;
    let to = angle(dx, dy);
    let heading = if wish.speed > 0 { turned(walker.heading, to, TURN) } else { walker.heading };
    walker.heading = heading;

    // gap ≤ 2^13: room < 2^15.
    let room = (sums.gap << 6) / HEADWAY;
    let wished = (wish.speed * forward.min(1_024)) >> 10;
    let faced = (cosine(to.wrapping_sub(heading)) >> 4).max(0);
    let speed = (wished.min(room) * faced) >> 10;
    let (tx, ty) = ((cosine(heading) >> 4) * speed >> 10, (sine(heading) >> 4) * speed >> 10);
    let (cx, cy) = (tx - walker.vx, ty - walker.vy);
    let change = length(cx, cy);
    if change > CHANGE {
        // |c| ≤ 2^15, CHANGE < 2^10.
        walker.vx += cx * CHANGE / change;
        walker.vy += cy * CHANGE / change;
    } else {
        walker.vx = tx;
        walker.vy = ty;
    }
    let progress = (walker.vx * wish.ex + walker.vy * wish.ey) >> 10;
    walker.stuck = if wish.speed > 0 && progress * 4 < wish.speed {
        (walker.stuck + 1).min(255)
    } else {
        walker.stuck.saturating_sub(4)
    };
}
