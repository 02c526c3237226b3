use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};

/// Simulation ticks a second.
pub const TICKS_PER_SECOND: u64 = 30;

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
        Tick(self.0 + seconds * TICKS_PER_SECOND)
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
        let world_seconds = self.tick.0 / TICKS_PER_SECOND * u64::from(self.rate);
        self.start_minute
            .saturating_add(u32::try_from(world_seconds / 60).unwrap_or(u32::MAX))
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
