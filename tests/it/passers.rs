//! Those of the crowd who are spoken to: they have a name, a life and a memory, and keep them.

mod asked;
#[cfg(unix)]
mod cost;

use bevy::{app::App, ecs::prelude::*, math::Vec3};
use stoa::session::{self, Start};
use stoa_agents::{Conduct, Inhabitant};
use stoa_mind::Persona;
use stoa_tick::{
    engine::GpuEngine,
    gpu::GpuDevice,
    rules::plaza::words::{AWAY, State},
};
use stoa_world::{
    Controller, Deed, DisplayName, Intent, Looks, Pose, SayTo, StableId, Volume,
    nav::NavGrid,
    sim::{self, BodyIndex, BodyTick, EventLog, Minded, Mirrored, Mouth, crowd_id},
};

use crate::support::{Profile, logged, of_kind, said_by};

const ADA: StableId = StableId(1);

/// The shipped world with so many who stay day and night.
fn open(profile: &Profile, count: u32, start: Start) -> App {
    let mut launch = profile.launch(7, start);
    let crowd = &mut launch.content.world.crowd;
    (crowd.count, crowd.comes_minute, crowd.leaves_minute) = (count, 0, 1_440);
    let mut app = sim::headless(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    app.insert_resource(EventLog::in_memory());
    app
}

/// Where those of the crowd are who are here, by id.
fn crowd(app: &mut App) -> Vec<(StableId, Vec3)> {
    let mut tick = app.world_mut().resource_mut::<BodyTick>();
    let (first, origin) = (tick.first_of_crowd(), tick.origin());
    let agents = tick.engine().agents().into_owned();
    let here = agents
        .iter()
        .filter(|agent| agent.id >= first && State::of(agent).activity != AWAY);
    let mut here: Vec<(StableId, Vec3)> = here
        .map(|agent| {
            let (x, z) = origin.to_pose(agent.x, agent.y);
            let at = Vec3::new(x as f32, 0.0, z as f32) / 65_536.0;
            (crowd_id(agent.id), at)
        })
        .collect();
    here.sort_by_key(|(id, _)| *id);
    here
}

fn entity(app: &App, who: StableId) -> Option<Entity> {
    app.world().resource::<BodyIndex>().get(who)
}

fn get<C: Component + Clone>(app: &App, who: StableId) -> Option<C> {
    app.world().get::<C>(entity(app, who)?).cloned()
}

fn wish(app: &mut App, deed: Deed) {
    app.world_mut().write_message(Intent { who: ADA, deed });
}

/// Puts Ada beside one of the crowd, again and again until she could speak to them.
fn go_to(app: &mut App, whom: StableId) {
    for _ in 0..200 {
        let there = crowd(app).into_iter().find(|(id, _)| *id == whom);
        let (_, at) = there.unwrap_or_else(|| panic!("{whom:?} left"));
        let nav = app.world().resource::<NavGrid>();
        let beside = nav.nearest_free(at + Vec3::X * 1.2).unwrap_or(at);
        sim::teleport(app.world_mut(), ADA, Pose::new(beside, 0.0));
        sim::step_many(app, 12);
        if get::<DisplayName>(app, whom).is_some() {
            return;
        }
    }
    panic!("{whom:?} never came near");
}

/// Says a line and lets time pass until it is answered.
fn ask(app: &mut App, whom: StableId, text: &str) -> String {
    logged(app);
    let deed = Deed::Say {
        text: text.to_owned(),
        to: SayTo::Body(whom),
        volume: Volume::Say,
        source: None,
    };
    wish(app, deed);
    sim::step_many(app, 3);
    let mut quiet = 0;
    for _ in 0..3_000 {
        sim::step(app);
        let world = app.world();
        let busy = entity(app, whom).is_some_and(|body| {
            let thinks = world.get::<Conduct>(body).is_some_and(Conduct::is_busy);
            thinks || world.get::<Mouth>(body).is_some_and(Mouth::is_speaking)
        });
        quiet = if busy { 0 } else { quiet + 1 };
        if quiet == 4 {
            break;
        }
    }
    said_by(&logged(app), whom.0.into())
}

/// Takes leave, and waits until they go on their way.
fn part(app: &mut App, whom: StableId) {
    wish(app, Deed::Leave { whom });
    for _ in 0..600 {
        sim::step(app);
        if get::<Minded>(app, whom).is_none() {
            return;
        }
    }
    panic!("{whom:?} never goes on");
}

fn persona(app: &App, whom: StableId) -> Persona {
    let mind = entity(app, whom).and_then(|body| app.world().get::<Inhabitant>(body));
    mind.expect("a mind").0.persona.clone()
}

/// Ten who are far away, by chance.
fn ten_far(app: &mut App) -> Vec<StableId> {
    let me = get::<Pose>(app, ADA).expect("Ada").position();
    let far = crowd(app)
        .into_iter()
        .filter(|(_, at)| at.distance(me) > 27.0);
    let mut far: Vec<StableId> = far.map(|(id, _)| id).collect();
    far.sort_by_key(|id| stoa_world::clock::mix(u64::from(id.0) ^ 99));
    assert!(far.len() >= 10, "only {} are far away", far.len());
    far.truncate(10);
    far
}

#[test]
fn ten_strangers_would_be_others_after_a_restart_or_have_forgotten_who_spoke_to_them() {
    let profile = Profile::new();
    let mut app = open(&profile, 200, Start::Saved);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    sim::step_many(&mut app, 60);
    let mut met: Vec<(StableId, DisplayName, Looks, Persona)> = Vec::new();
    for whom in ten_far(&mut app) {
        go_to(&mut app, whom);
        let (name, looks) = (get(&app, whom), get(&app, whom));
        let (name, looks): (DisplayName, Looks) = (name.expect("a name"), looks.expect("looks"));
        let answer = ask(
            &mut app,
            whom,
            "Hello, I'm Ada and I have a dog called Biscuit.",
        );
        assert!(!answer.is_empty(), "{name:?} says nothing");
        let life = persona(&app, whom);
        assert_eq!(life.name, name.0);
        let called = ask(&mut app, whom, "What is your name?");
        let first = name.0.split(' ').next().unwrap_or_default();
        assert!(called.contains(first), "{name:?}: {called}");
        part(&mut app, whom);
        for (_, other, _, theirs) in &met {
            assert_ne!(*other, name);
            assert_ne!(theirs.about, life.about);
        }
        met.push((whom, name, looks, life));
    }
    let problems = session::finish(app.world_mut());
    assert!(problems.is_empty(), "{problems:?}");
    drop(app);

    let mut app = open(&profile, 200, Start::Saved);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    for (whom, name, looks, life) in met {
        go_to(&mut app, whom);
        assert_eq!(get::<DisplayName>(&app, whom), Some(name.clone()));
        assert_eq!(get::<Looks>(&app, whom), Some(looks));
        let answer = ask(&mut app, whom, "Do you remember my name?");
        assert!(answer.contains("Ada"), "{name:?}: {answer}");
        assert_eq!(persona(&app, whom), life);
        let answer = ask(&mut app, whom, "What did I tell you about my dog?");
        assert!(answer.contains("Biscuit"), "{name:?}: {answer}");
        part(&mut app, whom);
    }
}

#[test]
fn a_passer_by_would_be_a_body_of_another_kind() {
    let profile = Profile::new();
    let mut app = open(&profile, 150, Start::Fresh);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    sim::step_many(&mut app, 60);
    let (whom, _) = crowd(&mut app)[0];
    go_to(&mut app, whom);
    assert_eq!(get::<Controller>(&app, whom), Some(Controller::Agent));
    // A hail is answered with a greeting.
    logged(&mut app);
    wish(&mut app, Deed::Hail { whom });
    sim::step_many(&mut app, 240);
    let greeting = said_by(&logged(&mut app), whom.0.into());
    assert!(!greeting.is_empty(), "a hail is not answered");
    // Whoever is muted says nothing to whom they bother, and is known by their number for that.
    let was = get::<Pose>(&app, whom);
    wish(&mut app, Deed::Mute { whom, on: true });
    let said = ask(&mut app, whom, "What do you do for a living?");
    assert!(!said.is_empty());
    sim::step(&mut app);
    assert_eq!(get::<Pose>(&app, whom), was, "they stand and talk");
    let log = logged(&mut app);
    let heard = of_kind(&log, "heard").into_iter();
    let theirs = heard.filter(|event| event["who"] == ADA.0 && event["from"] == whom.0);
    assert_eq!(theirs.count(), 0);
    // Follow me.
    wish(&mut app, Deed::Mute { whom, on: false });
    ask(&mut app, whom, "Follow me, please.");
    let before = get::<Pose>(&app, whom).expect("a body");
    let away = before.position() + Vec3::new(6.0, 0.0, 0.0);
    let nav = app.world().resource::<NavGrid>();
    let away = nav.nearest_free(away).expect("ground");
    sim::teleport(app.world_mut(), ADA, Pose::new(away, 0.0));
    sim::step_many(&mut app, 300);
    let after = get::<Pose>(&app, whom).expect("a body");
    assert!(
        after.position().distance(away) < 3.0,
        "{:?}",
        after.position()
    );
}

/// Puts Ada beside this one or that of the crowd, every second, for so many seconds.
fn stroll(app: &mut App, seconds: u64, fits: impl Fn(&Mirrored) -> bool) {
    for second in 0..seconds {
        let here = crowd(app);
        let world = app.world_mut();
        let mut near = world.query::<(&StableId, &Mirrored)>();
        let fitting = near.iter(world).filter(|(_, mirrored)| fits(mirrored));
        let first = fitting.map(|(id, _)| *id).min();
        let other = here[(second * 37) as usize % here.len()].0;
        let whom = first.unwrap_or(other);
        let there = here.iter().find(|(id, _)| *id == whom);
        if let Some((_, at)) = there {
            let nav = app.world().resource::<NavGrid>();
            let beside = nav.nearest_free(*at + Vec3::X).unwrap_or(*at);
            sim::teleport(app.world_mut(), ADA, Pose::new(beside, 0.0));
        }
        sim::step_many(app, 30);
    }
}

fn said_to_ada(log: &[serde_json::Value]) -> usize {
    let said = of_kind(log, "said").into_iter();
    said.filter(|event| event["to"] == ADA.0).count()
}

#[test]
fn nobody_would_ever_greet_or_everybody_would() {
    let profile = Profile::new();
    let mut app = open(&profile, 200, Start::Fresh);
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    stroll(&mut app, 90, |_| false);
    let log = logged(&mut app);
    let greetings = said_to_ada(&log);
    assert!((1..=16).contains(&greetings), "{greetings} in 90 s");
}

#[test]
fn passers_by_would_never_talk_or_all_at_once_or_for_good() {
    let run = || {
        let profile = Profile::new();
        let mut app = open(&profile, 250, Start::Saved);
        sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
        sim::step_many(&mut app, 1_500);
        stroll(&mut app, 60, |mirrored| mirrored.in_company);
        let log = logged(&mut app);
        let extras = sim::collect_save(app.world_mut()).extra;
        (
            log,
            extras.get("passers_by").cloned(),
            extras["minds"].clone(),
        )
    };
    let (log, lives, minds) = run();
    let of_crowd = |event: &&serde_json::Value| event["who"].as_u64() >= Some(1 << 24);
    let said = of_kind(&log, "said").into_iter().filter(of_crowd);
    let among = said.filter(|event| event["to"].as_u64() >= Some(1 << 24));
    let lines: Vec<&str> = among.filter_map(|event| event["text"].as_str()).collect();
    assert!(lines.len() >= 3, "{lines:?}");
    let mut open = 0_usize;
    for event in log.iter().filter(of_crowd) {
        match event["kind"].as_str() {
            Some("talk_began") => open += 1,
            Some("talk_ended") => open = open.saturating_sub(1),
            _ => {}
        }
        assert!(open <= 2, "{open} talks at once");
    }
    assert_eq!(lives, None, "small talk is not kept");
    assert!(
        !minds.to_string().contains("passer-by"),
        "small talk is not kept"
    );
    assert_eq!(run().0, log, "other talk in the next run");
}

/// Who was near in each of so many ticks, with the log of them.
fn near(mut app: App, ticks: u64) -> (Vec<Vec<(StableId, Pose)>>, Vec<serde_json::Value>) {
    sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
    let mut seen = Vec::new();
    for _ in 0..ticks {
        sim::step(&mut app);
        let world = app.world_mut();
        let mut all = world.query_filtered::<(&StableId, &Pose), With<Mirrored>>();
        let mut near: Vec<(StableId, Pose)> =
            all.iter(world).map(|(id, pose)| (*id, *pose)).collect();
        near.sort_by_key(|(id, _)| *id);
        seen.push(near);
    }
    (seen, logged(&mut app))
}

#[test]
fn a_graphics_device_would_have_other_people_near() {
    let profile = Profile::new();
    let expected = near(open(&profile, 300, Start::Fresh), 240);
    let mut app = open(&profile, 300, Start::Fresh);
    let gpu = GpuDevice::open().expect("a graphics driver");
    let world = app.world_mut();
    let on_processor = world.remove_resource::<BodyTick>().expect("bodies");
    world.insert_resource(
        on_processor.with_engine(|cpu| Box::new(GpuEngine::new(cpu, &gpu, gpu.submitter()))),
    );
    let device = near(app, 240);
    assert!(expected.0.last().is_some_and(|near| near.len() > 20));
    assert!(expected == device, "others are near");
}
