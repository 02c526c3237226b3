//! The engines against each other: processor and graphics device, one thread and many, with and without SIMD.

#![expect(clippy::unwrap_used, reason = "tests")]

mod exact;
mod plaza;
mod probe;
mod program;
mod runner;
mod twin;
