//! The crowd beside people and inhabitants: it is the same in every run, keeps clear of them, and shares their seats.

use std::collections::BTreeMap;

use bevy_ecs::message::{MessageCursor, Messages};
use bevy_math::{Vec3, Vec3Swizzles};
use serde_json::json;
use stoa_tick::rules::{
    Agent,
    plaza::words::{AWAY, SIT, State},
};
use stoa_world::{
    CrowdDef, Part, PartKind, PlaceId, Places, Surface, WorldDef,
    nav::NavGrid,
    save::WorldSave,
    sim::{BodyTick, CrowdDeed, CrowdEvent, Notice, WorldPlugin, collect_save},
};

use crate::stage::{IRIS, MARA, Stage, THEO, plaza};

/// The plaza of the other tests with so many people in it, at noon for ever.
fn crowded(count: u32) -> WorldDef {
    WorldDef {
        start_minute: 720,
        clock_rate: 0,
        crowd: CrowdDef {
            count,
            ..CrowdDef::default()
        },
        ..plaza()
    }
}

fn stage(def: WorldDef) -> Stage {
    Stage::of(WorldPlugin::new(def, 7))
}

fn restored(def: WorldDef, save: &WorldSave) -> Stage {
    // As it comes from a file.
    let text = serde_json::to_string(save).expect("a save is plain data");
    let restore = serde_json::from_str(&text).expect("as written");
    Stage::of(WorldPlugin {
        def,
        seed: 7,
        restore: Some(restore),
    })
}

fn agents(stage: &mut Stage) -> Vec<Agent> {
    let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
    tick.engine().agents().into_owned()
}

fn hash(stage: &mut Stage) -> stoa_tick::hash::WorldHash {
    let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
    tick.engine().hash()
}

/// Those of the crowd who are here, with what they do.
fn here(stage: &mut Stage) -> Vec<(Vec3, State)> {
    let crowd = stage.0.world().resource::<BodyTick>().crowd() as usize;
    let mut all = agents(stage);
    all.sort_by_key(|agent| agent.id);
    let first = all.len() - crowd;
    let origin = stage.0.world().resource::<BodyTick>().origin();
    let here = all[first..].iter().map(|agent| {
        let (x, z) = origin.to_pose(agent.x, agent.y);
        let at = Vec3::new(x as f32, 0.0, z as f32) / 65_536.0;
        (at, State::of(agent))
    });
    here.filter(|(_, state)| state.activity != AWAY).collect()
}

/// A wall along x.
fn wall(id: &str, x: f32, z: f32, width: f32) -> Part {
    Part {
        id: id.to_owned(),
        kind: PartKind::Wall {
            width,
            height: 3.0,
            depth: 0.5,
            surface: Surface::Plaster,
        },
        at: Vec3::new(x, 0.0, z),
        turn_deg: 0.0,
    }
}

fn notices(stage: &Stage) -> Vec<String> {
    let all = stage.0.world().resource::<Messages<Notice>>();
    let mut cursor = MessageCursor::<Notice>::default();
    cursor.read(all).map(|notice| notice.text.clone()).collect()
}

#[test]
fn the_crowd_would_be_another_one_in_the_next_run() {
    let run = || {
        let mut stage = stage(crowded(120));
        stage.agent(IRIS, "fountain");
        stage.agent(THEO, "corner");
        let ada = stage.person("Ada");
        stage.tell_json(IRIS, json!({"do": "go", "to": {"place": "gate"}}));
        stage.tell_json(THEO, json!({"do": "sit"}));
        stage.tell_json(ada, json!({"do": "go", "to": {"place": "fountain"}}));
        stage.step(1_800);
        (hash(&mut stage), stage.lines().to_vec(), stage)
    };
    let (first, second) = (run(), run());
    assert_eq!(first.1, second.1);
    assert_eq!(first.0, second.0);
    let told = first.2.log();
    let crowd: Vec<_> = told.iter().filter(|line| line["kind"] == "crowd").collect();
    assert_eq!(crowd.len(), 12, "every five seconds");
    let sum = |what: &str| {
        crowd
            .iter()
            .filter_map(|line| line[what].as_u64())
            .sum::<u64>()
    };
    assert!(sum("sat") > 0 && sum("near_people") > 0, "{crowd:#?}");
    assert_ne!(crowd[10]["digest"], crowd[11]["digest"]);
}

#[test]
fn after_a_restart_there_would_be_another_crowd() {
    let mut whole = stage(crowded(150));
    whole.step(700);
    let save = collect_save(whole.0.world_mut());
    whole.step(500);
    let mut again = restored(crowded(150), &save);
    assert!(notices(&again).is_empty(), "{:?}", notices(&again));
    let taken = |stage: &Stage| {
        let seats = &stage.0.world().resource::<Places>().seats;
        let taken = seats
            .values()
            .filter_map(|seat| Some((seat.id.clone(), seat.taken_by?)));
        taken.collect::<BTreeMap<_, _>>()
    };
    again.step(500);
    assert_eq!(hash(&mut again), hash(&mut whole));
    assert_eq!(taken(&again), taken(&whole));
    assert!(
        !taken(&again).is_empty(),
        "nobody sits: nothing is compared"
    );
}

#[test]
fn those_with_names_would_stay_behind_as_ghosts_in_the_crowd() {
    let mut first = stage(crowded(40));
    first.person("Ada");
    first.agent(IRIS, "fountain");
    first.step(30);
    let save = collect_save(first.0.world_mut());
    // Nobody but Iris comes back.
    let mut again = restored(crowded(40), &save);
    again.agent(IRIS, "fountain");
    again.step(30);
    let all = agents(&mut again);
    let named = all.iter().map(State::of).filter(|state| {
        state.kind != stoa_tick::rules::plaza::words::CROWD && state.activity != AWAY
    });
    let named: Vec<_> = named.collect();
    assert_eq!(named.len(), 1, "{named:?}");
}

#[test]
fn a_crowd_that_stayed_away_for_a_while_would_come_back_at_the_wrong_hour() {
    let mut first = stage(crowded(30));
    first.step(40);
    let with = collect_save(first.0.world_mut());
    assert!(with.extra.contains_key("crowd"));
    let mut without = restored(crowded(0), &with);
    without.step(40);
    let save = collect_save(without.0.world_mut());
    assert!(!save.extra.contains_key("crowd"));
}

#[test]
fn a_damaged_crowd_would_stop_the_world() {
    let mut whole = stage(crowded(30));
    whole.step(40);
    let save = collect_save(whole.0.world_mut());
    let mut bad = save.clone();
    let kept = bad.extra.get_mut("crowd").expect("the crowd is kept");
    kept["state"] = json!("bm90aGluZyBvZiB0aGUga2luZA==");
    for (what, save, def) in [
        ("damaged", &bad, crowded(30)),
        ("of another crowd", &save, crowded(31)),
    ] {
        let mut again = restored(def, save);
        let told = notices(&again);
        assert_eq!(told.len(), 1, "{what}: {told:?}");
        assert!(told[0].starts_with("The crowd begins anew: "), "{told:?}");
        again.step(30);
        assert!(!here(&mut again).is_empty());
    }
}

#[test]
fn two_would_sit_on_one_seat() {
    let mut stage = stage(crowded(60));
    let crew = [IRIS, THEO, MARA];
    for id in crew {
        stage.agent(id, "gate");
    }
    let ada = stage.person("Ada");
    let mut cursor = MessageCursor::<CrowdEvent>::default();
    let (mut sat, mut held_for) = (0, BTreeMap::new());
    for tick in 0..3_600 {
        if tick % 400 == 0 {
            for id in crew.into_iter().chain([ada]) {
                stage.tell_json(id, json!({"do": "sit"}));
            }
        } else if tick % 400 == 300 {
            for id in crew.into_iter().chain([ada]) {
                stage.tell_json(id, json!({"do": "stand"}));
            }
        }
        stage.step(1);
        let events = stage.0.world().resource::<Messages<CrowdEvent>>();
        sat += cursor
            .read(events)
            .filter(|event| matches!(event.deed, CrowdDeed::Sat(_)))
            .count();
        let mut slots: Vec<u32> = here(&mut stage)
            .iter()
            .filter(|(_, state)| state.activity == SIT)
            .map(|(_, state)| state.slot())
            .collect();
        let seated = slots.len();
        slots.sort_unstable();
        slots.dedup();
        assert_eq!(slots.len(), seated, "two of the crowd on one seat");
        // Somebody with a name holds it: whoever of the crowd sat there is up soon.
        let places = stage.0.world().resource::<Places>();
        let named = places
            .seats
            .values()
            .filter(|seat| seat.taken_by.is_some_and(|by| by.0 < 2_000));
        let held: Vec<u32> = {
            let tick = stage.0.world().resource::<BodyTick>();
            named.filter_map(|seat| tick.slot(&seat.id)).collect()
        };
        held_for.retain(|slot, _| held.contains(slot));
        for slot in held {
            let ticks = held_for.entry(slot).or_insert(0);
            *ticks += 1;
            assert!(
                *ticks < 10 || !slots.contains(&slot),
                "a seat that is held, with a sitter"
            );
        }
    }
    assert!(sat >= 3, "{sat} sat");
    let named: usize = crew.iter().map(|id| stage.of_kind("sat", *id).len()).sum();
    assert!(named > 3, "{named} inhabitants sat");
}

#[test]
fn an_inhabitant_would_never_get_through_the_crowd() {
    let mut stage = stage(crowded(250));
    stage.agent(IRIS, "gate");
    for place in ["terrace", "corner", "gate", "terrace"] {
        stage.tell_json(IRIS, json!({"do": "go", "to": {"place": place}}));
        let mut ticks = 0;
        while stage.get::<stoa_world::Mover>(IRIS).goal.is_some() || ticks == 0 {
            stage.step(1);
            ticks += 1;
            assert!(ticks < 3_600, "not at the {place} after two minutes");
        }
        let at = &stage.0.world().resource::<Places>().places[&PlaceId(place.to_owned())];
        let far = at.at.xz().distance(stage.at(IRIS).xz());
        assert!(far < at.radius_m + 0.5, "{far} m from the {place}");
    }
    let refused = stage.of_kind("refused", IRIS);
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn the_crowd_would_walk_through_a_person() {
    let mut stage = stage(crowded(200));
    let ada = stage.person("Ada");
    stage.put(ada, -5.0, 6.0);
    stage.step(60);
    let (mut near, mut inside) = (0_u32, 0_u32);
    for _ in 0..1_800 {
        stage.step(1);
        let at = stage.at(ada).xz();
        for (other, _) in here(&mut stage) {
            let far = other.xz().distance(at);
            near += u32::from(far < 2.0);
            inside += u32::from(far < 0.4);
        }
    }
    assert!(near > 100, "nobody came near: {near}");
    assert!(inside * 200 < near, "{inside} of {near} ticks inside her");
}

/// Two halves of a plaza, and whether the door between them is open.
fn halves(open: bool) -> WorldDef {
    let mut def = crowded(120);
    def.parts.push(wall("left", -11.0, 5.0, 18.0));
    def.parts.push(wall("right", 11.0, 5.0, 18.0));
    if !open {
        def.parts.push(wall("door", 0.0, 5.0, 4.5));
    }
    // One can come in on both sides, so that both stay reachable.
    def.spawns.push(stoa_world::SpawnDef {
        id: "north".to_owned(),
        at: bevy_math::Vec2::new(10.0, -10.0),
        turn_deg: 0.0,
    });
    def
}

#[test]
fn the_crowd_would_walk_through_a_door_that_was_shut() {
    let mut stage = stage(halves(true));
    let north = |stage: &mut Stage| {
        here(stage)
            .iter()
            .map(|(at, _)| at.z < 5.0)
            .collect::<Vec<_>>()
    };
    let crossings = |stage: &mut Stage, ticks: u32| {
        let mut before = north(stage);
        let mut crossed = 0;
        for _ in 0..ticks {
            stage.step(1);
            let now = north(stage);
            if now.len() == before.len() {
                crossed += now.iter().zip(&before).filter(|(a, b)| a != b).count();
            }
            before = now;
        }
        crossed
    };
    assert!(crossings(&mut stage, 1_200) > 5, "nobody uses the door");
    let shut = NavGrid::build(&halves(false));
    assert_ne!(*stage.0.world().resource::<NavGrid>(), shut);
    stage.0.insert_resource(shut);
    // The ways are made anew, and those in the door get out of it.
    stage.step(150);
    assert_eq!(crossings(&mut stage, 1_200), 0);
    assert!(notices(&stage).is_empty(), "{:?}", notices(&stage));
}

#[test]
fn an_inhabitant_of_a_wide_world_would_stick_in_a_narrow_door() {
    // Wider than 256 m, the crowd's cells are half a metre wide; the door is free on the fine grid alone.
    let mut def = crowded(10);
    let wide = |corner: &mut bevy_math::Vec2| *corner *= 7.0;
    def.regions[0].polygon.iter_mut().for_each(wide);
    // From −140.0 to 1.25, and from 2.45 to 140.
    def.parts.push(wall("left", -69.375, 8.0, 141.25));
    def.parts.push(wall("right", 71.225, 8.0, 137.55));
    let mut stage = stage(def);
    stage.agent(IRIS, "gate");
    stage.tell_json(IRIS, json!({"do": "go", "to": {"place": "fountain"}}));
    stage.step(1_200);
    assert!(stage.at(IRIS).z < 7.0, "{:?}", stage.at(IRIS));
    assert!(stage.of_kind("refused", IRIS).is_empty());
}
