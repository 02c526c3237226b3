//! Somebody of the crowd who is spoken to gets a mind, and goes on their way when the talk is over.

use bevy_ecs::{prelude::*, system::SystemParam};
use stoa_mind::{
    Persona,
    mind::{CastMember, Mind},
};
use stoa_world::{
    Attention, Deed, DisplayName, Following, Heard, LookAt, Looks, Mover, Places, SayTo, SimClock,
    StableId, WorldDef,
    sim::{
        Accepted, BodyIndex, Leading, Minded, Mirrored, Mouth, Notice, SaveExtras, SeatWish,
        is_crowd,
    },
};

use crate::{
    cast::Cast,
    inhabitant::{Conduct, Inhabitant},
    keep,
};

use super::{Passers, Surroundings, kept};

/// A line that names nobody is for whom the speaker looks at, up to here, in metres.
const LOOKED_AT_M: f32 = 4.0;

/// What is said and done near the crowd.
#[derive(SystemParam)]
pub(crate) struct Calls<'w, 's> {
    heard: MessageReader<'w, 's, Heard>,
    accepted: MessageReader<'w, 's, Accepted>,
    looks: Query<'w, 's, &'static Attention>,
    index: Res<'w, BodyIndex>,
}

impl Calls<'_, '_> {
    /// Those of the crowd whom a person speaks to or hails, in the order of their ids.
    fn take(&mut self, is_person: impl Fn(StableId) -> bool) -> Vec<StableId> {
        let mut called = Vec::new();
        for line in self.heard.read() {
            if !is_crowd(line.who) || !is_person(line.speaker) {
                continue;
            }
            let meant = match line.to {
                SayTo::Body(whom) => whom == line.who,
                SayTo::Anyone => {
                    let speaker = self.index.get(line.speaker);
                    let look = speaker.and_then(|entity| self.looks.get(entity).ok());
                    let target = look.and_then(|look| look.target);
                    line.distance_m <= LOOKED_AT_M && target == Some(LookAt::Body(line.who))
                }
            };
            if meant {
                called.push(line.who);
            }
        }
        for Accepted { who, deed, .. } in self.accepted.read() {
            if let Deed::Hail { whom } = deed
                && is_crowd(*whom)
                && is_person(*who)
            {
                called.push(*whom);
            }
        }
        called.sort_unstable();
        called.dedup();
        called
    }
}

/// Whoever is spoken to has a life and a mind from now on.
pub(crate) fn wake(
    mut commands: Commands,
    mut calls: Calls,
    clock: Res<SimClock>,
    def: Res<WorldDef>,
    places: Res<Places>,
    bodies: Query<(&Mirrored, &Looks, Has<Inhabitant>), Without<Minded>>,
    mut passers: ResMut<Passers>,
    mut cast: ResMut<Cast>,
    mut extras: ResMut<SaveExtras>,
    mut notices: MessageWriter<Notice>,
) {
    let called = calls.take(|id| !is_crowd(id) && !cast.is_agent(id));
    for id in called {
        let entity = calls.index.get(id);
        let Some((entity, Ok((mirrored, looks, talks)))) = entity.map(|e| (e, bodies.get(e)))
        else {
            continue;
        };
        let around = Surroundings::of(clock.seed, &def, &places, &cast);
        let birth = around.birth(mirrored.index, looks);
        let persona = passers.persona(&birth).clone();
        kept::keep_life(&mut extras, mirrored.index, &persona);
        if talks {
            // In the middle of small talk: what was said there is the beginning of their memories.
            commands.entity(entity).insert(Minded);
            continue;
        }
        let (mind, lost) = mind_of(&extras, id, &persona, &around.inhabitants, &clock);
        if let Some(error) = lost {
            notices.write(crate::keep::lost_memories(&persona.name, &error));
        }
        let name = DisplayName(persona.name.clone());
        cast.insert(id, persona);
        let mind = (Inhabitant(mind), Conduct::default());
        commands.entity(entity).insert((mind, Minded, name));
    }
}

/// A mind as it was kept, out of any talk, or a new one and why the kept one can't be read.
fn mind_of(
    extras: &SaveExtras,
    id: StableId,
    persona: &Persona,
    members: &[CastMember],
    clock: &SimClock,
) -> (Mind, Option<String>) {
    let new = || Mind::new(id.0, persona.clone(), members);
    match keep::kept(extras, &persona.id) {
        None => (new(), None),
        Some(Err(error)) => (new(), Some(error)),
        Some(Ok(kept)) => {
            let mut mind = Mind::restore(id.0, persona.clone(), members, kept.mind);
            mind.end_talk(clock.tick.0, clock.minute());
            (mind, None)
        }
    }
}

/// Whoever has nothing more to say or do for anybody is of the crowd again.
pub(crate) fn let_go(
    mut commands: Commands,
    clock: Res<SimClock>,
    minds: Query<
        (
            Entity,
            &Inhabitant,
            &Conduct,
            &Mouth,
            &Mover,
            Has<Following>,
            Has<Leading>,
            Has<SeatWish>,
        ),
        With<Mirrored>,
    >,
) {
    for (entity, mind, conduct, mouth, mover, follows, leads, sits) in &minds {
        let busy = mind.0.talk.is_some() || conduct.is_busy() || mouth.is_speaking();
        let walks = mover.goal.is_some() || follows || leads || sits;
        if !busy && !walks && clock.tick >= conduct.next_plan {
            commands
                .entity(entity)
                .remove::<(Inhabitant, Conduct, Minded)>();
        }
    }
}
