use std::time::Duration;

use bevy_app::{TaskPoolOptions, TaskPoolPlugin, prelude::*};
use bevy_ecs::{prelude::*, schedule::SingleThreadedExecutor};
use bevy_time::{TimePlugin, TimeUpdateStrategy, prelude::*};
use bevy_transform::TransformPlugin;

use crate::{
    SimClock,
    sim::{BodyTick, WorldPlugin, log::EventLog, persist, tick_length},
};

/// At most so many ticks a frame: the world keeps its time down to eight pictures a second; a slower machine gets a slow
/// world, never a spiral.
pub(super) const TICKS_A_FRAME: u32 = 4;
/// Updates without a tick before [`step`] gives up: the very first frame has no time behind it and may run none.
const IDLE_UPDATES: u32 = 3;
/// How long [`step`] leaves the processor to whatever the world waits for.
const A_WHILE: Duration = Duration::from_millis(1);

/// What the simulation needs of the engine, unless the program brought it already.
pub(super) fn add_engine(app: &mut App) {
    if !app.is_plugin_added::<TaskPoolPlugin>() {
        // Nobody else wants the machine's other cores, and handing work over costs more than a tick has.
        app.add_plugins(TaskPoolPlugin {
            task_pool_options: TaskPoolOptions::with_num_threads(1),
        });
    }
    if !app.is_plugin_added::<TimePlugin>() {
        app.add_plugins(TimePlugin);
    }
    if !app.is_plugin_added::<TransformPlugin>() {
        app.add_plugins(TransformPlugin);
    }
    app.insert_resource(Time::<Fixed>::from_duration(tick_length()));
    app.world_mut()
        .resource_mut::<Time<Virtual>>()
        .set_max_delta(tick_length() * TICKS_A_FRAME);
}

/// The world without a window, stepped by hand with [`step`].
pub fn headless(plugin: WorldPlugin) -> App {
    let mut app = App::new();
    app.insert_resource(TimeUpdateStrategy::FixedTimesteps(1))
        .add_plugins(plugin);
    app
}

/// Simulates exactly one tick of a [`headless`] world, for however long its bodies' tick has to be waited for. The first
/// call also finishes the plugins.
pub fn step(app: &mut App) {
    if app.plugins_state() != bevy_app::PluginsState::Cleaned {
        app.finish();
        app.cleanup();
        for (_, schedule) in app.world_mut().resource_mut::<Schedules>().iter_mut() {
            schedule.set_executor(SingleThreadedExecutor::new());
        }
    }
    let before = app.world().resource::<SimClock>().tick;
    let mut idle = 0;
    while idle < IDLE_UPDATES {
        app.update();
        if app.world().resource::<SimClock>().tick != before {
            return;
        }
        let tick = app.world().get_resource::<BodyTick>();
        if tick.is_some_and(BodyTick::waits) {
            std::thread::sleep(A_WHILE);
        } else {
            idle += 1;
        }
    }
}

/// Simulates `ticks` ticks.
pub fn step_many(app: &mut App, ticks: u64) {
    for _ in 0..ticks {
        step(app);
    }
}

/// Ends a session: the save, the record and the log are written out. Errors become notices, which are returned too.
pub fn finish(world: &mut World) -> Vec<crate::sim::Notice> {
    let mut notices = persist::save_at_end(world);
    notices.extend(crate::sim::record::close(world));
    let tick = world.resource::<SimClock>().tick;
    notices.extend(world.resource_mut::<EventLog>().close(tick));
    notices
}
