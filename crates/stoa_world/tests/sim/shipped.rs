//! The shipped world: every place and seat is really reached, by inhabitants and by people's legs.

use serde_json::json;
use stoa_world::{PlaceId, Places, SeatId, StableId, WorldDef, sim::WorldPlugin};

use crate::stage::Stage;

fn shipped() -> Stage {
    // Asked when the test runs: clones share what is compiled, and lie elsewhere.
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let file = format!("{here}/../../assets/worlds/stoa.toml");
    let text = std::fs::read_to_string(file).expect("the shipped world is there");
    let (def, problems) = WorldDef::parse("stoa.toml", &text);
    assert!(problems.is_empty(), "{problems:?}");
    Stage::of(WorldPlugin::new(
        def.expect("the shipped world is whole"),
        7,
    ))
}

fn places(stage: &Stage) -> Vec<PlaceId> {
    stage
        .0
        .world()
        .resource::<Places>()
        .places
        .keys()
        .cloned()
        .collect()
}

#[test]
fn every_seat_can_be_sat_on_and_left() {
    let mut stage = shipped();
    let seats: Vec<SeatId> = stage
        .0
        .world()
        .resource::<Places>()
        .seats
        .keys()
        .cloned()
        .collect();
    let places = places(&stage);
    let crew: Vec<StableId> = (1000..1010).map(StableId).collect();
    for (n, id) in crew.iter().enumerate() {
        stage.agent(*id, &places[n % places.len()].0);
    }
    let mut missed = Vec::new();
    for batch in seats.chunks(crew.len()) {
        for (id, seat) in crew.iter().zip(batch) {
            stage.tell_json(*id, json!({"do": "sit", "seat": seat.0}));
        }
        stage.step(2_400);
        let places = stage.0.world().resource::<Places>();
        for (id, seat) in crew.iter().zip(batch) {
            let sits = stage
                .of_kind("sat", *id)
                .last()
                .is_some_and(|line| line["seat"] == seat.0.as_str());
            if !sits || places.seats[seat].taken_by != Some(*id) {
                missed.push((seat.0.clone(), stage.of_kind("refused", *id).pop()));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_persons_legs_reach_every_place() {
    let mut stage = shipped();
    let id = stage.person("Ada");
    stage.step(2);
    let mut missed = Vec::new();
    for place in places(&stage) {
        let from = stage.at(id);
        stage.tell_json(id, json!({"do": "go", "to": {"place": place.0}}));
        let mut there = false;
        for _ in 0..3_000 {
            stage.step(1);
            there = stage.get::<stoa_world::Mover>(id).goal.is_none();
            if there {
                break;
            }
        }
        let at = stage.at(id);
        let near = stage.0.world().resource::<Places>().places[&place]
            .at
            .distance(at);
        if !there || near > stage.0.world().resource::<Places>().places[&place].radius_m + 3.0 {
            missed.push((place.0, from, at, stage.of_kind("refused", id).pop()));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
