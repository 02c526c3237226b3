//! Which clauses tell something of their speaker.

use crate::normalise::{self, Clause};

use super::words::{self as lists, self, is_number, kin};

/// Where the telling itself begins.
pub fn head(words: &[&str]) -> usize {
    let at = words
        .iter()
        .position(|word| !lists::of("telling leads").contains(word))
        .unwrap_or(words.len());
    // "Me, I come from Morocco".
    match words.get(at..) {
        Some(["me", "i", ..]) => at + 1,
        _ => at,
    }
}

/// True for a clause that tells something of its speaker or of somebody of theirs.
pub fn tells(clause: &Clause, goes_on: bool) -> bool {
    let words = clause.plain();
    let words = words.get(head(&words)..).unwrap_or_default();
    let Some(first) = words.first() else {
        return false;
    };
    if clause.asks || words.len() < 2 || asks(words) {
        return false;
    }
    let own = |word: &&str| ["i", "my", "we", "our", "me", "mine"].contains(word);
    let to_me = words.contains(&"you") || words.contains(&"your");
    match *first {
        "i" | "we" => words.len() > 2 && !idle(words),
        "my" | "our" => words.len() > 2,
        "me" => words.len() > 3 && words[1] == "and",
        "there" | "the" | "one" => {
            words.iter().any(|word| ["my", "our", "us"].contains(word)) && !to_me
        }
        "it" | "this" | "today" if words.contains(&"my") => words.len() > 3 && !to_me,
        "he" | "she" | "they" | "his" | "her" | "their" | "it" | "its" => {
            goes_on && words.len() > 2 && !to_me
        }
        // "Moving to Lisbon", "got a dog", "from Leeds", "so nervous".
        _ if fragment(words) => !to_me,
        // "In my country I am cook", "tomorrow I leave".
        _ => words.iter().skip(1).any(own) && !to_me && !bids(first),
    }
}

/// "I see", "I don't know", "I understand": courtesies, no tellings.
pub fn idle(words: &[&str]) -> bool {
    const QUIET: &[&str] = &[
        "i", "we", "do", "did", "not", "can", "am", "will", "would", "could", "you", "it", "that",
        "so", "to", "the", "what", "like", "this", "just", "have", "really", "your", "then",
        "here", "too", "also",
    ];
    let verb = words.iter().skip(1).find(|word| {
        ![
            "am", "was", "do", "did", "not", "can", "could", "will", "would", "just", "really",
        ]
        .contains(word)
    });
    // "I can't see well" tells something; "I see" does not.
    let senses = words.contains(&"can") || words.contains(&"could");
    verb.is_some_and(|verb| {
        lists::of("idle").contains(verb) && !(senses && ["see", "hear", "remember"].contains(verb))
    }) || words.iter().all(|word| QUIET.contains(word))
}

/// A telling without its subject.
pub fn fragment(words: &[&str]) -> bool {
    const DEGREES: &[&str] = &[
        "so", "very", "really", "quite", "bit", "a", "pretty", "too", "just", "still",
    ];
    let first = words.first().copied().unwrap_or_default();
    let state = words
        .iter()
        .position(|word| lists::of("states").contains(word))
        .is_some_and(|at| words.iter().take(at).all(|word| DEGREES.contains(word)));
    let counted = is_number(first) && words.iter().any(|word| kin(word).is_some());
    let verb = verb_of(words);
    let acts = verb.is_some_and(|verb| {
        lists::of("fragment heads").contains(&verb)
            || (words.len() > 2 && (is_going(verb) || is_done(verb)))
    });
    let have = first == "have"
        && words
            .get(1)
            .is_some_and(|next| is_done(next) || *next == "a");
    let novelty = words.len() > 2 && first == "first" && words[1] == "time";
    (acts && first != "to") || state || counted || have || novelty
}

/// The verb that a telling without its subject begins with.
pub fn verb_of<'w>(words: &[&'w str]) -> Option<&'w str> {
    const BEFORE: &[&str] = &[
        "just",
        "recently",
        "still",
        "currently",
        "only",
        "finally",
        "already",
        "never",
        "almost",
        "nearly",
    ];
    words.iter().copied().find(|word| !BEFORE.contains(word))
}

/// "Training", "running": what they are doing.
pub fn is_going(word: &str) -> bool {
    word.len() > 5
        && word.ends_with("ing")
        && !lists::of("not going").contains(&word)
        && normalise::is_english(word)
}

/// "Saw", "finished": what they did.
pub fn is_done(word: &str) -> bool {
    !lists::of("not done").contains(&word)
        && (words::is_past(word)
            || (word.len() > 4 && word.ends_with("ed") && normalise::is_english(word)))
}

/// True for words that ask, with or without a mark.
pub fn asks(words: &[&str]) -> bool {
    let first = words.first().copied().unwrap_or_default();
    let second = words.get(1).copied().unwrap_or_default();
    let asks = [
        "what", "where", "who", "whom", "whose", "how", "why", "which", "is", "are", "am", "was",
        "were", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may",
        "if", "let", "tell", "show", "give", "remember", "guess",
    ];
    asks.contains(&first)
        || (first == "when" && ["is", "do", "does", "did", "will", "can"].contains(&second))
}

/// Verbs with which one bids: "show my sister the well" tells nothing.
pub fn bids(first: &str) -> bool {
    lists::of("bids").contains(&first)
}

/// The bare answer to a question of mine.
pub fn answers(clause: &Clause, asked: Option<&str>) -> bool {
    let words = clause.plain();
    let long = words.len();
    let known = asked.is_some_and(|key| matches!(key, "ask.home" | "ask.work" | "ask.like"));
    let plain = !words.iter().any(|word| {
        [
            "yes", "no", "you", "not", "nothing", "none", "why", "maybe", "secret", "sure", "hello",
        ]
        .contains(word)
    });
    known && plain && !clause.asks && (1..=6).contains(&long) && !asks(&words)
}
