//! Making bodies: those of hosts, and the people of a place.

use std::ops::Range;

use super::{
    build::BuiltPlace,
    params::Params,
    tables::{self, Tables},
    words::{AWAY, CROWD, NO_SLOT, NOWHERE, OWN, STAY, State, UNKNOWN_WAY, WALK},
};
use crate::{random::draw, rules::Agent};

/// Where those who are away begin; their first tick gives each its own place in the margin.
const LIMBO: (i32, i32) = (1 << 16, 1 << 15);
/// The first choices of a crowd spread over so much time, in 4 ticks: 10 s.
const FIRST_CHOICES: u32 = 75;

/// A body that is out of sight and comes only when told: [`super::Order::Place`] puts it somewhere. `kind` is
/// [`super::words::PERSON`] or [`super::words::NAMED`]. Ids of such bodies are smaller than those of the crowd, so that
/// what a host holds is held (see [`super::Order::Hold`]).
pub fn host(id: u32, kind: u32) -> Agent {
    let state = State {
        activity: AWAY,
        kind: kind & 3,
        needs: 0,
        mode: STAY,
        ..idle(0)
    };
    made(id, LIMBO, &state)
}

/// The crowd of a place with these ids, for a world of this seed at its tick 0. Those whose day it is stand on free
/// ground from which a way leads to some entrance (on any free ground where there is none), by chance, so that some may
/// touch at first; the others are away and come by the entrances, as do those for whom no ground was found in a
/// thousand draws.
pub fn people(place: &BuiltPlace, params: &Params, ids: Range<u32>, seed: u32) -> Vec<Agent> {
    let params = params.checked();
    let tables = Tables(&place.words);
    let first = tables.word(tables::ENTRANCES) as usize;
    let entrances = &place.words[first..first + tables.word(tables::ENTRANCE_COUNT) as usize];
    let leads_out = |column: u32, row: u32| {
        let leads = |entrance: &u32| tables.leads(*entrance, column, row);
        entrances.is_empty() || entrances.iter().any(leads)
    };
    let one = |id: u32| {
        let day = params.is_day(seed, id, params.minute(0));
        let spot = day.then(|| spot(&tables, seed, id, leads_out)).flatten();
        spot.map_or_else(
            || {
                let state = State {
                    activity: AWAY,
                    ..fresh(seed, id)
                };
                made(id, LIMBO, &state)
            },
            |spot| made(id, spot, &fresh(seed, id)),
        )
    };
    ids.map(one).collect()
}

/// So many of the crowd, on free ground by chance (some may touch at first), with nothing to do yet.
pub(super) fn crowd(place: &BuiltPlace, agents: u32, seed: u32) -> Vec<Agent> {
    let tables = Tables(&place.words);
    let origin = tables.word(tables::ORIGIN_X) as i32;
    let one = |id: u32| {
        let spot = spot(&tables, seed, id, |_, _| true).unwrap_or((origin, origin));
        made(id, spot, &fresh(seed, id))
    };
    (0..agents).map(one).collect()
}

/// Free ground by chance, in a cell that is good enough.
fn spot(
    tables: &Tables,
    seed: u32,
    id: u32,
    good: impl Fn(u32, u32) -> bool,
) -> Option<(i32, i32)> {
    let shift = tables.word(tables::SHIFT);
    let span = |cells: usize| (tables.word(cells) << shift) >> 10;
    let (width, height) = (span(tables::COLUMNS), span(tables::ROWS));
    let origin = tables.word(tables::ORIGIN_X) as i32;
    (0..1_000).find_map(|attempt| {
        let x = (draw(seed, id, attempt, 101) % width) << 10;
        let y = (draw(seed, id, attempt, 102) % height) << 10;
        let at = (origin + x as i32, origin + y as i32);
        (tables.is_free(at.0, at.1) && good(x >> shift, y >> shift)).then_some(at)
    })
}

/// One of the crowd before its first choice, which not all make at once: each is to know where the others go.
fn fresh(seed: u32, id: u32) -> State {
    State {
        needs: draw(seed, id, 0, 104),
        timer: draw(seed, id, 0, 105) % FIRST_CHOICES,
        ..idle(draw(seed, id, 0, 103) & 0xffff)
    }
}

fn idle(heading: u32) -> State {
    State {
        heading,
        activity: WALK,
        kind: CROWD,
        near_person: 0,
        mark: 0,
        way: UNKNOWN_WAY,
        needs: 0,
        plan: NOWHERE | NO_SLOT << 12,
        timer: 0,
        stuck: 0,
        mode: OWN,
        last: 0xff,
    }
}

fn made(id: u32, (x, y): (i32, i32), state: &State) -> Agent {
    let mut agent = Agent {
        x,
        y,
        id,
        ..Agent::default()
    };
    state.store(&mut agent);
    agent
}
