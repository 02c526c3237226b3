//! The same again: scripts, recordings, saves.

use std::path::Path;

use bevy_app::FixedUpdate;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use serde_json::json;
use stoa_world::{
    Deed, InhabitantDef, InhabitantIds, Intent, LookAt, Pose, Posture, SimClock, SimSystems,
    StableId, WorldDef,
    save::{WorldSave, load},
    sim::{
        Persistence, Recorder, Recording, Script, WorldPlugin, collect_save, finish,
        persist::SAVE_EVERY, record,
    },
};

use crate::stage::{IRIS, MARA, Stage, THEO, plaza, say, say_to};

const SCRIPT: &str = r#"
{"tick": 0, "person": "Ada", "who": 1, "spawn": "gate"}
{"tick": 10, "who": 1, "do": "say", "text": "Good morning!", "to": {"body": 1000}}
{"tick": 12, "who": 1, "do": "move", "ahead": 100, "run": true, "ticks": 90}
{"tick": 15, "who": 1000, "do": "sit"}
{"tick": 15, "who": 1001, "do": "go", "to": {"place": "terrace"}}
{"tick": 20, "who": 1002, "do": "follow", "whom": 1}
{"tick": 40, "who": 1001, "do": "say", "text": "I am off to the terrace."}
{"tick": 60, "who": 2, "do": "say", "text": "And who are you?", "volume": "shout"}
{"tick": 61, "who": 2, "do": "go", "to": {"body": 1000}}
{"tick": 200, "who": 1002, "do": "gesture", "gesture": "wave", "at": {"body": 1}}
"#;

fn agents(stage: &mut Stage) {
    for (id, place) in [(IRIS, "gate"), (THEO, "fountain"), (MARA, "corner")] {
        stage.agent(id, place);
    }
}

fn record_into(stage: &mut Stage, file: &Path, start: Option<&WorldSave>) {
    let header = record::header(&plaza(), 7, start);
    stage
        .0
        .insert_resource(Recorder::to_file(file, &header).expect("a new file"));
}

fn assert_same(first: &Stage, second: &Stage) {
    assert_eq!(first.lines(), second.lines());
    for id in [StableId(1), StableId(2), IRIS, THEO, MARA] {
        assert_eq!(first.get::<Pose>(id), second.get::<Pose>(id), "{id:?}");
    }
}

fn play(ticks: u64) -> Stage {
    let mut stage = Stage::new();
    agents(&mut stage);
    stage
        .0
        .insert_resource(Script::parse("script", SCRIPT).expect("the script is well formed"));
    stage.step(ticks);
    stage
}

#[test]
fn the_same_script_twice_gives_the_same_log_byte_for_byte() {
    let (first, second) = (play(900), play(900));
    assert!(first.lines().len() > 15, "{:#?}", first.lines());
    assert_same(&first, &second);
}

/// Stands in for a mind: what it does follows from the tick.
fn mind(clock: Res<SimClock>, mut intents: MessageWriter<Intent>) {
    if clock.tick.0 == 50 {
        intents.write(Intent {
            who: MARA,
            deed: say("I was just thinking."),
        });
    }
}

#[test]
fn a_script_that_moves_inhabitants_would_not_replay_or_minds_would_do_everything_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("session.jsonl");
    let begin = |script: Script| {
        let mut stage = Stage::new();
        stage
            .0
            .add_systems(FixedUpdate, mind.in_set(SimSystems::Minds));
        agents(&mut stage);
        stage.0.insert_resource(script);
        stage
    };
    let mut stage = begin(Script::parse("script", SCRIPT).expect("the script is well formed"));
    record_into(&mut stage, &file, None);
    stage.step(500);
    assert!(finish(stage.0.world_mut()).is_empty());
    assert_eq!(
        stage.posture(IRIS),
        Posture::Sitting,
        "the script moved nobody"
    );

    let recording = Recording::read(&file).expect("a recording reads back");
    let mut again = begin(recording.script);
    again.step(500);
    assert_same(&stage, &again);
    let thoughts = again.of_kind("said", MARA);
    assert_eq!(thoughts.len(), 1, "{thoughts:#?}");
}

#[test]
fn a_recording_that_begins_from_a_save_would_set_everybody_off_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("session.jsonl");
    let saved = collect_save(play(100).0.world_mut());
    assert!(saved.bodies.iter().any(|b| b.goal.is_some()));
    assert!(saved.bodies.iter().any(|b| b.following.is_some()));
    let begin = || {
        let mut stage = Stage::of(WorldPlugin {
            def: plaza(),
            seed: 7,
            restore: Some(saved.clone()),
        });
        agents(&mut stage);
        stage
    };
    let mut stage = begin();
    record_into(&mut stage, &file, Some(&saved));
    for id in [1, 2] {
        assert_eq!(stage.person("Somebody"), StableId(id));
    }
    stage.step(30);
    stage.tell_json(StableId(1), json!({"do": "go", "to": {"place": "corner"}}));
    stage.step(120);
    assert!(finish(stage.0.world_mut()).is_empty());

    let recording = Recording::read(&file).expect("a recording reads back");
    assert_eq!(recording.mismatch("plaza", 7, Some(&saved)), None);
    let mut again = begin();
    again.0.insert_resource(recording.script);
    again.step(150);
    assert_same(&stage, &again);
}

#[test]
fn a_recording_replays_to_the_same_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("session.jsonl");
    let mut stage = Stage::new();
    agents(&mut stage);
    record_into(&mut stage, &file, None);
    let id = stage.person("Ada");
    stage.step(20);
    for tick in 0..60 {
        stage.tell_json(
            id,
            json!({"do": "move", "ahead": 100, "run": tick % 2 == 0, "jump": tick == 30}),
        );
        if tick == 10 {
            stage.tell(id, say_to("hello", IRIS));
            // JSON has no word for it: it is refused here as there.
            let at = Some(LookAt::Point(Vec3::new(f32::NAN, f32::INFINITY, 0.0)));
            stage.tell(id, Deed::Look { at });
        }
        stage.step(1);
    }
    let late = stage.person("Bo");
    stage.tell_json(late, json!({"do": "sit"}));
    stage.step(300);
    assert!(finish(stage.0.world_mut()).is_empty());

    let recording = Recording::read(&file).expect("a recording reads back");
    assert_eq!(recording.mismatch("plaza", 7, None), None);
    assert!(recording.mismatch("plaza", 8, None).is_some());
    assert_eq!(recording.end.map(|t| t.0), Some(380));
    let mut again = Stage::new();
    agents(&mut again);
    again.0.insert_resource(recording.script);
    again.step(380);
    assert_eq!(late, StableId(2));
    assert_same(&stage, &again);
    assert_eq!(again.of_kind("refused", id).len(), 1);
}

#[test]
fn half_a_last_line_of_a_recording_is_no_loss() {
    let text = "{\"format\":1,\"world\":\"plaza\",\"seed\":7}\n{\"tick\":3,\"intent\":{\"who\":1,\"do\":\"stop\"}}\n{\"tick\":4,\"int";
    let recording = Recording::parse("r", text).expect("what is whole is read");
    assert_eq!(recording.script.entries.len(), 1);
    let newer = "{\"format\":2,\"world\":{\"id\":\"p\"}}";
    let error = Recording::parse("r", newer).expect_err("a newer format");
    let newer = "format 2 is newer than this program, which reads up to 1: update Stoa";
    assert!(error.to_string().contains(newer), "{error}");
    assert!(Recording::parse("r", "").is_err());
}

#[test]
fn a_saved_world_comes_back_as_it_was() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("world.json");
    let mut stage = play(0);
    stage.0.insert_resource(Persistence::to(file.clone()));
    stage.step(600);
    stage.tell_json(THEO, json!({"do": "block", "whom": 2, "on": true}));
    stage.step(1);
    assert_eq!(stage.posture(IRIS), Posture::Sitting);
    assert!(finish(stage.0.world_mut()).is_empty());
    let saved = load(&file)
        .expect("the save reads back")
        .expect("there is a save");

    let mut again = Stage::of(WorldPlugin {
        def: plaza(),
        seed: 99,
        restore: Some(saved.clone()),
    });
    let fresh = collect_save(again.0.world_mut());
    assert_eq!(
        fresh.bodies, saved.bodies,
        "nobody is lost before they are spawned"
    );
    agents(&mut again);
    assert_eq!(again.person("Somebody"), StableId(1));
    assert_eq!(
        collect_save(again.0.world_mut()),
        saved,
        "a world that is left at once forgets what it was about"
    );
    again.step(1);
    assert_eq!(again.posture(IRIS), Posture::Sitting);
    for id in [IRIS, THEO] {
        let (a, b) = (stage.at(id), again.at(id));
        assert!(a.distance(b) < 0.1, "{id:?} was at {a}, is at {b}");
    }
    assert!(stage.at(StableId(1)).distance(again.at(StableId(1))) < 0.1);
    assert_eq!(again.get::<stoa_world::DisplayName>(StableId(1)).0, "Ada");
    assert_eq!(again.get::<stoa_world::Blocked>(THEO).0, [StableId(2)]);
    assert_eq!(again.get::<stoa_world::Following>(MARA).0, StableId(1));
    let clock = again.0.world().resource::<stoa_world::SimClock>();
    assert_eq!((clock.tick.0, clock.seed), (602, 7));
}

#[test]
fn the_end_would_write_again_what_has_just_been_saved() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("world.json");
    let backup = folder.path().join("world.json.bak");
    let tick = |file: &Path| {
        load(file)
            .expect("a save reads back")
            .map(|s| s.clock.tick.0)
    };
    let mut stage = play(0);
    stage.0.insert_resource(Persistence::to(file.clone()));
    stage.step(SAVE_EVERY);
    assert!(finish(stage.0.world_mut()).is_empty());
    assert_eq!(tick(&file), Some(SAVE_EVERY));
    assert!(!backup.exists(), "it was written twice");
    stage.step(1);
    // The second end has nothing to add.
    for _ in 0..2 {
        assert!(finish(stage.0.world_mut()).is_empty());
        assert_eq!(
            (tick(&file), tick(&backup)),
            (Some(SAVE_EVERY + 1), Some(SAVE_EVERY))
        );
    }
}

#[test]
fn somebody_new_at_the_top_of_the_file_would_take_the_number_of_another() {
    let def = |personas: &[&str]| WorldDef {
        inhabitants: personas
            .iter()
            .map(|persona| InhabitantDef {
                persona: (*persona).to_owned(),
                at: "gate".to_owned(),
            })
            .collect(),
        ..plaza()
    };
    let numbers = |stage: &Stage| {
        let ids = stage.0.world().resource::<InhabitantIds>();
        ["iris", "theo", "zoe"].map(|persona| ids.get(persona).map(|id| id.0))
    };
    let go_on = |restore: WorldSave| {
        Stage::of(WorldPlugin {
            def: def(&["zoe", "theo", "iris"]),
            seed: 7,
            restore: Some(restore),
        })
    };
    let mut stage = Stage::of(WorldPlugin::new(def(&["iris", "theo"]), 7));
    assert_eq!(numbers(&stage), [Some(1000), Some(1001), None]);
    let text = serde_json::to_string(&collect_save(stage.0.world_mut())).expect("plain data");
    let saved: WorldSave = serde_json::from_str(&text).expect("as written");
    let mut again = go_on(saved.clone());
    assert_eq!(numbers(&again), [Some(1000), Some(1001), Some(1002)]);
    let kept = collect_save(again.0.world_mut()).inhabitants;
    assert_eq!(kept.get("zoe"), Some(StableId(1002)));
    // Before there was a list, the file's order was the list.
    let older = WorldSave {
        inhabitants: InhabitantIds::default(),
        ..saved
    };
    let numbers = numbers(&go_on(older));
    assert_eq!(numbers, [Some(1002), Some(1001), Some(1000)]);
}

#[test]
fn a_save_that_cannot_be_written_is_told_once_and_the_world_goes_on() {
    use bevy_ecs::message::{MessageCursor, Messages};
    use stoa_world::sim::{Notice, Severity};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut stage = Stage::new();
    // A file stands where the folder should be.
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").expect("a file in a temporary folder");
    stage
        .0
        .insert_resource(Persistence::to(file.join("world.json")));
    let mut cursor = MessageCursor::<Notice>::default();
    let mut told = Vec::new();
    for _ in 0..SAVE_EVERY * 3 + 60 {
        stage.step(1);
        told.extend(
            cursor
                .read(stage.0.world().resource::<Messages<Notice>>())
                .cloned(),
        );
    }
    // The writer is another thread: when its answer comes is not the world's business, that it comes is.
    told.extend(finish(stage.0.world_mut()));
    assert!((1..=2).contains(&told.len()), "{told:#?}");
    assert!(
        told.iter()
            .all(|n| n.severity == Severity::Error && n.remedy.is_some())
    );
}
