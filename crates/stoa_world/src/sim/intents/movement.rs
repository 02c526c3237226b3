//! Walking, following, leading, stopping.

use bevy_math::{Vec3, Vec3Swizzles};

use super::{ActorItem, Other, Outcome, Scene};
use crate::{
    Attention, Controller, Following, Gesturing, Goal, Held, PlaceId, Pose, StableId, Tick,
    Tracked,
    geometry::BODY_RADIUS_M,
    intent::TELEPORT_M,
    pose::UNITS_PER_METRE,
    sim::{
        crowd::Neighbour,
        intents::seating,
        routes::{Leading, claim_spot, plan},
        run::TICKS_A_FRAME,
        seats,
        tick::SeatWish,
    },
};

/// Ticks that steering lasts after its tick: those of a slow frame.
const STEER_HOLD: u64 = TICKS_A_FRAME as u64;

pub(super) fn steer(
    scene: &mut Scene,
    actor: &mut ActorItem,
    right: i8,
    ahead: i8,
    run: bool,
    jump: bool,
) -> Outcome {
    let share = |percent: i8| f32::from(percent.clamp(-100, 100)) / 100.0;
    let steer = Vec3::new(share(right), 0.0, -share(ahead)).clamp_length_max(1.0);
    actor.mover.steer = steer;
    actor.mover.run = run;
    actor.mover.jump |= jump;
    actor.route.steer_until = Tick(scene.clock.tick.0 + STEER_HOLD);
    if steer != Vec3::ZERO && (actor.mover.goal.is_some() || actor.following.is_some()) {
        drop_goal(scene, actor);
    }
    Ok(())
}

pub(super) fn turn(actor: &mut ActorItem, yaw: u16, pitch: i16) -> Outcome {
    actor.route.face = Some(yaw);
    actor.attention.pitch_rad = f32::from(pitch) / 65_536.0 * core::f32::consts::TAU;
    if *actor.controller == Controller::Agent {
        actor.route.turning = true;
    }
    Ok(())
}

pub(super) fn track(scene: &mut Scene, actor: &ActorItem, to: Option<Tracked>) -> Outcome {
    let mut body = scene.commands.entity(actor.entity);
    match to {
        Some(to) if !to.head.is_within_reach() => return Err("that is out of reach".to_owned()),
        Some(to) => {
            let hands = to.hands.map(|hand| hand.filter(Held::is_within_reach));
            body.insert(Tracked { hands, ..to });
        }
        None => {
            body.remove::<Tracked>();
        }
    }
    Ok(())
}

/// Gives up whatever the body was walking to, with its claims.
pub(super) fn drop_goal(scene: &mut Scene, actor: &mut ActorItem) {
    actor.mover.goal = None;
    if actor.seated.is_none() && actor.settling.is_none() {
        seats::release(&mut scene.places, &mut actor.mover, *actor.id);
    }
    scene.spots.release(*actor.id);
    actor.route.clear();
    actor.route.face = None;
    scene
        .commands
        .entity(actor.entity)
        .remove::<(Following, Leading, SeatWish)>();
}

pub(super) fn go(
    scene: &mut Scene,
    actor: &mut ActorItem,
    to: &Goal,
    other: Option<Other>,
) -> Outcome {
    let at = actor.pose.position();
    match to {
        Goal::Seat(seat) => return seating::sit(scene, actor, Some(seat)),
        Goal::Body(_) => {
            let target = other.map_or(at, |o| o.at);
            let way = way_to(scene, at, target)?;
            start(scene, actor, to.clone(), way, target);
        }
        Goal::Place(place) => {
            let (point, way) = way_to_place(scene, actor, place)?;
            let held = hold_spot(scene, actor, place);
            start(scene, actor, to.clone(), way, point);
            restore_spot(scene, actor, held);
        }
        Goal::Point(x, z) => {
            let point = Vec3::new(*x as f32, 0.0, *z as f32) / UNITS_PER_METRE;
            let free = scene
                .nav
                .nearest_free(point)
                .filter(|p| p.with_y(0.0).distance(point) < 2.0)
                .ok_or("one cannot stand there")?;
            let way = way_to(scene, at, free)?;
            start(scene, actor, to.clone(), way, free);
        }
    }
    Ok(())
}

pub(super) fn follow(
    scene: &mut Scene,
    actor: &mut ActorItem,
    whom: StableId,
    other: Option<Other>,
) -> Outcome {
    let Some(other) = other else {
        return Err("they are not here".to_owned());
    };
    if other.following == Some(*actor.id) {
        return Err("they are following me already".to_owned());
    }
    way_to(scene, actor.pose.position(), other.at)?;
    drop_goal(scene, actor);
    scene.commands.entity(actor.entity).insert(Following(whom));
    Ok(())
}

pub(super) fn lead(
    scene: &mut Scene,
    actor: &mut ActorItem,
    whom: StableId,
    to: &PlaceId,
) -> Outcome {
    go(scene, actor, &Goal::Place(to.clone()), None)?;
    scene.commands.entity(actor.entity).insert(Leading(whom));
    Ok(())
}

pub(super) fn teleport(
    scene: &mut Scene,
    actor: &mut ActorItem,
    (x, z): (i32, i32),
    yaw: u16,
) -> Outcome {
    if actor.seated.is_some() || actor.settling.is_some() {
        return Err("one gets up first".to_owned());
    }
    let here = actor.pose.position();
    let point = Vec3::new(x as f32, here.y * UNITS_PER_METRE, z as f32) / UNITS_PER_METRE;
    if point.distance(here) > TELEPORT_M {
        return Err("that is too far away".to_owned());
    }
    let floor = scene
        .nav
        .floor(point.x, point.z)
        .ok_or("one cannot stand there")?;
    let to = point.with_y(floor);
    // Who stands on something that is no walkable ground gets back to it wherever it is.
    let stuck = scene.nav.floor(here.x, here.z).is_none();
    if !stuck && !scene.nav.connected(here, to) {
        return Err("there is no way there".to_owned());
    }
    let taken = |other: &Neighbour| {
        other.id != *actor.id && other.at.xz().distance(to.xz()) < 2.0 * BODY_RADIUS_M
    };
    if scene.crowd.0.iter().any(taken) {
        return Err("somebody stands there".to_owned());
    }
    drop_goal(scene, actor);
    actor.mover.steer = Vec3::ZERO;
    actor.route.land(Pose::new(to, 0.0), yaw);
    Ok(())
}

pub(super) fn stop(scene: &mut Scene, actor: &mut ActorItem) -> Outcome {
    drop_goal(scene, actor);
    actor.mover.steer = Vec3::ZERO;
    *actor.attention = Attention {
        target: actor.attention.target,
        ..Default::default()
    };
    if actor.gesturing.is_some() {
        scene.commands.entity(actor.entity).remove::<Gesturing>();
    }
    Ok(())
}

/// Sets off along `way`.
pub(super) fn start(
    scene: &mut Scene,
    actor: &mut ActorItem,
    goal: Goal,
    way: Vec<Vec3>,
    aim: Vec3,
) {
    drop_goal(scene, actor);
    actor.mover.goal = Some(goal);
    actor.route.take(way, aim, scene.clock.tick);
}

pub(super) fn way_to(scene: &Scene, from: Vec3, to: Vec3) -> Result<Vec<Vec3>, String> {
    plan(&scene.nav, from, to, &[]).ok_or_else(|| "there is no way there".to_owned())
}

/// A free standing spot of a place and the way to it.
fn way_to_place(
    scene: &mut Scene,
    actor: &ActorItem,
    place: &PlaceId,
) -> Result<(Vec3, Vec<Vec3>), String> {
    if !scene.places.places.contains_key(place) {
        return Err("there is no such place here".to_owned());
    }
    let at = actor.pose.position();
    let roll = scene.clock.roll(actor.id.0, 0x5707);
    let (point, _) = claim_spot(
        &scene.places,
        &mut scene.spots,
        &scene.crowd,
        *actor.id,
        at,
        place,
        roll,
    )
    .ok_or("it is too crowded there")?;
    match way_to(scene, at, point) {
        Ok(way) => Ok((point, way)),
        Err(cause) => {
            scene.spots.release(*actor.id);
            Err(cause)
        }
    }
}

/// `start` gives every claim up: the new one is kept aside meanwhile.
fn hold_spot(scene: &mut Scene, actor: &ActorItem, _place: &PlaceId) -> Option<(PlaceId, usize)> {
    scene.spots.take(*actor.id)
}

fn restore_spot(scene: &mut Scene, actor: &ActorItem, held: Option<(PlaceId, usize)>) {
    if let Some((place, number)) = held {
        scene.spots.put(*actor.id, place, number);
    }
}
