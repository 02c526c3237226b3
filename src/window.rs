//! The world in a window.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, anyhow};
use bevy::{
    app::PluginGroupBuilder,
    log::LogPlugin,
    prelude::*,
    render::{
        Extract, ExtractSchedule, Render, RenderApp, RenderPlugin, RenderSystems,
        render_resource::{CachedPipeline, CachedPipelineState, PipelineCache, PipelineDescriptor},
        renderer::RenderAdapterInfo,
        settings::RenderCreation,
    },
    window::{PresentMode, WindowResolution},
};
use stoa_render::{
    Model, PixelBudget, Quality, StoaRenderPlugin,
    offscreen::{probe_adapter, render_creation},
    view_camera,
};
use stoa_ui::{Focus, Loading, LocalPerson, ViewCamera};
use stoa_world::{
    Pose, SimClock, StableId,
    sim::{BodyIndex, spawn_person},
};
use stoa_xr::{Device, runtime::Environment};

use crate::{
    desktop::{
        self,
        camera::{View, Watched},
    },
    engine,
    exit::{CommandResult, Exit},
    headset::{
        self, Vr,
        restart::Restart,
        stats::{Measure, Writer},
    },
    picture, reload, report, safe,
    session::Launch,
    shell::{self, Chosen, notices::AtStart},
    sound, terminated,
};

/// Opens the world and plays until the window closes, for `ticks` ticks, or until the world is drawn.
///
/// # Errors
/// Exit code 3 without a graphics driver or a display.
pub fn run(
    mut launch: Launch,
    size: (u32, u32),
    ticks: Option<u64>,
    until_drawn: bool,
    vr: Vr,
    measure: &Measure,
) -> CommandResult {
    display()?;
    let (device, picture) = picture_of(vr, &mut launch)?;
    let recorded = launch.replay.as_ref().and_then(|recording| recording.end);
    let ticks = ticks.or(recorded.map(|end| end.0));
    let mut app = App::new();
    open_window(&mut app, engine(&launch.content.world.name, size, picture))?;
    let talking_to = launch.talking_to;
    build(&mut app, launch, until_drawn)?;
    app.add_plugins((sound::plugin, shell::idle::plugin, terminated::plugin));
    app.world_mut().resource_mut::<Focus>().talking_to = talking_to;
    app.add_plugins((headset::restart::plugin, shell::dropped::plugin));
    let restart = app.world().resource::<Restart>().clone();
    if let Some(device) = device {
        headset::join(&mut app, device);
    }
    if let Some(ticks) = ticks {
        end_after(&mut app, ticks);
    }
    if until_drawn {
        app.add_systems(
            Last,
            |loading: Res<Loading>, mut frames: Local<u32>, mut exit: MessageWriter<AppExit>| {
                // The frame without the card is drawn while the next one is made.
                *frames += u32::from(loading.lifted);
                if *frames > 2 {
                    exit.write(AppExit::Success);
                }
            },
        );
    }
    let stats = measure.begin(&mut app)?;
    let ended = app.run();
    stats.map_or(Ok(()), Writer::end)?;
    match ended {
        // Ctrl-C is an orderly end.
        AppExit::Success => restart.go(),
        AppExit::Error(code) if code.get() == 130 => Ok(()),
        AppExit::Error(code) => Err(anyhow!("the engine ended with code {code}").into()),
    }
}

/// How the picture is made.
struct Drawing {
    creation: RenderCreation,
    /// Whether the processor draws.
    software: bool,
    present: PresentMode,
}

/// With a headset, its runtime chooses what draws; without one, Bevy does.
fn picture_of(vr: Vr, launch: &mut Launch) -> Result<(Option<Device>, Drawing), Exit> {
    if vr != Vr::Off {
        match Device::open(&Environment::of_process(), launch.settings.headset) {
            Ok((device, creation)) => {
                let drawing = Drawing {
                    creation,
                    software: device.adapter.device_type == wgpu::DeviceType::Cpu,
                    // The headset's frames never wait for the window's display.
                    present: PresentMode::AutoNoVsync,
                };
                return Ok((Some(device), drawing));
            }
            Err(trouble) if vr == Vr::On => {
                return Err(Exit::missing(anyhow!("there is no headset.\n{trouble}")));
            }
            Err(trouble) => headset::explain(&mut launch.notices, &trouble),
        }
    }
    let adapter = probe_adapter().map_err(Exit::missing)?;
    let drawing = Drawing {
        creation: render_creation(),
        software: adapter.is_cpu,
        present: PresentMode::AutoVsync,
    };
    Ok((None, drawing))
}

/// Ends the program after exactly `ticks` ticks.
fn end_after(app: &mut App, ticks: u64) {
    app.add_systems(
        FixedLast,
        move |clock: Res<SimClock>,
              mut fixed: ResMut<Time<Fixed>>,
              mut first: Local<Option<u64>>,
              mut exit: MessageWriter<AppExit>| {
            let count = clock.tick.0 + 1 - *first.get_or_insert(clock.tick.0);
            if count >= ticks {
                // No further tick in this frame.
                let rest = fixed.overstep();
                fixed.discard_overstep(rest);
                exit.write(AppExit::Success);
            }
        },
    );
}

/// winit panics without a display, so look before.
fn display() -> Result<(), Exit> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux")
        || set("WAYLAND_DISPLAY")
        || set("WAYLAND_SOCKET")
        || set("DISPLAY")
    {
        return Ok(());
    }
    Err(Exit::missing(anyhow!(
        "no display: neither WAYLAND_DISPLAY nor DISPLAY is set. Start Stoa from a desktop session; without one there \
         are `stoa chat`, `stoa shot` and `stoa play --headless`"
    )))
}

/// Adds the engine. Bevy panics when the window system turns it away (a display that nobody serves, or that one may
/// not use): that is an answer for a person, not a crash.
fn open_window(app: &mut App, engine: PluginGroupBuilder) -> CommandResult {
    let report_panic = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        app.add_plugins(engine);
    }));
    panic::set_hook(report_panic);
    let Err(payload) = result else { return Ok(()) };
    let cause = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("it does not say why");
    if cause.contains("event loop") {
        return Err(Exit::missing(anyhow!(
            "the display can't be used ({cause}). Check DISPLAY or WAYLAND_DISPLAY, or do without one: `stoa chat`, \
             `stoa shot`, `stoa play --headless`"
        )));
    }
    Err(anyhow!("the engine does not start: {cause}. `stoa doctor` checks this machine").into())
}

fn engine(world: &str, size: (u32, u32), drawing: Drawing) -> PluginGroupBuilder {
    let window = Window {
        title: shell::title::of(world),
        name: Some("stoa".to_owned()),
        resolution: WindowResolution::new(size.0, size.1),
        present_mode: drawing.present,
        ..default()
    };
    let log = LogPlugin {
        filter: "warn,stoa=info,wgpu_hal=error,wgpu_core=error".to_owned(),
        ..default()
    };
    DefaultPlugins
        .set(WindowPlugin {
            primary_window: Some(window),
            ..default()
        })
        .set(log)
        // Where the processor draws, every frame under the title card delays the first picture: compile at once.
        .set(RenderPlugin {
            render_creation: drawing.creation,
            synchronous_pipeline_compilation: drawing.software,
            ..default()
        })
}

/// What standard output says with the first picture, for `stoa bench start`.
pub const FIRST_PICTURE: &str = "first picture";

/// Everything in the window but the engine: simulation, minds, picture, panels, controls.
///
/// # Errors
/// When a file can't be created or no threads can be had.
pub fn build(app: &mut App, mut launch: Launch, announce: bool) -> CommandResult {
    if let Some(scene) = launch.content.scene.take() {
        app.insert_resource(Model::new(scene));
    }
    app.insert_resource(picture::switches(&launch.settings.detail));
    if let Some(quality) = picture::quality(launch.settings.picture.quality) {
        app.insert_resource(quality);
    }
    app.add_plugins(launch.world());
    engine::in_window(app, launch.settings.engine);
    let spawn = launch
        .content
        .world
        .spawns
        .first()
        .map(|spawn| spawn.id.clone());
    let name = launch.settings.name.clone();
    // Nobody plays a script or a record: they bring their own people, and their time waits for the minds in the
    // program, so that the log is the same as without a window.
    let watched = launch.script.is_some() || launch.replay.is_some();
    let safe = !launch.reloads;
    let own_world = safe::check_world(&launch.paths, &launch.content.file).is_err();
    let mut files = launch.files();
    files.world.followed = launch.reloads && !watched;
    app.insert_resource(files.world.clone());
    let files = files.world.followed.then_some(files);
    let furnished = launch.furnish(app, watched)?;
    app.insert_resource(AtStart {
        notices: furnished.notices,
        crash: furnished.crashed,
        own_world,
        safe,
    })
    .insert_resource(Chosen {
        settings: furnished.settings,
        paths: furnished.paths,
    })
    .add_plugins((
        StoaRenderPlugin,
        stoa_ui::plugin,
        shell::plugin,
        desktop::plugin,
    ))
    .add_systems(Startup, spawn_camera);
    if watched {
        app.insert_resource(Watched(StableId(1)));
    } else {
        enter(app, &name, spawn.as_deref());
    }
    if let Some(files) = files {
        reload::begin(app, files, reload::EVERY).context("looking after the world's files")?;
    }
    watch_for_first_picture(app, announce);
    Ok(())
}

/// Brings the person at this desktop into the world.
fn enter(app: &mut App, name: &str, spawn: Option<&str>) {
    let person = spawn_person(app.world_mut(), name, spawn);
    let index = app.world().resource::<BodyIndex>();
    let pose = index
        .get(person)
        .and_then(|entity| app.world().get::<Pose>(entity).copied())
        .unwrap_or_default();
    app.insert_resource(LocalPerson(person))
        .insert_resource(View {
            yaw: pose.yaw_rad(),
            ..View::default()
        });
}

fn spawn_camera(mut commands: Commands, quality: Res<Quality>, adapter: Res<RenderAdapterInfo>) {
    let mut camera = commands.spawn((
        view_camera(stoa_render::camera::FOV_DEG, *quality),
        ViewCamera,
        Transform::default(),
    ));
    // Under the title card nobody sees the picture: it only has to compile and upload.
    if PixelBudget::for_adapter(&adapter).is_some() {
        camera.insert(PixelBudget(64 * 36));
    }
}

/// The title card lifts when the world has been drawn with every pipeline it needs. With `announce`, standard output
/// says so when the first frame without the card has been presented.
fn watch_for_first_picture(app: &mut App, announce: bool) {
    let drawn = Arc::new(AtomicBool::new(false));
    let seen = drawn.clone();
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .init_resource::<Uncovered>()
        .add_systems(
            ExtractSchedule,
            |loading: Extract<Res<Loading>>, mut uncovered: ResMut<Uncovered>| {
                uncovered.0 = loading.lifted;
            },
        )
        .add_systems(
            Render,
            (
                move |cache: Res<PipelineCache>| {
                    if !drawn.load(Ordering::Relaxed) && shows_the_world(&cache) {
                        drawn.store(true, Ordering::Relaxed);
                    }
                },
                say_once.run_if(move || announce),
            )
                .in_set(RenderSystems::Cleanup),
        );
    app.add_systems(
        Update,
        move |mut loading: ResMut<Loading>, model: Option<Res<Model>>| {
            let whole = model.is_none_or(|model| model.is_done());
            if !loading.drawn && whole && seen.load(Ordering::Relaxed) {
                loading.drawn = true;
            }
        },
    );
}

/// Whether the frame that is being drawn has no title card any more.
#[derive(Resource, Default)]
struct Uncovered(bool);

fn say_once(uncovered: Res<Uncovered>, mut said: Local<bool>) {
    if uncovered.0
        && !std::mem::replace(&mut *said, true)
        && let Err(error) = report::line(FIRST_PICTURE)
    {
        warn!("standard output: {error}");
    }
}

/// Whether the frame that was just drawn had the world's meshes in it: nothing waits, and a mesh pipeline is in use.
fn shows_the_world(cache: &PipelineCache) -> bool {
    let of_meshes = |pipeline: &CachedPipeline| match &pipeline.descriptor {
        PipelineDescriptor::RenderPipelineDescriptor(descriptor) => descriptor
            .label
            .as_ref()
            .is_some_and(|label| label.contains("opaque_mesh_pipeline")),
        PipelineDescriptor::ComputePipelineDescriptor(_) => false,
    };
    let ready = |pipeline: &CachedPipeline| matches!(pipeline.state, CachedPipelineState::Ok(_));
    cache.waiting_pipelines().next().is_none()
        && cache.pipelines().any(|p| of_meshes(p) && ready(p))
}
