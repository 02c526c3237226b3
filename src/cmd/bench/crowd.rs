//! What the tick of all bodies takes beside a picture, and whether the world keeps up with the clock on the wall.

use std::time::{Duration, Instant};

use bevy::{prelude::*, time::TimeUpdateStrategy};
use serde_json::{Map, Value, json};
use stoa_world::{SimClock, SimSystems, sim::BodyTick};

use super::percentile;
use crate::measure::thread_cpu;

/// How long the world goes in real time, after so many frames in which it finds into it.
const REAL_TIME: Duration = Duration::from_secs(5);
const WARM_UP: usize = 10;

/// What each tick since the last [`begin`] took.
#[derive(Resource, Default)]
struct Took(Vec<Duration>);

/// What moving all bodies took the thread that makes the world, since it was asked for last.
#[derive(Resource, Default)]
struct Moving {
    since: Duration,
    took: Duration,
}

pub(super) fn watch(app: &mut App) {
    app.init_resource::<Took>()
        .init_resource::<Moving>()
        .add_systems(
            FixedUpdate,
            (
                begin_moving
                    .after(SimSystems::Intents)
                    .before(SimSystems::Move),
                end_moving
                    .after(SimSystems::Move)
                    .before(SimSystems::Speech),
            ),
        )
        .add_systems(
            FixedLast,
            (|tick: Res<BodyTick>, mut took: ResMut<Took>| took.0.push(tick.took()))
                .run_if(resource_exists::<BodyTick>),
        );
}

/// Without a thread clock nothing is measured at all: the caller has read it before.
fn begin_moving(mut moving: ResMut<Moving>) {
    moving.since = thread_cpu().unwrap_or_default();
}

fn end_moving(mut moving: ResMut<Moving>) {
    let now = thread_cpu().unwrap_or_default();
    let took = now.saturating_sub(moving.since);
    moving.took += took;
}

/// What moving all bodies took this thread since the last call; nothing, when there was no tick.
pub(super) fn moving(app: &mut App) -> Duration {
    std::mem::take(&mut app.world_mut().resource_mut::<Moving>().took)
}

/// Forgets the ticks so far.
pub(super) fn begin(app: &mut App) {
    app.world_mut().resource_mut::<Took>().0.clear();
}

/// Goes on in real time for some seconds, frame by frame as fast as they are made, and gives all that is to be told of
/// the ticks since [`begin`].
pub(super) fn end(app: &mut App, mut before_frame: impl FnMut(&mut World)) -> Map<String, Value> {
    app.insert_resource(TimeUpdateStrategy::Automatic);
    let (mut frames, mut longest) = (0_u32, Duration::ZERO);
    let (mut begun, mut first) = (Instant::now(), 0);
    for frame in 0.. {
        if frame == WARM_UP {
            begun = Instant::now();
            first = ticks(app);
            (frames, longest) = (0, Duration::ZERO);
        }
        if frame > WARM_UP && begun.elapsed() >= REAL_TIME {
            break;
        }
        before_frame(app.world_mut());
        let frame_begun = Instant::now();
        app.update();
        longest = longest.max(frame_begun.elapsed());
        frames += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let a_second = |count: f64| (count / seconds * 10.0).round() / 10.0;
    let ticks = ticks(app) - first;
    let mut figures = Map::new();
    let mut tell = |key: &str, value: Value| figures.insert(key.to_owned(), value);
    tell("ticks_per_second", json!(a_second(ticks as f64)));
    tell("frames_per_second", json!(a_second(f64::from(frames))));
    tell(
        "longest_frame_ms",
        json!((longest.as_secs_f64() * 10_000.0).round() / 10.0),
    );
    let mut took = std::mem::take(&mut app.world_mut().resource_mut::<Took>().0);
    if let Some(mut tick) = app.world_mut().get_resource_mut::<BodyTick>() {
        tell("crowd", json!(tick.crowd()));
        let status = tick.engine().status();
        tell("engine", json!(status.engine));
        tell("engine_adapter", json!(status.adapter));
        tell("tick_ms_p50", json!(percentile(&mut took, 50)));
        tell("tick_ms_p99", json!(percentile(&mut took, 99)));
    }
    figures
}

fn ticks(app: &App) -> u64 {
    app.world().resource::<SimClock>().tick.0
}
