//! Flockers: the boids of krABMaga 0.6.2 (its test model `flockers`) in 32-bit integers, to compare engines with.
//!
//! Each agent adds cohesion, avoidance, consistency, randomness and momentum and jumps 0.7 m in that direction. The
//! world is a torus to move on, but the search for neighbours stops at its edges, as krABMaga's does.
//! [`Agent::velocity`] is in 1/32768 m a tick here, so that 0.7 m fit.

mod lanes;
mod portable;
#[cfg(target_arch = "x86_64")]
mod simd;

use crate::bench::{Options, Scenario};
use crate::cells::{Bounds, METRE};
use crate::error::ConfigError;
use crate::math::{cosine, isqrt, sine};
use crate::neighbours::View;
use crate::random::habit;
use crate::rules::{Agent, Context, Neighbour, PARAM_WORDS, Rules, pack, unpack};
use crate::simd::Simd;
use crate::world::World;

/// 0.7 m in 1/32768 m: what an agent moves in a tick.
const JUMP: i32 = 22_938;
/// 0.05 m in 1/65536 m: length of the random push.
const RANDOMNESS: i32 = 3_277;
/// More neighbours than this leave the proven bounds: sums then wrap, equally on every engine.
pub const MAX_NEIGHBOURS: i32 = 4_096;
/// Purpose of the random push's draw.
const PUSH: u32 = 1;
/// Purposes of the draws for the first place.
const START: [u32; 2] = [2, 3];

/// The rule set.
#[derive(Clone, Copy, Debug)]
pub struct Flockers {
    /// How far an agent looks, in 1/1024 m; at most 15 m.
    radius: i32,
}

/// What is gathered from neighbours, with d the way to one in 1/1024 m, v its velocity and w its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub count: i32,
    /// Σ d.
    pub way: [i32; 2],
    /// Σ v.
    pub velocity: [i32; 2],
    /// Σ (w · d) >> 6.
    pub push: [i32; 2],
}

impl Flockers {
    /// Agents that look as far as `radius` (1/65536 m, as [`World::radius`]).
    #[must_use]
    pub fn new(radius: i32) -> Self {
        Self {
            radius: radius >> 6,
        }
    }

    /// A square world of `agents` at random places, so many to a square metre.
    #[must_use]
    pub fn world(agents: u32, density: f64, radius_m: f64, divisor: u32, seed: u32) -> World {
        let side = (f64::from(agents) / density).sqrt() * f64::from(METRE);
        let side = (side as i32).max(METRE);
        let start =
            |id, purpose| ((u64::from(habit(seed, id, purpose)) * side as u64) >> 32) as i32;
        World {
            bounds: Bounds {
                width: side,
                height: side,
            },
            radius: (radius_m * f64::from(METRE)) as i32,
            divisor,
            seed,
            agents: (0..agents)
                .map(|id| Agent {
                    x: start(id, START[0]),
                    y: start(id, START[1]),
                    id,
                    ..Agent::default()
                })
                .collect(),
            place: Vec::new(),
            event_room: None,
        }
    }

    /// Square of the radius in 1/1024² m²: at most 15,360², below 2³¹.
    fn square(&self) -> u32 {
        (self.radius * self.radius) as u32
    }
}

/// 2²⁴ / (s² + 1,024) for s = `square` / 2¹⁵, that is 16,384 / (m⁴ + 1) for m metres: within 6% before the fraction is
/// dropped, and at most 15,552.
///
/// The bits of a float are nearly the logarithm of its value, so subtracting them divides. There is no floating-point
/// arithmetic: the integer lies below 2²⁴ and becomes a float exactly, integers are subtracted, and the way back only
/// drops the fraction.
#[inline(always)]
fn weight(square: u32) -> i32 {
    // s ≤ 4,095, so s² + 1,024 < 2²⁴.
    let s = (square >> 15).min(4_095);
    let divisor = (s * s + 1_024) as f32;
    f32::from_bits(0x8af3_0000 - divisor.to_bits()) as i32
}

impl Scenario for Flockers {
    fn scenario(options: &Options) -> Result<(Self, World), ConfigError> {
        let radius = options.radius.unwrap_or(10.0);
        let world = Self::world(
            options.agents,
            options.density,
            radius,
            options.cells(),
            options.seed,
        );
        Ok((Self::new(world.radius), world))
    }
}

impl Rules for Flockers {
    const NAME: &'static str = "flockers";
    const WGSL: &'static str = include_str!("../../../../../shaders/tick/flockers.wgsl");
    const MAX_EVENTS: u32 = 0;
    type Sums = Sums;

    fn params(&self) -> [u32; PARAM_WORDS] {
        let mut words = [0; PARAM_WORDS];
        words[0] = self.square();
        words
    }

    fn command(&self, _: &Context, me: &mut Agent, words: [u32; 3]) {
        // Told a velocity.
        me.velocity = words[0];
    }

    #[inline(always)]
    fn begin(&self, _: &Context, _: &Agent) -> Sums {
        Sums::default()
    }

    #[inline(always)]
    fn meet(&self, sums: &mut Sums, _: &Agent, other: &Neighbour) {
        let square = other.square();
        if square > self.square() {
            return;
        }
        let weight = weight(square);
        let velocity = other.velocity();
        sums.count += 1;
        // |Σ d| ≤ 15,360 · 4,096 < 2²⁶ · 1; |Σ v| ≤ 32,768 · 4,096 = 2²⁷.
        sums.way[0] += other.dx;
        sums.way[1] += other.dy;
        sums.velocity[0] += velocity.0;
        sums.velocity[1] += velocity.1;
        // w · |d| is largest at 0.79 m, 10,245,176 (a test tries all). Shifted: at most 160,080; · 4,096 < 2³⁰.
        crate::bound!(
            (weight * other.dx).abs() <= 10_245_176 && (weight * other.dy).abs() <= 10_245_176
        );
        sums.push[0] += (weight * other.dx) >> 6;
        sums.push[1] += (weight * other.dy) >> 6;
    }

    #[inline(always)]
    fn gather(&self, context: &Context, me: &Agent, view: &View, simd: Simd) -> Sums {
        if simd == Simd::Baseline || cfg!(feature = "bounds") {
            let mut sums = self.begin(context, me);
            for other in view.others() {
                self.meet(&mut sums, me, &other);
            }
            return sums;
        }
        #[cfg(target_arch = "x86_64")]
        if simd != Simd::Portable {
            return simd::gather(self.square(), view, simd);
        }
        portable::gather(self.square(), view)
    }

    #[inline(always)]
    fn finish(&self, context: &Context, me: &mut Agent, sums: &Sums) {
        crate::bound!(sums.count <= MAX_NEIGHBOURS);
        let seen = [me.x, me.y, me.velocity as i32];
        let [x, y, velocity] = fly(context, seen, me.id, sums, |a, b| a / b);
        (me.x, me.y, me.velocity) = (x, y, velocity as u32);
    }

    #[inline(always)]
    fn finish_all(&self, context: &Context, agents: &mut [Agent], sums: &[Sums], simd: Simd) {
        if simd == Simd::Baseline || cfg!(feature = "bounds") {
            for (me, sums) in agents.iter_mut().zip(sums) {
                self.finish(context, me, sums);
            }
        } else {
            lanes::finish(context, agents, sums);
        }
    }
}

/// The next (x, y, velocity). `divide` rounds toward zero; its divisor is never 0.
#[inline(always)]
fn fly(
    context: &Context,
    [x, y, velocity]: [i32; 3],
    id: u32,
    sums: &Sums,
    divide: impl Fn(i32, i32) -> i32,
) -> [i32; 3] {
    let momentum = unpack(velocity as u32);
    let random = context.random(id, PUSH);
    // Without neighbours the sums are 0, and so is the urge.
    let count = sums.count.max(1);
    let urge = |i: usize| urge(count, sums.way[i], sums.velocity[i], sums.push[i], &divide);
    // In 1/65536 m. Randomness: 16,384 · 3,277 < 2²⁶.
    let way_x = 2 * momentum.0 + ((cosine(random) * RANDOMNESS) >> 14) + urge(0);
    let way_y = 2 * momentum.1 + ((sine(random) * RANDOMNESS) >> 14) + urge(1);
    let (vx, vy) = jump(way_x, way_y, divide);
    [
        wrap(x + 2 * vx, context.bounds.width),
        wrap(y + 2 * vy, context.bounds.height),
        pack(vx, vy) as i32,
    ]
}

/// Cohesion, consistency and avoidance along one axis, in 1/65536 m.
#[inline(always)]
fn urge(count: i32, way: i32, velocity: i32, push: i32, divide: impl Fn(i32, i32) -> i32) -> i32 {
    // 400 times the mean of w · d is 100 · push / count; split, since that product may not fit. |mean| ≤ 160,081.
    let mean = divide(push, count);
    let rest = push - mean * count;
    // krABMaga divides velocities by the count twice. A tenth of the ways: |Σ d| · 32 ≤ 15,360 · 4,096 · 32 < 2³¹;
    // |Σ v| · 2 / count ≤ 2¹⁶; |rest| · 100 < 409,600.
    let numerator = way * 32 / 5 + divide(velocity * 2, count) - rest * 100;
    let urge = divide(numerator, count) - mean * 100;
    // At most 98,304 + 65,536 + 100 + 16,008,100.
    crate::bound!(urge.abs() < 1 << 24);
    urge
}

/// The velocity of 0.7 m a tick along (x, y); none for (0, 0).
#[inline(always)]
fn jump(x: i32, y: i32, divide: impl Fn(i32, i32) -> i32) -> (i32, i32) {
    // Shifted so that both are below 2¹⁵ (−2¹⁵ may come of shifting a negative): squares add up to at most 2³¹.
    let bits = 32 - (x.unsigned_abs() | y.unsigned_abs()).leading_zeros();
    let shift = bits.max(15) - 15;
    let (x, y) = (x >> shift, y >> shift);
    let length = isqrt((x * x) as u32 + (y * y) as u32).max(1) as i32;
    // 2¹⁵ · 22,938 < 2³⁰, and |x| ≤ length, so |v| ≤ 22,938.
    crate::bound!(x.abs() <= 32_768 && y.abs() <= 32_768);
    (divide(x * JUMP, length), divide(y * JUMP, length))
}

/// Around the torus. Moves are at most 45,876, less than a side; sides are at most 2³⁰.
#[inline(always)]
fn wrap(place: i32, side: i32) -> i32 {
    if place < 0 {
        place + side
    } else if place >= side {
        place - side
    } else {
        place
    }
}

/// The shader's constants by name.
#[cfg(all(test, feature = "gpu"))]
pub(crate) fn shader_constants() -> Vec<(&'static str, i64)> {
    vec![
        ("JUMP", JUMP.into()),
        ("RANDOMNESS", RANDOMNESS.into()),
        ("PUSH", PUSH.into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cpu::CpuTick, rules::pack, simd::Simd};

    #[test]
    fn a_flock_keeps_within_its_bounds() {
        // Three times the usual crowd for thirty ticks: every bound of the step is asserted on the way.
        let ticked = |simd: Simd| {
            let world = Flockers::world(3_000, 0.3, 10.0, 2, 9);
            let mut twin = CpuTick::new(Flockers::new(world.radius), world).expect("a world");
            twin.set_simd(simd);
            for _ in 0..30 {
                twin.tick(&[]).expect("no commands");
            }
            twin.hash()
        };
        assert_eq!(ticked(Simd::detect()), ticked(Simd::Baseline));
    }

    #[test]
    #[should_panic(expected = "assertion failed")]
    fn a_broken_bound_is_noticed() {
        let _ = pack(40_000, 0);
    }

    #[test]
    fn pushes_keep_their_bound() {
        // Another way of the same length has a smaller part along each axis, and lengths of one weight differ.
        let push = |d: i32| weight((d * d) as u32) * d;
        assert_eq!((0..=15_360).map(push).max(), Some(10_245_176));
        assert_eq!(
            (0..=15_360).map(|d| weight((d * d) as u32)).max(),
            Some(15_552)
        );
    }

    #[test]
    fn weights_fall_with_the_fourth_power() {
        for metres in [0.0_f64, 0.3, 1.0, 2.0, 3.0, 4.0] {
            let expected = 16_384.0 / (metres.powi(4) + 1.0);
            let found = f64::from(weight((metres * 1_024.0).powi(2) as u32));
            assert!(
                (found - expected).abs() <= expected * 0.06 + 1.0,
                "{metres} m: {found}, not {expected}"
            );
        }
    }
}
