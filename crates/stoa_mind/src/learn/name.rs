//! What is a name, and what only stands where one could.

use super::{
    clause::{Word, clauses},
    lexicon,
};
use crate::{
    text::{NAME_LIMIT, sanitize},
    words::{is_stop_word, nearest},
};

/// True for a feeling or state, also with a typing error in a longer word.
pub(super) fn is_mood(word: &Word) -> bool {
    lexicon::is("moods", &word.low)
        || (!word.is_capital()
            && word.low.chars().count() >= 5
            && nearest(&word.low, lexicon::list("moods").filter(|m| m.len() >= 5)).is_some())
}

/// A number up to ninety-nine in words: "eighty-one".
pub(super) fn number(word: &str) -> Option<u32> {
    const ONES: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
        sixteen seventeen eighteen nineteen";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    let at = |list: &str, word: &str| list.split_whitespace().position(|one| one == word);
    let one = |word: &str| at(ONES, word).and_then(|at| u32::try_from(at + 1).ok());
    let ten = |word: &str| at(TENS, word).and_then(|at| u32::try_from(10 * (at + 2)).ok());
    match word.split_once('-') {
        Some((tens, ones)) => Some(ten(tens)? + one(ones).filter(|one| *one < 10)?),
        None => one(word).or_else(|| ten(word)),
    }
}

/// True when a word can be somebody's name.
pub(super) fn can_be_name(word: &Word, shouted: bool) -> bool {
    let low = word.low.as_str();
    let n = low.chars().count();
    let letters = low
        .chars()
        .all(|c| c.is_alphabetic() || c == '-' || c == '\'');
    let other = number(low).is_some()
        || is_stop_word(low)
        || lexicon::is("not names", low)
        || lexicon::is("moods", low);
    // "Ada's brother" names somebody else.
    if !letters || !(2..=24).contains(&n) || other || low.ends_with("'s") {
        return false;
    }
    if word.is_capital() && !shouted {
        return true;
    }
    let ends = ["ing", "ly", "ness", "ful", "less", "ous"];
    !(n > 4 && ends.iter().any(|e| low.ends_with(e)) || is_mood(word))
}

/// The name at the start of `words`, and how many words it takes.
pub(super) fn take(words: &[Word], shouted: bool) -> Option<(String, usize)> {
    let titled = words.first().is_some_and(|w| lexicon::is("titles", &w.low)) && words.len() > 1;
    let start = usize::from(titled);
    let first = words.get(start)?;
    if !can_be_name(first, shouted) {
        return None;
    }
    let mut n = start + 1;
    let goes_on = |i: usize| {
        words.get(i).is_some_and(|w| {
            let particle =
                lexicon::is("particles", &w.low) && words.get(i + 1).is_some_and(Word::is_capital);
            particle || (w.is_capital() && can_be_name(w, shouted))
        })
    };
    if first.is_capital() && !shouted {
        while n < 4 && goes_on(n) {
            n += 1;
        }
    }
    let name = words[..n]
        .iter()
        .map(|w| shape(w, shouted))
        .collect::<Vec<_>>()
        .join(" ");
    let name = sanitize(&name, NAME_LIMIT).text;
    (!name.is_empty()).then_some((name, n))
}

/// True when every word is a name, or `and` between names.
pub(super) fn all_names(words: &[Word]) -> bool {
    !words.is_empty()
        && words
            .iter()
            .all(|w| w.low == "and" || (w.is_capital() && can_be_name(w, false)))
}

/// Small and shouted letters made into a name's.
fn shape(word: &Word, shouted: bool) -> String {
    if word.is_capital() && !shouted {
        return word.raw.clone();
    }
    if !shouted && lexicon::is("particles", &word.low) {
        return word.low.clone();
    }
    let mut chars = word.low.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// The name in a line that is nothing but a name: `Ada`, `it's ada`, `Ada Lovelace.`
pub(super) fn bare(line: &str) -> Option<String> {
    let all = clauses(line);
    let clause = all.first()?;
    let words = match clause.words.first()?.low.as_str() {
        "it's" | "that's" | "just" => &clause.words[1..],
        _ => &clause.words,
    };
    let (name, n) = take(words, clause.shouted)?;
    match &words[n..] {
        [] => Some(name),
        [second] if can_be_name(second, true) => {
            Some(format!("{name} {}", shape(second, clause.shouted)))
        }
        _ => None,
    }
}
