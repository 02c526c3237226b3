//! The camera: through the person's own eyes, or over their shoulder.

pub mod room;

use bevy::{camera::CameraUpdateSystems, prelude::*};
use stoa_render::body::FirstPersonHidden;
use stoa_ui::{
    Action, Actions, InputOwners, LocalPerson, SettingsChanged, UiSettings, ViewCamera, ViewMode,
};
use stoa_world::{Attention, Body, Pose, Posture, PreviousPose, StableId, geometry::MAX_STEP_M};
use stoa_xr::Headset;

use room::Room;

/// Where the person looks, ahead of the body by less than a tick.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    /// Radians, counter-clockwise from above, 0 facing −z.
    pub yaw: f32,
    /// Radians, up positive.
    pub pitch: f32,
}

/// Whom the camera follows in a session that nobody plays: a script's or a record's first person. It looks where they
/// look, and keys and mouse move nobody.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched(pub StableId);

/// Height of the eyes over the ground, standing and sitting, in metres.
pub const EYES_STANDING: f32 = 1.65;
const EYES_SITTING: f32 = 1.22;
const EYES_CROUCHING: f32 = 1.05;
/// Behind the shoulder, in metres.
pub const SHOULDER: Vec3 = Vec3::new(0.45, 0.15, 2.6);
/// Nearer to the head than this, in metres, the camera would see the body from within.
const OUTSIDE_M: f32 = 0.6;
/// A floor that is this much higher or lower, in metres, is another one.
const ELSEWHERE_M: f32 = 1.0;
/// How quickly eyes, floor and arm follow, by second.
const EYES_RATE: f32 = 8.0;
const FLOOR_RATE: f32 = 15.0;
const ARM_RATE: f32 = 4.0;

pub fn plugin(app: &mut App) {
    app.init_resource::<View>()
        .add_systems(Update, toggle_view.after(super::DesktopSystems::Input))
        .add_systems(
            PostUpdate,
            follow
                .before(TransformSystems::Propagate)
                .before(CameraUpdateSystems),
        );
}

/// The key changes the setting itself, so that panels, pictures and the next visit agree.
fn toggle_view(
    actions: Res<Actions>,
    owners: Res<InputOwners>,
    mut settings: ResMut<UiSettings>,
    mut changed: MessageWriter<SettingsChanged>,
) {
    if !owners.is_game() || !actions.begun(Action::View) {
        return;
    }
    settings.controls.view = match settings.controls.view {
        ViewMode::First => ViewMode::Third,
        ViewMode::Third => ViewMode::First,
    };
    changed.write(SettingsChanged(settings.clone()));
}

/// What moves more slowly than the body does.
#[derive(Debug, Default)]
struct Rig {
    /// From the feet to the eyes, in metres.
    eyes: Option<f32>,
    /// Height of the ground under the feet, in metres.
    floor: Option<f32>,
    /// How much of the way over the shoulder the camera is out.
    arm: f32,
}

fn follow(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    watched: Option<Res<Watched>>,
    view: Res<View>,
    actions: Res<Actions>,
    owners: Res<InputOwners>,
    settings: Res<UiSettings>,
    fixed: Res<Time<Fixed>>,
    time: Res<Time>,
    room: Room,
    bodies: Query<
        (
            Entity,
            &StableId,
            &Pose,
            &PreviousPose,
            &Posture,
            &Attention,
            Has<FirstPersonHidden>,
        ),
        With<Body>,
    >,
    camera: Single<(&mut Transform, &mut Projection), With<ViewCamera>>,
    headset: Option<Res<Headset>>,
    mut rig: Local<Rig>,
) {
    let person = person.map(|person| person.0);
    let Some(whom) = person.or(watched.map(|watched| watched.0)) else {
        return;
    };
    let Some((entity, _, pose, previous, posture, attention, hidden)) =
        bodies.iter().find(|(_, id, ..)| **id == whom)
    else {
        return;
    };
    let (mut transform, mut projection) = camera.into_inner();
    let corner = match &*projection {
        Projection::Perspective(lens) => room::corner(lens),
        _ => 1.0,
    };
    let radius = room::radius(corner);
    let seconds = time.delta_secs();
    // Nobody looks over their own shoulder in a headset.
    let worn = headset.is_some_and(|headset| headset.is_worn());
    let crouches = person.is_some() && owners.is_game() && actions.held(Action::Crouch);
    let wanted = match posture {
        Posture::Sitting => EYES_SITTING,
        _ if crouches => EYES_CROUCHING,
        _ => EYES_STANDING,
    };
    // Sitting down is a movement and not a cut.
    let height = eased(rig.eyes.unwrap_or(wanted), wanted, EYES_RATE, seconds);
    rig.eyes = Some(height);
    let feet = previous
        .0
        .position()
        .lerp(pose.position(), fixed.overstep_fraction());
    let floor = match rig.floor {
        Some(floor) if !worn => stepped(floor, feet.y, seconds),
        _ => feet.y,
    };
    rig.floor = Some(floor);
    let head = room.head(feet.with_y(floor), height, radius);
    let (yaw, pitch) = match person {
        Some(_) => (view.yaw, view.pitch),
        None => (pose.yaw_rad(), attention.pitch_rad),
    };
    let rotation = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0);
    transform.rotation = rotation;
    transform.translation = head;
    let third_person = settings.controls.view == ViewMode::Third && !worn;
    let back = rotation * SHOULDER;
    if third_person {
        rig.arm = reach(rig.arm, room.free(head, back, radius), seconds);
        transform.translation = head + back * rig.arm;
    } else {
        rig.arm = 0.0;
    }
    let near = room::near(room.clearance(transform.translation), corner);
    // A look that changes nothing must not count as a change.
    if let Projection::Perspective(lens) = projection.bypass_change_detection()
        && lens.near != near
    {
        lens.near = near;
        projection.set_changed();
    }
    let outside = third_person && rig.arm * back.length() > OUTSIDE_M;
    if hidden == outside {
        if outside {
            commands.entity(entity).remove::<FirstPersonHidden>();
        } else {
            commands.entity(entity).insert(FirstPersonHidden);
        }
    }
}

/// `from` after `seconds` of nearing `to` at `rate` by second.
fn eased(from: f32, to: f32, rate: f32, seconds: f32) -> f32 {
    from + (to - from) * (1.0 - (-rate * seconds).exp())
}

/// The height under the eyes while the feet are at `feet`: a step up or down is a rise and not a cut, and who is
/// somewhere else at once sees it at once.
fn stepped(floor: f32, feet: f32, seconds: f32) -> f32 {
    if (feet - floor).abs() > ELSEWHERE_M {
        return feet;
    }
    let behind = MAX_STEP_M;
    eased(floor, feet, FLOOR_RATE, seconds).clamp(feet - behind, feet + behind)
}

/// How far out the camera is: in at once where something stands there, out again without haste.
fn reach(arm: f32, free: f32, seconds: f32) -> f32 {
    eased(arm, free, ARM_RATE, seconds).min(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: f32 = 1.0 / 60.0;

    #[test]
    fn the_camera_would_be_in_a_wall_for_a_while_or_jump_out_of_it() {
        let mut arm = 1.0;
        for (free, frames) in [(0.2, 1), (0.9, 40), (0.1, 1), (0.1, 3), (1.0, 400)] {
            for _ in 0..frames {
                let before = arm;
                arm = reach(arm, free, FRAME);
                assert!(arm <= free, "{arm} of {free}");
                assert!(arm - before < 0.1, "from {before} to {arm}");
            }
        }
        assert!(arm > 0.99, "{arm}");
    }

    #[test]
    fn a_flight_of_steps_would_shake_the_view() {
        let (mut floor, mut feet) = (0.0_f32, 0.0_f32);
        for frame in 0..240 {
            // A step every third of a second, all at once.
            if frame % 20 == 0 && frame < 120 {
                feet += 0.17;
            }
            let before = floor;
            floor = stepped(floor, feet, FRAME);
            assert!(
                (0.0..0.06).contains(&(floor - before)),
                "{frame}: {before} {floor}"
            );
            assert!(feet - floor <= MAX_STEP_M);
        }
        assert!((feet - floor).abs() < 1e-3);
        // A fall is not slow, and a teleport not a flight.
        assert!(stepped(10.0, 9.2, FRAME) <= 9.2 + MAX_STEP_M);
        assert_eq!(stepped(10.0, 3.0, FRAME), 3.0);
    }
}
