//! From a goal to the way there: which point a body walks toward in this tick, and how fast.

mod spots;
mod walk;
mod way;

use bevy_app::prelude::*;
use bevy_ecs::{prelude::*, query::QueryData, system::SystemParam};
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Blocked, Controller, Deed, Following, Goal, LogEvent, Mover, Places, Pose, Refused, Seated,
    SimClock, SimSystems, StableId, Tick,
    nav::NavGrid,
    sim::{
        bodies::BodyIndex,
        crowd::{Crowd, CrowdSystems},
        hearing::hides,
        log::deed_name,
        seats::{self, Settling},
    },
};

/// Metres a second of an inhabitant's walk and run.
pub const WALK_M_S: f32 = 1.35;
pub const RUN_M_S: f32 = 2.8;

use spots::forget_spot;
pub(super) use spots::{Spots, claim_spot};
use walk::{Walk, aim_of, walk};
pub use way::Route;
pub(super) use way::plan;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Spots>()
        .add_message::<Arrived>()
        .add_observer(forget_spot)
        .add_systems(
            FixedUpdate,
            plan_routes
                .in_set(SimSystems::Move)
                .in_set(RouteSystems)
                .after(CrowdSystems),
        );
}

/// Turns goals into wished velocities.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RouteSystems;

/// A body came to its goal.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Arrived {
    pub tick: Tick,
    pub who: StableId,
    pub goal: Goal,
}

/// Walks ahead of somebody, waiting for them.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leading(pub StableId);

#[derive(QueryData)]
#[query_data(mutable)]
struct Walkers {
    id: &'static StableId,
    pose: &'static Pose,
    controller: &'static Controller,
    mover: &'static mut Mover,
    route: &'static mut Route,
    blocked: &'static Blocked,
    following: Option<&'static Following>,
    leading: Option<&'static Leading>,
    seated: Option<&'static Seated>,
    settling: Option<&'static Settling>,
}

#[derive(SystemParam)]
struct Ground<'w> {
    clock: Res<'w, SimClock>,
    nav: Res<'w, NavGrid>,
    crowd: Res<'w, Crowd>,
    places: ResMut<'w, Places>,
    spots: ResMut<'w, Spots>,
    arrived: MessageWriter<'w, Arrived>,
    refused: MessageWriter<'w, Refused>,
    log: MessageWriter<'w, LogEvent>,
}

fn plan_routes(
    mut commands: Commands,
    index: Res<BodyIndex>,
    mut ground: Ground,
    mut bodies: Query<Walkers>,
    hidden: Query<&Blocked>,
) {
    let tick = ground.clock.tick;
    for (id, entity) in index.iter() {
        let Ok(mut body) = bodies.get_mut(entity) else {
            continue;
        };
        body.route.want = Vec2::ZERO;
        body.route.horizon_s = f32::MAX;
        if body.settling.is_some() {
            continue;
        }
        let steered = body.mover.steer != Vec3::ZERO;
        if !steered && body.mover.goal.is_none() && body.following.is_none() {
            continue;
        }
        if let Some(seat) = body.seated {
            if body.mover.goal == Some(Goal::Seat(seat.0.clone())) {
                body.mover.goal = None;
                continue;
            }
            let approach = ground
                .places
                .seats
                .get(&seat.0)
                .map_or(body.pose.position(), |s| s.approach);
            seats::begin_rising(&mut commands, entity, body.pose, approach, tick);
            continue;
        }
        if steered {
            if *body.controller == Controller::Agent {
                let speed = if body.mover.run { RUN_M_S } else { WALK_M_S };
                body.route.want = (body.pose.rotation() * body.mover.steer).xz() * speed;
            }
            continue;
        }
        let near = |whom: StableId| {
            let other = index.get(whom).and_then(|e| hidden.get(e).ok())?;
            let at = ground.crowd.get(whom)?.at;
            (!hides(id, body.blocked, whom, other)).then_some(at)
        };
        let aim = match aim_of(&body, near) {
            Ok(aim) => aim,
            Err(cause) => {
                give_up(&mut commands, &mut ground, entity, &mut body, cause);
                continue;
            }
        };
        match walk(&mut ground, &mut body, &aim) {
            Walk::On => {}
            Walk::There => arrive(&mut commands, &mut ground, entity, &mut body),
            Walk::Failed(cause) => give_up(&mut commands, &mut ground, entity, &mut body, cause),
        }
    }
}

fn arrive(commands: &mut Commands, ground: &mut Ground, entity: Entity, body: &mut WalkersItem) {
    let tick = ground.clock.tick;
    if body.leading.is_some() && body.route.halted {
        // Not there yet: waiting for the one who is led.
        return;
    }
    let Some(goal) = body.mover.goal.take() else {
        // Caught up with the one who is followed; following goes on.
        return;
    };
    match &goal {
        Goal::Seat(id) => {
            let claimed = body.mover.claim.as_ref() == Some(id);
            if let (Some(seat), true) = (ground.places.seats.get(id), claimed) {
                let to = seats::seat_pose(seat.at, seat.approach.y, seat.yaw_rad);
                seats::begin_sitting(commands, entity, body.pose, to, id, tick);
            }
        }
        Goal::Place(place) => {
            if let Some((held, number)) = ground.spots.of(*body.id)
                && held == place
                && let Some((_, yaw)) = ground
                    .places
                    .places
                    .get(place)
                    .and_then(|p| p.stands.get(*number))
            {
                body.route.face = Some(crate::pose::turn(*yaw));
            }
        }
        Goal::Body(_) | Goal::Point(..) => {}
    }
    body.route.clear();
    if body.leading.is_some() {
        commands.entity(entity).remove::<Leading>();
    }
    ground.arrived.write(Arrived {
        tick,
        who: *body.id,
        goal,
    });
}

fn give_up(
    commands: &mut Commands,
    ground: &mut Ground,
    entity: Entity,
    body: &mut WalkersItem,
    cause: &str,
) {
    let tick = ground.clock.tick;
    let who = *body.id;
    let deed = match (body.mover.goal.take(), body.leading, body.following) {
        (Some(Goal::Place(to)), Some(led), _) => Deed::Lead { whom: led.0, to },
        (Some(to), _, _) => Deed::Go { to },
        (None, _, Some(followed)) => Deed::Follow { whom: followed.0 },
        (None, _, None) => Deed::Stop,
    };
    commands.entity(entity).remove::<(Leading, Following)>();
    seats::release(&mut ground.places, &mut body.mover, who);
    ground.spots.release(who);
    body.route.clear();
    ground.log.write(
        LogEvent::new(tick, "refused", who)
            .with("do", deed_name(&deed))
            .with("cause", cause),
    );
    ground.refused.write(Refused {
        tick,
        who,
        deed,
        cause: cause.to_owned(),
    });
}
