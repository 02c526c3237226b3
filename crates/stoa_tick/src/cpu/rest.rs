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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::flockers::Flockers;

    /// A flock of nine, and what it says to a state with one word changed.
    fn check(change: impl FnOnce(&mut Vec<[u32; 8]>), part: &str) {
        let world = Flockers::world(9, 0.1, 10.0, 2, 1);
        let mut twin = CpuTick::new(Flockers::new(world.radius), world).unwrap();
        let before = twin.snapshot();
        let mut agents: Vec<[u32; 8]> = twin
            .agents
            .iter()
            .map(|agent| {
                let [a, b, c] = agent.own;
                let (x, y) = (agent.x as u32, agent.y as u32);
                [x, y, agent.velocity, agent.word, agent.id, a, b, c]
            })
            .collect();
        change(&mut agents);
        let board = &[];
        let state = State {
            ticks: 7,
            agents: &agents,
            board,
        };
        let error = twin.set_state(&state).unwrap_err();
        assert!(error.contains(part), "{error}");
        assert!(twin.snapshot() == before, "{part}: it was taken");
    }

    #[test]
    fn a_state_that_cannot_be_is_not_taken_from_a_device() {
        check(|agents| agents[3][0] = 1 << 31, "agent 3 at (-2147483648");
        check(|agents| agents[3][4] = 4, "other agents");
        check(|agents| agents.fill([0; 8]), "other agents");
        check(|agents| agents.truncate(8), "other agents");
    }
}
