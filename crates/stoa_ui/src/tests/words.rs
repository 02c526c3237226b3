//! What every panel writes and calls its controls.

use bevy::{ecs::schedule::SingleThreadedExecutor, prelude::*};
use bevy_egui::{EguiPrimaryContextPass, egui};
use egui::accesskit::{Node, NodeId, Role, TreeUpdate};

use stoa_world::{Body, Controller, DisplayName, Pose, StableId};

use super::{IRIS, bench::Bench, editor::edited, people::put, places};
use crate::{
    language::process::{MARK, mark},
    *,
};

type Scene = (&'static str, fn(&mut Bench));

const SCENES: [Scene; 17] = [
    ("pause", |bench| open(bench, Screen::Pause)),
    ("settings", |bench| {
        bench.size.y = 6000.0;
        open(bench, Screen::Settings);
    }),
    ("help", |bench| open(bench, Screen::Help)),
    ("way", |bench| open(bench, Screen::Way)),
    ("people", |bench| {
        let world = bench.app.world_mut();
        world.write_message(OpenPeople { first: None });
    }),
    ("checkup", |bench| open(bench, Screen::Checkup)),
    ("crash", |bench| {
        let report = Some("/100/7".into());
        bench.app.insert_resource(LastRun(Some(Crash { report })));
        open(bench, Screen::Crash);
    }),
    ("editor", |bench| {
        bench.app.insert_resource(Editor(Some(edited())));
        open(bench, Screen::Editor);
    }),
    ("arrivals", |bench| built(bench, text::list_spawns, "¤gate")),
    ("places", |bench| {
        built(bench, text::list_places, "¤the lawn")
    }),
    ("seats", |bench| built(bench, text::list_seats, "¤bench")),
    ("ground", |bench| built(bench, text::list_regions, "¤grass")),
    ("talk", |bench| {
        put(bench, IRIS, Pose::new(Vec3::NEG_Z, 0.0));
        bench.focus(Some(IRIS), Some(IRIS));
        bench.app.world_mut().write_message(OpenChat::default());
    }),
    ("aloud", |bench| {
        bench.app.world_mut().write_message(OpenChat::default());
    }),
    ("inspector", |bench| {
        bench.app.world_mut().resource_mut::<Screens>().inspector = true;
    }),
    ("welcome", |bench| {
        let world = bench.app.world_mut();
        world.resource_mut::<UiSettings>().welcomed = false;
    }),
    ("title", |bench| {
        bench.app.insert_resource(Loading::default());
    }),
];

/// The editor of places with one thing of a list chosen.
fn built(bench: &mut Bench, list: fn() -> &'static str, one: &str) {
    places::open(bench);
    // The names of lists are known when they are written in the language that is set.
    bench.rest();
    bench.choose(list());
    bench.choose(one);
}

fn open(bench: &mut Bench, screen: Screen) {
    bench.app.world_mut().resource_mut::<Screens>().open = Some(screen);
}

/// Everything on one thread: in tests each has its own language.
fn bench() -> Bench {
    let mut bench = Bench::new();
    let app = &mut bench.app;
    // What was written on other threads is written once more.
    app.world_mut().resource_mut::<UiSettings>().set_changed();
    app.edit_schedule(PreUpdate, |schedule| {
        schedule.set_executor(SingleThreadedExecutor::new());
    });
    app.edit_schedule(Update, |schedule| {
        schedule.set_executor(SingleThreadedExecutor::new());
    });
    app.edit_schedule(EguiPrimaryContextPass, |schedule| {
        schedule.set_executor(SingleThreadedExecutor::new());
    });
    bench
}

/// What stands for itself: names, what is printed on devices, numbers with their units.
fn is_no_word(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "Stoa",
        "Iris",
        "Me",
        "English",
        "Deutsch",
        "Ollama",
        "Anthropic",
    ];
    let is_key = |word: &str| {
        let digits = word.strip_prefix('F').unwrap_or(word);
        digits.parse::<u8>().is_ok()
            || ["LB", "RB", "LT", "RT", "View", "Menu", "Pad"].contains(&word)
    };
    let is_short = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() < 2;
    NAMES.contains(&text)
        || text
            .split_whitespace()
            .all(|word| is_short(word) || is_key(word))
}

#[test]
fn a_panel_would_write_what_no_language_can_say_otherwise() {
    for (name, set) in SCENES {
        mark();
        let mut bench = bench();
        set(&mut bench);
        bench.rest();
        let words: Vec<&str> = bench.words.iter().map(|(text, ..)| text.as_str()).collect();
        let marked = words.iter().filter(|text| text.contains(MARK)).count();
        assert!(marked > 0, "{name}: {words:?}");
        let plain: Vec<_> = words
            .iter()
            .filter(|text| !text.contains(MARK) && !is_no_word(text))
            .collect();
        assert!(plain.is_empty(), "{name}: {plain:?}");
    }
}

#[test]
fn a_language_or_a_text_size_would_not_fit_its_panels() {
    for language in [Language::English, Language::German] {
        for (width, height, percent) in [
            (1280.0, 720.0, 100),
            (1280.0, 720.0, 150),
            (900.0, 600.0, 100),
        ] {
            for (name, set) in SCENES {
                let mut bench = bench();
                bench.size = (width, height).into();
                let mut settings = bench.app.world_mut().resource_mut::<UiSettings>();
                settings.picture.language = language;
                settings.picture.text_size_percent = percent;
                set(&mut bench);
                bench.size = (width, height).into();
                bench.rest();
                println!("{name} in {language:?} at {width}x{height}, {percent} %");
                bench.assert_in_bounds();
            }
        }
    }
}

#[test]
fn longer_words_would_push_the_buttons_of_a_list_out_of_line() {
    for language in [Language::English, Language::German] {
        let mut bench = bench();
        put(&mut bench, IRIS, Pose::new(Vec3::NEG_Z, 0.0));
        let world = bench.app.world_mut();
        world.resource_mut::<UiSettings>().picture.language = language;
        for (id, away_m) in [(1001, 2.0), (1002, 3.0)] {
            world.spawn((
                Body,
                StableId(id),
                DisplayName(format!("Iris{id}")),
                Controller::Agent,
                Pose::new(Vec3::NEG_Z * away_m, 0.0),
            ));
        }
        world.write_message(OpenPeople { first: None });
        bench.rest();
        for label in [text::mute(), text::block(), text::report()] {
            let words = bench.words.iter();
            let at: Vec<f32> = words
                .filter(|(words, ..)| words == label)
                .map(|(.., whole)| whole.left())
                .collect();
            assert_eq!(at.len(), 3, "{label}");
            assert!(
                at.iter().all(|x| (x - at[0]).abs() < 1.0),
                "{label}: {at:?}"
            );
        }
    }
}

#[test]
fn a_screen_reader_would_find_a_control_without_a_name() {
    for (name, set) in SCENES {
        let mut bench = bench();
        bench.ctx.enable_accesskit();
        set(&mut bench);
        bench.rest();
        let update = bench.read_out.take().expect("a tree for screen readers");
        let nameless: Vec<_> = controls(&update)
            .filter(|(id, node)| {
                node.label().is_none()
                    && node.labelled_by().is_empty()
                    && node.placeholder().is_none()
                    && group_of(&update, *id).is_none()
            })
            .map(|(_, node)| node)
            .collect();
        assert!(nameless.is_empty(), "{name}: {nameless:#?}");
    }
}

fn controls(update: &TreeUpdate) -> impl Iterator<Item = (NodeId, &Node)> {
    let is_control = |node: &Node| {
        matches!(
            node.role(),
            Role::Button
                | Role::CheckBox
                | Role::RadioButton
                | Role::ComboBox
                | Role::Slider
                | Role::SpinButton
                | Role::TextInput
                | Role::Link
        )
    };
    let nodes = update.nodes.iter().map(|(id, node)| (*id, node));
    nodes.filter(move |(_, node)| is_control(node))
}

/// The name of the group that a control belongs to.
fn group_of(update: &TreeUpdate, id: NodeId) -> Option<&str> {
    let (parent, node) = update
        .nodes
        .iter()
        .find(|(_, node)| node.children().contains(&id))?;
    match node.role() {
        Role::Group => node.label(),
        _ => group_of(update, *parent),
    }
}
