//! Which number a body has in the tick, and what it was told last.

use std::collections::{BTreeMap, BTreeSet};

use stoa_tick::rules::plaza::Order;

use crate::{Controller, StableId};

/// So many people, and so many bodies altogether, can be in a world at once besides its crowd: a tick takes an order for
/// each of them.
pub(super) const PEOPLE: u32 = 256;
pub(super) const HOSTED: u32 = stoa_tick::commands::MAX_COMMANDS as u32;

/// A body that the world knows by name, in the tick.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Host {
    /// Its number in the tick.
    pub(super) id: u32,
    pub(super) hold: Option<u32>,
    /// What it was told last about its movement.
    pub(super) last: Option<Order>,
    /// The last `Place` moved it: then another is due, by which it stands.
    pub(super) was_moved: bool,
    /// The tick from which on it walks by itself.
    pub(super) walks_since: Option<u32>,
    /// Where the tick and the pose last agreed that it is: x and z of the pose.
    pub(super) at: (i32, i32),
}

impl Host {
    fn new(id: u32) -> Self {
        Self {
            id,
            hold: None,
            last: None,
            was_moved: false,
            walks_since: None,
            at: (0, 0),
        }
    }
}

/// Everybody who has a number in the tick.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    of: BTreeMap<StableId, Host>,
    taken: BTreeSet<u32>,
    /// Numbers whose bodies are gone and who have not been told to leave yet.
    leaving: BTreeSet<u32>,
    /// Those of the crowd who do as they like again and have not been told yet.
    freed: BTreeSet<u32>,
}

impl Hosts {
    /// Nobody yet, and these numbers of an earlier run leave; those of the crowd are free.
    pub(super) fn leaving(numbers: impl IntoIterator<Item = u32>) -> Self {
        let (freed, leaving) = numbers.into_iter().partition(|id| *id >= HOSTED);
        Self {
            leaving,
            freed,
            ..Self::default()
        }
    }

    /// The numbers of all bodies that are in the tick.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let known = self.taken.union(&self.leaving);
        known.chain(&self.freed).copied().collect()
    }

    /// The body's entry, made when it has none. `None`: there are too many bodies.
    pub(super) fn of(&mut self, who: StableId, controller: Controller) -> Option<&mut Host> {
        if !self.of.contains_key(&who) {
            let mut range = match controller {
                Controller::Person => 0..PEOPLE,
                Controller::Agent => PEOPLE..HOSTED,
            };
            let id = range.find(|id| !self.taken.contains(id) && !self.leaving.contains(id))?;
            self.taken.insert(id);
            self.of.insert(who, Host::new(id));
        }
        self.of.get_mut(&who)
    }

    /// The entry of one of the crowd who has a mind now, under the number that it has in the tick anyway.
    pub(super) fn adopt(&mut self, who: StableId, id: u32) -> &mut Host {
        self.taken.insert(id);
        self.freed.remove(&id);
        self.of.entry(who).or_insert_with(|| Host::new(id))
    }

    /// Forgets those who are not `here` any more.
    pub(super) fn keep(&mut self, here: impl Fn(StableId) -> bool) {
        let (taken, leaving, freed) = (&mut self.taken, &mut self.leaving, &mut self.freed);
        self.of.retain(|who, host| {
            let stays = here(*who);
            if !stays {
                taken.remove(&host.id);
                if host.id < HOSTED {
                    leaving.insert(host.id);
                } else if host.last.is_some() {
                    freed.insert(host.id);
                }
            }
            stays
        });
    }

    /// Numbers to be told to leave in this tick. Nobody gets one of them in the same tick: it takes one order.
    pub(super) fn all_leaving(&self) -> impl Iterator<Item = u32> {
        self.leaving.iter().copied()
    }

    /// Numbers to be told in this tick that they may do as they like.
    pub(super) fn all_freed(&self) -> impl Iterator<Item = u32> {
        self.freed.iter().copied()
    }

    /// They have been told.
    pub(super) fn all_told(&mut self) {
        self.leaving.clear();
        self.freed.clear();
    }

    /// By number.
    pub(super) fn walkers(&self) -> BTreeMap<u32, StableId> {
        let walkers = self
            .of
            .iter()
            .filter(|(_, host)| host.walks_since.is_some());
        walkers.map(|(who, host)| (host.id, *who)).collect()
    }

    pub(super) fn get_mut(&mut self, who: StableId) -> Option<&mut Host> {
        self.of.get_mut(&who)
    }
}
