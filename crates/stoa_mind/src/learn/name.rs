//! What is a name, and what only stands where one could.

use super::clause::{Word, clauses};
use crate::{
    text::{NAME_LIMIT, sanitize},
    words::{is_stop_word, nearest},
};

/// Feelings and states: `I'm tired`.
pub(super) const MOODS: &[&str] = &[
    "afraid",
    "alone",
    "amazed",
    "angry",
    "annoyed",
    "anxious",
    "ashamed",
    "bored",
    "calm",
    "cheerful",
    "cold",
    "confused",
    "content",
    "curious",
    "delighted",
    "depressed",
    "desperate",
    "disappointed",
    "dizzy",
    "drunk",
    "embarrassed",
    "excited",
    "exhausted",
    "fed",
    "fine",
    "frightened",
    "furious",
    "glad",
    "good",
    "grateful",
    "great",
    "grumpy",
    "happy",
    "heartbroken",
    "homesick",
    "hopeful",
    "hot",
    "hungry",
    "hurt",
    "ill",
    "impressed",
    "jealous",
    "lonely",
    "lost",
    "mad",
    "melancholy",
    "miserable",
    "nervous",
    "okay",
    "overwhelmed",
    "pleased",
    "proud",
    "puzzled",
    "relaxed",
    "relieved",
    "restless",
    "sad",
    "satisfied",
    "scared",
    "shocked",
    "shy",
    "sick",
    "sleepy",
    "sorry",
    "stressed",
    "surprised",
    "terrible",
    "terrified",
    "thirsty",
    "thrilled",
    "tired",
    "touched",
    "unhappy",
    "unwell",
    "upset",
    "weary",
    "well",
    "wonderful",
    "worried",
];

/// Other words that follow `I'm` or stand after `call me` without being a name.
const NOT_NAMES: &[&str] = &[
    "able",
    "about",
    "above",
    "absolutely",
    "actually",
    "ages",
    "ahead",
    "alive",
    "almost",
    "already",
    "alright",
    "always",
    "another",
    "anyone",
    "around",
    "asleep",
    "available",
    "awake",
    "aware",
    "away",
    "awesome",
    "awful",
    "back",
    "bad",
    "barely",
    "because",
    "big",
    "blind",
    "blue",
    "broke",
    "brown",
    "busy",
    "careful",
    "certain",
    "clever",
    "clearly",
    "close",
    "cool",
    "crazy",
    "dead",
    "deaf",
    "different",
    "dirty",
    "done",
    "down",
    "dumb",
    "dying",
    "early",
    "else",
    "engaged",
    "english",
    "even",
    "ever",
    "everything",
    "fair",
    "familiar",
    "famous",
    "far",
    "fast",
    "fat",
    "finally",
    "first",
    "flattered",
    "foreign",
    "free",
    "french",
    "full",
    "fun",
    "funny",
    "gay",
    "german",
    "gone",
    "gonna",
    "gotta",
    "greek",
    "green",
    "guess",
    "half",
    "hardly",
    "healthy",
    "helpless",
    "home",
    "hopeless",
    "human",
    "in",
    "indeed",
    "innocent",
    "inside",
    "interested",
    "irish",
    "italian",
    "japanese",
    "joking",
    "just",
    "keen",
    "kidding",
    "kind",
    "last",
    "late",
    "later",
    "lazy",
    "left",
    "less",
    "like",
    "likely",
    "little",
    "lucky",
    "many",
    "married",
    "maybe",
    "mean",
    "mine",
    "missing",
    "more",
    "most",
    "much",
    "named",
    "near",
    "nearly",
    "never",
    "new",
    "next",
    "nice",
    "no",
    "nobody",
    "none",
    "normal",
    "not",
    "nothing",
    "now",
    "nowhere",
    "numb",
    "obviously",
    "off",
    "often",
    "old",
    "once",
    "one",
    "online",
    "only",
    "open",
    "opposed",
    "orange",
    "ordinary",
    "out",
    "outside",
    "over",
    "perfect",
    "perhaps",
    "pink",
    "polish",
    "poor",
    "possibly",
    "pregnant",
    "present",
    "pretty",
    "probably",
    "quick",
    "quiet",
    "quite",
    "rather",
    "ready",
    "real",
    "really",
    "red",
    "rich",
    "right",
    "rude",
    "russian",
    "safe",
    "same",
    "scottish",
    "second",
    "serious",
    "short",
    "silly",
    "simply",
    "single",
    "slow",
    "small",
    "smart",
    "so",
    "sober",
    "someone",
    "somebody",
    "something",
    "soon",
    "spanish",
    "still",
    "stuck",
    "stupid",
    "such",
    "sure",
    "talking",
    "tall",
    "thankful",
    "thin",
    "through",
    "today",
    "together",
    "tomorrow",
    "tonight",
    "too",
    "totally",
    "tough",
    "true",
    "truly",
    "turkish",
    "two",
    "ugly",
    "under",
    "unable",
    "unsure",
    "up",
    "upstairs",
    "useless",
    "usually",
    "vegan",
    "vegetarian",
    "very",
    "warm",
    "wasted",
    "weak",
    "weird",
    "welcome",
    "white",
    "wide",
    "widowed",
    "wise",
    "wrong",
    "yellow",
    "yes",
    "yesterday",
    "young",
    "yours",
    "yet",
    "american",
    "british",
    "chinese",
    "canadian",
    "indian",
    "divorced",
    "retired",
    "unemployed",
    "thinking",
    "whatever",
    "stranger",
    "names",
    "name",
    "what",
    "crap",
    "hello",
    "hi",
    "hey",
    "thanks",
    "please",
    "ok",
    "okay",
    "yeah",
    "nope",
    "sir",
    "madam",
    "time",
    "day",
    "idk",
    "dunno",
    "later",
    "tomorrow",
    "when",
    "if",
    "by",
    "call",
    "back",
    "mr",
    "mrs",
    "you",
    "him",
    "her",
    "it",
    "that",
    "names",
];

pub(super) fn is_mood(word: &Word) -> bool {
    MOODS.contains(&word.low.as_str())
        || (!word.is_capital()
            && word.low.chars().count() >= 5
            && nearest(&word.low, MOODS.iter().copied().filter(|m| m.len() >= 5)).is_some())
}

/// True when a word can be somebody's name.
pub(super) fn can_be_name(word: &Word, shouted: bool) -> bool {
    let low = word.low.as_str();
    let n = low.chars().count();
    let letters = low
        .chars()
        .all(|c| c.is_alphabetic() || c == '-' || c == '\'');
    if !letters
        || !(2..=24).contains(&n)
        || is_stop_word(low)
        || NOT_NAMES.contains(&low)
        || MOODS.contains(&low)
    {
        return false;
    }
    // "Ada's brother" names somebody else.
    if low.ends_with("'s") {
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
    let first = words.first()?;
    if !can_be_name(first, shouted) {
        return None;
    }
    let mut n = 1;
    if first.is_capital() && !shouted {
        while n < 4
            && words.get(n).is_some_and(|w| {
                can_be_name(w, shouted) && w.is_capital() || is_particle(w, words.get(n + 1))
            })
        {
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

/// `van`, `de`, `la` between the parts of a name.
fn is_particle(word: &Word, next: Option<&Word>) -> bool {
    matches!(
        word.low.as_str(),
        "van" | "von" | "de" | "del" | "der" | "den" | "la" | "le" | "bin" | "al" | "da" | "di"
    ) && next.is_some_and(Word::is_capital)
}

/// Small and shouted letters made into a name's.
fn shape(word: &Word, shouted: bool) -> String {
    if word.is_capital() && !shouted {
        return word.raw.clone();
    }
    if !shouted
        && matches!(
            word.low.as_str(),
            "van" | "von" | "de" | "del" | "der" | "den" | "la" | "le" | "al"
        )
    {
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
    let rest = &words[n..];
    let second = || rest.len() == 1 && can_be_name(&rest[0], true);
    if rest.is_empty() {
        Some(name)
    } else if second() {
        Some(format!("{name} {}", shape(&rest[0], clause.shouted)))
    } else {
        None
    }
}
