//! The part of a snapshot that says what ticks were told that are to be computed anew.

use crate::commands::{CommandTable, MAX_COMMANDS};
use crate::error::SnapshotError;
use crate::journal::{Changes, Entry, Journal};
use crate::rules::Command;

use super::bytes::{Reader, Writer, impossible};

/// Words that [`write`] writes.
pub(super) fn words(journal: &Journal) -> usize {
    let changes = |changes: &Changes| 1 + 2 * changes.parts().len() + changes.words();
    let entry = |entry: &Entry| changes(&entry.place) + 1 + 4 * entry.commands.len();
    if journal.is_empty() {
        return 0;
    }
    1 + journal.entries.iter().map(entry).sum::<usize>() + changes(&journal.next)
}

/// Nothing at all when nothing is to be computed anew.
pub(super) fn write(journal: &Journal, output: &mut Writer) {
    if journal.is_empty() {
        return;
    }
    output.word(journal.len());
    for entry in &journal.entries {
        write_changes(&entry.place, output);
        output.word(entry.commands.len() as u32);
        for command in entry.commands.commands() {
            output.word(command.id);
            output.words(command.words);
        }
    }
    write_changes(&journal.next, output);
}

fn write_changes(changes: &Changes, output: &mut Writer) {
    output.word(changes.parts().len() as u32);
    for (first, words) in changes.parts() {
        output.words([first as u32, words.len() as u32]);
        output.words(words.iter().copied());
    }
}

/// `place` is how many words the place has.
pub(super) fn read(input: &mut Reader, place: usize) -> Result<Journal, SnapshotError> {
    let mut journal = Journal::default();
    if input.is_empty() {
        return Ok(journal);
    }
    for _ in 0..input.word("the number of ticks to compute anew")? {
        journal.entries.push_back(Entry {
            place: read_changes(input, place)?,
            commands: read_commands(input)?,
        });
    }
    journal.next = read_changes(input, place)?;
    if journal.is_empty() {
        return Err(impossible("ticks to compute anew", "some", "none"));
    }
    Ok(journal)
}

fn read_changes(input: &mut Reader, place: usize) -> Result<Changes, SnapshotError> {
    let mut changes = Changes::default();
    for _ in 0..input.word("the number of replaced parts")? {
        let first = input.count(place as u64, "where a replaced part begins")? as usize;
        let room = (place - first) as u64;
        let length = input.count(room, "the length of a replaced part")? as usize;
        let words: Vec<u32> = input.words(length, "a replaced part")?.collect();
        changes.insert(first, &words);
    }
    Ok(changes)
}

fn read_commands(input: &mut Reader) -> Result<CommandTable, SnapshotError> {
    let count = input.count(MAX_COMMANDS as u64, "the number of a tick's commands")?;
    let mut words = input.words(4 * count as usize, "a tick's commands")?;
    let mut next = || words.next().unwrap_or_default();
    let commands: Vec<Command> = (0..count)
        .map(|_| Command {
            id: next(),
            words: [next(), next(), next()],
        })
        .collect();
    CommandTable::new(&commands)
        .map_err(|error| impossible("a tick's commands", "each for another agent", error))
}
