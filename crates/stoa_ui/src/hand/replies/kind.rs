//! What kind of thing was said.

use super::{
    answers::Open,
    sentence::{QUESTION_MARKS, clauses, is_asked, is_foreign, sentences, words},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing has been said yet.
    Opening,
    Greeting(Daytime),
    Farewell,
    Thanks,
    Regret,
    /// To be answered by yes or no.
    YesNo,
    /// As [`Kind::YesNo`], and something is offered.
    Invitation,
    /// One of two.
    Choice(String, String),
    Open(Open),
    /// "Follow me."
    Come,
    Statement,
    /// In a script that these replies can't read.
    ForeignQuestion,
    ForeignStatement,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Daytime {
    Any,
    Morning,
    Afternoon,
    Evening,
}

/// Words that a question to be answered by yes or no begins with.
const AUXILIARIES: &[&str] = &[
    "am",
    "are",
    "is",
    "was",
    "were",
    "do",
    "does",
    "did",
    "have",
    "has",
    "had",
    "can",
    "could",
    "will",
    "would",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "aren't",
    "isn't",
    "wasn't",
    "weren't",
    "don't",
    "doesn't",
    "didn't",
    "haven't",
    "hasn't",
    "hadn't",
    "can't",
    "couldn't",
    "won't",
    "wouldn't",
    "shouldn't",
    "ain't",
];
const ASKING: &[&str] = &[
    "what", "what's", "who", "who's", "whom", "whose", "which", "where", "where's", "when",
    "when's", "why", "why's", "how", "how's",
];
/// Words before the sentence proper.
const FILLERS: &[&str] = &[
    "and", "so", "well", "oh", "ah", "but", "then", "now", "hm", "hmm", "ok", "okay", "or",
    "please", "also", "ha", "yes", "no", "just", "actually", "anyway", "perhaps", "alright",
];
const TAGS: &[&str] = &[
    "right", "okay", "ok", "yes", "no", "eh", "hm", "huh", "correct", "true",
];
const PRONOUNS: &[&str] = &[
    "i", "you", "he", "she", "it", "we", "they", "there", "that", "this",
];
const PREPOSITIONS: &[&str] = &[
    "at", "for", "from", "in", "of", "on", "to", "with", "by", "about",
];
/// What an offer begins with.
const OFFERS: &[&str] = &[
    "would you like",
    "would you care",
    "do you want",
    "do you need",
    "do you fancy",
    "shall we",
    "shall i",
    "should we",
    "may i",
    "can i",
    "could i",
    "care for",
    "want to",
    "want some",
    "how about",
    "what about",
    "why don't we",
    "why don't you",
    "why not",
    "will you join",
    "would you join",
    "will you come",
    "would you come",
    "are you coming",
    "join me",
];

/// What is said again is no longer than this.
const ECHO_WORDS: usize = 4;
/// Longer than this, two ways are no short answers.
const CHOICE_BYTES: usize = 60;

/// What `text` is; its last two sentences decide.
pub(super) fn kind(text: &str) -> Kind {
    let all = sentences(text);
    let recent = &all[all.len().saturating_sub(2)..];
    let Some(last) = recent.last() else {
        return Kind::Opening;
    };
    if is_foreign(last) {
        return match is_asked(last) {
            true => Kind::ForeignQuestion,
            false => Kind::ForeignStatement,
        };
    }
    // A question stays one when a remark follows it, unless it only says again what was asked.
    let open = |sentence: &&&str| is_asked(sentence) && (*sentence == last || !is_echo(sentence));
    if let Some(asked) = recent.iter().rev().find(open) {
        return question(asked);
    }
    let spoken = without_fillers(words(last));
    if starts(
        &spoken,
        &["tell me", "let me know", "i wonder", "i'd like to know"],
    ) {
        return Kind::Open(Open::of(&spoken));
    }
    // Many a model forgets the mark.
    if let [first, second, ..] = &spoken[..]
        && !last.contains(QUESTION_MARKS)
        && AUXILIARIES.contains(&first.as_str())
        && PRONOUNS[..3].iter().chain(&["we"]).any(|p| p == second)
    {
        return question(last);
    }
    if starts(
        &spoken,
        &[
            "follow me",
            "come with me",
            "come along",
            "this way",
            "let's",
            "let us",
        ],
    ) {
        return Kind::Come;
    }
    let farewells = [
        "goodbye",
        "bye",
        "farewell",
        "see you",
        "take care",
        "good night",
        "so long",
    ];
    if starts(&spoken, &farewells) {
        return Kind::Farewell;
    }
    if starts(&spoken, &["thank", "thanks"]) {
        return Kind::Thanks;
    }
    if starts(
        &spoken,
        &[
            "i'm sorry",
            "i am sorry",
            "sorry",
            "forgive me",
            "pardon me",
        ],
    ) {
        return Kind::Regret;
    }
    match greeting(&all) {
        Some(daytime) => Kind::Greeting(daytime),
        None => Kind::Statement,
    }
}

/// "The market?"
fn is_echo(sentence: &str) -> bool {
    let spoken = without_fillers(words(sentence));
    let asks = |word: &String| {
        ASKING.contains(&word.as_str())
            || AUXILIARIES.contains(&word.as_str())
            || word.starts_with("you")
    };
    spoken.len() <= ECHO_WORDS && !spoken.iter().any(asks)
}

/// One or two sentences that begin with a greeting.
fn greeting(all: &[&str]) -> Option<Daytime> {
    let first = without_fillers(words(all.first().filter(|_| all.len() <= 2)?));
    let hello = [
        "hello",
        "hi",
        "hey",
        "hullo",
        "howdy",
        "greetings",
        "welcome",
        "good day",
    ];
    for (words, daytime) in [
        ("good morning", Daytime::Morning),
        ("good afternoon", Daytime::Afternoon),
        ("good evening", Daytime::Evening),
    ] {
        if starts(&first, &[words]) {
            return Some(daytime);
        }
    }
    starts(&first, &hello).then_some(Daytime::Any)
}

fn question(sentence: &str) -> Kind {
    if is_foreign(sentence) {
        return Kind::ForeignQuestion;
    }
    let whole = without_fillers(words(sentence));
    if let Some((first, second)) = choice(&whole) {
        return Kind::Choice(first, second);
    }
    // "May I ask your name?" is not answered by yes.
    if whole.ends_with(&["your".to_owned(), "name".to_owned()]) {
        return Kind::Open(Open::Name);
    }
    if starts(&whole, OFFERS) && !is_returned(&whole) {
        return Kind::Invitation;
    }
    // "…, isn't it?" decides before "What …" does, and the last clause before the first.
    for clause in clauses(sentence).iter().rev() {
        let spoken = without_fillers(words(clause));
        if is_returned(&spoken) {
            return Kind::Open(Open::Returned);
        }
        if starts(&spoken, OFFERS) {
            return Kind::Invitation;
        }
        let [first, more @ ..] = &spoken[..] else {
            continue;
        };
        if ASKING.contains(&first.as_str()) {
            return Kind::Open(Open::of(&spoken));
        }
        if PREPOSITIONS.contains(&first.as_str())
            && more
                .first()
                .is_some_and(|word| ASKING.contains(&word.as_str()))
        {
            return Kind::Open(Open::of(more));
        }
        let tag = more.is_empty() && TAGS.contains(&first.as_str());
        if tag || AUXILIARIES.contains(&first.as_str()) {
            return Kind::YesNo;
        }
    }
    // "New here?", "Tea?", "You like it?"; but "You came from where?"
    match whole.last().map(String::as_str) {
        Some(last @ ("what" | "where" | "who" | "when" | "why" | "how")) => {
            Kind::Open(Open::of(&[last.to_owned()]))
        }
        _ => Kind::YesNo,
    }
}

/// "And you?"
fn is_returned(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words[..],
        ["you" | "yourself" | "yours"]
            | ["what" | "how", "about", "you" | "yourself" | "yours"]
            | ["what", "is" | "are", "yours"]
            | ["what's", "yours"]
    )
}

/// The two that are to be chosen from: one or two words before the last "or", as many behind it.
fn choice(words: &[String]) -> Option<(String, String)> {
    let at = words.iter().rposition(|word| word == "or")?;
    let second = &words[at + 1..];
    let vague = [
        "not",
        "so",
        "what",
        "something",
        "anything",
        "else",
        "somewhere",
        "anywhere",
    ];
    let known = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let open = second.iter().any(|word| {
        known(word, &vague)
            || known(word, AUXILIARIES)
            || known(word, PRONOUNS)
            || known(word, ASKING)
    });
    if open || !(1..=2).contains(&second.len()) {
        return None;
    }
    let first = &words[at.saturating_sub(second.len())..at];
    let from = first
        .iter()
        .rposition(|word| known(word, PRONOUNS) || known(word, AUXILIARIES))
        .map_or(0, |at| at + 1);
    let first = &first[from..];
    let (first, second) = (first.join(" "), second.join(" "));
    let short = first.len() + second.len() <= CHOICE_BYTES;
    (!first.is_empty() && first != second && short).then_some((first, second))
}

fn without_fillers(mut words: Vec<String>) -> Vec<String> {
    let start = words
        .iter()
        .position(|word| !FILLERS.contains(&word.as_str()))
        .unwrap_or(0);
    words.drain(..start);
    words
}

/// True when `words` begin with one of `phrases`.
pub(super) fn starts(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let mut spoken = words.iter();
        phrase
            .split(' ')
            .all(|word| spoken.next().is_some_and(|other| other == word))
    })
}
