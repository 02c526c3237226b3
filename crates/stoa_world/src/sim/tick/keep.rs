//! The tick's world at its beginning, in a save, and back from one.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stoa_tick::{
    rules::plaza::{self, BuiltPlace, Params, Plaza, words},
    world,
};

use crate::{
    Places, SeatId, StableId, WorldDef,
    save::WorldSave,
    sim::{Notice, SaveExtras},
};

use super::{BodyTick, HOSTED, Hosts, PEOPLE, crowd::is_crowd};

/// The key among the save's extras.
const KEY: &str = "crowd";

/// What a save keeps of the tick. A world without a crowd keeps nothing: its bodies are in the save themselves.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The engine's own bytes, in base64.
    state: String,
    /// The minute of the day at the engine's tick 0.
    start_minute: u32,
    /// Numbers of bodies with a name: after a restore they leave, and come again under whatever number is free.
    hosts: Vec<u32>,
    /// Seats on which one of the crowd sits.
    seats: Vec<(SeatId, StableId)>,
}

/// What an engine goes on from.
pub(in crate::sim) struct State {
    pub(super) bytes: Vec<u8>,
    pub(super) start_minute: u32,
}

/// Rules and world of so many of the crowd in a place, with room for bodies that have names.
pub(super) fn world(
    place: BuiltPlace,
    params: Params,
    crowd: u32,
    seed: u32,
) -> (Plaza, world::World) {
    let kind = |id: u32| {
        if id < PEOPLE {
            words::PERSON
        } else {
            words::NAMED
        }
    };
    let mut agents: Vec<_> = (0..HOSTED).map(|id| plaza::host(id, kind(id))).collect();
    agents.extend(plaza::people(&place, &params, HOSTED..HOSTED + crowd, seed));
    Plaza::into_world(place, params, agents, seed)
}

/// Makes the tick of a world that has its other resources, and goes on where the save ends, if there is one.
pub(in crate::sim) fn begin(world: &mut World, save: Option<&WorldSave>) {
    let crowd = world.resource::<WorldDef>().crowd.count;
    let kept = save.and_then(|save| save.extra.get(KEY));
    let tick = match kept.filter(|_| crowd > 0).map(|kept| resume(world, kept)) {
        Some(Ok(tick)) => Ok(tick),
        Some(Err(cause)) => {
            let notice = Notice::warning(
                format!("The crowd begins anew: {cause}"),
                "Nothing else is lost, and the save before this one lies beside it, with the ending .bak",
            );
            world.write_message(notice.named("crowd_anew", [("cause", cause)]));
            BodyTick::new(world, None)
        }
        None => BodyTick::new(world, None),
    };
    match tick {
        Ok(tick) => world.insert_resource(tick),
        Err(cause) => {
            let notice = Notice::error(
                format!("Nobody can walk in this world: {cause}"),
                "Please report this, with the world file.",
            );
            world.write_message(notice.named("nobody_walks", [("cause", cause)]));
        }
    }
}

fn resume(world: &mut World, kept: &Value) -> Result<BodyTick, String> {
    let words = |error: &dyn std::fmt::Display| format!("`extra.{KEY}` of the save: {error}");
    let kept = Kept::deserialize(kept).map_err(|error| words(&error))?;
    let bytes = BASE64_STANDARD.decode(&kept.state);
    let state = State {
        bytes: bytes.map_err(|error| words(&error))?,
        start_minute: kept.start_minute,
    };
    let mut tick = BodyTick::new(world, Some(&state))?;
    tick.hosts = Hosts::leaving(kept.hosts);
    let mut places = world.resource_mut::<Places>();
    for (seat, who) in kept.seats {
        if let Some(seat) = places.seats.get_mut(&seat)
            && is_crowd(who)
        {
            seat.taken_by.get_or_insert(who);
        }
    }
    Ok(tick)
}

/// Puts the crowd as it is now among the save's extras.
pub(in crate::sim) fn keep(world: &mut World) {
    let Some(mut tick) = world.get_resource_mut::<BodyTick>() else {
        return;
    };
    if tick.crowd == 0 {
        // One that was kept before would come back at a wrong time of the day.
        world.resource_mut::<SaveExtras>().0.remove(KEY);
        return;
    }
    let state = BASE64_STANDARD.encode(tick.engine.as_mut().save());
    let (hosts, start_minute) = (tick.hosts.numbers(), tick.start_minute);
    let seats = world.resource::<Places>().seats.values();
    let seats = seats.filter_map(|seat| Some((seat.id.clone(), seat.taken_by?)));
    let kept = Kept {
        state,
        start_minute,
        hosts,
        seats: seats.filter(|(_, by)| is_crowd(*by)).collect(),
    };
    match serde_json::to_value(kept) {
        Ok(kept) => {
            let mut extras = world.resource_mut::<SaveExtras>();
            extras.0.insert(KEY.to_owned(), kept);
        }
        Err(error) => tracing::error!("the crowd has no JSON form: {error}"),
    }
}
