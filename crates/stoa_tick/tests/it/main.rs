//! The engines against each other: processor and graphics device, one thread and many, with and without SIMD.

#![expect(clippy::unwrap_used, reason = "tests")]

mod crowd;
mod engine;
#[cfg(feature = "gpu")]
mod exact;
mod features;
mod fine;
mod hosts;
#[cfg(feature = "gpu")]
mod plaza;
mod probe;
#[cfg(feature = "gpu")]
mod program;
mod refused;
#[cfg(feature = "gpu")]
mod runner;
mod snapshot;
mod twin;
