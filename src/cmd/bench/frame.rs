//! `stoa bench frame`: processor time of a frame with the whole world in view.

use std::time::{Duration, Instant};

use anyhow::anyhow;
use bevy::{
    camera::RenderTarget, prelude::*, render::render_resource::TextureFormat,
    time::TimeUpdateStrategy,
};
use serde_json::json;
use stoa_render::{Quality, offscreen};
use stoa_ui::{LocalPerson, ViewCamera, settings::RENDER_SCALE_PERCENT};
use stoa_world::{
    Controller, Deed, Intent, Pose, SayTo, StableId, Volume,
    sim::{BodyIndex, Mouth},
};

use super::{
    crowd,
    panels::{self, LEAST_FRAMES, Panels},
    percentile, show,
};
use crate::{
    cmd::{ProfileFlags, WorldFlags},
    exit::{CommandResult, Exit},
    measure::{one_thread, process_cpu, thread_cpu},
    session::{Launch, Start},
    settings::QualityChoice,
    window,
};

const WARM_UP: usize = 120;
/// The picture without panels, in pixels.
const ALONE: UVec2 = UVec2::new(64, 36);

/// What is to be measured.
pub struct Wanted {
    /// How many, after the warm-up.
    pub frames: usize,
    pub quality: QualityChoice,
    /// With every panel.
    pub panels: bool,
    /// One JSON object is printed.
    pub json: bool,
}

/// # Errors
/// Exit code 2 for too few frames, 3 without a graphics driver or thread clocks.
pub fn run(profile: &ProfileFlags, world: &WorldFlags, wanted: &Wanted) -> CommandResult {
    let frames = wanted.frames;
    if wanted.panels && frames < LEAST_FRAMES {
        return Err(Exit::bad_input(anyhow!(
            "--panels needs --frames {LEAST_FRAMES} or more"
        )));
    }
    let (paths, mut settings, _) = profile.load()?;
    let content = world.load(&paths)?;
    let adapter = offscreen::probe_adapter().map_err(Exit::missing)?;
    settings.welcomed = true;
    settings.offer_servers = false;
    settings.picture.quality = wanted.quality.into();
    if wanted.panels {
        // Panels have all pixels of the window, the world behind them few.
        settings.picture.render_scale_percent = *RENDER_SCALE_PERCENT.start();
    }
    let launch = Launch::new(paths, settings, content, world.seed, Start::Fresh);
    let mut app = App::new();
    app.add_plugins(offscreen::plugins())
        .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_micros(
            16_667,
        )));
    // All that is in the window: simulation, minds, picture, panels, controls.
    window::build(&mut app, launch, false)?;
    crowd::watch(&mut app);
    let size = if wanted.panels { panels::SIZE } else { ALONE };
    let target = Image::new_target_texture(size.x, size.y, TextureFormat::Rgba8UnormSrgb, None);
    let target = app.world_mut().resource_mut::<Assets<Image>>().add(target);
    while app.plugins_state() == bevy::app::PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    one_thread(&mut app);
    app.add_systems(
        PreUpdate,
        move |mut commands: Commands, cameras: Query<Entity, Added<ViewCamera>>| {
            for camera in &cameras {
                commands
                    .entity(camera)
                    .insert(RenderTarget::Image(target.clone().into()));
            }
        },
    );
    let bodies = app.world().resource::<BodyIndex>().iter().count();
    for _ in 0..WARM_UP {
        app.update();
    }
    let mut panels = wanted.panels.then(|| Panels::new(&mut app, frames));
    crowd::begin(&mut app);
    let mut talking = Talker::default();
    let mut parts: [Vec<Duration>; 3] = default();
    let [mut path, mut answering, mut wall, mut others] = [const { Vec::new() }; 4];
    let [mut moving, mut ticking, mut resting, mut making] = [const { Vec::new() }; 4];
    crowd::moving(&mut app);
    for frame in 0..frames {
        talking.go_on(app.world_mut(), frame);
        if let Some(panels) = &mut panels {
            panels.open(app.world_mut(), frame);
        }
        let (process, begun) = (process_cpu()?, Instant::now());
        let [main, extract, render] = update(&mut app)?;
        wall.push(begun.elapsed());
        others.push(
            process_cpu()?
                .saturating_sub(process)
                .saturating_sub(main + extract + render),
        );
        path.push(extract + main.max(render));
        if let Some(panels) = &mut panels {
            panels.note(extract + main.max(render));
        }
        let moved = crowd::moving(&mut app);
        let rest = extract + main.saturating_sub(moved).max(render);
        if moved.is_zero() {
            resting.push(rest);
        } else {
            moving.push(moved);
            ticking.push(rest);
            making.push(main.saturating_sub(moved));
        }
        if talking.is_answered(app.world_mut()) {
            answering.push(extract + main.max(render));
        }
        for (part, took) in parts.iter_mut().zip([main, extract, render]) {
            part.push(took);
        }
    }
    if talking.asked > 0 && answering.len() * 2 < frames && frames >= 240 {
        return Err(anyhow!(
            "an answer streamed in {} of {frames} frames only: the figures mean little",
            answering.len()
        )
        .into());
    }
    let mut frame = frames;
    let of_crowd = crowd::end(&mut app, |world| {
        talking.go_on(world, frame);
        frame += 1;
    });
    let [main, extract, render] = parts.each_mut().map(|part| percentile(part, 50));
    let mut figures = json!({
        "bench": "frame",
        "frames": frames,
        "frames_answering": answering.len(),
        "bodies": bodies,
        "quality": app.world().resource::<Quality>().word(),
        "adapter": adapter.name,
        "cpu_ms_p50": percentile(&mut path, 50),
        "cpu_ms_p99": percentile(&mut path, 99),
        "cpu_ms_max": percentile(&mut path, 100),
        "cpu_ms_max_answering": percentile(&mut answering, 100),
        "moving_ms_p50": percentile(&mut moving, 50),
        "rest_ms_ticking_p50": percentile(&mut ticking, 50),
        "rest_main_ms_ticking_p50": percentile(&mut making, 50),
        "rest_ms_between_p50": percentile(&mut resting, 50),
        "main_ms_p50": main,
        "extract_ms_p50": extract,
        "render_ms_p50": render,
        "other_threads_ms_p50": percentile(&mut others, 50),
        "wall_ms_p50": percentile(&mut wall, 50),
    });
    if let Some(figures) = figures.as_object_mut() {
        figures.extend(of_crowd);
        figures.extend(panels.into_iter().flat_map(Panels::figures));
    }
    show(&figures, wanted.json)
}

/// One frame as `App::update` makes it, and the time of this thread that its parts took: the main schedule, what is
/// copied to the render world, the render schedule.
fn update(app: &mut App) -> Result<[Duration; 3], Exit> {
    let apps = app.sub_apps_mut();
    let begun = thread_cpu()?;
    apps.main.run_default_schedule();
    let made = thread_cpu()?;
    let (mut extract, mut render) = (Duration::ZERO, Duration::ZERO);
    for sub_app in apps.sub_apps.values_mut() {
        let begun = thread_cpu()?;
        sub_app.extract(apps.main.world_mut());
        let extracted = thread_cpu()?;
        sub_app.update();
        extract += extracted.saturating_sub(begun);
        render += thread_cpu()?.saturating_sub(extracted);
    }
    apps.main.world_mut().clear_trackers();
    Ok([made.saturating_sub(begun), extract, render])
}

/// Keeps an answer streaming: the nearest inhabitant is asked again whenever nobody answers.
#[derive(Default)]
struct Talker {
    asked: usize,
    /// The frame of the last question.
    at: usize,
}

/// Frames from a question until one more is worth it: an answer begins within a few.
const PATIENCE_FRAMES: usize = 60;

impl Talker {
    fn go_on(&mut self, world: &mut World, frame: usize) {
        let waiting = self.asked > 0 && frame - self.at < PATIENCE_FRAMES;
        if waiting || self.is_answered(world) {
            return;
        }
        let Some(LocalPerson(who)) = world.get_resource::<LocalPerson>().copied() else {
            return;
        };
        let lines = [
            "Hello, who are you?",
            "Where is the library, and how do I get there?",
            "Tell me about the festival.",
        ];
        let Some(agent) = nearest(world, who) else {
            return;
        };
        world.write_message(Intent {
            who,
            deed: Deed::Say {
                text: lines[self.asked % lines.len()].to_owned(),
                to: SayTo::Body(agent),
                volume: Volume::Shout,
                source: None,
            },
        });
        self.asked += 1;
        self.at = frame;
    }

    /// Whether somebody is speaking to the person at this desktop.
    fn is_answered(&self, world: &mut World) -> bool {
        let Some(LocalPerson(who)) = world.get_resource::<LocalPerson>().copied() else {
            return false;
        };
        world.query::<&Mouth>().iter(world).any(|mouth| {
            mouth
                .current
                .as_ref()
                .is_some_and(|line| line.to == SayTo::Body(who))
        })
    }
}

pub(super) fn nearest(world: &mut World, to: StableId) -> Option<StableId> {
    let mut bodies = world.query::<(&StableId, &Controller, &Pose)>();
    let (.., here) = bodies.iter(world).find(|(id, ..)| **id == to)?;
    let here = *here;
    bodies
        .iter(world)
        .filter(|(_, controller, _)| **controller == Controller::Agent)
        .min_by(|a, b| here.distance(a.2).total_cmp(&here.distance(b.2)))
        .map(|(id, ..)| *id)
}
