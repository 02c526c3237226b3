//! Sitting down and getting up: claims on seats, and the half second between standing and sitting.

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;

use crate::{
    Goal, LogEvent, Mover, Places, Pose, Posture, SeatId, Seated, SimClock, SimSystems, StableId,
    Tick,
    sim::{bodies::BodyIndex, routes::Route},
};

/// Ticks that sitting down and getting up take.
pub const SETTLE_TICKS: u64 = 18;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        settle
            .in_set(SimSystems::Move)
            .in_set(SeatSystems)
            .after(super::walker::WalkerSystems),
    );
}

/// Moves bodies between standing and sitting.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeatSystems;

/// On the way between the floor and a seat. The pose goes straight from one to the other.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Settling {
    pub from: Pose,
    pub to: Pose,
    pub since: Tick,
    /// The seat that is being sat on; `None` when getting up.
    pub onto: Option<SeatId>,
}

/// The pose of one who sits on a seat: under its middle, on the floor in front of it.
pub(super) fn seat_pose(at: Vec3, floor: f32, yaw_rad: f32) -> Pose {
    Pose::new(at.with_y(floor), yaw_rad)
}

/// Claims a seat, giving up any other seat the body held. `Err` names who holds it.
pub(super) fn claim(
    places: &mut Places,
    mover: &mut Mover,
    id: StableId,
    seat: &SeatId,
) -> Result<(), StableId> {
    if let Some(by) = places.seats.get(seat).and_then(|s| s.taken_by)
        && by != id
    {
        return Err(by);
    }
    release(places, mover, id);
    if let Some(seat) = places.seats.get_mut(seat) {
        seat.taken_by = Some(id);
    }
    mover.claim = Some(seat.clone());
    Ok(())
}

/// Gives up the seat a body holds, if it holds one.
pub(super) fn release(places: &mut Places, mover: &mut Mover, id: StableId) {
    if let Some(seat) = mover.claim.take().and_then(|s| places.seats.get_mut(&s)) {
        seat.taken_by.take_if(|by| *by == id);
    }
}

/// Begins to sit down; the body stands at the seat's approach.
pub(super) fn begin_sitting(
    commands: &mut Commands,
    entity: Entity,
    pose: &Pose,
    to: Pose,
    seat: &SeatId,
    now: Tick,
) {
    commands.entity(entity).insert(Settling {
        from: *pose,
        to,
        since: now,
        onto: Some(seat.clone()),
    });
}

/// Begins to get up from a seat.
pub(super) fn begin_rising(
    commands: &mut Commands,
    entity: Entity,
    pose: &Pose,
    approach: Vec3,
    now: Tick,
) {
    let to = Pose {
        yaw: pose.yaw,
        ..Pose::new(approach, 0.0)
    };
    commands.entity(entity).remove::<Seated>().insert(Settling {
        from: *pose,
        to,
        since: now,
        onto: None,
    });
}

fn settle(
    mut commands: Commands,
    clock: Res<SimClock>,
    index: Res<BodyIndex>,
    mut places: ResMut<Places>,
    mut bodies: Query<(
        &StableId,
        &Settling,
        &mut Pose,
        &mut Posture,
        &mut Mover,
        &mut Route,
    )>,
    mut log: MessageWriter<LogEvent>,
) {
    for (_, entity) in index.iter() {
        let Ok((id, settling, mut pose, mut posture, mut mover, mut route)) =
            bodies.get_mut(entity)
        else {
            continue;
        };
        mover.speed = 0.0;
        let t = clock.tick.since(settling.since).min(SETTLE_TICKS);
        *pose = between(&settling.from, &settling.to, t, SETTLE_TICKS);
        if *posture != Posture::Sitting && settling.onto.is_some() {
            *posture = Posture::Sitting;
        }
        if settling.onto.is_none() && t * 2 >= SETTLE_TICKS && *posture == Posture::Sitting {
            *posture = Posture::Standing;
        }
        if t < SETTLE_TICKS {
            continue;
        }
        route.velocity = bevy_math::Vec2::ZERO;
        commands.entity(entity).remove::<Settling>();
        match &settling.onto {
            Some(seat) => {
                commands.entity(entity).insert(Seated(seat.clone()));
                log.write(LogEvent::new(clock.tick, "sat", *id).with("seat", seat.0.clone()));
            }
            None => {
                // A seat claimed anew while getting up stays claimed.
                let anew = matches!((&mover.goal, &mover.claim), (Some(Goal::Seat(to)), Some(held)) if to == held);
                if !anew {
                    release(&mut places, &mut mover, *id);
                }
                log.write(LogEvent::new(clock.tick, "stood", *id));
            }
        }
    }
}

/// The pose `t` of `whole` ticks along the way, in integers; the turn goes the short way round.
fn between(from: &Pose, to: &Pose, t: u64, whole: u64) -> Pose {
    let (t, whole) = (t as i64, whole as i64);
    let mix = |a: i32, b: i32| (i64::from(a) + (i64::from(b) - i64::from(a)) * t / whole) as i32;
    let turn = i64::from(to.yaw.wrapping_sub(from.yaw) as i16);
    Pose {
        x: mix(from.x, to.x),
        y: mix(from.y, to.y),
        z: mix(from.z, to.z),
        yaw: from.yaw.wrapping_add((turn * t / whole) as i16 as u16),
    }
}
