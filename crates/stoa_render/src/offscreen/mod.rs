//! Pictures without any display or window server: for `stoa shot`, for tests, for looking at one's work.

pub mod compare;
pub mod probe;

use std::sync::{Arc, Mutex, PoisonError};

use bevy::app::PluginGroupBuilder;
use bevy::camera::RenderTarget;
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::{PipelineCache, TextureFormat, TextureUsages};
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::render::{RenderApp, RenderPlugin};
use bevy::time::TimeUpdateStrategy;
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;
use image::RgbaImage;
use stoa_world::ViewpointDef;

use crate::camera::view_camera;
use crate::quality::Quality;

pub use compare::{Likeness, compare};
pub use probe::{AdapterSummary, NoGpu, probe_adapter, render_creation};

/// What to take a picture of.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    pub viewpoint: ViewpointDef,
    /// Pixels; at most 8192 a side.
    pub size: UVec2,
    pub quality: Quality,
    /// Simulation ticks that pass before the picture is taken.
    pub ticks: u64,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    #[error(transparent)]
    NoGpu(#[from] NoGpu),
    #[error("a picture of {0} by {1} pixels cannot be made; 16 to 8192 a side can")]
    Size(u32, u32),
    #[error(
        "the renderer gave no picture after {0} frames; run with RUST_LOG=info to see what it waits for"
    )]
    NoPicture(u32),
    #[error("the renderer gave a picture of an unknown kind: {0}")]
    Format(String),
    #[error("a shader failed: {0}")]
    Shader(String),
}

/// Bevy's plugins for drawing without a window: no event loop, no render thread, pipelines compiled where they are
/// first needed, time that moves only when told.
pub fn plugins() -> PluginGroupBuilder {
    DefaultPlugins
        .build()
        .set(WindowPlugin {
            primary_window: None,
            exit_condition: ExitCondition::DontExit,
            ..default()
        })
        .set(RenderPlugin {
            render_creation: render_creation(),
            synchronous_pipeline_compilation: true,
            ..default()
        })
        .disable::<WinitPlugin>()
        .disable::<PipelinedRenderingPlugin>()
        .disable::<bevy::gilrs::GilrsPlugin>()
        // Nothing here is saved at the end: Ctrl-C ends the program at once, in mid-picture.
        .disable::<bevy::app::TerminalCtrlCHandlerPlugin>()
        // The program decides about its log.
        .disable::<LogPlugin>()
}

/// Frames to wait for a picture at most.
const PATIENCE_FRAMES: u32 = 240;
/// Frames that uploads and late pipelines get before the picture, at least.
const SETTLE_FRAMES: u32 = 4;

/// Takes a picture. `build` adds what is to be seen (the world, its bodies, `StoaRenderPlugin`) to an `App` that has
/// [`plugins`] already; it must insert the `WorldDef`.
pub fn picture(shot: &Shot, build: impl FnOnce(&mut App)) -> Result<RgbaImage, ShotError> {
    let range = 16..=8192;
    if !range.contains(&shot.size.x) || !range.contains(&shot.size.y) {
        return Err(ShotError::Size(shot.size.x, shot.size.y));
    }
    probe_adapter()?;
    let mut app = App::new();
    app.add_plugins(plugins())
        .insert_resource(shot.quality)
        .insert_resource(TimeUpdateStrategy::FixedTimesteps(1));
    build(&mut app);
    while app.plugins_state() == bevy::app::PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    for _ in 0..shot.ticks {
        app.update();
    }
    expose(&mut app, shot)
}

/// Takes a picture of a running, windowless app as it is now. Simulation time stands still meanwhile and afterwards.
pub fn expose(app: &mut App, shot: &Shot) -> Result<RgbaImage, ShotError> {
    app.insert_resource(TimeUpdateStrategy::FixedTimesteps(0));
    // A modelled scene comes a little in every frame; its pictures are unpacked meanwhile.
    while app
        .world()
        .get_resource::<crate::Model>()
        .is_some_and(|model| !model.is_done())
    {
        app.update();
    }
    let full = target(app, shot.size);
    // Compiling and uploading need no large picture, but one of the same shape: it sees the same things.
    let draft = target(app, draft_size(shot.size));
    let view = &shot.viewpoint;
    let looking = (view.look_at - view.at).normalize_or(Vec3::NEG_Z);
    let upward = if looking.y.abs() > 0.999 {
        Vec3::Z
    } else {
        Vec3::Y
    };
    let camera = app
        .world_mut()
        .spawn((
            view_camera(view.fov_deg, shot.quality),
            Transform::from_translation(view.at).looking_to(looking, upward),
            RenderTarget::Image(draft.into()),
        ))
        .id();
    settle(app)?;

    let caught: Arc<Mutex<Option<Image>>> = Arc::default();
    let slot = Arc::clone(&caught);
    let mut camera_mut = app.world_mut().entity_mut(camera);
    camera_mut.insert(RenderTarget::Image(full.clone().into()));
    // Bevy looks at the size of another target only when something else of the camera has changed.
    if let Some(mut projection) = camera_mut.get_mut::<Projection>() {
        projection.set_changed();
    }
    app.world_mut()
        .spawn(Screenshot::image(full))
        .observe(move |taken: On<ScreenshotCaptured>| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken.image.clone());
        });
    let mut picture = None;
    for _ in 0..PATIENCE_FRAMES {
        app.update();
        picture = caught.lock().unwrap_or_else(PoisonError::into_inner).take();
        if picture.is_some() {
            break;
        }
        // The picture is taken; while it is fetched nothing more is drawn.
        if let Some(mut camera) = app.world_mut().get_mut::<Camera>(camera) {
            camera.is_active = false;
        }
    }
    app.world_mut().despawn(camera);
    let picture = picture.ok_or(ShotError::NoPicture(PATIENCE_FRAMES))?;
    let picture = picture
        .try_into_dynamic()
        .map_err(|error| ShotError::Format(error.to_string()))?;
    let mut picture = picture.to_rgba8();
    // The target's alpha is of no use to anyone who looks at the picture.
    for pixel in picture.pixels_mut() {
        pixel.0[3] = 255;
    }
    Ok(picture)
}

/// Pixels of the longer side of the picture that is drawn while pipelines are compiled.
const DRAFT_SIDE: f32 = 96.0;

fn draft_size(size: UVec2) -> UVec2 {
    let share = (DRAFT_SIDE / size.max_element() as f32).min(1.0);
    (size.as_vec2() * share).round().as_uvec2().max(UVec2::ONE)
}

fn target(app: &mut App, size: UVec2) -> Handle<Image> {
    let format = TextureFormat::Rgba8UnormSrgb;
    let mut image = Image::new_target_texture(size.x, size.y, format, None);
    image.texture_descriptor.usage |= TextureUsages::COPY_SRC;
    app.world_mut().resource_mut::<Assets<Image>>().add(image)
}

/// Draws until every pipeline is compiled and everything has been uploaded.
fn settle(app: &mut App) -> Result<(), ShotError> {
    for frame in 0..PATIENCE_FRAMES {
        app.update();
        let Some(render) = app.get_sub_app(RenderApp) else {
            return Err(ShotError::NoPicture(frame));
        };
        let Some(cache) = render.world().get_resource::<PipelineCache>() else {
            continue;
        };
        let waiting = cache.waiting_pipelines().count();
        trace!("frame {frame}: {waiting} pipelines are waiting");
        if frame + 1 >= SETTLE_FRAMES && waiting == 0 {
            return shader_errors(cache);
        }
    }
    Err(ShotError::NoPicture(PATIENCE_FRAMES))
}

fn shader_errors(cache: &PipelineCache) -> Result<(), ShotError> {
    use bevy::render::render_resource::CachedPipelineState;
    for pipeline in cache.pipelines() {
        if let CachedPipelineState::Err(error) = &pipeline.state {
            return Err(ShotError::Shader(error.to_string()));
        }
    }
    Ok(())
}
