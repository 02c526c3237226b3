//! The inhabitants: personas get bodies and minds.

use std::{collections::BTreeMap, sync::Arc};

use bevy_ecs::prelude::*;
use stoa_mind::Persona;
use stoa_world::StableId;

/// Who lives here, by stable id. Filled when the world begins, and again when its files change.
#[derive(Resource, Debug, Clone, Default)]
pub struct Cast {
    personas: BTreeMap<StableId, Arc<Persona>>,
}

impl Cast {
    pub(crate) fn insert(&mut self, id: StableId, persona: Arc<Persona>) {
        self.personas.insert(id, persona);
    }

    pub(crate) fn remove(&mut self, id: StableId) {
        self.personas.remove(&id);
    }

    /// The persona behind a body; `None` for people.
    pub fn persona(&self, id: StableId) -> Option<&Arc<Persona>> {
        self.personas.get(&id)
    }

    /// The body of a persona, by the id of its file.
    pub fn find(&self, persona: &str) -> Option<StableId> {
        self.personas
            .iter()
            .find(|(_, known)| known.id == persona)
            .map(|(id, _)| *id)
    }

    /// Whether a body is an inhabitant's.
    pub fn is_agent(&self, id: StableId) -> bool {
        self.personas.contains_key(&id)
    }

    /// Everyone, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (StableId, &Arc<Persona>)> {
        self.personas.iter().map(|(id, persona)| (*id, persona))
    }
}
