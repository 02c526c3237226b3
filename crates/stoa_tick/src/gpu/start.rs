//! What a world on the GPU begins with: a new world's first state, or one in mid-life.

use std::borrow::Cow;

use crate::cells::Grid;
use crate::error::ConfigError;
use crate::rules::{Agent, Rules};
use crate::world::World;

/// The state before tick `tick`.
pub(crate) struct Start<'a, R> {
    pub rules: &'a R,
    pub grid: Cow<'a, Grid>,
    pub seed: u32,
    /// Most events in one tick.
    pub event_room: u32,
    pub tick: u32,
    pub agents: &'a [Agent],
    pub place: &'a [u32],
    /// Claims, then tallies, that this tick reads.
    pub board: Vec<u32>,
}

impl<'a, R: Rules> Start<'a, R> {
    /// Of a new world.
    pub fn new(rules: &'a R, world: &'a World) -> Result<Self, ConfigError> {
        let size = rules.board();
        let mut board = vec![u32::MAX; size.claims as usize];
        board.resize((size.claims + size.tallies) as usize, 0);
        Ok(Self {
            rules,
            grid: Cow::Owned(world.check(rules)?),
            seed: world.seed,
            event_room: world.event_room::<R>(),
            tick: 0,
            agents: &world.agents,
            place: &world.place,
            board,
        })
    }
}
