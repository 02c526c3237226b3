//! Looks for a graphics adapter before Bevy starts, because Bevy's renderer panics without one.

use std::fmt;

use bevy::render::settings::{RenderCreation, WgpuSettings};
use wgpu::{Adapter, Backends, DeviceType, Instance, InstanceDescriptor, RequestAdapterOptions};

/// What would draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterSummary {
    pub name: String,
    /// `Vulkan`, `Metal`, `Dx12`, `Gl`.
    pub api: String,
    /// `discrete`, `integrated`, `virtual`, `software`, `other`.
    pub kind: &'static str,
    /// The driver's name and version, as it tells them.
    pub driver: String,
    /// Whether the processor draws.
    pub is_cpu: bool,
    /// What it lacks to draw a crowd of any size ([`crate::crowd::lacking`]).
    pub crowd_lacks: Option<&'static str>,
    pub device_type: DeviceType,
}

impl fmt::Display for AdapterSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {}", self.name, self.kind, self.api)?;
        if !self.driver.is_empty() {
            write!(f, ", {}", self.driver)?;
        }
        f.write_str(")")
    }
}

/// Nothing can draw. `remedy` says how to change that on this system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no graphics adapter was found ({cause}). {remedy}")]
pub struct NoGpu {
    pub cause: String,
    pub remedy: &'static str,
}

/// The adapter that Bevy will choose, or why there is none.
pub fn probe_adapter() -> Result<AdapterSummary, NoGpu> {
    let adapter = request_adapter()?;
    let info = adapter.get_info();
    let driver = [info.driver.as_str(), info.driver_info.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    Ok(AdapterSummary {
        name: info.name,
        api: format!("{:?}", info.backend),
        kind: match info.device_type {
            DeviceType::DiscreteGpu => "discrete",
            DeviceType::IntegratedGpu => "integrated",
            DeviceType::VirtualGpu => "virtual",
            DeviceType::Cpu => "software",
            DeviceType::Other => "other",
        },
        driver,
        is_cpu: info.device_type == DeviceType::Cpu,
        crowd_lacks: crate::crowd::lacking(adapter.get_downlevel_capabilities().flags),
        device_type: info.device_type,
    })
}

/// The graphics interfaces that may be used: Vulkan, Metal and DirectX 12, or what `WGPU_BACKEND` says. OpenGL is not
/// among them, since it lacks what the shadows need.
pub fn backends() -> Backends {
    Backends::from_env().unwrap_or(Backends::PRIMARY)
}

/// The renderer's settings, with [`backends`].
pub fn render_creation() -> RenderCreation {
    RenderCreation::from(WgpuSettings {
        backends: Some(backends()),
        ..WgpuSettings::default()
    })
}

/// Asks for an adapter in the same way as Bevy does (`WGPU_BACKEND`, `WGPU_POWER_PREF`, `WGPU_FORCE_FALLBACK_ADAPTER`).
pub(crate) fn request_adapter() -> Result<Adapter, NoGpu> {
    let mut descriptor = InstanceDescriptor::new_without_display_handle();
    descriptor.backends = backends();
    let instance = Instance::new(descriptor);
    let force = std::env::var("WGPU_FORCE_FALLBACK_ADAPTER")
        .is_ok_and(|v| !(v.is_empty() || v == "0" || v == "false"));
    let options = RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::from_env()
            .unwrap_or(wgpu::PowerPreference::HighPerformance),
        force_fallback_adapter: force,
        compatible_surface: None,
    };
    bevy::tasks::block_on(instance.request_adapter(&options)).map_err(|error| NoGpu {
        cause: error.to_string(),
        remedy: REMEDY,
    })
}

#[cfg(target_os = "linux")]
const REMEDY: &str = "Install a Vulkan driver: the one of your graphics card, or the software driver \
    (Debian and Ubuntu: `apt install mesa-vulkan-drivers libvulkan1`; Fedora: `dnf install mesa-vulkan-drivers \
    vulkan-loader`; Arch: `pacman -S vulkan-swrast vulkan-icd-loader`).";
#[cfg(target_os = "windows")]
const REMEDY: &str = "Update the driver of your graphics card; Stoa needs Vulkan or DirectX 12 (Windows 10 or newer).";
#[cfg(target_os = "macos")]
const REMEDY: &str = "Stoa needs Metal: a Mac from 2012 or newer with macOS 10.14 or newer.";
#[cfg(not(any(target_os = "linux", target_os = "windows", target_os = "macos")))]
const REMEDY: &str = "Install a Vulkan driver for your graphics card.";
