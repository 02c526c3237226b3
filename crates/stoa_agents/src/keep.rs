//! Minds in the save: memories, acquaintances, plans and open talks.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stoa_mind::mind::MindSave;
use stoa_world::{
    SimClock, StableId, Tick,
    sim::{Persistence, SaveExtras},
};

use crate::{
    cast::Cast,
    inhabitant::{Conduct, Errand, Inhabitant, Owed},
};

/// The key of the minds among the save's extras.
const KEY: &str = "minds";

/// One inhabitant in the save.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub mind: MindSave,
    #[serde(default)]
    pub errand: Errand,
    #[serde(default)]
    pub next_plan: Tick,
    /// Answers that were owed or on their way.
    #[serde(default)]
    pub owed: Vec<Owed>,
}

/// Puts the minds among the extras when the world is about to be saved.
pub(crate) fn keep_when_due(
    clock: Res<SimClock>,
    persistence: Res<Persistence>,
    cast: Res<Cast>,
    minds: Query<(&stoa_world::StableId, &Inhabitant, &Conduct)>,
    mut extras: ResMut<SaveExtras>,
) {
    if persistence.is_due(&clock) {
        put(&cast, minds.iter(), &mut extras);
    }
}

/// Puts the minds among the extras now: before the last save of a session. Whoever ends the program leaves the talk.
pub fn keep(world: &mut World) {
    let clock = *world.resource::<SimClock>();
    let cast = world.resource::<Cast>().clone();
    for mut mind in world.query::<&mut Inhabitant>().iter_mut(world) {
        let talk = mind.0.talk.as_ref();
        if talk.is_some_and(|talk| talk.people.iter().any(|id| !cast.is_agent(StableId(*id)))) {
            mind.0.end_talk(clock.tick.0, clock.minute());
        }
    }
    let mut query = world.query::<(&StableId, &Inhabitant, &Conduct)>();
    world.resource_scope(|world, mut extras: Mut<SaveExtras>| {
        let cast = world.resource::<Cast>();
        put(cast, query.iter(world), &mut extras);
    });
}

fn put<'a>(
    cast: &Cast,
    minds: impl Iterator<Item = (&'a StableId, &'a Inhabitant, &'a Conduct)>,
    extras: &mut SaveExtras,
) {
    let mut kept = BTreeMap::new();
    for (id, mind, conduct) in minds {
        let Some(persona) = cast.persona(*id) else {
            continue;
        };
        let on_its_way = conduct.turn.as_ref().map(|turn| Owed {
            to: turn.to,
            purpose: turn.purpose,
        });
        let one = Kept {
            mind: mind.0.save(),
            errand: conduct.errand,
            next_plan: conduct.next_plan,
            owed: on_its_way
                .into_iter()
                .chain(conduct.owed.iter().copied())
                .collect(),
        };
        match serde_json::to_value(&one) {
            Ok(value) => {
                kept.insert(persona.id.clone(), value);
            }
            Err(error) => tracing::error!("the mind of {} can't be saved: {error}", persona.name),
        }
    }
    // Minds whose persona is away today keep what they were.
    let before = extras.0.remove(KEY);
    let mut all: BTreeMap<String, Value> = before
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default();
    all.extend(kept);
    extras.0.insert(KEY.to_owned(), Value::from_iter(all));
}

/// What is kept of one persona's mind; an error says what could not be read.
pub(crate) fn kept(extras: &SaveExtras, persona: &str) -> Option<Result<Kept, serde_json::Error>> {
    let value = extras.0.get(KEY)?.get(persona)?;
    Some(Kept::deserialize(value))
}
