//! Where body and rig stand: the rig is put over the body and carried along, and the body goes after the head.

use bevy::prelude::*;
use stoa_world::{
    Deed, Pose, PreviousPose, Refused,
    panel::{HeightAsked, PanelsOpen},
    sim::BodyIndex,
};

use super::{Gait, Gaze, LAG_M, LOST_M, XrComfort, XrPerson};
use crate::{
    Placement, Tracking,
    motion::{
        heading::{wrap, yaw_of},
        rig::{Head, Rig, floor_m},
        steer::Steer,
    },
};

/// Body and head of the person, as the picture shows them.
pub(super) fn shown_at(
    person: &XrPerson,
    index: &BodyIndex,
    poses: &Query<(&Pose, &PreviousPose)>,
    fixed: &Time<Fixed>,
) -> Option<(Vec3, f32)> {
    let (pose, previous) = poses.get(index.get(person.0)?).ok()?;
    let at = previous
        .0
        .position()
        .lerp(pose.position(), fixed.overstep_fraction());
    Some((at, pose.yaw_rad()))
}

/// Recentres where that is due, keeps the rig on the body's ground, and carries it along where a stick moves the body.
pub(super) fn find_place(
    person: Option<Res<XrPerson>>,
    index: Res<BodyIndex>,
    poses: Query<(&Pose, &PreviousPose)>,
    fixed: Res<Time<Fixed>>,
    time: Res<Time>,
    tracking: Res<Tracking>,
    session: Option<Res<crate::session::Session>>,
    comfort: Res<XrComfort>,
    mut refused: MessageReader<Refused>,
    mut ask: MessageWriter<HeightAsked>,
    mut open: ResMut<PanelsOpen>,
    mut placement: ResMut<Placement>,
    mut gait: ResMut<Gait>,
    mut gaze: ResMut<Gaze>,
) {
    let (Some(person), Some(session), Some(pose)) = (person, session, tracking.head) else {
        return;
    };
    let Some((body, yaw)) = shown_at(&person, &index, &poses, &fixed) else {
        return;
    };
    let head = Placement::head(pose);
    let turned_away = refused
        .read()
        .any(|no| no.who == person.0 && matches!(no.deed, Deed::Teleport { .. }));
    if turned_away {
        gait.hop = None;
    }
    if placement.recentre {
        let comfort = &comfort.0;
        if !session.has_floor && comfort.height_m.is_none() && !gait.height_asked {
            gait.height_asked = true;
            ask.write(HeightAsked);
            // It hangs before them as they are now: a frame later they may look elsewhere.
            open.menu = true;
        }
        placement.floor_m = floor_m(
            session.has_floor,
            comfort.seated,
            head.position.y,
            comfort.eye_height_m(),
        );
        placement.rig = Rig::standing(head, placement.floor_m, body, yaw);
        placement.recentre = false;
        gait.shown = Some(body);
    }
    if let Some(hop) = &mut gait.hop {
        hop.patience_s -= time.delta_secs();
        if body.xz().distance(hop.to) < 0.3 {
            let wished = hop.yaw;
            placement.rig = Rig::standing(head, placement.floor_m, body, wished);
            gait.hop = None;
            gait.shown = Some(body);
        } else if hop.patience_s <= 0.0 {
            gait.hop = None;
        }
    }
    let moved = gait.shown.map_or(Vec3::ZERO, |shown| body - shown);
    gait.shown = Some(body);
    // The ground under the feet is the body's in any case; sideways only a stick carries the rig along.
    let carried = if gait.moved { moved } else { moved * Vec3::Y };
    if carried.length() < 1.0 {
        placement.rig = placement.rig.moved(carried);
    }
    gaze.0 = Some(placement.world_from(pose));
}

/// The body walks to where the head is, as far as the world lets it; the rig stays.
pub(super) fn after_the_head(
    placement: &Placement,
    head: Head,
    body: Vec3,
    body_yaw: f32,
) -> Steer {
    let foot = placement.rig.under(head.position, placement.floor_m);
    let way = (foot - body).xz();
    if !(LAG_M..LOST_M).contains(&way.length()) {
        return Steer::default();
    }
    let yaw = yaw_of(Vec3::new(way.x, 0.0, way.y)).unwrap_or(body_yaw);
    // Fast enough to catch up within a few ticks, never faster than a walk.
    let share = (way.length() * 4.0 / stoa_world::sim::PERSON_WALK_M_S).clamp(0.1, 1.0);
    let local = Quat::from_rotation_y(wrap(yaw - body_yaw)) * Vec3::NEG_Z * share;
    let percent = |part: f32| (part * 100.0).round() as i8;
    Steer {
        right: percent(local.x),
        ahead: percent(-local.z),
        run: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placement(yaw: f32) -> Placement {
        Placement {
            rig: Rig {
                position: Vec3::new(5.0, 0.0, -3.0),
                yaw,
            },
            ..Placement::default()
        }
    }

    #[test]
    fn the_body_would_walk_away_from_the_head_or_never_rest() {
        for (rig_yaw, body_yaw) in [(0.0, 0.0), (1.2, 0.0), (0.4, -2.5)] {
            let placement = placement(rig_yaw);
            let head = Head {
                position: Vec3::new(0.3, 1.7, -0.2),
                yaw: 0.7,
            };
            let foot = placement.rig.under(head.position, 0.0);
            for away in [Vec3::new(0.4, 0.0, 0.1), Vec3::new(-0.1, 0.0, -0.5)] {
                let body = foot + away;
                let steer = after_the_head(&placement, head, body, body_yaw);
                let local = Vec3::new(f32::from(steer.right), 0.0, -f32::from(steer.ahead));
                let way = Quat::from_rotation_y(body_yaw) * local;
                let wanted = -away.normalize();
                assert!(way.normalize().dot(wanted) > 0.999, "{way} for {wanted}");
                assert!(local.length() <= 101.0);
            }
            // As good as there, and out of reach behind a wall: it stands.
            for away in [0.03, 2.0] {
                let body = foot + Vec3::X * away;
                let steer = after_the_head(&placement, head, body, body_yaw);
                assert_eq!(steer, Steer::default(), "{away}");
            }
        }
    }
}
