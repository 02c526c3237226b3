//! The camera: through the person's own eyes, or over their shoulder.

use avian3d::prelude::{SpatialQuery, SpatialQueryFilter};
use bevy::prelude::*;
use stoa_render::body::FirstPersonHidden;
use stoa_ui::{InputOwners, LocalPerson, UiSettings, ViewCamera, ViewMode};
use stoa_world::{Body, Pose, Posture, PreviousPose, StableId};

use super::input::Bindings;

/// Where the person looks, ahead of the body by less than a tick.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    /// Radians, counter-clockwise from above, 0 facing −z.
    pub yaw: f32,
    /// Radians, up positive.
    pub pitch: f32,
    pub third_person: bool,
}

/// Height of the eyes over the ground, standing and sitting, in metres.
const EYES_STANDING: f32 = 1.65;
const EYES_SITTING: f32 = 1.22;
/// Behind the shoulder, in metres.
const SHOULDER: Vec3 = Vec3::new(0.45, 0.15, 2.6);

pub fn plugin(app: &mut App) {
    app.init_resource::<View>()
        .add_systems(Update, toggle_view.after(super::DesktopSystems::Input))
        .add_systems(PostUpdate, follow.before(TransformSystems::Propagate));
}

fn toggle_view(
    keys: Res<ButtonInput<KeyCode>>,
    owners: Res<InputOwners>,
    bindings: Res<Bindings>,
    settings: Res<UiSettings>,
    mut view: ResMut<View>,
) {
    if settings.is_changed() {
        view.third_person = settings.view == ViewMode::Third;
    }
    if owners.is_game() && keys.just_pressed(bindings.view) {
        view.third_person = !view.third_person;
    }
}

fn follow(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    view: Res<View>,
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
            Has<FirstPersonHidden>,
        ),
        With<Body>,
    >,
    camera: Single<&mut Transform, With<ViewCamera>>,
    mut eyes: Local<Option<f32>>,
) {
    let Some(person) = person else { return };
    let Some((entity, _, pose, previous, posture, hidden)) =
        bodies.iter().find(|(_, id, ..)| **id == person.0)
    else {
        return;
    };
    let wanted = if *posture == Posture::Sitting {
        EYES_SITTING
    } else {
        EYES_STANDING
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
    let rotation = Quat::from_euler(EulerRot::YXZ, view.yaw, view.pitch, 0.0);
    let mut transform = camera.into_inner();
    transform.rotation = rotation;
    transform.translation = head;
    if view.third_person {
        let back = rotation * SHOULDER;
        let filter = SpatialQueryFilter::from_excluded_entities([entity]);
        let room = Dir3::new(back)
            .ok()
            .and_then(|direction| space.cast_ray(head, direction, back.length(), true, &filter))
            .map_or(1.0, |hit| {
                ((hit.distance - 0.2) / back.length()).clamp(0.05, 1.0)
            });
        transform.translation = head + back * room;
    }
    if hidden == view.third_person {
        if view.third_person {
            commands.entity(entity).remove::<FirstPersonHidden>();
        } else {
            commands.entity(entity).insert(FirstPersonHidden);
        }
    }
}
