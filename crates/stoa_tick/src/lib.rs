//! The agent tick: every agent's body moved one step at a time, in 32-bit integers, to the same bits on one CPU thread,
//! on many, with SIMD, and on any GPU.
//!
//! [`rules`] says what a rule set is; [`world::World`] is what a simulation starts from; [`cpu::CpuTick`] computes it
//! on the processor, `gpu::GpuTick` on a graphics device (feature `gpu`, on by default; without it nothing of wgpu is
//! left); [`engine::Engine`] is either of them, for a world that doesn't care which. A tick sorts the agents by cell (count, scan, scatter), so that those of a row of cells lie side by side, and
//! then steps each over its neighbours; a step also counts for the next tick's sort.

pub mod bench;
pub mod board;
pub mod cells;
pub mod commands;
pub mod cpu;
pub mod engine;
pub mod error;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod hash;
mod journal;
pub mod math;
pub mod neighbours;
pub mod random;
pub mod rules;
pub mod simd;
pub mod world;

/// Events are handed out this many ticks after the one they happened in, by every engine.
pub const EVENT_LAG: u32 = 4;

/// Asserts a proven bound: in this crate's own tests, and everywhere when the feature `bounds` is on.
#[macro_export]
macro_rules! bound {
    ($condition:expr) => {
        if cfg!(any(test, feature = "bounds")) {
            assert!($condition);
        }
    };
}
