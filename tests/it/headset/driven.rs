//! Being there by head and hands: looking, pointing, talking, turning, getting about.

use core::f32::consts::FRAC_PI_6;
use std::time::Duration;

use bevy::math::Vec2;
use image::{GrayImage, imageops};

use super::{
    parallax::difference,
    reply,
    worn::{IN, Worn},
};
use crate::support::{
    Profile, assets,
    monado::{Driver, Monado},
    of_kind,
    qwerty::Part,
    read, said_by,
};

/// The first inhabitant of a world, and the person.
pub const AGENT: u64 = 1000;
pub const PERSON: u64 = 1;
/// Where the shipped world's visitors come in, as its file says: metres, and degrees counter-clockwise from north.
const GATE: [f32; 2] = [-13.2, 16.0];
const GATE_DEG: f32 = -32.0;
/// One who stands before them, and the one place there is: nobody has anywhere else to go.
const PLACE: &str = r#"[[place]]
id = "here"
name = "the spot"
kind = "square"
about = "Where somebody waits."
at = [-12.2, 14.4]
radius = 1.5
stands = [[-12.2, 14.4, 148]]

"#;
const INHABITANT: &str = "[[inhabitant]]\npersona = \"theo\"\nat = \"here\"\n\n";
/// How long an input that was seen takes to show in the world.
pub const SOON: Duration = Duration::from_secs(20);
/// How long it takes to speak an answer out, a few ticks a frame.
pub const SPOKEN: Duration = Duration::from_secs(600);
const TRIES: usize = 5;

#[test]
fn head_and_hands_look_point_talk_turn_and_get_about() {
    if Monado::launcher().is_none() {
        crate::support::skip("Monado was not set up: `cargo xtask test --xr` does that");
        return;
    }
    let profile = Profile::new();
    somebody_waits(&profile);
    let Some(mut worn) = Worn::put_on(Driver::Qwerty, profile, "near", &[]) else {
        return;
    };
    worn.wait_for_states(0, &IN);
    move_a_hand(&mut worn);
    begin_to_talk(&mut worn);
    let said = pick_a_reply(&mut worn);
    turn_the_head(&mut worn);
    turn_by_the_stick(&mut worn);
    let answered = worn.wait_for(SPOKEN, "answer", |worn| {
        let events = worn.events();
        let later = |event: &&serde_json::Value| event["tick"].as_u64() > Some(said);
        let said = of_kind(&events, "said").into_iter().filter(later);
        let mut said = said.filter(|said| said["who"] == AGENT);
        said.any(|said| said["to"] == PERSON).then_some(())
    });
    answered.unwrap_or_else(|why| panic!("{why}"));
    assert!(!said_by(&worn.events(), AGENT).is_empty());
    teleport(&mut worn);
    worn.end();
}

/// Writes the shipped world's ground and sky under the name `near`, with one inhabitant, who stays before the gate:
/// without its buildings a frame takes a fraction of the time.
pub fn somebody_waits(profile: &Profile) {
    let world = read(&assets().join("worlds/stoa.toml"));
    let at = |heading: &str| {
        world
            .find(&format!("\n[[{heading}]]\n"))
            .map(|before| before + 1)
            .unwrap_or_else(|| panic!("no {heading}"))
    };
    let parts = [
        &world[..at("scene")],
        PLACE,
        &world[at("spawn")..at("inhabitant")],
        INHABITANT,
        &world[at("lore")..],
    ];
    profile.write("worlds/near.toml", parts.concat());
}

/// The hand at rest points at who stands there, and the wrist shows who that is. Pointing elsewhere it does not.
fn move_a_hand(worn: &mut Worn) {
    wait_for_panel(worn, true, "headset_pointed_at");
    turn_right(worn, Part::Right, 60.0, hand_yaw_deg);
    wait_for_panel(worn, false, "headset_hand_moved");
    hands_back(worn);
    wait_for_panel(worn, true, "headset_pointed_at_again");
}

/// The hands lie before the head again, as at first.
fn hands_back(worn: &mut Worn) {
    let before = worn.frames();
    let taken = || worn.frames() > before;
    worn.monado.key_until(Part::Right, "r", SOON, taken);
    worn.let_frames_pass(1);
}

fn wait_for_panel(worn: &mut Worn, shown: bool, name: &str) {
    worn.wait(&format!("wrist panel shown: {shown}, {name}"), |worn| {
        let [left, _] = worn.eyes(name);
        let dark = [0.17, 0.57].map(|x| share_of_dark(&left, x));
        // The other side is light in any case: else the world is not there yet.
        let world = dark[1] < 0.4;
        (world && (dark[0] > 0.8) == shown).then_some(())
    });
}

/// Which part is dark of a piece of the picture, a quarter as wide and high, below the middle and from `x` on.
fn share_of_dark(picture: &GrayImage, x: f32) -> f32 {
    let (width, height) = picture.dimensions();
    let [left, top] = [x * width as f32, 0.46 * height as f32].map(|edge| edge as u32);
    let piece = imageops::crop_imm(picture, left, top, width / 4, height / 4).to_image();
    let dark = piece.pixels().filter(|pixel| pixel.0[0] < 61).count();
    dark as f32 / piece.pixels().len() as f32
}

fn begin_to_talk(worn: &mut Worn) {
    let hailed = |worn: &mut Worn| {
        let events = worn.events();
        let mut hails = events.iter().filter(|event| event["do"] == "hail");
        hails
            .any(|hail| hail["who"] == PERSON && hail["whom"] == AGENT)
            .then_some(())
    };
    for _ in 0..TRIES {
        worn.press(Part::Right);
        if worn.wait_for(SOON, "hail", hailed).is_ok() {
            return;
        }
    }
    worn.wait_for(SOON, "hail", hailed)
        .unwrap_or_else(|why| panic!("{why}"));
}

/// Turns the right hand until its laser meets the place: a busy machine can lose a part of a turn.
fn aim(worn: &mut Worn, button: Vec2) {
    for _ in 0..6 {
        worn.let_frames_pass(2);
        let tracked = worn.tracked();
        let Some([left_deg, up_deg]) = tracked.and_then(|tracked| reply::aim_deg(&tracked, button))
        else {
            continue;
        };
        if left_deg.abs().max(up_deg.abs()) < 0.7 {
            return;
        }
        worn.monado.turn(Part::Right, -left_deg, up_deg);
    }
}

/// Picks one of the wrist's quick replies with the laser. Returns the tick at which it was said.
fn pick_a_reply(worn: &mut Worn) -> u64 {
    let said = |worn: &mut Worn| {
        let events = worn.events();
        let mut said = of_kind(&events, "said").into_iter();
        said.find(|said| said["who"] == PERSON).cloned()
    };
    for button in reply::BUTTONS {
        hands_back(worn);
        aim(worn, button);
        worn.eyes("headset_reply");
        for _ in 0..2 {
            worn.press(Part::Right);
            let Ok(said) = worn.wait_for(SOON, "quick reply", said) else {
                continue;
            };
            assert_eq!(said["to"], AGENT, "{said}");
            assert_ne!(
                said["text"], "Goodbye.",
                "another button than aimed at: {said}"
            );
            let events = worn.events();
            let heard = of_kind(&events, "heard");
            assert!(
                heard
                    .iter()
                    .any(|heard| heard["who"] == AGENT && heard["text"] == said["text"]),
                "{said}"
            );
            return said["tick"].as_u64().expect("a tick");
        }
    }
    worn.wait_for(SOON, "quick reply", said)
        .unwrap_or_else(|why| panic!("{why}"))["tick"]
        .as_u64()
        .expect("a tick")
}

/// What the head does is what the body does, degree by degree, and the eyes see it.
fn turn_the_head(worn: &mut Worn) {
    let came_in = away_deg(worn.yaw_deg(), GATE_DEG);
    assert!(
        came_in < 0.1,
        "one faces {came_in}° aside of the gate's way in"
    );
    let [before, _] = worn.eyes("headset_before_turning");
    turn_right(worn, Part::Head, 30.0, Worn::yaw_deg);
    wait_for_yaw(worn, GATE_DEG - 30.0, 1.5);
    worn.let_frames_pass(2);
    let [after, _] = worn.eyes("headset_head_turned");
    let changed = difference(&before, &after);
    assert!(changed > 8.0, "the eye sees the same as before: {changed}");
}

/// One push is one step, however long it lasts.
fn turn_by_the_stick(worn: &mut Worn) {
    let from = worn.yaw_deg();
    let turned = |worn: &Worn| away_deg(worn.yaw_deg(), from) > 1.0;
    assert!(
        worn.push(Part::Right, "h", turned),
        "the stick turns nobody"
    );
    worn.let_frames_pass(3);
    wait_for_yaw(worn, from - FRAC_PI_6.to_degrees(), 1.0);
    worn.eyes("headset_snap_turned");
}

fn wait_for_yaw(worn: &mut Worn, wanted_deg: f32, within_deg: f32) {
    worn.wait(&format!("yaw of {wanted_deg}°"), |worn| {
        (away_deg(worn.yaw_deg(), wanted_deg) < within_deg).then_some(())
    });
}

/// Turns a part to the right by so much as is then measured: a busy machine can lose a part of a turn.
fn turn_right(worn: &mut Worn, part: Part, right_deg: f32, yaw_deg: impl Fn(&Worn) -> f32) {
    let wanted = yaw_deg(worn) - right_deg;
    for _ in 0..6 {
        let left_deg = (wanted - yaw_deg(worn) + 180.0).rem_euclid(360.0) - 180.0;
        if left_deg.abs() < 0.7 {
            return;
        }
        worn.monado.turn(part, -left_deg, 0.0);
        worn.let_frames_pass(2);
    }
}

/// The right hand's yaw in its body's frame, in degrees, counter-clockwise.
fn hand_yaw_deg(worn: &Worn) -> f32 {
    let hand = worn.tracked().and_then(|tracked| tracked.hands[1]);
    hand.map_or(0.0, |hand| reply::yaw(&hand).to_degrees())
}

/// Degrees between two directions.
pub fn away_deg(one: f32, other: f32) -> f32 {
    let turn = (one - other).rem_euclid(360.0);
    turn.min(360.0 - turn)
}

/// Forward and let go: there, and the world has nothing against it.
fn teleport(worn: &mut Worn) {
    let [before, _] = worn.eyes("headset_before_teleport");
    for (stick, down_deg) in [(Part::Left, 30.0), (Part::Right, 30.0), (Part::Right, 20.0)] {
        hands_back(worn);
        worn.monado.turn(Part::Right, 0.0, -down_deg);
        worn.push(stick, "t", |_| false);
        let gone = worn.wait_for(SOON, "teleport", |worn| {
            let events = worn.events();
            let mut of_person = events.iter().filter(|event| event["who"] == PERSON);
            of_person
                .find(|event| event["do"] == "teleport")
                .map(|event| event["kind"].clone())
        });
        let Ok(kind) = gone else { continue };
        // The first that was asked for is either an intent or a refusal.
        assert_eq!(kind, "intent", "the world refuses where the arc may land");
        let asked = worn.intents("teleport");
        let to = asked[0]["to"].as_array().expect("a point");
        let [x, z] = [0, 1].map(|axis| to[axis].as_f64().expect("a number") as f32 / 65_536.0);
        let away_m = (x - GATE[0]).hypot(z - GATE[1]);
        assert!((1.0..9.0).contains(&away_m), "{away_m} m away");
        worn.let_frames_pass(4);
        let [after, _] = worn.eyes("headset_teleported");
        let changed = difference(&before, &after);
        assert!(changed > 4.0, "the eye sees the same as before: {changed}");
        return;
    }
    panic!("nowhere to teleport to: see target/pictures/headset_before_teleport.png");
}

#[test]
fn directions_are_compared_across_north() {
    assert!((away_deg(359.0, -2.0) - 1.0).abs() < 1e-4);
    assert!((away_deg(10.0, 350.0) - 20.0).abs() < 1e-4);
    assert!((away_deg(0.0, 180.0) - 180.0).abs() < 1e-4);
}
