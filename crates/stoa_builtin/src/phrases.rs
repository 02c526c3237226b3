//! The phrase book: what can be said under a key, in the files of `data/phrases`.
//!
//! ```text
//! [greet.first.morning]            a key
//! Good morning, {name}!            a phrasing with a slot; unusable while the slot has no value
//! <Oh, |>good to see you.          one of the alternatives is rolled
//! dry> You again. Good.            preferred by personas of that trait
//! ```

use std::{collections::BTreeMap, sync::OnceLock};

use crate::{dice::Dice, voice::Trait};

const FILES: [&str; 8] = [
    include_str!("data/phrases/talk.txt"),
    include_str!("data/phrases/own.txt"),
    include_str!("data/phrases/people.txt"),
    include_str!("data/phrases/place.txt"),
    include_str!("data/phrases/memory.txt"),
    include_str!("data/phrases/deed.txt"),
    include_str!("data/phrases/smalltalk.txt"),
    include_str!("data/phrases/social.txt"),
];

/// One way to say something.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The traits whose bearers prefer it; empty for everybody's.
    pub tags: Vec<Trait>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Slot(String),
    OneOf(Vec<Vec<Part>>),
}

/// Values for slots.
pub type Slots = BTreeMap<&'static str, String>;

impl Phrase {
    fn new(line: &str) -> Self {
        let mut tags = Vec::new();
        let mut text = line;
        if let Some((head, rest)) = line.split_once("> ") {
            let found: Option<Vec<Trait>> = head.split(',').map(Trait::from_tag).collect();
            if let Some(found) = found {
                tags = found;
                text = rest;
            }
        }
        Self {
            tags,
            parts: parts(text),
        }
    }

    /// The phrase with its slots filled and its alternatives rolled; `None` when a slot has no value.
    pub fn fill(&self, slots: &Slots, dice: &mut Dice) -> Option<String> {
        let mut out = String::new();
        fill(&self.parts, slots, dice, &mut out)?;
        Some(out)
    }

    /// The slots' values when `text` is this phrase.
    pub fn recognise(&self, text: &str) -> Option<Vec<(String, String)>> {
        let mut slots = Vec::new();
        recognise(&self.parts, &[], text, &mut slots).then_some(slots)
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        let close = if rest[at..].starts_with('{') {
            '}'
        } else {
            '>'
        };
        let Some(length) = rest[at..].find(close) else {
            break;
        };
        let inside = &rest[at + 1..at + length];
        parts.push(if close == '}' {
            Part::Slot(inside.to_owned())
        } else {
            Part::OneOf(inside.split('|').map(self::parts).collect())
        });
        rest = &rest[at + length + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    parts
}

fn fill(parts: &[Part], slots: &Slots, dice: &mut Dice, out: &mut String) -> Option<()> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(name) => {
                out.push_str(slots.get(name.as_str()).filter(|value| !value.is_empty())?)
            }
            Part::OneOf(list) => {
                // An alternative whose slot has no value is passed over.
                let first = dice.roll(list.len());
                let chosen = (0..list.len()).find_map(|step| {
                    let mut text = String::new();
                    fill(&list[(first + step) % list.len()], slots, dice, &mut text).map(|()| text)
                })?;
                out.push_str(&chosen);
            }
        }
    }
    Some(())
}

fn recognise(
    parts: &[Part],
    after: &[Part],
    text: &str,
    slots: &mut Vec<(String, String)>,
) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return if after.is_empty() {
            text.is_empty()
        } else {
            recognise(after, &[], text, slots)
        };
    };
    match first {
        Part::Text(literal) => {
            // The first letter may have been raised or lowered when the sentence was joined to another.
            let Some(head) = text.get(..literal.len()) else {
                return false;
            };
            head.eq_ignore_ascii_case(literal)
                && recognise(rest, after, &text[literal.len()..], slots)
        }
        Part::OneOf(list) => {
            let mut joined: Vec<Part> = rest.to_vec();
            joined.extend_from_slice(after);
            list.iter().any(|one| {
                let depth = slots.len();
                let found = recognise(one, &joined, text, slots);
                if !found {
                    slots.truncate(depth);
                }
                found
            })
        }
        Part::Slot(name) => {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                let depth = slots.len();
                slots.push((name.clone(), text[..end].to_owned()));
                if recognise(rest, after, &text[end..], slots) {
                    return true;
                }
                slots.truncate(depth);
            }
            false
        }
    }
}

/// All phrases by key.
pub fn book() -> &'static BTreeMap<String, Vec<Phrase>> {
    static BOOK: OnceLock<BTreeMap<String, Vec<Phrase>>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut book: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        let mut key = String::new();
        for line in FILES.iter().flat_map(|file| file.lines()).map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                key = name.to_owned();
            } else {
                book.entry(key.clone()).or_default().push(Phrase::new(line));
            }
        }
        book
    })
}

/// Which of my own questions a sentence is: the key (all begin with `ask.` or `offer.`) and its slots.
pub fn recognise_question(sentence: &str) -> Option<(&'static str, Vec<(String, String)>)> {
    let questions = || {
        book()
            .iter()
            .filter(|(key, _)| key.starts_with("ask.") || key.starts_with("offer."))
    };
    questions().find_map(|(key, phrases)| {
        phrases
            .iter()
            .find_map(|phrase| phrase.recognise(sentence))
            .map(|slots| (key.as_str(), slots))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_belongs_to_a_key_and_has_closed_brackets() {
        for (key, phrases) in book() {
            assert!(!key.is_empty(), "phrases before the first key");
            for phrase in phrases {
                for part in &phrase.parts {
                    if let Part::Text(text) = part {
                        assert!(
                            !text.contains(['{', '}', '<', '>', '[', ']']),
                            "[{key}] {text}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_phrase_recognises_what_it_filled() {
        let phrase = Phrase::new("warm> <Shall|Should> I take you to {place}<, {name}|>?");
        assert_eq!(phrase.tags, [Trait::Warm]);
        let slots = Slots::from([("place", "the well".to_owned())]);
        for seed in 0..8 {
            let text = phrase
                .fill(&slots, &mut Dice::new(&[seed]))
                .expect("place is given");
            let found = phrase.recognise(&text).expect("it is this phrase");
            assert_eq!(
                found[0],
                ("place".to_owned(), "the well".to_owned()),
                "{text}"
            );
        }
        assert_eq!(phrase.fill(&Slots::new(), &mut Dice::new(&[1])), None);
    }
}
