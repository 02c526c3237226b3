//! The engine on the processor.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use crate::EVENT_LAG;
use crate::commands::CommandTable;
use crate::cpu::CpuTick;
use crate::error::{ConfigError, EventOverflow, SnapshotError};
use crate::hash::WorldHash;
use crate::journal::Journal;
use crate::rules::{Agent, Command, Event, Rules};
use crate::world::World;

use super::{Engine, EngineError, Status};

/// How long [`Engine::is_ready`] may compute ticks anew before it gives the picture a turn. A tick begun is finished.
const TURN: Duration = Duration::from_millis(8);

/// A world of agents under one rule set, ticked on this machine's processor.
pub struct CpuEngine<R: Rules> {
    pub(super) twin: CpuTick<R>,
    /// What the twin is behind by.
    pub(super) journal: Journal,
    pub(super) notice: Option<String>,
}

/// Goes on with a world that [`Engine::save`] saw, on whichever engine. Rules and world are those that it began with; of
/// the world's agents only the ids count. A save of a graphics device's world has ticks to be computed anew (at most
/// some 300): [`Engine::is_ready`] does so bit by bit.
///
/// # Errors
/// When the bytes are no whole save, or of another world.
pub fn resume<R: Rules>(
    rules: R,
    world: World,
    save: &[u8],
) -> Result<CpuEngine<R>, SnapshotError> {
    let (twin, journal) = CpuTick::restore_behind(rules, world, save)?;
    Ok(CpuEngine::behind(twin, journal))
}

impl<R: Rules> CpuEngine<R> {
    /// A world at tick 0, on as many threads as its agents can keep busy.
    ///
    /// # Errors
    /// When the world's data don't fit together.
    pub fn new(rules: R, world: World) -> Result<Self, ConfigError> {
        Ok(Self::over(CpuTick::new(rules, world)?))
    }

    /// Goes on with a twin, on as many threads as its agents can keep busy. Events that are due and were not taken are
    /// handed out with the next tick's.
    pub fn over(twin: CpuTick<R>) -> Self {
        Self::behind(twin, Journal::default())
    }

    /// A twin that has to compute these ticks anew first.
    pub(super) fn behind(mut twin: CpuTick<R>, journal: Journal) -> Self {
        twin.set_threads(CpuTick::<R>::threads_for(twin.agents().len()));
        let mut engine = Self {
            twin,
            journal,
            notice: None,
        };
        engine.settle();
        engine
    }

    /// Uses so many threads (at least one). The result does not depend on it.
    pub fn set_threads(&mut self, threads: usize) {
        self.twin.set_threads(threads);
    }

    /// The twin as it is after the last tick.
    pub fn into_twin(mut self) -> CpuTick<R> {
        self.catch_up(None);
        self.twin
    }

    /// Computes ticks anew until `end`, or all of them.
    pub(super) fn catch_up(&mut self, end: Option<Instant>) {
        while end.is_none_or(|end| Instant::now() < end)
            && let Some(entry) = self.journal.entries.pop_front()
        {
            self.twin.replay(&entry);
        }
        self.settle();
    }

    /// Once it is no longer behind, changes of the place go into it at once.
    pub(super) fn settle(&mut self) {
        if self.journal.entries.is_empty() {
            std::mem::take(&mut self.journal.next).apply(&mut self.twin);
        }
    }

    /// Computes the next tick.
    pub(super) fn tick_told(&mut self, commands: &CommandTable) -> Result<Vec<Event>, EngineError> {
        self.catch_up(None);
        self.twin.tick_told(commands);
        Ok(self.take_events_beyond(EVENT_LAG)?)
    }

    /// The events of all ticks that are held but the last so many.
    pub(super) fn take_events_beyond(&mut self, kept: u32) -> Result<Vec<Event>, EventOverflow> {
        let mut events = Ok(Vec::new());
        while self.twin.held() > kept {
            let more = self.twin.take_held();
            events = events.and_then(|mut events: Vec<Event>| {
                events.extend(more?);
                Ok(events)
            });
        }
        events
    }
}

impl<R: Rules> Engine for CpuEngine<R> {
    fn is_ready(&mut self) -> bool {
        self.catch_up(Some(Instant::now() + TURN));
        self.journal.entries.is_empty()
    }

    fn tick(&mut self, commands: &[Command]) -> Result<Vec<Event>, EngineError> {
        self.tick_told(&CommandTable::new(commands)?)
    }

    fn set_place(&mut self, first: usize, words: &[u32]) {
        self.journal
            .set_place(self.twin.place_words(), first, words);
        self.settle();
    }

    fn ticks(&self) -> u32 {
        self.twin.ticks() + self.journal.len()
    }

    fn save(&mut self) -> Vec<u8> {
        self.twin.snapshot_with(&self.journal)
    }

    fn status(&self) -> Status {
        Status {
            engine: "cpu",
            adapter: "processor".to_owned(),
            threads: self.twin.threads(),
            memory_bytes: self.twin.memory_bytes() as u64,
        }
    }

    fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    fn agents(&mut self) -> Cow<'_, [Agent]> {
        self.catch_up(None);
        Cow::Borrowed(self.twin.agents())
    }

    fn hash(&mut self) -> WorldHash {
        self.catch_up(None);
        self.twin.hash()
    }
}
