//! What a world may set without a change of its place.

use super::turn::{COMING, LEAVING};
use crate::{random::habit, rules::PARAM_WORDS};

/// Seconds of a day.
const DAY: u32 = 86_400;

/// Parameters of the plaza rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Minute of the day at tick 0, below 1440.
    pub start_minute: u32,
    /// Seconds of the world in a second of 30 ticks, at most 3600; 0: the time stands still.
    pub rate: u32,
    /// The first of the crowd comes at `dawn`, the first leaves at `dusk`; the last `spread` minutes after. In minutes;
    /// `dusk` + `spread` at most 1440.
    pub dawn: u32,
    pub dusk: u32,
    pub spread: u32,
    /// Points of goals are kept in units of 2^this / 65536 m; see [`Params::point_shift_for`].
    pub point_shift: u32,
}

impl Default for Params {
    /// Noon for ever, in a world of up to a kilometre.
    fn default() -> Self {
        Self {
            start_minute: 720,
            rate: 0,
            dawn: 0,
            dusk: 1_440,
            spread: 1,
            point_shift: 10,
        }
    }
}

impl Params {
    /// The finest unit for points that reaches over a world of this size (1/65536 m).
    pub fn point_shift_for(width: i32, height: i32) -> u32 {
        let longest = width.max(height).max(1) as u32;
        (32 - longest.leading_zeros()).saturating_sub(16).max(10)
    }

    /// The same with everything within its range.
    pub fn checked(self) -> Self {
        let dusk = self.dusk.min(1_440);
        Self {
            start_minute: self.start_minute % 1_440,
            rate: self.rate.min(3_600),
            dawn: self.dawn.min(1_440),
            dusk,
            spread: self.spread.clamp(1, (1_440 - dusk).max(1)),
            point_shift: self.point_shift.min(15),
            ..self
        }
    }

    /// Word `i` is `param(i)` in the shader.
    pub fn words(&self) -> [u32; PARAM_WORDS] {
        let mut words = [0; PARAM_WORDS];
        let set = [
            self.start_minute,
            self.rate,
            self.dawn,
            self.dusk,
            self.spread,
            self.point_shift,
        ];
        words[..set.len()].copy_from_slice(&set);
        words
    }

    /// The minute of the day in a tick: `start_minute` + ⌊⌊tick / 30⌋ · `rate` / 60⌋, modulo a day.
    pub fn minute(&self, tick: u32) -> u32 {
        // Whole days of world seconds change nothing, nor does a day of seconds that each bring `rate` of them: the
        // product is at most 86,399 · 3,600 < 2^29.
        crate::bound!(self.rate <= 3_600);
        let seconds = tick / 30 % DAY * self.rate % DAY;
        (self.start_minute + seconds / 60) % 1_440
    }

    /// Whether the time of day is one for this body of the crowd to be here, by its habits.
    pub fn is_day(&self, seed: u32, id: u32, minute: u32) -> bool {
        let comes = self.dawn + habit(seed, id, COMING) % self.spread;
        let leaves = self.dusk + habit(seed, id, LEAVING) % self.spread;
        comes <= minute && minute < leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_is_that_of_wide_integers_in_every_tick() {
        let ends = [
            0,
            29,
            30,
            59,
            86_399 * 30,
            86_400 * 30 - 1,
            86_400 * 30,
            u32::MAX - 1,
            u32::MAX,
        ];
        let others = (0..200_000).map(|i| crate::random::mix(i) >> (i % 20));
        let ticks: Vec<u32> = ends.into_iter().chain(others).collect();
        for (rate, start_minute) in [
            (0, 7),
            (1, 0),
            (59, 1_439),
            (60, 720),
            (61, 1),
            (180, 470),
            (3_599, 3),
            (3_600, 1_439),
        ] {
            let params = Params {
                start_minute,
                rate,
                ..Params::default()
            };
            for &tick in &ticks {
                let passed = u64::from(tick) / 30 * u64::from(rate) / 60;
                let expected = (u64::from(start_minute) + passed) % 1_440;
                assert_eq!(
                    u64::from(params.minute(tick)),
                    expected,
                    "tick {tick} at {rate}"
                );
            }
        }
    }

    #[test]
    fn a_rate_that_would_overflow_is_cut() {
        let params = Params {
            rate: u32::MAX,
            ..Params::default()
        }
        .checked();
        assert_eq!((params.rate, params.minute(30)), (3_600, 780));
    }
}
