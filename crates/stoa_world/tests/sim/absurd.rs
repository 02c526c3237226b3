//! Numbers that nobody means, from scripts, records and saves: refused in words or harmless.

use bevy_math::Vec3;
use serde_json::{Value, json};
use stoa_world::{
    Controller, Deed, Gesture, Goal, LookAt, Looks, PlaceId, Pose, Posture, SimClock, StableId,
    Tick, Voice,
    clock::{MAX_RATE, MAX_TICK},
    save::{SavedBody, WorldSave},
    sim::{Recording, WorldPlugin},
};

use crate::stage::{IRIS, Stage, THEO, plaza, say, walk};

const ADA: StableId = StableId(1);

fn stage() -> Stage {
    let mut stage = Stage::new();
    assert_eq!(stage.person("Ada"), ADA);
    stage.agent(IRIS, "gate");
    stage.step(2);
    stage
}

/// Does it as a person and as an inhabitant; `cause` is why both are refused, `None` when neither is.
fn check(stage: &mut Stage, deed: &Deed, cause: Option<&str>) {
    for who in [ADA, IRIS] {
        let before = stage.of_kind("refused", who).len();
        stage.tell(who, deed.clone());
        stage.step(3);
        let refused = stage.of_kind("refused", who);
        let new: Vec<&Value> = refused[before..]
            .iter()
            .map(|line| &line["cause"])
            .collect();
        let expected: Vec<Value> = cause.map(Value::from).into_iter().collect();
        assert_eq!(new, expected.iter().collect::<Vec<_>>(), "{who:?} {deed:?}");
        assert!(stage.at(who).is_finite(), "{who:?} {deed:?}");
        assert!(
            stage.at(who).length() < 60.0,
            "{who:?} {deed:?}: {}",
            stage.at(who)
        );
    }
}

#[test]
fn absurd_deeds_would_be_done_or_bring_the_world_down() {
    let nowhere = Some("there is no such point");
    let gone = Some("they are not here");
    let far = 3e38;
    let rows = [
        (
            json!({"do": "go", "to": {"point": [i32::MAX, i32::MIN]}}),
            Some("one cannot stand there"),
        ),
        (
            json!({"do": "go", "to": {"point": [i32::MIN, i32::MAX]}}),
            Some("one cannot stand there"),
        ),
        (json!({"do": "go", "to": {"body": u32::MAX}}), gone),
        (
            json!({"do": "go", "to": {"seat": ""}}),
            Some("there is no such seat here"),
        ),
        (
            json!({"do": "go", "to": {"place": "x".repeat(10_000)}}),
            Some("there is no such place here"),
        ),
        (json!({"do": "follow", "whom": u32::MAX}), gone),
        (json!({"do": "lead", "whom": 0, "to": "terrace"}), gone),
        (json!({"do": "mute", "whom": u32::MAX, "on": true}), gone),
        (
            json!({"do": "look", "at": {"point": [far, -far, far]}}),
            nowhere,
        ),
        (
            json!({"do": "look", "at": {"point": [0, 100_001, 0]}}),
            nowhere,
        ),
        (
            json!({"do": "look", "at": {"point": [99_999, -99_999, 99_999]}}),
            None,
        ),
        (
            json!({"do": "gesture", "gesture": "point", "at": {"point": [far, 0, 0]}}),
            nowhere,
        ),
        (
            json!({"do": "turn", "yaw": u16::MAX, "pitch": i16::MIN}),
            None,
        ),
        (
            json!({"do": "move", "right": i8::MIN, "ahead": i8::MAX, "run": true, "jump": true}),
            None,
        ),
        (json!({"do": "say", "text": "x".repeat(1_000_000)}), None),
        (
            json!({"do": "say", "text": "\u{200b}\u{301}"}),
            Some("there is nothing to say in that"),
        ),
    ];
    let mut stage = stage();
    for (deed, cause) in rows {
        let deed: Deed = serde_json::from_value(deed).expect("the test's deed is well formed");
        check(&mut stage, &deed, cause);
    }
    // What no file can say, but a device could.
    for n in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
        for point in [
            Vec3::new(n, 0.0, 0.0),
            Vec3::new(0.0, n, 0.0),
            Vec3::splat(n),
        ] {
            let at = Some(LookAt::Point(point));
            let gesture = Gesture::Point;
            for deed in [Deed::Look { at }, Deed::Gesture { gesture, at }] {
                check(&mut stage, &deed, nowhere);
            }
        }
    }
    stage.step(90);
}

#[test]
fn a_body_at_the_edge_of_the_numbers_would_bring_the_world_down() {
    for pose in [
        Pose {
            x: i32::MAX,
            y: i32::MAX,
            z: i32::MAX,
            yaw: u16::MAX,
        },
        Pose {
            x: i32::MIN,
            y: 0,
            z: i32::MIN,
            yaw: 0,
        },
        Pose {
            x: 0,
            y: i32::MIN,
            z: 0,
            yaw: 0,
        },
    ] {
        let body = |id: StableId, controller: Controller, name: &str| SavedBody {
            id,
            controller,
            name: name.to_owned(),
            looks: Looks::default(),
            pose,
            posture: Posture::Falling,
            seat: None,
            following: (id == THEO).then_some(IRIS),
            leading: None,
            muted: vec![StableId(u32::MAX), StableId(0)],
            blocked: Vec::new(),
            goal: (id == IRIS).then(|| Goal::Place(PlaceId("terrace".to_owned()))),
        };
        let clock = SimClock {
            tick: MAX_TICK,
            start_minute: u32::MAX,
            rate: MAX_RATE,
            seed: u64::MAX,
        };
        let mut stage = Stage::of(WorldPlugin {
            def: plaza(),
            seed: 7,
            restore: Some(WorldSave {
                bodies: vec![
                    body(ADA, Controller::Person, "Ada"),
                    body(IRIS, Controller::Agent, "Agent 1000"),
                    body(THEO, Controller::Agent, "Agent 1001"),
                ],
                ..WorldSave::new("plaza", clock)
            }),
        });
        assert_eq!(stage.person("Ada"), ADA);
        for id in [IRIS, THEO] {
            stage.agent(id, "gate");
        }
        for _ in 0..40 {
            stage.tell(ADA, walk(100));
            stage.tell(IRIS, walk(100));
            stage.step(1);
        }
        stage.tell(IRIS, say("Where am I?"));
        stage.step(60);
        for id in [ADA, IRIS, THEO] {
            assert!(stage.at(id).is_finite(), "{id:?} from {pose:?}");
        }
        assert_eq!(stage.of_kind("said", IRIS).len(), 1, "{pose:?}");
        assert!(stage.get::<Voice>(IRIS).utterance.is_some(), "{pose:?}");
    }
}

#[test]
fn a_record_with_absurd_numbers_would_bring_the_world_down() {
    let far = json!({"x": i32::MAX, "y": i32::MIN, "z": i32::MIN, "yaw": 65_535});
    let lines = [
        json!({"format": 1, "world": "plaza", "seed": 7}),
        json!({"tick": 0, "person": {"id": 0, "name": "", "pose": far}}),
        json!({"tick": 0, "person": {"id": u32::MAX, "name": "x".repeat(10_000), "pose": far}}),
        json!({"tick": 0, "person": {"id": 1000, "name": "Not Iris", "pose": far}}),
        json!({"tick": 1, "intent": {"who": u32::MAX, "do": "move", "ahead": 127}}),
        json!({"tick": 1, "intent": {"who": 7, "do": "stop"}}),
        json!({"tick": 1, "intent": {"who": 0, "do": "look", "at": {"point": [3e38, 1e39, 0]}}}),
        json!({"tick": u64::MAX, "intent": {"who": 0, "do": "stop"}}),
        json!({"tick": u64::MAX, "end": true}),
    ];
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    let recording = Recording::parse("r", &text.join("\n")).expect("a recording of our format");
    assert_eq!(recording.end, Some(Tick(u64::MAX)));
    let mut stage = stage();
    stage.0.insert_resource(recording.script);
    stage.step(60);
    assert_eq!(stage.get::<Controller>(IRIS), &Controller::Agent);
    for id in [StableId(0), StableId(u32::MAX), IRIS, ADA] {
        assert!(stage.at(id).is_finite(), "{id:?}");
    }
}
