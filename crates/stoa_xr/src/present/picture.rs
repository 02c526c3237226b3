//! The runtime's images, as the engine sees them: two layers each, one for each eye.

use std::sync::Arc;

use ash::vk::Handle;
use bevy::{
    prelude::*,
    render::{
        render_resource::TextureView,
        texture::{ManualTextureView, ManualTextureViews},
    },
};
use wgpu::hal;

use super::Failed;
use crate::eyes;

/// What the eyes draw onto, for each image. Made once for a session.
#[derive(Clone)]
pub(crate) struct Picture(Arc<[[ManualTextureView; 2]]>);

impl Picture {
    /// `size` is an image's, in pixels.
    pub fn new(
        swapchain: &openxr::Swapchain<openxr::Vulkan>,
        device: &wgpu::Device,
        format: wgpu::TextureFormat,
        size: UVec2,
    ) -> Result<Self, Failed> {
        let call = "xrEnumerateSwapchainImages";
        let raw = swapchain.enumerate_images().map_err(|code| (call, code))?;
        let images = raw.into_iter().map(|image| {
            let image = borrow(image, device, format, size)
                .ok_or((call, openxr::sys::Result::ERROR_GRAPHICS_DEVICE_INVALID))?;
            Ok([0, 1].map(|eye| ManualTextureView {
                texture_view: layer(&image, eye),
                size,
                view_format: format,
            }))
        });
        images.collect::<Result<_, _>>().map(Self)
    }

    /// Makes image `index` what the eyes' cameras draw onto.
    pub fn show(&self, views: &mut ManualTextureViews, index: usize) {
        for (eye, view) in self.0.get(index).into_iter().flatten().enumerate() {
            views.insert(eyes::target(eye), view.clone());
        }
    }
}

fn layer(image: &wgpu::Texture, eye: u32) -> TextureView {
    TextureView::from(image.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2),
        base_array_layer: eye,
        array_layer_count: Some(1),
        ..default()
    }))
}

/// The runtime's image as one of the engine's textures. It stays the runtime's own, who destroys it with the swapchain.
/// `None` where the engine does not draw by Vulkan.
fn borrow(
    image: u64,
    device: &wgpu::Device,
    format: wgpu::TextureFormat,
    size: UVec2,
) -> Option<wgpu::Texture> {
    const LABEL: &str = "headset";
    let size = wgpu::Extent3d {
        width: size.x,
        height: size.y,
        depth_or_array_layers: 2,
    };
    let as_driver_has_it = hal::TextureDescriptor {
        label: Some(LABEL),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUses::COLOR_TARGET | wgpu::TextureUses::COPY_DST,
        memory_flags: hal::MemoryFlags::empty(),
        view_formats: Vec::new(),
    };
    let as_engine_has_it = wgpu::TextureDescriptor {
        label: Some(LABEL),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    };
    // Told of the end, the engine leaves the image alone; without a callback it would destroy it, as its own.
    let ours_no_more = Box::new(|| {});
    // SAFETY: the image belongs to a swapchain on this very device, which was made with the format, size, layers and
    // uses that are told here; the presenter outlives every command that draws onto it.
    #[expect(unsafe_code, reason = "the engine can't know whose image it is")]
    let texture = unsafe {
        let driver = device.as_hal::<hal::api::Vulkan>()?;
        let texture = driver.texture_from_raw(
            ash::vk::Image::from_raw(image),
            &as_driver_has_it,
            Some(ours_no_more),
            hal::vulkan::TextureMemory::External,
        );
        device.create_texture_from_hal::<hal::api::Vulkan>(texture, &as_engine_has_it)
    };
    Some(texture)
}
