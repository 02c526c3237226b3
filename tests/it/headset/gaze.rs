//! Somebody with the plainest controller there is and a headset that knows no floor: eyes and one button do everything.

use bevy::math::Vec2;

use super::{
    driven::{AGENT, PERSON, SOON, SPOKEN, away_deg, somebody_waits},
    reply::{BELT, BUTTONS, CHEST, GOODBYES, MENU},
    worn::{IN, Worn},
};
use crate::support::{Profile, monado::Driver, of_kind, qwerty::Part};

const SIMPLE: &str = "/interaction_profiles/khr/simple_controller";
/// Of the menu's page that asks for the height: taller, and the way out.
const TALLER: Vec2 = Vec2::new(411.0, 560.0);
const CLOSE: Vec2 = Vec2::new(440.0, 42.0);
/// Of the belt.
const TURN_RIGHT: Vec2 = Vec2::new(217.0, 48.0);
/// The eyes of one who is 1.70 m tall, as everyone is taken to be, and of one who is 1.75 m, in metres.
const EYES_M: [f32; 2] = [1.591, 1.638];
const TRIES: usize = 4;

#[test]
fn eyes_and_one_button_say_how_tall_one_is_talk_turn_and_get_about() {
    let profile = Profile::new();
    somebody_waits(&profile);
    let settings = [
        "headset.controller=simple_controller",
        "headset.by_gaze=true",
        "headset.space=local",
    ];
    let Some(mut worn) = Worn::put_on(Driver::Qwerty, profile, "near", &settings) else {
        return;
    };
    worn.wait_for_states(0, &IN);
    let hands = worn.wait("controllers", |worn| {
        let events = worn.events();
        of_kind(&events, "xr_hands")
            .first()
            .map(|hands| (*hands).clone())
    });
    assert_eq!(
        (&hands["left"], &hands["right"]),
        (&SIMPLE.into(), &SIMPLE.into())
    );
    worn.wait("first look", |worn| (worn.yaw_deg() != 0.0).then_some(()));
    let ahead = worn.yaw_deg();
    say_how_tall(&mut worn, ahead);
    talk(&mut worn, ahead);
    turn_by_the_belt(&mut worn, ahead);
    teleport(&mut worn);
    worn.end();
}

/// Looks so many degrees to the left of `ahead` and up: a busy machine can lose a part of a turn.
fn look(worn: &mut Worn, ahead: f32, [left_deg, up_deg]: [f32; 2]) {
    for _ in 0..8 {
        let left = (ahead + left_deg - worn.yaw_deg() + 180.0).rem_euclid(360.0) - 180.0;
        let up = up_deg - worn.pitch_deg();
        if left.abs().max(up.abs()) < 0.5 {
            return;
        }
        worn.monado.turn(Part::Head, -left, up);
        worn.let_frames_pass(2);
    }
}

/// Where the eyes are above the feet, in metres.
fn eyes_m(worn: &Worn) -> f32 {
    worn.tracked().map_or(0.0, |tracked| tracked.head.local().y)
}

/// The headset knows no floor: the menu asks, and the world sinks to where the feet are.
fn say_how_tall(worn: &mut Worn, ahead: f32) {
    let [usual, taller] = EYES_M;
    worn.wait("eyes as high as anybody's", |worn| {
        ((eyes_m(worn) - usual).abs() < 0.02).then_some(())
    });
    let mut grown = false;
    for _ in 0..TRIES {
        look(worn, ahead, MENU.look_deg(TALLER, 0.0));
        worn.eyes("headset_height_asked");
        worn.press(Part::Right);
        let higher = |worn: &mut Worn| ((eyes_m(worn) - taller).abs() < 0.02).then_some(());
        grown = worn.wait_for(SOON, "higher eyes", higher).is_ok();
        if grown {
            break;
        }
    }
    assert!(grown, "one is {} m tall to the eyes", eyes_m(worn));
    look(worn, ahead, MENU.look_deg(CLOSE, taller - usual));
    worn.press(Part::Right);
}

/// From the first look to goodbye.
fn talk(worn: &mut Worn, ahead: f32) {
    let risen = EYES_M[1] - EYES_M[0];
    let hailed = |worn: &mut Worn| {
        let events = worn.events();
        let mut of_person = events.iter().filter(|event| event["who"] == PERSON);
        of_person
            .any(|event| event["do"] == "hail" && event["whom"] == AGENT)
            .then_some(())
    };
    let began = (0..TRIES).any(|_| {
        look(worn, ahead, [0.0, 0.0]);
        worn.eyes("headset_gaze_on_somebody");
        worn.press(Part::Right);
        worn.wait_for(SOON, "hail", hailed).is_ok()
    });
    assert!(began, "nobody was hailed: see headset_gaze_on_somebody.png");
    let said = pick(worn, ahead, &BUTTONS, risen, |text| text != "Goodbye.");
    worn.wait_for(SPOKEN, "answer", |worn| {
        let events = worn.events();
        let said = of_kind(&events, "said").into_iter().any(|answer| {
            answer["who"] == AGENT && answer["to"] == PERSON && answer["tick"].as_u64() > Some(said)
        });
        said.then_some(())
    })
    .unwrap_or_else(|why| panic!("{why}"));
    pick(worn, ahead, &GOODBYES, risen, |text| text == "Goodbye.");
}

/// Looks at one quick reply after another and presses until something is said. Returns the tick.
fn pick(
    worn: &mut Worn,
    ahead: f32,
    buttons: &[Vec2],
    risen: f32,
    wanted: impl Fn(&str) -> bool,
) -> u64 {
    let from = worn.tick();
    let said = |worn: &mut Worn| {
        let events = worn.events();
        let mut said = of_kind(&events, "said").into_iter();
        said.find(|said| said["who"] == PERSON && said["tick"].as_u64() > Some(from))
            .cloned()
    };
    for button in buttons.iter().cycle().take(2 * buttons.len()) {
        look(worn, ahead, CHEST.look_deg(*button, risen));
        worn.eyes("headset_gaze_on_reply");
        worn.press(Part::Right);
        let Ok(said) = worn.wait_for(SOON, "quick reply", said) else {
            continue;
        };
        assert_eq!(said["to"], AGENT, "{said}");
        let text = said["text"].as_str().unwrap_or_default();
        assert!(wanted(text), "another reply than looked at: {said}");
        return said["tick"].as_u64().expect("a tick");
    }
    panic!("no quick reply was said: see headset_gaze_on_reply.png");
}

/// The belt comes when one looks down, and does what the controller has no control for.
fn turn_by_the_belt(worn: &mut Worn, ahead: f32) {
    let mut turned = false;
    for _ in 0..TRIES {
        // Straight down first: it hangs where the head faces then.
        look(worn, ahead, BELT.look_deg(BELT.size / 2.0, 0.0));
        let [left, up] = BELT.look_deg(TURN_RIGHT, 0.0);
        look(worn, ahead, [left, up]);
        worn.eyes("headset_belt");
        worn.press(Part::Right);
        let is_turned = |worn: &mut Worn| {
            let by = away_deg(worn.yaw_deg(), ahead + left);
            ((by - 30.0).abs() < 2.0).then_some(())
        };
        turned = worn.wait_for(SOON, "turn", is_turned).is_ok();
        if turned {
            break;
        }
    }
    assert!(turned, "one faces {}, and began at {ahead}", worn.yaw_deg());
}

/// A long press on open ground.
fn teleport(worn: &mut Worn) {
    let ahead = worn.yaw_deg();
    for aside in [-45.0, -30.0, -60.0, 45.0] {
        look(worn, ahead, [aside, -30.0]);
        let before = worn.frames();
        worn.monado
            .mouse_until(Part::Right, 1, SOON, || worn.frames() > before + 5);
        let gone = worn.wait_for(SOON, "teleport", |worn| {
            (!worn.intents("teleport").is_empty()).then_some(())
        });
        if gone.is_ok() {
            let events = worn.events();
            let refused = of_kind(&events, "refused");
            let refused = refused.iter().find(|refused| refused["do"] == "track");
            assert_eq!(refused, None, "head and hands were told from elsewhere");
            return;
        }
    }
    panic!("nowhere to teleport to");
}
