//! Sitting down and getting up.

use super::{ActorItem, Outcome, Scene, movement};
use crate::{
    Goal, Posture, SeatId,
    sim::{seats, tick::SeatWish},
};

/// Who asks for any seat gets one within this many metres.
const NEAREST_WITHIN_M: f32 = 40.0;
/// Seats that are tried for a way, nearest first.
const TRIED: usize = 6;

pub(super) fn sit(scene: &mut Scene, actor: &mut ActorItem, seat: Option<&SeatId>) -> Outcome {
    if actor.seated.is_some() && (seat.is_none() || actor.seated.map(|s| &s.0) == seat) {
        return Err("I am sitting already".to_owned());
    }
    if actor.settling.as_ref().is_some_and(|s| s.onto.is_some()) {
        return Err("I am sitting down already".to_owned());
    }
    if actor.mirrored {
        may_sit(actor)?;
    }
    let at = actor.pose.position();
    let candidates = match seat {
        Some(id) => {
            let seat = scene
                .places
                .seats
                .get(id)
                .ok_or("there is no such seat here")?;
            if seat.taken_by.is_some_and(|by| by != *actor.id) {
                return Err("somebody else has that seat".to_owned());
            }
            vec![id.clone()]
        }
        None => nearest_free(scene, actor),
    };
    if candidates.is_empty() {
        return Err("every seat near here is taken".to_owned());
    }
    for id in candidates {
        let Some(approach) = scene.places.seats.get(&id).map(|s| s.approach) else {
            continue;
        };
        let Ok(way) = movement::way_to(scene, at, approach) else {
            continue;
        };
        if actor.mirrored {
            // The tick takes it there and seats it, on the seats that it knows.
            if scene.tick.as_ref().is_none_or(|t| t.slot(&id).is_none()) {
                continue;
            }
            movement::drop_goal(scene, actor);
            let wish = SeatWish::sit(id, scene.clock.tick);
            scene.commands.entity(actor.entity).insert(wish);
            return Ok(());
        }
        movement::start(scene, actor, Goal::Seat(id.clone()), way, approach);
        if actor.seated.is_some() {
            // Changing seats: the old one is free as soon as the new one is claimed.
            seats::release(&mut scene.places, &mut actor.mover, *actor.id);
        }
        return seats::claim(&mut scene.places, &mut actor.mover, *actor.id, &id)
            .map_err(|_| "somebody else has that seat".to_owned());
    }
    Err("there is no way to that seat".to_owned())
}

/// Whether one of the crowd can go and sit down: only who has a mind does what it says.
fn may_sit(actor: &ActorItem) -> Outcome {
    if !actor.minded {
        return Err("I would rather stay on my feet".to_owned());
    }
    if matches!(actor.wish, Some(SeatWish::Sit { .. })) {
        return Err("I am sitting down already".to_owned());
    }
    if *actor.posture == Posture::Sitting && actor.wish.is_none() {
        return Err("I am sitting already".to_owned());
    }
    Ok(())
}

/// The nearest free seats, nearest first.
fn nearest_free(scene: &Scene, actor: &ActorItem) -> Vec<SeatId> {
    let at = actor.pose.position();
    let mut free: Vec<_> = scene
        .places
        .seats
        .values()
        .filter(|s| s.taken_by.is_none_or(|by| by == *actor.id))
        .map(|s| (s.approach.distance(at), &s.id))
        .filter(|(distance, _)| *distance <= NEAREST_WITHIN_M)
        .collect();
    free.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    free.into_iter()
        .take(TRIED)
        .map(|(_, id)| id.clone())
        .collect()
}

/// One of the crowd gets up, or gives up getting to a seat.
fn rise(scene: &mut Scene, actor: &mut ActorItem) -> Outcome {
    if *actor.posture == Posture::Sitting {
        movement::drop_goal(scene, actor);
        scene.commands.entity(actor.entity).insert(SeatWish::Rise);
        return Ok(());
    }
    if actor.wish.is_none() {
        return Err("I am standing already".to_owned());
    }
    movement::drop_goal(scene, actor);
    Ok(())
}

pub(super) fn stand(scene: &mut Scene, actor: &mut ActorItem) -> Outcome {
    if actor.mirrored && actor.minded {
        return rise(scene, actor);
    }
    if let Some(seated) = actor.seated {
        movement::drop_goal(scene, actor);
        let approach = scene.places.seats.get(&seated.0).map(|s| s.approach);
        let approach = approach.unwrap_or_else(|| actor.pose.position());
        seats::begin_rising(
            &mut scene.commands,
            actor.entity,
            actor.pose,
            approach,
            scene.clock.tick,
        );
        return Ok(());
    }
    if matches!(actor.mover.goal, Some(Goal::Seat(_))) {
        movement::drop_goal(scene, actor);
        return Ok(());
    }
    match actor.posture {
        Posture::Sitting => Err("I am sitting down just now".to_owned()),
        _ => Err("I am standing already".to_owned()),
    }
}
