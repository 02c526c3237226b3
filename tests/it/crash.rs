//! A run that fails: what it leaves behind, what the next start says, and safe mode.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use nix::sys::signal::Signal;

use crate::support::{Guard, Profile, Ran, SOON, display::Display, read, run, signal, skip, until};

const KEY: &str = "sk-planted-for-a-crash-0987654321";
/// The hidden flag of tests fails with this.
const FAILURE: &str =
    "index 7 is beyond 3, sk-planted-for-a-crash-0987654321, in \"my dog is called Rex\"";
const CODE_OF_A_PANIC: Option<i32> = Some(101);
/// A software driver draws the first picture beside other tests.
const IN_A_WINDOW: Duration = Duration::from_secs(400);

fn play(profile: &Profile, more: &[&str]) -> Ran {
    let args = [&["play", "--headless", "--ticks", "60"], more].concat();
    run(profile.stoa(&args), None, SOON)
}

fn crash(profile: &Profile) -> Ran {
    let args = ["play", "--headless", "--ticks", "60", "--crash", FAILURE];
    let mut command = profile.stoa(&args);
    command.env("STOA_KEY", KEY);
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, CODE_OF_A_PANIC, "{}", ran.err);
    ran
}

/// The files of a profile's folder of crashes that begin so.
fn left(profile: &Profile, beginning: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(profile.file("crashes"));
    let paths = entries.into_iter().flatten().flatten().map(|e| e.path());
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    paths
        .filter(|path| name(path).starts_with(beginning))
        .collect()
}

fn report(profile: &Profile) -> PathBuf {
    let mut reports = left(profile, "");
    reports.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    assert_eq!(reports.len(), 1, "{reports:?}");
    reports.remove(0)
}

#[test]
fn a_crash_would_leave_nothing_or_tell_too_much() {
    let profile = Profile::new();
    let ran = crash(&profile);
    let file = report(&profile);
    assert!(ran.err.contains(&file.display().to_string()), "{}", ran.err);
    let text = read(&file);
    for part in [
        env!("CARGO_PKG_VERSION"),
        "worlds/stoa.toml",
        "index 7 is beyond 3, [key], in …",
        "src/session.rs:",
        " UTC",
        "backtrace",
        "Schedule::run",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for secret in [KEY, "Rex", "sk-"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&file).expect("it").permissions().mode();
    assert_eq!(mode & 0o077, 0, "others can read it");
}

#[test]
fn a_crash_would_not_be_told_at_the_next_start_or_at_every_start() {
    let profile = Profile::new();
    crash(&profile);
    let file = report(&profile);
    let next = play(&profile, &[]);
    assert_eq!(next.code, Some(0), "{}", next.err);
    for part in ["crashed last time", &*file.to_string_lossy(), "--safe"] {
        assert!(next.err.contains(part), "{part}: {}", next.err);
    }
    let later = play(&profile, &[]);
    assert!(!later.err.contains("last time"), "{}", later.err);
    assert!(file.is_file(), "it is the person's to remove");
    let doctor = run(profile.stoa(&["doctor"]), None, SOON);
    assert!(
        doctor.out.contains(&*file.to_string_lossy()),
        "{}",
        doctor.out
    );
}

#[test]
fn an_orderly_end_would_be_told_as_a_crash() {
    let profile = Profile::new();
    for bad in [&[][..], &["--script", "/nonexistent"], &[]] {
        let ran = play(&profile, bad);
        assert!(!ran.err.contains("last time"), "{}", ran.err);
        assert!(!profile.file("crashes").exists());
    }
    let (mut running, id) = start(&profile);
    signal(id, Signal::SIGINT);
    let status = running.0.wait().expect("it ends");
    assert!(status.success(), "{status}");
    assert!(!profile.file("crashes").exists());
}

#[test]
fn a_run_that_was_killed_would_not_be_told_or_one_that_goes_on_be_called_so() {
    let profile = Profile::new();
    let (mut running, id) = start(&profile);
    let beside = play(&profile, &[]);
    assert!(!beside.err.contains("last time"), "{}", beside.err);
    signal(id, Signal::SIGKILL);
    running.0.wait().expect("it ends");
    let next = play(&profile, &[]);
    assert!(
        next.err.contains("did not end in good order"),
        "{}",
        next.err
    );
    assert!(next.err.contains("--safe"), "{}", next.err);
    let later = play(&profile, &[]);
    assert!(!later.err.contains("last time"), "{}", later.err);
}

/// A world that goes on until it is stopped, and its process.
fn start(profile: &Profile) -> (Guard, u32) {
    let mut command = profile.stoa(&["play", "--headless"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let events = profile.file("events.jsonl");
    command.arg("--events").arg(&events);
    let child = command.spawn().expect("the program starts");
    let id = child.id();
    let running = Guard(child);
    until(SOON, "world that runs", || {
        let events = std::fs::read_to_string(&events).ok()?;
        (!events.is_empty() && !left(profile, "running-").is_empty()).then_some(())
    });
    (running, id)
}

#[test]
fn a_crash_in_a_window_would_leave_nothing() {
    let Some(display) = Display::open("640x360") else {
        return skip("there is no Xvfb");
    };
    let profile = Profile::new();
    let mut command = profile.stoa(&["play", "--fresh", "--size", "320x180", "--crash", FAILURE]);
    on(&display, &mut command);
    let ran = run(command, None, IN_A_WINDOW);
    assert_eq!(ran.code, CODE_OF_A_PANIC, "{}", ran.err);
    let text = read(&report(&profile));
    assert!(text.contains("index 7 is beyond 3"), "{text}");
    assert!(!text.contains("Rex"), "{text}");
}

fn on(display: &Display, command: &mut Command) {
    command
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET");
}

#[test]
fn safe_mode_would_read_what_it_is_to_leave_out() {
    let profile = Profile::new();
    profile.write("worlds/stoa.toml", "format = 1\nname = [");
    // Nobody listens there: a run that asks for an answer would fail.
    let settings = "[mind]\nbackend = \"openai\"\nurl = \"http://127.0.0.1:9\"\n\n[picture]\nquality = \"high\"\n";
    let file = profile.write("settings.toml", settings);
    let broken = play(&profile, &[]);
    assert_eq!(broken.code, Some(2), "{}", broken.err);
    let safe = play(&profile, &["--safe"]);
    assert_eq!(safe.code, Some(0), "{}", safe.err);
    assert!(safe.err.contains("Safe mode"), "{}", safe.err);
    assert_eq!(read(&file), settings);
    for more in [
        &["play", "--safe", "--backend", "ollama"][..],
        &["play", "--safe", "--vr", "auto"],
        &["vr", "--safe"],
        &[
            "play",
            "--safe",
            "--headless",
            "--world",
            "worlds/stoa.toml",
        ],
    ] {
        let mut command = profile.stoa(more);
        command.current_dir(profile.path());
        let ran = run(command, None, SOON);
        assert_eq!(ran.code, Some(2), "{more:?}: {}", ran.err);
    }
}
