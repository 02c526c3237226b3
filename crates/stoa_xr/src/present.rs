//! The frame in the render world: begun, drawn onto the runtime's images, and handed over.
//!
//! Only this thread touches the images, and only the render world submits work, as `XR_KHR_vulkan_enable2` wants it.

mod picture;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use bevy::{
    prelude::*,
    render::{
        ExtractSchedule, MainWorld, Render, RenderApp, RenderSystems,
        extract_component::ExtractComponentPlugin, texture::ManualTextureViews,
        view::ExtractedView,
    },
};

pub(crate) use self::picture::Picture;
use crate::{
    eyes::{EyeCamera, OneEye},
    rig::Placement,
    session::{Frame, XrFrame, isometry, locate},
    stats::{RenderPart, Timing, XrStats},
};

/// A call, and what it answered.
pub(crate) type Failed = (&'static str, openxr::sys::Result);

/// The first call that failed in the render world, for the main world to see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failure {
    first: Arc<Mutex<Option<Failed>>>,
    gone: Arc<AtomicBool>,
}

impl Failure {
    pub fn note(&self, call: &'static str, code: openxr::sys::Result) {
        let mut noted = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get_or_insert((call, code));
    }

    pub fn take(&self) -> Option<Failed> {
        self.first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The runtime is gone: nothing of the session may be given back to it.
    pub fn lose_runtime(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }

    fn has_lost_runtime(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }
}

/// What makes a session's frames. Handed from the main world to the render world when a session is made.
#[derive(Resource)]
pub(crate) struct Presenter {
    picture: Picture,
    swapchain: openxr::Swapchain<openxr::Vulkan>,
    stream: openxr::FrameStream<openxr::Vulkan>,
    session: openxr::Session<openxr::Vulkan>,
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
    /// When that was asked.
    looked: Option<Instant>,
    /// When `xrBeginFrame` returned, and how long it took.
    since: Instant,
    took: Duration,
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
            picture,
            swapchain,
            stream,
            session,
            space,
            blend,
            failed,
            begun: None,
        }
    }
}

pub(crate) fn plugin(app: &mut App) {
    // The render world finds the eyes among the cameras.
    app.add_plugins(ExtractComponentPlugin::<EyeCamera>::default());
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .init_resource::<Present>()
        .add_systems(ExtractSchedule, hand_over)
        .add_systems(Render, start.before(RenderSystems::ExtractCommands))
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
    one_eye: bool,
    /// Tells how much time this thread has used, where somebody wants to know.
    clock: Option<fn() -> Duration>,
    /// What it told when the render world began with this frame.
    started: Duration,
    /// The frame that is through, until the main world knows of it.
    through: Option<RenderPart>,
    /// Sessions that are over, kept until nothing draws onto their images any more.
    over: Vec<(u8, Presenter)>,
}

/// Frames for which the images of a session that is over are kept.
const LINGER_FRAMES: u8 = 3;

fn hand_over(mut main: ResMut<MainWorld>, mut present: ResMut<Present>) {
    for (mut frames, session) in std::mem::take(&mut present.over) {
        frames = frames.saturating_sub(1);
        if frames > 0 {
            present.over.push((frames, session));
        } else if session.failed.has_lost_runtime() {
            // A runtime whose service is gone can break the program when it is asked to destroy what it no longer has.
            std::mem::forget(session);
        }
    }
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
    present.one_eye = main.contains_resource::<OneEye>();
    if let Some(placement) = main.get_resource::<Placement>() {
        present.placement = *placement;
    }
    tell(&mut main, &mut present);
}

/// What the last frame took goes to the main world, and to whoever wants to know.
fn tell(main: &mut World, present: &mut Present) {
    present.clock = main.get_resource::<XrStats>().map(XrStats::clock);
    let Some(through) = present.through.take() else {
        return;
    };
    let Some(mut timing) = main.get_resource_mut::<Timing>() else {
        return;
    };
    timing.drawn = through.drawn;
    if let Some(line) = timing.join(&through)
        && let Some(stats) = main.get_resource::<XrStats>()
    {
        stats.send(line);
    }
}

fn start(mut present: ResMut<Present>) {
    if let Some(clock) = present.clock {
        present.started = clock();
    }
}

/// `xrBeginFrame`, and an image to draw onto.
fn begin(mut present: ResMut<Present>, mut views: ResMut<ManualTextureViews>) {
    let Some(frame) = present.frame else { return };
    let Some(presenter) = &mut present.presenter else {
        return;
    };
    let called = Instant::now();
    if let Err(code) = presenter.stream.begin() {
        return presenter.failed.note("xrBeginFrame", code);
    }
    let mut begun = Begun {
        frame,
        drawn: false,
        views: None,
        looked: None,
        since: Instant::now(),
        took: called.elapsed(),
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
    begun.looked = Some(Instant::now());
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
    let Present {
        presenter: Some(presenter),
        one_eye,
        clock,
        started,
        through,
        ..
    } = &mut *present
    else {
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
    let views = views(&presenter.swapchain, &begun, *one_eye);
    let layer = openxr::CompositionLayerProjection::new()
        .space(&presenter.space)
        .views(&views);
    let layers: &[&openxr::CompositionLayerBase<openxr::Vulkan>] =
        if views.len() == 2 { &[&layer] } else { &[] };
    let used = clock.map_or(Duration::ZERO, |clock| clock().saturating_sub(*started));
    let called = Instant::now();
    let time = begun.frame.display_time;
    let ended = presenter.stream.end(time, presenter.blend, layers);
    *through = Some(RenderPart {
        number: begun.frame.number,
        begin: begun.took,
        used,
        end: called.elapsed(),
        drawn: called.duration_since(begun.since),
        pose_age: (begun.looked.filter(|_| !layers.is_empty()))
            .map(|looked| called.duration_since(looked)),
    });
    if let Err(code) = ended {
        presenter.failed.note("xrEndFrame", code);
    }
}

/// What each eye is shown: nothing where nothing was drawn. With `one_eye`, both see what the left one's camera drew.
fn views<'a>(
    swapchain: &'a openxr::Swapchain<openxr::Vulkan>,
    begun: &Begun,
    one_eye: bool,
) -> Vec<openxr::CompositionLayerProjectionView<'a, openxr::Vulkan>> {
    let UVec2 { x, y } = begun.frame.size;
    let drawn = openxr::Rect2Di {
        offset: openxr::Offset2Di { x: 0, y: 0 },
        extent: openxr::Extent2Di {
            width: x as i32,
            height: y as i32,
        },
    };
    let seen = begun.views.iter().filter(|_| begun.drawn).flatten().take(2);
    seen.enumerate()
        .map(|(eye, view)| {
            let image = openxr::SwapchainSubImage::new()
                .swapchain(swapchain)
                .image_array_index(if one_eye { 0 } else { eye as u32 })
                .image_rect(drawn);
            openxr::CompositionLayerProjectionView::new()
                .pose(view.pose)
                .fov(view.fov)
                .sub_image(image)
        })
        .collect()
}
