//! Who submits the commands of a tick: only one thread of a program may submit to a queue that others use too.

use std::sync::{Arc, Mutex, PoisonError};

use wgpu::CommandBuffer;

use super::device::GpuDevice;

/// Takes finished commands, to be submitted in the order given. What else is submitted before, after or between them
/// does not matter, nor how many go in one submission. Commands that are thrown away count as a failure of the device.
pub type Submitter = Arc<dyn Fn(CommandBuffer) + Send + Sync>;

impl GpuDevice {
    /// Submits at once: for a device that nobody else submits to.
    #[must_use]
    pub fn submitter(&self) -> Submitter {
        let queue = self.queue.clone();
        Arc::new(move |commands| {
            queue.submit([commands]);
        })
    }
}

/// Commands on their way to the thread that submits: never those of more than [`crate::EVENT_LAG`] ticks, since the next
/// one waits for what they give.
#[derive(Clone, Default)]
pub struct SubmitQueue(Arc<Mutex<Vec<CommandBuffer>>>);

impl SubmitQueue {
    /// What puts commands in.
    #[must_use]
    pub fn submitter(&self) -> Submitter {
        let queue = self.clone();
        Arc::new(move |commands| queue.lock().push(commands))
    }

    /// Takes all commands out, the oldest first: `queue.submit(waiting.drain())` once a frame, before what reads the
    /// agents' buffer.
    #[must_use]
    pub fn drain(&self) -> Vec<CommandBuffer> {
        std::mem::take(&mut *self.lock())
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<CommandBuffer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
