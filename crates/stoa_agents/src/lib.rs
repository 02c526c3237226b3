//! Minds in the world: personas get bodies, what they sense becomes percepts, what models answer becomes intents.
//!
//! The glue between `stoa_mind` (pure) and `stoa_world` (the simulation). It sees the world only through components and
//! messages, and changes it only through [`stoa_world::Intent`]s. Frames never wait for models: requests run on the
//! threads of [`MindBridge`], and one system drains what came.
//!
//! The way of one sentence: `senses::listen` → `Conduct::owe` → `turn::begin_turns` → the model → `answer::take_answers`
//! → `Intent::Say` → the world speaks it → `senses::keep_own_words`.

mod act;
mod answer;
mod bridge;
mod cast;
mod chats;
mod exchange;
mod inhabitant;
mod introduce;
mod keep;
mod live;
mod looks;
mod minds;
mod part;
mod sayings;
mod scene;
mod senses;
mod sight;
mod talk;
mod tape;
mod turn;

use std::sync::{Arc, Mutex, PoisonError};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use stoa_mind::{
    Persona,
    mind::{CastMember, Mind},
};
use stoa_world::{
    InhabitantIds, SimSystems, StableId, WorldDef,
    sim::{Notice, SaveExtras, spawn_agent},
};

pub use bridge::{MindBridge, Ticket};
pub use cast::Cast;
pub use exchange::{Exchange, Failure, Phases};
pub use inhabitant::{Conduct, Inhabitant};
pub use keep::keep;
pub use minds::{Minds, OwnMind, Routers};
pub use scene::Scene;

/// Brings the cast into the world and their minds to life. Add it after `WorldPlugin`.
pub struct AgentsPlugin {
    /// The personas of the world's inhabitants; an inhabitant without one stays away.
    pub cast: Vec<Persona>,
    /// Whom the minds ask.
    pub routers: Routers,
    /// Headless: time stands still until answers that come from inside the program are there.
    pub wait: bool,
    /// The threads; begun by the caller, who knows what to do when there are none.
    pub bridge: Mutex<Option<MindBridge>>,
}

impl Plugin for AgentsPlugin {
    fn build(&self, app: &mut App) {
        let bridge = self
            .bridge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(bridge) = bridge else {
            tracing::error!("AgentsPlugin needs a bridge: the inhabitants stay without minds");
            return;
        };
        let minds = Minds::new(self.routers.clone(), self.wait);
        minds.ask_capabilities(&bridge);
        app.insert_resource(bridge)
            .insert_resource(minds)
            .init_resource::<sayings::Sayings>();
        settle(app.world_mut(), &self.cast);
        keep::resume_chats(app.world_mut());
        app.add_systems(
            FixedUpdate,
            (
                answer::take_answers,
                senses::keep_own_words,
                sayings::hear_people,
                sight::look,
                senses::listen,
                senses::notice_others,
                senses::notice_own_deeds,
                senses::forget_the_gone,
                introduce::introductions,
                part::end_talks,
                live::live,
                turn::begin_turns,
                turn::show_thinking,
                keep::keep_when_due,
            )
                .chain()
                .in_set(SimSystems::Minds),
        );
    }
}

/// Gives every inhabitant of the world whose persona is known a body and a mind, under the number that is theirs.
fn settle(world: &mut World, personas: &[Persona]) {
    let inhabitants = world.resource::<WorldDef>().inhabitants.clone();
    let ids = world.resource::<InhabitantIds>().clone();
    let mut cast = Cast::default();
    let mut members = Vec::new();
    let mut homes = Vec::new();
    for inhabitant in &inhabitants {
        let persona = personas
            .iter()
            .find(|persona| persona.id == inhabitant.persona);
        let (Some(id), Some(persona)) = (ids.get(&inhabitant.persona), persona) else {
            continue;
        };
        if cast.is_agent(id) {
            // Nobody lives in two places.
            continue;
        }
        cast.insert(id, Arc::new(persona.clone()));
        members.push(CastMember {
            id: id.0,
            persona: persona.id.clone(),
            name: persona.name.clone(),
            role: persona.role.clone(),
        });
        homes.push((id, inhabitant.at.clone()));
    }
    for (id, home) in &homes {
        let id = *id;
        let Some(persona) = cast.persona(id).map(|persona| Persona::clone(persona)) else {
            continue;
        };
        let entity = spawn_agent(world, id, &persona.name, looks::looks(&persona.looks), home);
        let (mut mind, conduct) = mind_of(world, id, persona, &members);
        for (other, home) in homes.iter().filter(|(other, _)| *other != id) {
            mind.seen.lives_at(other.0, home);
        }
        world.entity_mut(entity).insert((Inhabitant(mind), conduct));
    }
    world.insert_resource(cast);
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
            world.write_message(Notice::warning(
                format!("{} has lost their memories: {error}", persona.name),
                "The save before this one lies beside it, with the ending .bak",
            ));
            (Mind::new(id.0, persona, members), Conduct::default())
        }
    }
}
