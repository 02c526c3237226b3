//! Which world a snapshot is of: what must be equal for its state to mean anything.

use crate::error::SnapshotError;
use crate::rules::Rules;

use super::{
    CpuTick,
    bytes::{Reader, Writer, sum},
};

/// Longest name of a rule set, in bytes.
const LONGEST_NAME: u64 = 64;

const NUMBERS: [&str; 8] = [
    "the number of agents",
    "the seed",
    "the width in 1/65536 m",
    "the height in 1/65536 m",
    "the interaction radius in 1/65536 m",
    "the room for events in a tick",
    "the number of claims",
    "the number of tallies",
];

const SUMS: [&str; 3] = [
    "the checksum of the rules' parameters",
    "the checksum of the agents' ids",
    "the checksum of the place as the world came with it",
];

/// The rules and everything of the world that never changes. How wide cells are decides speed only and is left out.
pub(super) struct Identity {
    rules: &'static str,
    numbers: [u32; NUMBERS.len()],
    sums: [u64; SUMS.len()],
}

impl Identity {
    /// Words that it takes at most.
    pub const MOST_WORDS: usize = 1 + LONGEST_NAME as usize / 4 + NUMBERS.len() + 2 * SUMS.len();

    pub fn of<R: Rules>(twin: &CpuTick<R>) -> Self {
        let board = twin.rules.board();
        let ids = twin.agents.iter().map(|agent| sum([agent.id].into_iter()));
        Self {
            rules: R::NAME,
            numbers: [
                twin.agents.len() as u32,
                twin.seed,
                twin.grid.bounds.width as u32,
                twin.grid.bounds.height as u32,
                twin.grid.radius as u32,
                twin.event_room,
                board.claims,
                board.tallies,
            ],
            sums: [
                sum(twin.rules.params().into_iter()),
                // In any order.
                ids.fold(0, u64::wrapping_add),
                twin.place.origin,
            ],
        }
    }

    pub fn write(&self, output: &mut Writer) {
        output.text(self.rules);
        output.words(self.numbers);
        for sum in self.sums {
            output.wide(sum);
        }
    }

    /// Reads another world's identity, which must be this.
    pub fn check(&self, input: &mut Reader) -> Result<(), SnapshotError> {
        let rules = input.text(LONGEST_NAME, "the length of the rules' name")?;
        same("the rule set", self.rules, rules.as_str())?;
        for (what, expected) in NUMBERS.into_iter().zip(self.numbers) {
            same(what, expected, input.word(what)?)?;
        }
        for (what, expected) in SUMS.into_iter().zip(self.sums) {
            let hex = |sum: u64| format!("{sum:016x}");
            same(what, hex(expected), hex(input.wide(what)?))?;
        }
        Ok(())
    }
}

fn same<T: PartialEq + ToString>(
    what: &'static str,
    expected: T,
    found: T,
) -> Result<(), SnapshotError> {
    if expected == found {
        return Ok(());
    }
    Err(SnapshotError::OtherWorld {
        what,
        expected: expected.to_string(),
        found: found.to_string(),
    })
}
