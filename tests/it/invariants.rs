//! The shape of the workspace, and the shipped content.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings},
    prelude::*,
};
use serde_json::Value;
use stoa::{cmd::Content, paths::Paths, session::Start};

use crate::support::{Profile, SOON, assets, read, run, stoa};

/// Which crate uses which, as the design has it; only `stoa` knows every other.
const EDGES: &[(&str, &[&str])] = &[
    ("stoa_model", &[]),
    ("stoa_model_http", &["stoa_model"]),
    ("stoa_mind", &["stoa_model"]),
    ("stoa_builtin", &["stoa_model", "stoa_mind"]),
    ("stoa_tick", &[]),
    ("stoa_world", &["stoa_tick"]),
    ("stoa_agents", &["stoa_world", "stoa_mind", "stoa_model"]),
    ("stoa_render", &["stoa_world", "stoa_tick", "stoa_gltf"]),
    ("stoa_ui", &["stoa_world"]),
    ("stoa_audio", &["stoa_world"]),
    ("stoa_gltf", &[]),
    ("stoa_xr", &["stoa_world"]),
    ("xtask", &[]),
    (
        "stoa",
        &[
            "stoa_model",
            "stoa_model_http",
            "stoa_mind",
            "stoa_builtin",
            "stoa_tick",
            "stoa_world",
            "stoa_agents",
            "stoa_render",
            "stoa_ui",
            "stoa_audio",
            "stoa_gltf",
            "stoa_xr",
        ],
    ),
];

const PURE: &[&str] = &[
    "stoa_model",
    "stoa_model_http",
    "stoa_mind",
    "stoa_builtin",
    "stoa_tick",
    "stoa_gltf",
    "xtask",
];
const HEADLESS: &[&str] = &["stoa_world", "stoa_agents", "stoa_audio"];

fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .args(["--offline", "--locked"]);
    let ran = run(command, None, Duration::from_secs(120));
    assert_eq!(ran.code, Some(0), "cargo {args:?}: {}", ran.err);
    ran.out
}

#[test]
fn crates_use_only_those_that_the_design_lets_them_use() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"]))
            .expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let table: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    assert_eq!(
        members,
        table.keys().map(|name| (*name).to_owned()).collect()
    );
    for package in packages {
        let dependencies = package["dependencies"].as_array().expect("dependencies");
        // What only tests use may come from anywhere below.
        let own = dependencies
            .iter()
            .filter(|one| one["kind"].is_null())
            .map(name);
        let internal: BTreeSet<String> = own.filter(|one| members.contains(one)).collect();
        let allowed: BTreeSet<String> = table[name(package).as_str()]
            .iter()
            .map(|one| (*one).to_owned())
            .collect();
        assert_eq!(internal, allowed, "{}", name(package));
        let engine = dependencies.iter().map(name).any(|one| one == "bevy");
        assert!(
            !engine || !HEADLESS.contains(&name(package).as_str()),
            "{}: all of bevy",
            name(package)
        );
    }
}

/// The packages that a crate is built with.
fn tree(package: &str) -> BTreeSet<String> {
    let text = cargo(&[
        "tree", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{lib}",
    ]);
    text.lines()
        .map(|line| line.trim_end_matches(" (*)").replace('-', "_"))
        .collect()
}

#[test]
fn pure_crates_never_see_the_engine_and_headless_ones_never_the_renderer() {
    for package in PURE {
        let engine: Vec<String> = tree(package)
            .into_iter()
            .filter(|one| one.starts_with("bevy"))
            .collect();
        assert!(engine.is_empty(), "{package} sees {engine:?}");
    }
    for package in HEADLESS {
        let tree = tree(package);
        assert!(
            tree.contains("bevy_ecs"),
            "{package}: the tree was not read"
        );
        for renderer in ["bevy_render", "bevy_winit", "wgpu", "winit"] {
            assert!(!tree.contains(renderer), "{package} sees {renderer}");
        }
    }
}

#[test]
fn systems_of_different_crates_would_run_in_an_order_left_to_chance() {
    // The window's whole tick: world, minds and the devices of the desktop. What draws has no system in it, and needs a
    // driver to be built.
    let profile = Profile::new();
    let mut app = profile.open(7, Start::Fresh);
    app.add_plugins(stoa::desktop::plugin);
    app.finish();
    app.cleanup();
    let mut schedules = app.world_mut().resource_mut::<Schedules>();
    let mut tick = schedules.remove(FixedUpdate).expect("the world's tick");
    tick.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        ..ScheduleBuildSettings::default()
    });
    let systems = tick.graph().systems.len();
    let result = tick.initialize(app.world_mut());
    if let Err(error) = result {
        panic!("{}", error.to_string(tick.graph(), app.world()));
    }
    assert!(systems > 20, "only {systems} systems were looked at");
}

fn files(kind: &str) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(assets().join(kind)).expect("the folder");
    let mut files: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

#[test]
fn the_shipped_worlds_and_personas_are_without_mistakes() {
    for (subcommand, kind, at_least) in [("world", "worlds", 2), ("persona", "personas", 16)] {
        let files = files(kind);
        assert!(files.len() >= at_least, "{} {kind}", files.len());
        let mut command = stoa(&[subcommand, "check"]);
        command.args(&files);
        let ran = run(command, None, SOON);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
    let paths = Paths::find(Some(Path::new("/nonexistent"))).expect("the assets");
    for file in files("worlds") {
        let content =
            Content::load(&paths, file.to_str().expect("a UTF-8 path")).expect("a whole world");
        assert_eq!(content.problems, Vec::<String>::new());
        assert!(
            content.cast.len() >= 2,
            "{}: {} inhabitants",
            file.display(),
            content.cast.len()
        );
        let places: Vec<String> = content
            .world
            .places
            .iter()
            .map(|place| place.id.clone())
            .collect();
        let problems = stoa_mind::persona::check_cast(&content.cast, &places);
        assert!(problems.is_empty(), "{problems:?}");
    }
}

#[test]
fn no_crate_is_a_drawer_for_everything() {
    for entry in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates")).expect("crates")
    {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a UTF-8 name");
        assert!(!name.contains("common") && !name.contains("util"), "{name}");
    }
}

/// Who asks for poses to change them: the systems of `SimSystems::Move`, and the tool that puts a body elsewhere.
const POSE_WRITERS: &[&str] = &[
    "bodies.rs",
    "gaze.rs",
    "seats.rs",
    "teleport.rs",
    "tick/heed.rs",
    "tick/mirror/mod.rs",
    "walker.rs",
];

#[test]
fn something_beside_the_simulation_would_move_bodies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["crates", "src"] {
        rust_files(&root.join(folder), &mut sources);
    }
    assert!(sources.len() > 200, "{} files", sources.len());
    let writes = |file: &&PathBuf| {
        let text = read(file);
        let asks = [
            "&mut Pose,",
            "&mut Pose>",
            "&mut Pose)",
            "get_mut::<Pose>",
            "Mut<Pose>",
        ];
        asks.iter().any(|ask| text.contains(ask)) || text.contains("&'static mut Pose,")
    };
    let writers: BTreeSet<PathBuf> = sources.iter().filter(writes).cloned().collect();
    let sim = root.join("crates/stoa_world/src/sim");
    let allowed = POSE_WRITERS.iter().map(|name| sim.join(name)).collect();
    assert_eq!(writers, allowed);
}

/// The one line that may name a world: which one opens when nobody says so.
const NAMES_A_WORLD: &str = "const DEFAULT_WORLD: &str = ";

#[test]
fn a_world_would_be_in_the_code_and_not_in_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = Paths::find(Some(Path::new("/nonexistent"))).expect("the assets");
    let mut names = Vec::new();
    for file in files("worlds") {
        let content =
            Content::load(&paths, file.to_str().expect("a UTF-8 path")).expect("a whole world");
        let world = content.world;
        names.push(format!("{}.toml", world.id));
        // The program's own name is a world's, too.
        if world.id != env!("CARGO_PKG_NAME") {
            names.push(format!("\"{}\"", world.id));
        }
        names.extend(
            world
                .inhabitants
                .iter()
                .map(|one| format!("\"{}\"", one.persona)),
        );
        let places = world.places.iter().map(|place| place.name.clone());
        // Words like `the market` belong to everybody.
        names.extend(places.filter(|name| name.split(' ').count() > 2));
    }
    let mut sources = Vec::new();
    for folder in ["crates", "src"] {
        rust_files(&root.join(folder), &mut sources);
    }
    let shaders = std::fs::read_dir(root.join("shaders")).expect("shaders");
    sources.extend(
        shaders
            .map(|entry| entry.expect("an entry").path())
            .filter(|f| f.is_file()),
    );
    let mut found = Vec::new();
    for file in sources {
        let text = read(&file);
        let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for line in own.lines().map(str::trim) {
            let said = line.starts_with("//") || line.starts_with(NAMES_A_WORLD);
            if let Some(name) = names
                .iter()
                .find(|name| !said && line.contains(name.as_str()))
            {
                found.push(format!("{}: {name}: {line}", file.display()));
            }
        }
    }
    assert!(names.len() > 20, "{names:?}");
    assert!(found.is_empty(), "{found:#?}");
}

/// The product's own sources, without tests.
fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        if path.is_dir() && name != "tests" && name != "examples" {
            rust_files(&path, into);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            into.push(path);
        }
    }
}
