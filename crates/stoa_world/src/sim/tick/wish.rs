//! One of the crowd whose mind wants to sit or to get up: the tick does it, as it seats everybody of the crowd.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use stoa_tick::rules::plaza::Order;

use crate::{
    Deed, Goal, LogEvent, Places, Refused, SeatId, SimClock, StableId, Tick,
    sim::{log::deed_name, routes::Arrived},
};

use super::{Minded, Mirrored};

/// Seconds after which somebody gives up getting to a seat.
const PATIENCE_S: u64 = 60;

/// On one of the crowd who has a mind: what it wants of a seat, until it has come to that.
#[derive(Component, Debug, Clone, PartialEq, Eq)]
pub enum SeatWish {
    Sit { seat: SeatId, until: Tick },
    Rise,
}

impl SeatWish {
    pub(in crate::sim) fn sit(seat: SeatId, now: Tick) -> Self {
        let until = now.plus_seconds(PATIENCE_S);
        Self::Sit { seat, until }
    }

    /// What the tick is told; `None` for a seat that it does not know. `slots` are the claims of seats, and `of` the
    /// destinations that these belong to.
    pub(super) fn order(
        &self,
        slots: &BTreeMap<SeatId, u32>,
        of: &BTreeMap<u32, u32>,
    ) -> Option<Order> {
        match self {
            Self::Sit { seat, .. } => {
                let slot = *slots.get(seat)?;
                let destination = *of.get(&slot)?;
                Some(Order::Sit { destination, slot })
            }
            Self::Rise => Some(Order::Stay),
        }
    }
}

/// Ends wishes that came true, and those that can't any more.
pub(super) fn fulfil(
    mut commands: Commands,
    clock: Res<SimClock>,
    places: Res<Places>,
    wishes: Query<(Entity, &StableId, &Mirrored, &SeatWish, Has<Minded>)>,
    mut arrived: MessageWriter<Arrived>,
    mut refused: MessageWriter<Refused>,
    mut log: MessageWriter<LogEvent>,
) {
    let mut all: Vec<_> = wishes.iter().collect();
    all.sort_unstable_by_key(|(_, id, ..)| **id);
    for (entity, id, mirrored, wish, minded) in all {
        let ended = match wish {
            _ if !minded => true,
            SeatWish::Rise => !mirrored.seated,
            SeatWish::Sit { seat, until } => {
                let by = places.seats.get(seat).and_then(|seat| seat.taken_by);
                let late = clock.tick >= *until;
                if by == Some(*id) {
                    arrived.write(Arrived {
                        tick: clock.tick,
                        who: *id,
                        goal: Goal::Seat(seat.clone()),
                    });
                } else if by.is_some() || late {
                    let cause = match by {
                        Some(_) => "somebody else has that seat",
                        None => "there is no way to that seat",
                    };
                    let deed = Deed::Sit {
                        seat: Some(seat.clone()),
                    };
                    log.write(
                        LogEvent::new(clock.tick, "refused", *id)
                            .with("do", deed_name(&deed))
                            .with("cause", cause),
                    );
                    refused.write(Refused {
                        tick: clock.tick,
                        who: *id,
                        deed,
                        cause: cause.to_owned(),
                    });
                }
                by.is_some() || late
            }
        };
        if ended {
            commands.entity(entity).remove::<SeatWish>();
        }
    }
}
