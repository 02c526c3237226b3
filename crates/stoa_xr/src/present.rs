//! The frame in the render world: begun, drawn onto the runtime's images, and handed over.
//!
//! Only this thread touches the images, and only the render world submits work, as `XR_KHR_vulkan_enable2` wants it.

use std::sync::{Arc, Mutex, PoisonError};

use bevy::{
    prelude::*,
    render::{
        ExtractSchedule, MainWorld, Render, RenderApp, RenderSystems,
        render_resource::TextureView,
        texture::{ManualTextureView, ManualTextureViews},
        view::ExtractedView,
    },
};
use bevy_mod_openxr::graphics::GraphicsExt;

use crate::{
    eyes::{self, EyeCamera},
    rig::Placement,
    session::{Frame, XrFrame, isometry, locate},
};

type Failed = (&'static str, openxr::sys::Result);

/// The first call that failed in the render world, for the main world to see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failure(Arc<Mutex<Option<Failed>>>);

impl Failure {
    pub fn note(&self, call: &'static str, code: openxr::sys::Result) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get_or_insert((call, code));
    }

    pub fn take(&self) -> Option<Failed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The runtime's images, as the engine sees them: two layers each, one for each eye.
#[derive(Clone)]
pub(crate) struct Picture {
    images: Vec<wgpu::Texture>,
    format: wgpu::TextureFormat,
    pub size: UVec2,
}

impl Picture {
    pub fn new(
        swapchain: &openxr::Swapchain<openxr::Vulkan>,
        device: &wgpu::Device,
        format: wgpu::TextureFormat,
        size: UVec2,
    ) -> Result<Self, Failed> {
        let call = "xrEnumerateSwapchainImages";
        let raw = swapchain.enumerate_images().map_err(|code| (call, code))?;
        let images = raw
            .into_iter()
            .map(|image| {
                // SAFETY: the image is the swapchain's own, with the format and size that it was made with, and two
                // layers.
                #[expect(unsafe_code, reason = "the wrapper can't know whose image it is")]
                let texture = unsafe { openxr::Vulkan::to_wgpu_img(image, device, format, size) };
                texture.map_err(|error| {
                    error!("{error}");
                    (call, openxr::sys::Result::ERROR_GRAPHICS_DEVICE_INVALID)
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            images,
            format,
            size,
        })
    }

    /// Makes image `index` what the eyes' cameras draw onto.
    pub fn show(&self, views: &mut ManualTextureViews, index: usize) {
        let Some(image) = self.images.get(index) else {
            return;
        };
        for eye in 0..2 {
            let view = image.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer: eye as u32,
                array_layer_count: Some(1),
                ..default()
            });
            views.insert(
                eyes::target(eye),
                ManualTextureView {
                    texture_view: TextureView::from(view),
                    size: self.size,
                    view_format: self.format,
                },
            );
        }
    }
}

/// What makes a session's frames. Handed from the main world to the render world when a session is made.
#[derive(Resource)]
pub(crate) struct Presenter {
    session: openxr::Session<openxr::Vulkan>,
    stream: openxr::FrameStream<openxr::Vulkan>,
    swapchain: openxr::Swapchain<openxr::Vulkan>,
    picture: Picture,
    space: Arc<openxr::Space>,
    blend: openxr::EnvironmentBlendMode,
    failed: Failure,
    /// The frame between `xrBeginFrame` and `xrEndFrame`.
    begun: Option<Begun>,
}

struct Begun {
    frame: Frame,
    /// An image is being drawn onto.
    drawn: bool,
    /// Where the eyes were when it was drawn, in the runtime's own terms.
    views: Option<Vec<openxr::View>>,
}

impl Presenter {
    pub fn new(
        session: openxr::Session<openxr::Vulkan>,
        stream: openxr::FrameStream<openxr::Vulkan>,
        swapchain: openxr::Swapchain<openxr::Vulkan>,
        picture: Picture,
        space: Arc<openxr::Space>,
        blend: openxr::EnvironmentBlendMode,
        failed: Failure,
    ) -> Self {
        Self {
            session,
            stream,
            swapchain,
            picture,
            space,
            blend,
            failed,
            begun: None,
        }
    }
}

pub(crate) fn plugin(app: &mut App) {
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .init_resource::<Present>()
        .add_systems(ExtractSchedule, hand_over)
        .add_systems(
            Render,
            (begin, look_again)
                .chain()
                .after(RenderSystems::ExtractCommands)
                .before(RenderSystems::PrepareAssets)
                .before(RenderSystems::CreateViews),
        )
        .add_systems(
            Render,
            end.after(RenderSystems::Render)
                .before(RenderSystems::Cleanup),
        );
}

/// What the render world knows of this frame.
#[derive(Resource, Default)]
struct Present {
    presenter: Option<Presenter>,
    frame: Option<Frame>,
    placement: Placement,
    /// Sessions that are over, kept until nothing draws onto their images any more.
    over: Vec<(u8, Presenter)>,
}

/// Frames for which the images of a session that is over are kept.
const LINGER_FRAMES: u8 = 3;

fn hand_over(mut main: ResMut<MainWorld>, mut present: ResMut<Present>) {
    present.over.retain_mut(|(frames, _)| {
        *frames = frames.saturating_sub(1);
        *frames > 0
    });
    let made = main.remove_resource::<Presenter>();
    let over = !main.contains_resource::<crate::session::Session>();
    if (over || made.is_some())
        && let Some(old) = present.presenter.take()
    {
        present.over.push((LINGER_FRAMES, old));
    }
    if made.is_some() {
        present.presenter = made;
    }
    present.frame = main.get_resource::<XrFrame>().and_then(|frame| frame.0);
    if let Some(placement) = main.get_resource::<Placement>() {
        present.placement = *placement;
    }
}

/// `xrBeginFrame`, and an image to draw onto.
fn begin(mut present: ResMut<Present>, mut views: ResMut<ManualTextureViews>) {
    let Some(frame) = present.frame else { return };
    let Some(presenter) = &mut present.presenter else {
        return;
    };
    if let Err(code) = presenter.stream.begin() {
        return presenter.failed.note("xrBeginFrame", code);
    }
    let mut begun = Begun {
        frame,
        drawn: false,
        views: None,
    };
    if frame.draw {
        match presenter.acquire() {
            Ok(index) => {
                presenter.picture.show(&mut views, index as usize);
                begun.drawn = true;
            }
            Err((call, code)) => presenter.failed.note(call, code),
        }
    }
    presenter.begun = Some(begun);
}

impl Presenter {
    fn acquire(&mut self) -> Result<u32, Failed> {
        let index = self
            .swapchain
            .acquire_image()
            .map_err(|code| ("xrAcquireSwapchainImage", code))?;
        self.swapchain
            .wait_image(openxr::Duration::INFINITE)
            .map_err(|code| ("xrWaitSwapchainImage", code))?;
        Ok(index)
    }
}

/// The head has moved on since the main world looked: the picture is drawn from where it is now.
fn look_again(mut present: ResMut<Present>, mut cameras: Query<(&EyeCamera, &mut ExtractedView)>) {
    let placement = present.placement;
    let Some(presenter) = &mut present.presenter else {
        return;
    };
    let Some(begun) = &mut presenter.begun else {
        return;
    };
    if !begun.drawn {
        return;
    }
    let located = locate(
        &presenter.session,
        &presenter.space,
        begun.frame.display_time,
    );
    match located {
        Ok(Some(views)) => {
            for (eye, mut view) in &mut cameras {
                let Some(seen) = views.get(eye.0) else {
                    continue;
                };
                view.world_from_view =
                    GlobalTransform::from(placement.world_from(isometry(seen.pose)));
            }
            begun.views = Some(views);
        }
        Ok(None) => {}
        Err(code) => presenter.failed.note("xrLocateViews", code),
    }
}

/// The image is given back, and the frame ends with it; or without one, when nothing is seen.
fn end(mut present: ResMut<Present>) {
    let Some(presenter) = &mut present.presenter else {
        return;
    };
    let Some(begun) = presenter.begun.take() else {
        return;
    };
    if begun.drawn
        && let Err(code) = presenter.swapchain.release_image()
    {
        return presenter.failed.note("xrReleaseSwapchainImage", code);
    }
    let UVec2 { x, y } = presenter.picture.size;
    let whole = openxr::Rect2Di {
        offset: openxr::Offset2Di { x: 0, y: 0 },
        extent: openxr::Extent2Di {
            width: x as i32,
            height: y as i32,
        },
    };
    let views: Vec<_> = begun
        .views
        .iter()
        .filter(|_| begun.drawn)
        .flatten()
        .take(2)
        .enumerate()
        .map(|(eye, view)| {
            openxr::CompositionLayerProjectionView::new()
                .pose(view.pose)
                .fov(view.fov)
                .sub_image(
                    openxr::SwapchainSubImage::new()
                        .swapchain(&presenter.swapchain)
                        .image_array_index(eye as u32)
                        .image_rect(whole),
                )
        })
        .collect();
    let layer = openxr::CompositionLayerProjection::new()
        .space(&presenter.space)
        .views(&views);
    let layers: &[&openxr::CompositionLayerBase<openxr::Vulkan>] =
        if views.len() == 2 { &[&layer] } else { &[] };
    let time = begun.frame.display_time;
    if let Err(code) = presenter.stream.end(time, presenter.blend, layers) {
        presenter.failed.note("xrEndFrame", code);
    }
}
