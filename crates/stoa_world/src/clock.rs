use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};

/// Simulation ticks a second.
pub const TICKS_PER_SECOND: u64 = 30;
/// World seconds that may pass in a simulated second.
pub const MAX_RATE: u32 = 3_600;
/// No world is older (nine million years): what is added to a tick of a world never reaches the end of the numbers.
pub const MAX_TICK: Tick = Tick(1 << 53);

/// A moment of simulation: ticks of 1/30 s since the world began.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Tick(pub u64);

impl Tick {
    /// Ticks from `earlier` to this one; 0 if `earlier` is later.
    pub fn since(self, earlier: Tick) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This tick plus `seconds` of simulation.
    pub fn plus_seconds(self, seconds: u64) -> Tick {
        Tick(
            self.0
                .saturating_add(seconds.saturating_mul(TICKS_PER_SECOND)),
        )
    }
}

/// The one clock of the simulation. Nothing in it reads the wall clock.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimClock {
    /// The tick that is being simulated, or was last.
    pub tick: Tick,
    /// World minutes since day 0 at tick 0.
    pub start_minute: u32,
    /// How many world seconds pass in one simulated second.
    pub rate: u32,
    /// The seed of everything that varies.
    pub seed: u64,
}

impl SimClock {
    /// World minutes since day 0: `day * 1440 + minute of the day`.
    pub fn minute(&self) -> u32 {
        let world_seconds = (self.tick.0 / TICKS_PER_SECOND).saturating_mul(u64::from(self.rate));
        self.start_minute
            .saturating_add(u32::try_from(world_seconds / 60).unwrap_or(u32::MAX))
    }

    /// What a clock that came from a file can't be, in words that name the field; `None` for a good one.
    pub fn fault(&self) -> Option<String> {
        if self.tick > MAX_TICK {
            let (found, most) = (self.tick.0, MAX_TICK.0);
            return Some(format!("`clock.tick` is {found}; expected at most {most}"));
        }
        let found = self.rate;
        (found > MAX_RATE).then(|| format!("`clock.rate` is {found}; expected at most {MAX_RATE}"))
    }

    /// A reproducible random number for `id` and `purpose` at this tick.
    pub fn roll(&self, id: u32, purpose: u32) -> u64 {
        mix(self.seed ^ mix(self.tick.0 ^ mix((u64::from(id) << 32) | u64::from(purpose))))
    }
}

/// The 64-bit finaliser of SplitMix64 (Steele, Lea, Flood 2014).
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_the_end_of_the_numbers_would_overflow() {
        let rows = [
            (0, 24, 570),
            (30 * 60, 60, 570 + 60),
            (MAX_TICK.0, MAX_RATE, u32::MAX),
            (u64::MAX, u32::MAX, u32::MAX),
        ];
        for (tick, rate, minute) in rows {
            let clock = SimClock {
                tick: Tick(tick),
                start_minute: 570,
                rate,
                seed: 0,
            };
            assert_eq!(clock.minute(), minute, "tick {tick} at rate {rate}");
            assert_eq!(
                clock.fault().is_some(),
                tick > MAX_TICK.0 || rate > MAX_RATE
            );
        }
        assert_eq!(Tick(1).plus_seconds(2), Tick(61));
        assert_eq!(Tick(u64::MAX).plus_seconds(u64::MAX), Tick(u64::MAX));
    }
}
