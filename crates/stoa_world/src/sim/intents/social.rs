//! Gestures, hails, muting, blocking and names.

use bevy_math::Vec3;

use super::{ActorItem, Other, Outcome, Scene};
use crate::{
    Controller, Following, Gesture, Gesturing, LookAt, StableId,
    sim::{
        routes::Leading,
        text::{MAX_NAME, clean},
    },
};

/// How far a hail carries, in metres.
const HAIL_M: f32 = 8.0;
/// Ids on a list of muted or blocked at most.
const MAX_LISTED: usize = 1_000;

pub(super) fn gesture(
    scene: &mut Scene,
    actor: &mut ActorItem,
    gesture: Gesture,
    at: Option<LookAt>,
    other: Option<Other>,
) -> Outcome {
    let toward = match at {
        Some(LookAt::Point(point)) => Some(point),
        Some(LookAt::Body(_)) => other.map(|o| o.at + Vec3::Y * 1.5),
        None => None,
    };
    if at.is_some() {
        actor.attention.target = at;
    }
    scene.commands.entity(actor.entity).insert(Gesturing {
        gesture,
        since: scene.clock.tick,
        toward,
    });
    Ok(())
}

pub(super) fn hail(actor: &ActorItem, other: Option<Other>) -> Outcome {
    let distance = other.map_or(f32::MAX, |o| o.at.distance(actor.pose.position()));
    if distance > HAIL_M {
        return Err("they are too far away".to_owned());
    }
    Ok(())
}

pub(super) fn mute(actor: &mut ActorItem, whom: StableId, on: bool) -> Outcome {
    list(&mut actor.muted.0, whom, on)
}

pub(super) fn block(scene: &mut Scene, actor: &mut ActorItem, whom: StableId, on: bool) -> Outcome {
    list(&mut actor.blocked.0, whom, on)?;
    if on && actor.following.is_some_and(|f| f.0 == whom) {
        scene
            .commands
            .entity(actor.entity)
            .remove::<(Following, Leading)>();
        actor.route.clear();
    }
    if on && actor.attention.target == Some(LookAt::Body(whom)) {
        actor.attention.target = None;
    }
    Ok(())
}

/// Adds an id to a sorted list, or takes it away.
fn list(ids: &mut Vec<StableId>, whom: StableId, on: bool) -> Outcome {
    match (ids.binary_search(&whom), on) {
        (Err(_), true) if ids.len() >= MAX_LISTED => Err("that list is full".to_owned()),
        (Err(place), true) => {
            ids.insert(place, whom);
            Ok(())
        }
        (Ok(place), false) => {
            ids.remove(place);
            Ok(())
        }
        _ => Ok(()),
    }
}

pub(super) fn rename(actor: &mut ActorItem, name: &str) -> Outcome {
    if *actor.controller == Controller::Agent {
        return Err("my name is mine".to_owned());
    }
    let name = clean(name, MAX_NAME).ok_or("a name needs letters")?;
    if let Some(known) = &mut actor.name {
        known.0 = name.text;
    }
    Ok(())
}
