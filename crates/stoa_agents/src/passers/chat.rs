//! Small talk: two of the crowd who stand together where a person can hear them talk, as inhabitants do, by the built-in
//! mind. Nothing is kept of it.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use stoa_mind::mind::Mind;
use stoa_world::{
    DisplayName, Looks, Places, Pose, SimClock, StableId, Tick, WorldDef,
    sim::{Minded, Mirrored, is_crowd},
};

use crate::{
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Inhabitant},
    talk::Floor,
};

use super::{Passers, Surroundings};

/// So many talks of passers-by go on at once, and one begins after so many seconds at the earliest.
const AT_ONCE: usize = 2;
const PAUSE_S: u64 = 5;
/// Two who stand together and talk are no farther apart than this, in metres.
const TOGETHER_M: f32 = 2.0;

/// The two whose talk begins as soon as they have minds, and when others may.
#[derive(Resource, Debug, Default)]
pub(crate) struct SmallTalk {
    begins: Option<(StableId, StableId)>,
    next: Tick,
}

type Idle = (Without<Minded>, Without<Inhabitant>);

/// Gives two who stand together minds for a talk.
pub(crate) fn pair_up(
    mut commands: Commands,
    clock: Res<SimClock>,
    def: Res<WorldDef>,
    places: Res<Places>,
    idle: Query<(Entity, &StableId, &Mirrored, &Pose, &Looks), Idle>,
    chats: Res<Chats>,
    passers: Res<Passers>,
    mut cast: ResMut<Cast>,
    mut talk: ResMut<SmallTalk>,
) {
    let now = clock.tick;
    let going_on = chats.iter().filter(|chat| is_crowd(chat.a)).count();
    if now < talk.next || going_on >= AT_ONCE {
        return;
    }
    let mut together: Vec<_> = idle
        .iter()
        .filter(|(_, _, mirrored, ..)| mirrored.near && mirrored.in_company)
        // Whoever a person has spoken to has memories that small talk does not know of.
        .filter(|(_, _, mirrored, ..)| !passers.is_known(mirrored.index))
        .collect();
    together.sort_by_key(|(_, id, ..)| **id);
    let pair = together.iter().enumerate().find_map(|(at, one)| {
        let mut others = together[at + 1..].iter();
        let other = others.find(|other| one.3.distance(other.3) <= TOGETHER_M)?;
        Some([*one, *other])
    });
    let Some(pair) = pair else { return };
    talk.next = now.plus_seconds(PAUSE_S);
    talk.begins = Some((*pair[0].1, *pair[1].1));
    let around = Surroundings::of(clock.seed, &def, &places, &cast);
    for (entity, id, mirrored, _, looks) in pair {
        let persona = Arc::new(around.birth(mirrored.index, looks).life());
        let mind = Mind::new(id.0, (*persona).clone(), &around.inhabitants);
        let name = DisplayName(persona.name.clone());
        cast.insert(*id, persona);
        let mind = (Inhabitant(mind), Conduct::default());
        commands.entity(entity).insert((mind, name));
    }
}

/// Begins the talk of the two who have minds now.
pub(crate) fn begin(mut floor: Floor, mut talk: ResMut<SmallTalk>) {
    if let Some((a, b)) = talk.begins.take()
        && floor.is_free(a)
        && floor.is_free(b)
    {
        floor.begin_chat(a, b);
    }
}
