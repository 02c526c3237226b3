//! Whatever computes the tick of a world: the processor or a graphics device, to the same bits.
//!
//! [`CpuEngine`] computes on the processor, `GpuEngine` on a graphics device and, when that fails, on the processor from
//! the same tick on. [`choose`] says which of them suits a machine, [`resume`] goes on with a world that was saved by
//! either.

mod choice;
mod cpu;
#[cfg(feature = "gpu")]
mod gpu;

use std::borrow::Cow;

use crate::error::{CommandError, EventOverflow};
use crate::hash::WorldHash;
use crate::rules::{Agent, Command, Event};

pub use choice::{Adapter, Choice, Wish, choose};
pub use cpu::{CpuEngine, resume};
#[cfg(feature = "gpu")]
pub use gpu::GpuEngine;

/// Whatever computes the tick of a world. The caller keeps time: it asks [`Engine::is_ready`] when a tick is due, and
/// lets the world wait while it is not; the picture never waits.
pub trait Engine: Send + Sync {
    /// Whether the next tick can be computed without waiting: on a graphics device, the events due with it have come
    /// back. Work that is still to be done before it, such as computing ticks anew, is done here bit by bit, so ask again.
    fn is_ready(&mut self) -> bool;

    /// Computes one tick and gives the events of [`crate::EVENT_LAG`] ticks ago, sorted; none in the first ticks. When
    /// it is not ready, it waits.
    ///
    /// # Errors
    /// When commands don't fit; then nothing was computed. When there were more events than the world has room for;
    /// then the tick was computed, and those events are lost: the same on every engine.
    fn tick(&mut self, commands: &[Command]) -> Result<Vec<Event>, EngineError>;

    /// Replaces words of the place before the next tick. Words past its end are ignored.
    fn set_place(&mut self, first: usize, words: &[u32]);

    /// Ticks computed so far.
    fn ticks(&self) -> u32;

    /// All that the next ticks depend on, as bytes for [`resume`], without waiting for a device. The same whichever
    /// engine goes on with it.
    fn save(&mut self) -> Vec<u8>;

    /// What computes, and what it takes.
    fn status(&self) -> Status;

    /// Something that a person should be told, in one line: that the graphics device failed and the processor took
    /// over, with cause and remedy. It is given once.
    fn notice(&mut self) -> Option<String>;

    /// Every agent after the last tick, in no particular order. On the processor they are there; a graphics device is
    /// waited for and copies all of them: not for every tick.
    fn agents(&mut self) -> Cow<'_, [Agent]>;

    /// Hash of all agents after the last tick. A graphics device is waited for.
    fn hash(&mut self) -> WorldHash;

    /// Every agent after the last tick on the graphics device, two `vec4<u32>` each: (x, y, velocity, word), (id, own).
    /// `None` while the processor computes. For drawing.
    #[cfg(feature = "gpu")]
    fn agents_buffer(&self) -> Option<&wgpu::Buffer> {
        None
    }
}

/// What computes, and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// `cpu` or `gpu`.
    pub engine: &'static str,
    /// The graphics adapter, or `processor`.
    pub adapter: String,
    /// Of the processor; none while a graphics device computes.
    pub threads: usize,
    /// Bytes of its arrays and buffers, the graphics device's included.
    pub memory_bytes: u64,
}

/// Why a tick gave no events.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EngineError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Events(#[from] EventOverflow),
}
