//! What a world of agents starts from, the same for every engine.

use crate::board::CLAIM_IDS;
use crate::cells::{Bounds, Grid};
use crate::error::ConfigError;
use crate::rules::{Agent, Rules};

/// A world before its first tick.
#[derive(Clone, Debug)]
pub struct World {
    pub bounds: Bounds,
    /// Interaction radius in 1/65536 m.
    pub radius: i32,
    /// Cells are `radius / divisor` wide, 1 to 4: decides speed only, never the result.
    pub divisor: u32,
    pub seed: u32,
    pub agents: Vec<Agent>,
    /// The rules' own data (see [`crate::rules::Context::place`]).
    pub place: Vec<u32>,
    /// Most events in one tick; `None`: what the rules think enough ([`Rules::event_room`]).
    pub event_room: Option<u32>,
}

impl World {
    /// Most agents in one world.
    pub const MAX_AGENTS: usize = 1 << 26;

    /// Checks everything that an engine relies on and makes the grid.
    pub(crate) fn check<R: Rules>(&self, rules: &R) -> Result<Grid, ConfigError> {
        let grid = Grid::new(self.bounds, self.radius, self.divisor)?;
        if self.agents.is_empty() || self.agents.len() > Self::MAX_AGENTS {
            return Err(ConfigError::Agents(self.agents.len()));
        }
        if let Some(agent) = self
            .agents
            .iter()
            .find(|agent| !self.bounds.holds(agent.x, agent.y))
        {
            return Err(ConfigError::Outside {
                id: agent.id,
                x: agent.x,
                y: agent.y,
            });
        }
        let mut ids: Vec<u32> = self.agents.iter().map(|agent| agent.id).collect();
        ids.sort_unstable();
        if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ConfigError::SameId(pair[0]));
        }
        let highest = ids.last().copied().unwrap_or(0);
        if highest == u32::MAX {
            return Err(ConfigError::SameId(highest));
        }
        if rules.board().claims > 0 && highest >= CLAIM_IDS {
            return Err(ConfigError::ClaimIds(highest));
        }
        Ok(grid)
    }

    /// Room for events: what was asked for or the rules think enough, and never more than all agents could report.
    pub(crate) fn event_room<R: Rules>(&self) -> u32 {
        let most = self.agents.len() as u32 * R::MAX_EVENTS;
        let rules = || R::event_room(&self.agents);
        let chosen = self.event_room.unwrap_or_else(rules);
        chosen.min(most)
    }
}
