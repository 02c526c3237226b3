//! The world comes back as it was, whatever happens while it is saved.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::RecvTimeoutError,
    time::Duration,
};

use bevy::app::App;
use serde_json::{Map, Value};
use stoa::session::{self, Start};
use stoa_agents::Inhabitant;
use stoa_world::{
    Deed, Intent, Pose, Posture, SayTo, StableId, Tick, Volume,
    save::{self, WorldSave},
    sim,
};

use crate::support::{Guard, Profile, SOON, assets, events, of_kind, read, run, until};

fn file(profile: &Profile) -> std::path::PathBuf {
    profile.file("saves/stoa.json")
}

fn saved(path: &Path) -> WorldSave {
    save::load(path).expect("a readable save").expect("a save")
}

fn open(profile: &Profile) -> App {
    profile.open(7, Start::Saved)
}

/// Opens the world, lets so many ticks pass, and ends in good order; what the save is then.
fn visit(profile: &Profile, ticks: u64) -> WorldSave {
    let mut app = open(profile);
    sim::step_many(&mut app, ticks);
    let problems = session::finish(app.world_mut());
    assert!(problems.is_empty(), "{problems:?}");
    saved(&file(profile))
}

const ADA: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

/// Ada steps up to Iris and tells her of herself.
fn tell_iris(app: &mut App) {
    let bodies = sim::collect_save(app.world_mut()).bodies;
    let iris = bodies
        .iter()
        .find(|body| body.id == IRIS)
        .expect("Iris is here")
        .pose;
    let before = Pose::new(
        iris.position() + iris.forward() * 1.4,
        iris.yaw_rad() + core::f32::consts::PI,
    );
    sim::spawn_person_at(app.world_mut(), ADA, "Ada", before);
    sim::step(app);
    let deed = Deed::Say {
        text: "Hi, I'm Ada and I have a dog called Biscuit.".to_owned(),
        to: SayTo::Body(IRIS),
        volume: Volume::Say,
        source: None,
    };
    app.world_mut().write_message(Intent { who: ADA, deed });
    sim::step_many(app, 600);
}

/// Whether somebody sits, somebody is on the way, and two inhabitants are in the middle of a talk: a moment with
/// something to lose.
fn is_lively(app: &mut App) -> bool {
    let mut minds = app.world_mut().query::<&Inhabitant>();
    let talking = minds.iter(app.world()).any(|mind| {
        mind.0.talk.as_ref().is_some_and(|talk| {
            !talk.lines.is_empty() && talk.people.iter().all(|id| *id >= IRIS.0)
        })
    });
    let bodies = sim::collect_save(app.world_mut()).bodies;
    talking
        && bodies.iter().any(|body| body.posture == Posture::Sitting)
        && bodies.iter().any(|body| body.goal.is_some())
}

fn minds(save: &WorldSave) -> Map<String, Value> {
    save.extra["minds"].as_object().expect("minds").clone()
}

/// What of each mind has to come back. That a part is there at all is for the caller to check: what is lost twice is
/// the same twice.
const PARTS: [&str; 7] = [
    "memory", "known", "planner", "talk", "said", "deeds", "turns",
];

#[test]
fn minds_seats_plans_and_acquaintances_would_be_lost_between_visits() {
    let profile = Profile::new();
    let mut app = open(&profile);
    tell_iris(&mut app);
    let lively = (0..700).any(|_| {
        sim::step_many(&mut app, 30);
        is_lively(&mut app)
    });
    assert!(lively, "a quiet world has nothing to lose");
    assert!(session::finish(app.world_mut()).is_empty());
    drop(app);
    let before = saved(&file(&profile));
    let was = minds(&before);
    assert!(was.len() >= 12, "{} minds", was.len());
    let iris = &was["iris"]["mind"];
    assert_eq!(iris["known"]["1"]["name"], "Ada", "{}", iris["known"]);
    let told = iris["known"]["1"]["told"].to_string();
    assert!(told.contains("Biscuit"), "{told}");
    assert!(iris["memory"].to_string().contains("Biscuit"));
    let chose = |mind: &Value| mind["mind"]["planner"]["turns"].as_u64() > Some(0);
    assert!(was.values().any(chose), "nobody has a plan");
    for part in PARTS {
        let empty = |kept: &Value| match kept {
            Value::Array(all) => all.is_empty(),
            Value::Object(all) => all.is_empty(),
            Value::Number(n) => n.as_u64() == Some(0),
            kept => kept.is_null(),
        };
        // Deeds last for one talk: there may be none just now.
        let kept = was.values().any(|mind| !empty(&mind["mind"][part]));
        assert!(kept || part == "deeds", "nobody has any {part}");
    }

    // Who looks in and leaves at once changes nothing.
    let after = visit(&profile, 0);
    let is = minds(&after);
    for (name, mind) in &was {
        for part in PARTS {
            let (was, is) = (&mind["mind"][part], &is[name]["mind"][part]);
            assert_eq!(was, is, "{part} of {name}");
        }
    }
    for (was, is) in before.bodies.iter().zip(&after.bodies) {
        assert_eq!(was, is);
    }
    assert!(after == before, "something else was lost");
}

#[test]
fn time_and_places_go_on_where_they_were() {
    let profile = Profile::new();
    let before = visit(&profile, 6000);
    assert!(before.bodies.iter().any(|body| body.goal.is_some()));
    let after = visit(&profile, 1);
    assert_eq!(after.clock.tick, Tick(before.clock.tick.0 + 1));
    assert_eq!(
        (after.clock.seed, after.clock.rate),
        (before.clock.seed, before.clock.rate)
    );
    assert_eq!(after.bodies.len(), before.bodies.len());
    for (before, after) in before.bodies.iter().zip(&after.bodies) {
        assert_eq!((after.id, &after.name), (before.id, &before.name));
        let name = &before.name;
        assert!(before.pose.distance(&after.pose) < 0.3, "{name} jumped");
    }
    let forgot = before
        .bodies
        .iter()
        .zip(&after.bodies)
        .filter(|(before, after)| before.goal.is_some() && after.goal.is_none());
    assert!(forgot.count() <= 1, "plans were forgotten");
}

#[test]
fn somebody_new_at_the_top_of_the_file_would_have_the_acquaintances_of_another() {
    let profile = Profile::new();
    let before = visit(&profile, 30);
    let shipped = read(&assets().join("worlds/stoa.toml"));
    let zoe = "[[inhabitant]]\npersona = \"zoe\"\nat = \"fountain\"\n\n[[inhabitant]]";
    profile.write(
        "worlds/stoa.toml",
        shipped.replacen("[[inhabitant]]", zoe, 1),
    );
    let iris = read(&assets().join("personas/iris.toml"));
    profile.write(
        "personas/zoe.toml",
        iris.replacen("name = \"Iris\"", "name = \"Zoe\"", 1),
    );
    let after = visit(&profile, 30);
    let names = |save: &WorldSave| -> Vec<(u32, String)> {
        let all = save.bodies.iter();
        all.map(|body| (body.id.0, body.name.clone())).collect()
    };
    let mut expected = names(&before);
    let last = expected.last().expect("somebody lives here").0;
    expected.push((last + 1, "Zoe".to_owned()));
    assert_eq!(names(&after), expected);
    let ids = ["iris", "zoe"].map(|persona| after.inhabitants.get(persona));
    assert_eq!(ids, [Some(IRIS), Some(StableId(last + 1))]);
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
    let launch = session::Launch::new(paths, settings, content, Some(7), Start::Saved);
    let mut app = sim::headless(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    loop {
        sim::step(&mut app);
        let problems = session::finish(app.world_mut());
        assert!(problems.is_empty(), "{problems:?}");
    }
}

#[test]
fn a_damaged_save_is_left_untouched_and_the_world_begun_beside_it_comes_back() {
    for damage in [
        &b"{\"format\":1,\"clo"[..],
        b"",
        b"\xff\x00",
        b"{\"format\":99}",
        b"[]",
    ] {
        let profile = Profile::new();
        let path = profile.write("saves/stoa.json", damage);
        let beside = profile.file("saves/stoa.json.recovered-1");
        let mut last = 0;
        for words in ["A fresh world begins", "The world goes on from"] {
            let ran = run(
                profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
                None,
                SOON,
            );
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            assert!(ran.out.starts_with("Iris: "), "{}", ran.out);
            for part in ["stoa.json", words, "recovered-1"] {
                assert!(ran.err.contains(part), "{part}: {}", ran.err);
            }
            let tick = saved(&beside).clock.tick.0;
            assert!(tick > last, "the world began anew: {last} and {tick}");
            last = tick;
        }
        assert!(!profile.file("saves/stoa.json.recovered-2").exists());
        let now = std::fs::read(&path).expect("the old save");
        assert_eq!(now, damage, "the damaged save was changed");
    }
}

#[test]
fn the_save_before_a_damaged_one_would_be_forgotten() {
    let profile = Profile::new();
    visit(&profile, 30);
    visit(&profile, 30);
    profile.write("saves/stoa.json", "{");
    let launch = profile.launch(7, Start::Saved);
    let tick = launch.restore.as_ref().map(|save| save.clock.tick);
    assert_eq!(tick, Some(Tick(30)));
    let beside = profile.file("saves/stoa.json.recovered-1");
    assert_eq!(launch.save_to, Some(beside));
    let told = launch.notices.join("\n");
    assert!(told.contains("stoa.json.bak"), "{told}");
}

#[test]
fn a_save_of_another_world_would_be_gone_on_from_and_overwritten() {
    let profile = Profile::new();
    let save = WorldSave::new("elsewhere", WorldSave::default().clock);
    let text = serde_json::to_string(&save).expect("plain data");
    profile.write("saves/stoa.json", &text);
    let launch = profile.launch(7, Start::Saved);
    assert!(launch.restore.is_none());
    let told = launch.notices.join("\n");
    assert!(
        told.contains("`elsewhere`") && told.contains("`stoa`"),
        "{told}"
    );
    drop(launch);
    let mut app = open(&profile);
    sim::step(&mut app);
    session::finish(app.world_mut());
    assert_eq!(read(&file(&profile)), text);
    assert!(profile.file("saves/stoa.json.recovered-1").exists());
}

#[test]
fn a_world_from_elsewhere_would_overwrite_the_save_of_one_of_the_same_name() {
    let profile = Profile::new();
    visit(&profile, 30);
    let before = read(&file(&profile));
    let elsewhere = profile.write(
        "elsewhere/stoa.toml",
        read(&assets().join("worlds/stoa.toml")),
    );
    let elsewhere = elsewhere.to_str().expect("a UTF-8 path");
    for _ in 0..2 {
        let ran = run(
            profile.stoa(&[
                "chat", "--world", elsewhere, "--agent", "iris", "--say", "Hello",
            ]),
            None,
            SOON,
        );
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert!(read(&file(&profile)) == before, "the shipped world's save");
    let folder = std::fs::read_dir(profile.file("saves")).expect("the saves");
    let own: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("stoa-") && name.ends_with(".json"))
        .collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!(
        saved(&profile.file(&format!("saves/{}", own[0]))).world,
        "stoa"
    );
}

#[test]
fn a_data_folder_that_cant_be_written_would_keep_people_out() {
    let profile = Profile::new();
    profile.write("saves", "a file stands where the folder should be");
    let ran = run(
        profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("Iris: "), "{}", ran.out);
    let words = "can't be written, so this visit is not saved";
    assert!(ran.err.contains(words), "{}", ran.err);
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
    // Beside a damaged save neither.
    profile.write("saves/stoa.json", "{");
    let ran = run(
        profile.stoa(&["chat", "--agent", "iris", "--say", "Hello"]),
        None,
        SOON,
    );
    assert!(ran.err.contains("damaged"), "{}", ran.err);
    assert!(!profile.file("saves/stoa.json.recovered-1").exists());
    drop(app);
}

#[test]
fn a_person_comes_back_to_where_they_were() {
    let profile = Profile::new();
    let mut app = open(&profile);
    let me = sim::spawn_person(app.world_mut(), "Ada", None);
    let to = stoa_world::Goal::Place(stoa_world::PlaceId("fountain".to_owned()));
    let deed = Deed::Go { to };
    app.world_mut().write_message(Intent { who: me, deed });
    sim::step_many(&mut app, 600);
    session::finish(app.world_mut());
    drop(app);
    let before = saved(&file(&profile));
    let pose = |save: &WorldSave| {
        save.bodies
            .iter()
            .find(|body| body.id == ADA)
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
