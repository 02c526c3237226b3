//! `stoa bench`: how long a frame and the start take, as programs measure it.

use std::{
    io::BufRead,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use bevy::{
    camera::RenderTarget,
    ecs::schedule::{Schedules, SingleThreadedExecutor},
    prelude::*,
    render::{RenderApp, render_resource::TextureFormat},
    time::TimeUpdateStrategy,
};
use clap::{Args, Subcommand};
use serde_json::json;
use stoa_render::{Quality, offscreen};
use stoa_ui::{LocalPerson, ViewCamera};
use stoa_world::{
    Controller, Deed, Intent, Pose, SayTo, StableId, Volume,
    sim::{BodyIndex, Mouth},
};

use super::{ProfileFlags, WorldFlags, common::Content};
use crate::{
    exit::{CommandResult, Exit},
    report,
    session::{Launch, Start},
    settings::QualityChoice,
    window,
};

/// Measure this machine.
///
/// Example: stoa bench frame --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Bench {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    world: WorldFlags,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Processor time of a frame with the whole world in view, drawn at 64x36 so that a software driver's pixels
    /// hardly count, while somebody answers. Every schedule runs on one thread, so that nothing hides on another;
    /// counted is the frame's critical path: the window draws one frame while it makes the next, so that is what is
    /// copied between the two, and the longer of the two.
    Frame {
        /// Frames to measure, after 120 to warm up.
        #[arg(long, value_name = "N", default_value_t = 600)]
        frames: usize,
        #[arg(long, value_enum, default_value = "low")]
        quality: QualityChoice,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// From the program's start to the first picture of the world.
    Start {
        /// Starts to measure; the median is reported.
        #[arg(long, value_name = "N", default_value_t = 3)]
        runs: usize,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl Bench {
    /// # Errors
    /// Exit code 3 without a graphics driver.
    pub fn run(self) -> CommandResult {
        match self.what {
            What::Frame {
                frames,
                quality,
                json,
            } => frame(&self.profile, &self.world, frames, quality, json),
            What::Start { runs, json } => start(&self.world, runs, json),
        }
    }
}

const WARM_UP: usize = 120;

fn frame(
    profile: &ProfileFlags,
    world: &WorldFlags,
    frames: usize,
    quality: QualityChoice,
    json: bool,
) -> CommandResult {
    let (paths, mut settings, _) = profile.load()?;
    let content = Content::load(&paths, &world.world)?;
    let adapter = offscreen::probe_adapter().map_err(Exit::missing)?;
    settings.welcomed = true;
    settings.offer_servers = false;
    settings.quality = quality;
    let launch = Launch::new(paths, settings, content, world.seed, Start::Fresh);
    let mut app = App::new();
    app.add_plugins(offscreen::plugins())
        .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_micros(
            16_667,
        )));
    // All that is in the window: simulation, minds, picture, panels, controls.
    window::build(&mut app, launch, false)?;
    let target = Image::new_target_texture(64, 36, TextureFormat::Rgba8UnormSrgb, None);
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
    let mut talking = Talker::default();
    let mut parts: [Vec<Duration>; 3] = default();
    let [mut path, mut answering, mut wall, mut others] = [const { Vec::new() }; 4];
    for frame in 0..frames {
        talking.go_on(app.world_mut(), frame);
        let (process, begun) = (process_cpu()?, Instant::now());
        let [main, extract, render] = update(&mut app)?;
        wall.push(begun.elapsed());
        others.push(
            process_cpu()?
                .saturating_sub(process)
                .saturating_sub(main + extract + render),
        );
        path.push(extract + main.max(render));
        if talking.is_answered(app.world_mut()) {
            answering.push(extract + main.max(render));
        }
        for (part, took) in parts.iter_mut().zip([main, extract, render]) {
            part.push(took);
        }
    }
    if answering.len() * 2 < frames && frames >= 240 {
        return Err(anyhow!(
            "an answer streamed in {} of {frames} frames only: the figures mean little",
            answering.len()
        )
        .into());
    }
    let [main, extract, render] = parts.each_mut().map(|part| percentile(part, 50));
    let figures = json!({
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
        "main_ms_p50": main,
        "extract_ms_p50": extract,
        "render_ms_p50": render,
        "other_threads_ms_p50": percentile(&mut others, 50),
        "wall_ms_p50": percentile(&mut wall, 50),
    });
    show(&figures, json)
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

fn nearest(world: &mut World, to: StableId) -> Option<StableId> {
    let mut bodies = world.query::<(&StableId, &Controller, &Pose)>();
    let (.., here) = bodies.iter(world).find(|(id, ..)| **id == to)?;
    let here = *here;
    bodies
        .iter(world)
        .filter(|(_, controller, _)| **controller == Controller::Agent)
        .min_by(|a, b| here.distance(a.2).total_cmp(&here.distance(b.2)))
        .map(|(id, ..)| *id)
}

/// Every schedule of the main and the render world runs on this thread.
fn one_thread(app: &mut App) {
    let apply = |schedules: &mut Schedules| {
        for (_, schedule) in schedules.iter_mut() {
            schedule.set_executor(SingleThreadedExecutor::new());
        }
    };
    apply(&mut app.world_mut().resource_mut::<Schedules>());
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        apply(&mut render.world_mut().resource_mut::<Schedules>());
    }
}

#[cfg(unix)]
fn cpu_clock(clock: nix::time::ClockId) -> Result<Duration, Exit> {
    Ok(Duration::from(
        clock.now().context("reading the processor clock")?,
    ))
}

#[cfg(unix)]
fn thread_cpu() -> Result<Duration, Exit> {
    cpu_clock(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID)
}

#[cfg(unix)]
fn process_cpu() -> Result<Duration, Exit> {
    cpu_clock(nix::time::ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

#[cfg(not(unix))]
fn thread_cpu() -> Result<Duration, Exit> {
    Err(Exit::missing(anyhow!(
        "`bench frame` reads thread clocks, which this system does not have"
    )))
}

#[cfg(not(unix))]
fn process_cpu() -> Result<Duration, Exit> {
    thread_cpu()
}

fn start(world: &WorldFlags, runs: usize, json: bool) -> CommandResult {
    let adapter = offscreen::probe_adapter().map_err(Exit::missing)?;
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    let program = std::env::current_exe()?;
    let profile = tempfile_dir()?;
    let shot = profile.join("first.png");
    let mut took = Vec::new();
    for _ in 0..runs.max(1) {
        let mut child = Command::new(&program);
        if display {
            child.args(["play", "--fresh", "--until-drawn"]);
        } else {
            child
                .args([
                    "shot",
                    "--size",
                    "64x36",
                    "--ticks",
                    "0",
                    "--quality",
                    "low",
                    "--out",
                ])
                .arg(&shot);
        }
        child
            .args(["--world", &world.world, "--profile"])
            .arg(&profile);
        let begun = Instant::now();
        let mut child = child
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the program again")?;
        let mut first = String::new();
        if let Some(out) = child.stdout.take() {
            std::io::BufReader::new(out)
                .read_line(&mut first)
                .context("reading what the program says")?;
        }
        took.push(begun.elapsed());
        let status = child.wait().context("waiting for the program")?;
        if !status.success() || first.is_empty() {
            return Err(anyhow!("the program ended with {status} before its first picture").into());
        }
    }
    std::fs::remove_dir_all(&profile).context("removing the bench's profile")?;
    let figures = json!({
        "bench": "start",
        "runs": took.len(),
        "surface": if display { "window" } else { "offscreen" },
        "adapter": adapter.name,
        "first_picture_ms": percentile(&mut took, 50),
    });
    show(&figures, json)
}

/// A profile of our own, so that no save and no settings take part.
fn tempfile_dir() -> Result<std::path::PathBuf, Exit> {
    let dir = std::env::temp_dir().join(format!("stoa-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    Ok(dir)
}

/// The `percent`-th percentile in milliseconds, to the microsecond.
fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let index = (times.len().saturating_sub(1) * percent).div_ceil(100);
    times
        .get(index)
        .map_or(0.0, |time| (time.as_secs_f64() * 1e6).round() / 1e3)
}

fn show(figures: &serde_json::Value, json: bool) -> CommandResult {
    if json {
        report::line(&figures.to_string())?;
        return Ok(());
    }
    for (name, value) in figures.as_object().into_iter().flatten() {
        report::line(&format!("{name:<22} {value}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let mut times: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(
            [0, 50, 99, 100].map(|p| percentile(&mut times, p)),
            [1.0, 51.0, 100.0, 100.0]
        );
        assert_eq!(percentile(&mut [], 50), 0.0);
    }
}
