//! What agents know of each other: what they witnessed, and no more.

use std::sync::Arc;

use bevy::{app::App, ecs::prelude::*, math::Vec3};
use serde_json::{Value, json};
use stoa::session::Start;
use stoa_agents::{Conduct, MindBridge, Minds, Routers};
use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, ChatEvent, Finish, Router, ScriptedBackend, ScriptedReply, ToolCall};
use stoa_world::{
    Deed, Intent, PlaceId, Places, Pose, SayTo, StableId, Volume,
    sim::{self, BodyIndex, Mouth},
};

use crate::support::{Profile, logged, of_kind, said_by};

const ADA: StableId = StableId(1);
/// In the shipped world's order; Iris begins in the garden, Theo at his bakery across the square.
const IRIS: StableId = StableId(1000);
const THEO: StableId = StableId(1001);

fn entity(app: &App, who: StableId) -> Entity {
    app.world()
        .resource::<BodyIndex>()
        .get(who)
        .expect("a body")
}

fn pose(app: &App, who: StableId) -> Pose {
    *app.world().get::<Pose>(entity(app, who)).expect("a pose")
}

/// A fresh world in which Ada stands before Iris.
fn world() -> (Profile, App) {
    let profile = Profile::new();
    let mut app = profile.open(7, Start::Fresh);
    sim::step(&mut app);
    let theirs = pose(&app, IRIS);
    let front = Pose::new(
        theirs.position() + theirs.forward() * 1.4,
        theirs.yaw_rad() + core::f32::consts::PI,
    );
    sim::spawn_person_at(app.world_mut(), ADA, "Ada", front);
    (profile, app)
}

fn wish(app: &mut App, who: StableId, deed: Deed) {
    app.world_mut().write_message(Intent { who, deed });
}

fn say(app: &mut App, text: &str) {
    let deed = Deed::Say {
        text: text.to_owned(),
        to: SayTo::Body(IRIS),
        volume: Volume::Say,
        source: None,
    };
    wish(app, ADA, deed);
}

/// Says a line and lets time pass until Iris has answered it.
fn ask(app: &mut App, text: &str) -> String {
    logged(app);
    say(app, text);
    let iris = entity(app, IRIS);
    let mut quiet = 0;
    for _ in 0..3000 {
        sim::step(app);
        let busy = app
            .world()
            .get::<Conduct>(iris)
            .expect("an agent")
            .is_busy();
        let speaks = app
            .world()
            .get::<Mouth>(iris)
            .expect("a mouth")
            .is_speaking();
        quiet = if busy || speaks { 0 } else { quiet + 1 };
        if quiet == 4 {
            break;
        }
    }
    said_by(&logged(app), IRIS.0.into())
}

/// Puts somebody in the middle of a place.
fn put(app: &mut App, who: StableId, place: &str) {
    let id = PlaceId(place.to_owned());
    let at = app.world().resource::<Places>().places[&id].at;
    sim::teleport(app.world_mut(), who, Pose::new(at, 0.0));
}

#[test]
fn somebody_out_of_sight_is_known_to_be_where_they_are() {
    let (_profile, mut app) = world();
    // Behind her back, far away.
    put(&mut app, THEO, "workshop");
    let answer = ask(&mut app, "Where is Theo?");
    assert!(answer.contains("bakery"), "{answer}");
    assert!(!answer.contains("workshop"), "{answer}");
    // Iris sees him pass, and then he is gone.
    let near = pose(&app, IRIS).position() + Vec3::X * 3.0;
    sim::teleport(app.world_mut(), THEO, Pose::new(near, 0.0));
    sim::step_many(&mut app, 30);
    put(&mut app, THEO, "cafe");
    sim::step_many(&mut app, 30);
    let answer = ask(&mut app, "Where is Theo now?");
    assert!(
        answer.contains("garden") || answer.contains("olive tree"),
        "{answer}"
    );
    assert!(
        !answer.contains("café") && !answer.contains("bakery"),
        "{answer}"
    );
}

fn introduce_to_theo(app: &mut App) {
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
    let built_in: Arc<dyn Backend> = Arc::new(BuiltinBackend);
    let script: Arc<dyn Backend> = Arc::new(ScriptedBackend::new("script", vec![reply]));
    let talk = Router::new(vec![script, built_in.clone()]);
    app.world_mut()
        .resource_scope(|world, mut minds: Mut<Minds>| {
            let routers = Routers {
                small_talk: Some(Router::new(vec![built_in])),
                ..Routers::one(talk)
            };
            minds.choose(routers, world.resource::<MindBridge>());
        });
    ask(app, "Hello, I am Ada. Please introduce me to Theo.");
    wish(app, ADA, Deed::Follow { whom: IRIS });
}

fn said(log: &[Value], who: StableId, to: StableId) -> bool {
    of_kind(log, "said")
        .iter()
        .any(|event| event["who"] == who.0 && event["to"] == to.0)
}

#[test]
fn a_visitor_is_introduced_only_to_those_in_sight() {
    let (_profile, mut app) = world();
    introduce_to_theo(&mut app);
    sim::step_many(&mut app, 3000);
    let log = logged(&mut app);
    assert!(
        said_by(&log, IRIS.0.into()).contains("Theo, this is Ada"),
        "{:?}",
        of_kind(&log, "said")
    );
    assert!(said(&log, THEO, ADA), "Theo greets nobody");
}

#[test]
fn whoever_is_not_where_they_were_seen_is_waited_for_without_a_word() {
    let (_profile, mut app) = world();
    put(&mut app, THEO, "library");
    introduce_to_theo(&mut app);
    for _ in 0..20 {
        sim::step_many(&mut app, 150);
        put(&mut app, THEO, "library");
    }
    let log = logged(&mut app);
    let excused = of_kind(&log, "model_request")
        .iter()
        .any(|event| event["who"] == IRIS.0 && event["purpose"] == "excuse");
    assert!(excused, "{log:?}");
    let words = said_by(&log, IRIS.0.into());
    assert!(words.contains("introduce you to Theo"), "{words}");
}
