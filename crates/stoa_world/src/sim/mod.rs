//! The simulation: one tick is one pass of [`SimSystems`] in `FixedUpdate`, 30 times a second.
//!
//! [`WorldPlugin`] is the same in the window, in tests and headless. It runs its schedule on one thread in one order,
//! so that the same world, seed and intents give the same event log byte for byte.

mod avoid;
pub mod bodies;
mod crowd;
mod follower;
mod gaze;
mod hearing;
mod intents;
pub mod log;
pub mod notice;
pub mod persist;
mod physics;
pub mod record;
mod recording;
mod remake;
mod routes;
mod run;
mod saver;
pub mod script;
mod seats;
mod sink;
mod speech;
mod teleport;
pub mod text;
mod tick;
mod walker;
mod whereabouts;

use bevy_app::prelude::*;
use bevy_ecs::{
    prelude::*,
    schedule::{ScheduleLabel, SingleThreadedExecutor},
};
use core::time::Duration;

use crate::{
    Heard, InhabitantIds, Intent, LogEvent, Places, Pose, PreviousPose, Refused, Said, SimClock,
    SimSystems, TICKS_PER_SECOND, Tick, WorldDef, nav::NavGrid, save::WorldSave,
};

pub use bodies::{
    BodyIndex, FIRST_AGENT, despawn_body, recast, spawn_agent, spawn_person, spawn_person_as,
    spawn_person_at, teleport,
};
pub use follower::FOLLOW_LINES;
pub use hearing::{Walls, hides, range_m};
pub use intents::Accepted;
pub use log::EventLog;
pub use notice::{Notice, Severity};
pub use persist::{Persistence, SaveExtras, collect_save};
pub use physics::BodyCollider;
pub use record::{ModelTape, Recorder};
pub use recording::Recording;
pub use remake::{NextWorld, Remade, WorldRemade, end_recording};
pub use routes::{Arrived, Leading, Route};
pub use run::{finish, headless, step, step_many};
pub use script::{Script, ScriptError, ScriptErrors};
pub use seats::Settling;
pub use sink::WhenFull;
pub use speech::{Line, Mouth};
pub use tick::{
    BodyTick, CrowdDeed, CrowdDensity, CrowdEvent, Doing, Gathering, Minded, Mirrored, SeatWish,
    crowd_id, crowd_index, is_crowd,
};
pub use walker::PERSON_WALK_M_S;
pub use whereabouts::Whereabouts;

/// The world of one file, headless: bodies, intents, movement, speech, log, record and save.
///
/// It adds Bevy's `TaskPoolPlugin`, `TimePlugin` and `TransformPlugin` unless they are there already, so add it after
/// `DefaultPlugins` in a window.
pub struct WorldPlugin {
    pub def: WorldDef,
    /// The seed of everything that varies.
    pub seed: u64,
    /// Go on from here. Bodies come back when they are spawned again under their ids.
    pub restore: Option<WorldSave>,
}

impl WorldPlugin {
    /// A fresh world.
    pub fn new(def: WorldDef, seed: u64) -> Self {
        Self {
            def,
            seed,
            restore: None,
        }
    }
}

/// One tick's length.
pub fn tick_length() -> Duration {
    Duration::from_secs(1) / TICKS_PER_SECOND as u32
}

/// Seconds in a tick.
pub const TICK_SECONDS: f32 = 1.0 / TICKS_PER_SECOND as f32;

impl Plugin for WorldPlugin {
    fn build(&self, app: &mut App) {
        run::add_engine(app);
        let nav = NavGrid::build(&self.def);
        let places = Places::from_def(&self.def, &nav);
        let walls = Walls::from_def(&self.def);
        let mut clock = SimClock {
            tick: Tick(0),
            start_minute: self.def.start_minute,
            rate: self.def.clock_rate,
            seed: self.seed,
        };
        if let Some(save) = &self.restore {
            clock.tick = save.clock.tick;
            clock.seed = save.clock.seed;
            clock.start_minute = save.clock.start_minute;
            clock.rate = save.clock.rate;
        }
        let personas = self.def.inhabitants.iter().map(|i| i.persona.as_str());
        let mut ids = self
            .restore
            .as_ref()
            .map_or_else(InhabitantIds::default, |save| save.inhabitants.sound());
        ids.number(personas);
        app.insert_resource(clock)
            .insert_resource(ids)
            .insert_resource(self.def.clone())
            .insert_resource(nav)
            .insert_resource(places)
            .insert_resource(walls)
            .add_message::<Intent>()
            .add_message::<Said>()
            .add_message::<Heard>()
            .add_message::<Refused>()
            .add_message::<LogEvent>()
            .add_message::<Notice>();
        for schedule in [
            FixedPreUpdate.intern(),
            FixedUpdate.intern(),
            FixedPostUpdate.intern(),
        ] {
            // One thread and one order: what is not ordered explicitly still runs the same way in every run.
            app.edit_schedule(schedule, |s| {
                s.set_executor(SingleThreadedExecutor::new());
            });
        }
        for pair in SimSystems::ORDER.windows(2) {
            app.configure_sets(FixedUpdate, pair[0].before(pair[1]));
        }
        app.add_systems(FixedUpdate, advance_clock.in_set(SimSystems::Clock));
        bodies::plugin(app);
        if let Some(save) = &self.restore {
            persist::restore(app.world_mut(), save);
        }
        remake::plugin(app);
        script::plugin(app);
        record::plugin(app);
        intents::plugin(app);
        crowd::plugin(app);
        routes::plugin(app);
        avoid::plugin(app);
        tick::plugin(app);
        tick::begin(app.world_mut(), self.restore.as_ref());
        physics::plugin(app);
        teleport::plugin(app);
        walker::plugin(app);
        seats::plugin(app);
        gaze::plugin(app);
        whereabouts::plugin(app);
        speech::plugin(app);
        log::plugin(app);
        persist::plugin(app);
    }
}

/// Starts a tick: the clock moves on, and every pose is kept for interpolation.
fn advance_clock(mut clock: ResMut<SimClock>, mut poses: Query<(&Pose, &mut PreviousPose)>) {
    clock.tick.0 = clock.tick.0.saturating_add(1);
    for (pose, mut previous) in &mut poses {
        if previous.0 != *pose {
            previous.0 = *pose;
        }
    }
}
