//! The same again: scripts, recordings, saves.

use serde_json::json;
use stoa_world::{
    Pose, Posture, StableId,
    save::load,
    sim::{Persistence, Recorder, Recording, Script, WorldPlugin, collect_save, finish, record},
};

use crate::stage::{IRIS, MARA, Stage, THEO, plaza, say_to};

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

fn play(ticks: u64) -> Stage {
    let mut stage = Stage::new();
    for (id, place) in [(IRIS, "gate"), (THEO, "fountain"), (MARA, "corner")] {
        stage.agent(id, place);
    }
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
    assert_eq!(first.lines(), second.lines());
    for id in [StableId(1), StableId(2), IRIS, THEO, MARA] {
        assert_eq!(first.get::<Pose>(id), second.get::<Pose>(id));
    }
}

#[test]
fn a_recording_replays_to_the_same_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("session.jsonl");
    let def = plaza();
    let agents = |stage: &mut Stage| {
        stage.agent(IRIS, "gate");
        stage.agent(THEO, "fountain");
    };
    let mut stage = Stage::new();
    agents(&mut stage);
    let header = record::header(&def, 7, None);
    stage
        .0
        .insert_resource(Recorder::to_file(&file, &header).expect("a new file"));
    let id = stage.person("Ada");
    stage.step(20);
    for tick in 0..60 {
        stage.tell_json(
            id,
            json!({"do": "move", "ahead": 100, "run": tick % 2 == 0, "jump": tick == 30}),
        );
        if tick == 10 {
            stage.tell(id, say_to("hello", IRIS));
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
    assert_eq!(stage.lines(), again.lines());
    assert_eq!(stage.get::<Pose>(id), again.get::<Pose>(id));
    assert_eq!(stage.get::<Pose>(late), again.get::<Pose>(late));
}

#[test]
fn half_a_last_line_of_a_recording_is_no_loss() {
    let text = "{\"format\":1,\"world\":\"plaza\",\"seed\":7}\n{\"tick\":3,\"intent\":{\"who\":1,\"do\":\"stop\"}}\n{\"tick\":4,\"int";
    let recording = Recording::parse("r", text).expect("what is whole is read");
    assert_eq!(recording.script.entries.len(), 1);
    assert!(Recording::parse("r", "{\"format\":2,\"world\":\"p\",\"seed\":7}").is_err());
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
    for (id, place) in [(IRIS, "gate"), (THEO, "fountain"), (MARA, "corner")] {
        again.agent(id, place);
    }
    assert_eq!(again.person("Somebody"), StableId(1));
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
fn a_save_that_cannot_be_written_is_told_once_and_the_world_goes_on() {
    use bevy_ecs::message::{MessageCursor, Messages};
    use stoa_world::sim::{Notice, Severity, persist::SAVE_EVERY};
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
