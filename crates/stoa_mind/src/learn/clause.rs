//! A line cut into clauses of normalised words; questions and suppositions left out.

use crate::{text::sanitize, words::nearest};

/// One word, as written and as compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Without surrounding punctuation.
    pub raw: String,
    /// Lower case, contractions made uniform (`I am`, `im` → `i'm`).
    pub low: String,
}

impl Word {
    fn new(raw: &str, low: &str) -> Self {
        Self {
            raw: raw.to_owned(),
            low: low.to_owned(),
        }
    }

    pub fn is_capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }
}

/// A statement of the speaker.
#[derive(Debug)]
pub(super) struct Clause {
    pub words: Vec<Word>,
    /// Begins with `no`, `actually`, `sorry`, `I meant`: what follows may correct what was told before.
    pub corrects: bool,
    /// The whole line is in capitals: they mean nothing.
    pub shouted: bool,
}

/// The statements of a line.
pub(super) fn clauses(line: &str) -> Vec<Clause> {
    let line = sanitize(line, 2_000)
        .text
        .replace(['\u{2019}', '\u{2018}', '`', '\u{b4}'], "'");
    let shouted = line.chars().filter(|c| c.is_alphabetic()).count() > 3
        && !line.chars().any(char::is_lowercase);
    let mut found = Vec::new();
    for (sentence, asks) in sentences(&line) {
        let mut parts: Vec<Vec<Word>> = sentence
            .split([',', ';', ':', '(', ')', '\u{2014}', '\u{2013}', '"'])
            .map(normal)
            .collect();
        parts.retain(|p| !p.is_empty());
        if parts.first().is_some_and(|p| supposes(p)) {
            continue;
        }
        let last = parts.len().saturating_sub(1);
        let mut corrects = false;
        for (i, part) in parts.into_iter().enumerate() {
            if is_question(&part) || (asks && i == last) {
                continue;
            }
            for words in split_joined(part) {
                let (words, correcting) = skip_fillers(words);
                corrects |= correcting;
                if !words.is_empty() {
                    found.push(Clause {
                        words,
                        corrects,
                        shouted,
                    });
                }
            }
        }
    }
    found
}

/// Sentences and whether each ends with a question mark.
fn sentences(line: &str) -> Vec<(&str, bool)> {
    let mut all = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['.', '!', '?', '\u{2026}']) {
        let (head, tail) = rest.split_at(at);
        // A full stop inside a word or number (`3.5`, `a.m.`) ends nothing.
        let inside = tail.starts_with('.') && tail[1..].starts_with(|c: char| c.is_alphanumeric());
        if inside {
            let next = at + 1 + tail[1..].find(' ').unwrap_or(tail.len() - 1);
            all.push((&rest[..next], false));
            rest = &rest[next..];
            continue;
        }
        all.push((head, tail.starts_with('?')));
        rest = tail.trim_start_matches(['.', '!', '?', '\u{2026}']);
    }
    all.push((rest, false));
    all
}

/// Words with typing variants made uniform.
fn normal(part: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for raw in part.split_whitespace() {
        let raw = raw
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')
            .trim_matches('\'');
        if raw.is_empty() {
            continue;
        }
        let low = raw.to_lowercase();
        let after = out.last().map(|w| w.low.as_str()).unwrap_or("");
        match low.as_str() {
            "am" if after == "i" => replace_last(&mut out, "i'm"),
            "im" | "iam" | "i'am" | "i'm" => out.push(Word::new(raw, "i'm")),
            "ive" | "i've" => out.extend([Word::new("I", "i"), Word::new("have", "have")]),
            "got" if after == "have" => {}
            "got" if after == "i" => out.push(Word::new(raw, "have")),
            "id" | "i'd" => out.extend([Word::new("I", "i"), Word::new("would", "would")]),
            "names" | "name's" => out.extend([Word::new("name", "name"), Word::new("is", "is")]),
            "its" if out.is_empty() || is_lead(after) => out.push(Word::new(raw, "it's")),
            "is" if after == "it" => replace_last(&mut out, "it's"),
            "dont" => out.push(Word::new(raw, "don't")),
            "cant" | "cannot" => out.push(Word::new(raw, "can't")),
            "isnt" => out.push(Word::new(raw, "isn't")),
            "favorite" | "fav" | "favourit" | "favrite" => out.push(Word::new(raw, "favourite")),
            _ => out.push(Word::new(raw, &low)),
        }
    }
    mend(&mut out);
    out
}

fn replace_last(out: &mut [Word], low: &str) {
    if let Some(w) = out.last_mut() {
        w.low = low.to_owned();
    }
}

/// Mends typing errors in the few words that patterns hang on, where they can only be those.
fn mend(words: &mut [Word]) {
    for i in 0..words.len() {
        let before = if i > 0 {
            words[i - 1].low.clone()
        } else {
            String::new()
        };
        let w = &mut words[i];
        let candidates: &[&str] = match before.as_str() {
            "my" => &["name", "favourite"],
            "i" => &[
                "live", "work", "have", "love", "like", "hate", "come", "moved", "grew", "remember",
            ],
            "name" => match w.low.as_str() {
                "si" | "iz" | "ist" => &["is"],
                _ => continue,
            },
            _ if i > 0 => &["called", "looking"],
            _ => continue,
        };
        if candidates == ["is"] {
            w.low = "is".into();
        } else if !KEEP.contains(&w.low.as_str())
            && let Some(known) = near_or_turned(&w.low, candidates)
        {
            w.low = known.to_owned();
        }
    }
}

/// Words one letter away from a pattern's word that mean something else.
const KEEP: &[&str] = &[
    "game", "fame", "lame", "same", "nose", "move", "lived", "liked", "lives", "likes", "word",
    "words", "give", "life", "wife", "works", "lost", "dove", "hide", "date", "lake", "bike",
    "line", "save", "wave", "gave", "cave", "case", "hope", "home", "came", "can", "cook",
    "looking", "cooking", "booking", "mate", "niece", "nome", "late", "love", "like", "hate",
    "live", "leave", "believe", "worry", "walk", "talk", "cats", "names",
];

fn near_or_turned<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    nearest(word, candidates.iter().copied())
}

/// True for a clause that asks, with or without its mark.
fn is_question(words: &[Word]) -> bool {
    const ASKS: &[&str] = &[
        "is", "are", "am", "was", "were", "do", "does", "did", "can", "could", "would", "will",
        "shall", "should", "what", "what's", "whats", "who", "who's", "whos", "where", "where's",
        "when", "why", "how", "how's", "which", "whose", "have", "has", "may", "might", "must",
        "isn't", "aren't", "don't", "didn't", "can't",
    ];
    let start = words.iter().position(|w| !is_lead(&w.low)).unwrap_or(0);
    let Some(first) = words.get(start) else {
        return false;
    };
    let second = words.get(start + 1).map_or("", |w| w.low.as_str());
    // "don't forget that …" and "can you remember that …" tell something; a bare "have a nice day" does not matter.
    if first.low == "don't" && second == "forget" {
        return false;
    }
    ASKS.contains(&first.low.as_str())
}

/// True for a sentence that only supposes.
fn supposes(words: &[Word]) -> bool {
    const SUPPOSE: &[&str] = &[
        "if",
        "suppose",
        "supposing",
        "imagine",
        "pretend",
        "assume",
        "unless",
        "perhaps",
        "maybe",
        "let's",
        "lets",
        "say",
        "whether",
        "once",
        "someday",
        "had",
    ];
    words
        .iter()
        .find(|w| !is_lead(&w.low))
        .is_some_and(|w| SUPPOSE.contains(&w.low.as_str()))
}

/// `I'm Ada and I live in Lyon` → two clauses.
fn split_joined(words: Vec<Word>) -> Vec<Vec<Word>> {
    let mut all = vec![Vec::new()];
    let mut i = 0;
    while i < words.len() {
        let joins = matches!(
            words[i].low.as_str(),
            "and" | "but" | "so" | "&" | "because" | "though" | "while"
        );
        let next = words.get(i + 1).map_or("", |w| w.low.as_str());
        let mine = matches!(
            next,
            "i" | "i'm" | "my" | "call" | "name" | "remember" | "actually"
        );
        let if_clause = words[i].low == "if" && i > 0;
        if joins && mine && i > 0 {
            all.push(Vec::new());
        } else if if_clause {
            break;
        } else if let Some(part) = all.last_mut() {
            part.push(words[i].clone());
        }
        i += 1;
    }
    all.retain(|p| !p.is_empty());
    all
}

fn is_lead(word: &str) -> bool {
    const LEADS: &[&str] = &[
        "actually",
        "ah",
        "ahem",
        "aha",
        "also",
        "and",
        "anyway",
        "but",
        "correction",
        "er",
        "erm",
        "good",
        "greetings",
        "haha",
        "hello",
        "hey",
        "hi",
        "hiya",
        "hm",
        "hmm",
        "honestly",
        "howdy",
        "listen",
        "lol",
        "look",
        "nah",
        "nay",
        "no",
        "nope",
        "oh",
        "ok",
        "okay",
        "oops",
        "please",
        "right",
        "so",
        "sorry",
        "sure",
        "thanks",
        "then",
        "uh",
        "um",
        "umm",
        "well",
        "wait",
        "yeah",
        "yep",
        "yes",
        "yo",
        "btw",
        "basically",
        "personally",
        "obviously",
    ];
    LEADS.contains(&word)
}

/// Drops what comes before the statement: greetings with a name, fillers, `I told you that`.
fn skip_fillers(words: Vec<Word>) -> (Vec<Word>, bool) {
    const CORRECTS: &[&str] = &[
        "actually",
        "no",
        "nope",
        "nah",
        "sorry",
        "correction",
        "oops",
        "wait",
    ];
    const GREETS: &[&str] = &[
        "hello",
        "hey",
        "hi",
        "hiya",
        "greetings",
        "howdy",
        "yo",
        "good",
    ];
    const PHRASES: &[&[&str]] = &[
        &["by", "the", "way"],
        &["you", "know"],
        &["you", "see"],
        &["as", "i", "said"],
        &["like", "i", "said"],
        &["i", "said", "that"],
        &["i", "said"],
        &["i", "already", "told", "you", "that"],
        &["i", "already", "told", "you"],
        &["i", "told", "you", "that"],
        &["i", "told", "you"],
        &["i", "should", "say", "that"],
        &["i", "must", "say", "that"],
        &["to", "be", "honest"],
        &["just", "so", "you", "know"],
        &["let", "me", "introduce", "myself"],
        &["in", "fact"],
        &["nice", "to", "meet", "you"],
        &["pleased", "to", "meet", "you"],
        &["the", "thing", "is"],
        &["thank", "you"],
    ];
    let mut corrects = false;
    let mut rest = words.as_slice();
    loop {
        let lows = |n: usize| rest.iter().take(n).map(|w| w.low.as_str());
        if let Some(first) = rest.first().filter(|w| is_lead(&w.low)) {
            corrects |= CORRECTS.contains(&first.low.as_str());
            let greets = GREETS.contains(&first.low.as_str());
            rest = &rest[1..];
            // "hi Iris my name is …": up to two words of address before the speaker comes in.
            if greets
                && let Some(at) = rest
                    .iter()
                    .take(4)
                    .position(|w| matches!(w.low.as_str(), "i" | "i'm" | "my"))
            {
                rest = &rest[at..];
            }
        } else if let Some(p) = PHRASES.iter().find(|p| lows(p.len()).eq(p.iter().copied())) {
            rest = &rest[p.len()..];
        } else {
            break;
        }
    }
    (rest.to_vec(), corrects)
}
