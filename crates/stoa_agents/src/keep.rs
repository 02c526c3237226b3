//! Minds in the save: memories, acquaintances, plans and open talks, with the small talk that is going on.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use stoa_mind::{Persona, mind::MindSave};
use stoa_world::{
    Formats, SimClock, StableId, Tick,
    sim::{Minded, Mirrored, Mouth, Notice, Persistence, SaveExtras},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant, Owed},
};

/// The key of the minds among the save's extras.
const KEY: &str = "minds";
/// The key of the talks among inhabitants.
const CHATS: &str = "chats";

/// Minds of older formats are lifted when they are read.
const FORMATS: Formats<Value> = Formats::new(&[]);

/// What a person is told when the mind of `name` in the save can't be read.
pub(crate) fn lost_memories(name: &str, error: &impl std::fmt::Display) -> Notice {
    let (name, error) = (name.to_owned(), error.to_string());
    let notice = Notice::warning(
        format!("{name} has lost their memories: {error}"),
        "The save before this one lies beside it, with the ending .bak",
    );
    notice.named("lost_memories", [("name", name), ("error", error)])
}

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

/// Whoever's mind is kept: of the crowd only those whom a person talks to.
type Lasting = Or<(Without<Mirrored>, With<Minded>)>;

/// Puts the minds among the extras when the world is about to be saved.
pub(crate) fn keep_when_due(
    clock: Res<SimClock>,
    persistence: Res<Persistence>,
    cast: Res<Cast>,
    chats: Res<Chats>,
    minds: Query<(&StableId, &Inhabitant, &Conduct, &Mouth), Lasting>,
    mut extras: ResMut<SaveExtras>,
) {
    if persistence.is_due(&clock) {
        put(&cast, &chats, minds.iter(), &mut extras);
    }
}

/// Puts the minds among the extras now: before the last save of a session. Whoever ends the program leaves the talk.
pub fn keep(world: &mut World) {
    leave_people(world);
    put_away(world);
}

/// Puts the minds among the extras as they are.
pub(crate) fn put_away(world: &mut World) {
    let mut query = world.query_filtered::<(&StableId, &Inhabitant, &Conduct, &Mouth), Lasting>();
    world.resource_scope(|world, mut extras: Mut<SaveExtras>| {
        let (cast, chats) = (world.resource::<Cast>(), world.resource::<Chats>());
        put(cast, chats, query.iter(world), &mut extras);
    });
}

/// Ends the talks with people, and whatever was still to be said to them or done with them.
fn leave_people(world: &mut World) {
    let clock = *world.resource::<SimClock>();
    let cast = world.resource::<Cast>().clone();
    let is_person = |id: StableId| !cast.is_agent(id);
    let mut cancelled = Vec::new();
    let mut query = world.query::<(&mut Inhabitant, &mut Conduct)>();
    for (mut mind, mut conduct) in query.iter_mut(world) {
        let talk = mind.0.talk.as_ref();
        if talk.is_some_and(|talk| talk.people.iter().any(|id| is_person(StableId(*id)))) {
            mind.0.end_talk(clock.tick.0, clock.minute());
        }
        conduct.owed.retain(|owed| !is_person(owed.to));
        conduct.leaving = None;
        let turn = conduct.turn.take_if(|turn| is_person(turn.to));
        cancelled.extend(turn.map(|turn| turn.ticket));
        if matches!(conduct.errand, Errand::Introduce { .. }) {
            conduct.errand = Errand::None;
        }
    }
    if let Some(mut bridge) = world.get_resource_mut::<MindBridge>() {
        for ticket in cancelled {
            bridge.cancel(ticket);
        }
    }
}

fn put<'a>(
    cast: &Cast,
    chats: &Chats,
    minds: impl Iterator<Item = (&'a StableId, &'a Inhabitant, &'a Conduct, &'a Mouth)>,
    extras: &mut SaveExtras,
) {
    let mut chats = chats.clone();
    let mut kept = BTreeMap::new();
    let minds: Vec<_> = minds.collect();
    // Whoever heard some of it owes an answer.
    let was_heard = |by: StableId, from: StableId| {
        let mut minds = minds.iter();
        minds.any(|(id, _, conduct, _)| **id == by && conduct.owed.iter().any(|o| o.to == from))
    };
    for (id, mind, conduct, mouth) in &minds {
        let (id, Some(persona)) = (**id, cast.persona(**id)) else {
            continue;
        };
        let asked = conduct.turn.as_ref().map(|turn| Owed {
            to: turn.to,
            purpose: turn.purpose,
        });
        let in_the_mouth = || {
            let chat = chats.of(id).filter(|_| mouth.is_speaking())?;
            let (to, purpose) = (chat.partner(id), chat.last_purpose());
            (!was_heard(to, id)).then_some(Owed { to, purpose })
        };
        // A turn that was cut off by the save, in the mind or in the mouth, is taken again.
        let on_its_way = asked.or_else(in_the_mouth);
        if let Some(turn) = on_its_way
            && let Some(chat) = chats.of_mut(id).filter(|chat| chat.partner(id) == turn.to)
        {
            chat.untook(turn.purpose);
        }
        let one = Kept {
            mind: mind.0.save(),
            errand: conduct.errand,
            next_plan: conduct.next_plan,
            owed: on_its_way
                .into_iter()
                .chain(conduct.owed.iter().copied())
                .collect(),
        };
        if let Some(value) = value_of(persona, &one) {
            kept.insert(persona.id.clone(), value);
        }
    }
    // Minds whose persona is away today keep what they were.
    let before = extras.0.remove(KEY);
    let mut all: BTreeMap<String, Value> = before
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default();
    all.extend(kept);
    extras.0.insert(KEY.to_owned(), Value::from_iter(all));
    match serde_json::to_value(&chats) {
        Ok(chats) => {
            extras.0.insert(CHATS.to_owned(), chats);
        }
        Err(error) => tracing::error!("the small talk can't be saved: {error}"),
    }
}

fn value_of(persona: &Persona, one: &Kept) -> Option<Value> {
    let value = serde_json::to_value(one);
    value
        .map_err(|error| tracing::error!("the mind of {} can't be saved: {error}", persona.name))
        .ok()
}

/// Puts one mind among the others.
pub(crate) fn put_one(extras: &mut SaveExtras, persona: &Persona, one: &Kept) {
    let all = extras.0.entry(KEY.to_owned());
    let all = all.or_insert_with(|| Value::Object(Map::default()));
    if let (Value::Object(all), Some(value)) = (all, value_of(persona, one)) {
        all.insert(persona.id.clone(), value);
    }
}

/// What is kept of one persona's mind; an error says what could not be read.
pub(crate) fn kept(extras: &SaveExtras, persona: &str) -> Option<Result<Kept, String>> {
    let value = extras.0.get(KEY)?.get(persona)?;
    let Some(found) = value["mind"]["format"].as_i64() else {
        return Some(Err("it names no format".to_owned()));
    };
    let lifted = FORMATS.lift(value.clone(), found);
    let kept = lifted.map_err(|error| error.to_string());
    Some(kept.and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string())))
}

/// Small talk goes on where the save has it and both minds are still in it; whoever was left alone in one is free.
pub(crate) fn resume_chats(world: &mut World) {
    let clock = *world.resource::<SimClock>();
    let cast = world.resource::<Cast>().clone();
    let kept = world.resource::<SaveExtras>().0.get(CHATS);
    let mut chats: Chats = kept
        .and_then(|value| Chats::deserialize(value).ok())
        .unwrap_or_default();
    let mut query = world.query::<(&StableId, &mut Inhabitant, &mut Conduct)>();
    let talks: BTreeMap<StableId, Vec<u32>> = query
        .iter(world)
        .filter_map(|(id, mind, _)| Some((*id, mind.0.talk.as_ref()?.people.clone())))
        .collect();
    let talks_with = |a: StableId, b: StableId| talks.get(&a).is_some_and(|p| p.contains(&b.0));
    chats.retain(|chat| talks_with(chat.a, chat.b) && talks_with(chat.b, chat.a));
    for (id, mut mind, mut conduct) in query.iter_mut(world) {
        if chats.of(*id).is_some() {
            continue;
        }
        let others = talks.get(id).into_iter().flatten();
        let mut others = others.map(|who| StableId(*who)).filter(|who| who != id);
        if others.any(|who| cast.is_agent(who)) {
            mind.0.end_talk(clock.tick.0, clock.minute());
        }
        conduct.owed.retain(|owed| !cast.is_agent(owed.to));
    }
    world.insert_resource(chats);
}
