//! The shipped worlds: every place and seat is really reached, by inhabitants and by people's legs.

use serde_json::json;
use stoa_world::{PlaceId, Places, SeatId, StableId, WorldDef, sim::WorldPlugin};

use crate::stage::Stage;

/// Every world that comes with the program, by its file's name.
fn shipped() -> Vec<(String, Stage)> {
    // Asked when the test runs: clones share what is compiled, and lie elsewhere.
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let folder = std::fs::read_dir(format!("{here}/../../assets/worlds")).expect("shipped worlds");
    let mut worlds: Vec<(String, Stage)> = folder
        .map(|entry| {
            let file = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&file).expect("the shipped world is there");
            let name = file
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let (def, problems) = WorldDef::parse(&name, &text);
            assert!(problems.is_empty(), "{problems:?}");
            let mut def = def.expect("the shipped world is whole");
            // A crowd would sit where somebody is to sit down.
            def.crowd.count = 0;
            (name, Stage::of(WorldPlugin::new(def, 7)))
        })
        .collect();
    worlds.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(worlds.len() >= 2, "{} worlds", worlds.len());
    worlds
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
    for (world, stage) in shipped() {
        sit_on_every_seat(&world, stage);
    }
}

fn sit_on_every_seat(world: &str, mut stage: Stage) {
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
    assert!(missed.is_empty(), "{world}: {missed:#?}");
}

#[test]
fn a_persons_legs_reach_every_place() {
    for (world, stage) in shipped() {
        walk_to_every_place(&world, stage);
    }
}

fn walk_to_every_place(world: &str, mut stage: Stage) {
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
    assert!(missed.is_empty(), "{world}: {missed:#?}");
}
