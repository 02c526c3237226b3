//! No loader, no runtime, no service: what a person is told, and that the desktop does without.

use std::process::Command;

use nix::sys::signal::Signal;

use super::worn::{PATIENCE, quiet};
use crate::support::{
    Guard, Profile, SOON,
    display::Display,
    events,
    monado::{Driver, Monado, RUNTIME},
    of_kind, read, run, signal, skip, until, whole_lines,
};

const NOWHERE: &str = "/nowhere/that/is";

/// Runs to exit code 3 and returns what the person is told.
fn told(command: Command) -> String {
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let told = ran.err.split_once("stoa: there is no headset.");
    let (_, told) = told.unwrap_or_else(|| panic!("{}", ran.err));
    for line in ["\nFound: ", "\nFailed: ", "\nTo do: "] {
        assert!(told.contains(line), "{told}");
    }
    told.to_owned()
}

fn tells(told: &str, words: &[&str]) {
    for word in words {
        assert!(told.contains(word), "{word:?} is not told:\n{told}");
    }
}

#[test]
fn without_a_service_or_a_runtime_one_is_told_what_to_do() {
    if Monado::launcher().is_none() {
        skip("Monado was not set up: `cargo xtask test --xr` does that");
        return;
    }
    let monado = Monado::prepare(Driver::Simulated).unwrap_or_else(|why| panic!("{why}"));
    let profile = Profile::new();
    let vr = |variable: &str, value: &str| {
        let mut command = profile.stoa(&["vr", "--fresh"]);
        command.env(variable, value);
        told(monado.inside(&command))
    };
    tells(
        &vr("XR_RUNTIME_JSON", RUNTIME),
        &[
            RUNTIME,
            "libopenxr_loader.so.1",
            "xrCreateInstance answered XR_ERROR_",
            "monado-service",
        ],
    );
    tells(
        &vr("XR_RUNTIME_JSON", NOWHERE),
        &[
            "no runtime (sought: /nowhere/that/is)",
            "XR_ERROR_RUNTIME_UNAVAILABLE",
            "Correct XR_RUNTIME_JSON",
            RUNTIME,
        ],
    );
    tells(
        &vr("STOA_OPENXR_LOADER", NOWHERE),
        &[
            "no OpenXR loader",
            "STOA_OPENXR_LOADER names /nowhere/that/is",
            "Correct STOA_OPENXR_LOADER",
        ],
    );
}

#[test]
fn without_a_loader_one_is_told_which_package_to_install() {
    let profile = Profile::new();
    let mut command = profile.stoa(&["vr", "--fresh"]);
    // Looked for, and never opened: there is no headset without a runtime.
    command.env("DISPLAY", ":0");
    command.env("XR_RUNTIME_JSON", NOWHERE);
    let told = told(command);
    if told.contains("; no OpenXR loader.") {
        tells(
            &told,
            &[
                "libopenxr_loader.so.1 is not installed",
                "libopenxr-loader1",
            ],
        );
    } else {
        // A machine that has one tells of the next thing that is missing.
        tells(
            &told,
            &[
                "no runtime (sought: /nowhere/that/is)",
                "Correct XR_RUNTIME_JSON",
            ],
        );
    }
}

#[test]
fn without_a_headset_the_desktop_opens_and_asks_for_none_unless_told_to() {
    let Some(display) = Display::open("640x360") else {
        skip("Xvfb could not be started");
        return;
    };
    let profile = Profile::new();
    quiet(&profile);
    for vr in ["auto", "off"] {
        let log = profile.file("events.jsonl");
        let mut command = profile.stoa(&["play", "--fresh", "--vr", vr, "--size", "320x240"]);
        command.args(["--ticks", "40", "--events"]).arg(&log);
        command.env("DISPLAY", display.name());
        command.env_remove("WAYLAND_DISPLAY");
        command.env("XR_RUNTIME_JSON", NOWHERE);
        command.env("STOA_OPENXR_LOADER", NOWHERE);
        let ran = run(command, None, PATIENCE);
        assert_eq!(ran.code, Some(0), "--vr {vr}: {}", ran.err);
        let log = events(&read(&log));
        assert_eq!(of_kind(&log, "joined").len(), 1, "--vr {vr}");
        let went_on = log.iter().any(|event| event["tick"].as_u64() > Some(10));
        assert!(went_on, "--vr {vr}: no tick after the tenth");
        for kind in ["xr_state", "xr_failed", "xr_hands"] {
            assert!(of_kind(&log, kind).is_empty(), "--vr {vr}: {kind}");
        }
        let asked = format!("{}{}", ran.out, ran.err)
            .to_lowercase()
            .contains("openxr");
        assert!(vr != "off" || !asked, "a runtime is asked for: {}", ran.err);
    }
}

#[test]
fn f8_in_a_desktop_window_starts_anew_for_a_headset_and_the_world_goes_on() {
    let Some(display) = Display::open("640x360") else {
        skip("Xvfb could not be started");
        return;
    };
    let profile = Profile::new();
    quiet(&profile);
    let log = profile.file("events.jsonl");
    let mut command = profile.stoa(&["play", "--size", "320x240", "--events"]);
    command.arg(&log).env("DISPLAY", display.name());
    command.env_remove("WAYLAND_DISPLAY");
    // No headset is found: the desktop is there again, in the same world.
    command.env("XR_RUNTIME_JSON", NOWHERE);
    command.env("STOA_OPENXR_LOADER", NOWHERE);
    let mut play = Guard(command.spawn().expect("started"));
    let id = play.0.id();
    let last_tick = || {
        let lines = whole_lines(&log);
        lines.last().and_then(|line| line["tick"].as_u64())
    };
    let window = display.window("^Stoa$", PATIENCE);
    let before = until(PATIENCE, "ticks", || last_tick().filter(|tick| *tick > 20));
    display.xdotool(&["windowfocus", "--sync", &window]);
    display.xdotool(&["key", "F8"]);
    let first = until(PATIENCE, "the world goes on", || {
        let first = whole_lines(&log).first()?["tick"].as_u64()?;
        (first >= before).then_some(first)
    });
    assert!(first < before + 300, "from {before} to {first}");
    until(PATIENCE, "ticks after it", || {
        last_tick().filter(|tick| *tick > first)
    });
    // In the same process: whoever waits for the program still does.
    assert_eq!(play.0.id(), id);
    assert!(play.0.try_wait().expect("its state").is_none());
    signal(id, Signal::SIGINT);
    let status = until(PATIENCE, "the end", || {
        play.0.try_wait().expect("its state")
    });
    assert_eq!(status.code(), Some(0));
}
