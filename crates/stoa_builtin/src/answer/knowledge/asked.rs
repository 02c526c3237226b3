//! A clause as a question of a stranger: whom it is about, whether it asks or wishes.

use crate::{turn::Turn, understand::Meaning};

/// A clause with what its words tell of the question.
pub struct Asked<'m> {
    pub meaning: &'m Meaning,
    pub words: Vec<&'m str>,
    /// It asks, by its mark, its first word or a question within.
    pub asks: bool,
    /// It says what the speaker is in need of.
    pub wishes: bool,
}

impl<'m> Asked<'m> {
    pub fn new(meaning: &'m Meaning) -> Self {
        let words = meaning.clause.plain();
        let within = words.windows(2).any(|pair| {
            WH.contains(&pair[0])
                && [
                    "is", "are", "do", "does", "can", "could", "would", "should", "might", "will",
                    "did", "may",
                ]
                .contains(&pair[1])
        });
        let speaker = ["my", "our"];
        let spoken = words.iter().take(3).any(|word| speaker.contains(word))
            || words.iter().any(|word| ["i", "we"].contains(word))
            || words.first().is_some_and(|word| {
                ["need", "want", "looking", "searching", "after"].contains(word)
            });
        const MORE: [&str; 8] = [
            "so", "really", "just", "also", "rather", "quite", "dearly", "very",
        ];
        let bare: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !MORE.contains(word))
            .collect();
        let wishes = spoken && WISHES.iter().any(|wish| holds(&bare, wish));
        let opens = words
            .first()
            .is_some_and(|word| ["got", "ever", "any", "know"].contains(word));
        Self {
            asks: meaning.asks || within || opens,
            wishes,
            words,
            meaning,
        }
    }

    /// True when the phrase stands in the clause, word for word.
    pub fn has(&self, phrase: &str) -> bool {
        holds(&self.words, phrase)
    }

    /// True when one of the phrases stands in the clause.
    pub fn any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    /// True when the question is about the hearer.
    pub fn of_you(&self) -> bool {
        let elided = self
            .words
            .first()
            .is_some_and(|word| ["got", "ever"].contains(word));
        elided || self.any(&["you", "your", "yourself", "yours"])
    }

    /// True when a name stands in it that nobody here bears.
    pub fn names_a_stranger(&self, turn: &Turn) -> bool {
        self.meaning.clause.words.iter().skip(1).any(|word| {
            let name = word.raw.starts_with(char::is_uppercase)
                && word.raw.chars().any(char::is_lowercase)
                && word.word != "i"
                && !word.word.starts_with("i'");
            name && !turn.known.contains(&word.word)
        })
    }
}

/// How people say that they are in want of a thing.
const WISHES: [&str; 32] = [
    "need",
    "want",
    "fancy",
    "could murder",
    "could do with",
    "could use",
    "would love",
    "would like",
    "would kill for",
    "dying for",
    "gasping for",
    "craving",
    "starving",
    "hungry",
    "thirsty",
    "famished",
    "peckish",
    "looking for",
    "searching for",
    "in the mood for",
    "am after",
    "are after",
    "after a",
    "after some",
    "hope to find",
    "parched",
    "can not find",
    "feel like",
    "longing for",
    "prefer",
    "in search of",
    "could go for",
];

pub fn holds(words: &[&str], phrase: &str) -> bool {
    let parts: Vec<&str> = phrase.split(' ').collect();
    words.windows(parts.len()).any(|window| window == parts)
}

/// Words that ask for a thing, a place, a time, somebody.
pub const WH: [&str; 9] = [
    "what", "where", "when", "which", "how", "whose", "who", "whom", "why",
];
