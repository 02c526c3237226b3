//! The link between the world and a model server: what one that fails does to a tick, and what it sees of a talk that ends.

use std::time::{Duration, Instant};

use bevy::app::App;
use stoa::{
    measure::thread_cpu,
    minds::{self, KnownServers},
    session::Start,
    settings::{BackendKind, Settings},
};
use stoa_agents::{MindBridge, Minds};
use stoa_model_http::fake_server::{FakeServer, Script};
use stoa_world::{
    Deed, Intent, Pose, SayTo, StableId, Volume,
    sim::{self, BodyIndex},
};

use crate::support::{Profile, runtime};

const ADA: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

/// A fresh world in which Ada stands before Iris, whose mind is at `url`.
fn world(url: &str) -> (Profile, App) {
    let profile = Profile::new();
    let mut app = profile.open(7, Start::Fresh);
    sim::step(&mut app);
    let world = app.world();
    let iris = world.resource::<BodyIndex>().get(IRIS).expect("a body");
    let theirs = *world.get::<Pose>(iris).expect("a pose");
    let front = Pose::new(
        theirs.position() + theirs.forward() * 1.4,
        theirs.yaw_rad() + core::f32::consts::PI,
    );
    sim::spawn_person_at(app.world_mut(), ADA, "Ada", front);
    let settings = Settings {
        backend: BackendKind::Openai,
        url: url.to_owned(),
        model: "fake".to_owned(),
        ..Settings::default()
    };
    let routers = minds::routers(&settings, &mut KnownServers::default());
    app.world_mut().resource_mut::<Minds>().choose(routers);
    (profile, app)
}

fn wish(app: &mut App, deed: Deed) {
    app.world_mut().write_message(Intent { who: ADA, deed });
}

fn say(app: &mut App, text: &str) {
    let deed = Deed::Say {
        text: text.to_owned(),
        to: SayTo::Body(IRIS),
        volume: Volume::Say,
        source: None,
    };
    wish(app, deed);
}

/// Steps as a window does, until `done` or for ten seconds; how long it took.
fn step_until(app: &mut App, done: impl Fn(&App) -> bool) -> Option<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        if done(app) {
            return Some(begun.elapsed());
        }
        sim::step(app);
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

#[test]
fn a_server_would_go_on_with_an_answer_that_nobody_waits_for() {
    let runtime = runtime();
    type End = fn(&mut App);
    let ends: [(&str, End); 3] = [
        ("leaving", |app| wish(app, Deed::Leave { whom: IRIS })),
        ("walking away", |app| {
            let ada = app.world().resource::<BodyIndex>().get(ADA);
            let mut ada = app.world_mut().entity_mut(ada.expect("a body"));
            let mut pose = ada.get_mut::<Pose>().expect("a pose");
            let far = pose.position() + bevy::math::Vec3::new(30.0, 0.0, 0.0);
            *pose = Pose::new(far, 0.0);
        }),
        ("quitting", |app| {
            drop(app.world_mut().remove_resource::<MindBridge>())
        }),
    ];
    for (what, end) in ends {
        let server = runtime
            .block_on(FakeServer::openai(Script::mute()))
            .expect("a server");
        let (_profile, mut app) = world(&server.url());
        say(&mut app, "What do you think of the sea?");
        let asked = step_until(&mut app, |_| !server.chats().is_empty());
        assert!(asked.is_some(), "{what}: never asked");
        end(&mut app);
        let took = if what == "quitting" {
            let begun = Instant::now();
            let closed = async {
                tokio::time::timeout(Duration::from_secs(10), server.disconnected()).await
            };
            runtime.block_on(closed).expect("it closes");
            Some(begun.elapsed())
        } else {
            step_until(&mut app, |_| server.open_sockets() == 0)
        };
        let took = took.unwrap_or_else(|| panic!("{what}: the socket stays open"));
        assert!(took < Duration::from_millis(100), "{what}: {took:?}");
    }
}

#[test]
fn a_server_that_floods_or_drips_would_cost_the_world_a_frame() {
    let runtime = runtime();
    let chunk = |delta: &str| format!("data: {{\"choices\":[{{\"delta\":{delta}}}]}}\n\n");
    let thoughts = chunk("{\"reasoning\":\"hm \"}").repeat(1000);
    let words = chunk("{\"content\":\"word \"}").repeat(1000);
    let calls = chunk(
        "{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"wave\",\"arguments\":\"{}\"}}]}",
    );
    for (what, script) in [
        ("a million thoughts", Script::flood(thoughts, 1000)),
        ("a million words", Script::flood(words, 1000)),
        (
            "a line without an end",
            Script::flood("x".repeat(1 << 20), 200),
        ),
        (
            "calls without an end",
            Script::flood(calls.repeat(1000), 10),
        ),
        (
            "drops",
            Script::say("One word after another.").paced(Duration::from_millis(100)),
        ),
        ("a reset", Script::say("One word.").reset_after(1)),
        ("silence", Script::mute()),
    ] {
        // What a server costs, it costs each time; what the machine takes once for itself is not the server's.
        let mut worst = Duration::MAX;
        for _ in 0..3 {
            let server = runtime
                .block_on(FakeServer::openai(script.clone()))
                .expect("a server");
            worst = worst.min(worst_tick(&server.url()));
            assert!(!server.chats().is_empty(), "{what}: never asked");
            if worst < Duration::from_millis(20) {
                break;
            }
        }
        assert!(
            worst < Duration::from_millis(20),
            "{what}: {worst:?} in one tick, three times"
        );
    }
}

/// The most processor time that a tick took this thread while somebody was asked who thinks by the server at `url`.
fn worst_tick(url: &str) -> Duration {
    let (_profile, mut app) = world(url);
    let step = |app: &mut App| {
        let before = thread_cpu().expect("a clock");
        sim::step(app);
        thread_cpu().expect("a clock") - before
    };
    for _ in 0..30 {
        step(&mut app);
    }
    say(&mut app, "What do you think of the sea?");
    let mut worst = Duration::ZERO;
    for _ in 0..150 {
        worst = worst.max(step(&mut app));
        std::thread::sleep(Duration::from_millis(5));
    }
    worst
}
