//! Reproducible variety: a stream of numbers from a thing's name, so that a world looks the same every time.

use stoa_world::clock::mix;

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream that belongs to `name` and `purpose`.
    pub fn of(name: &str, purpose: u32) -> Self {
        // FNV-1a, 64 bits.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3)
        });
        Self(mix(hash ^ u64::from(purpose)))
    }

    /// The next number in [0, 1).
    pub fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(1);
        (mix(self.0) >> 40) as f32 / (1u64 << 24) as f32
    }

    /// The next number in [low, high).
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// One of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let at = (self.unit() * choices.len() as f32) as usize;
        choices.get(at).copied()
    }
}
