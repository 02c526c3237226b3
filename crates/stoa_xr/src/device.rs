//! The runtime, the headset's system, and the graphics device that the runtime chose.

use std::sync::Arc;

use bevy::{
    prelude::*,
    render::{
        renderer::{
            RenderAdapter, RenderAdapterInfo, RenderDevice, RenderInstance, RenderQueue,
            WgpuWrapper,
        },
        settings::RenderCreation,
    },
};
use bevy_mod_openxr::{
    error::OxrError,
    graphics::GraphicsBackend,
    resources::{OxrInstance, SessionGraphicsCreateInfo},
    types::{AppInfo, Version, WgpuGraphics},
};
use openxr::{ExtensionSet, FormFactor, SystemId, sys};

use crate::actions::{Actions, offered};
use crate::bindings::Profile;
use crate::runtime::{self, Environment, Found, Opened, Step, Trouble};
use crate::session::space::Space;

/// What a person wants of the runtime, where it would choose otherwise or wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// The space that head and hands are tracked in; `None`: the best there is.
    pub space: Option<Space>,
    /// The one controller to suggest bindings for; `None`: every one of the table.
    pub controller: Option<&'static Profile>,
}

/// A runtime with a headset, and the graphics device that both of them and the engine share. It lasts as long as the
/// program: sessions come and go on it.
#[derive(Resource, Clone)]
pub struct Device {
    pub(crate) instance: OxrInstance,
    pub(crate) system: SystemId,
    pub(crate) extensions: ExtensionSet,
    pub(crate) graphics: Graphics,
    pub(crate) actions: Arc<Actions>,
    pub(crate) wishes: Wishes,
    /// The loader, the runtime's file and its name.
    found: Arc<Found>,
    /// The headset's name, as the runtime tells it.
    pub headset: String,
    /// What draws.
    pub adapter: wgpu::AdapterInfo,
}

/// What a session needs to know of the graphics device.
#[derive(Clone)]
pub(crate) struct Graphics(pub SessionGraphicsCreateInfo);

// SAFETY: the handles inside are plain numbers for Vulkan objects that live as long as the engine's device; they are
// only handed to the runtime, whose calls are made by one thread at a time.
#[expect(
    unsafe_code,
    reason = "openxr has Vulkan's handles as pointers, which they are not"
)]
unsafe impl Send for Graphics {}
// SAFETY: as above; nothing behind them is read through a shared reference.
#[expect(
    unsafe_code,
    reason = "openxr has Vulkan's handles as pointers, which they are not"
)]
unsafe impl Sync for Graphics {}

impl Device {
    /// Asks the runtime for a headset and for the graphics device to draw with.
    ///
    /// # Errors
    /// Which step failed, and what to do about it.
    pub fn open(
        environment: &Environment,
        wishes: Wishes,
    ) -> Result<(Self, RenderCreation), Trouble> {
        let Opened {
            instance,
            enabled,
            found,
            ..
        } = runtime::open(environment)?;
        let at = |call, code| Trouble::call(Step::Headset, &found, call, code);
        let system = instance
            .system(FormFactor::HEAD_MOUNTED_DISPLAY)
            .map_err(|code| at("xrGetSystem", code))?;
        let name = instance
            .system_properties(system)
            .map_err(|code| at("xrGetSystemProperties", code))?
            .system_name;
        let app = AppInfo {
            name: "Stoa".into(),
            version: Version(0, 1, 0),
        };
        if let Some(wanted) = wishes.controller
            && !offered(wanted, &enabled)
        {
            warn!(
                "the runtime does not know {}; it is offered every controller",
                wanted.name
            );
        }
        let actions = Actions::new(&instance, &enabled, wishes.controller, &found)?;
        for refused in actions.refused() {
            warn!(
                "the runtime does not take the bindings of {}: {:?}",
                refused.profile.path, refused.code
            );
        }
        // SAFETY: the instance was made with `XR_KHR_vulkan_enable2`, which is what this backend needs.
        #[expect(unsafe_code, reason = "the wrapper can't check the extension itself")]
        let instance =
            unsafe { OxrInstance::from_inner(instance, GraphicsBackend::Vulkan(()), app) };
        let (WgpuGraphics(device, queue, adapter_info, adapter, wgpu_instance), graphics) =
            instance
                .init_graphics(system, None)
                .map_err(|error| graphics_trouble(&found, error))?;
        let creation = RenderCreation::manual(
            RenderDevice::from(device),
            RenderQueue(Arc::new(WgpuWrapper::new(queue))),
            RenderAdapterInfo(WgpuWrapper::new(adapter_info.clone())),
            RenderAdapter(Arc::new(WgpuWrapper::new(adapter))),
            RenderInstance(Arc::new(WgpuWrapper::new(wgpu_instance))),
        );
        let device = Self {
            instance,
            system,
            extensions: enabled,
            graphics: Graphics(graphics),
            actions: Arc::new(actions),
            wishes,
            found: Arc::new(found),
            headset: if name.is_empty() {
                "a headset without a name".to_owned()
            } else {
                name
            },
            adapter: adapter_info,
        };
        Ok((device, creation))
    }

    /// A call failed that is about this device.
    pub(crate) fn trouble(&self, step: Step, call: &'static str, code: sys::Result) -> Trouble {
        Trouble::call(step, &self.found, call, code)
    }

    /// The runtime's own name and version.
    pub fn runtime(&self) -> &str {
        self.found
            .runtime
            .as_deref()
            .unwrap_or("a runtime without a name")
    }
}

fn graphics_trouble(found: &Found, error: OxrError) -> Trouble {
    match error {
        OxrError::OpenXrError(code) => {
            Trouble::call(Step::Graphics, found, "xrCreateVulkanDeviceKHR", code)
        }
        other => Trouble::other(
            Step::Graphics,
            found,
            format!("the runtime's graphics device can't be used: {other}"),
            "Update the graphics driver; the headset's runtime and Stoa need Vulkan 1.2 on the same card",
        ),
    }
}
