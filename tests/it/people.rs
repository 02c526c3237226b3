//! Several people in one world: nobody is the only one.

use bevy::{app::App, ecs::system::RunSystemOnce, math::Vec3};
use serde_json::Value;
use stoa::{desktop::camera::room::Room, session::Start};
use stoa_agents::{Conduct, Inhabitant};
use stoa_world::{
    Deed, Goal, Intent, PlaceId, Pose, SayTo, StableId, Volume,
    sim::{self, BodyIndex, Mouth},
};

use crate::support::{Profile, logged, of_kind, said_by};

const IRIS: StableId = StableId(1000);

fn pose(app: &App, who: StableId) -> Pose {
    let entity = app
        .world()
        .resource::<BodyIndex>()
        .get(who)
        .expect("a body");
    *app.world().get::<Pose>(entity).expect("a pose")
}

fn wish(app: &mut App, who: StableId, deed: Deed) {
    app.world_mut().write_message(Intent { who, deed });
}

fn say(app: &mut App, who: StableId, text: &str, to: SayTo, volume: Volume) {
    wish(
        app,
        who,
        Deed::Say {
            text: text.to_owned(),
            to,
            volume,
            source: None,
        },
    );
}

/// Somebody new, face to face with a body.
fn join_before(app: &mut App, id: u32, name: &str, whom: StableId) -> StableId {
    let theirs = pose(app, whom);
    let front = Pose::new(
        theirs.position() + theirs.forward() * 1.4,
        theirs.yaw_rad() + core::f32::consts::PI,
    );
    sim::spawn_person_at(app.world_mut(), StableId(id), name, front);
    StableId(id)
}

/// Lets time pass until an agent neither thinks nor speaks; returns what happened.
fn until_quiet(app: &mut App, who: StableId) -> Vec<Value> {
    let entity = app
        .world()
        .resource::<BodyIndex>()
        .get(who)
        .expect("a body");
    let mut quiet = 0;
    for _ in 0..4000 {
        sim::step(app);
        let busy = app
            .world()
            .get::<Conduct>(entity)
            .expect("an agent")
            .is_busy();
        let speaks = app
            .world()
            .get::<Mouth>(entity)
            .expect("a mouth")
            .is_speaking();
        quiet = if busy || speaks { 0 } else { quiet + 1 };
        if quiet == 4 {
            return logged(app);
        }
    }
    panic!("{who:?} never falls silent: {:?}", logged(app));
}

/// What an agent said to somebody, in one string.
fn told(log: &[Value], who: StableId, to: StableId) -> String {
    let lines = of_kind(log, "said").into_iter();
    lines
        .filter(|event| event["who"] == who.0 && event["to"] == to.0)
        .filter_map(|event| event["text"].as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn heard(log: &[Value], who: StableId, text: &str) -> bool {
    of_kind(log, "heard")
        .iter()
        .any(|event| event["who"] == who.0 && event["text"] == text)
}

fn world() -> (Profile, App) {
    let profile = Profile::new();
    let app = profile.open(7, Start::Fresh);
    (profile, app)
}

#[test]
fn three_people_talk_to_three_agents_at_once_and_each_gets_their_own_answer() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    let agents = [1000, 1004, 1008].map(StableId);
    let people: Vec<StableId> = (1..)
        .zip(agents)
        .map(|(id, agent)| {
            join_before(&mut app, id, ["Ada", "Ben", "Cleo"][id as usize - 1], agent)
        })
        .collect();
    for (person, agent) in people.iter().zip(agents) {
        let text = [
            "Hello! Who are you?",
            "Good morning. What do you do here?",
            "Hi, what is your name?",
        ];
        say(
            &mut app,
            *person,
            text[person.0 as usize - 1],
            SayTo::Body(agent),
            Volume::Say,
        );
    }
    sim::step_many(&mut app, 450);
    let log = logged(&mut app);
    for (person, agent) in people.iter().zip(agents) {
        let answer = of_kind(&log, "heard")
            .into_iter()
            .find(|event| event["who"] == person.0 && event["from"] == agent.0);
        assert!(
            answer.is_some(),
            "{person:?} heard nothing of {agent:?}: {:?}",
            said_by(&log, agent.0.into())
        );
    }
}

#[test]
fn two_people_who_take_turns_with_one_agent_are_mixed_up_or_forgotten() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    let ada = join_before(&mut app, 1, "Ada", IRIS);
    let front = pose(&app, ada);
    let aside = front.rotation() * bevy::math::Vec3::X * 0.9;
    let beside = Pose::new(front.position() + aside, front.yaw_rad());
    let ben = StableId(2);
    sim::spawn_person_at(app.world_mut(), ben, "Ben", beside);
    for (who, text, wanted, unwanted) in [
        (ada, "Hello, my name is Ada.", "", ""),
        (ben, "Hello, my name is Ben.", "", ""),
        (ada, "Do you remember what my name is?", "Ada", "Ben"),
        (ben, "And do you remember what my name is?", "Ben", "Ada"),
        (ada, "What do you do here?", "", ""),
        (ben, "Where is the library?", "library", ""),
    ] {
        say(&mut app, who, text, SayTo::Body(IRIS), Volume::Say);
        let log = until_quiet(&mut app, IRIS);
        let answer = told(&log, IRIS, who);
        assert!(!answer.is_empty(), "{who:?} {text}: no answer in {log:?}");
        assert!(answer.contains(wanted), "{who:?} {text}: {answer}");
        assert!(
            unwanted.is_empty() || !answer.contains(unwanted),
            "{who:?} {text}: {answer}"
        );
    }
    // One of them goes, and the other is still talked with.
    say(&mut app, ada, "Goodbye!", SayTo::Body(IRIS), Volume::Say);
    wish(&mut app, ada, Deed::Leave { whom: IRIS });
    let log = until_quiet(&mut app, IRIS);
    assert!(!told(&log, IRIS, ada).is_empty(), "no farewell: {log:?}");
    let text = "Where is the fountain?";
    say(&mut app, ben, text, SayTo::Body(IRIS), Volume::Say);
    let log = until_quiet(&mut app, IRIS);
    assert!(told(&log, IRIS, ben).contains("fountain"), "{log:?}");
}

#[test]
fn a_voice_carries_as_far_as_it_should() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    // In the open, south of the fountain.
    let at = |x: f32| Pose::new(bevy::math::Vec3::new(x, 0.0, 16.0), 0.0);
    let [ada, ben, cleo] = [1, 2, 3].map(StableId);
    for (who, name, x) in [(ada, "Ada", -10.0), (ben, "Ben", -9.0), (cleo, "Cleo", 5.0)] {
        sim::spawn_person_at(app.world_mut(), who, name, at(x));
    }
    sim::step_many(&mut app, 30);
    logged(&mut app);
    for (volume, text, near, far) in [
        (Volume::Whisper, "A secret for one.", true, false),
        (Volume::Say, "Good morning to all around.", true, false),
        (Volume::Shout, "Over here everybody!", true, true),
    ] {
        say(&mut app, ada, text, SayTo::Anyone, volume);
        sim::step_many(&mut app, 150);
        let log = logged(&mut app);
        assert_eq!(heard(&log, ben, text), near, "{volume:?} at 1 m");
        assert_eq!(heard(&log, cleo, text), far, "{volume:?} at 15 m");
    }
}

#[test]
fn muted_is_not_heard_and_blocked_is_gone_both_ways() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    let at = |x: f32| Pose::new(bevy::math::Vec3::new(x, 0.0, 16.0), 0.0);
    let [ada, ben, cleo] = [1, 2, 3].map(StableId);
    for (who, name, x) in [
        (ada, "Ada", -10.0),
        (ben, "Ben", -8.5),
        (cleo, "Cleo", -7.0),
    ] {
        sim::spawn_person_at(app.world_mut(), who, name, at(x));
    }
    wish(
        &mut app,
        ben,
        Deed::Mute {
            whom: ada,
            on: true,
        },
    );
    wish(
        &mut app,
        cleo,
        Deed::Block {
            whom: ben,
            on: true,
        },
    );
    sim::step_many(&mut app, 5);
    for (who, text) in [
        (ada, "Ada speaks."),
        (ben, "Ben speaks."),
        (cleo, "Cleo speaks."),
    ] {
        say(&mut app, who, text, SayTo::Anyone, Volume::Say);
        sim::step_many(&mut app, 120);
    }
    let log = logged(&mut app);
    for (listener, text, expected) in [
        (ben, "Ada speaks.", false),
        (cleo, "Ada speaks.", true),
        (ada, "Ben speaks.", true),
        (cleo, "Ben speaks.", false),
        (ada, "Cleo speaks.", true),
        (ben, "Cleo speaks.", false),
    ] {
        assert_eq!(
            heard(&log, listener, text),
            expected,
            "{listener:?}: {text}"
        );
    }
}

#[test]
fn a_guide_arrives_with_its_guest_and_a_follower_keeps_close() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    let ada = join_before(&mut app, 1, "Ada", IRIS);
    say(
        &mut app,
        ada,
        "Please follow me.",
        SayTo::Body(IRIS),
        Volume::Say,
    );
    sim::step_many(&mut app, 200);
    let begun = pose(&app, IRIS);
    wish(
        &mut app,
        ada,
        Deed::Go {
            to: Goal::Place(PlaceId("fountain".to_owned())),
        },
    );
    sim::step_many(&mut app, 900);
    assert!(
        pose(&app, IRIS).distance(&begun) > 5.0,
        "Iris stayed behind: {:?}",
        logged(&mut app)
    );
    let apart = pose(&app, IRIS).distance(&pose(&app, ada));
    assert!(apart < 6.0, "Iris is {apart} m away");

    let begun = pose(&app, IRIS);
    say(
        &mut app,
        ada,
        "Now take me to the library, please.",
        SayTo::Body(IRIS),
        Volume::Say,
    );
    sim::step_many(&mut app, 150);
    let log = logged(&mut app);
    let leads = log
        .iter()
        .any(|event| event["who"] == IRIS.0 && event["do"] == "lead");
    assert!(leads, "{}", said_by(&log, IRIS.0.into()));
    wish(&mut app, ada, Deed::Follow { whom: IRIS });
    sim::step_many(&mut app, 1800);
    let log = logged(&mut app);
    assert!(pose(&app, IRIS).distance(&begun) > 5.0, "Iris led nowhere");
    let arrived = |who: u32| {
        of_kind(&log, "entered_place")
            .iter()
            .any(|event| event["who"] == who && event["place"] == "library")
    };
    assert!(
        arrived(IRIS.0) && arrived(ada.0),
        "not at the library: {:?} {:?}",
        pose(&app, IRIS),
        pose(&app, ada)
    );
}

#[test]
fn an_answer_asked_for_again_would_not_come_or_would_be_the_second_of_two() {
    let (_profile, mut app) = world();
    sim::step(&mut app);
    let ada = join_before(&mut app, 1, "Ada", IRIS);
    let again = Deed::AskAgain { whom: IRIS };
    let answers = |log: &[Value]| {
        let said = of_kind(log, "said").into_iter();
        let to_me = said.filter(|event| event["who"] == IRIS.0 && event["to"] == ada.0);
        to_me
            .filter_map(|event| Some(event["text"].as_str()?.to_owned()))
            .collect::<Vec<_>>()
    };
    // Who has asked nothing gets no answer.
    wish(&mut app, ada, again.clone());
    let begun = answers(&until_quiet(&mut app, IRIS)).len();
    assert_eq!(begun, 0);
    say(
        &mut app,
        ada,
        "Iris, who are you?",
        SayTo::Body(IRIS),
        Volume::Say,
    );
    let first = answers(&until_quiet(&mut app, IRIS)).len();
    assert!(first > 0, "no answer to ask for again");
    wish(&mut app, ada, again);
    let all = answers(&until_quiet(&mut app, IRIS));
    let second = &all[first..];
    assert!(!second.is_empty(), "{all:?}");
    let iris = app.world().resource::<BodyIndex>().get(IRIS).expect("Iris");
    let mind = app.world().get::<Inhabitant>(iris).expect("a mind");
    let lines = &mind.0.talk.as_ref().expect("a talk").lines;
    let own = lines.iter().filter(|line| line.who == IRIS.0);
    let kept: Vec<&str> = own.map(|line| line.text.as_str()).collect();
    assert_eq!(kept, second);
}

#[test]
fn three_people_walk_without_entering_each_other() {
    let (_profile, mut app) = world();
    let people: Vec<StableId> = ["Ada", "Ben", "Cleo"]
        .iter()
        .map(|name| sim::spawn_person(app.world_mut(), name, None))
        .collect();
    for person in &people {
        wish(
            &mut app,
            *person,
            Deed::Go {
                to: Goal::Place(PlaceId("fountain".to_owned())),
            },
        );
    }
    let begun: Vec<Pose> = people.iter().map(|person| pose(&app, *person)).collect();
    for tick in 0..900 {
        sim::step(&mut app);
        for (index, one) in people.iter().enumerate() {
            for other in &people[index + 1..] {
                let apart = pose(&app, *one).distance(&pose(&app, *other));
                assert!(
                    apart > 0.3,
                    "{one:?} and {other:?} are {apart} m apart at tick {tick}"
                );
            }
        }
    }
    for (person, begun) in people.iter().zip(begun) {
        assert!(
            pose(&app, *person).distance(&begun) > 3.0,
            "{person:?} did not walk"
        );
    }
}

#[test]
fn the_camera_behind_the_shoulder_would_be_pushed_into_the_head_but_not_through_a_wall() {
    let (_profile, mut app) = world();
    // In the open, south of the fountain, with somebody right behind.
    let here = Pose::new(Vec3::new(-10.0, 0.0, 16.0), 0.0);
    let behind = Pose::new(Vec3::new(-10.0, 0.0, 17.2), 0.0);
    sim::spawn_person_at(app.world_mut(), StableId(1), "Ada", here);
    sim::spawn_person_at(app.world_mut(), StableId(2), "Ben", behind);
    sim::step_many(&mut app, 30);
    let room = |app: &mut App, head: Vec3, back: Vec3| {
        let measure = move |room: Room| room.free(head, back, 0.2);
        app.world_mut()
            .run_system_once(measure)
            .expect("a measurement")
    };
    let head = pose(&app, StableId(1)).position() + Vec3::Y * 1.65;
    assert_eq!(room(&mut app, head, Vec3::new(0.4, 0.2, 2.6)), 1.0);
    let down = room(&mut app, head, Vec3::new(0.0, -3.0, 0.0));
    assert!((0.4..0.6).contains(&down), "the ground is no wall: {down}");
}
