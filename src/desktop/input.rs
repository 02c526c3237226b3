//! Keyboard, mouse and gamepad become `Move` and `Turn` intents of the person at this desktop.

use bevy::{input::mouse::AccumulatedMouseMotion, prelude::*};
use stoa_ui::{Action, Actions, EmoteWheel, InputOwners, LocalPerson, SeatInView};
use stoa_world::{Deed, Gesture, Intent, SimSystems};

use super::{DesktopSystems, camera::View, cursor::CursorCaught};
use crate::headset;

/// What the person does with their feet, until the next tick takes it.
#[derive(Resource, Debug, Default)]
pub(super) struct Steering {
    /// Right and ahead, at most 1 long.
    walk: Vec2,
    run: bool,
    /// Latched: a jump between two ticks is not lost.
    jump: bool,
    crouch: bool,
    /// The last intents, so that standing still writes nothing.
    last: Option<(i8, i8, bool, bool)>,
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

/// How much of a walk's speed is left to somebody who crouches.
const CROUCHED: f32 = 0.5;
/// Radians a pixel of mouse movement, at sensitivity 1.
const MOUSE_RAD: f32 = 0.0022;
/// Radians a second at full deflection of a stick.
const STICK_RAD: f32 = 2.6;

pub fn plugin(app: &mut App) {
    app.init_resource::<Steering>()
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

fn read_keys(
    actions: Res<Actions>,
    pads: Query<&Gamepad>,
    owners: Res<InputOwners>,
    bodies: Query<(&stoa_world::StableId, &stoa_world::Posture)>,
    person: Option<Res<LocalPerson>>,
    seat: Res<SeatInView>,
    mut steering: ResMut<Steering>,
) {
    if !owners.may_walk() {
        steering.walk = Vec2::ZERO;
        steering.jump = false;
        steering.crouch = false;
        return;
    }
    let axis =
        |plus, minus| f32::from(i8::from(actions.held(plus)) - i8::from(actions.held(minus)));
    let mut walk = Vec2::new(
        axis(Action::Right, Action::Left),
        axis(Action::Ahead, Action::Back),
    );
    let sticks = pads.iter().map(Gamepad::left_stick);
    walk += sticks.filter(|stick| stick.length() > 0.15).sum::<Vec2>();
    let crouching = actions.held(Action::Crouch);
    steering.crouch = crouching;
    let fastest = if crouching { CROUCHED } else { 1.0 };
    steering.walk = walk.clamp_length_max(1.0) * fastest;
    steering.run = actions.held(Action::Run) && !crouching;
    steering.jump |= actions.begun(Action::Jump);
    let sitting = person.is_some_and(|person| {
        bodies
            .iter()
            .any(|(id, posture)| *id == person.0 && *posture == stoa_world::Posture::Sitting)
    });
    let changes = std::mem::take(&mut steering.sit_or_stand);
    if actions.begun(Action::Sit) || changes {
        steering.deeds.push(if sitting {
            Deed::Stand
        } else {
            // Without one to be seen, the nearest.
            Deed::Sit {
                seat: seat.0.clone(),
            }
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
    if owners.may_walk() {
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
    let now = (right, ahead, steering.run, steering.crouch);
    let moving = right != 0 || ahead != 0;
    if moving || steering.jump || steering.last.is_some_and(|last| last != now) {
        intents.write(Intent {
            who,
            deed: Deed::Move {
                right,
                ahead,
                run: steering.run,
                jump: steering.jump,
                crouch: steering.crouch,
            },
        });
    }
    steering.last = Some(now);
    steering.jump = false;
}

#[cfg(test)]
mod tests {
    use stoa_world::SeatId;

    use super::*;

    /// What comes of these actions, all begun in one frame.
    fn steering(actions: &[Action]) -> Steering {
        let mut app = App::new();
        app.init_resource::<Actions>()
            .init_resource::<InputOwners>()
            .init_resource::<Steering>()
            .insert_resource(SeatInView(Some(SeatId("bench/2".to_owned()))))
            .add_systems(Update, read_keys);
        let mut now = app.world_mut().resource_mut::<Actions>();
        actions.iter().for_each(|action| now.press(*action));
        app.update();
        app.world_mut()
            .remove_resource::<Steering>()
            .expect("it was there")
    }

    #[test]
    fn somebody_who_crouches_would_run() {
        use Action::{Ahead, Crouch, Run};
        let upright = steering(&[Ahead, Run]);
        assert_eq!((upright.walk, upright.run), (Vec2::Y, true));
        assert!(!upright.crouch);
        let crouched = steering(&[Ahead, Run, Crouch]);
        assert_eq!((crouched.walk, crouched.run), (Vec2::Y * CROUCHED, false));
        assert!(crouched.crouch);
    }

    #[test]
    fn another_seat_would_be_taken_than_the_one_looked_at() {
        let seat = Some(SeatId("bench/2".to_owned()));
        assert_eq!(steering(&[Action::Sit]).deeds, [Deed::Sit { seat }]);
    }
}
