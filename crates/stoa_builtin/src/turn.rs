//! One turn: the context, the dice, what has been said before, and the answer as it grows.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};
use stoa_model::{Fact, Line, PersonView, PlaceView, ToolCall, TurnContext};

use crate::{
    dice::Dice,
    phrases::{self, Slots},
    recall, told, topics,
    voice::{self, Trait},
};

/// The state of one turn. Answers are added with [`Turn::say`] and its kin; a sentence said before never comes again.
pub struct Turn<'a> {
    pub ctx: &'a TurnContext,
    pub dice: Dice,
    pub traits: Vec<Trait>,
    /// What was said so far in this turn.
    pub out: Vec<String>,
    pub calls: Vec<ToolCall>,
    /// Values for slots that hold for the whole turn.
    pub slots: Slots,
    /// What the listener told of themselves, newest last.
    pub tellings: Vec<recall::Telling>,
    /// The same by sentence: who, what, where and when, oldest first.
    pub said: Vec<told::Said>,
    /// The listener's name, where it is known.
    pub listener_name: Option<String>,
    /// Words of this scene: names, places, topics.
    pub known: BTreeSet<String>,
    index: Option<topics::Index>,
    used: HashSet<String>,
}

impl<'a> Turn<'a> {
    /// Begins a turn.
    pub fn new(ctx: &'a TurnContext) -> Self {
        let known = scene_words(ctx);
        let traits = voice::traits(&ctx.me);
        let mut turn = Self {
            ctx,
            dice: Dice::new(&[
                ctx.seed,
                u64::from(ctx.me.id),
                ctx.transcript.len() as u64,
                u64::from(ctx.minute),
                traits.iter().fold(1, |sum, kind| sum * 11 + *kind as u64),
            ]),
            traits,
            out: Vec::new(),
            calls: Vec::new(),
            slots: Slots::new(),
            tellings: Vec::new(),
            said: Vec::new(),
            listener_name: None,
            known,
            index: None,
            used: HashSet::new(),
        };
        let before = ctx
            .said_lately
            .iter()
            .chain(ctx.transcript.iter().map(|line| &line.text));
        turn.used = before
            .flat_map(|text| sentences(text))
            .map(|sentence| fold(&sentence))
            .collect();
        turn.tellings = recall::tellings(ctx, &turn.known);
        turn.said = told::remembered(&turn.tellings)
            .into_iter()
            .chain(told::collect(ctx, &turn.known))
            .collect();
        turn.listener_name = recall::name(ctx);
        turn.fill_slots();
        turn
    }

    fn fill_slots(&mut self) {
        let ctx = self.ctx;
        let mut set = |key: &'static str, value: String| {
            if !value.trim().is_empty() {
                self.slots.insert(key, value);
            }
        };
        set("me", ctx.me.name.clone());
        set(
            "first",
            ctx.me.name.split(' ').next().unwrap_or_default().to_owned(),
        );
        set("role", ctx.me.role.clone());
        set("a_role", with_article(&ctx.me.role));
        set("world", ctx.world.clone());
        set("activity", ctx.activity.trim_end_matches('.').to_owned());
        set("daytime", daytime(ctx.minute).to_owned());
        set("clock", clock(ctx.minute));
        if let Some(here) = &ctx.here {
            set("here", here.name.clone());
        }
        if let Some(name) = &self.listener_name {
            self.slots.insert("full", name.clone());
            self.slots.insert("name", first_name(name).to_owned());
        }
        for (slot, value) in crate::smalltalk::listener_slots(self) {
            self.slots.insert(slot, value);
        }
    }

    /// The line to be answered.
    pub fn line(&self) -> Option<&'a Line> {
        self.ctx.transcript.last()
    }

    /// What the others said before the line to be answered; empty when that is their first.
    pub fn their_line_before(&self) -> &'a str {
        let mine = self.ctx.me.id;
        let mut theirs = self.ctx.transcript.iter().rev().filter(|l| l.who != mine);
        theirs.nth(1).map_or("", |line| &line.text)
    }

    /// My own last line in this talk.
    pub fn my_last_line(&self) -> Option<&'a Line> {
        self.ctx
            .transcript
            .iter()
            .rev()
            .find(|line| line.who == self.ctx.me.id)
    }

    /// What I know, for questions by topic.
    pub fn index(&mut self) -> &topics::Index {
        self.index
            .get_or_insert_with(|| topics::Index::new(self.ctx))
    }

    /// Everyone I know of, those in sight first.
    pub fn people(&self) -> impl Iterator<Item = &'a PersonView> + use<'a> {
        let me = self.ctx.me.id;
        self.ctx
            .present
            .iter()
            .chain(&self.ctx.absent)
            .filter(move |person| person.id != me)
    }

    pub fn place(&self, id: &str) -> Option<&'a PlaceView> {
        self.ctx
            .places
            .iter()
            .chain(&self.ctx.here)
            .find(|place| place.id == id)
    }

    /// The place with that name or id.
    pub fn place_named(&self, name: &str) -> Option<&'a PlaceView> {
        let name = name.to_lowercase();
        let bare = without_article(&name);
        self.ctx
            .places
            .iter()
            .chain(&self.ctx.here)
            .find(|place| place.id == name || without_article(&place.name.to_lowercase()) == bare)
    }

    pub fn fact(&self, lore: bool, at: usize) -> Option<&'a Fact> {
        if lore {
            self.ctx.lore.get(at)
        } else {
            self.ctx.me.facts.get(at)
        }
    }

    /// Says a phrase of the book; false when the key has none that fits.
    pub fn say(&mut self, key: &str) -> bool {
        self.say_with(key, &[])
    }

    /// Says a phrase of the book with further slots.
    pub fn say_with(&mut self, key: &str, slots: &[(&'static str, &str)]) -> bool {
        match self.phrase(key, slots) {
            Some(text) => {
                self.tell(&text);
                true
            }
            None => false,
        }
    }

    /// A phrase that was not said before, or else a said one (which [`Turn::tell`] then turns into a new sentence).
    pub fn phrase(&mut self, key: &str, slots: &[(&'static str, &str)]) -> Option<String> {
        let phrases = phrases::book().get(key)?;
        let mut all = self.slots.clone();
        all.extend(
            slots
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let mut mine: Vec<&phrases::Phrase> = Vec::new();
        let mut common: Vec<&phrases::Phrase> = Vec::new();
        for phrase in phrases {
            if phrase.tags.is_empty() {
                common.push(phrase);
            } else if phrase.tags.iter().any(|tag| self.traits.contains(tag)) {
                mine.push(phrase);
            }
        }
        self.dice.shuffle(&mut mine);
        self.dice.shuffle(&mut common);
        let ordered = if self.dice.roll(6) > 0 {
            [mine, common].concat()
        } else {
            [common, mine].concat()
        };
        let mut stale = None;
        for phrase in ordered {
            for _ in 0..3 {
                let Some(text) = phrase.fill(&all, &mut self.dice) else {
                    break;
                };
                let text = raised_all(&text);
                if self.is_fresh(&text) {
                    return Some(text);
                }
                stale.get_or_insert(text);
            }
        }
        stale
    }

    /// True when a phrase under this key can still be said for the first time.
    pub fn fresh_phrase(&mut self, key: &str, slots: &[(&'static str, &str)]) -> Option<String> {
        self.phrase(key, slots).filter(|text| self.is_fresh(text))
    }

    /// True when no sentence of `text` was said before.
    pub fn is_fresh(&self, text: &str) -> bool {
        sentences(text).iter().all(|sentence| {
            let key = fold(sentence);
            !key.is_empty() && !self.used.contains(&key)
        })
    }

    /// Adds text to the answer, sentence by sentence; what was said before is put in new words.
    pub fn tell(&mut self, text: &str) {
        let mut parts = sentences(text);
        // What was said before as a whole is repeated as one sentence, with one new opening.
        let stale = parts.iter().all(|part| self.used.contains(&fold(part)));
        if parts.len() > 1 && stale {
            let rest: Vec<String> = parts[1..].iter().map(|part| self.lowered(part)).collect();
            let ends = |part: &str| part.trim_end_matches('.').to_owned();
            let all = std::iter::once(ends(&parts[0])).chain(rest.iter().map(|part| ends(part)));
            parts = vec![format!("{}.", all.collect::<Vec<_>>().join("; "))];
            let opened = fold(&parts[0]);
            self.used.insert(opened);
        }
        for sentence in parts {
            let sentence = self.renewed(&sentence);
            self.used.insert(fold(&sentence));
            self.out.push(sentence);
        }
    }

    /// The sentence, or, when it was said before, the same with another opening.
    fn renewed(&mut self, sentence: &str) -> String {
        if !self.used.contains(&fold(sentence)) {
            return sentence.to_owned();
        }
        const OPENINGS: [&str; 16] = [
            "As I said,",
            "Once more:",
            "Like I told you,",
            "To say it again:",
            "Again,",
            "Still the same:",
            "As before:",
            "I can only repeat it:",
            "It remains so:",
            "As I mentioned,",
            "My answer has not changed:",
            "Well,",
            "In other words,",
            "Truly,",
            "You heard it before:",
            "All the same,",
        ];
        let mut order: Vec<usize> = (0..OPENINGS.len()).collect();
        self.dice.shuffle(&mut order);
        let lowered = self.lowered(sentence);
        let joined = |opening: &str| {
            if opening.ends_with(':') {
                format!("{opening} {sentence}")
            } else {
                format!("{opening} {lowered}")
            }
        };
        for &at in &order {
            let text = joined(OPENINGS[at]);
            if !self.used.contains(&fold(&text)) {
                return text;
            }
        }
        let count = self.ctx.transcript.len() + self.ctx.said_lately.len() + self.out.len();
        (count..)
            .map(|n| format!("For the {} time: {sentence}", ordinal(n)))
            .find(|t| !self.used.contains(&fold(t)))
            .unwrap_or_else(|| sentence.to_owned())
    }

    /// The sentence as it stands after a comma: its first letter small, unless it belongs to a name or to "I".
    pub fn lowered(&self, sentence: &str) -> String {
        let first = sentence
            .split([' ', ',', '\'', '\u{2019}'])
            .next()
            .unwrap_or_default();
        let name = self
            .people()
            .filter_map(|p| p.name.as_deref())
            .chain([self.ctx.me.name.as_str(), &self.ctx.world]);
        let named = name
            .flat_map(|name| name.split(' '))
            .any(|part| part == first);
        let ordinary = crate::normalise::is_english(&first.to_lowercase());
        if first == "I" || named || !ordinary {
            return sentence.to_owned();
        }
        let mut chars = sentence.chars();
        chars
            .next()
            .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
    }

    /// True when this deed may be asked of the world now.
    pub fn can(&self, action: &str) -> bool {
        self.ctx.actions.iter().any(|name| name == action)
    }

    /// Adds a tool call.
    pub fn call(&mut self, action: &str, arguments: &[(&str, &str)]) {
        let arguments: Map<String, Value> = arguments
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
            .collect();
        let id = format!("builtin-{}", self.calls.len() + 1);
        self.calls.push(ToolCall {
            id,
            name: action.to_owned(),
            arguments: Value::Object(arguments),
        });
    }
}

/// The words that this scene makes known: parts of names, of place names, of topics.
fn scene_words(ctx: &TurnContext) -> BTreeSet<String> {
    let mut texts: Vec<&str> = vec![&ctx.me.name, &ctx.me.role, &ctx.world];
    for person in ctx.present.iter().chain(&ctx.absent) {
        texts.extend(person.name.as_deref());
        texts.extend(person.role.as_deref());
    }
    for place in ctx.places.iter().chain(&ctx.here) {
        texts.extend([place.name.as_str(), &place.kind, &place.id]);
    }
    for fact in ctx.me.facts.iter().chain(&ctx.lore) {
        texts.push(&fact.says);
        texts.extend(fact.about.iter().map(String::as_str));
    }
    for (key, value) in &ctx.acquaintance.told {
        texts.extend([key.as_str(), value]);
    }
    let mut known = BTreeSet::new();
    for text in texts {
        known.extend(
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() > 1)
                .map(str::to_lowercase),
        );
    }
    known
}

/// Cuts text at sentence ends; titles and decimals do not end one.
pub fn sentences(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.trim().chars().collect();
    let mut found = Vec::new();
    let mut current = String::new();
    for (at, &c) in chars.iter().enumerate() {
        current.push(c);
        let next = chars.get(at + 1);
        let after_space = chars.get(at + 2);
        let ends = matches!(c, '.' | '!' | '?' | '\u{2026}')
            || (matches!(c, '"' | '\u{201d}')
                && at > 0
                && matches!(chars[at - 1], '.' | '!' | '?'));
        let next_begins =
            after_space.is_none_or(|c| c.is_uppercase() || c.is_numeric() || !c.is_alphanumeric());
        let title = ["Mr.", "Mrs.", "Ms.", "Dr.", "St.", "No."]
            .iter()
            .any(|title| current.ends_with(title));
        let initial = current
            .trim_end_matches('.')
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|c| c == ' ' || c == '.')
            && current.ends_with('.')
            && current.trim_end_matches('.').ends_with(char::is_uppercase)
            && !current.ends_with("I.");
        if ends && !title && !initial && next == Some(&' ') && next_begins {
            found.push(current.trim().to_owned());
            current.clear();
        }
    }
    if !current.trim().is_empty() {
        found.push(current.trim().to_owned());
    }
    found
}

/// What makes two sentences the same: their letters and digits.
pub fn fold(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if c.is_whitespace() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// The text with its first letter raised.
pub fn raised(text: &str) -> String {
    let mut chars = text.trim().chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The text with the first letter of each of its sentences raised.
pub fn raised_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut raise = true;
    let mut ended = false;
    for c in text.trim().chars() {
        if raise && c.is_alphabetic() {
            out.extend(c.to_uppercase());
            raise = false;
        } else {
            out.push(c);
            raise = (raise && !c.is_alphanumeric()) || (ended && c == ' ');
        }
        ended = matches!(c, '.' | '!' | '?');
    }
    out
}

/// "gardener" → "a gardener"; what has an article keeps it.
pub fn with_article(noun: &str) -> String {
    let noun = noun.trim();
    let lower = noun.to_lowercase();
    if noun.is_empty()
        || ["a ", "an ", "the ", "my "]
            .iter()
            .any(|article| lower.starts_with(article))
    {
        return noun.to_owned();
    }
    let vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// "the old well" → "old well".
pub fn without_article(name: &str) -> &str {
    ["the ", "a ", "an "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name)
}

/// The name one calls somebody by.
pub fn first_name(name: &str) -> &str {
    const TITLES: [&str; 12] = [
        "old", "dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "captain", "lady", "sir", "the",
    ];
    let first = name.split(' ').next().unwrap_or(name);
    if TITLES.contains(&first.to_lowercase().as_str()) {
        name
    } else {
        first
    }
}

/// The part of the day at a world minute.
pub fn daytime(minute: u32) -> &'static str {
    match minute % 1440 / 60 {
        5..=11 => "morning",
        12..=16 => "afternoon",
        17..=21 => "evening",
        _ => "night",
    }
}

/// The time of day as one says it, with its figures: "9:05 in the morning".
pub fn clock(minute: u32) -> String {
    let (hour, minutes) = (minute % 1440 / 60, minute % 60);
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    match (hour, minutes) {
        (0, 0) => "12:00 at midnight".to_owned(),
        (12, 0) => "12:00 noon".to_owned(),
        _ => {
            let part = if daytime(minute) == "night" {
                "at night"
            } else {
                daytime(minute)
            };
            let joiner = if part == "at night" { "" } else { "in the " };
            format!("{twelve}:{minutes:02} {joiner}{part}")
        }
    }
}

/// "1st", "2nd"… in digits.
pub fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_cut_where_they_end() {
        assert_eq!(
            sentences("Hi. I am 3.5 m tall! Really? Yes"),
            ["Hi.", "I am 3.5 m tall!", "Really?", "Yes"]
        );
        assert_eq!(
            sentences("Dr. Bell is here. He waits…"),
            ["Dr. Bell is here.", "He waits…"]
        );
        assert!(sentences("  ").is_empty());
    }

    #[test]
    fn the_clock_reads_as_people_say_it() {
        for (minute, says) in [
            (0, "12:00 at midnight"),
            (545, "9:05 in the morning"),
            (720, "12:00 noon"),
            (1440 + 13 * 60 + 30, "1:30 in the afternoon"),
            (23 * 60, "11:00 at night"),
        ] {
            assert_eq!(clock(minute), says);
        }
    }
}
