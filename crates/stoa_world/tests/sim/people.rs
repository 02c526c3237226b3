//! People's own bodies: legs, walls, steps, falls.

use bevy_math::Vec3;
use serde_json::json;
use stoa_world::{Deed, Held, Posture, StableId, Tracked};

use crate::stage::{IRIS, Stage, say, walk};

#[test]
fn three_people_at_once_walk_talk_and_keep_apart() {
    let mut stage = Stage::new();
    let people = ["Ada", "Bo", "Cy"].map(|name| stage.person(name));
    assert_eq!(people, [StableId(1), StableId(2), StableId(3)]);
    stage.step(10);
    let before = people.map(|id| stage.at(id));
    for _ in 0..60 {
        for id in people {
            stage.tell(id, walk(100));
        }
        stage.step(1);
    }
    for (id, from) in people.iter().zip(before) {
        let way = stage.at(*id) - from;
        assert!(
            (3.8..4.6).contains(&-way.z) && way.x.abs() < 0.05,
            "{id:?} walked {way}"
        );
    }
    stage.tell(people[0], say("hello both"));
    stage.step(1);
    assert_eq!(stage.of_kind("heard", people[1]).len(), 1);
    assert_eq!(stage.of_kind("heard", people[2]).len(), 1);
    assert_eq!(stage.of_kind("heard", people[0]).len(), 0);
}

#[test]
fn walls_stop_people() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.put(id, 9.0, 1.0);
    for _ in 0..120 {
        stage.tell_json(id, json!({"do": "move", "right": 100, "run": true}));
        stage.step(1);
    }
    let at = stage.at(id);
    assert!(
        (11.3..11.6).contains(&at.x),
        "the wall's face is at 11.8: {at}"
    );
}

#[test]
fn steps_are_climbed_and_gone_down() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.put(id, 0.0, -9.0);
    for _ in 0..110 {
        stage.tell(id, walk(100));
        stage.step(1);
    }
    let up = stage.at(id);
    assert!(
        (up.y - 0.9).abs() < 0.04 && up.z < -14.5,
        "up on the terrace: {up}"
    );
    for _ in 0..120 {
        stage.tell(id, walk(-100));
        stage.step(1);
    }
    let down = stage.at(id);
    assert!(down.y.abs() < 0.04 && down.z > -11.0, "down again: {down}");
}

#[test]
fn a_jump_lifts_by_the_stated_height() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.step(10);
    let ground = stage.at(id).y;
    stage.tell_json(id, json!({"do": "move", "jump": true}));
    let mut top = 0.0_f32;
    let mut fell = false;
    for _ in 0..40 {
        stage.step(1);
        top = top.max(stage.at(id).y - ground);
        fell |= stage.posture(id) == Posture::Falling;
    }
    assert!((0.75..1.0).contains(&top), "{top}");
    assert!(fell, "off the ground for half a second counts as falling");
    assert_eq!(stage.posture(id), Posture::Standing);
    assert!((stage.at(id).y - ground).abs() < 0.02);
}

#[test]
fn nobody_would_see_that_somebody_crouches_or_they_would_for_ever() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.step(10);
    stage.tell_json(id, json!({"do": "move", "crouch": true}));
    stage.step(60);
    assert_eq!(stage.posture(id), Posture::Crouching);
    // It says so as long as nothing else is said, on the way, too.
    stage.tell_json(id, json!({"do": "move", "ahead": 50, "crouch": true}));
    stage.step(3);
    assert_eq!(stage.posture(id), Posture::Crouching);
    stage.tell_json(id, json!({"do": "move"}));
    stage.step(2);
    assert_eq!(stage.posture(id), Posture::Standing);
}

#[test]
fn who_walks_off_the_edge_comes_back_to_the_spawn() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.put(id, 0.0, 19.0);
    for _ in 0..120 {
        stage.tell(id, walk(-100));
        stage.step(1);
        if !stage.of_kind("fell", id).is_empty() {
            break;
        }
    }
    assert_eq!(stage.of_kind("fell", id).len(), 1);
    for _ in 0..10 {
        stage.step(1);
    }
    assert!(
        stage.at(id).distance(Vec3::new(0.0, 0.0, 17.0)) < 4.5,
        "{}",
        stage.at(id)
    );
}

#[test]
fn one_does_not_walk_through_inhabitants_and_they_step_aside() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.agent(IRIS, "gate");
    stage.put(id, 0.0, 12.0);
    stage.put(IRIS, 0.1, 9.0);
    let mut nearest = f32::MAX;
    for _ in 0..100 {
        stage.tell(id, walk(100));
        stage.step(1);
        nearest = nearest.min(stage.at(id).distance(stage.at(IRIS)));
    }
    assert!(nearest > 0.5, "bodies are 0.6 m wide: {nearest}");
    assert!(
        stage.at(id).z < 8.5,
        "she was let through: {}",
        stage.at(id)
    );
}

#[test]
fn a_person_sits_and_stands_like_anybody() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.step(2);
    stage.tell_json(id, json!({"do": "sit", "seat": "bench/1"}));
    if !stage.of_kind("refused", id).is_empty() {
        panic!("{:?}", stage.log());
    }
    stage.step_until(600, |v| v["kind"] == "sat" && v["who"] == id.0);
    stage.step(5);
    assert_eq!(stage.posture(id), Posture::Sitting);
    let seat = stage.at(id);
    stage.step(30);
    assert_eq!(stage.at(id), seat, "physics leaves sitters alone");
    stage.tell(id, Deed::Stand);
    stage.step_until(60, |v| v["kind"] == "stood");
    stage.step(10);
    assert_eq!(stage.posture(id), Posture::Standing);
    for _ in 0..30 {
        stage.tell_json(id, json!({"do": "move", "ahead": 100}));
        stage.step(1);
    }
    assert!(
        stage.at(id).distance(seat) > 1.0,
        "and walks again: {}",
        stage.at(id)
    );
}

#[test]
fn the_same_steps_lead_to_the_same_place_at_any_frame_rate() {
    use bevy_time::TimeUpdateStrategy;
    let run = |ticks_a_frame: u32| {
        let mut stage = Stage::new();
        let script = stoa_world::sim::Script::parse(
            "walk",
            "{\"tick\": 5, \"who\": 1, \"do\": \"turn\", \"yaw\": 9000}\n\
             {\"tick\": 6, \"who\": 1, \"do\": \"move\", \"ahead\": 100, \"run\": true, \"ticks\": 100}\n\
             {\"tick\": 50, \"who\": 1, \"do\": \"move\", \"ahead\": 100, \"jump\": true}\n\
             {\"tick\": 20, \"who\": 2, \"do\": \"go\", \"to\": {\"place\": \"terrace\"}}\n\
             {\"tick\": 20, \"who\": 1000, \"do\": \"go\", \"to\": {\"place\": \"gate\"}}",
        )
        .expect("the script is well formed");
        stage.agent(IRIS, "fountain");
        stage.person("Ada");
        stage.person("Bo");
        stage.0.insert_resource(script);
        stage.step(1);
        stage
            .0
            .insert_resource(TimeUpdateStrategy::FixedTimesteps(ticks_a_frame));
        for _ in 0..(240 / ticks_a_frame) {
            stage.0.update();
        }
        let poses = [StableId(1), StableId(2), IRIS].map(|id| *stage.get::<stoa_world::Pose>(id));
        (poses, stage.lines().to_vec())
    };
    let once = run(1);
    assert_eq!(once, run(1), "twice the same run");
    for ticks in [2, 3, 4] {
        assert_eq!(once, run(ticks), "{ticks} ticks a frame");
    }
}

#[test]
fn a_teleport_would_end_in_a_wall_in_somebody_or_out_of_reach() {
    let mut stage = Stage::new();
    let (id, other) = (stage.person("Ada"), stage.person("Bo"));
    stage.put(id, 0.0, 0.0);
    stage.put(other, 3.0, 3.0);
    stage.step(2);
    let unit = |metres: f32| (metres * 65_536.0) as i32;
    let hop = |x: f32, z: f32| Deed::Teleport {
        to: (unit(x), unit(z)),
        yaw: 16_384,
    };
    for (x, z, cause) in [
        (14.0, 0.0, "that is too far away"),
        (12.0, 0.0, "one cannot stand there"),
        (3.1, 3.2, "somebody stands there"),
        (f32::MAX, 0.0, "that is too far away"),
    ] {
        let before = stage.at(id);
        stage.tell(id, hop(x, z));
        stage.step(1);
        let refused = stage.of_kind("refused", id);
        let last = refused.last().expect("a refusal");
        assert_eq!(last["cause"], cause, "{x} {z}");
        assert_eq!(last["do"], "teleport");
        assert!(stage.at(id).distance(before) < 0.01);
    }
    stage.tell(id, hop(-4.0, 2.0));
    stage.step(1);
    let at = stage.at(id);
    assert!(at.distance(Vec3::new(-4.0, at.y, 2.0)) < 0.01, "{at}");
    assert_eq!(stage.get::<stoa_world::Pose>(id).yaw, 16_384);
    // One goes on walking from there.
    for _ in 0..30 {
        stage.tell(id, walk(100));
        stage.step(1);
    }
    let way = stage.at(id) - at;
    assert!((-2.3..-1.6).contains(&way.x) && way.z.abs() < 0.1, "{way}");
}

#[test]
fn a_tracked_head_would_be_a_mile_away_or_fill_the_log() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.step(2);
    let held = |y: i16| Held {
        at: [0, y, -100],
        turn: [0, 0, 0, 32_767],
    };
    let track = |y: i16, hand: i16| Deed::Track {
        to: Some(Tracked {
            head: held(y),
            hands: [None, Some(held(hand))],
        }),
    };
    stage.tell(id, track(1650, 900));
    stage.step(1);
    assert_eq!(stage.get::<Tracked>(id).head, held(1650));
    assert_eq!(stage.of_kind("intent", id).len(), 0, "not worth a line");
    // A hand out of reach is not seen, a head out of reach is refused.
    stage.tell(id, track(1650, 30_000));
    stage.step(1);
    assert_eq!(stage.get::<Tracked>(id).hands, [None, None]);
    stage.tell(id, track(30_000, 900));
    stage.step(1);
    assert_eq!(stage.of_kind("refused", id).len(), 1);
    assert_eq!(stage.get::<Tracked>(id).head, held(1650));
}
