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
    /// Takes note of a sentence, or of several in one line. Returns false when somebody said one of them before.
    pub fn add(&mut self, sentence: &str) -> bool {
        let mut new = true;
        for one in parts(sentence) {
            new &= self.ever.insert(digest(one));
        }
        while self.ever.len() > EVER {
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
        parts(sentence).all(|one| !self.ever.contains(&digest(one)))
    }

    /// What was said lately, oldest first.
    pub fn recent(&self) -> Vec<String> {
        self.recent.iter().cloned().collect()
    }
}

/// The sentences of a line: an abbreviation or a `no.` at an end keeps two together when speech is cut.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let ends = |c| matches!(c, '.' | '!' | '?' | '…');
    line.split_inclusive(ends)
        .filter(|part| part.chars().any(char::is_alphanumeric))
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
        assert!(!sayings.is_new("I said no. Good morning, Theo."));
    }
}
