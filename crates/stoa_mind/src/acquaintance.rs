//! Who knows whom, and what people told of themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stoa_model::Acquaintance;

use crate::{
    learn::{Hint, told},
    words::words,
};

/// The most keys kept of one person.
const KEYS: usize = 48;
/// The most values kept under a key that adds up (`likes`).
const VALUES: usize = 8;

/// Everyone a mind has met, by stable id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Acquaintances {
    by_id: BTreeMap<u32, Known>,
}

/// What a mind knows of one person.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Known {
    /// Their name, once told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Talks had and ended.
    #[serde(default)]
    pub talks: u32,
    /// World minute at which the last one ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_minute: Option<u32>,
    /// Tick at which the last one ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_tick: Option<u64>,
    /// -100 to 100.
    #[serde(default)]
    pub warmth: i8,
    /// What they told: key and value (see [`crate::learn`]), oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<(String, String)>,
    /// The key of the last thing they told: what `no, it's …` corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_key: Option<String>,
    /// True when I asked for their name and they have not answered yet.
    #[serde(default)]
    asked_name: bool,
}

impl Acquaintances {
    /// What is known of somebody, if they are known.
    pub fn get(&self, who: u32) -> Option<&Known> {
        self.by_id.get(&who)
    }

    /// The record of somebody, begun when there is none.
    pub fn entry(&mut self, who: u32) -> &mut Known {
        self.by_id.entry(who).or_default()
    }

    /// Somebody's name, once known.
    pub fn name_of(&self, who: u32) -> Option<&str> {
        self.get(who)?.name.as_deref()
    }

    /// Everyone known, by id.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Known)> {
        self.by_id.iter().map(|(id, k)| (*id, k))
    }

    /// What a turn is told of the listener.
    pub fn view(&self, who: u32) -> Acquaintance {
        self.get(who)
            .map(|k| Acquaintance {
                talks: k.talks,
                last_minute: k.last_minute,
                told: k.told.clone(),
                warmth: k.warmth,
            })
            .unwrap_or_default()
    }
}

impl Known {
    /// Takes in a line they said to me. Returns true when it told something of themselves.
    pub fn hear(&mut self, text: &str) -> bool {
        let hint = Hint {
            last_key: self.last_key.as_deref(),
            asked_name: self.asked_name,
        };
        let facts = told(text, hint);
        self.asked_name = false;
        self.warm(tone(text));
        for fact in &facts {
            if fact.key == "name" {
                self.name = Some(fact.value.clone());
            }
            self.last_key = Some(fact.key.clone());
            self.keep(&fact.key, &fact.value, fact.adds);
        }
        !facts.is_empty()
    }

    /// Takes note of what I said to them: a question for their name makes the next line an answer to it.
    pub fn said(&mut self, text: &str) {
        let w = words(text).join(" ");
        let asks = [
            "your name",
            "call you",
            "who are you",
            "who you are",
            "who i am speaking",
            "who am i speaking",
        ];
        self.asked_name = text.contains('?') && asks.iter().any(|a| w.contains(a));
    }

    /// A talk ended.
    pub fn talked(&mut self, tick: u64, minute: u32) {
        self.talks = self.talks.saturating_add(1);
        self.last_minute = Some(minute);
        self.last_tick = Some(tick);
        self.warm(1);
    }

    /// Changes how I stand to them.
    pub fn warm(&mut self, by: i8) {
        self.warmth = self.warmth.saturating_add(by).clamp(-100, 100);
    }

    fn keep(&mut self, key: &str, value: &str, adds: bool) {
        if !adds {
            self.told.retain(|(k, _)| k != key);
        } else if let Some((_, held)) = self.told.iter_mut().find(|(k, _)| k == key) {
            let mut values: Vec<&str> = held
                .split("; ")
                .filter(|v| !v.eq_ignore_ascii_case(value))
                .collect();
            values.push(value);
            let from = values.len().saturating_sub(VALUES);
            *held = values[from..].join("; ");
            return;
        }
        self.told.push((key.to_owned(), value.to_owned()));
        if self.told.len() > KEYS {
            // The name stays longest.
            let oldest = self.told.iter().position(|(k, _)| k != "name").unwrap_or(0);
            self.told.remove(oldest);
        }
    }
}

/// How a line warms or cools: thanks and kindness against insult.
fn tone(text: &str) -> i8 {
    const KIND: &[&str] = &[
        "thanks",
        "thank",
        "kind",
        "lovely",
        "wonderful",
        "beautiful",
        "friend",
        "please",
        "sorry",
        "brilliant",
    ];
    const RUDE: &[&str] = &[
        "stupid",
        "idiot",
        "ugly",
        "hate",
        "shut",
        "useless",
        "moron",
        "dumb",
        "boring",
        "worthless",
    ];
    let words = words(text);
    if words.iter().any(|w| RUDE.contains(&w.as_str()))
        && words.iter().any(|w| w == "you" || w == "your" || w == "up")
    {
        return -4;
    }
    i8::from(words.iter().any(|w| KIND.contains(&w.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_lost_or_not_corrected() {
        let mut k = Known::default();
        assert!(k.hear("Hi, I'm Ada and I have a dog called Biscuit."));
        assert!(k.hear("i like roses"));
        assert!(k.hear("I love the sea"));
        assert!(!k.hear("how are you?"));
        assert_eq!(k.name.as_deref(), Some("Ada"));
        assert!(
            k.told.contains(&("likes".into(), "roses; the sea".into())),
            "{:?}",
            k.told
        );
        assert!(
            k.told
                .contains(&("dog".into(), "a dog called Biscuit".into())),
            "{:?}",
            k.told
        );
        k.hear("My name is Ade");
        k.hear("sorry, it's Eda");
        assert_eq!(k.name.as_deref(), Some("Eda"));
        assert_eq!(k.told.iter().filter(|(key, _)| key == "name").count(), 1);
    }

    #[test]
    fn a_bare_name_answers_no_question() {
        let mut k = Known::default();
        k.hear("Ada");
        assert_eq!(k.name, None);
        k.said("And what's your name?");
        k.hear("ada");
        assert_eq!(k.name.as_deref(), Some("Ada"));
    }

    #[test]
    fn insults_warm() {
        let mut k = Known::default();
        k.hear("you are stupid");
        assert!(k.warmth < 0);
        for _ in 0..300 {
            k.hear("thank you, friend");
        }
        assert_eq!(k.warmth, 100);
    }

    #[test]
    fn endless_telling_fills_memory() {
        let mut k = Known::default();
        k.hear("my name is Ada");
        for i in 0..500 {
            k.hear(&format!("my thing{i} is green"));
        }
        assert!(k.told.len() <= KEYS && k.told.iter().any(|(key, _)| key == "name"));
    }
}
