//! Gestures by a key: a tap waves, held down it opens the wheel.

use std::time::Duration;

use bevy::{input::mouse::AccumulatedMouseMotion, prelude::*};
use stoa_ui::{Action, Actions, Emote, EmoteWheel, InputOwners};
use stoa_world::Gesture;

use super::{DesktopSystems, input::Steering};
use crate::headset;

/// Held longer than this, the key opens the wheel.
const TAP: Duration = Duration::from_millis(220);
/// Points a second at full deflection of a gamepad's stick.
const STICK: f32 = 700.0;

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        gesture
            .in_set(DesktopSystems::Input)
            .run_if(not(headset::worn)),
    );
}

fn gesture(
    actions: Res<Actions>,
    pads: Query<&Gamepad>,
    motion: Res<AccumulatedMouseMotion>,
    owners: Res<InputOwners>,
    time: Res<Time<Real>>,
    mut wheel: ResMut<EmoteWheel>,
    mut steering: ResMut<Steering>,
    mut since: Local<Option<Duration>>,
) {
    if !owners.is_game() {
        *since = None;
        wheel.set_if_neq(EmoteWheel::default());
        return;
    }
    let now = time.elapsed();
    if actions.held(Action::Wave) {
        let held = now - *since.get_or_insert(now);
        if wheel.aim.is_none() && held > TAP {
            wheel.aim = Some(Vec2::ZERO);
        }
        let stick: Vec2 = pads.iter().map(Gamepad::right_stick).sum();
        let stick = Vec2::new(stick.x, -stick.y) * STICK * time.delta_secs();
        if wheel.aim.is_some() && motion.delta + stick != Vec2::ZERO {
            wheel.push(motion.delta + stick);
        }
        return;
    }
    if since.take().is_none() {
        return;
    }
    let emote = match wheel.aim.take() {
        // A tap.
        None => Some(Emote::Gesture(Gesture::Wave)),
        Some(aim) => EmoteWheel { aim: Some(aim) }.chosen(),
    };
    match emote {
        Some(Emote::Gesture(gesture)) => steering.gesture(gesture),
        Some(Emote::SitOrStand) => steering.sit_or_stand = true,
        None => {}
    }
}
