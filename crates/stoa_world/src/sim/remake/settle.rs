//! Bodies in a world that was made anew: who sits goes on sitting where the seat is still there, who walks finds a new
//! way, and whose ground is gone stands on the nearest that there is.

use bevy_ecs::prelude::*;

use crate::{
    Controller, Mover, Places, Pose, Posture, SeatId, Seated, StableId, WorldDef,
    nav::NavGrid,
    sim::{
        bodies::{self, Aims, BodyIndex},
        routes::{Leading, Route},
        seats::Settling,
    },
};

/// Settles everybody, in the order of their ids. `before` are the places as they were.
pub(super) fn everybody(world: &mut World, before: &Places) {
    let all: Vec<(StableId, Entity)> = world.resource::<BodyIndex>().iter().collect();
    for (id, entity) in all {
        let pose = match kept_seat(world, entity, before) {
            Some(seat) => {
                claim(world, id, entity, seat);
                None
            }
            None => stand_up(world, entity),
        };
        let stays = |pose: Pose| kept_ground(world, entity, pose);
        if let Some(pose) = pose.map(|pose| stays(pose).unwrap_or_else(|| footing(world, pose, id)))
            && world.get::<Pose>(entity) != Some(&pose)
        {
            bodies::teleport(world, id, pose);
        }
        walk_on(world, id, entity);
    }
}

/// The seat that the body sits on or is sitting down on, if it is as it was.
fn kept_seat(world: &World, entity: Entity, before: &Places) -> Option<SeatId> {
    let settling = world.get::<Settling>(entity);
    let seat = match settling {
        Some(settling) => settling.onto.as_ref()?,
        None => &world.get::<Seated>(entity)?.0,
    };
    let (old, new) = (
        before.seats.get(seat)?,
        world.resource::<Places>().seats.get(seat)?,
    );
    let same = old.at == new.at && old.yaw_rad == new.yaw_rad && new.taken_by.is_none();
    same.then(|| seat.clone())
}

fn claim(world: &mut World, id: StableId, entity: Entity, seat: SeatId) {
    if let Some(place) = world.resource_mut::<Places>().seats.get_mut(&seat) {
        place.taken_by = Some(id);
    }
    if let Some(mut mover) = world.get_mut::<Mover>(entity) {
        mover.claim = Some(seat);
    }
}

/// Where a body stands that sits on nothing any more, or never did.
fn stand_up(world: &mut World, entity: Entity) -> Option<Pose> {
    let mut body = world.get_entity_mut(entity).ok()?;
    let rising = body.take::<Settling>().filter(|s| s.onto.is_none());
    let sat = body.take::<Seated>().is_some() || body.get::<Posture>() == Some(&Posture::Sitting);
    if sat && let Some(mut posture) = body.get_mut::<Posture>() {
        *posture = Posture::Standing;
    }
    if let Some(mut mover) = body.get_mut::<Mover>() {
        mover.claim = None;
    }
    rising.map(|s| s.to).or(body.get::<Pose>().copied())
}

/// Where a person stands on a modelled scene, if they still do: on a level that the grid does not know, too.
fn kept_ground(world: &World, entity: Entity, pose: Pose) -> Option<Pose> {
    let terrain = world.resource::<WorldDef>().terrain.as_ref()?;
    if world.get::<Controller>(entity) != Some(&Controller::Person) {
        return None;
    }
    let feet = pose.position();
    let stands = terrain.keeps(feet)?;
    Some(if stands == feet {
        pose
    } else {
        Pose {
            y: Pose::new(stands, 0.0).y,
            ..pose
        }
    })
}

/// The nearest pose at which a body can stand; the first spawn where there is none near.
fn footing(world: &World, pose: Pose, id: StableId) -> Pose {
    let nav = world.resource::<NavGrid>();
    let at = pose.position();
    match nav.nearest_free(at) {
        // To the last bit where they are.
        Some(near) if (near.x, near.z) == (at.x, at.z) => Pose {
            y: Pose::new(near, 0.0).y,
            ..pose
        },
        Some(near) => Pose {
            yaw: pose.yaw,
            ..Pose::new(near, 0.0)
        },
        None => bodies::spawn_pose(world.resource::<WorldDef>(), nav, None, id),
    }
}

/// Whoever was on the way somewhere wishes for it again: the way is found anew, or it is refused as ever.
fn walk_on(world: &mut World, id: StableId, entity: Entity) {
    let Ok(mut body) = world.get_entity_mut(entity) else {
        return;
    };
    if let Some(mut route) = body.get_mut::<Route>() {
        route.clear();
    }
    let aims = Aims {
        goal: body
            .get_mut::<Mover>()
            .and_then(|mut mover| mover.goal.take()),
        leading: body.take::<Leading>().map(|leading| leading.0),
        following: None,
    };
    bodies::go_on(world, id, aims);
}
