//! A line cut into clauses of normalised words; questions and suppositions left out.

use super::lexicon;
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
    /// Follows `no`, `actually`, `sorry`, `that's not my name`: it may correct what was told before.
    pub corrects: bool,
    /// The whole line is in capitals: they mean nothing.
    pub shouted: bool,
}

/// The statements of a line.
pub(super) fn clauses(line: &str) -> Vec<Clause> {
    let line = sanitize(line, 2_000)
        .text
        .replace(['\u{2019}', '\u{2018}', '`', '\u{b4}'], "'");
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = letters > 3 && !line.chars().any(char::is_lowercase);
    let mut found = Vec::new();
    for (sentence, asks) in sentences(&line) {
        let marks = [',', ';', ':', '(', ')', '\u{2014}', '\u{2013}', '"'];
        let parts = joined(
            sentence
                .split(marks)
                .map(normal)
                .filter(|p| !p.is_empty())
                .collect(),
        );
        if parts.first().is_some_and(|p| supposes(p)) {
            continue;
        }
        let last = parts.len().saturating_sub(1);
        let mut corrects = false;
        for (i, part) in parts.into_iter().enumerate() {
            let part = requested(part);
            let reminds = part.first().is_some_and(|w| w.low == "remember");
            if is_question(&part) || (asks && i == last && !reminds) {
                continue;
            }
            corrects |= part
                .windows(3)
                .any(|w| w[0].low == "not" && w[1].low == "my" && w[2].low == "name")
                || part.iter().any(|w| w.low == "wrong");
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
    let mut from = 0;
    for (at, c) in line
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?' | '\u{2026}'))
    {
        let next = at + c.len_utf8();
        // A full stop inside a word or number (`3.5`) or after a title (`Dr.`) ends nothing.
        let inside = c == '.' && line[next..].starts_with(char::is_alphanumeric);
        let word = line[..at]
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        if inside || (c == '.' && lexicon::is("titles", &word.to_lowercase())) {
            continue;
        }
        all.push((&line[from..at], c == '?'));
        from = next;
    }
    all.push((&line[from..], false));
    all
}

/// Puts together what commas and colons took apart: `my name, by the way, is Ada`; `remember: …`.
fn joined(parts: Vec<Vec<Word>>) -> Vec<Vec<Word>> {
    let mut all: Vec<Vec<Word>> = Vec::new();
    for part in parts {
        let starts = |w: &[&str]| part.first().is_some_and(|p| w.contains(&p.low.as_str()));
        let subject = all.iter().position(|p| {
            p.first().is_some_and(|w| w.low == "my")
                && p.len() < 4
                && !p.iter().any(|w| w.low == "is")
        });
        let reminder = all.last().is_some_and(|p| {
            let lows: Vec<&str> = p
                .iter()
                .map(|w| w.low.as_str())
                .filter(|w| !lexicon::is("leads", w))
                .collect();
            matches!(
                lows.as_slice(),
                ["remember"] | ["remember", "this" | "that"] | ["don't", "forget"]
            )
        });
        if starts(&["is", "are"])
            && let Some(at) = subject
        {
            all.truncate(at + 1);
            all[at].extend(part);
        } else if reminder && let Some(before) = all.last_mut() {
            if before.last().is_none_or(|w| w.low != "that") {
                before.retain(|w| w.low != "this");
                before.push(Word::new("that", "that"));
            }
            before.extend(part);
        } else {
            all.push(part);
        }
    }
    all
}

/// `can you remember that …` asks for what `remember that …` does.
fn requested(part: Vec<Word>) -> Vec<Word> {
    let asks = part
        .first()
        .is_some_and(|w| matches!(w.low.as_str(), "can" | "could" | "will" | "would"));
    let at = part.iter().take(5).position(|w| w.low == "remember");
    match at {
        Some(at) if asks && part.get(at + 1).is_some_and(|w| w.low == "that") => {
            part[at..].to_vec()
        }
        _ => part,
    }
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
            "im" | "iam" | "i'am" => out.push(Word::new(raw, "i'm")),
            "ive" | "i've" => out.extend([Word::new("I", "i"), Word::new("have", "have")]),
            "id" | "i'd" => out.extend([Word::new("I", "i"), Word::new("would", "would")]),
            "got" if after == "have" => {}
            "got" if after == "i" => out.push(Word::new(raw, "have")),
            "live" | "come" | "have" | "own" if after == "we" => {
                replace_last(&mut out, "i");
                out.push(Word::new(raw, &low));
            }
            "feel" if after == "i" => replace_last(&mut out, "i'm"),
            "names" | "name's" => out.extend([Word::new("name", "name"), Word::new("is", "is")]),
            "its" if out.iter().all(|w| lexicon::is("leads", &w.low)) => {
                out.push(Word::new(raw, "it's"))
            }
            "is" if after == "it" => replace_last(&mut out, "it's"),
            "u" => out.push(Word::new(raw, "you")),
            "ur" => out.push(Word::new(raw, "your")),
            "dont" => out.push(Word::new(raw, "don't")),
            "cant" | "cannot" => out.push(Word::new(raw, "can't")),
            "isnt" => out.push(Word::new(raw, "isn't")),
            "favorite" | "fav" | "favourit" | "favrite" => out.push(Word::new(raw, "favourite")),
            _ => out.push(Word::new(raw, &low)),
        }
    }
    mend(&mut out);
    drop_adverbs(&mut out);
    out
}

fn replace_last(out: &mut [Word], low: &str) {
    if let Some(w) = out.last_mut() {
        w.low = low.to_owned();
    }
}

/// `I really like`, `I have just moved`: the words between say nothing here. After `I'm` they are left, since there
/// they tell a mood from a name.
fn drop_adverbs(words: &mut Vec<Word>) {
    let mut i = 1;
    while i < words.len() {
        let after_i = matches!(words[i - 1].low.as_str(), "i")
            || (i > 1 && words[i - 1].low == "have" && words[i - 2].low == "i");
        let last = i + 1 == words.len();
        if after_i && !last && lexicon::is("adverbs", &words[i].low) {
            words.remove(i);
        } else {
            i += 1;
        }
    }
}

/// Mends typing errors in the few words that patterns hang on, where they can only be those.
fn mend(words: &mut [Word]) {
    for i in 1..words.len() {
        let before = words[i - 1].low.clone();
        let w = &mut words[i];
        let candidates: &[&str] = match before.as_str() {
            "my" => &["name", "favourite"],
            "i" => &[
                "live", "work", "have", "love", "like", "hate", "come", "moved", "grew", "remember",
            ],
            "name" if matches!(w.low.as_str(), "si" | "iz" | "ist") => {
                w.low = "is".into();
                continue;
            }
            "name" => continue,
            _ => &["called", "looking"],
        };
        if !lexicon::is("keep", &w.low)
            && let Some(known) = nearest(&w.low, candidates.iter().copied())
        {
            w.low = known.to_owned();
        }
    }
}

/// True for a clause that asks, with or without its mark.
fn is_question(words: &[Word]) -> bool {
    let start = words
        .iter()
        .position(|w| !lexicon::is("leads", &w.low))
        .unwrap_or(0);
    let Some(first) = words.get(start) else {
        return false;
    };
    let second = words.get(start + 1).map_or("", |w| w.low.as_str());
    // "don't forget that …" tells something.
    !(first.low == "don't" && second == "forget") && lexicon::is("asks", &first.low)
}

/// True for a sentence that only supposes.
fn supposes(words: &[Word]) -> bool {
    words
        .iter()
        .find(|w| !lexicon::is("leads", &w.low))
        .is_some_and(|w| lexicon::is("supposes", &w.low))
}

/// `I'm Ada and I live in Lyon` → two clauses.
fn split_joined(words: Vec<Word>) -> Vec<Vec<Word>> {
    let mut all = vec![Vec::new()];
    for (i, word) in words.iter().enumerate() {
        let joins = matches!(
            word.low.as_str(),
            "and" | "but" | "so" | "&" | "because" | "though" | "while"
        );
        let next = words.get(i + 1).map_or("", |w| w.low.as_str());
        let mine = matches!(
            next,
            "i" | "i'm" | "my" | "call" | "name" | "remember" | "actually"
        );
        if joins && mine && i > 0 {
            all.push(Vec::new());
        } else if word.low == "if" && i > 0 {
            break;
        } else if let Some(part) = all.last_mut() {
            part.push(word.clone());
        }
    }
    all.retain(|p| !p.is_empty());
    all
}

/// Drops what comes before the statement: greetings with a name, fillers, `I told you that`.
fn skip_fillers(words: Vec<Word>) -> (Vec<Word>, bool) {
    const PHRASES: &str = "by the way|you know|you see|as i said|like i said|i said that|i said|i told you that|i told you|\
        i should say that|i must say that|to be honest|just so you know|let me introduce myself|in fact|\
        nice to meet you|pleased to meet you|the thing is|thank you|i think that|i think|i guess|i suppose|i believe|\
        i want you to know that|you should know that|for your information";
    let mut corrects = false;
    let mut rest = words.as_slice();
    loop {
        let lows = |n: usize| rest.iter().take(n).map(|w| w.low.as_str());
        if let Some(first) = rest.first().filter(|w| lexicon::is("leads", &w.low)) {
            corrects |= lexicon::is("corrects", &first.low);
            let greets = lexicon::is("greets", &first.low);
            rest = &rest[1..];
            // "hi Iris my name is …": up to three words of address before the speaker comes in.
            let speaker = rest
                .iter()
                .take(4)
                .position(|w| matches!(w.low.as_str(), "i" | "i'm" | "my"));
            if let Some(at) = speaker.filter(|_| greets) {
                rest = &rest[at..];
            }
        } else if let Some(n) = PHRASES
            .split('|')
            .map(|p| p.split(' ').collect::<Vec<_>>())
            .find(|p| lows(p.len()).eq(p.iter().copied()))
            .map(|p| p.len())
        {
            rest = &rest[n..];
        } else {
            break;
        }
    }
    (rest.to_vec(), corrects)
}
