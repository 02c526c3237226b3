//! The numbers of inhabitants: given once, kept in the save, whatever becomes of the world's file.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{StableId, sim::FIRST_AGENT};

/// Numbers in a save beyond this one were not given by us.
const LAST_AGENT: u32 = u32::MAX / 2;

/// Which stable id each inhabitant has, by persona. Memories, acquaintances and the log name bodies by it, so it is never
/// given anew: neither when the world's file changes, nor when somebody has moved away.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InhabitantIds(BTreeMap<String, StableId>);

impl InhabitantIds {
    /// The number of a persona, once it has one.
    pub fn get(&self, persona: &str) -> Option<StableId> {
        self.0.get(persona).copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives a number to every persona that has none, in their order, above all that were ever given.
    ///
    /// A fresh world, and a save from before there was this list, count from [`FIRST_AGENT`] in the file's order.
    pub fn number<'p>(&mut self, personas: impl IntoIterator<Item = &'p str>) {
        let highest = self.0.values().max();
        let mut next = highest.map_or(FIRST_AGENT, |id| id.0.saturating_add(1));
        for persona in personas {
            if !self.0.contains_key(persona) {
                self.0.insert(persona.to_owned(), StableId(next));
                next = next.saturating_add(1);
            }
        }
    }

    /// The list as a save has it, less what can't be: people's numbers, and the same number twice.
    pub(crate) fn sound(&self) -> Self {
        let mut given = BTreeSet::new();
        let sound = |id: StableId| (FIRST_AGENT..=LAST_AGENT).contains(&id.0);
        let kept = self
            .0
            .iter()
            .filter(|(_, id)| sound(**id) && given.insert(**id));
        Self(kept.map(|(persona, id)| (persona.clone(), *id)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(saved: &[(&str, u32)], file: &[&str]) -> Vec<u32> {
        let saved = saved
            .iter()
            .map(|(name, id)| ((*name).to_owned(), StableId(*id)));
        let mut ids = InhabitantIds(saved.collect()).sound();
        ids.number(file.iter().copied());
        let all: Vec<u32> = file
            .iter()
            .filter_map(|p| ids.get(p))
            .map(|id| id.0)
            .collect();
        let different: BTreeSet<u32> = ids.0.values().map(|id| id.0).collect();
        assert_eq!(different.len(), ids.0.len(), "one number twice");
        all
    }

    #[test]
    fn a_changed_file_would_give_somebody_the_number_of_another() {
        const SAVED: &[(&str, u32)] = &[("iris", 1000), ("mara", 1002), ("theo", 1001)];
        let rows: &[(&[(&str, u32)], &[&str], &[u32])] = &[
            // A fresh world counts in the file's order.
            (&[], &["iris", "theo", "mara"], &[1000, 1001, 1002]),
            (SAVED, &["iris", "theo", "mara"], &[1000, 1001, 1002]),
            // Somebody new at the top, another order, somebody gone and somebody new.
            (
                SAVED,
                &["zoe", "iris", "theo", "mara"],
                &[1003, 1000, 1001, 1002],
            ),
            (SAVED, &["mara", "iris", "theo"], &[1002, 1000, 1001]),
            (SAVED, &["zoe", "theo", "bo"], &[1003, 1001, 1004]),
            // What a hand wrote into the save: a person's number, one beyond all bounds, one twice.
            (
                &[("iris", 1), ("theo", 1005)],
                &["iris", "theo"],
                &[1006, 1005],
            ),
            (&[("iris", u32::MAX)], &["iris", "theo"], &[1000, 1001]),
            (
                &[("iris", 1000), ("theo", 1000)],
                &["iris", "theo"],
                &[1000, 1001],
            ),
        ];
        for (saved, file, expected) in rows {
            assert_eq!(numbered(saved, file), *expected, "{saved:?} and {file:?}");
        }
    }

    #[test]
    fn who_comes_back_would_be_a_stranger() {
        let mut ids = InhabitantIds::default();
        for file in [&["iris", "theo"][..], &["iris"], &["bo", "iris"], &["theo"]] {
            ids.number(file.iter().copied());
        }
        let all = ["iris", "theo", "bo"].map(|p| ids.get(p).map(|id| id.0));
        assert_eq!(all, [Some(1000), Some(1001), Some(1002)]);
    }
}
