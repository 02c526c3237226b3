//! The tick on a graphics device: four dispatches in one compute pass, nothing read back but events.
//!
//! [`GpuTick`] makes commands and hands them to a [`Submitter`]. What a tick reads travels in its commands or lies in a
//! slot of a ring that no other tick under way uses, so the commands may be submitted late, several at once, and beside
//! those of others. What comes back is asked for by the submission itself.

mod buffers;
mod checkpoint;
#[cfg(test)]
mod constants;
mod device;
mod events;
mod landing;
mod pipelines;
mod read;
mod shaders;
mod start;
mod submit;
mod timing;

use wgpu::{BufferUsages, CommandEncoder};

use crate::commands::{CommandTable, TABLE_WORDS};
use crate::error::GpuError;
use crate::journal::Changes;
use crate::rules::{Command, Event, Rules};
use crate::world::World;

pub(crate) use buffers::from_words;
use buffers::{BOARD_HEADER, Buffers, TickUniform, tick_at};
pub(crate) use checkpoint::{Checkpoint, State};
pub use device::GpuDevice;
pub(crate) use events::RING;
use events::{EventRing, stamp};
pub(crate) use landing::Landed;
use pipelines::Pipelines;
pub use shaders::Sources;
pub(crate) use start::Start;
pub use submit::{SubmitQueue, Submitter};
use timing::{Stamp, Stamps};

/// Dispatches of a tick.
pub const DISPATCHES: usize = 4;
const _: () = assert!(DISPATCHES <= 6);

/// A pipeline, what it works on, and its workgroups along x and y.
type Dispatch<'a> = (&'a wgpu::ComputePipeline, &'a wgpu::BindGroup, (u32, u32));

/// A world of agents under one rule set, ticked on a graphics device.
pub struct GpuTick<R: Rules> {
    gpu: GpuDevice,
    submitter: Submitter,
    pipelines: Pipelines,
    buffers: Buffers,
    events: EventRing,
    stamps: Option<Stamps>,
    agents: u32,
    /// Agents to a workgroup of the step pass.
    group: u32,
    tick: u32,
    /// Of the place, before the next tick.
    changes: Changes,
    rules: std::marker::PhantomData<fn() -> R>,
}

impl<R: Rules> GpuTick<R> {
    /// A world at tick 0, with the shaders that suit the device. It submits to the device's queue itself.
    ///
    /// # Errors
    /// When the world's data don't fit together, or the device is too small for them.
    pub fn new(rules: &R, world: &World, gpu: &GpuDevice) -> Result<Self, GpuError> {
        Self::with_sources(rules, world, gpu, &Sources::for_device::<R>(gpu))
    }

    /// As [`GpuTick::new`], with these shaders.
    ///
    /// # Errors
    /// As [`GpuTick::new`], and when the shaders don't compile.
    pub fn with_sources(
        rules: &R,
        world: &World,
        gpu: &GpuDevice,
        sources: &Sources,
    ) -> Result<Self, GpuError> {
        let start = Start::new(rules, world)?;
        // Where nothing happens, benchmarks need not wait for it.
        let slots = if start.event_room == 0 { 0 } else { RING };
        Self::make(&start, gpu, gpu.submitter(), sources, slots)
    }

    /// Goes on from a state, with the shaders that suit the device. Word of every tick comes back.
    pub(crate) fn start(
        start: &Start<R>,
        gpu: &GpuDevice,
        submitter: Submitter,
    ) -> Result<Self, GpuError> {
        Self::make(start, gpu, submitter, &Sources::for_device::<R>(gpu), RING)
    }

    fn make(
        start: &Start<R>,
        gpu: &GpuDevice,
        submitter: Submitter,
        sources: &Sources,
        slots: u32,
    ) -> Result<Self, GpuError> {
        gpu.check()?;
        let (pipelines, buffers, events, stamps) = gpu.scoped(|| {
            let pipelines = Pipelines::new(&gpu.device, sources);
            let buffers = Buffers::new(gpu, &pipelines, start);
            let events = EventRing::new(gpu, start.event_room, start.tick, slots);
            (pipelines, buffers, events, Stamps::new(gpu))
        })?;
        Ok(Self {
            gpu: gpu.clone(),
            submitter,
            pipelines,
            buffers: buffers?,
            events,
            stamps,
            agents: start.agents.len() as u32,
            group: sources.group,
            tick: start.tick,
            changes: Changes::default(),
            rules: std::marker::PhantomData,
        })
    }

    /// Computes one tick in a submission of its own.
    ///
    /// # Errors
    /// When commands don't fit, earlier events were not taken, or the device failed.
    pub fn tick(&mut self, commands: &[Command]) -> Result<(), GpuError> {
        let table = CommandTable::new(commands)?;
        let changes = std::mem::take(&mut self.changes);
        self.tick_told(&table, &changes, None)
    }

    /// As [`GpuTick::tick`], with changes of the place before it, and a copy of the state after it.
    pub(crate) fn tick_told(
        &mut self,
        commands: &CommandTable,
        changes: &Changes,
        checkpoint: Option<&mut Checkpoint>,
    ) -> Result<(), GpuError> {
        self.events.check(self.tick)?;
        let encoded = self.gpu.clone().scoped(|| {
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            self.change_place(&mut encoder, changes);
            self.encode_told(&mut encoder, commands, Stamp::None);
            if let Some(checkpoint) = checkpoint {
                checkpoint.encode(&mut encoder, &self.buffers, self.tick - 1);
            }
            encoder.finish()
        })?;
        (self.submitter)(encoded);
        self.gpu.check()
    }

    /// Encodes one tick into somebody's encoder. A submission has room for 64 ticks, and for the commands of eight.
    ///
    /// # Errors
    /// When commands don't fit or earlier events were not taken; then nothing was encoded.
    pub fn encode(
        &mut self,
        encoder: &mut CommandEncoder,
        commands: &[Command],
    ) -> Result<(), GpuError> {
        let table = CommandTable::new(commands)?;
        self.events.check(self.tick)?;
        let changes = std::mem::take(&mut self.changes);
        self.change_place(encoder, &changes);
        self.encode_told(encoder, &table, Stamp::None);
        Ok(())
    }

    /// The events of [`crate::EVENT_LAG`] ticks ago, sorted; empty in the first ticks; `None` while they are on their
    /// way. Call it after each tick until they have come: the simulation waits, never the picture.
    ///
    /// # Errors
    /// When there were more than the world has room for, or the device failed.
    pub fn try_events(&mut self) -> Result<Option<Vec<Event>>, GpuError> {
        if let Some(events) = self.events.take(&self.gpu, self.tick)? {
            return Ok(Some(events));
        }
        self.gpu.poll()?;
        self.events.take(&self.gpu, self.tick)
    }

    /// As [`GpuTick::try_events`], waiting.
    ///
    /// # Errors
    /// As [`GpuTick::try_events`].
    pub fn wait_events(&mut self) -> Result<Vec<Event>, GpuError> {
        if let Some(events) = self.try_events()? {
            return Ok(events);
        }
        self.wait_until(|| self.events.state() != Landed::UnderWay)?;
        self.events
            .take(&self.gpu, self.tick)?
            .ok_or_else(|| GpuError::Lost("events never came".to_owned()))
    }

    /// Ticks whose events were not taken, if one more is computed first, and where those are that come next.
    pub(crate) fn under_way(&self) -> (u32, Landed) {
        (self.events.held(self.tick + 1), self.events.state())
    }

    /// Ticks whose events were not taken.
    pub(crate) fn held(&self) -> u32 {
        self.events.held(self.tick)
    }

    /// Encodes one tick, for whose events there must be a slot.
    fn encode_told(
        &mut self,
        encoder: &mut CommandEncoder,
        commands: &CommandTable,
        stamps: Stamp,
    ) {
        let at = tick_at(self.tick);
        let (queue, buffers) = (&self.gpu.queue, &self.buffers);
        let table = buffers.place_words + (self.tick % RING) as usize * TABLE_WORDS;
        let uniform = TickUniform {
            tick: self.tick,
            commands: commands.len() as u32,
            command_mask: (commands.words().len() as u32 / 4).saturating_sub(1),
            commands_at: table as u32,
            stamp: stamp(self.tick),
            spare: [0; 3],
        };
        // Whoever submits next writes these: not after the tick, and before it no other reads them.
        queue.write_buffer(&buffers.ticks, at, bytemuck::bytes_of(&uniform));
        if !commands.is_empty() {
            let words = bytemuck::cast_slice(commands.words());
            queue.write_buffer(&buffers.place, 4 * table as u64, words);
        }
        self.dispatch(encoder, at as u32, stamps);
        self.events.encode(encoder, buffers, self.tick);
        self.tick += 1;
    }

    /// Writes changes of the place between the ticks encoded before and after.
    fn change_place(&self, encoder: &mut CommandEncoder, changes: &Changes) {
        if changes.is_empty() {
            return;
        }
        let staging = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("changes of the place"),
            size: 4 * changes.words() as u64,
            usage: BufferUsages::COPY_SRC | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut from = 0;
        for (first, words) in changes.parts() {
            let (to, size) = (4 * first as u64, 4 * words.len() as u64);
            self.gpu
                .queue
                .write_buffer(&staging, from, bytemuck::cast_slice(words));
            encoder.copy_buffer_to_buffer(&staging, from, &self.buffers.place, to, size);
            from += size;
        }
    }

    /// Everything that a tick dispatches, in order: nothing else does.
    fn dispatches(&self) -> [Dispatch<'_>; DISPATCHES] {
        let (pipelines, buffers) = (&self.pipelines, &self.buffers);
        let scan = groups(buffers.scan_groups, 1);
        let scatter = groups(self.agents, 128);
        let step = groups(self.agents, self.group);
        [
            (&pipelines.reduce, &buffers.scan_group, scan),
            (&pipelines.scan, &buffers.scan_group, scan),
            (&pipelines.scatter, &buffers.scatter_group, scatter),
            (&pipelines.step, &buffers.step_group, step),
        ]
    }

    fn dispatch(&self, encoder: &mut CommandEncoder, tick_offset: u32, stamp: Stamp) {
        let dispatches = self.dispatches();
        let per_pass = if matches!(stamp, Stamp::Passes(_)) {
            1
        } else {
            dispatches.len()
        };
        for (i, dispatches) in dispatches.chunks(per_pass).enumerate() {
            let stamp = match stamp {
                Stamp::None => None,
                Stamp::Tick(first) | Stamp::Passes(first) => Some(first + i as u32),
            };
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("agent tick"),
                timestamp_writes: stamp.and_then(|i| Some(self.stamps.as_ref()?.writes(i))),
            });
            pass.set_bind_group(0, &self.buffers.common, &[tick_offset]);
            for (pipeline, group, (x, y)) in dispatches {
                pass.set_pipeline(pipeline);
                pass.set_bind_group(1, *group, &[]);
                pass.dispatch_workgroups(*x, *y, 1);
            }
        }
    }

    /// Replaces words of the place, before the next tick. Words past its end are ignored.
    pub fn set_place(&mut self, first: usize, words: &[u32]) {
        let room = self.buffers.place_words.saturating_sub(first);
        self.changes.insert(first, &words[..words.len().min(room)]);
    }

    /// A place for copies of the state.
    pub(crate) fn checkpoint(&self) -> Result<Checkpoint, GpuError> {
        self.gpu
            .scoped(|| Checkpoint::new(&self.gpu, &self.buffers))
    }

    pub(crate) fn gpu(&self) -> &GpuDevice {
        &self.gpu
    }

    /// All agents after the last tick, two `vec4<u32>` each: (x, y, velocity, word), (id, own). For drawing.
    #[must_use]
    pub fn agents_buffer(&self) -> &wgpu::Buffer {
        &self.buffers.unsorted
    }

    /// Ticks encoded so far.
    #[must_use]
    pub fn ticks(&self) -> u32 {
        self.tick
    }

    /// Bytes of all its buffers.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        self.buffers.bytes + self.events.bytes()
    }
}

/// Workgroups of `size` for `count` invocations, in rows where one row is not enough.
fn groups(count: u32, size: u32) -> (u32, u32) {
    let total = count.div_ceil(size);
    let rows = total.div_ceil(65_535).max(1);
    (total.div_ceil(rows), rows)
}

/// The board's header is the same here and in common.wgsl.
const _: () = assert!(BOARD_HEADER == 4);
