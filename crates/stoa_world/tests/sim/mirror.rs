//! The nearest of the crowd as entities: where the tick has them, within earshot, and led by a mind when they have one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bevy_ecs::prelude::*;
use bevy_math::{Vec3, Vec3Swizzles};
use stoa_tick::{
    EVENT_LAG,
    rules::{
        Agent,
        plaza::words::{AWAY, GROUP, PLACED, SIT, State},
    },
};
use stoa_world::{
    Attention, Body, BodyIndex, Controller, CrowdDef, Deed, DisplayName, Goal, LookAt, Mover,
    Places, Pose, Posture, StableId, WorldDef,
    sim::{BodyTick, Minded, Mirrored, WorldPlugin, collect_save, crowd_id},
};

use crate::stage::{IRIS, Stage, plaza, say, say_to, walk};

const ADA: StableId = StableId(1);

/// The plaza with so many people who stay all day.
fn stage(count: u32) -> Stage {
    let def = WorldDef {
        start_minute: 720,
        clock_rate: 0,
        crowd: CrowdDef {
            count,
            ..CrowdDef::default()
        },
        ..plaza()
    };
    Stage::of(WorldPlugin::new(def, 7))
}

fn agents(stage: &mut Stage) -> Vec<Agent> {
    let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
    let first = tick.first_of_crowd();
    let all = tick.engine().agents().into_owned();
    let mut crowd: Vec<Agent> = all.into_iter().filter(|agent| agent.id >= first).collect();
    crowd.sort_by_key(|agent| agent.id);
    crowd
}

/// Where everybody of the crowd who is here stands, by id.
fn places(stage: &Stage, agents: &[Agent]) -> BTreeMap<StableId, (i32, i32)> {
    let origin = stage.0.world().resource::<BodyTick>().origin();
    let here = agents
        .iter()
        .filter(|agent| State::of(agent).activity != AWAY);
    here.map(|agent| (crowd_id(agent.id), origin.to_pose(agent.x, agent.y)))
        .collect()
}

fn mirrored(stage: &mut Stage) -> BTreeMap<StableId, Pose> {
    let world = stage.0.world_mut();
    let mut all = world.query_filtered::<(&StableId, &Pose), With<Mirrored>>();
    all.iter(world).map(|(id, pose)| (*id, *pose)).collect()
}

fn metres(from: Vec3, (x, z): (i32, i32)) -> f32 {
    from.xz()
        .distance(Vec3::new(x as f32, 0.0, z as f32).xz() / 65_536.0)
}

fn nearest(stage: &mut Stage, fits: impl Fn(&Mirrored) -> bool) -> StableId {
    let me = stage.at(ADA);
    let world = stage.0.world_mut();
    let mut all = world.query::<(&StableId, &Pose, &Mirrored)>();
    let fitting = all.iter(world).filter(|(_, _, mirrored)| fits(mirrored));
    fitting
        .min_by(|a, b| {
            let distance = |pose: &Pose| pose.position().distance(me);
            distance(a.1).total_cmp(&distance(b.1))
        })
        .map(|(id, ..)| *id)
        .expect("somebody is near")
}

fn entity(stage: &Stage, id: StableId) -> Entity {
    let index = stage.0.world().resource::<BodyIndex>();
    index.get(id).expect("an entity")
}

#[test]
fn somebody_would_stand_elsewhere_than_they_are_drawn_or_the_near_would_be_nobody() {
    let mut stage = stage(150);
    stage.person("Ada");
    let mut past = VecDeque::new();
    let (mut came, mut went) = (0, 0);
    let (mut before, mut since) = (BTreeMap::new(), BTreeMap::new());
    for tick in 0..900 {
        if tick >= 300 {
            // Along the plaza and back.
            stage.tell(ADA, walk(if tick < 600 { 100 } else { -100 }));
        }
        stage.step(1);
        let now = agents(&mut stage);
        past.push_back(places(&stage, &now));
        if past.len() <= EVENT_LAG as usize {
            continue;
        }
        let drawn = past.pop_front().expect("ticks before");
        let mirror = mirrored(&mut stage);
        let me = stage.at(ADA);
        for (id, pose) in &mirror {
            let at = drawn.get(id).copied();
            assert_eq!(at, Some((pose.x, pose.z)), "{id:?} in tick {tick}");
            assert!(metres(me, (pose.x, pose.z)) <= 31.0, "{id:?} is far away");
        }
        // Whoever is near for two thirds of a second is somebody.
        let near = drawn.iter().filter(|(_, at)| metres(me, **at) < 22.0);
        let near: BTreeSet<StableId> = near.map(|(id, _)| *id).collect();
        since.retain(|id, _| near.contains(id));
        for id in &near {
            since.entry(*id).or_insert(tick);
        }
        if tick > 60 {
            let long = since.iter().filter(|(_, since)| tick - **since > 20);
            for (id, _) in long {
                assert!(mirror.contains_key(id), "{id:?} is nobody in tick {tick}");
            }
            came += mirror.keys().filter(|id| !before.contains_key(*id)).count();
            went += before.keys().filter(|id| !mirror.contains_key(*id)).count();
        }
        before = mirror;
    }
    assert!(
        came > 2 && went > 2,
        "nobody crosses the border: {came}, {went}"
    );
}

#[test]
fn the_crowd_would_be_saved_twice_or_have_bodies_without_people() {
    let mut stage = stage(80);
    stage.step(60);
    assert!(
        mirrored(&mut stage).is_empty(),
        "nobody is there to see them"
    );
    stage.person("Ada");
    stage.step(60);
    let count = mirrored(&mut stage).len();
    assert!(count > 10, "{count}");
    let save = collect_save(stage.0.world_mut());
    let saved: Vec<StableId> = save.bodies.iter().map(|body| body.id).collect();
    assert_eq!(saved, [ADA]);
    let world = stage.0.world_mut();
    let mut bodies =
        world.query_filtered::<(&Controller, Has<DisplayName>), (With<Body>, With<Mirrored>)>();
    for (controller, named) in bodies.iter(world) {
        assert_eq!(*controller, Controller::Agent);
        assert!(!named, "nobody gave them names");
    }
}

#[test]
fn the_same_people_would_be_near_in_one_run_and_not_in_the_next() {
    let run = || {
        let mut stage = stage(150);
        stage.person("Ada");
        let mut seen = Vec::new();
        for tick in 0..400 {
            stage.tell(ADA, walk(if tick < 200 { 100 } else { 0 }));
            stage.step(1);
            seen.push(mirrored(&mut stage));
        }
        (seen, stage.lines().to_vec())
    };
    let (first, second) = (run(), run());
    assert_eq!(first.1, second.1);
    assert!(first.0 == second.0, "others were near");
}

#[test]
fn a_muted_passer_by_would_be_heard_and_an_inhabitant_would_talk_to_the_crowd() {
    let mut stage = stage(120);
    stage.person("Ada");
    stage.agent(IRIS, "fountain");
    stage.step(60);
    let whom = nearest(&mut stage, |mirrored| mirrored.near);
    stage.tell(whom, say("Good evening."));
    stage.step(60);
    assert_eq!(stage.of_kind("heard", ADA).len(), 1);
    stage.tell(ADA, Deed::Mute { whom, on: true });
    stage.tell(whom, say("A fine evening."));
    stage.step(60);
    assert_eq!(stage.of_kind("said", whom).len(), 2);
    assert_eq!(stage.of_kind("heard", ADA).len(), 1);
    // Passers-by heed people.
    stage.tell(IRIS, say("Everything in its season."));
    stage.tell(ADA, say_to("Hello!", whom));
    stage.step(60);
    let heard = stage.of_kind("heard", whom);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0]["from"], ADA.0);
}

#[test]
fn whoever_is_spoken_to_would_walk_on_or_never_walk_again() {
    let mut stage = stage(120);
    stage.person("Ada");
    stage.step(60);
    let whom = nearest(&mut stage, |mirrored| !mirrored.in_company);
    let body = entity(&stage, whom);
    let agent = |stage: &mut Stage| {
        let mut all = agents(stage).into_iter();
        all.find(|agent| crowd_id(agent.id) == whom)
            .expect("one of the crowd")
    };
    let sat = State::of(&agent(&mut stage)).activity == SIT;
    assert!(!sat, "the nearest walks or stands");
    let world = stage.0.world_mut();
    world.entity_mut(body).insert(Minded);
    stage.tell(
        whom,
        Deed::Look {
            at: Some(LookAt::Body(ADA)),
        },
    );
    stage.step(150);
    let stood = agent(&mut stage);
    assert_eq!(State::of(&stood).activity, PLACED);
    let pose = *stage.get::<Pose>(whom);
    let ahead = (stage.at(ADA) - pose.position()).with_y(0.0).normalize();
    assert!(pose.forward().dot(ahead) > 0.7, "they look away");
    let heading = State::of(&stood).heading as f32 / 65_536.0 * core::f32::consts::TAU;
    let drawn = Vec3::new(heading.cos(), 0.0, heading.sin());
    assert!(drawn.dot(ahead) > 0.7, "they are drawn looking away");
    stage.step(100);
    assert_eq!(
        (agent(&mut stage).x, agent(&mut stage).y),
        (stood.x, stood.y)
    );
    assert!(stage.get::<Attention>(whom).target.is_some());
    // Where the mind wants to.
    let to = stage.at(whom) + ahead * 3.0;
    let to = Goal::Point((to.x * 65_536.0) as i32, (to.z * 65_536.0) as i32);
    stage.tell(whom, Deed::Go { to });
    stage.step(240);
    assert_eq!(stage.get::<Mover>(whom).goal, None, "they came there");
    let walked = stage.at(whom).distance(pose.position());
    assert!((1.0..4.0).contains(&walked), "{walked} m");
    // And on their way again.
    stage.0.world_mut().entity_mut(body).remove::<Minded>();
    stage.step(10);
    let free = State::of(&agent(&mut stage));
    assert!(free.activity != PLACED, "still held");
    let before = agent(&mut stage);
    let moved = (0..40).any(|_| {
        stage.step(30);
        let now = agent(&mut stage);
        let far = (now.x - before.x).abs() + (now.y - before.y).abs() > 2 << 16;
        far || matches!(State::of(&now).activity, SIT | GROUP)
    });
    assert!(moved, "they stand there for ever");
}

/// One of the crowd near Ada who stands or walks, with a mind that may lead it.
fn minded(stage: &mut Stage) -> StableId {
    let whom = nearest(stage, |mirrored| !mirrored.in_company);
    let body = entity(stage, whom);
    stage.0.world_mut().entity_mut(body).insert(Minded);
    stage.step(60);
    whom
}

#[test]
fn whoever_is_asked_to_sit_would_stay_on_their_feet_or_never_get_up() {
    let mut stage = stage(60);
    stage.person("Ada");
    stage.step(60);
    // Nobody tells those without a mind what to do.
    let whom = nearest(&mut stage, |mirrored| !mirrored.in_company);
    stage.tell(whom, Deed::Sit { seat: None });
    stage.step(2);
    assert_eq!(stage.of_kind("refused", whom).len(), 1);
    let whom = minded(&mut stage);
    stage.tell(whom, Deed::Sit { seat: None });
    let seat_of = |stage: &Stage| {
        let seats = stage.0.world().resource::<Places>().seats.values();
        let mut theirs = seats.filter(|seat| seat.taken_by == Some(whom));
        theirs.next().map(|seat| (seat.id.clone(), seat.at))
    };
    let sat = (0..1_800).any(|_| {
        stage.step(1);
        seat_of(&stage).is_some()
    });
    assert!(sat, "{:?}", stage.of_kind("refused", whom));
    stage.step(30);
    let (seat, at) = seat_of(&stage).expect("a seat");
    assert_eq!(*stage.get::<Posture>(whom), Posture::Sitting);
    let off = stage.at(whom).xz().distance(at.xz());
    assert!(off < 0.3, "{off} m beside {seat:?}");
    let activity = |stage: &mut Stage| {
        let mut all = agents(stage).into_iter();
        let one = all.find(|agent| crowd_id(agent.id) == whom);
        State::of(&one.expect("one of the crowd")).activity
    };
    assert_eq!(activity(&mut stage), SIT, "they are drawn standing");
    // They stay for as long as they are wanted to, longer than anybody sits by themselves.
    stage.step(30 * 60);
    assert_eq!(activity(&mut stage), SIT);
    let refused = |stage: &Stage| stage.of_kind("refused", whom).len();
    let before = refused(&stage);
    stage.tell(whom, Deed::Sit { seat: None });
    stage.step(2);
    assert_eq!(refused(&stage), before + 1);
    stage.tell(whom, Deed::Stand);
    stage.step(90);
    assert_eq!(*stage.get::<Posture>(whom), Posture::Standing);
    assert_eq!(seat_of(&stage), None, "the seat stays taken");
    stage.tell(whom, Deed::Stand);
    stage.step(2);
    assert_eq!(refused(&stage), before + 2);
}

#[test]
fn somebody_would_walk_to_a_seat_for_ever_that_another_took() {
    let mut stage = stage(60);
    stage.person("Ada");
    stage.step(60);
    let whom = minded(&mut stage);
    // Every seat is taken: they say so.
    let mut seats = stage.0.world_mut().resource_mut::<Places>();
    let free: Vec<_> = seats
        .seats
        .values_mut()
        .filter(|seat| seat.taken_by.is_none())
        .map(|seat| {
            seat.taken_by = Some(IRIS);
            seat.id.clone()
        })
        .collect();
    assert!(free.len() > 1);
    stage.tell(whom, Deed::Sit { seat: None });
    stage.step(2);
    let refused = stage.of_kind("refused", whom);
    assert_eq!(refused[0]["cause"], "every seat near here is taken");
    // One is free, until they are on their way.
    let taken = |stage: &mut Stage, by| {
        let mut places = stage.0.world_mut().resource_mut::<Places>();
        if let Some(seat) = places.seats.get_mut(&free[0]) {
            seat.taken_by = by;
        }
    };
    taken(&mut stage, None);
    stage.tell(whom, Deed::Sit { seat: None });
    stage.step(10);
    assert_eq!(stage.of_kind("refused", whom).len(), 1);
    taken(&mut stage, Some(IRIS));
    stage.step(10);
    let refused = stage.of_kind("refused", whom);
    assert_eq!(refused[1]["cause"], "somebody else has that seat");
    assert_eq!(*stage.get::<Posture>(whom), Posture::Standing);
}

#[test]
fn somebody_held_when_the_world_was_saved_would_stand_still_for_good() {
    let mut first = stage(100);
    first.person("Ada");
    first.step(60);
    let whom = nearest(&mut first, |mirrored| !mirrored.in_company);
    let body = entity(&first, whom);
    first.0.world_mut().entity_mut(body).insert(Minded);
    first.step(120);
    let save = collect_save(first.0.world_mut());
    let def = WorldDef {
        crowd: CrowdDef {
            count: 100,
            ..CrowdDef::default()
        },
        start_minute: 720,
        clock_rate: 0,
        ..plaza()
    };
    let mut again = Stage::of(WorldPlugin {
        def,
        seed: 7,
        restore: Some(save),
    });
    again.step(30);
    let held = agents(&mut again)
        .into_iter()
        .filter(|agent| State::of(agent).activity == PLACED);
    assert_eq!(held.count(), 0);
}
