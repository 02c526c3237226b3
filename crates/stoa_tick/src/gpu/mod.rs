//! The tick on a graphics device: four dispatches in one compute pass, nothing read back but events.

mod buffers;
mod device;
mod events;
mod pipelines;
mod shaders;
mod timing;

use wgpu::{BufferUsages, CommandEncoder};

use crate::commands::CommandTable;
use crate::error::GpuError;
use crate::hash::WorldHash;
use crate::rules::{Agent, Command, Event, Rules};
use crate::world::World;

use buffers::{BOARD_HEADER, Buffers, TICK_STRIDE, TICKS, TickUniform, from_words};
pub use device::GpuDevice;
use events::EventRing;
use pipelines::Pipelines;
pub use shaders::Sources;
use timing::{Stamps, read_back};

/// Which pairs of time stamps a tick writes.
#[derive(Clone, Copy)]
enum Stamp {
    None,
    /// This one.
    Tick(u32),
    /// One for each dispatch, from this one on.
    Passes(u32),
}

/// A world of agents under one rule set, ticked on a graphics device.
pub struct GpuTick<R: Rules> {
    gpu: GpuDevice,
    pipelines: Pipelines,
    buffers: Buffers,
    events: EventRing,
    stamps: Option<Stamps>,
    agents: u32,
    /// Agents to a workgroup of the step pass.
    group: u32,
    tick: u32,
    rules: std::marker::PhantomData<R>,
}

impl<R: Rules> GpuTick<R> {
    /// A world at tick 0, with the shaders that suit the device.
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
        let grid = world.check(rules)?;
        let room = world.event_room::<R>();
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let memory = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let pipelines = Pipelines::new(&gpu.device, sources);
        let buffers = Buffers::new(gpu, &pipelines, rules, world, &grid, room);
        let events = EventRing::new(&gpu.device, room);
        let stamps = Stamps::new(gpu);
        for scope in [memory, scope] {
            if let Some(error) = pollster::block_on(scope.pop()) {
                return Err(GpuError::Invalid(error.to_string()));
            }
        }
        Ok(Self {
            gpu: gpu.clone(),
            pipelines,
            buffers: buffers?,
            events,
            stamps,
            agents: world.agents.len() as u32,
            group: sources.group,
            tick: 0,
            rules: std::marker::PhantomData,
        })
    }

    /// Computes one tick in a submission of its own.
    ///
    /// # Errors
    /// When commands don't fit, earlier events were not taken, or the device failed.
    pub fn tick(&mut self, commands: &[Command]) -> Result<(), GpuError> {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        self.encode(&mut encoder, commands)?;
        self.gpu.queue.submit([encoder.finish()]);
        self.submitted();
        self.gpu.check()
    }

    /// Encodes one tick into somebody's encoder. After its submission call [`GpuTick::submitted`]. Commands are written
    /// when the queue is next submitted to, so a submission has room for the commands of one tick only.
    ///
    /// # Errors
    /// When commands don't fit or earlier events were not taken; then nothing was encoded.
    pub fn encode(
        &mut self,
        encoder: &mut CommandEncoder,
        commands: &[Command],
    ) -> Result<(), GpuError> {
        let table = CommandTable::new(commands)?;
        self.encode_timed(encoder, &table, Stamp::None)
    }

    /// Tells that all that was encoded has been submitted: events begin their way back.
    pub fn submitted(&mut self) {
        self.events.submitted(self.tick);
    }

    /// The events of [`crate::EVENT_LAG`] ticks ago, sorted; empty in the first ticks; `None` while they are on their
    /// way. Call it after each tick until they have come: the simulation waits, never the picture.
    ///
    /// # Errors
    /// When there were more than the world has room for, or the device failed.
    pub fn try_events(&mut self) -> Result<Option<Vec<Event>>, GpuError> {
        if let Some(events) = self.events.take(self.tick)? {
            return Ok(Some(events));
        }
        let polled = self.gpu.device.poll(wgpu::PollType::Poll);
        self.gpu.check()?;
        polled.map_err(|error| GpuError::Lost(error.to_string()))?;
        self.events.take(self.tick)
    }

    /// As [`GpuTick::try_events`], waiting.
    ///
    /// # Errors
    /// As [`GpuTick::try_events`].
    pub fn wait_events(&mut self) -> Result<Vec<Event>, GpuError> {
        if let Some(events) = self.try_events()? {
            return Ok(events);
        }
        self.gpu.wait()?;
        self.events
            .take(self.tick)?
            .ok_or_else(|| GpuError::Lost("events never came".to_owned()))
    }

    /// Computes `ticks` ticks, many to a submission, drops their events, and tells how long each took on the GPU in
    /// nanoseconds. For benchmarks.
    ///
    /// # Errors
    /// When the device has no time stamps or failed.
    pub fn run_timed(&mut self, ticks: u32) -> Result<Vec<f64>, GpuError> {
        self.run_stamped(ticks, 1)
    }

    /// As [`GpuTick::run_timed`], but times each dispatch in a compute pass of its own: reduce, scan, scatter, step.
    ///
    /// # Errors
    /// As [`GpuTick::run_timed`].
    pub fn profile(&mut self, ticks: u32) -> Result<Vec<[f64; 4]>, GpuError> {
        Ok(self.run_stamped(ticks, 4)?.as_chunks().0.to_vec())
    }

    /// Times so many parts of each tick: one, or each of the four dispatches.
    fn run_stamped(&mut self, ticks: u32, parts: u32) -> Result<Vec<f64>, GpuError> {
        // Not so many that a submission of a large world takes seconds.
        let most = if R::MAX_EVENTS == 0 {
            (TICKS as u32 / parts).min((1 << 26) / self.agents).max(1)
        } else {
            events::RING - crate::EVENT_LAG
        };
        let mut times = Vec::with_capacity((ticks * parts) as usize);
        let mut left = ticks;
        while left > 0 {
            let count = most.min(left);
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            for i in 0..count {
                let stamp = if parts == 1 {
                    Stamp::Tick(i)
                } else {
                    Stamp::Passes(i * parts)
                };
                self.encode_timed(&mut encoder, &CommandTable::default(), stamp)?;
            }
            self.stamps()?.resolve(&mut encoder, count * parts);
            self.gpu.queue.submit([encoder.finish()]);
            self.submitted();
            times.extend(self.stamps()?.read(&self.gpu, count * parts)?);
            for _ in 0..count {
                self.wait_events()?;
            }
            left -= count;
        }
        Ok(times)
    }

    fn stamps(&self) -> Result<&Stamps, GpuError> {
        self.stamps.as_ref().ok_or_else(|| GpuError::Missing {
            adapter: self.gpu.name(),
            what: "time stamps (TIMESTAMP_QUERY)".to_owned(),
        })
    }

    fn encode_timed(
        &mut self,
        encoder: &mut CommandEncoder,
        commands: &CommandTable,
        stamp: Stamp,
    ) -> Result<(), GpuError> {
        self.events.check(self.tick)?;
        let at = u64::from(self.tick) % TICKS as u64 * TICK_STRIDE;
        let uniform = TickUniform {
            tick: self.tick,
            commands: commands.len() as u32,
            command_mask: (commands.words().len() as u32 / 4).saturating_sub(1),
            spare: 0,
        };
        let (queue, buffers) = (&self.gpu.queue, &self.buffers);
        queue.write_buffer(&buffers.ticks, at, bytemuck::bytes_of(&uniform));
        if !commands.is_empty() {
            let words = bytemuck::cast_slice(commands.words());
            queue.write_buffer(&buffers.place, 4 * buffers.place_words as u64, words);
        }
        self.dispatch(encoder, at as u32, stamp);
        self.events
            .encode(encoder, &buffers.board, buffers.events_at, self.tick);
        self.tick += 1;
        Ok(())
    }

    fn dispatch(&self, encoder: &mut CommandEncoder, tick_offset: u32, stamp: Stamp) {
        let (pipelines, buffers) = (&self.pipelines, &self.buffers);
        let scan = groups(buffers.scan_groups, 1);
        let dispatches = [
            (&pipelines.reduce, &buffers.scan_group, scan),
            (&pipelines.scan, &buffers.scan_group, scan),
            (
                &pipelines.scatter,
                &buffers.scatter_group,
                groups(self.agents, 128),
            ),
            (
                &pipelines.step,
                &buffers.step_group,
                groups(self.agents, self.group),
            ),
        ];
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
            pass.set_bind_group(0, &buffers.common, &[tick_offset]);
            for (pipeline, group, (x, y)) in dispatches {
                pass.set_pipeline(pipeline);
                pass.set_bind_group(1, *group, &[]);
                pass.dispatch_workgroups(*x, *y, 1);
            }
        }
    }

    /// Hash of all agents, waiting for it.
    ///
    /// # Errors
    /// When the device failed.
    pub fn hash(&mut self) -> Result<WorldHash, GpuError> {
        let (pipelines, buffers) = (&self.pipelines, &self.buffers);
        let staging = self.staging(8);
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        encoder.clear_buffer(&buffers.hash, 0, None);
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipelines.hash);
        pass.set_bind_group(0, &buffers.common, &[0]);
        pass.set_bind_group(1, &buffers.hash_group, &[]);
        let (x, y) = groups(self.agents, 256);
        pass.dispatch_workgroups(x, y, 1);
        drop(pass);
        encoder.copy_buffer_to_buffer(&buffers.hash, 0, &staging, 0, 8);
        self.gpu.queue.submit([encoder.finish()]);
        let bytes = read_back(&self.gpu, &staging, 8)?;
        let words: &[u32] = bytemuck::cast_slice(&bytes);
        Ok(WorldHash(words[0], words[1]))
    }

    /// Every agent, in no particular order, waiting for them. Not for every tick: it copies the whole state.
    ///
    /// # Errors
    /// When the device failed.
    pub fn read_agents(&mut self) -> Result<Vec<Agent>, GpuError> {
        let size = self.buffers.unsorted.size();
        let staging = self.staging(size);
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(&self.buffers.unsorted, 0, &staging, 0, size);
        self.gpu.queue.submit([encoder.finish()]);
        let bytes = read_back(&self.gpu, &staging, size)?;
        let (agents, _) = bytemuck::cast_slice::<u8, u32>(&bytes).as_chunks::<8>();
        Ok(agents.iter().map(from_words).collect())
    }

    fn staging(&self, size: u64) -> wgpu::Buffer {
        self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read-back"),
            size,
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// Replaces words of the place, before the next tick. Words past its end are ignored.
    pub fn set_place(&mut self, first: usize, words: &[u32]) {
        let room = self.buffers.place_words.saturating_sub(first);
        let words = &words[..words.len().min(room)];
        if !words.is_empty() {
            self.gpu.queue.write_buffer(
                &self.buffers.place,
                4 * first as u64,
                bytemuck::cast_slice(words),
            );
        }
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
