//! The engines against each other: processor and graphics device, one thread and many, with and without SIMD.

mod exact;
mod probe;
mod runner;
mod twin;
