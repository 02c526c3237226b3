//! A buffer that comes back from the GPU: copied into by a tick's commands, mapped when they are done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use wgpu::{Buffer, BufferUsages, CommandEncoder, MapMode};

use crate::error::GpuError;

use super::device::GpuDevice;

const FREE: u8 = 0;
const UNDER_WAY: u8 = 1;
const READY: u8 = 2;
const FAILED: u8 = 3;

/// Where a buffer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Landed {
    Free,
    /// Encoded and perhaps not yet submitted, or not yet done.
    UnderWay,
    Ready,
    /// It could not be mapped, or its commands were thrown away.
    Failed,
}

/// A staging buffer and where it is.
pub(super) struct Landing {
    pub buffer: Buffer,
    state: Arc<AtomicU8>,
}

/// The asking for a buffer: when it is dropped unanswered, nobody will ever submit its commands.
struct Ask(Arc<AtomicU8>);

impl Ask {
    fn answer(self, mapped: bool) {
        let state = if mapped { READY } else { FAILED };
        self.0.store(state, Ordering::Release);
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        // Fails where it was answered.
        let _ = self
            .0
            .compare_exchange(UNDER_WAY, FAILED, Ordering::Release, Ordering::Relaxed);
    }
}

impl Landing {
    /// Of so many bytes, a multiple of four.
    pub fn new(gpu: &GpuDevice, label: &str, size: u64) -> Self {
        Self {
            buffer: gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size,
                usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
            state: Arc::new(AtomicU8::new(FREE)),
        }
    }

    /// Asks for it as soon as these commands, whoever submits them, are done. It must be free.
    pub fn ask(&self, encoder: &CommandEncoder) {
        self.state.store(UNDER_WAY, Ordering::Release);
        let ask = Ask(self.state.clone());
        encoder.map_buffer_on_submit(&self.buffer, MapMode::Read, .., move |result| {
            ask.answer(result.is_ok());
        });
    }

    pub fn state(&self) -> Landed {
        match self.state.load(Ordering::Acquire) {
            FREE => Landed::Free,
            UNDER_WAY => Landed::UnderWay,
            READY => Landed::Ready,
            _ => Landed::Failed,
        }
    }

    /// Takes what came, and frees it. It must be ready.
    pub fn read<T>(&self, gpu: &GpuDevice, take: impl FnOnce(&[u32]) -> T) -> Result<T, GpuError> {
        gpu.check()?;
        gpu.scoped(|| {
            // wgpu panics when the device was lost after the buffer had been mapped.
            let view = catch_unwind(AssertUnwindSafe(|| self.buffer.get_mapped_range(..)))
                .map_err(|_| GpuError::Lost("while it was read from".to_owned()))?;
            let taken = take(bytemuck::cast_slice(&view));
            drop(view);
            self.buffer.unmap();
            self.state.store(FREE, Ordering::Release);
            Ok(taken)
        })?
    }
}
