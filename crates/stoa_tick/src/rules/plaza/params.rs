//! What a world may set without a change of its place.

use crate::rules::PARAM_WORDS;

/// Parameters of the plaza rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Minute of the day at tick 0, below 1440.
    pub start_minute: u32,
    /// Ticks in a minute of the day; 0: the time stands still.
    pub ticks_per_minute: u32,
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
            ticks_per_minute: 0,
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
            self.ticks_per_minute,
            self.dawn,
            self.dusk,
            self.spread,
            self.point_shift,
        ];
        words[..set.len()].copy_from_slice(&set);
        words
    }

    /// The minute of the day in a tick.
    pub fn minute(&self, tick: u32) -> u32 {
        let passed = tick.checked_div(self.ticks_per_minute).unwrap_or(0) % 1_440;
        (self.start_minute + passed) % 1_440
    }
}
