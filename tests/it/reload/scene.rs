//! Somebody exports over the scene that is open.

use std::{path::Path, time::Instant};

use bevy::math::Vec3;
use stoa_world::nav::NavGrid;

use super::*;
use crate::scene::Model;

/// A floor of this height that reaches so far from the middle, and what stands on it.
fn stage(floor: f32, reach: f32, blocks: &[[[f32; 3]; 2]]) -> Model {
    let mut model = Model::default();
    model.block([-reach, floor - 0.5, -reach], [reach, floor, reach], 0);
    for [low, high] in blocks {
        model.block(*low, *high, 1);
    }
    model.spawn([0.0, floor + 0.1, 2.5]);
    model
}

/// A scene that is open, with Ada beside its middle.
fn visit(profile: &Profile, file: &Path) -> App {
    let mut app = open(profile, file.to_str().expect("a UTF-8 path"));
    let aside = Pose::new(Vec3::new(6.0, 0.0, 5.0), 0.0);
    sim::teleport(app.world_mut(), ADA, aside);
    sim::step_many(&mut app, 30);
    app
}

fn at(app: &App, who: StableId) -> Vec3 {
    of::<Pose>(app, who).position()
}

fn floor(app: &App) -> Option<f32> {
    app.world().resource::<NavGrid>().floor(0.0, 0.0)
}

fn write(file: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::write(file, bytes).expect("a file of ours");
}

#[test]
fn an_export_over_the_open_scene_would_go_unseen_or_begin_the_world_anew() {
    let profile = Profile::new();
    let file = profile.write("room.glb", stage(0.0, 8.0, &[]).glb());
    let mut app = open(&profile, file.to_str().expect("a UTF-8 path"));
    introduce(&mut app);
    let aside = Pose::new(Vec3::new(6.0, 0.0, 5.0), 1.0);
    sim::teleport(app.world_mut(), ADA, aside);
    sim::step_many(&mut app, 30);
    let (before, (_, known, memory)) = (of::<Pose>(&app, ADA), mind(&app));

    // Something beside her: she stays to the last bit.
    let pillar = [[2.0, 0.0, -6.0], [3.0, 3.0, -5.0]];
    write(&file, stage(0.0, 8.0, &[pillar]).glb());
    step_until(&mut app, "the pillar", |app| {
        app.world().resource::<NavGrid>().floor(2.5, -5.5).is_none()
    });
    assert_eq!(of::<Pose>(&app, ADA), before);

    write(&file, stage(1.0, 8.0, &[]).glb());
    step_until(&mut app, "the ground raised", |app| floor(app) == Some(1.0));
    for ticks in [0, 60] {
        sim::step_many(&mut app, ticks);
        let ada = at(&app, ADA) - before.position();
        assert!(ada.distance(Vec3::Y) < 0.05, "she went by {ada}");
        let guide = at(&app, NOA);
        assert!((guide.y - 1.0).abs() < 0.05, "the guide is at {guide}");
    }
    let (_, known_now, memory_now) = mind(&app);
    assert_eq!(known_now.name_of(1), known.name_of(1));
    let kept = &memory_now.entries()[..memory.entries().len()];
    assert_eq!(kept, memory.entries());

    // A wall where she stands.
    let wall = [[4.0, 1.0, 4.8], [8.0, 4.0, 5.2]];
    write(&file, stage(1.0, 8.0, &[wall]).glb());
    step_until(&mut app, "the wall", |app| {
        app.world().resource::<NavGrid>().floor(6.0, 5.0).is_none()
    });
    sim::step_many(&mut app, 30);
    let beside = at(&app, ADA);
    let way = beside.distance(Vec3::new(6.0, 1.0, 5.0));
    assert!((0.3..1.0).contains(&way), "she stands at {beside}");

    // No ground where she stands.
    write(&file, stage(1.0, 4.0, &[]).glb());
    step_until(&mut app, "the smaller floor", |app| {
        app.world().resource::<NavGrid>().floor(6.0, 3.0).is_none()
    });
    sim::step_many(&mut app, 60);
    let edge = at(&app, ADA);
    let inside = edge.x.max(edge.z) < 4.0 && (edge.y - 1.0).abs() < 0.05;
    assert!(
        inside && edge.distance(beside) < 3.5,
        "from {beside} to {edge}"
    );
    assert_eq!(mistakes(&app), Vec::<String>::new());
}

#[test]
fn a_broken_export_would_end_the_world_or_go_untold() {
    let profile = Profile::new();
    let whole = stage(0.0, 8.0, &[]).glb();
    let file = profile.write("room.glb", &whole);
    let mut app = visit(&profile, &file);
    let (before, ada) = (
        app.world().resource::<WorldDef>().clone(),
        of::<Pose>(&app, ADA),
    );
    let broken = [&whole[..whole.len() / 2], b"", b"glTF"];
    for (bytes, named) in broken.into_iter().zip(["header", "JSON", "header"]) {
        write(&file, bytes);
        step_until(&mut app, "the mistake", |app| {
            mistakes(app)
                .first()
                .is_some_and(|told| told.contains(named))
        });
        let told = mistakes(&app);
        assert!(
            told.len() == 1 && told[0].contains("room.glb None "),
            "{told:?}"
        );
        sim::step_many(&mut app, 60);
        assert_eq!(app.world().resource::<WorldDef>(), &before);
        assert_eq!(of::<Pose>(&app, ADA), ada);
    }
    // What can be read, but not be walked on.
    let mut cliff = Model::default();
    cliff.block([0.0, 0.0, 0.0], [0.05, 9.0, 9.0], 0);
    write(&file, cliff.glb());
    step_until(&mut app, "another mistake", |app| {
        mistakes(app)[0].contains("walked on")
    });
    assert_eq!(app.world().resource::<WorldDef>(), &before);
    write(&file, stage(1.0, 8.0, &[]).glb());
    step_until(&mut app, "the mended scene", |app| mistakes(app).is_empty());
    step_until(&mut app, "its ground", |app| floor(app) == Some(1.0));
}

/// An exporter empties the file, and writes for a while.
#[test]
fn a_half_written_export_would_be_complained_of_or_opened() {
    let profile = Profile::new();
    let file = profile.write("room.glb", stage(0.0, 8.0, &[]).glb());
    let mut app = visit(&profile, &file);
    let before = app.world().resource::<WorldDef>().clone();
    let whole = stage(1.0, 8.0, &[]).glb();
    let mut waits = |millis: u64| {
        let begun = Instant::now();
        let time = Duration::from_millis(millis);
        while begun.elapsed() < time {
            sim::step(&mut app);
            std::thread::sleep(Duration::from_millis(5));
            let (told, def) = (mistakes(&app), app.world().resource::<WorldDef>());
            // On a machine that has no time for this, it was a long time.
            if begun.elapsed() < time + Duration::from_millis(300) {
                assert!(told.is_empty() && *def == before, "{told:?}");
            }
        }
    };
    write(&file, b"");
    waits(100);
    for part in 1..10 {
        write(&file, &whole[..whole.len() * part / 10]);
        // It stops to think.
        waits(if part == 5 { 700 } else { 80 });
    }
    write(&file, whole);
    step_until(&mut app, "the whole of it", |app| floor(app) == Some(1.0));
    assert_eq!(mistakes(&app), Vec::<String>::new());
}

#[test]
fn a_file_beside_the_scene_would_change_or_go_unseen() {
    let profile = Profile::new();
    let (text, bin) = stage(0.0, 8.0, &[]).gltf("room.bin");
    let file = profile.write("room.gltf", &text);
    let beside = profile.write("room.bin", &bin);
    let mut app = visit(&profile, &file);
    let (_, raised) = stage(1.0, 8.0, &[]).gltf("room.bin");
    write(&beside, &raised);
    step_until(&mut app, "the ground raised", |app| floor(app) == Some(1.0));
    std::fs::remove_file(&beside).expect("a file of ours");
    step_until(&mut app, "what is missing", |app| !mistakes(app).is_empty());
    let told = mistakes(&app);
    assert!(
        told[0].contains("room.gltf None buffer 0: it names `room.bin`"),
        "{told:?}"
    );
    write(&beside, &bin);
    step_until(&mut app, "the old ground", |app| floor(app) == Some(0.0));
    assert_eq!(mistakes(&app), Vec::<String>::new());
    // Its text has lines.
    let line = 1 + text
        .lines()
        .position(|line| line.contains("\"asset\""))
        .expect("a line");
    write(&file, text.replacen("\"asset\"", "asset", 1));
    step_until(&mut app, "the mistake", |app| !mistakes(app).is_empty());
    let told = mistakes(&app);
    let place = format!("room.gltf Some(({line}, ");
    assert!(
        told[0].contains(&place) && told[0].contains(" JSON: "),
        "{told:?}"
    );
    write(&file, &text);
    step_until(&mut app, "the mended scene", |app| mistakes(app).is_empty());
    // Whoever waits there follows a file, too.
    let guide = read(&assets().join("personas/guide.toml"));
    let named = guide.replacen("name = \"Vesna\"", "name = \"Zora\"", 1);
    profile.write("personas/guide.toml", named);
    step_until(&mut app, "another name", |app| {
        of::<DisplayName>(app, NOA).0 == "Zora"
    });
}
