//! Orders for one tick in a small hash table, which every agent looks into by its id; the GPU reads the same words.

use crate::error::CommandError;
use crate::random::mix;
use crate::rules::Command;

/// The most commands in one tick.
pub const MAX_COMMANDS: usize = 1_024;

/// Words of the largest table: four a slot, four slots a command.
pub const TABLE_WORDS: usize = MAX_COMMANDS * 16;

/// No agent has this id; it marks a free slot.
const FREE: u32 = u32::MAX;

/// Open addressing, at most a quarter full: slots of (id, three words).
#[derive(Clone, Debug, Default)]
pub struct CommandTable {
    slots: Vec<[u32; 4]>,
    count: usize,
}

impl CommandTable {
    /// The table of these commands.
    ///
    /// # Errors
    /// When there are too many, or two for one agent.
    pub fn new(commands: &[Command]) -> Result<Self, CommandError> {
        if commands.len() > MAX_COMMANDS {
            return Err(CommandError::TooMany(commands.len(), MAX_COMMANDS));
        }
        if commands.is_empty() {
            return Ok(Self::default());
        }
        let mut slots = vec![[FREE; 4]; (commands.len() * 4).next_power_of_two()];
        for command in commands {
            let mut slot = mix(command.id) as usize & (slots.len() - 1);
            while slots[slot][0] != FREE {
                if slots[slot][0] == command.id {
                    return Err(CommandError::Twice(command.id));
                }
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = [
                command.id,
                command.words[0],
                command.words[1],
                command.words[2],
            ];
        }
        Ok(Self {
            slots,
            count: commands.len(),
        })
    }

    /// What the agent is told.
    #[must_use]
    #[inline]
    pub fn get(&self, id: u32) -> Option<[u32; 3]> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = mix(id) as usize & mask;
        loop {
            let [owner, a, b, c] = self.slots[slot];
            if owner == id {
                return Some([a, b, c]);
            }
            if owner == FREE {
                return None;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// All commands, by rising id.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let taken = self.slots.iter().filter(|[id, ..]| *id != FREE);
        let mut commands: Vec<Command> = taken
            .map(|&[id, a, b, c]| Command {
                id,
                words: [a, b, c],
            })
            .collect();
        commands.sort_unstable_by_key(|command| command.id);
        commands
    }

    /// Number of commands.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The slots, as the shader reads them.
    #[must_use]
    pub fn words(&self) -> &[u32] {
        self.slots.as_flattened()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_and_no_other() {
        let commands: Vec<Command> = (0..1_024)
            .map(|i| Command {
                id: i * 7,
                words: [i, i + 1, 0],
            })
            .collect();
        let table = CommandTable::new(&commands).unwrap();
        assert!(table.words().len() <= TABLE_WORDS);
        for id in 0..7_200 {
            let expected = (id % 7 == 0 && id / 7 < 1_024).then(|| [id / 7, id / 7 + 1, 0]);
            assert_eq!(table.get(id), expected, "{id}");
        }
        assert_eq!(table.commands(), commands);
        let twice = [commands[3], commands[3]];
        assert_eq!(
            CommandTable::new(&twice).unwrap_err(),
            CommandError::Twice(21)
        );
        let many = vec![commands[0]; 1_025];
        assert_eq!(
            CommandTable::new(&many).unwrap_err(),
            CommandError::TooMany(1_025, 1_024)
        );
    }
}
