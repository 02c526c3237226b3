//! Files while a real window runs: the world's own broken and mended, and a scene dropped on the window.

use nix::sys::signal::Signal;

use super::opened::{Opened, yard};
use crate::{
    scene::room,
    support::{Profile, SOON, read, signal, skip, until, whole_lines},
};

#[test]
fn window_that_ends_or_says_nothing_when_its_worlds_file_is_broken() {
    let profile = Profile::new();
    let file = yard(&profile);
    let events = profile.file("events.jsonl");
    let args = ["--fresh", "--world", "yard", "--events"];
    let args = [&args[..], &[events.to_str().expect("a UTF-8 path")]].concat();
    let Some(window) = Opened::begin(&profile, &args) else {
        skip("Xvfb could not be started");
        return;
    };
    let whole = read(&file);
    let broken = whole.replacen("kind = \"tree\"", "kind = \"tre\"", 1);
    assert_ne!(broken, whole);
    let mut lines = broken.lines();
    let (row, line) = (1..)
        .zip(&mut lines)
        .find(|(_, line)| line.contains("\"tre\""))
        .expect("the line");
    let column = 1 + line.find("\"tre\"").expect("the word");
    std::fs::write(&file, &broken).expect("a file of ours");
    window.trail.hears("1 mistakes in files");
    let told = window.trail.hears("a mistake: ");
    // The quotation mark is no part of the word.
    let places = [column, column + 1].map(|at| format!("yard.toml, line {row}, column {at}: "));
    assert!(places.iter().any(|place| told.contains(place)), "{told}");
    assert!(told.contains("did you mean `tree`?"), "{told}");
    window.display.keep_picture("window-mistake");
    // The old world goes on.
    let tick = || {
        let events = whole_lines(&events);
        let last = events.iter().filter_map(|event| event["tick"].as_u64());
        last.max().unwrap_or_default()
    };
    let then = tick();
    until(SOON, "world that goes on", || (tick() > then).then_some(()));
    std::fs::write(&file, whole).expect("a file of ours");
    let mut wanted = vec!["0 mistakes in files", "told: Mended."];
    window.trail.hears_of("world that is mended", |line| {
        wanted.retain(|words| !line.contains(words));
        wanted.is_empty().then_some(())
    });
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();
}

#[test]
fn window_on_which_a_scene_is_dropped_in_vain() {
    let profile = Profile::new();
    yard(&profile);
    let Some(window) = Opened::begin(&profile, &["--world", "yard"]) else {
        skip("Xvfb could not be started");
        return;
    };
    let target = window.window.parse().expect("a window's number");
    let whole = room();
    let broken = profile.write("broken.glb", &whole[..whole.len() / 2]);
    window.display.drop_file(target, &broken);
    let told = window.trail.hears("header");
    assert!(
        told.contains("told: ") && told.contains("broken.glb"),
        "{told}"
    );
    // A good one is a new world, in this one's place.
    let good = profile.write("chequered room.glb", whole);
    window.display.drop_file(target, &good);
    window.trail.hears("world drawn: true");
    window.display.window("chequered room", SOON);
    assert!(
        profile.file("saves/yard.json").is_file(),
        "the yard was not saved"
    );
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();
}
