//! The memory stream: what was witnessed, and what of it comes back to mind.
//!
//! Retrieval follows Park et al., "Generative Agents: Interactive Simulacra of Human Behavior" (UIST 2023), section 4.1:
//! score = recency + importance + relevance, each from 0 to 1 and weighted alike. Recency falls by 0.5 % an hour. Here
//! it counts from the event, not from its last recall (so that recalling changes nothing), and relevance is BM25
//! (Robertson, Zaragoza 2009) over stemmed words instead of an embedding.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stoa_model::MemoryView;

use crate::words::content_stems;

/// The most entries a stream keeps.
pub const CAPACITY: usize = 2_000;
/// How many of the least important go when it is full.
const FORGET_BLOCK: usize = 200;
const RECENCY_AN_HOUR: f64 = 0.995;

/// One thing witnessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who said or did it; 0 for an observation.
    pub who: u32,
    /// Their name as known then.
    pub name: String,
    /// What was said (as far as it was heard) or seen.
    pub text: String,
    /// World minutes since day 0.
    pub minute: u32,
    /// 1/30 s.
    pub tick: u64,
    /// 1 (mundane) to 10 (poignant).
    pub importance: u8,
    /// True when I said it.
    #[serde(default)]
    pub mine: bool,
    /// To whom it was said, or whom it is about besides `who`.
    #[serde(default)]
    pub with: Option<u32>,
}

/// What to recall.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The words that memories should bear on.
    pub words: &'a str,
    /// The person spoken to: memories of them come more easily.
    pub with: Option<u32>,
    /// Now, in world minutes.
    pub minute: u32,
    /// Only what lies before this tick (the present talk stands in the transcript).
    pub before_tick: u64,
    pub limit: usize,
}

/// A bounded stream of memories, oldest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct MemoryStream {
    entries: Vec<Entry>,
    /// The stems of each entry's text.
    stems: Vec<Vec<String>>,
}

impl From<Vec<Entry>> for MemoryStream {
    fn from(entries: Vec<Entry>) -> Self {
        let mut stream = Self::default();
        for e in entries {
            stream.add(e);
        }
        stream
    }
}

impl From<MemoryStream> for Vec<Entry> {
    fn from(stream: MemoryStream) -> Self {
        stream.entries
    }
}

impl MemoryStream {
    /// Keeps one thing; the least important go when there are too many.
    pub fn add(&mut self, entry: Entry) {
        if entry.text.trim().is_empty() {
            return;
        }
        if self.entries.len() >= CAPACITY {
            self.forget(entry.minute);
        }
        self.stems.push(content_stems(&entry.text));
        self.entries.push(entry);
    }

    /// Forgets for good what `gone` holds for.
    pub fn take_out(&mut self, gone: impl Fn(&Entry) -> bool) {
        let stays: Vec<bool> = self.entries.iter().map(|entry| !gone(entry)).collect();
        let mut index = stays.iter();
        self.entries
            .retain(|_| index.next().copied().unwrap_or(true));
        let mut index = stays.iter();
        self.stems.retain(|_| index.next().copied().unwrap_or(true));
    }

    /// Everything kept, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What comes to mind, best first. Equal scores: the later one first.
    ///
    /// Something comes to mind when its words bear on the query, or when it is of weight and concerns `with`.
    pub fn recall(&self, query: Query) -> Vec<&Entry> {
        let relevance = self.relevance(query.words);
        let best = relevance
            .iter()
            .copied()
            .fold(0.0, f64::max)
            .max(f64::MIN_POSITIVE);
        let mut scored: Vec<(i64, usize)> = Vec::new();
        for (i, e) in self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, e)| e.tick < query.before_tick)
        {
            let concerns =
                query.with.is_some() && (query.with == Some(e.who) || query.with == e.with);
            if relevance[i] <= 0.0 && !(concerns && e.importance >= 6) {
                continue;
            }
            let score = recency(e.minute, query.minute)
                + f64::from(e.importance) / 10.0
                + relevance[i] / best
                + if concerns { 0.5 } else { 0.0 };
            // Whole millionths: the order does not hang on the last bit of a logarithm.
            scored.push(((score * 1e6) as i64, i));
        }
        scored.sort_by(|a, b| b.cmp(a));
        let mut found: Vec<&Entry> = Vec::new();
        for (_, i) in scored {
            let e = &self.entries[i];
            if !found.iter().any(|f| f.text == e.text && f.who == e.who) {
                found.push(e);
            }
            if found.len() == query.limit {
                break;
            }
        }
        found
    }

    /// BM25 of every entry for the words of a query.
    fn relevance(&self, words: &str) -> Vec<f64> {
        const K1: f64 = 1.2;
        const B: f64 = 0.75;
        let mut terms = content_stems(words);
        terms.sort();
        terms.dedup();
        let n = self.stems.len() as f64;
        let mean = self.stems.iter().map(Vec::len).sum::<usize>() as f64 / n.max(1.0);
        let mut scores = vec![0.0; self.stems.len()];
        let mut hits: BTreeMap<usize, f64> = BTreeMap::new();
        for term in &terms {
            hits.clear();
            for (i, stems) in self.stems.iter().enumerate() {
                let count = stems.iter().filter(|s| *s == term).count();
                if count > 0 {
                    hits.insert(i, count as f64);
                }
            }
            let holds = hits.len() as f64;
            let idf = (1.0 + (n - holds + 0.5) / (holds + 0.5)).ln();
            for (i, tf) in &hits {
                let length = self.stems[*i].len() as f64 / mean.max(1.0);
                scores[*i] += idf * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * length));
            }
        }
        scores
    }

    fn forget(&mut self, minute: u32) {
        let mut order: Vec<(i64, usize)> = self
            .entries
            .iter()
            .enumerate()
            .map(|(i, e)| {
                let worth = recency(e.minute, minute) + f64::from(e.importance) / 10.0;
                ((worth * 1e6) as i64, i)
            })
            .collect();
        order.sort();
        let mut drop = vec![false; self.entries.len()];
        for (_, i) in order.into_iter().take(FORGET_BLOCK) {
            drop[i] = true;
        }
        let mut i = 0..drop.len();
        self.entries.retain(|_| i.next().is_none_or(|i| !drop[i]));
        let mut i = 0..drop.len();
        self.stems.retain(|_| i.next().is_none_or(|i| !drop[i]));
    }
}

impl From<&Entry> for MemoryView {
    fn from(e: &Entry) -> Self {
        Self {
            who: e.who,
            name: e.name.clone(),
            text: e.text.clone(),
            minute: e.minute,
            mine: e.mine,
        }
    }
}

fn recency(then: u32, now: u32) -> f64 {
    RECENCY_AN_HOUR.powf(f64::from(now.saturating_sub(then)) / 60.0)
}

/// How much a spoken line matters, 1 to 10: what people tell of themselves and strong feelings weigh most.
pub fn importance(text: &str, tells_something: bool) -> u8 {
    const STRONG: &[&str] = &[
        "always", "baby", "born", "cry", "dead", "death", "die", "dream", "fear", "forev", "hat",
        "hurt", "lost", "lov", "marry", "mother", "father", "miss", "never", "promis", "regret",
        "rememb", "secret", "sick", "sorry", "war", "wedd",
    ];
    let stems = content_stems(text);
    let strong = stems
        .iter()
        .filter(|s| STRONG.contains(&s.as_str()))
        .count()
        .min(2);
    let base = match stems.len() {
        0..=1 => 1,
        2..=6 => 2,
        _ => 3,
    };
    let told = if tells_something { 5 } else { 0 };
    u8::try_from((base + told + 2 * strong).min(10)).unwrap_or(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(who: u32, text: &str, minute: u32, importance: u8) -> Entry {
        Entry {
            who,
            name: format!("p{who}"),
            text: text.into(),
            minute,
            tick: u64::from(minute) * 30,
            importance,
            mine: false,
            with: None,
        }
    }

    fn recall(stream: &MemoryStream, words: &str, with: Option<u32>, minute: u32) -> Vec<String> {
        let query = Query {
            words,
            with,
            minute,
            before_tick: u64::MAX,
            limit: 3,
        };
        stream
            .recall(query)
            .into_iter()
            .map(|e| e.text.clone())
            .collect()
    }

    #[test]
    fn the_wrong_memory_comes_to_mind() {
        let mut s = MemoryStream::default();
        for (who, text, minute, importance) in [
            (5, "I have a dog called Biscuit", 10, 7),
            (6, "The bread is burnt again", 20, 2),
            (6, "Dogs are not allowed in the bakery", 30, 2),
            (5, "Lovely weather", 40, 1),
        ] {
            s.add(entry(who, text, minute, importance));
        }
        assert_eq!(
            recall(&s, "how is your dog?", Some(5), 10_000)[0],
            "I have a dog called Biscuit"
        );
        assert_eq!(recall(&s, "bread", None, 50), ["The bread is burnt again"]);
        assert_eq!(
            recall(&s, "the moon", Some(5), 50),
            ["I have a dog called Biscuit"],
            "of weight and theirs"
        );
        assert_eq!(recall(&s, "the moon", None, 50), [""; 0]);
    }

    #[test]
    fn old_outweighs_new_when_all_else_is_equal() {
        let mut s = MemoryStream::default();
        s.add(entry(1, "the well is dry", 0, 3));
        s.add(entry(2, "the well is deep", 5_000, 3));
        s.add(entry(3, "the well is old", 5_000, 3));
        assert_eq!(
            recall(&s, "well", None, 6_000),
            ["the well is old", "the well is deep", "the well is dry"]
        );
    }

    #[test]
    fn the_present_talk_is_recalled_as_past() {
        let mut s = MemoryStream::default();
        s.add(entry(1, "the well is dry", 10, 3));
        let query = Query {
            words: "well",
            with: None,
            minute: 20,
            before_tick: 300,
            limit: 3,
        };
        assert!(s.recall(query).is_empty());
    }

    #[test]
    fn a_full_stream_forgets_what_matters_or_grows() {
        let mut s = MemoryStream::default();
        for i in 0..5_000u32 {
            s.add(entry(
                1,
                &format!("pebble number {i}"),
                i,
                if i == 7 { 9 } else { 2 },
            ));
        }
        assert!(s.entries().len() <= CAPACITY);
        assert!(s.entries().iter().any(|e| e.text == "pebble number 7"));
        assert!(s.entries().iter().any(|e| e.text == "pebble number 4999"));
        assert!(s.entries().windows(2).all(|w| w[0].tick <= w[1].tick));
        let json = serde_json::to_string(&s).expect("plain data");
        assert_eq!(
            serde_json::from_str::<MemoryStream>(&json).expect("as written"),
            s
        );
    }
}
