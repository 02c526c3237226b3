//! From a wish and what was gathered to a step.

use super::sense::{Sums, WIDE_GAP};
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
    /// In 1/65536 m a tick, at most [`FASTEST_WISH`]; 0 stands.
    pub speed: i32,
}

/// The most that a host may wish of each part of a velocity, in 1/65536 m a tick: 3.7 m/s.
pub const MOST_WISH: i32 = 8_000;
/// And so of its length: √2 · [`MOST_WISH`], rounded up.
pub const FASTEST_WISH: i32 = 11_314;
/// The most a heading turns in a tick: 500 degrees a second.
pub(super) const TURN: i32 = 3_034;
/// A room ahead is walked into in this many ticks at the earliest: 0.83 s. With [`super::sense::FOLLOW`] and
/// [`super::sense::HALF_WIDTH`] it decides speeds in a crowd.
pub(super) const HEADWAY: i32 = 25;
/// A push counts for at most this, in 1/1024 of the wish.
pub(super) const MOST_PUSH: i32 = 8_192;
/// However hard it is pushed back, a walker keeps this much of its wish, in 1/1024.
pub(super) const LEAST_WISH: i32 = 300;
/// Who is held up for more ticks than this tries sideways.
pub const PATIENCE: u32 = 30;
/// And pushes on at up to this, in 1/65536 m a tick: 0.37 m/s.
pub(super) const CREEP: i32 = 800;
/// A turn must promise this much more than going on, in 1/65536 m a tick.
pub(super) const INERTIA: i32 = 300;
/// The most a velocity changes in a tick: 0.25 m/s at 30 ticks a second.
pub(super) const CHANGE: i32 = 546;
/// Who was put in motion faster than this (7.5 m/s) slows down to it at once.
pub(super) const FASTEST: i32 = 16_384;
/// The most that overlap moves a body in a tick and an axis: 3 cm.
pub(super) const MOST_PRESS: i32 = 2_000;

/// `from` turned toward `to` by at most `most`; angles 0..65536.
#[inline]
pub fn turned(from: u32, to: u32, most: i32) -> u32 {
    let way = ((to.wrapping_sub(from) << 16) as i32) >> 16;
    from.wrapping_add(way.clamp(-most, most) as u32) & 0xffff
}

/// The length of a vector whose parts are below 32,768.
#[inline]
pub fn length(x: i32, y: i32) -> i32 {
    // Each square is at most 2^30, both together at most 2^31: that fits a u32.
    crate::bound!(x.abs() <= 32_768 && y.abs() <= 32_768);
    math::isqrt((x * x) as u32 + (y * y) as u32) as i32
}

/// How far overlap moves a body, in 1/65536 m. Who is held up turns a shoulder and edges through: only a quarter as far
/// (that walking sideways resolves counterflows is seen in Fukamachi, Nagatani, "Sidle effect on pedestrian counter flow",
/// 2007).
#[inline]
pub fn press(sums: &Sums, stuck: u32) -> (i32, i32) {
    let shift = if stuck > PATIENCE { 6 } else { 4 };
    let part = |press: i32| (press >> shift).clamp(-MOST_PRESS, MOST_PRESS);
    (part(sums.press_x), part(sums.press_y))
}

/// The pace at which a gap is walked into.
#[inline]
fn pace_in(gap: i32) -> i32 {
    // No gap is wider than 2^13: shifted 2^19, the pace below 2^15.
    crate::bound!((0..=WIDE_GAP).contains(&gap));
    (gap << 6) / HEADWAY
}

/// The turn from the heading that promises the most progress toward `to`, where there is no room to go on: (turn,
/// whether there is one).
#[inline]
fn best_turn(heading: u32, to: u32, speed: i32, sums: &Sums) -> (u32, bool) {
    // speed < 2^14, |cosine| ≤ 2^10: products below 2^24.
    crate::bound!((0..=FASTEST_WISH).contains(&speed));
    let worth = |gap: i32, turn: u32| {
        let along = cosine(to.wrapping_sub(heading.wrapping_add(turn))) >> 4;
        (speed.min(pace_in(gap)) * along) >> 10
    };
    let mut best = (0, false);
    if pace_in(sums.gap) >= speed {
        return best;
    }
    let mut most = worth(sums.gap, 0) + INERTIA;
    for (i, turn) in [8_192, 57_344, 16_384, 49_152].into_iter().enumerate() {
        let worth = worth(sums.sides[i], turn);
        if worth > most {
            most = worth;
            best = (turn, true);
        }
    }
    best
}

/// Turns and speeds up or down. The step of the tick is the new velocity (and [`press`]).
#[inline]
pub fn steer(walker: &mut Walker, wish: &Wish, sums: &Sums, random: u32) {
    walker.vx = walker.vx.clamp(-FASTEST, FASTEST);
    walker.vy = walker.vy.clamp(-FASTEST, FASTEST);
    let px = sums.push_x.clamp(-MOST_PUSH, MOST_PUSH);
    let py = sums.push_y.clamp(-MOST_PUSH, MOST_PUSH);
    // |e| ≤ 1025 (1024, and one where a negative was rounded down), |p| ≤ 2^13: sums below 2^24.1.
    crate::bound!(wish.ex.abs() <= 1_025 && wish.ey.abs() <= 1_025);
    let along = (wish.ex * px + wish.ey * py) >> 10;
    let aside = (wish.ex * py - wish.ey * px) >> 10;
    let restless = if walker.stuck > PATIENCE {
        walker.stuck as i32
    } else {
        0
    };
    let wiggle = ((random as i32 >> 16) * restless) >> 16;
    let forward = (1_024 + along).max(LEAST_WISH);
    let aside = (aside + wiggle).clamp(-3 * forward, 3 * forward);
    // along, aside ≤ 16,400, forward 1024 more, |wiggle| ≤ 2^7, e ≤ 1025: products below 1.8e7 each, together below 2^16
    // after the shift, within what `angle` takes.
    crate::bound!(forward <= 17_424 && aside.abs() <= 16_528);
    let dx = (wish.ex * forward - wish.ey * aside) >> 10;
    let dy = (wish.ey * forward + wish.ex * aside) >> 10;
    crate::bound!(dx.abs() <= 131_071 && dy.abs() <= 131_071);
    let to = angle(dx, dy);
    let wished = (wish.speed * forward.min(1_024)) >> 10;
    let (turn, turned_aside) = best_turn(walker.heading, to, wish.speed, sums);
    let target = if turned_aside {
        walker.heading.wrapping_add(turn)
    } else {
        to
    };
    let heading = if wish.speed > 0 {
        turned(walker.heading, target, TURN)
    } else {
        walker.heading
    };
    walker.heading = heading;

    let creep = if walker.stuck > PATIENCE {
        (walker.stuck as i32 * 8).min(CREEP)
    } else {
        0
    };
    let room = pace_in(sums.gap).max(creep);
    let faced = if turned_aside {
        1_024
    } else {
        (cosine(to.wrapping_sub(heading)) >> 4).max(0)
    };
    let speed = (wished.min(room) * faced) >> 10;
    let (tx, ty) = (
        ((cosine(heading) >> 4) * speed) >> 10,
        ((sine(heading) >> 4) * speed) >> 10,
    );
    // |t| ≤ 11,315 and |v| ≤ 16,384: each part of c below 2^15, its square sum below 2^31.
    let (cx, cy) = (tx - walker.vx, ty - walker.vy);
    let change = length(cx, cy);
    crate::bound!(cx.abs() < 1 << 15 && cy.abs() < 1 << 15);
    if change > CHANGE {
        // |c| ≤ 2^15, CHANGE < 2^10.
        walker.vx += cx * CHANGE / change;
        walker.vy += cy * CHANGE / change;
    } else {
        walker.vx = tx;
        walker.vy = ty;
    }
    // v is between the old and t: at most 2^14; e ≤ 1025: the sum below 2^25.1, four times what is left of it below 2^18.
    crate::bound!(walker.vx.abs() <= FASTEST && walker.vy.abs() <= FASTEST);
    let progress = (walker.vx * wish.ex + walker.vy * wish.ey) >> 10;
    walker.stuck = if wish.speed > 0 && progress * 4 < wish.speed {
        (walker.stuck + 1).min(255)
    } else {
        walker.stuck.saturating_sub(4)
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        random::mix,
        rules::{pack, unpack},
    };

    #[test]
    fn no_wish_that_a_host_may_have_overflows() {
        let ends = [i32::MIN / 2, -9_000, -1, 0, 1, 9_000, i32::MAX / 2];
        for i in 0..400_000_u32 {
            let bits = |purpose: u32| mix(mix(i) ^ purpose);
            let part = |purpose: u32, most: i32| {
                let any = (bits(purpose) >> 8) as i32 % (most + 1);
                [any, -any, most, -most][bits(purpose) as usize % 4]
            };
            let (x, y) = (part(1, MOST_WISH), part(2, MOST_WISH));
            let speed = length(x, y);
            assert!(speed <= FASTEST_WISH);
            let along = |v: i32| v * 1_024 / speed.max(1);
            let wish = Wish {
                ex: along(x),
                ey: along(y),
                speed,
            };
            let mut walker = Walker {
                vx: part(3, 32_767),
                vy: part(4, 32_767),
                heading: bits(5) & 0xffff,
                stuck: bits(6) & 0xff,
            };
            let gap = |purpose: u32| (bits(purpose) & 0x1fff) as i32;
            let sums = Sums {
                push_x: ends[bits(7) as usize % 7],
                push_y: ends[bits(8) as usize % 7],
                press_x: ends[bits(9) as usize % 7],
                press_y: ends[bits(10) as usize % 7],
                gap: gap(11),
                sides: [12, 13, 14, 15].map(gap),
                person: i32::MAX,
                against: 0,
            };
            let (px, py) = press(&sums, walker.stuck);
            assert!(px.abs() <= MOST_PRESS && py.abs() <= MOST_PRESS);
            steer(&mut walker, &wish, &sums, bits(16));
            assert!(walker.heading <= 0xffff && walker.stuck <= 255);
            // It fits a velocity, and no part is faster than any may be.
            let velocity = unpack(pack(walker.vx, walker.vy));
            assert_eq!(velocity, (walker.vx, walker.vy));
            let fastest = walker.vx.abs().max(walker.vy.abs());
            assert!(fastest <= FASTEST, "{fastest}");
        }
    }
}
