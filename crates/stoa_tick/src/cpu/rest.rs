//! A twin while a graphics device computes its world: it holds a state that the processor can go on from.

use crate::gpu::{Start, State, from_words};
use crate::rules::{Agent, Rules};

use super::CpuTick;
use super::snapshot::sum;
use super::sort::Sorted;

impl<R: Rules> CpuTick<R> {
    /// Gives up all memory that only a tick needs. The next tick takes it again.
    pub(crate) fn rest(&mut self) {
        (self.cell_of, self.spans, self.counts) = (Vec::new(), Vec::new(), Vec::new());
        self.sorted = Sorted::new(0, 0);
    }

    /// What a graphics device begins with.
    pub(crate) fn start(&self) -> Start<'_, R> {
        Start {
            rules: &self.rules,
            grid: std::borrow::Cow::Borrowed(&self.grid),
            seed: self.seed,
            event_room: self.event_room,
            tick: self.tick,
            agents: &self.agents,
            place: &self.place.words,
            board: self.board.due(self.tick).collect(),
        }
    }

    /// Takes a state that a graphics device had, and rests. The events of all earlier ticks must have been handed out.
    ///
    /// # Errors
    /// Says what cannot be true of this world; then nothing was taken.
    pub(crate) fn set_state(&mut self, state: &State) -> Result<(), String> {
        let ids = |id: u32| sum([id].into_iter());
        let expected = self.agents.iter().map(|agent| ids(agent.id));
        let found = state.agents.iter().map(|words| ids(words[4]));
        if expected.fold(0, u64::wrapping_add) != found.fold(0, u64::wrapping_add) {
            return Err("other agents than the world has".to_owned());
        }
        let bounds = self.grid.bounds;
        let mut agents = state.agents.iter().map(from_words);
        if let Some(agent) = agents.find(|agent| !bounds.holds(agent.x, agent.y)) {
            let Agent { id, x, y, .. } = agent;
            return Err(format!("agent {id} at ({x}, {y}), outside the world"));
        }
        self.rest();
        self.tick = state.ticks;
        for (agent, words) in self.agents.iter_mut().zip(state.agents) {
            *agent = from_words(words);
        }
        self.board.set_due(self.tick, state.board.iter().copied());
        self.events.clear();
        Ok(())
    }
}
