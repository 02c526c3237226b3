//! The start after a crash, in a real window and by keyboard.

use nix::sys::signal::Signal;

use super::opened::{Opened, yard};
use crate::support::{Profile, SOON, run, signal, skip};

#[test]
fn window_after_a_crash_that_offers_safe_mode_in_vain() {
    let profile = Profile::new();
    yard(&profile);
    let crash = [
        "play",
        "--headless",
        "--ticks",
        "60",
        "--crash",
        "it failed",
    ];
    let ran = run(profile.stoa(&crash), None, SOON);
    assert_eq!(ran.code, Some(101), "{}", ran.err);
    let Some(window) = Opened::begin(&profile, &["--world", "yard"]) else {
        skip("Xvfb could not be started");
        return;
    };
    window.trail.hears("at something");
    window.display.keep_picture("window-crash");
    window.walk_to("Open the report");
    window.walk_to("Start in safe mode");
    window.press();
    // In this one's place, with the same process: the yard is one's own and stays out of it.
    let told = window.trail.hears("told: Safe mode");
    assert!(told.contains("only what comes with Stoa"), "{told}");
    let text = window.trail.said();
    assert!(
        !text.contains("crashed last time"),
        "it is told again: {text}"
    );
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();
}
