//! What a place sounds like: its fountains, leaves in its trees, birds by day.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use stoa_world::{PartKind, SimClock, Species, TICKS_PER_SECOND, Tick, WorldDef};

use super::{Audibles, SoundListener, Sounding, Stage};
use crate::{
    mixer::{Group, Head, Placing, PlayingId},
    studio::Kept,
};

/// How far these carry, in metres.
const FOUNTAIN_M: f32 = 36.0;
const LEAVES_M: f32 = 16.0;
const BIRD_M: f32 = 60.0;
/// Beds at once: the nearest ones.
const BEDS: usize = 8;
/// A bed that is being heard stays until it is this much farther than its reach.
const LINGER_M: f32 = 1.5;
/// Seconds in which a bed comes in.
const RISE_S: f32 = 1.2;
/// Seconds from one phrase of a tree's bird to the next, on average.
const PHRASES_S: u64 = 22;
/// Minutes of the day between which birds sing.
const DAY: (u32, u32) = (5 * 60, 20 * 60 + 30);
/// Different phrases; each tree has a few of them.
const PHRASES: u8 = 24;
/// What `SimClock::roll` is asked for.
const ROLL_BIRD: u32 = 0x0b12_d000;

/// Something that sounds on and on, or something to sing from.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Source {
    kept: Kept,
    at: [f32; 3],
    reach_m: f32,
    gain_db: f32,
    /// Seconds into its loop at which it begins: two of a kind are never heard as one.
    from_s: f32,
    perch: bool,
}

#[derive(Default)]
pub(super) struct Surroundings {
    sources: Vec<Source>,
    beds: BTreeMap<usize, PlayingId>,
    last: Tick,
}

pub(super) fn surround(
    clock: Res<SimClock>,
    def: Option<Res<WorldDef>>,
    listener: Res<SoundListener>,
    mut stage: ResMut<Stage>,
    mut audibles: ResMut<Audibles>,
    mut around: Local<Surroundings>,
) {
    let (Some(def), Some(head)) = (def, listener.head) else {
        around.hush(&mut stage, |_| false);
        return;
    };
    if def.is_changed() {
        let sources = sources(&def);
        // What sounds as before goes on.
        if sources != around.sources {
            around.hush(&mut stage, |_| false);
            around.sources = sources;
        }
    }
    around.beds.retain(|_, id| stage.desk().is_playing(*id));
    let far = |source: &Source| head.distance_m(source.at);
    let mut near: Vec<usize> = (0..around.sources.len()).collect();
    near.sort_by(|a, b| far(&around.sources[*a]).total_cmp(&far(&around.sources[*b])));
    near.truncate(BEDS);
    let kept: Vec<usize> = near
        .iter()
        .copied()
        .filter(|at| far(&around.sources[*at]) < around.sources[*at].reach_m + LINGER_M)
        .collect();
    around.hush(&mut stage, |at| kept.contains(&at));
    for at in kept {
        let source = around.sources[at];
        if far(&source) >= source.reach_m {
            continue;
        }
        let what = if source.perch {
            Sounding::Leaves
        } else {
            Sounding::Fountain
        };
        audibles.tell(what, None, source.at);
        if around.beds.contains_key(&at) {
            continue;
        }
        let Some(sound) = stage.made(source.kept) else {
            continue;
        };
        let placing = Placing {
            gain_db: source.gain_db,
            from_s: source.from_s,
            rise_s: RISE_S,
            ..Placing::new(Group::Ambience, source.at, source.reach_m)
        };
        if let Some(id) = stage.desk().play(&sound, placing) {
            around.beds.insert(at, id);
        }
    }
    if around.last != clock.tick {
        around.last = clock.tick;
        around.sing(&clock, head, &mut stage, &mut audibles);
    }
}

impl Surroundings {
    /// Ends the beds that are not to stay.
    fn hush(&mut self, stage: &mut Stage, stays: impl Fn(usize) -> bool) {
        self.beds.retain(|at, id| {
            let stays = stays(*at);
            if !stays {
                stage.desk().stop(*id);
            }
            stays
        });
    }

    /// By day, birds in the trees around.
    fn sing(&self, clock: &SimClock, head: Head, stage: &mut Stage, audibles: &mut Audibles) {
        let minute = clock.minute() % 1_440;
        if !(DAY.0..DAY.1).contains(&minute) {
            return;
        }
        for (at, source) in self.sources.iter().enumerate().filter(|(_, one)| one.perch) {
            let roll = clock.roll(at as u32, ROLL_BIRD);
            if !roll.is_multiple_of(PHRASES_S * TICKS_PER_SECOND) {
                continue;
            }
            let phrase = (at as u64 * 5 + (roll >> 40) % 3) % u64::from(PHRASES);
            if head.distance_m(source.at) < BIRD_M {
                audibles.tell(Sounding::Bird, None, source.at);
            }
            if let Some(sound) = stage.made(Kept::Bird(phrase as u8)) {
                let placing = Placing::new(Group::Ambience, source.at, BIRD_M);
                stage.desk().play(&sound, placing);
            }
        }
    }
}

/// What sounds in a world, in the order of its file.
fn sources(def: &WorldDef) -> Vec<Source> {
    let mut sources = Vec::new();
    for part in &def.parts {
        let (kept, high, reach_m, gain_db, perch) = match part.kind {
            PartKind::Fountain { height, .. } => {
                let kept = Kept::Fountain(sources.len() as u8 % 2);
                (kept, 0.4 * height, FOUNTAIN_M, 6.0, false)
            }
            PartKind::Tree { species, height } => {
                let gain_db = match species {
                    Species::Plane => 6.0,
                    Species::Olive => 3.0,
                    Species::Cypress => 3.0,
                    Species::Orange => 1.0,
                };
                let kept = Kept::Leaves(sources.len() as u8 % 3);
                (kept, 0.65 * height, LEAVES_M, gain_db, true)
            }
            _ => continue,
        };
        let mut at = part.at.to_array();
        at[1] += high;
        sources.push(Source {
            kept,
            at,
            reach_m,
            gain_db,
            from_s: 2.7 * sources.len() as f32,
            perch,
        });
    }
    sources
}
