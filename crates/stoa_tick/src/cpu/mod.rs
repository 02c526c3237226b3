//! The tick on the CPU: the reference for every other engine, and a product path of its own.

mod place;
mod replay;
#[cfg(feature = "gpu")]
mod rest;
mod snapshot;
mod sort;
mod step;

use std::collections::VecDeque;

use crate::EVENT_LAG;
use crate::board::Board;
use crate::cells::Grid;
use crate::commands::CommandTable;
use crate::error::{CommandError, ConfigError, EventOverflow};
use crate::hash::{WorldHash, hash};
use crate::rules::{Agent, Command, Event, Rules};
use crate::simd::Simd;
use crate::world::World;

use place::Place;
pub use snapshot::SNAPSHOT_FORMAT;
use sort::Sorted;

/// Agents that one thread takes at a time.
pub(crate) const BLOCK: usize = 512;

/// A world of agents under one rule set, ticked on this machine's processor.
pub struct CpuTick<R: Rules> {
    rules: R,
    grid: Grid,
    seed: u32,
    tick: u32,
    threads: usize,
    simd: Simd,
    place: Place,
    board: Board,
    event_room: u32,
    /// As the last step left them: in the order of the cells they were in before it.
    agents: Vec<Agent>,
    /// Cell of each of `agents`.
    cell_of: Vec<u32>,
    /// Lowest and highest of every [`BLOCK`] of `cell_of`.
    spans: Vec<(u32, u32)>,
    /// For each thread, how many of `agents` it put into each cell.
    counts: Vec<Vec<u32>>,
    sorted: Sorted,
    /// Events of the last ticks, the oldest first.
    events: VecDeque<Vec<Event>>,
}

impl<R: Rules> CpuTick<R> {
    /// A world at tick 0.
    ///
    /// # Errors
    /// When the world's data don't fit together (see [`ConfigError`]).
    pub fn new(rules: R, world: World) -> Result<Self, ConfigError> {
        let grid = world.check(&rules)?;
        let mut twin = Self {
            board: Board::new(rules.board()),
            event_room: world.event_room::<R>(),
            grid,
            seed: world.seed,
            tick: 0,
            threads: 1,
            simd: Simd::detect(),
            place: Place::new(world.place),
            cell_of: Vec::new(),
            spans: Vec::new(),
            counts: Vec::new(),
            sorted: Sorted::new(0, 0),
            agents: world.agents,
            events: VecDeque::new(),
            rules,
        };
        twin.wake();
        Ok(twin)
    }

    /// Takes the memory that only a tick needs, where it has not, and counts all agents.
    fn wake(&mut self) {
        let count = self.agents.len();
        if self.cell_of.len() == count {
            return;
        }
        self.cell_of = vec![0; count];
        self.spans = vec![(0, 0); count.div_ceil(BLOCK)];
        self.sorted = Sorted::new(count, self.grid.cells());
        self.set_threads(self.threads);
        self.count();
    }

    /// How many threads are worth starting in each tick for so many agents: one for every 4,096, as far as there are
    /// processors.
    #[must_use]
    pub fn threads_for(agents: usize) -> usize {
        let offered = std::thread::available_parallelism().map_or(1, usize::from);
        offered.min(agents / 4_096 + 1)
    }

    /// Uses so many threads (at least one). The result does not depend on it.
    pub fn set_threads(&mut self, threads: usize) {
        self.threads = threads.max(1);
        let cells = self.grid.cells();
        // What the last step counted stays counted.
        while self.counts.len() > self.threads {
            let last = self.counts.pop().unwrap_or_default();
            for (sum, more) in self.counts[0].iter_mut().zip(last) {
                *sum += more;
            }
        }
        self.counts.resize_with(self.threads, || vec![0; cells]);
    }

    /// Uses these vector instructions, which must be among [`Simd::offered`]; others are ignored. The result does not
    /// depend on it.
    pub fn set_simd(&mut self, simd: Simd) {
        if Simd::offered().contains(&simd) {
            self.simd = simd;
        }
    }

    /// Replaces words of the place, before the next tick. Words past its end are ignored.
    pub fn set_place(&mut self, first: usize, words: &[u32]) {
        self.place.replace(first, words.iter().copied());
    }

    /// Computes one tick.
    ///
    /// # Errors
    /// When commands don't fit; then nothing was computed.
    pub fn tick(&mut self, commands: &[Command]) -> Result<(), CommandError> {
        self.tick_told(&CommandTable::new(commands)?);
        Ok(())
    }

    /// As [`CpuTick::tick`].
    pub(crate) fn tick_told(&mut self, commands: &CommandTable) {
        self.wake();
        self.scan();
        self.scatter();
        self.step(commands);
    }

    /// The events of [`EVENT_LAG`] ticks ago, sorted; empty in the first ticks. Call it once after each tick.
    ///
    /// # Errors
    /// When there were more than the world has room for: the same ticks on every engine.
    pub fn take_events(&mut self) -> Result<Vec<Event>, EventOverflow> {
        if self.held() > EVENT_LAG {
            self.take_held()
        } else {
            Ok(Vec::new())
        }
    }

    /// Ticks whose events are held.
    pub(crate) fn held(&self) -> u32 {
        self.events.len() as u32
    }

    /// The oldest events that are held, sorted.
    pub(crate) fn take_held(&mut self) -> Result<Vec<Event>, EventOverflow> {
        let tick = self.tick - self.held();
        let mut events = self.events.pop_front().unwrap_or_default();
        if events.len() > self.event_room as usize {
            return Err(EventOverflow {
                tick,
                count: events.len() as u32,
                room: self.event_room,
            });
        }
        events.sort_unstable();
        Ok(events)
    }

    /// Ticks computed so far.
    #[must_use]
    pub fn ticks(&self) -> u32 {
        self.tick
    }

    /// Every agent, in no particular order.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// Hash of all agents.
    #[must_use]
    pub fn hash(&self) -> WorldHash {
        hash(&self.agents)
    }

    /// Words of its place.
    pub(crate) fn place_words(&self) -> usize {
        self.place.words.len()
    }

    #[must_use]
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    #[must_use]
    pub fn simd(&self) -> Simd {
        self.simd
    }

    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Bytes of all its arrays.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.agents.len() * size_of::<Agent>()
            + self.cell_of.len() * 4
            + self.spans.len() * 8
            + self
                .counts
                .iter()
                .map(|counts| counts.len() * 4)
                .sum::<usize>()
            + self.sorted.bytes()
            + self.place.bytes()
            + self.board.bytes()
    }
}
