//! The gathering of [`super::sense`] for sixteen neighbours at a time: plain loops over arrays, which the compiler makes
//! into vectors of whatever the caller was compiled for. The same function is applied to each lane, so sums are equal.

use super::{
    sense::{self, ALONE, Me, Sums, WIDE_GAP},
    words::AWAY,
};
use crate::{neighbours::View, rules::unpack, simd::Simd};

#[cfg(target_arch = "x86_64")]
mod pick;

const LANES: usize = 16;
/// Neighbours that are collected before they are summed.
const ROOM: usize = 64;
/// The public word of one that does not count.
const NOT_THERE: u32 = AWAY << 16;

/// Neighbours side by side.
struct Collected {
    place: [u32; ROOM + LANES],
    velocity: [u32; ROOM + LANES],
    word: [u32; ROOM + LANES],
    count: usize,
}

/// Sums by lane.
struct Lanes {
    push_x: [i32; LANES],
    push_y: [i32; LANES],
    press_x: [i32; LANES],
    press_y: [i32; LANES],
    gap: [i32; LANES],
    sides: [[i32; LANES]; 4],
    person: [i32; LANES],
    against: [i32; LANES],
}

/// What `me` gathers from a view. `simd` must be among [`Simd::offered`].
#[inline(always)]
pub fn gather(me: &Me, view: &View, simd: Simd) -> Sums {
    let here = view.near.place[view.me as usize];
    let mut lanes = Lanes::new();
    let mut seen = Collected {
        place: [0; ROOM + LANES],
        velocity: [0; ROOM + LANES],
        word: [NOT_THERE; ROOM + LANES],
        count: 0,
    };
    for run in view.ranges() {
        let mut at = run.start;
        while at < run.end {
            let taken = (run.end - at).min(LANES);
            #[cfg(target_arch = "x86_64")]
            if simd == Simd::Avx512 {
                #[expect(
                    unsafe_code,
                    reason = "vector instructions are called where they were detected"
                )]
                // SAFETY: `Simd::Avx512` is only ever chosen after it was detected.
                unsafe {
                    pick::take_near(&mut seen, view, at, taken);
                }
            } else {
                seen.take(view, at, taken);
            }
            #[cfg(not(target_arch = "x86_64"))]
            seen.take(view, at, taken);
            at += taken;
            if seen.count > ROOM - LANES {
                lanes.add(me, here, &mut seen);
            }
        }
    }
    let _ = simd;
    lanes.add(me, here, &mut seen);
    lanes.total()
}

impl Collected {
    /// Takes `taken` of the [`LANES`] from `at` on, oneself as one that does not count; the sorted arrays are padded, and
    /// what is copied beyond is overwritten.
    #[inline(always)]
    fn take(&mut self, view: &View, at: usize, taken: usize) {
        let to = self.count;
        self.place[to..to + LANES].copy_from_slice(&view.near.place[at..at + LANES]);
        self.velocity[to..to + LANES].copy_from_slice(&view.near.velocity[at..at + LANES]);
        self.word[to..to + LANES].copy_from_slice(&view.near.word[at..at + LANES]);
        let mine = (view.me as usize).wrapping_sub(at);
        if mine < taken {
            self.word[to + mine] = NOT_THERE;
        }
        self.count += taken;
    }
}

impl Lanes {
    #[inline(always)]
    fn new() -> Self {
        Self {
            push_x: [0; LANES],
            push_y: [0; LANES],
            press_x: [0; LANES],
            press_y: [0; LANES],
            gap: [WIDE_GAP; LANES],
            sides: [[WIDE_GAP; LANES]; 4],
            person: [i32::MAX; LANES],
            against: [0; LANES],
        }
    }

    /// Adds all that were collected, and empties the collection.
    #[inline(always)]
    fn add(&mut self, me: &Me, here: u32, seen: &mut Collected) {
        seen.word[seen.count..seen.count + LANES].fill(NOT_THERE);
        let mut first = 0;
        while first < seen.count {
            self.add_block(me, here, seen, first);
            first += LANES;
        }
        seen.count = 0;
    }

    #[inline(always)]
    fn add_block(&mut self, me: &Me, here: u32, seen: &Collected, first: usize) {
        let place = &seen.place[first..first + LANES];
        let velocity = &seen.velocity[first..first + LANES];
        let word = &seen.word[first..first + LANES];
        let (x, y) = (here as i16, (here >> 16) as i16);
        for lane in 0..LANES {
            let mut sums = Sums {
                push_x: self.push_x[lane],
                push_y: self.push_y[lane],
                press_x: self.press_x[lane],
                press_y: self.press_y[lane],
                gap: self.gap[lane],
                sides: [
                    self.sides[0][lane],
                    self.sides[1][lane],
                    self.sides[2][lane],
                    self.sides[3][lane],
                ],
                person: self.person[lane],
                against: self.against[lane],
            };
            let dx = i32::from((place[lane] as i16).wrapping_sub(x));
            let dy = i32::from(((place[lane] >> 16) as i16).wrapping_sub(y));
            let (vx, vy) = unpack(velocity[lane]);
            sense::meet(&mut sums, me, dx, dy, vx, vy, word[lane]);
            self.push_x[lane] = sums.push_x;
            self.push_y[lane] = sums.push_y;
            self.press_x[lane] = sums.press_x;
            self.press_y[lane] = sums.press_y;
            self.gap[lane] = sums.gap;
            for (side, room) in self.sides.iter_mut().zip(sums.sides) {
                side[lane] = room;
            }
            self.person[lane] = sums.person;
            self.against[lane] = sums.against;
        }
    }

    #[inline(always)]
    fn total(&self) -> Sums {
        let sum = |lanes: &[i32; LANES]| {
            lanes
                .iter()
                .fold(0, |sum: i32, lane| sum.wrapping_add(*lane))
        };
        let least =
            |lanes: &[i32; LANES]| lanes.iter().fold(i32::MAX, |least, lane| least.min(*lane));
        Sums {
            push_x: sum(&self.push_x),
            push_y: sum(&self.push_y),
            press_x: sum(&self.press_x),
            press_y: sum(&self.press_y),
            gap: least(&self.gap).min(ALONE.gap),
            sides: [0, 1, 2, 3].map(|side| least(&self.sides[side])),
            person: least(&self.person),
            against: self.against.iter().fold(0, |any, lane| any | lane),
        }
    }
}
