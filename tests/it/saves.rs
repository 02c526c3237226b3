//! The world comes back as it was, whatever happens while it is saved.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::RecvTimeoutError,
    time::Duration,
};

use bevy::app::App;
use stoa::session::{self, Start};
use stoa_world::{
    Posture, StableId, Tick,
    save::{self, WorldSave},
    sim,
};

use crate::support::{Guard, Profile, SOON, events, of_kind, read, run, until};

fn file(profile: &Profile) -> std::path::PathBuf {
    profile.file("saves/stoa.json")
}

fn saved(path: &Path) -> WorldSave {
    save::load(path).expect("a readable save").expect("a save")
}

fn open(profile: &Profile) -> App {
    profile.open(7, Start::Saved)
}

#[test]
fn time_places_seats_plans_and_acquaintances_come_back() {
    let profile = Profile::new();
    let mut app = open(&profile);
    sim::step_many(&mut app, 6000);
    assert!(session::finish(app.world_mut()).is_empty());
    drop(app);
    let before = saved(&file(&profile));
    assert!(
        before
            .bodies
            .iter()
            .any(|body| body.posture == Posture::Sitting),
        "nobody sits"
    );
    assert!(
        before.bodies.iter().any(|body| body.goal.is_some()),
        "nobody is on the way"
    );

    let mut app = open(&profile);
    sim::step(&mut app);
    session::finish(app.world_mut());
    let after = saved(&file(&profile));
    assert_eq!(after.clock.tick, Tick(before.clock.tick.0 + 1));
    assert_eq!(
        (after.clock.seed, after.clock.rate),
        (before.clock.seed, before.clock.rate)
    );
    assert_eq!(after.bodies.len(), before.bodies.len());
    for (before, after) in before.bodies.iter().zip(&after.bodies) {
        assert_eq!((after.id, &after.name), (before.id, &before.name));
        assert!(
            before.pose.distance(&after.pose) < 0.3,
            "{} jumped",
            before.name
        );
        assert_eq!(
            (after.posture, &after.seat),
            (before.posture, &before.seat),
            "{}",
            before.name
        );
    }
    let goals = |save: &WorldSave| {
        save.bodies
            .iter()
            .filter(|body| body.goal.is_some())
            .count()
    };
    assert!(
        goals(&after).abs_diff(goals(&before)) <= 1,
        "plans were forgotten"
    );
    let minds = |save: &WorldSave| save.extra["minds"].as_object().expect("minds").clone();
    let (was, is) = (minds(&before), minds(&after));
    assert_eq!(was.len(), 12.max(was.len()));
    for (name, mind) in was {
        let kept = |mind: &serde_json::Value, part: &str| mind["mind"][part].clone();
        assert_eq!(
            kept(&mind, "acquaintances"),
            kept(&is[&name], "acquaintances"),
            "{name}"
        );
    }
}

#[test]
fn a_session_goes_on_where_the_last_one_ended() {
    let profile = Profile::new();
    let mut last = 0;
    for line in ["Hello, I am Zebedee.", "How are you?", "What is my name?"] {
        let ran = run(
            profile.stoa(&["chat", "--json", "--agent", "iris", "--say", line]),
            None,
            SOON,
        );
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let log = events(&ran.out);
        let first = of_kind(&log, "intent")[0]["tick"].as_u64().expect("a tick");
        assert!(first > last, "time went back from {last} to {first}");
        last = saved(&file(&profile)).clock.tick.0;
        assert!(last >= first);
    }
}

/// The environment variable that makes the next test the program that is killed.
const SAVER: &str = "STOA_TEST_SAVER";

#[test]
fn a_kill_at_any_moment_leaves_a_whole_save() {
    if let Some(profile) = std::env::var_os(SAVER) {
        save_for_ever(Path::new(&profile));
    }
    let profile = Profile::new();
    let (mut last, mut grown) = (0, 0);
    for round in 0..20_u64 {
        let mut child = Guard(saver(profile.path()).spawn().expect("the saver starts"));
        let begun = until(SOON, "first save", || save_seen(&file(&profile), last));
        // A different moment each time, spread over several saves.
        let moment = Duration::from_millis(round * 7 % 60);
        let (_keep, never) = std::sync::mpsc::channel::<()>();
        assert_eq!(never.recv_timeout(moment), Err(RecvTimeoutError::Timeout));
        child.0.kill().expect("it was still running");
        child.0.wait().expect("its end");
        let now = saved(&file(&profile)).clock.tick.0;
        assert!(now >= begun, "the save went back from {begun} to {now}");
        grown += u64::from(now > begun);
        last = now;
    }
    assert!(
        grown >= 3,
        "only {grown} kills came after a further save: the test tests nothing"
    );
    let ran = run(
        profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(saved(&file(&profile)).clock.tick.0 > last, "{}", ran.err);
}

/// The tick of a save that is newer than `than`; a save that can't be read fails the test.
fn save_seen(path: &Path, than: u64) -> Option<u64> {
    let tick = save::load(path).expect("a readable save")?.clock.tick.0;
    (tick > than).then_some(tick)
}

/// This test program again, running only the test above, with [`SAVER`] set.
fn saver(profile: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program's path"));
    command.args([
        "--exact",
        "saves::a_kill_at_any_moment_leaves_a_whole_save",
        "--nocapture",
    ]);
    command
        .env(SAVER, profile)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Steps and saves until it is killed.
fn save_for_ever(profile: &Path) -> ! {
    let paths = stoa::paths::Paths::find(Some(profile)).expect("the assets");
    let content = stoa::cmd::Content::load(&paths, "stoa").expect("the shipped world");
    let settings = stoa::settings::Settings::default();
    let launch =
        session::Launch::new(paths, settings, content, Some(7), Start::Saved).expect("a session");
    let mut app = sim::headless(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    loop {
        sim::step(&mut app);
        let problems = session::finish(app.world_mut());
        assert!(problems.is_empty(), "{problems:?}");
    }
}

#[test]
fn a_damaged_save_is_left_untouched_and_a_fresh_world_begins_beside_it() {
    for damage in [
        &b"{\"format\":1,\"clo"[..],
        b"",
        b"\xff\x00",
        b"{\"format\":99}",
        b"[]",
    ] {
        let profile = Profile::new();
        let path = profile.write("saves/stoa.json", damage);
        let ran = run(
            profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
            None,
            SOON,
        );
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.starts_with("Iris: "), "{}", ran.out);
        assert!(
            ran.err.contains("stoa.json") && ran.err.contains("fresh world"),
            "{}",
            ran.err
        );
        assert_eq!(
            std::fs::read(&path).expect("the old save"),
            damage,
            "the damaged save was changed"
        );
        assert!(
            saved(&profile.file("saves/stoa.json.recovered-1"))
                .clock
                .tick
                .0
                > 0
        );
    }
}

#[test]
fn a_fresh_session_leaves_the_save_alone() {
    let profile = Profile::new();
    run(
        profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    let before = read(&file(&profile));
    run(
        profile.stoa(&["chat", "--fresh", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    run(
        profile.stoa(&["play", "--headless", "--ticks", "1000"]),
        None,
        SOON,
    );
    assert!(read(&file(&profile)) == before, "the save was changed");
}

#[test]
fn two_sessions_never_write_one_save() {
    let profile = Profile::new();
    let app = open(&profile);
    let ran = run(
        profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("open in another Stoa"), "{}", ran.err);
    assert!(!file(&profile).exists(), "the second session saved");
    drop(app);
}

#[test]
fn a_person_comes_back_to_where_they_were() {
    let profile = Profile::new();
    let mut app = open(&profile);
    let me = sim::spawn_person(app.world_mut(), "Ada", None);
    let to = stoa_world::Goal::Place(stoa_world::PlaceId("fountain".to_owned()));
    app.world_mut().write_message(stoa_world::Intent {
        who: me,
        deed: stoa_world::Deed::Go { to },
    });
    sim::step_many(&mut app, 600);
    session::finish(app.world_mut());
    drop(app);
    let before = saved(&file(&profile));
    let pose = |save: &WorldSave| {
        save.bodies
            .iter()
            .find(|body| body.id == StableId(1))
            .map(|body| body.pose)
    };
    let mut app = open(&profile);
    sim::spawn_person(app.world_mut(), "Ada", None);
    sim::step(&mut app);
    session::finish(app.world_mut());
    let after = saved(&file(&profile));
    let (was, is) = (pose(&before).expect("Ada"), pose(&after).expect("Ada"));
    assert!(was.distance(&is) < 0.3, "{was:?} {is:?}");
}
