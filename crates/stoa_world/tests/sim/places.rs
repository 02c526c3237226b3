//! Inhabitants on their way: round things, to places and seats, behind and before people.

use serde_json::json;
use stoa_world::{Deed, PlaceId, Places, Posture, SeatId, StableId};

use crate::stage::{IRIS, MARA, Stage, THEO, walk};

#[test]
fn an_agent_walks_round_the_fountain_to_a_seat_and_sits() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "terrace");
    stage.put(IRIS, 0.0, -9.0);
    stage.tell_json(IRIS, json!({"do": "sit", "seat": "bench/1"}));
    let mut through = f32::MAX;
    for _ in 0..900 {
        stage.step(1);
        through = through.min(stage.at(IRIS).length());
        if !stage.of_kind("sat", IRIS).is_empty() {
            break;
        }
    }
    assert!(
        through > 2.7,
        "the fountain has a radius of 2.5 m: {through}"
    );
    assert_eq!(stage.of_kind("sat", IRIS).len(), 1, "{:#?}", stage.log());
    assert_eq!(stage.posture(IRIS), Posture::Sitting);
    let places = stage.0.world().resource::<Places>();
    let seat = &places.seats[&SeatId("bench/1".to_owned())];
    assert_eq!(seat.taken_by, Some(IRIS));
    let at = stage.at(IRIS);
    assert!(
        (at.x - seat.at.x).abs() < 0.01 && (at.z - seat.at.z).abs() < 0.01,
        "{at} on {}",
        seat.at
    );

    stage.tell_json(IRIS, json!({"do": "go", "to": {"place": "gate"}}));
    stage.step_until(60, |v| v["kind"] == "stood");
    stage.step_until(400, |v| {
        v["kind"] == "entered_place" && v["place"] == "gate"
    });
    let places = stage.0.world().resource::<Places>();
    assert_eq!(places.seats[&SeatId("bench/1".to_owned())].taken_by, None);
}

#[test]
fn one_seat_is_never_claimed_by_two() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    stage.agent(THEO, "gate");
    for id in [THEO, IRIS] {
        stage.tell_json(id, json!({"do": "sit", "seat": "bench/1"}));
    }
    stage.step(1);
    assert_eq!(
        stage.of_kind("refused", THEO)[0]["cause"],
        "somebody else has that seat"
    );
    assert!(
        stage.of_kind("refused", IRIS).is_empty(),
        "the lower id comes first"
    );
    // Any seat is another one.
    stage.tell(THEO, Deed::Sit { seat: None });
    for _ in 0..700 {
        stage.step(1);
        let places = stage.0.world().resource::<Places>();
        let holders: Vec<StableId> = places.seats.values().filter_map(|s| s.taken_by).collect();
        assert_eq!(holders.len(), 2, "one seat each: {holders:?}");
    }
    assert_eq!(stage.posture(IRIS), Posture::Sitting);
    assert_eq!(stage.posture(THEO), Posture::Sitting);
}

#[test]
fn a_follower_keeps_near_and_a_leader_waits() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.agent(IRIS, "gate");
    stage.put(id, 0.0, 14.0);
    stage.put(IRIS, -3.0, 14.0);
    stage.tell_json(IRIS, json!({"do": "follow", "whom": id.0}));
    for _ in 0..150 {
        stage.tell_json(id, json!({"do": "move", "right": -100}));
        stage.step(1);
    }
    stage.step(90);
    let gap = stage.at(id).distance(stage.at(IRIS));
    assert!((1.0..1.9).contains(&gap), "{gap}");

    stage.tell(
        IRIS,
        Deed::Lead {
            whom: id,
            to: PlaceId("terrace".to_owned()),
        },
    );
    stage.step(500);
    let gap = stage.at(id).distance(stage.at(IRIS));
    assert!(
        (5.0..7.5).contains(&gap),
        "she waits for one who does not come: {gap}"
    );
    assert!(
        stage.of_kind("refused", IRIS).is_empty(),
        "{:#?}",
        stage.log()
    );
    stage.tell_json(id, json!({"do": "follow", "whom": IRIS.0}));
    stage.step_until(1500, |v| {
        v["kind"] == "entered_place" && v["who"] == IRIS.0 && v["place"] == "terrace"
    });
}

#[test]
fn whoever_walks_up_to_somebody_stops_before_them_and_faces_them() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.agent(IRIS, "terrace");
    stage.put(IRIS, -6.0, 0.0);
    stage.put(id, 6.0, 3.0);
    stage.tell_json(IRIS, json!({"do": "go", "to": {"body": id.0}}));
    stage.step(600);
    let (me, you) = (stage.at(IRIS), stage.at(id));
    let gap = me.distance(you);
    assert!((1.2..1.7).contains(&gap), "{gap}");
    let facing = stage
        .get::<stoa_world::Pose>(IRIS)
        .forward()
        .dot((you - me).normalize());
    assert!(facing > 0.97, "{facing}");
}

#[test]
fn many_at_one_place_find_spots_of_their_own() {
    let mut stage = Stage::new();
    let everyone: Vec<StableId> = (1000..1008).map(StableId).collect();
    for (n, id) in everyone.iter().enumerate() {
        stage.agent(*id, "corner");
        stage.put(*id, -12.0 + n as f32 * 3.0, 18.0 - n as f32 * 2.0);
        stage.tell_json(*id, json!({"do": "go", "to": {"place": "gate"}}));
    }
    let mut nearest = f32::MAX;
    for _ in 0..1200 {
        stage.step(1);
        for a in 0..everyone.len() {
            for b in 0..a {
                nearest = nearest.min(stage.at(everyone[a]).distance(stage.at(everyone[b])));
            }
        }
    }
    assert!(nearest > 0.35, "nobody walks through anybody: {nearest}");
    let there = stage
        .log()
        .iter()
        .filter(|v| v["kind"] == "entered_place" && v["place"] == "gate")
        .count();
    let refused = stage
        .log()
        .iter()
        .filter(|v| v["kind"] == "refused")
        .count();
    assert!(
        there + refused >= 8,
        "{there} came, {refused} were told why not"
    );
    assert!(there >= 6, "{there}: {:#?}", stage.log());
}

#[test]
fn two_who_meet_in_the_open_pass_each_other() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    stage.agent(THEO, "gate");
    stage.put(IRIS, -6.0, 9.0);
    stage.put(THEO, 6.0, 9.0);
    stage.tell_json(
        IRIS,
        json!({"do": "go", "to": {"point": [6 * 65536, 9 * 65536]}}),
    );
    stage.tell_json(
        THEO,
        json!({"do": "go", "to": {"point": [-6 * 65536, 9 * 65536]}}),
    );
    let mut nearest = f32::MAX;
    let mut ticks = 0;
    while ticks < 600 && (stage.at(IRIS).x < 5.8 || stage.at(THEO).x > -5.8) {
        stage.step(1);
        nearest = nearest.min(stage.at(IRIS).distance(stage.at(THEO)));
        ticks += 1;
    }
    assert!(nearest > 0.55, "{nearest}");
    assert!(
        ticks < 400,
        "12 m at 1.35 m/s are 267 ticks, and this took {ticks}"
    );
}

#[test]
fn nobody_stands_in_the_way_for_ever() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    // A row of people across the way, shoulder to shoulder.
    for n in 0..5 {
        let id = stage.person("Guard");
        stage.put(id, -1.4 + n as f32 * 0.7, 9.0);
    }
    stage.agent(MARA, "gate");
    stage.put(MARA, 0.0, 12.0);
    stage.put(IRIS, 10.0, 18.0);
    stage.tell_json(MARA, json!({"do": "go", "to": {"point": [0, 6 * 65536]}}));
    stage.step(900);
    let at = stage.at(MARA);
    assert!(
        at.z < 6.5,
        "round them: {at} {:#?}",
        stage.of_kind("refused", MARA)
    );
}

#[test]
fn steering_ends_following_and_sitting() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    stage.agent(THEO, "gate");
    stage.tell_json(THEO, json!({"do": "follow", "whom": IRIS.0}));
    stage.step(5);
    stage.tell(THEO, walk(100));
    stage.step(10);
    assert!(stage.of_kind("refused", THEO).is_empty());
    let before = stage.at(THEO);
    stage.step(60);
    assert!(
        stage.at(THEO).distance(before) < 0.5,
        "no longer on anybody's heels"
    );
}

#[test]
fn refusals_say_why() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.agent(IRIS, "gate");
    stage.step(2);
    let rows = [
        (
            json!({"do": "go", "to": {"place": "moon"}}),
            "there is no such place here",
        ),
        (json!({"do": "follow", "whom": 1}), "that is me"),
        (json!({"do": "follow", "whom": 77}), "they are not here"),
        (
            json!({"do": "sit", "seat": "throne/1"}),
            "there is no such seat here",
        ),
        (json!({"do": "stand"}), "I am standing already"),
        (
            json!({"do": "go", "to": {"point": [2_000_000_000, 0]}}),
            "one cannot stand there",
        ),
        (
            json!({"do": "say", "text": "\u{1b}[2J \u{202e}"}),
            "there is nothing to say in that",
        ),
        (json!({"do": "rename", "name": " "}), "a name needs letters"),
    ];
    for (deed, cause) in rows {
        let before = stage.of_kind("refused", id).len();
        stage.tell_json(id, deed.clone());
        stage.step(1);
        let refused = stage.of_kind("refused", id);
        assert_eq!(refused.len(), before + 1, "{deed}");
        assert_eq!(refused[before]["cause"], cause, "{deed}");
        assert_eq!(refused[before]["do"], deed["do"]);
    }
    stage.tell_json(StableId(55), json!({"do": "stop"}));
    stage.step(1);
    assert_eq!(
        stage.of_kind("refused", StableId(55))[0]["cause"],
        "there is nobody by that number here"
    );
}
