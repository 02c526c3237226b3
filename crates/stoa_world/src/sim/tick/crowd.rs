//! What happens in the crowd.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use stoa_tick::rules::{
    Event,
    plaza::turn::{ARRIVED, CAME, LEFT, MET, NEAR_PERSON, SAT, UP},
};

use crate::{LogEvent, Places, SeatId, SimClock, StableId, TICKS_PER_SECOND, Tick};

use super::{BodyTick, HOSTED};

/// Stable ids of the crowd begin here.
const FIRST_OF_CROWD: u32 = 1 << 24;
/// Ticks between two lines of the log about the crowd: 5 s.
const COUNT_EVERY: u64 = 5 * TICKS_PER_SECOND;

/// Something that happened to one of the crowd, [`stoa_tick::EVENT_LAG`] ticks before it is told.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct CrowdEvent {
    /// When it is told.
    pub tick: Tick,
    pub who: StableId,
    pub deed: CrowdDeed,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum CrowdDeed {
    /// Came in by an entrance.
    Came,
    /// Left by an entrance.
    Left,
    /// Got to where it wanted to be.
    Arrived,
    Sat(SeatId),
    StoodUp(SeatId),
    /// Stands with others.
    Met,
    /// A person is within two metres.
    NearPerson,
}

/// The stable id of one of the crowd, by its number in the tick.
pub fn crowd_id(number: u32) -> StableId {
    StableId(FIRST_OF_CROWD + number)
}

/// The number of one of the crowd, from 0, as [`super::Mirrored`] has it; `None` of others.
pub fn crowd_index(id: StableId) -> Option<u32> {
    id.0.checked_sub(FIRST_OF_CROWD + HOSTED)
}

/// Whether an id is one of the crowd's.
pub fn is_crowd(id: StableId) -> bool {
    id.0 >= FIRST_OF_CROWD
}

/// The events of the crowd among those of a tick.
pub(super) fn happened(
    events: &[Event],
    tick: Tick,
    seats: &BTreeMap<u32, SeatId>,
) -> impl Iterator<Item = CrowdEvent> {
    events
        .iter()
        .filter(|event| event.id >= HOSTED)
        .filter_map(move |event| {
            let seat = || seats.get(&event.argument).cloned();
            let deed = match event.kind {
                ARRIVED => CrowdDeed::Arrived,
                SAT => CrowdDeed::Sat(seat()?),
                UP => CrowdDeed::StoodUp(seat()?),
                MET => CrowdDeed::Met,
                NEAR_PERSON => CrowdDeed::NearPerson,
                LEFT => CrowdDeed::Left,
                CAME => CrowdDeed::Came,
                _ => return None,
            };
            let who = crowd_id(event.id);
            Some(CrowdEvent { tick, who, deed })
        })
}

/// A seat that somebody of the crowd sits on is taken; one that a body with a name holds stays theirs.
pub(super) fn keep_seats(event: &CrowdEvent, places: &mut Places) {
    match &event.deed {
        CrowdDeed::Sat(seat) => {
            if let Some(seat) = places.seats.get_mut(seat) {
                seat.taken_by.get_or_insert(event.who);
            }
        }
        CrowdDeed::StoodUp(seat) => {
            if let Some(seat) = places.seats.get_mut(seat) {
                seat.taken_by.take_if(|by| *by == event.who);
            }
        }
        _ => {}
    }
}

/// What happened in the crowd since its last line in the log.
#[derive(Debug, Default)]
pub(super) struct Counts {
    came: u64,
    left: u64,
    sat: u64,
    met: u64,
    near: u64,
    /// A sum over all events: two logs with the same one saw the same crowd.
    digest: u64,
}

/// Writes a line about the crowd every five seconds.
pub(super) fn count(
    tick: Res<BodyTick>,
    clock: Res<SimClock>,
    mut counts: Local<Counts>,
    mut log: MessageWriter<LogEvent>,
) {
    if tick.crowd == 0 {
        return;
    }
    let counts = &mut *counts;
    for event in &tick.heard.1 {
        let (id, kind) = (u64::from(event.id), u64::from(event.kind));
        let one = crate::clock::mix(id << 32 | kind) ^ u64::from(event.argument);
        counts.digest = crate::clock::mix(counts.digest ^ one);
        let count = match event.kind {
            CAME => &mut counts.came,
            LEFT => &mut counts.left,
            SAT => &mut counts.sat,
            MET => &mut counts.met,
            NEAR_PERSON => &mut counts.near,
            _ => continue,
        };
        *count += 1;
    }
    if !clock.tick.0.is_multiple_of(COUNT_EVERY) {
        return;
    }
    log.write(
        LogEvent::new(clock.tick, "crowd", StableId(0))
            .with("came", counts.came)
            .with("left", counts.left)
            .with("sat", counts.sat)
            .with("met", counts.met)
            .with("near_people", counts.near)
            .with("digest", format!("{:016x}", counts.digest)),
    );
    let digest = counts.digest;
    *counts = Counts {
        digest,
        ..Counts::default()
    };
}
