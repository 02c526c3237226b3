use std::{sync::mpsc, time::Duration};

use bevy_app::App;
use bevy_math::Vec3;
use stoa_tick::hash::WorldHash;

use crate::{
    Part, PartKind, SimClock, Surface, WorldDef,
    nav::NavGrid,
    sim::{BodyTick, EventLog, WorldPlugin, headless, run::TICKS_A_FRAME, step, step_many},
    town::sample::large_world,
};

/// Ticks before the ground changes, and all of them.
const BEFORE: u64 = 30;
const ALL: u64 = 300;
/// A world that would stop for ways that are not made fails instead.
const PATIENCE: Duration = Duration::from_secs(300);

/// Four squares with a crowd.
fn town() -> WorldDef {
    let (def, problems) = WorldDef::parse("world.toml", &large_world(2, 1_000));
    def.unwrap_or_else(|| panic!("{problems:#?}"))
}

/// The same with a wall through the middle of a square.
fn walled() -> WorldDef {
    let mut def = town();
    let wall = PartKind::Wall {
        width: 50.0,
        height: 3.0,
        depth: 0.5,
        surface: Surface::Plaster,
    };
    def.parts.push(Part {
        id: "new".to_owned(),
        kind: wall,
        at: Vec3::new(40.0, 0.0, 56.0),
        turn_deg: 0.0,
    });
    def
}

/// The world whose ground changes in the tick after [`BEFORE`], in which the ways begin to be made.
fn changed(grid: &NavGrid) -> App {
    let mut app = headless(WorldPlugin::new(town(), 7));
    app.insert_resource(EventLog::in_memory());
    step_many(&mut app, BEFORE);
    app.insert_resource(grid.clone());
    step(&mut app);
    app
}

/// Goes on until the last tick, for what happened until then.
fn end(mut app: App) -> (Vec<String>, WorldHash) {
    let now = app.world().resource::<SimClock>().tick.0;
    step_many(&mut app, ALL - now);
    let mut tick = app.world_mut().resource_mut::<BodyTick>();
    let hash = tick.engine().hash();
    (app.world().resource::<EventLog>().lines().to_vec(), hash)
}

#[test]
fn ways_that_take_long_would_stop_the_picture_or_change_what_happens() {
    let grid = NavGrid::build(&walled());
    let quick = end(changed(&grid));

    let mut app = changed(&grid);
    let (open, gate) = mpsc::channel::<()>();
    let mut tick = app.world_mut().resource_mut::<BodyTick>();
    let next = tick.ground.next.as_mut().expect("the ground changed");
    let due = next.due.0;
    let idle = std::thread::spawn(Vec::new);
    let made = std::mem::replace(&mut next.thread, idle);
    next.thread = std::thread::spawn(move || {
        gate.recv_timeout(PATIENCE).ok();
        let parts = made.join().expect("ways");
        assert!(parts.len() > 3, "nobody's way is touched");
        parts
    });
    let mut stands = 0;
    for _ in 0..2 * due {
        app.update();
        let now = app.world().resource::<SimClock>().tick.0;
        assert!(now < due, "tick {now} knows of ways that are not made");
        stands += u64::from(app.world().resource::<BodyTick>().waits());
    }
    let now = app.world().resource::<SimClock>().tick.0;
    assert!(now + u64::from(TICKS_A_FRAME) >= due, "it waits too early");
    assert!(stands > due, "only {stands} frames without a tick");
    open.send(()).expect("the gate is there");
    let slow = end(app);

    assert_eq!(slow, quick);
}
