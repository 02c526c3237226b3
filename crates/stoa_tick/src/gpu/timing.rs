//! How long ticks take on the GPU, by its own clock.

use wgpu::{Buffer, BufferUsages, ComputePassTimestampWrites, Device, QuerySet};

use crate::commands::CommandTable;
use crate::error::GpuError;
use crate::rules::Rules;

use super::buffers::TICKS;
use super::device::GpuDevice;
use super::events::RING;
use super::{DISPATCHES, GpuTick};

/// Which pairs of time stamps a tick writes.
#[derive(Clone, Copy)]
pub(super) enum Stamp {
    None,
    /// This one.
    Tick(u32),
    /// One for each dispatch, from this one on.
    Passes(u32),
}

impl<R: Rules> GpuTick<R> {
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
    pub fn profile(&mut self, ticks: u32) -> Result<Vec<[f64; DISPATCHES]>, GpuError> {
        let times = self.run_stamped(ticks, DISPATCHES as u32)?;
        Ok(times.as_chunks().0.to_vec())
    }

    /// Times so many parts of each tick: one, or each of the dispatches.
    fn run_stamped(&mut self, ticks: u32, parts: u32) -> Result<Vec<f64>, GpuError> {
        // Not so many that a submission of a large world takes seconds.
        let most = if R::MAX_EVENTS == 0 {
            (TICKS as u32 / parts).min((1 << 26) / self.agents).max(1)
        } else {
            RING - crate::EVENT_LAG
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
                self.events.check(self.tick)?;
                self.encode_told(&mut encoder, &CommandTable::default(), stamp);
            }
            self.stamps()?.resolve(&mut encoder, count * parts);
            (self.submitter)(encoder.finish());
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
}

/// Two time stamps for each tick of a submission.
pub(super) struct Stamps {
    set: QuerySet,
    resolved: Buffer,
    staging: Buffer,
}

impl Stamps {
    /// `None` when the device has no time stamps.
    pub fn new(gpu: &GpuDevice) -> Option<Self> {
        if !gpu.has(wgpu::Features::TIMESTAMP_QUERY) {
            return None;
        }
        let count = 2 * TICKS as u32;
        let buffer = |device: &Device, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("time stamps"),
                size: 8 * u64::from(count),
                usage,
                mapped_at_creation: false,
            })
        };
        Some(Self {
            set: gpu.device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("ticks"),
                ty: wgpu::QueryType::Timestamp,
                count,
            }),
            resolved: buffer(
                &gpu.device,
                BufferUsages::QUERY_RESOLVE | BufferUsages::COPY_SRC,
            ),
            staging: buffer(&gpu.device, BufferUsages::COPY_DST | BufferUsages::MAP_READ),
        })
    }

    /// Where the pass of the `i`th tick of a submission writes its times.
    pub fn writes(&self, i: u32) -> ComputePassTimestampWrites<'_> {
        ComputePassTimestampWrites {
            query_set: &self.set,
            beginning_of_pass_write_index: Some(2 * i),
            end_of_pass_write_index: Some(2 * i + 1),
        }
    }

    pub fn resolve(&self, encoder: &mut wgpu::CommandEncoder, ticks: u32) {
        encoder.resolve_query_set(&self.set, 0..2 * ticks, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &self.staging, 0, 16 * u64::from(ticks));
    }

    /// Nanoseconds of each tick of the submission, waiting for it.
    pub fn read(&self, gpu: &GpuDevice, ticks: u32) -> Result<Vec<f64>, GpuError> {
        let bytes = read_back(gpu, &self.staging, 16 * u64::from(ticks))?;
        let period = f64::from(gpu.queue.get_timestamp_period());
        let (pairs, _) = bytemuck::cast_slice::<u8, u64>(&bytes).as_chunks::<2>();
        Ok(pairs
            .iter()
            .map(|[begin, end]| end.wrapping_sub(*begin) as f64 * period)
            .collect())
    }
}

/// The first bytes of a buffer that can be mapped, waiting for all that was submitted.
fn read_back(gpu: &GpuDevice, staging: &Buffer, size: u64) -> Result<Vec<u8>, GpuError> {
    let (sender, receiver) = std::sync::mpsc::channel();
    staging.map_async(wgpu::MapMode::Read, ..size, move |result| {
        // Nobody listens any more when waiting failed.
        let _ = sender.send(result);
    });
    gpu.wait()?;
    match receiver.try_recv() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(GpuError::Lost(error.to_string())),
        Err(_) => return Err(GpuError::Lost("a read-back never came".to_owned())),
    }
    let bytes = staging.get_mapped_range(..size).to_vec();
    staging.unmap();
    Ok(bytes)
}
