//! Those of the crowd who are near: they have names, and a life and a mind from the moment somebody speaks to them.
//!
//! A life is made from the world's seed and from who they are in the crowd ([`stoa_mind::life`]), and kept for good in the
//! save, with what they remember: whoever was spoken to is the same the next time. While nobody talks to them they are
//! of the crowd again, and their memories lie in the save's extras.

mod chat;
mod greet;
mod kept;
mod names;
mod wake;

use std::{collections::BTreeMap, sync::Arc};

use bevy_ecs::prelude::*;
use stoa_mind::{
    Persona,
    life::{Birth, Seen, name},
    mind::CastMember,
};
use stoa_world::{
    Looks, Places, WorldDef,
    looks::{Beard, Hair, Rgb, Top},
    sim::is_crowd,
};

use crate::cast::Cast;

pub(crate) use chat::{begin as begin_small_talk, pair_up};
pub(crate) use greet::greet;
pub(crate) use kept::put_away;
pub(crate) use names::give_names;
pub(crate) use wake::{let_go, wake};

/// Those of the crowd who were ever spoken to, by their number in it, and what the others look like.
#[derive(Resource)]
pub(crate) struct Passers {
    /// What somebody of this number looks like.
    faces: fn(u32) -> Looks,
    known: BTreeMap<u32, Arc<Persona>>,
}

impl Passers {
    /// What somebody is called, as it will be for good.
    fn name(&self, seed: u64, index: u32, looks: &Looks) -> String {
        match self.known.get(&index) {
            Some(persona) => persona.name.clone(),
            None => name(seed, index, seen(looks)),
        }
    }

    /// Whether a person ever spoke to them.
    fn is_known(&self, index: u32) -> bool {
        self.known.contains_key(&index)
    }

    /// Who somebody is; made up now, for good, if nobody ever asked.
    fn persona(&mut self, birth: &Birth) -> &Arc<Persona> {
        let persona = self.known.entry(birth.number);
        persona.or_insert_with(|| Arc::new(birth.life()))
    }
}

/// What others take somebody of these looks for.
fn seen(looks: &Looks) -> Seen {
    match (looks.beard, looks.top, looks.hair) {
        (Beard::None, Top::Dress, _)
        | (Beard::None, _, Hair::Long | Hair::Bun | Hair::Bob | Hair::Ponytail | Hair::Braid) => {
            Seen::Woman
        }
        (Beard::None, _, Hair::Short | Hair::Curly) => Seen::Either,
        _ => Seen::Man,
    }
}

fn is_grey(Rgb(red, green, blue): Rgb) -> bool {
    red > 100 && red.abs_diff(green) < 14 && green.abs_diff(blue) < 14
}

/// What lives are made from in this world.
struct Surroundings {
    seed: u64,
    places: Vec<(String, String, String)>,
    inhabitants: Vec<CastMember>,
}

impl Surroundings {
    fn of(seed: u64, def: &WorldDef, places: &Places, cast: &Cast) -> Self {
        let named = def.places.iter().filter_map(|place| {
            let known = places
                .places
                .values()
                .find(|known| known.id.0 == place.id)?;
            Some((place.id.clone(), known.name.clone(), known.kind.clone()))
        });
        let inhabitants = cast.iter().filter(|(id, _)| !is_crowd(*id));
        let inhabitants = inhabitants.map(|(id, persona)| CastMember {
            id: id.0,
            persona: persona.id.clone(),
            name: persona.name.clone(),
            role: persona.role.clone(),
        });
        Self {
            seed,
            places: named.collect(),
            inhabitants: inhabitants.collect(),
        }
    }

    fn birth(&self, index: u32, looks: &Looks) -> Birth<'_> {
        Birth {
            seed: self.seed,
            number: index,
            seen: seen(looks),
            grey: is_grey(looks.hair_colour),
            places: &self.places,
            inhabitants: &self.inhabitants,
        }
    }
}

/// The crowd's faces, and those of it who are known already.
pub(crate) fn begin(world: &mut World, faces: fn(u32) -> Looks) {
    let known = kept::known(world);
    world.insert_resource(Passers { faces, known });
    world.init_resource::<greet::Glances>();
    world.init_resource::<chat::SmallTalk>();
    world.add_observer(put_away);
}
