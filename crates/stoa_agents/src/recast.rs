//! Personas become inhabitants: when the world begins, and again when their files or the world's change.
//!
//! Whoever stays keeps place, memory and talk; name, looks and everything else are what the file says now. Whoever the
//! world does not name any more goes, and is remembered; whoever is new comes in at home.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use stoa_mind::{
    Persona,
    mind::{CastMember, Mind},
};
use stoa_world::{
    InhabitantIds, StableId, WorldDef,
    sim::{BodyIndex, SaveExtras, despawn_body, end_recording, is_crowd, recast, spawn_agent},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    inhabitant::{Conduct, Inhabitant},
    keep,
    looks::looks,
};

/// The personas as their files say now; the next tick takes them up, after the world's own changes.
#[derive(Resource, Default)]
pub struct NextCast(Option<Vec<Persona>>);

impl NextCast {
    /// An inhabitant of the world without a persona among these stays as they are, or away.
    pub fn put(&mut self, personas: Vec<Persona>) {
        self.0 = Some(personas);
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.0.is_some()
    }
}

pub(crate) fn take_up(world: &mut World) {
    let Some(personas) = world.resource_mut::<NextCast>().0.take() else {
        return;
    };
    // A mind that goes is kept as it is now.
    keep::put_away(world);
    settle(world, &personas);
    end_recording(world, "a persona's file changed");
}

/// Gives every inhabitant of the world whose persona is known a body and a mind, under the number that is theirs.
pub(crate) fn settle(world: &mut World, personas: &[Persona]) {
    // It stays until the new one is there: whoever leaves is taken off it.
    let before = world.get_resource::<Cast>().cloned().unwrap_or_default();
    let inhabitants = world.resource::<WorldDef>().inhabitants.clone();
    let mut ids = world.resource_mut::<InhabitantIds>();
    ids.number(inhabitants.iter().map(|one| one.persona.as_str()));
    let ids = ids.clone();
    let mut cast = Cast::default();
    let mut members = Vec::new();
    let mut homes = Vec::new();
    for inhabitant in &inhabitants {
        let Some(id) = ids.get(&inhabitant.persona) else {
            continue;
        };
        let mut named = personas.iter();
        let persona = named
            .find(|persona| persona.id == inhabitant.persona)
            .map(|persona| Arc::new(persona.clone()))
            .or_else(|| before.persona(id).cloned());
        let Some(persona) = persona.filter(|_| !cast.is_agent(id)) else {
            // Unknown, or named twice: nobody lives in two places.
            continue;
        };
        members.push(CastMember {
            id: id.0,
            persona: persona.id.clone(),
            name: persona.name.clone(),
            role: persona.role.clone(),
        });
        cast.insert(id, persona);
        homes.push((id, inhabitant.at.clone()));
    }
    for (id, persona) in before.iter().filter(|(id, _)| is_crowd(*id)) {
        // They live in no file.
        cast.insert(id, persona.clone());
    }
    for (id, _) in before.iter().filter(|(id, _)| !cast.is_agent(*id)) {
        leave(world, id);
    }
    for (id, home) in &homes {
        let Some(persona) = cast.persona(*id) else {
            continue;
        };
        let entity = match world.resource::<BodyIndex>().get(*id) {
            Some(entity) if before.is_agent(*id) => {
                stay(world, entity, *id, persona, &members);
                entity
            }
            _ => come(world, *id, persona, home, &members),
        };
        if let Some(mut mind) = world.get_mut::<Inhabitant>(entity) {
            for (other, home) in homes.iter().filter(|(other, _)| other != id) {
                mind.0.seen.lives_at(other.0, home);
            }
        }
    }
    world.insert_resource(cast);
}

fn come(
    world: &mut World,
    id: StableId,
    persona: &Persona,
    home: &str,
    members: &[CastMember],
) -> Entity {
    let entity = spawn_agent(world, id, &persona.name, looks(&persona.looks), home);
    let (mind, conduct) = mind_of(world, id, persona.clone(), members);
    world.entity_mut(entity).insert((Inhabitant(mind), conduct));
    entity
}

/// Name, looks and mind as the file says now.
fn stay(
    world: &mut World,
    entity: Entity,
    id: StableId,
    persona: &Persona,
    members: &[CastMember],
) {
    if let Some(mut mind) = world.get_mut::<Inhabitant>(entity) {
        mind.0.recast(persona.clone(), members);
    }
    recast(world, id, &persona.name, looks(&persona.looks));
}

/// The body goes; its mind was put away before.
fn leave(world: &mut World, id: StableId) {
    let entity = world.resource::<BodyIndex>().get(id);
    let turn = entity
        .and_then(|entity| world.get_mut::<Conduct>(entity))
        .and_then(|mut conduct| conduct.turn.take());
    if let (Some(turn), Some(mut bridge)) = (turn, world.get_resource_mut::<MindBridge>()) {
        bridge.cancel(turn.ticket);
    }
    despawn_body(world, id);
}

/// A mind as the save has it, or a new one. What can't be read is reported and stays in the save's backup.
fn mind_of(
    world: &mut World,
    id: StableId,
    persona: Persona,
    members: &[CastMember],
) -> (Mind, Conduct) {
    match keep::kept(world.resource::<SaveExtras>(), &persona.id) {
        None => (Mind::new(id.0, persona, members), Conduct::default()),
        Some(Ok(kept)) => {
            let conduct = Conduct {
                errand: kept.errand,
                next_plan: kept.next_plan,
                owed: kept.owed.into(),
                ..Conduct::default()
            };
            (Mind::restore(id.0, persona, members, kept.mind), conduct)
        }
        Some(Err(error)) => {
            world.write_message(crate::keep::lost_memories(&persona.name, &error));
            (Mind::new(id.0, persona, members), Conduct::default())
        }
    }
}
