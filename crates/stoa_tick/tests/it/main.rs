//! The engines against each other: processor and graphics device, one thread and many, with and without SIMD.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bounds;
mod crowd;
#[cfg(all(feature = "gpu", target_os = "linux"))]
mod elf;
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
mod same;
mod snapshot;
mod twin;
