//! A world's state as bytes, and back.
//!
//! ```text
//! "STOATICK" · format (1 word) · length in bytes (2) · checksum of all other words (2)
//! · rules' name (its bytes, and as many words as it fills) · the world's numbers (8) and checksums (2 each of 3)
//! · tick · agents by id (7 words each: x, y, velocity, word, own) · claims and tallies that the next tick reads
//! · ticks whose events are still held: how many, and for each its events (how many; id, kind, argument of each, sorted)
//! · pages of the place whose words were replaced: how many, and for each its number and words (1,024 but at the end)
//! · if ticks are to be computed anew: how many, and for each the changes of the place before it and its commands (how
//!   many; id and three words of each, by rising id); then the changes before the next tick
//! ```
//!
//! Changes of the place are parts of it: how many, and for each its first word, its length and its words. Ticks are to be
//! computed anew where the state was taken from a device that does not give the latest one in time; their events but
//! those of the last four were handed out before.
//!
//! All words are 32 bits and little-endian. Equal states make equal bytes, whatever the threads, the vector
//! instructions and the width of cells.

mod bytes;
mod identity;
mod told;

use crate::error::SnapshotError;
use crate::journal::Journal;
use crate::rules::{Agent, Event, Rules};
use crate::world::World;

use super::{CpuTick, place::PAGE};
pub(super) use bytes::sum;
use bytes::{Reader, Writer, impossible};
use identity::Identity;

/// The format that this version writes and reads.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// Words of an agent: all but its id.
const AGENT_WORDS: usize = 7;

impl<R: Rules> CpuTick<R> {
    /// Everything that the next ticks depend on, as bytes: some 28 for each agent. Take it between two ticks, before or
    /// after [`CpuTick::take_events`]; commands are part of a tick, and none wait.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.snapshot_with(&Journal::default())
    }

    /// As [`CpuTick::snapshot`], with ticks that are to be computed anew.
    pub(crate) fn snapshot_with(&self, journal: &Journal) -> Vec<u8> {
        let mut agents: Vec<&Agent> = self.agents.iter().collect();
        agents.sort_unstable_by_key(|agent| agent.id);
        let events = self.events.iter().map(|events| 1 + 3 * events.len());
        let pages = self.place.replaced().count();
        let mut output = Writer::new(
            Identity::MOST_WORDS
                + AGENT_WORDS * agents.len()
                + self.board.due(self.tick).len()
                + events.sum::<usize>()
                + pages * (PAGE + 1)
                + 3
                + told::words(journal),
        );
        Identity::of(self).write(&mut output);
        output.word(self.tick);
        for agent in agents {
            output.words([agent.x as u32, agent.y as u32, agent.velocity, agent.word]);
            output.words(agent.own);
        }
        output.words(self.board.due(self.tick));
        output.word(self.events.len() as u32);
        for events in &self.events {
            let mut events = events.clone();
            events.sort_unstable();
            output.word(events.len() as u32);
            for event in events {
                output.words([event.id, event.kind, event.argument]);
            }
        }
        output.word(pages as u32);
        for (page, words) in self.place.replaced() {
            output.word(page as u32);
            output.words(words.iter().copied());
        }
        told::write(journal, &mut output);
        output.seal()
    }

    /// The world that [`CpuTick::snapshot`] saw, from its rules and the world that it began as; of that world's agents
    /// only the ids count. It goes on as the first one did, to the bit. Threads and vector instructions are those of a
    /// new one. Ticks that are to be computed anew are.
    ///
    /// # Errors
    /// When the bytes are no whole snapshot of this format, or of another world; memory is only ever taken for what
    /// the snapshot holds or the world needs. The checksum tells damage, not forgery: agents' own words are taken as
    /// those of [`World::agents`] are.
    pub fn restore(rules: R, world: World, snapshot: &[u8]) -> Result<Self, SnapshotError> {
        let (mut twin, journal) = Self::restore_behind(rules, world, snapshot)?;
        for entry in &journal.entries {
            twin.replay(entry);
        }
        journal.next.apply(&mut twin);
        Ok(twin)
    }

    /// As [`CpuTick::restore`], but leaves it to the caller to compute ticks anew.
    pub(crate) fn restore_behind(
        rules: R,
        world: World,
        snapshot: &[u8],
    ) -> Result<(Self, Journal), SnapshotError> {
        let mut input = Reader::open(snapshot)?;
        let mut twin = Self::new(rules, world)?;
        Identity::of(&twin).check(&mut input)?;
        twin.tick = input.word("the tick")?;
        twin.read_agents(&mut input)?;
        let board = input.words(twin.board.due(twin.tick).len(), "claims and tallies")?;
        twin.board.set_due(twin.tick, board);
        twin.read_events(&mut input)?;
        twin.read_place(&mut input)?;
        let journal = told::read(&mut input, twin.place.words.len())?;
        input.end()?;
        twin.count();
        Ok((twin, journal))
    }

    fn read_agents(&mut self, input: &mut Reader) -> Result<(), SnapshotError> {
        self.agents.sort_unstable_by_key(|agent| agent.id);
        for agent in &mut self.agents {
            let [x, y, velocity, word, own @ ..] = input.array::<AGENT_WORDS>("an agent")?;
            let (x, y) = (x as i32, y as i32);
            let bounds = self.grid.bounds;
            if !bounds.holds(x, y) {
                let within = format!("within {} × {}", bounds.width, bounds.height);
                return Err(impossible("where an agent is", within, format!("{x}, {y}")));
            }
            *agent = Agent {
                x,
                y,
                velocity,
                word,
                id: agent.id,
                own,
            };
        }
        Ok(())
    }

    fn read_events(&mut self, input: &mut Reader) -> Result<(), SnapshotError> {
        let most = self.agents.len() as u64 * u64::from(R::MAX_EVENTS);
        let ticks = input.count(self.tick.into(), "the number of ticks with events")?;
        for _ in 0..ticks {
            let count = input.count(most, "the number of a tick's events")?;
            let mut words = input.words(3 * count as usize, "a tick's events")?;
            let mut next = || words.next().unwrap_or_default();
            let event = |_| Event {
                id: next(),
                kind: next(),
                argument: next(),
            };
            self.events.push_back((0..count).map(event).collect());
        }
        Ok(())
    }

    fn read_place(&mut self, input: &mut Reader) -> Result<(), SnapshotError> {
        let pages = input.count(self.place.pages() as u64, "the number of replaced pages")?;
        for _ in 0..pages {
            let last = (self.place.pages() as u64).saturating_sub(1);
            let page = input.count(last, "the number of a replaced page")? as usize;
            let words = input.words(self.place.page_len(page), "a replaced page")?;
            self.place.replace(page * PAGE, words);
        }
        Ok(())
    }
}
