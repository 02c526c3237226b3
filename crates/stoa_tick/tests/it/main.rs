//! The engines against each other: processor and graphics device, one thread and many, with and without SIMD.

#![expect(clippy::unwrap_used, reason = "tests")]

mod crowd;
#[cfg(feature = "gpu")]
mod exact;
mod features;
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
