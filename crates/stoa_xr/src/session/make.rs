//! A session is made: its spaces, its input, its images.

use std::sync::Arc;

use bevy::{prelude::*, render::renderer::RenderDevice};
use bevy_mod_openxr::{
    error::OxrError,
    graphics::{GraphicsExt, GraphicsWrap},
    session::OxrSessionCreateNextChain,
};
use openxr::{ReferenceSpaceType, SwapchainUsageFlags};

use super::{Failed, STEREO, Session, scale::Sharpness, space::Space};
use crate::{
    device::Device,
    present::{Failure, Picture, Presenter},
    runtime::Trouble,
};

/// Why there is no session.
pub enum NotMade {
    Call(&'static str, openxr::sys::Result),
    Trouble(Trouble),
}

impl From<Failed> for NotMade {
    fn from((call, code): Failed) -> Self {
        Self::Call(call, code)
    }
}

impl From<Trouble> for NotMade {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

pub fn create(world: &mut World) -> Result<(Session, Picture, Presenter), NotMade> {
    let device = world.resource::<Device>().clone();
    let named = |call: &'static str| move |code| (call, code);
    let mut chain = OxrSessionCreateNextChain::default();
    // SAFETY: the handles are those of the device that the engine draws with; it outlives every session.
    #[expect(
        unsafe_code,
        reason = "the wrapper can't know where the handles come from"
    )]
    let created = unsafe {
        device
            .instance
            .create_session(device.system, device.graphics.0.clone(), &mut chain)
    };
    let (session, waiter, stream) = created.map_err(|error| ("xrCreateSession", code_of(error)))?;
    let GraphicsWrap::Vulkan(handle) = session.typed_session().clone();
    let GraphicsWrap::Vulkan(stream) = stream.0;
    let (space, has_floor) = tracking_space(&device, &handle)?;
    let view = handle
        .create_reference_space(ReferenceSpaceType::VIEW, openxr::Posef::IDENTITY)
        .map_err(named("xrCreateReferenceSpace"))?;
    let input = device.actions.attach(&handle)?;
    let size = image_size(&device)?;
    let format = image_format(&handle)?;
    let swapchain = handle
        .create_swapchain(&openxr::SwapchainCreateInfo {
            create_flags: openxr::SwapchainCreateFlags::EMPTY,
            usage_flags: SwapchainUsageFlags::COLOR_ATTACHMENT
                | SwapchainUsageFlags::SAMPLED
                | SwapchainUsageFlags::TRANSFER_SRC
                | SwapchainUsageFlags::TRANSFER_DST,
            format: openxr::Vulkan::from_wgpu_format(format).unwrap_or_default(),
            sample_count: 1,
            width: size.x,
            height: size.y,
            face_count: 1,
            array_size: 2,
            mip_count: 1,
        })
        .map_err(named("xrCreateSwapchain"))?;
    let blend = device
        .instance
        .enumerate_environment_blend_modes(device.system, STEREO)
        .map_err(named("xrEnumerateEnvironmentBlendModes"))?
        .first()
        .copied()
        .unwrap_or(openxr::EnvironmentBlendMode::OPAQUE);
    let engine = world.resource::<RenderDevice>().wgpu_device();
    let picture = Picture::new(&swapchain, engine, format, size)?;
    let software = device.adapter.device_type == wgpu::DeviceType::Cpu;
    let failed = Failure::default();
    let presenter = Presenter::new(
        handle.clone(),
        stream,
        swapchain,
        picture.clone(),
        space.clone(),
        blend,
        failed.clone(),
    );
    let session = Session {
        handle,
        waiter: waiter.0,
        space,
        view,
        input,
        has_floor,
        running: false,
        ending: false,
        frames: 0,
        displayed: None,
        sharpness: Sharpness::new(size, software),
        failed,
    };
    Ok((session, picture, presenter))
}

/// What the headset wants an eye's image to be, in pixels.
fn image_size(device: &Device) -> Result<UVec2, Failed> {
    let call = "xrEnumerateViewConfigurationViews";
    let views = device
        .instance
        .enumerate_view_configuration_views(device.system, STEREO)
        .map_err(|code| (call, code))?;
    let view = views.first().ok_or((
        call,
        openxr::sys::Result::ERROR_VIEW_CONFIGURATION_TYPE_UNSUPPORTED,
    ))?;
    Ok(UVec2::new(
        view.recommended_image_rect_width,
        view.recommended_image_rect_height,
    ))
}

fn image_format(session: &openxr::Session<openxr::Vulkan>) -> Result<wgpu::TextureFormat, Failed> {
    let call = "xrEnumerateSwapchainFormats";
    let offered = session
        .enumerate_swapchain_formats()
        .map_err(|code| (call, code))?;
    let is_offered = |format: &wgpu::TextureFormat| {
        openxr::Vulkan::from_wgpu_format(*format).is_some_and(|raw| offered.contains(&raw))
    };
    [
        wgpu::TextureFormat::Rgba8UnormSrgb,
        wgpu::TextureFormat::Bgra8UnormSrgb,
    ]
    .into_iter()
    .find(is_offered)
    .ok_or((
        call,
        openxr::sys::Result::ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED,
    ))
}

fn code_of(error: OxrError) -> openxr::sys::Result {
    match error {
        OxrError::OpenXrError(code) => code,
        other => {
            error!("{other}");
            openxr::sys::Result::ERROR_GRAPHICS_DEVICE_INVALID
        }
    }
}

/// The space that the person wants or the best there is, and whether it has its zero on the floor.
fn tracking_space(
    device: &Device,
    session: &openxr::Session<openxr::Vulkan>,
) -> Result<(Arc<openxr::Space>, bool), Failed> {
    let mut offered = session
        .enumerate_reference_spaces()
        .map_err(|code| ("xrEnumerateReferenceSpaces", code))?;
    let has_local_floor = device.extensions.ext_local_floor;
    offered.retain(|kind| has_local_floor || *kind != ReferenceSpaceType::LOCAL_FLOOR);
    let chosen = Space::choose(device.wishes.space, &offered);
    if device.wishes.space.is_some_and(|wanted| wanted != chosen) {
        warn!("this runtime does not have the space that the settings name; {chosen:?} is used");
    }
    session
        .create_reference_space(chosen.kind(), openxr::Posef::IDENTITY)
        .map(|space| (Arc::new(space), chosen.has_floor()))
        .map_err(|code| ("xrCreateReferenceSpace", code))
}
