//! Sounds made at run time, from a seed, without files: one seed always gives the same samples.
//!
//! Every sound is mono at [`RATE`], peaks at −3 dBFS at most and has no direct current. What is played once begins and
//! ends at silence; a loop goes on at its seam as it does anywhere else.

pub mod ambience;
pub mod birds;
mod filter;
pub mod level;
pub mod noise;
pub mod signals;
pub mod steps;
pub mod throng;
pub mod voice;

#[cfg(test)]
mod tests;

/// Samples a second of everything made here.
pub const RATE: u32 = 48_000;

/// Samples in so many seconds.
pub(crate) fn samples(seconds: f32) -> usize {
    (seconds.max(0.0) * RATE as f32).round() as usize
}

/// The time of a sample in seconds.
pub(crate) fn seconds(sample: usize) -> f32 {
    sample as f32 / RATE as f32
}
