//! How talks end, and what becomes of agents that are left in the middle of something.

use std::sync::Arc;

use bevy::{app::App, ecs::prelude::*};
use serde_json::{Value, json};
use stoa::session::{self, Start};
use stoa_agents::{Conduct, Inhabitant, Minds, Routers};
use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, ChatEvent, Finish, Router, ScriptedBackend, ScriptedReply, ToolCall};
use stoa_world::{
    Attention, Deed, Intent, LookAt, Pose, SayTo, StableId, Voice, Volume,
    sim::{self, BodyIndex, Mouth},
};

use crate::support::{Profile, logged, of_kind, said_by};

const ADA: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

fn entity(app: &App, who: StableId) -> Entity {
    app.world()
        .resource::<BodyIndex>()
        .get(who)
        .expect("a body")
}

/// A fresh world in which Ada stands before Iris.
fn world() -> (Profile, App) {
    let profile = Profile::new();
    let mut app = profile.open(7, Start::Fresh);
    sim::step(&mut app);
    let iris = entity(&app, IRIS);
    let theirs = *app.world().get::<Pose>(iris).expect("a pose");
    let front = Pose::new(
        theirs.position() + theirs.forward() * 1.4,
        theirs.yaw_rad() + core::f32::consts::PI,
    );
    sim::spawn_person_at(app.world_mut(), ADA, "Ada", front);
    (profile, app)
}

/// From now on people are answered by these replies, and by the built-in mind when they are used up.
fn think_with(app: &mut App, replies: Vec<ScriptedReply>) {
    let built_in: Arc<dyn Backend> = Arc::new(BuiltinBackend);
    let script: Arc<dyn Backend> = Arc::new(ScriptedBackend::new("script", replies));
    let talk = Router::new(vec![script, built_in.clone()]);
    let routers = Routers {
        small_talk: Some(Router::new(vec![built_in])),
        ..Routers::one(talk)
    };
    app.world_mut().resource_mut::<Minds>().choose(routers);
}

fn wish(app: &mut App, deed: Deed) {
    app.world_mut().write_message(Intent { who: ADA, deed });
}

fn say(app: &mut App, text: &str) {
    wish(
        app,
        Deed::Say {
            text: text.to_owned(),
            to: SayTo::Body(IRIS),
            volume: Volume::Say,
            source: None,
        },
    );
}

fn leave(app: &mut App) {
    wish(app, Deed::Leave { whom: IRIS });
}

fn thinks(app: &App) -> bool {
    let voice = app.world().get::<Voice>(entity(app, IRIS));
    voice.expect("a voice").thinking
}

fn speaks(app: &App) -> bool {
    let mouth = app.world().get::<Mouth>(entity(app, IRIS));
    mouth.expect("a mouth").is_speaking()
}

fn is_busy(app: &App) -> bool {
    let conduct = app.world().get::<Conduct>(entity(app, IRIS));
    conduct.expect("an agent").is_busy()
}

fn talks(app: &App) -> bool {
    let mind = app.world().get::<Inhabitant>(entity(app, IRIS));
    mind.expect("an agent").0.talk.is_some()
}

/// Steps until `done`, for two minutes at most.
fn until(app: &mut App, what: &str, done: impl Fn(&App) -> bool) {
    for _ in 0..3600 {
        sim::step(app);
        if done(app) {
            return;
        }
    }
    panic!("{what}: {:?}", logged(app));
}

fn quiet(app: &App) -> bool {
    !speaks(app) && !is_busy(app)
}

#[test]
fn a_thought_stays_over_the_head_of_whoever_was_left() {
    let (_profile, mut app) = world();
    think_with(&mut app, vec![ScriptedReply::stall_after(vec![]); 2]);
    say(&mut app, "What do you think?");
    until(&mut app, "no thought", thinks);
    leave(&mut app);
    sim::step_many(&mut app, 3);
    assert!(!thinks(&app) && !is_busy(&app) && !talks(&app));
}

#[test]
fn whoever_was_left_talks_on_to_nobody() {
    let (_profile, mut app) = world();
    say(&mut app, "Tell me about your garden.");
    until(&mut app, "no answer", speaks);
    sim::step_many(&mut app, 15);
    logged(&mut app);
    leave(&mut app);
    sim::step_many(&mut app, 4);
    assert!(!speaks(&app) && !talks(&app));
    sim::step_many(&mut app, 300);
    let log = logged(&mut app);
    let said: Vec<&Value> = of_kind(&log, "said")
        .into_iter()
        .filter(|event| event["who"] == IRIS.0 && event["to"] == ADA.0)
        .collect();
    assert!(said.len() <= 1, "{said:?}");
    assert!(said.iter().all(|event| event["cut"] == true), "{said:?}");
}

#[test]
fn a_farewell_and_a_step_away_in_one_breath_get_no_answer() {
    let (_profile, mut app) = world();
    say(&mut app, "Goodbye, Iris!");
    leave(&mut app);
    sim::step(&mut app);
    until(&mut app, "no silence", quiet);
    let log = logged(&mut app);
    assert!(!said_by(&log, IRIS.0.into()).is_empty(), "{log:?}");
    sim::step_many(&mut app, 3);
    assert!(!talks(&app));
}

#[test]
fn a_goodbye_that_comes_with_leaving_is_lost() {
    let (_profile, mut app) = world();
    let call = ToolCall {
        id: "1".into(),
        name: "end_talk".into(),
        arguments: json!({}),
    };
    let text = |text: &str| ChatEvent::Text(text.to_owned());
    for reply in [
        ScriptedReply::text("[[end_talk]] Goodbye, Ada! Come again."),
        ScriptedReply::events(vec![
            ChatEvent::ToolCall(call),
            text("Goodbye, Ada! Come again."),
            ChatEvent::Done(Finish::Stop),
        ]),
    ] {
        think_with(&mut app, vec![reply]);
        say(&mut app, "I have to think.");
        sim::step(&mut app);
        until(&mut app, "no silence", quiet);
        sim::step_many(&mut app, 3);
        let log = logged(&mut app);
        let said = said_by(&log, IRIS.0.into());
        assert!(
            said.contains("Goodbye, Ada!") && said.contains("Come again."),
            "{said}"
        );
        let left = log
            .iter()
            .any(|event| event["who"] == IRIS.0 && event["do"] == "leave");
        assert!(left && !talks(&app), "{log:?}");
    }
}

#[test]
fn an_introduction_that_leads_nowhere_freezes_the_agent() {
    let (_profile, mut app) = world();
    let call = ToolCall {
        id: "1".into(),
        name: "introduce".into(),
        arguments: json!({"to": "Theo"}),
    };
    let reply = ScriptedReply::events(vec![
        ChatEvent::ToolCall(call),
        ChatEvent::Text("Come with me.".to_owned()),
        ChatEvent::Done(Finish::ToolCalls),
    ]);
    think_with(&mut app, vec![reply]);
    // Ada stays where she is.
    say(&mut app, "Introduce me to Theo, please.");
    sim::step_many(&mut app, 30);
    let log = logged(&mut app);
    let went = log
        .iter()
        .any(|event| event["who"] == IRIS.0 && (event["do"] == "go" || event["do"] == "lead"));
    assert!(went, "{log:?}");
    sim::step_many(&mut app, 4000);
    logged(&mut app);
    assert!(!talks(&app), "the talk goes on with nobody near");
    sim::step_many(&mut app, 6000);
    let log = logged(&mut app);
    let lives = log.iter().any(|event| {
        event["kind"] == "intent" && event["who"] == IRIS.0 && event["do"] != "gesture"
    });
    assert!(lives, "Iris does nothing any more: {log:?}");
}

#[test]
fn small_talk_stands_still_when_the_world_comes_back() {
    let profile = Profile::new();
    let mut app = profile.open(7, Start::Saved);
    let begun = (0..300).find_map(|_| {
        sim::step_many(&mut app, 60);
        let log = logged(&mut app);
        let talk = of_kind(&log, "talk_began").into_iter().next_back()?;
        Some((talk["who"].as_u64()?, talk["with"].as_u64()?))
    });
    let (a, b) = begun.expect("two who talk");
    sim::step_many(&mut app, 60);
    for l in logged(&mut app).iter().rev().take(25).rev() {
        eprintln!("BEFORE {l}");
    }
    assert!(session::finish(app.world_mut()).is_empty());
    drop(app);
    let mut app = profile.open(7, Start::Saved);
    sim::step_many(&mut app, 6000);
    let log = logged(&mut app);
    let to_each_other = |event: &&Value| {
        (event["who"] == a && event["to"] == b) || (event["who"] == b && event["to"] == a)
    };
    for l in log
        .iter()
        .filter(|e| e["tick"].as_u64() < log[0]["tick"].as_u64().map(|t| t + 900))
        .take(60)
    {
        eprintln!("AFTER {l}");
    }
    eprintln!("{a} {b}");
    let said = of_kind(&log, "said");
    assert!(said.iter().any(to_each_other), "neither says a word");
    let ended = of_kind(&log, "talk_ended")
        .iter()
        .any(|event| event["who"] == a && event["with"] == b);
    assert!(ended, "their talk never ends: {said:?}");
}

#[test]
fn an_answer_goes_on_under_the_words_of_somebody_else() {
    let (_profile, mut app) = world();
    let slow = ScriptedBackend::new(
        "script",
        vec![ScriptedReply::stall_after(vec![ChatEvent::Text(
            "The roses came first, and the thyme much later. Then".to_owned(),
        )])],
    );
    let built_in: Arc<dyn Backend> = Arc::new(BuiltinBackend);
    let talk = Router::new(vec![Arc::new(slow.clone()), built_in.clone()]);
    let routers = Routers {
        small_talk: Some(Router::new(vec![built_in])),
        ..Routers::one(talk)
    };
    app.world_mut().resource_mut::<Minds>().choose(routers);
    say(&mut app, "What came first?");
    until(&mut app, "no answer", speaks);
    let ben = StableId(2);
    let front = *app.world().get::<Pose>(entity(&app, ADA)).expect("a pose");
    let aside = front.rotation() * bevy::math::Vec3::X * 0.9;
    let beside = Pose::new(front.position() + aside, front.yaw_rad());
    sim::spawn_person_at(app.world_mut(), ben, "Ben", beside);
    let deed = Deed::Say {
        text: "Excuse me, where is the library?".to_owned(),
        to: SayTo::Body(IRIS),
        volume: Volume::Say,
        source: None,
    };
    app.world_mut().write_message(Intent { who: ben, deed });
    until(&mut app, "the answer to Ada goes on", |_| {
        slow.cancellations() == 1
    });
    until(&mut app, "no silence", quiet);
    let log = logged(&mut app);
    let to = |who: StableId| -> Vec<&Value> {
        let said = of_kind(&log, "said").into_iter();
        said.filter(|event| event["who"] == IRIS.0 && event["to"] == who.0)
            .collect()
    };
    assert!(to(ADA).iter().all(|event| event["cut"] == true), "{log:?}");
    assert!(!to(ben).is_empty(), "Ben gets no answer: {log:?}");
}

fn attends_to(app: &App) -> Option<LookAt> {
    let attention = app.world().get::<Attention>(entity(app, IRIS));
    attention.expect("an agent").target
}

#[test]
fn whoever_waits_for_an_answer_would_be_stared_at_in_silence() {
    let (_profile, mut app) = world();
    think_with(&mut app, vec![ScriptedReply::stall_after(vec![])]);
    say(&mut app, "What do you think of the sea?");
    until(&mut app, "nothing was heard", |app| {
        attends_to(app) == Some(LookAt::Body(ADA))
    });
    logged(&mut app);
    let mut ticks = [None; 3];
    let mut words = String::new();
    for tick in 0..200_u32 {
        sim::step(&mut app);
        let log = logged(&mut app);
        let gestures = log.iter().any(|event| event["gesture"] == "think");
        words = words + &said_by(&log, u64::from(IRIS.0));
        for (slot, is_so) in ticks.iter_mut().zip([thinks(&app), gestures, speaks(&app)]) {
            *slot = slot.or(is_so.then_some(tick));
        }
    }
    let [breath, gesture, speech] = ticks.map(|tick| tick.expect("it never came"));
    // Ada's own words take their time to be spoken: from when they are out.
    assert!(gesture - breath <= 30, "{ticks:?}");
    assert!(speech - breath <= 4 * 30 + 5, "{ticks:?}");
    assert!(!words.contains("error") && words.len() > 3, "{words}");
    let before = words;
    sim::step_many(&mut app, 300);
    let log = logged(&mut app);
    assert_eq!(said_by(&log, u64::from(IRIS.0)), "", "after {before}");
    assert!(thinks(&app), "it is still waited for");
}
