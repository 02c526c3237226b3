//! Word suggestions for a keyboard on which every letter costs: what the word may become, what may come next.
//!
//! Everyday words in the order of their use, the world's names, and what was said in the talk. No model is asked.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use super::{
    accents::plain,
    line::{is_in_word, word_start},
};

/// Suggestions there are at most.
pub const MOST: usize = 3;
/// Words of the talk that are remembered, the newest first.
const REMEMBERED: usize = 300;
/// Of one utterance no more than its last bytes are taken in.
const UTTERANCE: usize = 2000;
/// Longer words are nobody's to complete.
const WORD_CHARS: usize = 24;
/// From this many letters on one of them may be wrong.
const TOLERANT: usize = 4;
/// The rank of a name; everyday words have their place in the list as rank.
const NAME_RANK: u32 = 40;
/// A word of the talk stands this many ranks behind the one said after it.
const AGE_RANK: u32 = 2;
/// How far a word with a typing error stands behind all without.
const TYPO_RANK: u32 = 100_000;

const WORDS: &str = include_str!("words.txt");
const PAIRS: &str = include_str!("pairs.txt");
/// How [`PAIRS`] writes the beginning of a sentence.
const BEGINNING: &str = "^";

/// What suggestions are made of.
#[derive(Debug, Clone)]
pub struct Suggester {
    words: Vec<Word>,
    names: Vec<Word>,
    /// Said in this talk, the newest first; each once.
    said: VecDeque<Word>,
    /// What followed a word in this talk, the newest first.
    followed: BTreeMap<String, VecDeque<String>>,
    pairs: BTreeMap<&'static str, Vec<&'static str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    /// In lower case and without accents.
    plain: Vec<char>,
}

impl Word {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            plain: text.chars().map(plain).collect(),
        }
    }
}

impl Suggester {
    /// `names` are the world's: people and places. Of a name of several words each is one.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut suggester = Self {
            words: WORDS.split_whitespace().map(Word::new).collect(),
            names: Vec::new(),
            said: VecDeque::new(),
            followed: BTreeMap::new(),
            pairs: BTreeMap::new(),
        };
        for line in PAIRS.lines() {
            let mut words = line.split_whitespace();
            if let Some(first) = words.next() {
                suggester.pairs.insert(first, words.collect());
            }
        }
        for name in names {
            for word in name.as_ref().split(|c| !is_in_word(c)) {
                let new = Word::new(word);
                if fits(word) && !suggester.names.contains(&new) {
                    suggester.names.push(new);
                }
            }
        }
        suggester
    }

    /// Takes in what was said in this talk, by whomever.
    pub fn hear(&mut self, text: &str) {
        let start = text.ceil_char_boundary(text.len().saturating_sub(UTTERANCE));
        let mut before: Option<String> = None;
        let mut begins = start == 0;
        for piece in text[start..].split_whitespace() {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
            if !fits(word) || !word.chars().all(is_in_word) {
                before = None;
                begins = ends_sentence(piece);
                continue;
            }
            let word = self.as_written(word, begins);
            if let Some(before) = before.take() {
                self.follow(before, &word);
            }
            before = Some(lower(&word));
            self.remember(&word);
            begins = ends_sentence(piece);
            if begins {
                before = None;
            }
        }
    }

    /// Forgets the talk.
    pub fn forget(&mut self) {
        self.said.clear();
        self.followed.clear();
    }

    /// Up to three words that may stand at the end of `before`, which is what has been typed up to the cursor: instead
    /// of its last word, or after it when it ends with a space.
    pub fn suggest(&self, before: &str) -> Vec<String> {
        let start = word_start(before);
        let (before, typed) = before.split_at(start);
        if typed.is_empty() {
            return self.next(before);
        }
        let plain: Vec<char> = typed.chars().map(plain).collect();
        if plain.len() > WORD_CHARS {
            return Vec::new();
        }
        let mut found = self.completions(&plain, prefix_rank);
        if found.len() < MOST && plain.len() >= TOLERANT {
            let more = self.completions(&plain, tolerant_rank);
            found.extend(more);
        }
        let begins = begins_sentence(before);
        let words = found.iter().map(|(_, word)| cased(word, typed, begins));
        distinct(words.filter(|word| word != typed))
    }

    /// The best words that `rank` lets pass, best first, with their ranks.
    fn completions(&self, typed: &[char], rank: Rank) -> Vec<(u32, &str)> {
        let said = self.said.iter().enumerate();
        let said = said.map(|(age, word)| (age as u32 * AGE_RANK, word));
        let names = self.names.iter().map(|word| (NAME_RANK, word));
        let words = self.words.iter().enumerate();
        let words = words.map(|(place, word)| (place as u32, word));
        let mut best: Vec<(u32, &str)> = Vec::new();
        for (own, word) in said.chain(names).chain(words) {
            let Some(extra) = rank(typed, &word.plain) else {
                continue;
            };
            let ranked = own + extra;
            let text = word.text.as_str();
            if let Some(known) = best.iter_mut().find(|(_, other)| *other == text) {
                known.0 = known.0.min(ranked);
                continue;
            }
            best.push((ranked, text));
            // More than are asked for: writing them as typed may make two the same.
            if best.len() > MOST * 2 {
                best.sort();
                best.truncate(MOST * 2);
            }
        }
        best.sort();
        best
    }

    /// What may come after `before`.
    fn next(&self, before: &str) -> Vec<String> {
        let begins = begins_sentence(before);
        let trimmed = before.trim_end();
        let last = lower(&trimmed[word_start(trimmed)..]);
        let key = if begins { BEGINNING } else { last.as_str() };
        let heard = self.followed.get(key).into_iter().flatten();
        let known = self.pairs.get(written_i(key)).into_iter().flatten();
        let usual = ["the", "and", "to"].into_iter();
        let said = self.said.iter().map(|word| word.text.as_str());
        let after = heard.map(String::as_str).take(2).chain(known.copied());
        let all = after.chain(usual).chain(said);
        distinct(
            all.filter(|word| lower(word) != last)
                .map(|word| cased(word, "", begins)),
        )
    }

    /// A word that stands first in its sentence has its capital from there, unless it is a name or "I".
    fn as_written(&self, word: &str, begins: bool) -> String {
        let named = |list: &[Word]| list.iter().any(|known| known.text == word);
        if !begins || named(&self.names) || named(&self.words) {
            word.to_owned()
        } else {
            lower(word)
        }
    }

    fn remember(&mut self, word: &str) {
        let new = Word::new(word);
        self.said.retain(|known| known.plain != new.plain);
        self.said.push_front(new);
        self.said.truncate(REMEMBERED);
    }

    fn follow(&mut self, before: String, word: &str) {
        if self.followed.len() >= REMEMBERED && !self.followed.contains_key(&before) {
            return;
        }
        let next = self.followed.entry(before).or_default();
        next.retain(|known| known != word);
        next.push_front(word.to_owned());
        next.truncate(MOST);
    }
}

/// What a word of the list may cost; `None`: it is not meant.
type Rank = fn(typed: &[char], word: &[char]) -> Option<u32>;

fn prefix_rank(typed: &[char], word: &[char]) -> Option<u32> {
    word.starts_with(typed).then_some(0)
}

/// `typed` with one letter wrong, missing, too many, or two exchanged. The first letter is right: it is looked for.
fn tolerant_rank(typed: &[char], word: &[char]) -> Option<u32> {
    if typed.first() != word.first() || word.len() + 1 < typed.len() {
        return None;
    }
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same..], &word[same..]);
    let wrong = || matches!((typed, word), ([_, t @ ..], [_, w @ ..]) if w.starts_with(t));
    let missing = || matches!(word, [_, w @ ..] if w.starts_with(typed));
    let too_many = || matches!(typed, [_, t @ ..] if word.starts_with(t));
    let exchanged = || matches!((typed, word), ([a, b, t @ ..], [c, d, w @ ..]) if a == d && b == c && w.starts_with(t));
    let meant = !typed.is_empty() && (exchanged() || wrong() || missing() || too_many());
    meant.then_some(TYPO_RANK)
}

fn fits(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().nth(WORD_CHARS).is_none()
}

fn lower(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// The table of pairs writes "I" with its capital.
fn written_i(key: &str) -> &str {
    match key {
        "i" => "I",
        "i'd" => "I'd",
        "i'll" => "I'll",
        "i'm" => "I'm",
        "i've" => "I've",
        key => key,
    }
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…', ':'])
}

fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '('));
    before.is_empty() || ends_sentence(before)
}

/// `word` with the capitals of what was typed.
fn cased(word: &str, typed: &str, begins: bool) -> String {
    let mut letters = typed.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let rest: Vec<bool> = letters.map(char::is_uppercase).collect();
    if first && !rest.is_empty() && rest.iter().all(|capital| *capital) {
        return word.to_uppercase();
    }
    let due = first || (begins && typed.is_empty());
    if !due {
        return word.to_owned();
    }
    let mut chars = word.chars();
    let capital = chars.next().map(char::to_uppercase);
    capital.into_iter().flatten().chain(chars).collect()
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if kept.len() == MOST {
            break;
        }
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}
