//! A body that walks by itself takes the view along, and a key shows where it can go.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;
use stoa_ui::{Action, Actions, InputOwners, LocalPerson, Screen, Screens};
use stoa_world::{Mover, Pose, StableId};

use super::{DesktopSystems, camera::View, input::Steering};
use crate::headset;

/// How quickly the view turns the way that the body goes, by second.
const ALONG: f32 = 3.0;

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (show_way, go_along)
            .after(DesktopSystems::Input)
            .run_if(not(headset::worn)),
    );
}

fn show_way(actions: Res<Actions>, owners: Res<InputOwners>, mut screens: ResMut<Screens>) {
    if owners.is_game() && actions.begun(Action::Way) {
        screens.open = Some(Screen::Way);
    }
}

fn go_along(
    person: Option<Res<LocalPerson>>,
    bodies: Query<(&StableId, &Pose, &Mover)>,
    time: Res<Time>,
    mut view: ResMut<View>,
    mut steering: ResMut<Steering>,
) {
    let Some(person) = person else { return };
    let own = bodies.iter().find(|(id, ..)| **id == person.0);
    let Some((_, pose, mover)) = own.filter(|(.., mover)| mover.goal.is_some()) else {
        return;
    };
    if mover.steer != Vec3::ZERO {
        return;
    }
    *view = along(*view, pose.yaw_rad(), time.delta_secs());
    // The body knows: it is not told to turn where it goes.
    steering.has_turned(&view);
}

/// The view after `seconds` with a body that faces `yaw` radians.
fn along(view: View, yaw: f32, seconds: f32) -> View {
    let part = 1.0 - (-ALONG * seconds).exp();
    let left = (yaw - view.yaw + PI).rem_euclid(TAU) - PI;
    View {
        yaw: (view.yaw + left * part).rem_euclid(TAU),
        pitch: view.pitch * (1.0 - part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_would_turn_the_long_way_round() {
        let mut view = View {
            yaw: 6.0,
            pitch: 0.5,
        };
        let first = along(view, 0.3, 1.0 / 60.0);
        assert!(first.yaw > 6.0 && first.yaw < 6.1, "{first:?}");
        for _ in 0..300 {
            view = along(view, 0.3, 1.0 / 60.0);
        }
        assert!((view.yaw - 0.3).abs() < 1e-3 && view.pitch.abs() < 1e-3);
    }
}
