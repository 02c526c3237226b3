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
mod passers;
mod recast;
mod sayings;
mod scene;
mod senses;
mod sight;
mod talk;
mod tape;
mod turn;
mod ways;

use std::sync::{Mutex, PoisonError};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use stoa_mind::Persona;
use stoa_world::{Looks, SimSystems};

pub use answer::MODEL_FAILED;
pub use bridge::{MindBridge, Ticket};
pub use cast::Cast;
pub use exchange::{Exchange, Failure, Phases};
pub use inhabitant::{Conduct, Inhabitant};
pub use keep::keep;
pub use looks::looks;
pub use minds::{Minds, OwnMind, Routers};
pub use recast::NextCast;
pub use scene::Scene;

/// Brings the cast into the world and their minds to life. Add it after `WorldPlugin`.
pub struct AgentsPlugin {
    /// The personas of the world's inhabitants; an inhabitant without one stays away.
    pub cast: Vec<Persona>,
    /// Whom the minds ask.
    pub routers: Routers,
    /// Headless: time stands still until answers that come from inside the program are there.
    pub wait: bool,
    /// What somebody of this number in the crowd looks like.
    pub faces: fn(u32) -> Looks,
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
        app.insert_resource(bridge)
            .insert_resource(minds)
            .init_resource::<sayings::Sayings>();
        app.init_resource::<NextCast>();
        recast::settle(app.world_mut(), &self.cast);
        keep::resume_chats(app.world_mut());
        passers::begin(app.world_mut(), self.faces);
        app.add_systems(
            FixedUpdate,
            (
                recast::take_up.run_if(|next: Res<NextCast>| next.is_waiting()),
                passers::give_names,
                answer::take_answers,
                senses::keep_own_words,
                sayings::hear_people,
                sight::look,
                passers::wake,
                senses::listen,
                senses::notice_others,
                senses::notice_own_deeds,
                senses::forget_the_gone,
                (passers::greet, passers::pair_up, passers::begin_small_talk).chain(),
                introduce::introductions,
                part::end_talks,
                passers::let_go,
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
