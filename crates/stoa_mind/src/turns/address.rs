//! Who is called by name.

use unicode_segmentation::UnicodeSegmentation;

use crate::words::{is_common, nearest};

/// How a line calls somebody by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// It does not.
    No,
    /// The name opens the line, but nothing sets it off, or it may be misspelt: it counts where nothing else tells who
    /// is meant.
    Perhaps,
    /// The very name, set off as an address: `Wren, come here`, `hey Theo`, `what do you think, Iris?`.
    Clearly,
}

/// A word of a line with what stands around it.
struct Word<'a> {
    /// In lower case.
    word: String,
    /// `Theo's` speaks of Theo.
    possessive: bool,
    /// Between the word before and this one, without blanks.
    before: &'a str,
    /// Between this word and the next one, without blanks.
    after: &'a str,
}

/// How `text` calls `name`. Speaking of somebody is no call: `is Iris here`, `Iris is my friend`, `I like Iris`.
pub fn call(text: &str, name: &str) -> Call {
    let said = words_with_gaps(text);
    let Some(name) = calling_name(name) else {
        return Call::No;
    };
    (0..said.len())
        .map(|at| call_at(&said, at, &name))
        .max()
        .unwrap_or(Call::No)
}

fn call_at(said: &[Word], at: usize, name: &str) -> Call {
    let word = &said[at];
    let exact = word.word == name;
    if word.possessive || !(exact || is_slip(&word.word, name)) {
        return Call::No;
    }
    let opening = &said[..at];
    let opens = opening.iter().all(|w| opens_address(&w.word));
    let next = said.get(at + 1).map_or("", |w| w.word.as_str());
    if exact && is_set_off(word, opening, opens, next) {
        return Call::Clearly;
    }
    // A name that is a word besides, like Will or Hope, opens many a line that calls nobody.
    let doubtful = (exact && is_common(name)) || speaks_of(next);
    if opens && !doubtful {
        Call::Perhaps
    } else {
        Call::No
    }
}

fn is_set_off(word: &Word, opening: &[Word], opens: bool, next: &str) -> bool {
    const MARKS: [char; 8] = [
        ',', ';', '-', '\u{2013}', '\u{2014}', '\u{ff0c}', '\u{3001}', ':',
    ];
    const ENDS: [char; 6] = ['.', '!', '?', '\u{2026}', '\u{ff01}', '\u{ff1f}'];
    if opens {
        let greeted = opening.last().is_some_and(|w| greets(&w.word))
            && (word.before.is_empty() || word.before == ",");
        let marked =
            word.after.starts_with('!') || (word.after.starts_with(MARKS) && !goes_on_about(next));
        // "And Theo?" and a bare "Theo." answer a question or ask about him.
        let asks_about = opening.iter().any(|w| joins(&w.word));
        return !asks_about && (marked || (greeted && !speaks_of(next)));
    }
    let before = word.before.ends_with(MARKS);
    let after = word.after.starts_with(MARKS)
        || word.after.starts_with(ENDS)
        || (next.is_empty() && word.after.is_empty());
    before && after && !joins(next)
}

/// The word that somebody is called by: the first of the name, after titles.
fn calling_name(name: &str) -> Option<String> {
    const TITLES: [&str; 13] = [
        "old", "young", "dr", "mr", "mrs", "ms", "miss", "captain", "lady", "lord", "sir", "saint",
        "the",
    ];
    let mut words = crate::words::words(name);
    if words.len() > 1 && TITLES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    (!words.is_empty()).then(|| words.swap_remove(0))
}

fn words_with_gaps(text: &str) -> Vec<Word<'_>> {
    let found: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let gap = |from: usize, to: usize| text[from..to].trim();
    let mut words = Vec::with_capacity(found.len());
    for (i, (start, word)) in found.iter().enumerate() {
        let end = start + word.len();
        let from = i
            .checked_sub(1)
            .map_or(0, |i| found[i].0 + found[i].1.len());
        let to = found.get(i + 1).map_or(text.len(), |next| next.0);
        let plain = word.replace(['\u{2019}', '\u{2018}'], "'").to_lowercase();
        let bare = plain.strip_suffix("'s");
        words.push(Word {
            possessive: bare.is_some(),
            word: bare.unwrap_or(&plain).to_owned(),
            before: gap(from, *start),
            after: gap(end, to),
        });
    }
    words
}

/// True when `word` is `name` with a slip of the keys: letters swapped, one missing or one too many, in a long name one
/// changed; and is no word of its own.
fn is_slip(word: &str, name: &str) -> bool {
    let letters = |s: &str| s.chars().collect::<Vec<char>>();
    let (typed, meant) = (letters(word), letters(name));
    if meant.len() < 4 || typed.len() < 4 || nearest(word, [name]).is_none() || is_common(word) {
        return false;
    }
    let swapped_start = typed[0] == meant[1] && typed[1] == meant[0];
    let sorted = |mut l: Vec<char>| {
        l.sort_unstable();
        l
    };
    let same_start = typed[0] == meant[0] || swapped_start;
    let changed = typed.len() == meant.len() && sorted(typed) != sorted(meant.clone());
    same_start && (!changed || meant.len() >= 6)
}

/// Words that greet or thank the one whose name follows.
fn greets(word: &str) -> bool {
    matches!(
        word,
        "hey"
            | "hello"
            | "hi"
            | "hiya"
            | "oi"
            | "psst"
            | "morning"
            | "evening"
            | "afternoon"
            | "day"
            | "night"
            | "thanks"
            | "thank"
            | "you"
            | "bye"
            | "goodbye"
            | "farewell"
            | "welcome"
            | "sorry"
            | "dear"
            | "me"
    )
}

/// Words that may stand before the name in an address: `excuse me, Theo`, `oh well, my dear Iris`.
fn opens_address(word: &str) -> bool {
    greets(word)
        || joins(word)
        || matches!(
            word,
            "oh" | "ah"
                | "good"
                | "excuse"
                | "so"
                | "yes"
                | "no"
                | "please"
                | "ok"
                | "okay"
                | "well"
                | "my"
                | "old"
                | "listen"
                | "look"
                | "now"
        )
}

fn joins(word: &str) -> bool {
    matches!(word, "and" | "or" | "but" | "with")
}

/// After `Theo, …`: what goes on about him instead of speaking to him.
fn goes_on_about(next: &str) -> bool {
    joins(next) || matches!(next, "who" | "whom" | "whose" | "the")
}

/// True for a word that makes the name before it the one spoken of.
fn speaks_of(next: &str) -> bool {
    const NOT_VERBS: [&str; 10] = [
        "this",
        "yes",
        "always",
        "thanks",
        "perhaps",
        "guess",
        "sometimes",
        "let's",
        "its",
        "as",
    ];
    matches!(
        next,
        "is" | "isn't"
            | "was"
            | "has"
            | "had"
            | "said"
            | "and"
            | "or"
            | "told"
            | "will"
            | "would"
            | "made"
            | "went"
            | "who"
            | "does"
            | "doesn't"
    ) || (next.len() > 3 && next.ends_with('s') && !NOT_VERBS.contains(&next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_call_somebody_or_a_call_goes_unheard() {
        use Call::{Clearly, No, Perhaps};
        for (text, name, want) in [
            ("Wren, come here", "Wren", Clearly),
            ("hey Theo", "Theo", Clearly),
            ("Hello Theo how are you", "Theo", Clearly),
            ("good morning, Theo!", "Theo", Clearly),
            ("Thank you Theo", "Theo", Clearly),
            ("Theo!", "Theo", Clearly),
            ("THEO - over here", "Theo", Clearly),
            ("What do you think, Iris?", "Iris", Clearly),
            ("Come here, Iris", "Iris", Clearly),
            ("Yes, Iris, I do", "Iris", Clearly),
            ("Will, come here", "Will", Clearly),
            ("Old Tom, come here", "Old Tom", Clearly),
            ("Iris come here", "Iris", Perhaps),
            ("Theo", "Theo", Perhaps),
            ("Theo?", "Theo", Perhaps),
            ("And Theo?", "Theo", Perhaps),
            ("hey irsi, hello", "Iris", Perhaps),
            ("Thoe what is this", "Theo", Perhaps),
            ("Ansalm where are you", "Anselm", Perhaps),
            ("When do you bake?", "Wren", No),
            ("Then take me there", "Theo", No),
            ("They look lovely", "Theo", No),
            ("Noon?", "Noor", No),
            ("Poor thing!", "Noor", No),
            ("Line up, please", "Lina", No),
            ("Will you come here?", "Will", No),
            ("Where is Theo?", "Theo", No),
            ("Theo is a fool", "Theo", No),
            ("Theo bakes the best bread", "Theo", No),
            ("Theo's bread is the best", "Theo", No),
            ("Theo\u{2019}s, please", "Theo", No),
            ("Theo, who lives here, is a fool", "Theo", No),
            ("I like Iris", "Iris", No),
            ("I met Mara, Theo and Wren", "Theo", No),
            ("", "Iris", No),
            ("...", "Iris", No),
            ("Hello", "", No),
            ("你好，Iris", "Iris", Clearly),
            ("Hello, Theo", "Theo", Clearly),
        ] {
            assert_eq!(call(text, name), want, "{text:?} for {name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_text_panics(text in "\\PC*", name in "\\PC{0,20}") {
            let _ = call(&text, &name);
        }
    }
}
