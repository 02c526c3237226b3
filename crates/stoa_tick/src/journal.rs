//! What ticks were told, so that they can be computed anew: commands, and words of the place that were replaced.

use std::collections::{BTreeMap, VecDeque};

use crate::commands::CommandTable;
use crate::cpu::CpuTick;
use crate::rules::Rules;

/// Words of a place that were replaced, as parts that don't overlap: never more words than the place has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(BTreeMap<usize, Vec<u32>>);

impl Changes {
    /// Replaces the words from `first` on; what was to be written there before is forgotten.
    pub fn insert(&mut self, first: usize, words: &[u32]) {
        if words.is_empty() {
            return;
        }
        let end = first + words.len();
        let from_before = self
            .0
            .range_mut(..first)
            .next_back()
            .and_then(|(&at, part)| {
                (at + part.len() > first).then(|| (first, part.split_off(first - at)))
            });
        let within: Vec<usize> = self.0.range(first..end).map(|(&at, _)| at).collect();
        let within = within
            .into_iter()
            .filter_map(|at| Some((at, self.0.remove(&at)?)));
        // Of all parts that the new one meets, only the last can reach past it.
        let last = from_before.into_iter().chain(within).last();
        if let Some((at, mut part)) = last
            && at + part.len() > end
        {
            self.0.insert(end, part.split_off(end - at));
        }
        self.0.insert(first, words.to_vec());
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts: (first word, words), by rising place.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = (usize, &[u32])> {
        self.0.iter().map(|(&first, words)| (first, &words[..]))
    }

    /// All words of all parts.
    pub fn words(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    pub fn apply<R: Rules>(&self, twin: &mut CpuTick<R>) {
        for (first, words) in self.parts() {
            twin.set_place(first, words);
        }
    }
}

/// What one tick was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Before the tick.
    pub place: Changes,
    pub commands: CommandTable,
}

/// What the ticks after a state were told, and what the next one is to be told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    pub entries: VecDeque<Entry>,
    /// Changes of the place before the next tick.
    pub next: Changes,
}

impl Journal {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.next.is_empty()
    }

    /// Replaces words before the next tick, in a place of `room` words; those past its end are ignored.
    pub fn set_place(&mut self, room: usize, first: usize, words: &[u32]) {
        let room = room.saturating_sub(first);
        self.next.insert(first, &words[..words.len().min(room)]);
    }

    /// The next tick was told these commands too.
    #[cfg(feature = "gpu")]
    pub fn push(&mut self, commands: CommandTable) {
        self.entries.push_back(Entry {
            place: std::mem::take(&mut self.next),
            commands,
        });
    }

    /// Ticks in it.
    pub fn len(&self) -> u32 {
        self.entries.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes parts over a place of 40 words, in this order, and into changes.
    fn check(parts: &[(usize, usize)]) {
        let mut expected = vec![0; 40];
        let mut changes = Changes::default();
        for (number, &(first, length)) in (1..).zip(parts) {
            let words: Vec<u32> = (0..length as u32).map(|i| number * 100 + i).collect();
            expected[first..first + length].copy_from_slice(&words);
            changes.insert(first, &words);
        }
        let mut found = vec![0; 40];
        let mut end = 0;
        for (first, words) in changes.parts() {
            assert!(first >= end && !words.is_empty(), "{parts:?} overlap");
            end = first + words.len();
            found[first..end].copy_from_slice(words);
        }
        assert_eq!(found, expected, "{parts:?}");
        assert!(changes.words() <= 40);
    }

    #[test]
    fn words_replaced_twice_are_kept_once_and_the_last_ones_count() {
        check(&[(3, 5), (3, 5)]);
        check(&[(3, 5), (5, 20)]);
        check(&[(3, 30), (10, 4)]);
        check(&[(10, 4), (20, 4), (30, 4), (12, 20)]);
        check(&[(10, 4), (14, 4), (5, 5), (9, 10), (0, 40), (39, 1)]);
        check(&[(4, 0), (10, 4), (8, 3), (13, 9), (11, 2)]);
        let mut state = 1_u32;
        for _ in 0..300 {
            let parts: Vec<_> = (0..12)
                .map(|_| {
                    state = crate::random::mix(state + 1);
                    let first = state as usize % 40;
                    (first, (state >> 8) as usize % (41 - first))
                })
                .collect();
            check(&parts);
        }
    }
}
