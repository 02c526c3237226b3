//! Where bodies turn while they stand, and gestures that come to their end.

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;

use crate::{
    Attention, Controller, Gesture, Gesturing, LookAt, Pose, Posture, SimClock, SimSystems,
    StableId,
    sim::{bodies::BodyIndex, crowd::Crowd, routes::Route, seats::Settling},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (turn_to_attention, end_gestures)
            .chain()
            .in_set(SimSystems::Move)
            .in_set(GazeSystems)
            .after(super::seats::SeatSystems),
    );
}

/// Turns standing agents, ends gestures.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct GazeSystems;

/// The heading from one point to another, in 1/65536 turn; `None` when they are too near to tell.
pub(super) fn heading(from: Vec3, to: Vec3) -> Option<u16> {
    let d = to - from;
    (d.x * d.x + d.z * d.z > 1e-4).then(|| crate::pose::turn((-d.x).atan2(-d.z)))
}

/// Turns `yaw` toward `target` by at most `step`, the short way round.
pub(super) fn turn_toward(yaw: u16, target: u16, step: u16) -> u16 {
    let left = target.wrapping_sub(yaw) as i16;
    let limit = i32::from(step);
    let turn = i32::from(left).clamp(-limit, limit);
    yaw.wrapping_add(turn as i16 as u16)
}

/// The point on the ground (metres) of something to look at.
pub(super) fn point_of(target: LookAt, crowd: &Crowd) -> Option<Vec3> {
    match target {
        LookAt::Point(point) => Some(point),
        LookAt::Body(id) => crowd.get(id).map(|n| n.at),
    }
}

/// 40° and 9° in 1/65536 turn: a body turns when its head would have to turn further than the first, and then until
/// the second.
const BEGIN_TURN: u16 = 7_282;
const END_TURN: u16 = 1_638;
/// 170°/s.
const TURN_STEP: u16 = 1_032;

fn turn_to_attention(
    index: Res<BodyIndex>,
    crowd: Res<Crowd>,
    mut bodies: Query<
        (&Attention, &Controller, &Posture, &mut Pose, &mut Route),
        Without<Settling>,
    >,
) {
    for (_, entity) in index.iter() {
        let Ok((attention, controller, posture, mut pose, mut route)) = bodies.get_mut(entity)
        else {
            continue;
        };
        if *controller != Controller::Agent || *posture != Posture::Standing {
            continue;
        }
        if route.velocity.length_squared() > 0.01 {
            route.turning = false;
            continue;
        }
        let looked_at = attention
            .target
            .and_then(|t| point_of(t, &crowd))
            .and_then(|p| heading(pose.position(), p));
        // Somebody to look at goes before the heading of a standing spot.
        let Some(target) = looked_at.or(route.face) else {
            continue;
        };
        let (begin, end) = if looked_at.is_some() {
            (BEGIN_TURN, END_TURN)
        } else {
            (0, 0)
        };
        let left = (target.wrapping_sub(pose.yaw) as i16).unsigned_abs();
        if left > begin {
            route.turning = true;
        }
        if left <= end {
            route.turning = false;
        }
        if route.turning {
            pose.yaw = turn_toward(pose.yaw, target, TURN_STEP);
        }
    }
}

/// Ticks a gesture takes.
pub(super) fn gesture_ticks(gesture: Gesture) -> u64 {
    match gesture {
        Gesture::Wave | Gesture::Laugh | Gesture::Think => 66,
        Gesture::Point => 75,
        Gesture::Nod | Gesture::Shake => 36,
        Gesture::Bow | Gesture::Shrug => 48,
        Gesture::Dance => 240,
    }
}

fn end_gestures(
    mut commands: Commands,
    clock: Res<SimClock>,
    gesturing: Query<(Entity, &StableId, &Gesturing)>,
) {
    for (entity, _, gesture) in &gesturing {
        if clock.tick.since(gesture.since) >= gesture_ticks(gesture.gesture) {
            commands.entity(entity).remove::<Gesturing>();
        }
    }
}
