//! Files of the open world change while it runs.

mod scene;

use std::{path::PathBuf, time::Duration};

use bevy::app::App;
use stoa::{
    cmd::Content,
    paths::Paths,
    reload,
    session::{Launch, Start},
    settings::Settings,
};
use stoa_agents::{Cast, Inhabitant};
use stoa_mind::{Persona, acquaintance::Acquaintances, memory::MemoryStream};
use stoa_ui::FileMistakes;
use stoa_world::{
    Deed, DisplayName, Intent, Looks, PlaceId, Places, Pose, SayTo, StableId, Volume, WorldDef,
    sim::{self, BodyIndex, spawn_person},
};

use crate::support::{Profile, SOON, assets, read, until};

/// The person, and whoever of the world's own comes first.
const ADA: StableId = StableId(1);
const NOA: StableId = StableId(1000);

/// A world, open and watched, with Ada in it.
fn open(profile: &Profile, world: &str) -> App {
    let (app, problems) = open_odd(profile, world);
    assert_eq!(problems, Vec::<String>::new());
    app
}

/// As [`open`], with what is odd in its files.
fn open_odd(profile: &Profile, world: &str) -> (App, Vec<String>) {
    let paths = Paths::find(Some(profile.path())).expect("the assets");
    let content = Content::load(&paths, world).expect("a whole world");
    let problems = content.problems.clone();
    let launch = Launch::new(paths, Settings::default(), content, Some(7), Start::Fresh);
    let files = launch.files();
    let mut app = sim::headless(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    reload::begin(&mut app, files, Duration::from_millis(20)).expect("a thread");
    spawn_person(app.world_mut(), "Ada", None);
    sim::step_many(&mut app, 30);
    (app, problems)
}

fn step_until(app: &mut App, what: &str, mut seen: impl FnMut(&App) -> bool) {
    until(SOON, what, || {
        sim::step(app);
        std::thread::sleep(Duration::from_millis(5));
        seen(app).then_some(())
    });
}

fn mistakes(app: &App) -> Vec<String> {
    let found = &app.world().resource::<FileMistakes>().0;
    let line = |m: &stoa_ui::FileMistake| format!("{} {:?} {}", m.file, m.place, m.text);
    found.iter().map(line).collect()
}

fn of<C: bevy::prelude::Component + Clone>(app: &App, id: StableId) -> C {
    let world = app.world();
    let entity = world.resource::<BodyIndex>().get(id).expect("a body");
    world.get::<C>(entity).expect("its component").clone()
}

fn mind(app: &App) -> (Persona, Acquaintances, MemoryStream) {
    let world = app.world();
    let entity = world.resource::<BodyIndex>().get(NOA).expect("a body");
    let mind = &world.get::<Inhabitant>(entity).expect("a mind").0;
    (
        mind.persona.clone(),
        mind.known.clone(),
        mind.memory.clone(),
    )
}

/// Ada goes to whoever lives there, says who she is, and is answered.
fn introduce(app: &mut App) {
    let theirs: Pose = of(app, NOA);
    let front = theirs.position() + theirs.forward() * 1.4;
    let facing = theirs.yaw_rad() + core::f32::consts::PI;
    sim::teleport(app.world_mut(), ADA, Pose::new(front, facing));
    sim::step_many(app, 5);
    let deed = Deed::Say {
        text: "Hello! My name is Ada.".to_owned(),
        to: SayTo::Body(NOA),
        volume: Volume::Say,
        source: None,
    };
    app.world_mut().write_message(Intent { who: ADA, deed });
    step_until(app, "an answer", |app| {
        mind(app).2.entries().iter().any(|entry| entry.mine)
    });
    let (_, known, memory) = mind(app);
    assert_eq!(known.name_of(1), Some("Ada"));
    assert!(memory.entries().iter().any(|entry| entry.who == 1));
}

/// A world and a persona of somebody's own.
struct Open {
    app: App,
    world: PathBuf,
    persona: PathBuf,
    profile: Profile,
}

impl Open {
    fn new() -> Self {
        Self::with("", open)
    }

    /// With so much more in the persona's file.
    fn with(more: &str, open: impl Fn(&Profile, &str) -> App) -> Self {
        let profile = Profile::new();
        let template = |kind: &str| {
            let text = read(&assets().join(format!("templates/{kind}.toml")));
            text.replace("{NAME}", "noa").replace("{TITLE}", "Noa")
        };
        let text = template("world").replace("persona = \"iris\"", "persona = \"noa\"");
        let world = profile.write("worlds/yard.toml", text);
        let persona = profile.write("personas/noa.toml", template("persona") + more);
        Self {
            app: open(&profile, "yard"),
            world,
            persona,
            profile,
        }
    }

    fn step(&mut self, ticks: u64) {
        sim::step_many(&mut self.app, ticks);
    }

    fn change(&self, file: &PathBuf, from: &str, to: &str) {
        let text = read(file);
        assert!(text.contains(from), "{from}");
        std::fs::write(file, text.replacen(from, to, 1)).expect("a file of ours");
    }

    fn until(&mut self, what: &str, seen: impl FnMut(&App) -> bool) {
        step_until(&mut self.app, what, seen);
    }

    fn of<C: bevy::prelude::Component + Clone>(&self, id: StableId) -> C {
        of(&self.app, id)
    }
}

#[test]
fn a_world_broken_and_mended_while_it_runs_would_end_or_stay_as_it_was() {
    let mut open = Open::new();
    let before = open.app.world().resource::<WorldDef>().clone();
    let at: Pose = open.of(ADA);
    let file = open.world.clone();
    open.change(&file, "kind = \"tree\"", "kind = \"tre\"");
    open.until("the mistake", |app| !mistakes(app).is_empty());
    let told = mistakes(&open.app);
    let line = 1 + read(&file)
        .lines()
        .position(|l| l.contains("\"tre\""))
        .expect("the line");
    assert!(
        told[0].contains("yard.toml") && told[0].contains(&format!("Some(({line}, ")),
        "{told:?}"
    );
    assert!(told[0].contains("did you mean `tree`?"), "{told:?}");
    open.step(60);
    assert_eq!(open.app.world().resource::<WorldDef>(), &before);
    // Mended, with another tree and another place.
    open.change(&file, "kind = \"tre\"", "kind = \"tree\"");
    open.change(
        &file,
        "species = \"plane\", height = 8",
        "species = \"orange\", height = 4",
    );
    open.change(
        &file,
        "id = \"shade\"\nname = \"the shade\"",
        "id = \"shade\"\nname = \"the orchard\"",
    );
    open.until("the mended world", |app| {
        mistakes(app).is_empty() && app.world().resource::<WorldDef>() != &before
    });
    let places = open.app.world().resource::<Places>();
    let place = &places.places[&PlaceId("shade".to_owned())];
    assert_eq!(place.name, "the orchard");
    assert_eq!(open.of::<Pose>(ADA), at);
    assert!(open.app.world().resource::<Cast>().is_agent(NOA));
}

#[test]
fn a_changed_persona_would_be_a_stranger_or_stay_as_before() {
    let mut open = Open::new();
    let file = open.persona.clone();
    let looks: Looks = open.of(NOA);
    introduce(&mut open.app);
    let (persona, known, memory) = mind(&open.app);
    open.change(&file, "name = \"Noa\"", "name = \"Noa the Second\"");
    open.change(&file, "height_m = 1.72", "height_m = 1.9");
    open.until("the new name", |app| {
        let world = app.world();
        let entity = world.resource::<BodyIndex>().get(NOA);
        entity
            .and_then(|e| world.get::<DisplayName>(e))
            .is_some_and(|n| n.0 == "Noa the Second")
    });
    assert_ne!(open.of::<Looks>(NOA), looks);
    assert!((open.of::<Looks>(NOA).height_m - 1.9).abs() < 1e-6);
    let (changed, known_now, memory_now) = mind(&open.app);
    assert_ne!(changed, persona);
    assert_eq!(changed.name, "Noa the Second");
    let kept = &memory_now.entries()[..memory.entries().len()];
    assert_eq!(kept, memory.entries());
    assert_eq!(known_now.name_of(1), known.name_of(1));
    // With a mistake in it, the persona stays as it was, and is said to have one.
    open.change(&file, "pitch = 0.5", "pitch = 7");
    open.until("the mistake", |app| !mistakes(app).is_empty());
    assert_eq!(open.of::<DisplayName>(NOA).0, "Noa the Second");
    open.change(&file, "pitch = 7", "pitch = 0.9");
    open.until("the mended persona", |app| mistakes(app).is_empty());
    open.step(2);
    assert!((mind(&open.app).0.voice.pitch - 0.9).abs() < 1e-6);
}

#[test]
fn who_moves_in_or_out_would_be_seen_with_the_next_start_only() {
    let mut open = Open::new();
    let file = open.world.clone();
    let template = read(&open.persona);
    open.profile.write(
        "personas/bo.toml",
        template.replace("name = \"Noa\"", "name = \"Bo\""),
    );
    let home = "[[inhabitant]]\npersona = \"noa\"\nat = \"shade\"\n";
    let both = format!("{home}\n[[inhabitant]]\npersona = \"bo\"\nat = \"fountain\"\n");
    open.change(&file, home, &both);
    let count = |app: &App| app.world().resource::<Cast>().iter().count();
    open.until("two", |app| count(app) == 2);
    assert_eq!(open.of::<DisplayName>(StableId(1001)).0, "Bo");
    open.change(&file, home, "");
    open.until("one", |app| count(app) == 1);
    let index = open.app.world().resource::<BodyIndex>();
    assert!(index.get(NOA).is_none() && index.get(StableId(1001)).is_some());
    // Whoever comes back has the same number.
    open.change(&file, &both[home.len()..], &both);
    open.until("two again", |app| count(app) == 2);
    assert_eq!(open.of::<DisplayName>(NOA).0, "Noa");
}

#[test]
fn whom_a_persona_knows_elsewhere_would_be_a_mistake_that_opens_a_panel() {
    let knows = |who: &str| {
        format!("\n[[relation]]\nwho = \"{who}\"\nis = \"an old friend\"\nwarmth = 40\n")
    };
    let mut open = Open::with(&knows("iris"), |profile, world| {
        let (app, problems) = open_odd(profile, world);
        assert!(problems[0].contains("found \"iris\""), "{problems:?}");
        app
    });
    let (world, persona) = (open.world.clone(), open.persona.clone());
    open.change(&world, "kind = \"tree\"", "kind = \"tre\"");
    open.until("the mistake", |app| !mistakes(app).is_empty());
    let told = mistakes(&open.app);
    assert!(told.len() == 1 && told[0].contains("`tree`"), "{told:?}");
    open.change(&world, "kind = \"tre\"", "kind = \"tree\"");
    open.until("no mistake", |app| mistakes(app).is_empty());
    // Who is new to the file may be misspelt.
    std::fs::write(&persona, read(&persona) + &knows("irsi")).expect("a file of ours");
    open.until("the new one", |app| !mistakes(app).is_empty());
    let told = mistakes(&open.app);
    assert!(told.len() == 1 && told[0].contains("irsi"), "{told:?}");
}
