//! The AI mark over those of the crowd who are near: the same badge that inhabitants carry.

use std::collections::BTreeMap;

use bevy::prelude::*;
use stoa_world::{
    Body, Looks, Pose, Posture, PreviousPose, StableId,
    sim::{Mirrored, crowd_index},
};

use super::marked::CrowdHidden;
use crate::body::{
    AiMark,
    mark::{MarkMesh, mark, scale},
    material::BodyMaterials,
};

/// From the crown to the middle of the badge, in metres.
const OVER_M: f32 = 0.22;
/// Who sits has their crown so much lower, as a part of their height.
const SITTING: f32 = 0.24;
/// What a frame takes of the way down to a seat and up again.
const SETTLE: f32 = 0.12;

/// On a badge: how far its bearer sits, from 0 to 1.
#[derive(Component, Debug, Clone, Copy)]
struct Sits(f32);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<MarkMesh>()
        .init_resource::<BodyMaterials>()
        .add_systems(PostUpdate, carry_marks.before(TransformSystems::Propagate));
}

type Bearer<'w> = (
    &'w StableId,
    &'w Mirrored,
    &'w Pose,
    &'w PreviousPose,
    &'w Posture,
    &'w Looks,
);

fn carry_marks(
    mut commands: Commands,
    fixed: Res<Time<Fixed>>,
    hidden: Res<CrowdHidden>,
    mesh: Res<MarkMesh>,
    materials: Res<BodyMaterials>,
    bearers: Query<Bearer, With<Body>>,
    cameras: Query<&GlobalTransform, With<Camera3d>>,
    mut badges: Query<(&mut Transform, &mut Sits), With<AiMark>>,
    mut marks: Local<BTreeMap<StableId, Entity>>,
) {
    let part = fixed.overstep_fraction();
    let eye = cameras.iter().next().map(GlobalTransform::translation);
    let mut gone = std::mem::take(&mut *marks);
    for (id, mirrored, pose, previous, posture, looks) in &bearers {
        let unseen = crowd_index(*id).is_some_and(|index| hidden.0.contains(&index));
        if !mirrored.near || unseen {
            continue;
        }
        let sits = f32::from(*posture == Posture::Sitting);
        let at = |sits: f32| {
            let feet = previous.0.position().lerp(pose.position(), part);
            feet + Vec3::Y * (looks.height_m * (1.0 - SITTING * sits) + OVER_M)
        };
        let known = gone.remove(id);
        let badge = known.filter(|badge| badges.contains(*badge));
        let badge = badge.unwrap_or_else(|| {
            let place = Transform::from_translation(at(sits));
            let badge = (mark(&mesh, materials.mark.clone()), Sits(sits));
            commands.spawn(badge).insert(place).id()
        });
        if let Ok((mut place, mut sat)) = badges.get_mut(badge) {
            sat.0 += SETTLE * (sits - sat.0);
            place.translation = at(sat.0);
            if let Some(eye) = eye {
                let way = eye - place.translation;
                place.rotation = Quat::from_rotation_y(way.x.atan2(way.z));
                place.scale = Vec3::splat(scale(way.length()));
            }
        }
        marks.insert(*id, badge);
    }
    for badge in gone.into_values() {
        commands.entity(badge).try_despawn();
    }
}
