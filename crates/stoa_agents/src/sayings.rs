//! What was said lately by anybody: nobody repeats another word for word.

use std::collections::{BTreeSet, VecDeque};

use bevy_ecs::prelude::*;
use stoa_world::{Said, clock::mix};

/// Sentences given to a mind as said around it.
const RECENT: usize = 240;
/// Sentences remembered by their digest.
const EVER: usize = 50_000;

/// The sentences of the world.
#[derive(Resource, Debug, Default)]
pub struct Sayings {
    recent: VecDeque<String>,
    ever: BTreeSet<u64>,
}

impl Sayings {
    /// Takes note of a sentence. Returns false when somebody said it before.
    pub fn add(&mut self, sentence: &str) -> bool {
        let new = self.ever.insert(digest(sentence));
        if self.ever.len() > EVER {
            // Which one goes does not matter after so many; the smallest digest is the same in every run.
            self.ever.pop_first();
        }
        self.recent.push_back(sentence.to_owned());
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        new
    }

    pub fn is_new(&self, sentence: &str) -> bool {
        !self.ever.contains(&digest(sentence))
    }

    /// What was said lately, oldest first.
    pub fn recent(&self) -> Vec<String> {
        self.recent.iter().cloned().collect()
    }
}

/// Letters and digits only: punctuation and capitals make no new sentence.
fn digest(sentence: &str) -> u64 {
    let letters = sentence
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase);
    letters.fold(0, |hash, letter| mix(hash ^ u64::from(u32::from(letter))))
}

/// People's sentences count too.
pub(crate) fn hear_people(mut said: MessageReader<Said>, mut sayings: ResMut<Sayings>) {
    for line in said.read().filter(|line| line.source.is_none()) {
        sayings.add(&line.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_with_other_capitals_and_stops_is_the_same_sentence() {
        let mut sayings = Sayings::default();
        assert!(sayings.add("Good morning, Theo."));
        assert!(!sayings.is_new("good morning Theo!"));
        assert!(sayings.is_new("Good morning, Mara."));
    }
}
