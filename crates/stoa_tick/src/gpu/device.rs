//! The graphics device that the tick runs on: one handed in, or its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use wgpu::{Features, Limits};

use crate::error::GpuError;

/// A device and queue, and what is known of them.
#[derive(Clone)]
pub struct GpuDevice {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub info: wgpu::AdapterInfo,
    /// What went wrong with our own device, if something did.
    fault: Arc<Mutex<Option<Fault>>>,
}

#[derive(Clone, Debug)]
enum Fault {
    Lost(String),
    Invalid(String),
}

impl GpuDevice {
    /// Opens a device of its own: the best adapter, with all limits that the adapter offers.
    ///
    /// # Errors
    /// When there is no adapter, or it can't be opened.
    pub fn open() -> Result<Self, GpuError> {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12;
        let instance = wgpu::Instance::new(descriptor);
        let adapter = pollster::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        }))
        .map_err(|error| GpuError::NoAdapter(error.to_string()))?;
        let wanted = Features::SUBGROUP | Features::TIMESTAMP_QUERY;
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("agent tick"),
            required_features: adapter.features() & wanted,
            required_limits: adapter.limits(),
            memory_hints: wgpu::MemoryHints::Performance,
            ..Default::default()
        }))
        .map_err(|error| GpuError::Device(error.to_string()))?;
        let opened = Self::new(device, queue, adapter.get_info());
        opened.watch();
        Ok(opened)
    }

    /// Takes a device that somebody else opened and watches. What they learn of it should be told to
    /// [`GpuDevice::report_lost`].
    #[must_use]
    pub fn new(device: wgpu::Device, queue: wgpu::Queue, info: wgpu::AdapterInfo) -> Self {
        Self {
            device,
            queue,
            info,
            fault: Arc::default(),
        }
    }

    /// Keeps the first error and the loss of the device instead of panicking.
    fn watch(&self) {
        let fault = self.fault.clone();
        self.device
            .on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
                keep(&fault, Fault::Invalid(error.to_string()));
            }));
        let fault = self.fault.clone();
        self.device
            .set_device_lost_callback(move |reason, message| {
                let cause = format!("{reason:?} {message}");
                keep(&fault, Fault::Lost(cause.trim_end().to_owned()));
            });
    }

    /// Tells that the device was lost, or cannot be relied on any more, and why: whoever ticks on it stops.
    pub fn report_lost(&self, cause: &str) {
        keep(&self.fault, Fault::Lost(cause.to_owned()));
    }

    /// Reports what went wrong since the device was opened.
    pub(crate) fn check(&self) -> Result<(), GpuError> {
        match &*self.fault.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(Fault::Lost(cause)) => Err(GpuError::Lost(cause.clone())),
            Some(Fault::Invalid(cause)) => Err(GpuError::Invalid(cause.clone())),
        }
    }

    /// Does work on the device, and gives its first error instead of leaving it to whoever watches the device.
    pub(crate) fn scoped<T>(&self, work: impl FnOnce() -> T) -> Result<T, GpuError> {
        use wgpu::ErrorFilter::{Internal, OutOfMemory, Validation};
        let scopes = [Internal, OutOfMemory, Validation].map(|f| self.device.push_error_scope(f));
        let done = work();
        // The last one pushed first.
        let errors = scopes
            .into_iter()
            .rev()
            .map(|scope| pollster::block_on(scope.pop()));
        match errors.fold(None, Option::or) {
            None => Ok(done),
            Some(error) => Err(GpuError::Invalid(error.to_string())),
        }
    }

    /// Looks for what is done, so that buffers asked for come back.
    pub(crate) fn poll(&self) -> Result<(), GpuError> {
        self.poll_for(wgpu::PollType::Poll)
    }

    /// Waits until everything submitted so far is done.
    pub(crate) fn wait(&self) -> Result<(), GpuError> {
        self.poll_for(wgpu::PollType::wait_indefinitely())
    }

    fn poll_for(&self, poll: wgpu::PollType) -> Result<(), GpuError> {
        // wgpu panics when it finds the device lost here.
        let polled = catch_unwind(AssertUnwindSafe(|| self.device.poll(poll)));
        self.check()?;
        match polled {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(GpuError::Lost(error.to_string())),
            Err(_) => Err(GpuError::Lost("while it was waited for".to_owned())),
        }
    }

    pub(crate) fn has(&self, feature: Features) -> bool {
        self.device.features().contains(feature)
    }

    /// Fails when a limit is too small.
    pub(crate) fn require(
        &self,
        needs: &[(&'static str, u64, fn(&Limits) -> u64)],
    ) -> Result<(), GpuError> {
        let limits = self.device.limits();
        for &(limit, needed, offered) in needs {
            let offered = offered(&limits);
            if offered < needed {
                return Err(GpuError::Limit {
                    adapter: self.name(),
                    limit,
                    needed,
                    offered,
                });
            }
        }
        Ok(())
    }

    /// Name of the adapter.
    #[must_use]
    pub fn name(&self) -> String {
        self.info.name.clone()
    }

    /// Whether the processor pretends to be a graphics card: then the CPU twin is faster.
    #[must_use]
    pub fn is_software(&self) -> bool {
        self.info.device_type == wgpu::DeviceType::Cpu
    }
}

fn keep(fault: &Mutex<Option<Fault>>, new: Fault) {
    let mut fault = fault.lock().unwrap_or_else(PoisonError::into_inner);
    if fault.is_none() {
        *fault = Some(new);
    }
}
