//! What a walker gathers from those around it: where to give way, how far it may go on, and who presses on it.
//!
//! Sums and minima, so that the order of neighbours does not matter, without a branch or a square root:
//!
//! - Giving way, by the closest approach of two bodies that go on as they do (Karamouzas, Heil, van Beek, Overmars,
//!   "A predictive collision avoidance model for pedestrian simulation", 2009; the weight falls with the time left,
//!   after Karamouzas, Skinner, Guy, "Universal power law governing pedestrian interactions", 2014). The push is along
//!   the normal of the relative velocity; both of a pair find the same sign, so they never dodge to the same side, and
//!   what is too close to call goes to the right: who meets passes on the right, who crosses lets the right-hand one
//!   through.
//! - Distance: a push away from those within arm's length, weaker from behind (the direction term of the
//!   collision-free speed model; Tordeux, Chraibi, Seyfried, 2016).
//! - The room ahead: the smallest gap along one's heading, each other taken where it will be in a quarter second (the
//!   same model's speed term with the anticipation of Xu, Chraibi, Seyfried, "Anticipation in a velocity-based model
//!   for pedestrian dynamics", 2021); also in four directions beside it, to choose the way that promises most (after
//!   Moussaïd, Helbing, Theraulaz, "How simple rules determine pedestrian behavior and crowd disasters", 2011).
//! - Overlap: half of what two bodies overlap, to first order exact at the touch.
//! - Whether anybody goes another way: only then is there somebody to let through.

use super::words::{COUNTS, KIND_SHIFT, NO_WAY, PERSON};
use crate::math;

/// Others farther than this do not matter, in 1/1024 m: 3 m.
pub const REACH: i32 = 3_072;
/// Two bodies touch at this distance of their middles, in 1/1024 m: twice the radius of 0.25 m.
pub const TOUCH: i32 = 512;
/// An approach closer than this is given way to, in 1/1024 m.
pub const PERSONAL: i32 = 717;
/// Arm's length, in 1/1024 m.
pub const ARM: i32 = 819;
/// An approach later than this does not matter, in ticks: 2.1 s.
pub const HORIZON: i32 = 64;
/// How near the middles of two bodies that walk behind each other may come, in 1/1024 m.
pub const FOLLOW: i32 = 430;
/// Half the width of the way that a walker wants free, in 1/1024 m, and how much of it gives when held up.
pub const HALF_WIDTH: i32 = 405;
pub const SQUEEZE: i32 = 100;
/// No velocity counts for more than this, in 1/1024 m per 16 ticks: 3 m/s.
pub const FAST: i32 = 1_638;
/// No gap is wider than this, in 1/1024 m.
pub const WIDE_GAP: i32 = 8_192;
/// More than this many who count within [`REACH`] leave the proven bounds: sums then wrap, equally on every engine. At ten
/// times the crush in which nobody can move there are 2,000.
pub const MAX_NEIGHBOURS: usize = 8_000;
/// Ways this far apart or farther, in 1/254 turn, go against each other: 106 degrees.
pub const AGAINST: i32 = 75;

/// What a body brings to the gathering: made once, before the first neighbour.
#[derive(Clone, Copy, Debug)]
pub struct Me {
    /// Velocity in 1/1024 m per 16 ticks, within ±[`FAST`].
    pub vx: i32,
    pub vy: i32,
    /// Unit vector of the heading, in 1/1024.
    pub hx: i32,
    pub hy: i32,
    /// Half the width of the way that must be free, in 1/1024 m.
    pub half_width: i32,
    /// Where another seems to be whose middle is exactly one's own, in 1/1024 m; never (0, 0).
    pub nudge_x: i32,
    pub nudge_y: i32,
    /// The way to the destination in 1/254 turn, as others see it.
    pub way: i32,
}

impl Me {
    /// Of a velocity in 1/65536 m a tick, the public word, the ticks held up and an agent's own random bits.
    #[inline]
    pub fn new(vx: i32, vy: i32, word: u32, stuck: u32, own: u32) -> Self {
        let heading = word & 0xffff;
        Self {
            vx: (vx >> 2).clamp(-FAST, FAST),
            vy: (vy >> 2).clamp(-FAST, FAST),
            hx: math::cosine(heading) >> 4,
            hy: math::sine(heading) >> 4,
            half_width: HALF_WIDTH - (stuck as i32).min(SQUEEZE),
            nudge_x: math::cosine(own) >> 9,
            nudge_y: math::sine(own) >> 9,
            way: (word >> 24) as i32,
        }
    }
}

/// What is gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Push that gives way and keeps distance, about 1/1024 of a wish to go on.
    pub push_x: i32,
    pub push_y: i32,
    /// Half of the overlaps, in 1/1024² m.
    pub press_x: i32,
    pub press_y: i32,
    /// Room ahead in 1/1024 m.
    pub gap: i32,
    /// The same half right, half left, right and left of it.
    pub sides: [i32; 4],
    /// Square of the distance to the nearest person, in 1/1024² m².
    pub person: i32,
    /// 1 if somebody goes against one's way, or is moved by a host and so might.
    pub against: i32,
}

/// Nobody near.
pub const ALONE: Sums = Sums {
    push_x: 0,
    push_y: 0,
    press_x: 0,
    press_y: 0,
    gap: WIDE_GAP,
    sides: [WIDE_GAP; 4],
    person: i32::MAX,
    against: 0,
};

/// 1 if `yes`, else 0.
#[inline(always)]
fn bit(yes: bool) -> i32 {
    i32::from(yes)
}

/// min(⌊num / den⌋, [`HORIZON`]) for `num` ≥ 0 and `den` > 0.
///
/// Processors have no vectors of integer division, so floats make an estimate that integers put right: both are within
/// 2^-24 of their floats, and adding 2^23 rounds to the integer in the low bits, so that it is off by at most one.
#[inline(always)]
fn quotient(num: i32, den: i32) -> i32 {
    const SHIFTED: f32 = 8_388_608.0;
    let ratio = num as f32 / den as f32;
    let most = HORIZON as f32;
    let estimate = if ratio < most { ratio } else { most };
    let estimate = ((estimate + SHIFTED).to_bits() & 0xff) as i32;
    // Within ±den of num while the quotient is below HORIZON, and anything above it where it is not.
    let rest = num - estimate * den;
    (estimate - bit(rest < 0) + bit(rest >= den)).min(HORIZON)
}

/// Whether one at (dx, dy) in 1/1024 m with this public word is near enough, and of those who are in others' way.
#[inline(always)]
pub fn matters(dx: i32, dy: i32, word: u32) -> bool {
    dx * dx + dy * dy < REACH * REACH && COUNTS >> (word >> 16 & 15) & 1 == 1
}

/// Adds one other, seen from me: offset in 1/1024 m (within ±32,767), velocity in 1/65536 m a tick, public word.
#[inline(always)]
pub fn meet(sums: &mut Sums, me: &Me, dx: i32, dy: i32, vx: i32, vy: i32, word: u32) {
    // Below 2^31, see `Neighbour::square`.
    let square = dx * dx + dy * dy;
    let counts = (COUNTS >> (word >> 16 & 15)) as i32 & 1;
    let near = bit(square < REACH * REACH) & counts;
    // What is masked stays in the bounds of the near: |dx|, |dy| < 3072.
    let (dx, dy) = (dx * near, dy * near);
    let same = bit((dx | dy) == 0) * near;
    let (dx, dy) = (dx + same * me.nudge_x, dy + same * me.nudge_y);
    let square = dx * dx + dy * dy;

    // Velocities within ±1638, relative ones within ±3276.
    let vx = (vx >> 2).clamp(-FAST, FAST);
    let vy = (vy >> 2).clamp(-FAST, FAST);
    let (wx, wy) = (vx - me.vx, vy - me.vy);
    // |d·w| ≤ |d| |w| < 3072 · 4634 < 1.43e7, times 16 < 2.3e8; w² < 2.15e7, times 64 < 1.4e9.
    let closing = -(dx * wx + dy * wy);
    let speed2 = wx * wx + wy * wy + 1;
    crate::bound!((0..1 << 24).contains(&closing.abs()) && speed2 < 22_000_000);
    let ticks = quotient((closing.max(0)) << 4, speed2);
    let (mx, my) = (dx + ((wx * ticks) >> 4), dy + ((wy * ticks) >> 4));
    // |m| ≤ |d| < 3074 after rounding, where the closest approach is ahead; where it is past, m is d.
    crate::bound!(mx.abs() <= 3_100 && my.abs() <= 3_100);
    let miss = mx * mx + my * my;
    // In 1/1024: at most 502; times time² (2^12): the weight is at most 502.
    let depth = (PERSONAL * PERSONAL - miss).max(0) >> 10;
    let left = HORIZON - ticks;
    let weight = (depth * left * left) >> 12;
    // A person does not give way for us: double.
    let person = bit((word >> KIND_SHIFT) & 3 == PERSON) & near;
    let weight = (weight * bit(closing > 0) * near) << person;
    // To the right while the miss is undecided: within an eighth metre (|w| estimated by its greater part).
    let cross = wx * dy - wy * dx + (wx.abs().max(wy.abs()) << 7);
    let side = 1 - 2 * bit(cross < 0);
    // |w·weight| ≤ 3276 · 1004 < 3.3e6; shifted, at most 6425 a neighbour.
    crate::bound!((wy * weight).abs() < 3_300_000 && (wx * weight).abs() < 3_300_000);
    sums.push_x += (wy * side * weight) >> 9;
    sums.push_y -= (wx * side * weight) >> 9;

    // Distance. Behind counts a quarter.
    let ahead = dx * me.hx + dy * me.hy;
    let arm = ((ARM * ARM - square).max(0) >> 10) >> (2 * bit(ahead < 0));
    let arm = arm * near;
    sums.push_x -= (dx * arm) >> 8;
    sums.push_y -= (dy * arm) >> 8;

    // |d| ≤ 819 where it counts, arm ≤ 655: below 2^12 after the shift. With the push to give way below 2^14 a neighbour:
    // [`MAX_NEIGHBOURS`] of them below 2^27.
    crate::bound!((dx * arm).abs() < 1 << 20 && (dy * arm).abs() < 1 << 20);
    // Overlap: d (R² − d²) / 2R², in 1/1024² m.
    let overlap = (TOUCH * TOUCH - square).max(0) * near;
    // |d| ≤ 512 where it counts, overlap ≤ 2^18: at most 2^27, shifted 2^18: no sum of [`MAX_NEIGHBOURS`] overflows.
    crate::bound!((dx * overlap).abs() <= 1 << 27 && (dy * overlap).abs() <= 1 << 27);
    sums.press_x -= (dx * overlap) >> 9;
    sums.press_y -= (dy * overlap) >> 9;

    // Room in five directions, where the other will be in 8 ticks: v is per 16.
    let (fx, fy) = (dx + (vx >> 1), dy + (vy >> 1));
    // |f| < 3072 + 820 each, |h| ≤ 1025: below 2^22 each product.
    crate::bound!(fx.abs() < 3_892 && fy.abs() < 3_892);
    let along = (fx * me.hx + fy * me.hy) >> 10;
    let beside = (me.hx * fy - me.hy * fx) >> 10;
    // Turned by an eighth: 181/256. |f| < 5505 and so are both, each below 2^13: products below 2^22.
    crate::bound!(along.abs() < 5_516 && beside.abs() < 5_516);
    let (sum, less) = (((along + beside) * 181) >> 8, ((along - beside) * 181) >> 8);
    let room = |along: i32, beside: i32| {
        let in_the_way = bit(beside.abs() < me.half_width) & bit(along > 0) & near;
        (along - FOLLOW + ((beside * beside) >> 10)).max(0) + (1 - in_the_way) * WIDE_GAP
    };
    sums.gap = sums.gap.min(room(along, beside));
    sums.sides[0] = sums.sides[0].min(room(sum, less));
    sums.sides[1] = sums.sides[1].min(room(less, sum));
    sums.sides[2] = sums.sides[2].min(room(beside, along));
    sums.sides[3] = sums.sides[3].min(room(-beside, along));
    sums.person = sums.person.min(if person == 1 { square } else { i32::MAX });

    // Ways are 0..254, so that opposite ones differ by 127; above they are not known. Bit 3 of an activity: by a host.
    let way = (word >> 24) as i32;
    let apart = (me.way - way).abs();
    let opposite = bit((apart - 127).abs() <= 127 - AGAINST) & bit(way < NO_WAY as i32);
    sums.against |= (opposite | (word >> 19) as i32 & 1) & near;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        random::mix,
        rules::plaza::words::{PLACED, STAND, STEERED, WALK},
    };

    #[test]
    fn the_quotient_is_that_of_integers() {
        let check = |num: i32, den: i32| {
            assert_eq!(
                quotient(num, den),
                (num / den).min(HORIZON),
                "{num} / {den}"
            );
        };
        for i in 0..1_000_000_u32 {
            let den = 1 + (mix(i) >> (7 + i % 24)) as i32 % 21_999_999;
            check((mix(i ^ 0x55) >> (3 + i % 28)) as i32, den);
            // Next to the steps.
            let step = (i % 70) as i32;
            if step.checked_mul(den).is_some_and(|n| n < 1 << 28) {
                check(step * den, den);
                check((step * den - 1).max(0), den);
            }
        }
    }

    /// A sum of [`MAX_NEIGHBOURS`] of those who push or press the most, and of their like in wide integers.
    #[test]
    fn a_crowd_in_one_spot_overflows_no_sum() {
        let walks = [-32_768, -6_552, 0, 6_552, 32_767];
        let mut worst = [(0, [0; 4]); 4];
        for i in 0..400_000_u32 {
            let bits = |purpose: u32| mix(mix(i) ^ purpose);
            let walk = |purpose: u32| walks[bits(purpose) as usize % walks.len()];
            let me = Me::new(walk(1), walk(2), bits(3) & 0xffff, bits(4) & 0xff, bits(5));
            let reach = [REACH, 820, 520][bits(6) as usize % 3] as u32;
            let part = |purpose: u32| (bits(purpose) % (2 * reach)) as i32 - reach as i32;
            let other = (
                part(7),
                part(8),
                walk(9),
                walk(10),
                (PERSON & bits(11)) << KIND_SHIFT,
            );
            let mut sums = ALONE;
            meet(&mut sums, &me, other.0, other.1, other.2, other.3, other.4);
            let found = [sums.push_x, sums.push_y, sums.press_x, sums.press_y];
            for (worst, found_here) in worst.iter_mut().zip(found) {
                if found_here.abs() > worst.0 {
                    *worst = (found_here.abs(), found);
                    check_many(&me, other, found);
                }
            }
        }
        // The largest of a real neighbour, and what the comments claim.
        assert!((4_000..=7_230).contains(&worst[0].0) && (4_000..=7_230).contains(&worst[1].0));
        assert!((90_000..1 << 18).contains(&worst[2].0) && (90_000..1 << 18).contains(&worst[3].0));
    }

    fn check_many(me: &Me, other: (i32, i32, i32, i32, u32), one: [i32; 4]) {
        let mut sums = ALONE;
        for _ in 0..MAX_NEIGHBOURS {
            meet(&mut sums, me, other.0, other.1, other.2, other.3, other.4);
        }
        let all = [sums.push_x, sums.push_y, sums.press_x, sums.press_y];
        let wide = one.map(|part| i64::from(part) * MAX_NEIGHBOURS as i64);
        assert_eq!(all.map(i64::from), wide, "{other:?}");
    }

    #[test]
    fn the_largest_parts_of_all_leave_the_sums_in_bounds() {
        let many = MAX_NEIGHBOURS as i64;
        assert!((6_425 + (1 << 12)) * many < 1 << 27);
        assert!((1 << 18) * many <= i64::from(i32::MAX));
    }

    fn seen(me: &Me, dx: i32, dy: i32, vx: i32, vy: i32) -> Sums {
        let mut sums = ALONE;
        meet(&mut sums, me, dx, dy, vx, vy, 0);
        sums
    }

    #[test]
    fn two_who_approach_are_pushed_to_opposite_sides() {
        for i in 0..10_000_u32 {
            let part = |purpose: u32, most: i32| {
                (mix(i ^ purpose << 20) % (2 * most as u32)) as i32 - most
            };
            let (dx, dy) = (part(1, 2_000), part(2, 2_000));
            let (v, w) = (
                (part(3, 4_000), part(4, 4_000)),
                (part(5, 4_000), part(6, 4_000)),
            );
            let mine = seen(&Me::new(v.0, v.1, 0, 0, 0), dx, dy, w.0, w.1);
            let theirs = seen(&Me::new(w.0, w.1, 0, 0, 0), -dx, -dy, v.0, v.1);
            // Arm's length counts less from behind, and the nudge is one's own: compare the farther ones.
            if dx * dx + dy * dy > ARM * ARM {
                let close = |a: i32, b: i32| (a + b).abs() <= 60;
                assert!(
                    close(mine.push_x, theirs.push_x) && close(mine.push_y, theirs.push_y),
                    "{i}"
                );
            }
        }
    }

    #[test]
    fn who_meet_pass_on_the_right() {
        // Eastward; south is right, and south is +y.
        let east = seen(&Me::new(2_900, 0, 0, 0, 0), 2_500, 0, -2_900, 0);
        assert!(east.push_y > 300, "{east:?}");
        let west = seen(&Me::new(-2_900, 0, 32_768, 0, 0), -2_500, 0, 2_900, 0);
        assert!(west.push_y < -300, "{west:?}");
    }

    #[test]
    fn only_those_who_go_another_way_are_against_one() {
        let against = |mine: u32, theirs: u32, activity: u32| {
            let me = Me::new(0, 0, mine << 24, 0, 0);
            let mut sums = ALONE;
            meet(
                &mut sums,
                &me,
                900,
                900,
                0,
                0,
                theirs << 24 | activity << 16,
            );
            // Whoever is nearer and whoever is far change nothing about it.
            meet(&mut sums, &me, 600, 0, 0, 0, mine << 24);
            meet(&mut sums, &me, 3_072, 0, 0, 0, ((mine + 127) % 254) << 24);
            sums.against
        };
        for mine in 0..254_u32 {
            for theirs in 0..254 {
                let turned = mine.abs_diff(theirs);
                let expected = i32::from(turned.min(254 - turned) >= 75);
                assert_eq!(against(mine, theirs, WALK), expected, "{mine} {theirs}");
            }
            // Standing, its way unknown, or without one; and moved by a host.
            assert_eq!(against(mine, 254, WALK), 0);
            assert_eq!(against(mine, 255, STAND), 0);
            assert_eq!(against(mine, 255, PLACED), 1);
            assert_eq!(against(mine, 255, STEERED), 1);
        }
    }

    #[test]
    fn two_in_the_same_spot_are_pressed_apart() {
        let one = seen(&Me::new(0, 0, 0, 0, mix(1)), 0, 0, 0, 0);
        let other = seen(&Me::new(0, 0, 0, 0, mix(2)), 0, 0, 0, 0);
        assert_ne!((one.press_x, one.press_y), (0, 0));
        assert_ne!((one.press_x, one.press_y), (other.press_x, other.press_y));
    }
}
