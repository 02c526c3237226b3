//! The crowd in the whole program: the same on every engine, in a record and after a restart, and small.

use std::{path::Path, process::Stdio, time::Duration};

use bevy::{
    app::App,
    ecs::message::{MessageCursor, Messages},
    prelude::Mut,
};
use serde_json::Value;
use stoa::session::Start;
use stoa_tick::{engine::GpuEngine, gpu::GpuDevice};
use stoa_world::{
    SimClock,
    sim::{self, BodyTick, EventLog, Notice},
    town::sample::large_world,
};

use crate::support::{Profile, events, logged, of_kind, read, run};

/// Runs a world without a window and gives its event log.
fn log_of(profile: &Profile, name: &str, args: &[&str]) -> String {
    let file = profile.file(name);
    let mut command = profile.stoa(&["play", "--headless", "--seed", "7"]);
    command.args(args).arg("--events").arg(&file);
    command.env("RUST_LOG", "stoa=info");
    let ran = run(command, None, Duration::from_secs(240));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let engine = if args.contains(&"gpu") { "gpu" } else { "cpu" };
    let last = format!("bodies are moved by the {engine} engine");
    assert!(ran.err.contains(&last), "{}", ran.err);
    read(&file)
}

/// What was logged of the crowd: how many lines, and whether anything happened.
fn check_lively(log: &[Value], lines: usize) {
    let crowd = of_kind(log, "crowd");
    assert_eq!(crowd.len(), lines);
    let met: u64 = crowd.iter().filter_map(|line| line["met"].as_u64()).sum();
    assert!(met > 0, "nobody meets anybody: {crowd:#?}");
}

#[test]
fn a_graphics_device_would_have_another_crowd() {
    let profile = Profile::new();
    let run = |engine: &str| {
        let args = ["--crowd", "300", "--ticks", "700", "--engine", engine];
        log_of(&profile, &format!("{engine}.jsonl"), &args)
    };
    let (processor, device) = (run("cpu"), run("gpu"));
    check_lively(&events(&processor), 4);
    assert_eq!(processor, device);
}

#[test]
fn a_missing_graphics_driver_would_pass_unsaid_or_change_the_crowd() {
    let profile = Profile::new();
    let crowd = ["--crowd", "200", "--ticks", "305"];
    let processor = log_of(&profile, "cpu.jsonl", &crowd);
    let file = profile.file("gpu.jsonl");
    let mut command = profile.stoa(&["play", "--headless", "--seed", "7", "--engine", "gpu"]);
    command.args(crowd).arg("--events").arg(&file);
    for name in ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"] {
        command.env(name, "/nonexistent");
    }
    let ran = run(command, None, Duration::from_secs(240));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told: Vec<&str> = ran.err.lines().collect();
    let [line] = told[..] else {
        panic!("not one line: {}", ran.err);
    };
    assert!(line.contains("but the processor"), "{line}");
    assert!(line.contains("install the graphics driver"), "{line}");
    assert_eq!(read(&file), processor);
}

/// The shipped world with a crowd.
fn opened(profile: &Profile) -> App {
    let mut launch = profile.launch(7, Start::Fresh);
    launch.content.world.crowd.count = 300;
    let mut app = sim::headless(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    app.insert_resource(EventLog::in_memory());
    app
}

fn tick(app: &mut App) -> Mut<'_, BodyTick> {
    app.world_mut().resource_mut::<BodyTick>()
}

#[test]
fn a_device_lost_on_the_way_would_change_the_crowd_or_pass_unsaid() {
    let profile = Profile::new();
    let mut expected = opened(&profile);
    sim::step_many(&mut expected, 620);

    let mut app = opened(&profile);
    let gpu = GpuDevice::open().expect("a graphics driver");
    let world = app.world_mut();
    let on_processor = world.remove_resource::<BodyTick>().expect("bodies");
    world.insert_resource(on_processor.with_engine(|cpu| {
        let engine = GpuEngine::new(cpu, &gpu, gpu.submitter());
        Box::new(engine)
    }));
    sim::step_many(&mut app, 330);
    assert_eq!(tick(&mut app).engine().status().engine, "gpu");
    gpu.device.destroy();
    let mut cursor = MessageCursor::<Notice>::default();
    let mut told = Vec::new();
    while app.world().resource::<SimClock>().tick.0 < 620 {
        sim::step(&mut app);
        let notices = app.world().resource::<Messages<Notice>>();
        told.extend(cursor.read(notices).map(|notice| notice.text.clone()));
    }
    assert_eq!(tick(&mut app).engine().status().engine, "cpu");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("the processor computes the crowd"),
        "{told:?}"
    );
    let hash = |app: &mut App| tick(app).engine().hash();
    assert_eq!(hash(&mut app), hash(&mut expected));
    let log = logged(&mut app);
    check_lively(&log, 4);
    assert_eq!(log, logged(&mut expected));
}

#[test]
fn a_record_would_replay_another_crowd() {
    let profile = Profile::new();
    let record = profile.file("record");
    let record = record.to_str().expect("a plain path");
    let crowd = ["--crowd", "200", "--ticks", "900"];
    let recorded = log_of(
        &profile,
        "first.jsonl",
        &[&crowd[..], &["--record", record]].concat(),
    );
    check_lively(&events(&recorded), 6);
    let file = profile.file("again.jsonl");
    let mut command = profile.stoa(&["play", "--headless", "--crowd", "200", "--replay", record]);
    command.arg("--events").arg(&file);
    let ran = run(command, None, Duration::from_secs(240));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(recorded, read(&file));
}

/// The most memory that a run without a window takes, in MiB, as the system counts it.
#[cfg(target_os = "linux")]
fn peak_mib(profile: &Profile, world: &Path, ticks: &str) -> f64 {
    let mut command = profile.stoa(&["play", "--headless", "--ticks", ticks, "--world"]);
    command.arg(world).stdout(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kib.unwrap_or(0_u64));
        if let Some(ended) = child.try_wait().expect("our own child") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(ended.success(), "{ended}");
    peak as f64 / 1024.0
}

#[cfg(target_os = "linux")]
const EMPTY: &str = r#"format = 1
name = "Empty"
about = "A few square metres, and nobody."
[[region]]
id = "ground"
surface = "paving"
polygon = [[0, 0], [4, 0], [4, 4], [0, 4]]
[[spawn]]
id = "middle"
at = [2, 2]
[[place]]
id = "middle"
name = "the middle"
kind = "square"
about = "The middle of it."
at = [2, 2]
radius = 1
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_would_fill_the_memory() {
    let profile = Profile::new();
    let empty = profile.write("empty.toml", EMPTY);
    let town = profile.write("town.toml", large_world(4, 100_000));
    let deserted = profile.write("deserted.toml", large_world(4, 0));
    let empty = peak_mib(&profile, &empty, "200");
    let (town, deserted) = (
        peak_mib(&profile, &town, "200"),
        peak_mib(&profile, &deserted, "200"),
    );
    println!("{empty:.1} MiB in an empty world, {deserted:.1} in a town, {town:.1} with its crowd");
    assert!(
        town - empty < 60.0 * 1e6 / 1_048_576.0,
        "{town} MiB, {empty} in an empty world"
    );
}

#[test]
fn a_hundred_thousand_would_be_others_in_the_next_run() {
    let profile = Profile::new();
    let town = profile.write("town.toml", large_world(4, 100_000));
    let town = town.to_str().expect("a plain path");
    let run = |engine: &str| {
        let args = ["--world", town, "--ticks", "155", "--engine", engine];
        log_of(&profile, &format!("{engine}.jsonl"), &args)
    };
    let (processor, device) = (run("cpu"), run("gpu"));
    check_lively(&events(&processor), 1);
    assert_eq!(processor, device);
}
