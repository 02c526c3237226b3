//! Keyboard, mouse and gamepad become `Move` and `Turn` intents of the person at this desktop.

use std::collections::BTreeMap;

use bevy::{
    input::{
        keyboard::{Key, KeyboardInput},
        mouse::AccumulatedMouseMotion,
    },
    prelude::*,
};
use stoa_ui::{EmoteWheel, Focus, InputOwners, KeyLabels, LocalPerson};
use stoa_world::{Deed, Gesture, Intent, SimSystems};

use super::{DesktopSystems, camera::View, cursor::CursorCaught};
use crate::{
    headset,
    shell::{
        display::WHOLE_SCREEN,
        screenshot::{PHOTO, PICTURE},
    },
};

/// The keys to play with.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    pub ahead: KeyCode,
    pub back: KeyCode,
    pub left: KeyCode,
    pub right: KeyCode,
    pub run: KeyCode,
    pub jump: KeyCode,
    pub talk: KeyCode,
    pub sit: KeyCode,
    pub view: KeyCode,
    pub wave: KeyCode,
    pub way: KeyCode,
    /// Opens the list of people.
    pub people: KeyCode,
}

impl Default for Bindings {
    fn default() -> Self {
        Self {
            ahead: KeyCode::KeyW,
            back: KeyCode::KeyS,
            left: KeyCode::KeyA,
            right: KeyCode::KeyD,
            run: KeyCode::ShiftLeft,
            jump: KeyCode::Space,
            talk: KeyCode::KeyE,
            sit: KeyCode::KeyC,
            view: KeyCode::KeyV,
            wave: KeyCode::KeyG,
            way: KeyCode::KeyM,
            people: KeyCode::KeyP,
        }
    }
}

impl Bindings {
    /// How the panels call these keys.
    fn labels(&self, printed: &Printed) -> KeyLabels {
        let name = |key: KeyCode| printed.name(key);
        KeyLabels {
            talk: name(self.talk),
            walk: [self.ahead, self.left, self.back, self.right]
                .map(name)
                .join(" "),
            look: "Mouse".to_owned(),
            run: name(self.run),
            jump: name(self.jump),
            view: name(self.view),
            sit: name(self.sit),
            way: name(self.way),
            people: name(self.people),
            more: vec![
                (name(self.wave), "Wave; held down, all gestures".to_owned()),
                (name(WHOLE_SCREEN), "Whole screen or window".to_owned()),
                (name(PHOTO), "Without any interface, and back".to_owned()),
                (name(PICTURE), "Take a picture".to_owned()),
            ],
        }
    }
}

/// What is printed on the keys. Keys are bound by their place on the keyboard; the layout tells with each press what
/// stands there. Until then, what an American keyboard has.
#[derive(Resource, Debug, Default)]
struct Printed(BTreeMap<KeyCode, String>);

impl Printed {
    /// Learns from a press; true when that changed something.
    fn learn(&mut self, key: KeyCode, logical: &Key) -> bool {
        let Key::Character(text) = logical else {
            return false;
        };
        let text = text.to_uppercase();
        let printable = text.chars().count() == 1 && !text.chars().any(char::is_control);
        if !printable || self.name(key) == text {
            return false;
        }
        self.0.insert(key, text);
        true
    }

    fn name(&self, key: KeyCode) -> String {
        if let Some(printed) = self.0.get(&key) {
            return printed.clone();
        }
        let debug = format!("{key:?}");
        let plain = debug.trim_start_matches("Key").trim_start_matches("Digit");
        plain
            .replace("ShiftLeft", "Shift")
            .replace("ControlLeft", "Ctrl")
    }
}

/// What the person does with their feet, until the next tick takes it.
#[derive(Resource, Debug, Default)]
pub(super) struct Steering {
    /// Right and ahead, at most 1 long.
    walk: Vec2,
    run: bool,
    /// Latched: a jump between two ticks is not lost.
    jump: bool,
    /// The last intents, so that standing still writes nothing.
    last: Option<(i8, i8, bool)>,
    last_turn: Option<(u16, i16)>,
    /// Deeds that keys stand for, until the next tick.
    deeds: Vec<Deed>,
    /// Whoever sits is to stand up, and whoever stands to sit down.
    pub(super) sit_or_stand: bool,
}

impl Steering {
    pub(super) fn gesture(&mut self, gesture: Gesture) {
        self.deeds.push(Deed::Gesture { gesture, at: None });
    }

    /// The body faces as the view does, without having been told.
    pub(super) fn has_turned(&mut self, view: &View) {
        self.last_turn = Some(turn_of(view));
    }
}

/// Yaw and pitch as an intent has them.
fn turn_of(view: &View) -> (u16, i16) {
    (
        stoa_world::pose::turn(view.yaw),
        (view.pitch / core::f32::consts::TAU * 65_536.0) as i16,
    )
}

/// Radians a pixel of mouse movement, at sensitivity 1.
const MOUSE_RAD: f32 = 0.0022;
/// Radians a second at full deflection of a stick.
const STICK_RAD: f32 = 2.6;

pub fn plugin(app: &mut App) {
    app.init_resource::<Bindings>()
        .init_resource::<Steering>()
        .init_resource::<Typed>()
        .init_resource::<Printed>()
        .add_systems(
            Startup,
            |bindings: Res<Bindings>, printed: Res<Printed>, mut labels: ResMut<KeyLabels>| {
                *labels = bindings.labels(&printed);
            },
        )
        .add_systems(Update, learn_labels)
        .add_systems(
            Update,
            (read_keys, look_around)
                .in_set(DesktopSystems::Input)
                .run_if(not(headset::worn)),
        )
        .add_systems(
            FixedUpdate,
            write_intents
                .in_set(SimSystems::Script)
                .run_if(not(headset::worn)),
        );
}

fn learn_labels(
    mut presses: MessageReader<KeyboardInput>,
    bindings: Res<Bindings>,
    mut printed: ResMut<Printed>,
    mut labels: ResMut<KeyLabels>,
) {
    let mut learnt = false;
    for press in presses.read() {
        learnt |= printed.learn(press.key_code, &press.logical_key);
    }
    if learnt {
        *labels = bindings.labels(&printed);
    }
}

/// Keys of this frame that are the first letters of a line, not the game's.
#[derive(Resource, Debug, Default)]
pub struct Typed(pub Vec<KeyCode>);

/// The keys that were pressed after the one that opens the line to type in. (Where frames are slow, a whole word can
/// come in one.)
fn typed_after(opener: impl Fn(KeyCode) -> bool, presses: &[KeyCode]) -> &[KeyCode] {
    let opened = presses.iter().position(|key| opener(*key));
    opened.map_or(&[], |at| &presses[at + 1..])
}

fn read_keys(
    keys: Res<ButtonInput<KeyCode>>,
    mut presses: MessageReader<KeyboardInput>,
    focus: Res<Focus>,
    pads: Query<&Gamepad>,
    owners: Res<InputOwners>,
    bindings: Res<Bindings>,
    bodies: Query<(&stoa_world::StableId, &stoa_world::Posture)>,
    person: Option<Res<LocalPerson>>,
    mut typed: ResMut<Typed>,
    mut steering: ResMut<Steering>,
) {
    let presses: Vec<KeyCode> = presses
        .read()
        .filter(|input| input.state.is_pressed() && !input.repeat)
        .map(|input| input.key_code)
        .collect();
    if !owners.is_game() {
        steering.walk = Vec2::ZERO;
        steering.jump = false;
        return;
    }
    let opens = |key| key == KeyCode::Enter || (key == bindings.talk && focus.whom.is_some());
    typed.0 = typed_after(opens, &presses).to_vec();
    let pressed = |key| keys.pressed(key) && !typed.0.contains(&key);
    let just_pressed = |key| keys.just_pressed(key) && !typed.0.contains(&key);
    let axis = |plus, minus| f32::from(i8::from(pressed(plus)) - i8::from(pressed(minus)));
    let mut walk = Vec2::new(
        axis(bindings.right, bindings.left),
        axis(bindings.ahead, bindings.back),
    );
    let mut run = pressed(bindings.run);
    for pad in &pads {
        let stick = pad.left_stick();
        if stick.length() > 0.15 {
            walk += stick;
        }
        run |= pad.pressed(GamepadButton::LeftThumb);
        steering.jump |= pad.just_pressed(GamepadButton::South);
    }
    steering.walk = walk.clamp_length_max(1.0);
    steering.run = run;
    steering.jump |= just_pressed(bindings.jump);
    let sitting = person.is_some_and(|person| {
        bodies
            .iter()
            .any(|(id, posture)| *id == person.0 && *posture == stoa_world::Posture::Sitting)
    });
    let changes = std::mem::take(&mut steering.sit_or_stand);
    if just_pressed(bindings.sit) || changes {
        steering.deeds.push(if sitting {
            Deed::Stand
        } else {
            Deed::Sit { seat: None }
        });
    } else if sitting && (walk != Vec2::ZERO || steering.jump) {
        steering.deeds.push(Deed::Stand);
    }
}

fn look_around(
    motion: Res<AccumulatedMouseMotion>,
    pads: Query<&Gamepad>,
    caught: Res<CursorCaught>,
    owners: Res<InputOwners>,
    time: Res<Time>,
    settings: Res<stoa_ui::UiSettings>,
    wheel: Res<EmoteWheel>,
    mut view: ResMut<View>,
) {
    // The wheel is aimed by what otherwise turns the view.
    if wheel.aim.is_some() {
        return;
    }
    let controls = &settings.controls;
    let mut turn = Vec2::ZERO;
    if caught.0 {
        turn += motion.delta * MOUSE_RAD * controls.mouse_sensitivity;
    }
    if owners.is_game() {
        for pad in &pads {
            let stick = pad.right_stick();
            if stick.length() > 0.15 {
                let speed = STICK_RAD * controls.stick_sensitivity * time.delta_secs();
                turn += Vec2::new(stick.x, -stick.y) * speed;
            }
        }
    }
    let sign = |inverted| if inverted { -1.0 } else { 1.0 };
    turn *= Vec2::new(sign(controls.invert_x), sign(controls.invert_y));
    view.yaw = (view.yaw - turn.x).rem_euclid(core::f32::consts::TAU);
    view.pitch = (view.pitch - turn.y).clamp(-1.45, 1.45);
}

fn write_intents(
    person: Option<Res<LocalPerson>>,
    view: Res<View>,
    mut steering: ResMut<Steering>,
    mut intents: MessageWriter<Intent>,
) {
    let Some(person) = person else { return };
    let who = person.0;
    let turn = turn_of(&view);
    if steering.last_turn != Some(turn) {
        steering.last_turn = Some(turn);
        intents.write(Intent {
            who,
            deed: Deed::Turn {
                yaw: turn.0,
                pitch: turn.1,
            },
        });
    }
    for deed in std::mem::take(&mut steering.deeds) {
        intents.write(Intent { who, deed });
    }
    let percent = |share: f32| (share * 100.0).round() as i8;
    let (right, ahead) = (percent(steering.walk.x), percent(steering.walk.y));
    let now = (right, ahead, steering.run);
    let moving = right != 0 || ahead != 0;
    if moving || steering.jump || steering.last.is_some_and(|last| last != now) {
        intents.write(Intent {
            who,
            deed: Deed::Move {
                right,
                ahead,
                run: steering.run,
                jump: steering.jump,
            },
        });
    }
    steering.last = Some(now);
    steering.jump = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_typed_in_one_slow_frame_would_make_the_body_sit_down_and_wave() {
        use KeyCode::{Enter, KeyC, KeyE, KeyG, KeyW};
        let opens = |key| key == KeyE || key == Enter;
        for (presses, typed) in [
            (vec![], vec![]),
            (vec![KeyC, KeyG], vec![]),
            (vec![KeyW, KeyE, KeyC, KeyG], vec![KeyC, KeyG]),
            (vec![Enter, KeyE, KeyC], vec![KeyE, KeyC]),
            (vec![KeyC, KeyE], vec![]),
        ] {
            assert_eq!(typed_after(opens, &presses), typed, "{presses:?}");
        }
    }

    #[test]
    fn the_prompt_would_name_a_key_that_is_not_on_this_keyboard() {
        let mut printed = Printed::default();
        let words = |printed: &Printed| {
            let labels = Bindings::default().labels(printed);
            [labels.talk, labels.walk, labels.run, labels.jump].join(" | ")
        };
        assert_eq!(words(&printed), "E | W A S D | Shift | Space");
        // A French keyboard has Z and Q where an American one has W and A; Dvorak has a full stop for E.
        for (key, character) in [
            (KeyCode::KeyW, "z"),
            (KeyCode::KeyA, "Q"),
            (KeyCode::KeyE, "."),
            (KeyCode::KeyS, "\u{13}"),
        ] {
            printed.learn(key, &Key::Character(character.into()));
        }
        assert_eq!(words(&printed), ". | Z Q S D | Shift | Space");
        assert!(!printed.learn(KeyCode::KeyA, &Key::Character("q".into())));
    }
}
