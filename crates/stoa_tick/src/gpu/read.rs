//! What is read back on demand, and waiting for it.

use std::time::{Duration, Instant};

use wgpu::CommandEncoder;

use crate::error::GpuError;
use crate::hash::WorldHash;
use crate::rules::{Agent, Rules};

use super::landing::{Landed, Landing};
use super::{GpuTick, from_words, groups};

/// How long commands may wait for somebody to submit them, where somebody waits for what they give.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_micros(200);

impl<R: Rules> GpuTick<R> {
    /// Waits for the device, and for the thread that submits to it, until something is so.
    ///
    /// # Errors
    /// When the device failed, or it takes too long.
    pub(crate) fn wait_until(&self, so: impl Fn() -> bool) -> Result<(), GpuError> {
        let end = Instant::now() + PATIENCE;
        loop {
            self.gpu.wait()?;
            if so() {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(GpuError::NotSubmitted(PATIENCE.as_secs()));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Hash of all agents, waiting for it.
    ///
    /// # Errors
    /// When the device failed.
    pub fn hash(&mut self) -> Result<WorldHash, GpuError> {
        let size = self.buffers.hash.size();
        let words = self.fetch(size, |tick, encoder, landing| {
            let (pipelines, buffers) = (&tick.pipelines, &tick.buffers);
            encoder.clear_buffer(&buffers.hash, 0, None);
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&pipelines.hash);
            pass.set_bind_group(0, &buffers.common, &[0]);
            pass.set_bind_group(1, &buffers.hash_group, &[]);
            let (x, y) = groups(tick.agents, 256);
            pass.dispatch_workgroups(x, y, 1);
            drop(pass);
            encoder.copy_buffer_to_buffer(&buffers.hash, 0, &landing.buffer, 0, size);
        })?;
        Ok(WorldHash(words[0], words[1]))
    }

    /// Every agent, in no particular order, waiting for them. Not for every tick: it copies the whole state.
    ///
    /// # Errors
    /// When the device failed.
    pub fn read_agents(&mut self) -> Result<Vec<Agent>, GpuError> {
        let agents = &self.buffers.unsorted;
        let size = agents.size();
        let words = self.fetch(size, |tick, encoder, landing| {
            encoder.copy_buffer_to_buffer(&tick.buffers.unsorted, 0, &landing.buffer, 0, size);
        })?;
        Ok(words.as_chunks::<8>().0.iter().map(from_words).collect())
    }

    /// The first `size` bytes of what `encode` copies, in words, waiting for them.
    fn fetch(
        &self,
        size: u64,
        encode: impl FnOnce(&Self, &mut CommandEncoder, &Landing),
    ) -> Result<Vec<u32>, GpuError> {
        let gpu = &self.gpu;
        let (landing, commands) = gpu.scoped(|| {
            let landing = Landing::new(gpu, "read-back", size + 4);
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            encode(self, &mut encoder, &landing);
            // The world's width, which is not 0: whoever finds it there knows that the commands ran.
            let (world, back) = (&self.buffers.world, &landing.buffer);
            encoder.copy_buffer_to_buffer(world, 0, back, size, 4);
            landing.ask(&encoder);
            (landing, encoder.finish())
        })?;
        (self.submitter)(commands);
        self.wait_until(|| landing.state() != Landed::UnderWay)?;
        let never_came = || GpuError::Lost("what was read back never came".to_owned());
        if landing.state() != Landed::Ready {
            return Err(never_came());
        }
        let mut words = landing.read(gpu, <[u32]>::to_vec)?;
        match words.pop() {
            None | Some(0) => Err(never_came()),
            Some(_) => Ok(words),
        }
    }
}
