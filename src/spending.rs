//! What model servers have cost today, from run to run: `spent.json` in the data folder.

use std::{collections::BTreeMap, path::Path};

use bevy::prelude::*;
use stoa_agents::MindBridge;
use stoa_model::Spent;
use stoa_world::{SimClock, TICKS_PER_SECOND};

use crate::{minds::KnownServers, stored::Stored};

/// How often it is kept while the program runs, in ticks: ten seconds.
const EVERY: u64 = 10 * TICKS_PER_SECOND;

/// What was spent, by server.
#[derive(Resource, Clone, Deref)]
pub struct Spending(Stored<Spent>);

impl Spending {
    pub fn open(data: &Path) -> Self {
        Self(Stored::open(data, "spent.json"))
    }

    fn keep(&self, spent: BTreeMap<String, Spent>) -> Result<(), String> {
        self.change(|all| *all = spent)
    }
}

/// Keeps it now and then, on a thread of the minds: no frame waits for a disk.
pub fn keep_when_due(
    clock: Res<SimClock>,
    servers: Res<KnownServers>,
    spending: Res<Spending>,
    bridge: Res<MindBridge>,
) {
    if !clock.tick.0.is_multiple_of(EVERY) {
        return;
    }
    let (spending, spent) = (spending.clone(), servers.spent());
    bridge.spawn_blocking(move || {
        if let Err(problem) = spending.keep(spent) {
            warn!("{problem}");
        }
    });
}

/// Keeps it at the end.
///
/// # Errors
/// In words, when it can't be written.
pub fn keep(world: &World) -> Result<(), String> {
    let servers = world.get_resource::<KnownServers>();
    match (servers, world.get_resource::<Spending>()) {
        (Some(servers), Some(spending)) => spending.keep(servers.spent()),
        _ => Ok(()),
    }
}
