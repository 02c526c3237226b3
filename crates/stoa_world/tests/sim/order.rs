//! The schedule itself: no order is left to chance, and a tick is cheap.

use core::time::Duration;

use bevy_app::FixedUpdate;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings};
use bevy_time::TimeUpdateStrategy;
use serde_json::json;
use stoa_world::{SimClock, StableId};

use crate::stage::{Stage, walk};

#[test]
fn no_two_systems_of_a_tick_run_in_an_order_left_to_chance() {
    let mut stage = Stage::new();
    stage.0.edit_schedule(FixedUpdate, |schedule| {
        schedule.set_build_settings(ScheduleBuildSettings {
            ambiguity_detection: LogLevel::Error,
            ..ScheduleBuildSettings::default()
        });
    });
    // An ambiguity is an error when the schedule is built.
    stage.step(2);
}

#[test]
fn a_slow_frame_slows_the_world_and_nothing_piles_up() {
    let mut stage = Stage::new();
    stage.step(1);
    let slow = TimeUpdateStrategy::ManualDuration(Duration::from_secs(1));
    stage.0.insert_resource(slow);
    let tick = |stage: &Stage| stage.0.world().resource::<SimClock>().tick.0;
    for _ in 0..5 {
        let before = tick(&stage);
        stage.0.update();
        assert!(tick(&stage) - before <= 4, "four ticks a frame at most");
    }
    let idle = TimeUpdateStrategy::ManualDuration(Duration::ZERO);
    stage.0.insert_resource(idle);
    let before = tick(&stage);
    stage.0.update();
    assert_eq!(tick(&stage), before, "no time is owed");
}

#[test]
fn a_tick_with_fourteen_agents_is_cheap() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    for n in 0..14 {
        let agent = StableId(1000 + n);
        stage.agent(agent, "fountain");
        let place = ["gate", "corner", "terrace", "fountain"][n as usize % 4];
        stage.tell_json(agent, json!({"do": "go", "to": {"place": place}}));
    }
    stage.step(10);
    let begun = std::time::Instant::now();
    for _ in 0..300 {
        stage.tell(id, walk(100));
        stage.step(1);
    }
    let per_tick = begun.elapsed() / 300;
    println!("a tick takes {per_tick:?}");
    // Ten times what it should be, so that a busy machine does not fail the test.
    assert!(per_tick.as_micros() < 5_000, "{per_tick:?}");
}
