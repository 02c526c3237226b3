//! The camera: through the person's own eyes, or over their shoulder.

use avian3d::prelude::{SpatialQuery, SpatialQueryFilter};
use bevy::prelude::*;
use stoa_render::body::FirstPersonHidden;
use stoa_ui::{
    Action, Actions, InputOwners, LocalPerson, SettingsChanged, UiSettings, ViewCamera, ViewMode,
};
use stoa_world::{Attention, Body, Pose, Posture, PreviousPose, StableId, sim::BodyCollider};

use stoa_xr::Headset;

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
const EYES_STANDING: f32 = 1.65;
const EYES_SITTING: f32 = 1.22;
const EYES_CROUCHING: f32 = 1.05;
/// Behind the shoulder, in metres.
const SHOULDER: Vec3 = Vec3::new(0.45, 0.15, 2.6);

pub fn plugin(app: &mut App) {
    app.init_resource::<View>()
        .add_systems(Update, toggle_view.after(super::DesktopSystems::Input))
        .add_systems(PostUpdate, follow.before(TransformSystems::Propagate));
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
    space: SpatialQuery,
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
    people: Query<Entity, With<BodyCollider>>,
    camera: Single<&mut Transform, With<ViewCamera>>,
    headset: Option<Res<Headset>>,
    mut eyes: Local<Option<f32>>,
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
    let crouches = person.is_some() && owners.is_game() && actions.held(Action::Crouch);
    let wanted = match posture {
        Posture::Sitting => EYES_SITTING,
        _ if crouches => EYES_CROUCHING,
        _ => EYES_STANDING,
    };
    // Eased, so that sitting down is a movement and not a cut.
    let height = eyes.map_or(wanted, |height| {
        height + (wanted - height) * (1.0 - (-8.0 * time.delta_secs()).exp())
    });
    *eyes = Some(height);
    let feet = previous
        .0
        .position()
        .lerp(pose.position(), fixed.overstep_fraction());
    let head = feet + Vec3::Y * height;
    let (yaw, pitch) = match person {
        Some(_) => (view.yaw, view.pitch),
        None => (pose.yaw_rad(), attention.pitch_rad),
    };
    let rotation = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0);
    let mut transform = camera.into_inner();
    transform.rotation = rotation;
    transform.translation = head;
    // Nobody looks over their own shoulder in a headset.
    let worn = headset.is_some_and(|headset| headset.is_worn());
    let third_person = settings.controls.view == ViewMode::Third && !worn;
    if third_person {
        let back = rotation * SHOULDER;
        transform.translation = head + back * room(&space, &people, head, back);
    }
    if hidden == third_person {
        if third_person {
            commands.entity(entity).remove::<FirstPersonHidden>();
        } else {
            commands.entity(entity).insert(FirstPersonHidden);
        }
    }
}

/// How far of the way `back` from the head nothing stands, from near 0 to 1. People don't push the camera, oneself
/// least of all.
pub fn room(
    space: &SpatialQuery,
    people: &Query<Entity, With<BodyCollider>>,
    head: Vec3,
    back: Vec3,
) -> f32 {
    let filter = SpatialQueryFilter::from_excluded_entities(people);
    Dir3::new(back)
        .ok()
        .and_then(|direction| space.cast_ray(head, direction, back.length(), true, &filter))
        .map_or(1.0, |hit| {
            ((hit.distance - 0.2) / back.length()).clamp(0.05, 1.0)
        })
}
