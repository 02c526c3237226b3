//! Files while a real window runs: the world's own broken and mended, and a scene dropped on the window.

use std::path::Path;

use nix::sys::signal::Signal;

use super::opened::{Opened, yard};
use crate::{
    scene::{Model, room},
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
    std::fs::write(&file, &whole).expect("a file of ours");
    let mut wanted = vec!["0 mistakes in files", "told: Mended."];
    window.trail.hears_of("world that is mended", |line| {
        wanted.retain(|words| !line.contains(words));
        wanted.is_empty().then_some(())
    });
    // The title follows a new name.
    let renamed = whole.replacen("name = \"Noa\"", "name = \"The orchard\"", 1);
    assert_ne!(renamed, whole);
    std::fs::write(&file, renamed).expect("a file of ours");
    window.display.window("The orchard", SOON);
    signal(window.child.0.id(), Signal::SIGINT);
    window.end();
}

/// Red and blue pixels in the left half of the screen, which is kept under this name.
fn colours(window: &Opened, name: &str) -> (usize, usize) {
    window.display.keep_picture(name);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    let picture = image::open(file.join(name).with_extension("png")).expect("a picture");
    let picture = picture.to_rgb8();
    let left = |is: fn([u8; 3]) -> bool| {
        let pixels = picture.enumerate_pixels();
        let own = pixels.filter(|(x, _, pixel)| *x < picture.width() / 2 && is(pixel.0));
        own.count()
    };
    (
        left(|[r, g, b]| r > 90 && g < r / 2 && b < r / 2),
        left(|[r, g, b]| b > 90 && r < b / 2 && g < b / 4 * 3),
    )
}

#[test]
fn window_that_shows_a_scene_as_it_was_before_the_last_export() {
    let profile = Profile::new();
    let file = profile.write("room.glb", room());
    let args = ["--fresh", "--world", file.to_str().expect("a UTF-8 path")];
    let Some(window) = Opened::begin(&profile, &args) else {
        skip("Xvfb could not be started");
        return;
    };
    until(SOON, "red block", || {
        let (reds, blues) = colours(&window, "window-scene");
        (reds > 2000 && blues < 1000).then_some(())
    });
    // Half of it is none; the world goes on meanwhile.
    let whole = room();
    std::fs::write(&file, &whole[..whole.len() / 2]).expect("a file of ours");
    window.trail.hears("1 mistakes in files");
    let told = window.trail.hears("a mistake: ");
    assert!(told.contains("room.glb: header: "), "{told}");
    window.display.keep_picture("window-scene-broken");
    // The block is blue now.
    let mut other = Model::default();
    other.block([-8.0, -0.5, -8.0], [8.0, 0.0, 8.0], 0);
    other.block([-4.0, 0.0, -6.0], [-2.0, 2.0, -5.0], 3);
    other.spawn([0.0, 0.1, 4.0]);
    std::fs::write(&file, other.glb()).expect("a file of ours");
    let mut wanted = vec![
        "0 mistakes in files",
        "told: Mended.",
        "told: room is as the file says now.",
    ];
    window.trail.hears_of("scene that is mended", |line| {
        wanted.retain(|words| !line.contains(words));
        wanted.is_empty().then_some(())
    });
    until(SOON, "blue block", || {
        let (reds, blues) = colours(&window, "window-scene-exported");
        (reds < 1000 && blues > 2000).then_some(())
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
