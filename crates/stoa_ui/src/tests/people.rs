//! The list of people, and who is not seen or heard.

use bevy::{
    camera::{ComputedCameraValues, RenderTargetInfo},
    prelude::*,
};
use stoa_world::{
    Blocked, Body, Controller, Deed, DisplayName, Intent, Muted, Pose, StableId, Tick, Voice,
    body::Utterance,
};

use super::{IRIS, ME, bench::Bench};
use crate::{
    chat::{ChatLog, Spoken},
    *,
};

const NOOR: StableId = StableId(2);
const GONE: StableId = StableId(1007);

fn entity(bench: &mut Bench, who: StableId) -> Entity {
    let world = bench.app.world_mut();
    let mut bodies = world.query::<(Entity, &StableId)>();
    let found = bodies.iter(world).find(|(_, id)| **id == who);
    found.expect("a body").0
}

pub fn put<B: Bundle>(bench: &mut Bench, who: StableId, bundle: B) {
    let entity = entity(bench, who);
    bench.app.world_mut().entity_mut(entity).insert(bundle);
}

/// Iris two metres ahead, Noor nine; the list is open.
fn listed(size: (f32, f32), percent: u16) -> Bench {
    let mut bench = Bench::new();
    bench.size = size.into();
    bench
        .app
        .world_mut()
        .resource_mut::<UiSettings>()
        .picture
        .text_size_percent = percent;
    put(&mut bench, IRIS, Pose::new(Vec3::new(0.0, 0.0, -2.0), 0.0));
    bench.app.world_mut().spawn((
        Body,
        NOOR,
        DisplayName("Noor".into()),
        Controller::Person,
        Pose::new(Vec3::new(0.0, 0.0, -9.0), 0.0),
    ));
    let mind = MindView {
        role: "gardener".into(),
        ..default()
    };
    let world = bench.app.world_mut();
    world.resource_mut::<MindPanel>().0.insert(IRIS, mind);
    world.write_message(OpenPeople { first: None });
    bench.rest();
    bench
}

fn deeds(bench: &mut Bench) -> Vec<Deed> {
    let sent = bench.sent::<Intent>();
    assert!(sent.iter().all(|intent| intent.who == ME));
    sent.into_iter().map(|intent| intent.deed).collect()
}

#[test]
fn somebody_would_be_listed_wrongly_or_cut_off() {
    for (size, percent) in [
        ((1280.0, 720.0), 100),
        ((1280.0, 720.0), 150),
        ((800.0, 600.0), 150),
    ] {
        let bench = listed(size, percent);
        for words in [
            "Iris",
            "AI",
            "gardener · 2 m",
            "Noor",
            "person",
            "9 m",
            "Talk",
            "Report…",
        ] {
            assert!(bench.sees(words), "{words} at {size:?}, {percent} %");
        }
        bench.assert_in_bounds();
        assert!(!bench.sees("Me"), "oneself is listed");
    }
}

#[test]
fn the_list_could_not_be_used_by_keyboard_alone() {
    let mut bench = listed((1280.0, 720.0), 100);
    assert_eq!(bench.owners(), [InputOwner::Screen]);
    bench.choose(text::mute());
    bench.choose(text::block());
    let (whom, on) = (IRIS, true);
    assert_eq!(
        deeds(&mut bench),
        [Deed::Mute { whom, on }, Deed::Block { whom, on }]
    );
    put(&mut bench, ME, (Muted(vec![IRIS]), Blocked(vec![IRIS])));
    bench.rest();
    assert!(bench.sees("blocked") && bench.sees("muted"));
    bench.choose(text::unmute());
    bench.choose(text::unblock());
    let (whom, on) = (IRIS, false);
    assert_eq!(
        deeds(&mut bench),
        [Deed::Mute { whom, on }, Deed::Block { whom, on }]
    );
    put(&mut bench, ME, (Muted::default(), Blocked::default()));
    bench.rest();
    bench.choose(text::talk_to_them());
    assert_eq!(bench.sent::<TalkWanted>(), [TalkWanted { whom: IRIS }]);
    assert_eq!(bench.get::<Screens>().open, None);
}

#[test]
fn the_key_would_not_put_the_hand_on_whom_one_looks_at() {
    let mut bench = listed((1280.0, 720.0), 100);
    bench.press(bevy_egui::egui::Key::Escape);
    bench
        .app
        .world_mut()
        .write_message(OpenPeople { first: Some(NOOR) });
    bench.rest();
    // Noor is too far for a talk: the first button that can be pressed mutes.
    bench.press(bevy_egui::egui::Key::Space);
    let (whom, on) = (NOOR, true);
    assert_eq!(deeds(&mut bench), [Deed::Mute { whom, on }]);
}

#[test]
fn a_row_would_slip_away_under_the_hand() {
    let mut bench = listed((1280.0, 720.0), 100);
    put(&mut bench, IRIS, Pose::new(Vec3::new(0.0, 0.0, -20.0), 0.0));
    bench.rest();
    let height = |bench: &Bench, name: &str| {
        let (.., whole) = bench
            .words
            .iter()
            .find(|(words, ..)| words == name)
            .expect(name);
        whole.top()
    };
    assert!(height(&bench, "Iris") < height(&bench, "Noor"));
    bench.press(bevy_egui::egui::Key::Escape);
    bench
        .app
        .world_mut()
        .write_message(OpenPeople { first: None });
    bench.rest();
    assert!(height(&bench, "Noor") < height(&bench, "Iris"));
}

#[test]
fn who_is_gone_could_not_be_unblocked_and_who_blocks_one_would_be_told_of() {
    let mut bench = listed((1280.0, 720.0), 100);
    put(&mut bench, ME, Blocked(vec![GONE]));
    put(&mut bench, NOOR, Blocked(vec![ME]));
    bench.rest();
    assert!(!bench.sees("Noor"), "a block is seen from the other side");
    assert!(bench.sees(&text::unnamed(GONE.0)) && bench.sees(text::not_here()));
    bench.choose(text::unblock());
    let (whom, on) = (GONE, false);
    assert_eq!(deeds(&mut bench), [Deed::Block { whom, on }]);
}

#[test]
fn the_partner_of_a_talk_would_stand_there_as_if_it_went_on() {
    let mut bench = listed((1280.0, 720.0), 100);
    bench.focus(Some(IRIS), Some(IRIS));
    bench.choose(text::block());
    let whom = IRIS;
    assert_eq!(
        deeds(&mut bench),
        [Deed::Leave { whom }, Deed::Block { whom, on: true }]
    );
}

#[test]
fn a_report_would_be_lost_or_its_file_not_told() {
    let mut bench = listed((1280.0, 720.0), 100);
    let mut log = ChatLog::default();
    for n in 0..6u64 {
        log.push(Spoken {
            who: IRIS,
            name: "Iris".into(),
            agent: true,
            mine: false,
            ours: true,
            text: format!("Line {n}."),
            minute: 605,
            tick: Tick(n * 1000),
            again: false,
        });
    }
    bench.app.insert_resource(log);
    bench.choose(text::report());
    assert!(bench.sees(&text::report_on("Iris")));
    assert!(bench.sees("10:05  Line 5.") && bench.sees(&text::earlier_lines(2)));
    bench.choose(text::reason(ReportReason::Fraud));
    // The field for one's own words comes after the last reason.
    bench.walk_to(text::reason(ReportReason::Other));
    bench.press(bevy_egui::egui::Key::Tab);
    bench.type_in("Sells sand.");
    // Closed by mistake: the words stay.
    bench.press(bevy_egui::egui::Key::Escape);
    bench
        .app
        .world_mut()
        .write_message(OpenPeople { first: None });
    bench.rest();
    assert!(bench.sees("Sells sand."));
    bench.choose(text::report_write());
    let wanted = bench.sent::<ReportWanted>();
    assert_eq!(
        wanted,
        [ReportWanted {
            whom: IRIS,
            name: "Iris".into(),
            agent: true,
            reason: ReportReason::Fraud,
            words: "Sells sand.".into(),
        }]
    );
    let problem = Problem {
        cause: "/full/reports: no space left, so the report was not written".into(),
        remedy: "Make room".into(),
    };
    bench
        .app
        .insert_resource(Reported(Some((IRIS, Err(problem.clone())))));
    bench.rest();
    assert!(bench.sees(&problem.cause) && bench.sees(&problem.remedy));
    assert!(bench.sees("Sells sand."), "a failure loses the words");
    let file = "/data/reports/2026-11-26-iris.toml";
    bench
        .app
        .insert_resource(Reported(Some((IRIS, Ok(file.into())))));
    bench.rest();
    assert!(bench.sees(file));
    bench.choose(text::copy_path());
    assert_eq!(bench.copied.as_deref(), Some(file));
    bench.choose(text::done());
    assert!(bench.sees(text::people()) && !bench.sees(file));
    // Closed without a word to it, a report that was written is done with as well.
    bench.choose(text::report());
    bench.press(bevy_egui::egui::Key::Tab);
    bench
        .app
        .insert_resource(Reported(Some((IRIS, Ok(file.into())))));
    bench.rest();
    bench.press(bevy_egui::egui::Key::Escape);
    bench
        .app
        .world_mut()
        .write_message(OpenPeople { first: None });
    bench.rest();
    assert!(bench.sees(text::people()) && !bench.sees(file));
}

#[test]
fn the_pause_menu_would_not_lead_to_people() {
    let mut bench = Bench::new();
    bench.press(bevy_egui::egui::Key::Escape);
    bench.rest();
    bench.choose(text::people());
    assert_eq!(bench.get::<Screens>().open, Some(Screen::People));
    bench.press(bevy_egui::egui::Key::Escape);
    assert_eq!(bench.get::<Screens>().open, None);
}

/// The bench looks north from the height of eyes.
pub fn look(bench: &mut Bench) {
    let camera = Camera {
        computed: ComputedCameraValues {
            clip_from_view: Mat4::perspective_infinite_reverse_rh(1.0, 16.0 / 9.0, 0.1),
            target_info: Some(RenderTargetInfo {
                physical_size: UVec2::new(1280, 720),
                scale_factor: 1.0,
            }),
            ..default()
        },
        ..default()
    };
    let eye = GlobalTransform::from(Transform::from_xyz(0.0, 1.6, 0.0));
    let world = bench.app.world_mut();
    let mut contexts = world.query_filtered::<Entity, With<bevy_egui::PrimaryEguiContext>>();
    let context = contexts.single(world).expect("one");
    world.entity_mut(context).insert((camera, eye, ViewCamera));
}

/// Gives somebody words over their head, four metres ahead.
fn speak(bench: &mut Bench, who: StableId, words: &str) {
    let pose = Pose::new(Vec3::new(0.0, 0.0, -4.0), 0.0);
    let utterance = Utterance {
        text: words.into(),
        spoken: words.len(),
        since: Tick(290),
        until: Tick(300),
        source: None,
    };
    let voice = Voice {
        utterance: Some(utterance),
        thinking: false,
    };
    put(bench, who, (pose, stoa_world::PreviousPose(pose), voice));
}

#[test]
fn a_muted_ones_words_would_hang_over_their_head() {
    for (muted, blocked, name, words) in [
        (vec![], vec![], true, true),
        (vec![IRIS], vec![], true, false),
        (vec![], vec![IRIS], false, false),
    ] {
        for talking in [false, true] {
            if talking && !blocked.is_empty() {
                // A block ends the talk.
                continue;
            }
            let mut bench = Bench::new();
            look(&mut bench);
            speak(&mut bench, IRIS, "Good day.");
            let case = format!("muted {muted:?}, blocked {blocked:?}, talking {talking}");
            put(
                &mut bench,
                ME,
                (Muted(muted.clone()), Blocked(blocked.clone())),
            );
            bench.focus(None, talking.then_some(IRIS));
            bench.rest();
            assert_eq!(bench.sees("Iris"), name, "{case}");
            assert_eq!(bench.sees("Good day."), words, "{case}");
        }
    }
}
