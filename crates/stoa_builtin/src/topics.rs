//! Finding what is known about a topic: facts, lore, places and plans, weighed by how rare their words are.
//!
//! The weights are inverse document frequencies (Spärck Jones 1972) over everything that this mind knows; a question
//! is answered by the entry that covers most of the weight of its content words.

use std::{collections::BTreeMap, sync::OnceLock};

use stoa_mind::words::stem;
use stoa_model::TurnContext;

use crate::lists::Lists;

/// Where an answer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A fact of the persona, by index.
    Fact(usize),
    /// A fact of the world's lore, by index.
    Lore(usize),
    /// A place, by index in `places`.
    Place(usize),
    /// Somebody, by index among the present and then the absent.
    Person(usize),
    /// The persona's `about`.
    About,
    /// A wish, by index.
    Want(usize),
    /// A part of the day, by index.
    Round(usize),
}

/// An entry found, with how well it answers (about 0 to 1.5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub source: Source,
    pub score: f32,
    /// Content words of the question that the entry's own topic words hold.
    pub about_hits: usize,
}

struct Entry {
    source: Source,
    /// Topic phrases, each as its stems.
    about: Vec<Vec<String>>,
    says: Vec<String>,
    has_number: bool,
    has_place: bool,
    /// The stems of what it says that I do: "I water at dawn".
    deeds: Vec<String>,
}

/// Everything that can be found.
pub struct Index {
    entries: Vec<Entry>,
    frequency: BTreeMap<String, usize>,
}

/// The lists of `data/topics.txt`.
fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists::read(include_str!("data/topics.txt")))
}

fn of(section: &str) -> &'static [&'static str] {
    lists().of(section)
}

/// The stem of a word, by its alias where it has one.
fn topic_stem(word: &str) -> String {
    static ALIASES: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    let aliases = ALIASES.get_or_init(|| lists().pairs("aliases"));
    stem(aliases.get(word).copied().unwrap_or(word))
}

impl Index {
    /// Indexes all that is known in this turn.
    pub fn new(ctx: &TurnContext) -> Self {
        let mut entries = Vec::new();
        let places: Vec<Vec<String>> = ctx.places.iter().map(|place| stems(&place.name)).collect();
        let names_place = |said: &[String]| {
            let all = |name: &Vec<String>| {
                !name.is_empty() && name.iter().all(|part| said.contains(part))
            };
            places.iter().any(all)
        };
        let mut add = |source, about: Vec<&str>, says: &str| {
            entries.push(Entry {
                source,
                about: about
                    .into_iter()
                    .map(stems)
                    .filter(|phrase| !phrase.is_empty())
                    .collect(),
                says: stems(says),
                has_number: crate::answer::has_number(says),
                has_place: names_place(&stems(says)),
                deeds: deeds(says),
            });
        };
        for (at, fact) in ctx.me.facts.iter().enumerate() {
            add(
                Source::Fact(at),
                fact.about.iter().map(String::as_str).collect(),
                &fact.says,
            );
        }
        for (at, fact) in ctx.lore.iter().enumerate() {
            add(
                Source::Lore(at),
                fact.about.iter().map(String::as_str).collect(),
                &fact.says,
            );
        }
        for (at, place) in ctx.places.iter().enumerate() {
            add(
                Source::Place(at),
                vec![&place.name, &place.kind],
                &place.about,
            );
        }
        for (at, person) in ctx.present.iter().chain(&ctx.absent).enumerate() {
            if let Some(relation) = &person.relation {
                let name = person.name.as_deref().unwrap_or_default();
                add(
                    Source::Person(at),
                    vec![name, person.role.as_deref().unwrap_or_default()],
                    relation,
                );
            }
        }
        add(Source::About, Vec::new(), &ctx.me.about);
        for (at, want) in ctx.me.wants.iter().enumerate() {
            add(Source::Want(at), Vec::new(), want);
        }
        for (at, part) in ctx.me.round.iter().enumerate() {
            add(Source::Round(at), Vec::new(), part);
        }
        let mut frequency: BTreeMap<String, usize> = BTreeMap::new();
        for entry in &entries {
            let mut words: Vec<&String> = entry.about.iter().flatten().chain(&entry.says).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                *frequency.entry(word.clone()).or_default() += 1;
            }
        }
        Self { entries, frequency }
    }

    /// Entries that answer a question, best first; an empty list when none does well enough.
    pub fn find(&self, words: &[&str]) -> Vec<Found> {
        self.find_at_least(words, 0.5)
    }

    /// Like [`Index::find`], with another bar: the part of the question's weight that an entry must cover.
    pub fn find_at_least(&self, words: &[&str], least: f32) -> Vec<Found> {
        let mut query: Vec<String> = content(words).into_iter().map(topic_stem).collect();
        query.dedup();
        // What one likes best is one's favourite.
        let liked = ["like", "love", "prefer", "enjoy"]
            .iter()
            .any(|word| words.contains(word));
        if liked && ["best", "most"].iter().any(|word| words.contains(word)) {
            query.push(stem("favourite"));
        }
        // "What does stoa mean" asks for a meaning; "what do you mean" does not.
        let you = words.iter().any(|word| ["you", "your"].contains(word));
        let my = words.contains(&"my");
        if !you
            && !my
            && !query.is_empty()
            && words.iter().any(|word| ["mean", "means"].contains(word))
        {
            query.push(stem("meaning"));
        }
        // "What wood do you use for the benches" asks for the wood.
        let head = words
            .windows(2)
            .find(|pair| ["what", "which"].contains(&pair[0]))
            .map(|pair| topic_stem(pair[1]));
        // "A remedy for grief" is about the grief.
        let matter = words
            .iter()
            .rposition(|word| ["for", "about", "against"].contains(word));
        let matter = matter.and_then(|at| {
            let rest = words.get(at + 1..)?;
            content(rest).first().map(|word| topic_stem(word))
        });
        let weights: Vec<f32> = query
            .iter()
            .map(|word| {
                let heavy = if head.as_ref() == Some(word) {
                    1.6
                } else if matter.as_ref() == Some(word) {
                    1.3
                } else if of("weak").contains(&word.as_str()) {
                    0.4
                } else {
                    1.0
                };
                heavy * self.weight(word)
            })
            .collect();
        let total: f32 = weights.iter().sum();
        let weak = query.len() < 2
            && query.iter().all(|word| {
                of("weak").contains(&word.as_str()) && word != "best" && word != "secret"
            });
        if total <= 0.0 || weak || self.of_a_stranger(words) {
            return Vec::new();
        }
        let wants_number =
            words.contains(&"when") || words.windows(2).any(|w| w[0] == "how" && w[1] != "do");
        let mut found: Vec<Found> = Vec::new();
        for entry in &self.entries {
            let (mut score, mut about_hits, mut hits) = (0.0, 0, 0);
            for (word, weight) in query.iter().zip(&weights) {
                if entry.about.iter().flatten().any(|topic| topic == word) {
                    score += weight;
                    about_hits += 1;
                    hits += 1;
                } else if entry.says.contains(word) {
                    score += 0.8 * weight;
                    hits += 1;
                } else if near(word).any(|other| entry.holds(other)) {
                    score += 0.75 * weight;
                    hits += 1;
                } else if synonyms(word).any(|other| entry.holds(other)) {
                    score += 0.55 * weight;
                }
            }
            score /= total;
            let whole = entry
                .about
                .iter()
                .filter(|phrase| phrase.iter().all(|word| query.contains(word)));
            let longest = whole.map(Vec::len).max().unwrap_or(0);
            // A whole topic named counts for more, where it is not all that was understood.
            if score >= 0.3 {
                score += 0.12 * longest.min(3) as f32;
            }
            // The first topic of an entry is what it is about, the rest what else it tells.
            let first = entry.about.first();
            if first.is_some_and(|phrase| phrase.iter().all(|word| query.contains(word))) {
                score += 0.03;
            }
            // Of two that speak of a thing: my own word where I am asked, what is known where I am not.
            let told = match entry.source {
                Source::Fact(_) => you,
                Source::Lore(_) => !you,
                _ => false,
            };
            let mine = matches!(entry.source, Source::Fact(_));
            score += match (told && hits > 0, mine) {
                (true, true) => 0.1,
                (true, false) => 0.04,
                _ => 0.0,
            };
            if you && query.iter().any(|word| entry.deeds.contains(word)) {
                score += 0.15;
            }
            if words.first() == Some(&"where") && entry.has_place && hits > 0 {
                score += 0.07;
            }
            let number = if wants_number && entry.has_number && hits > 0 {
                0.08
            } else {
                0.0
            };
            // "What did you dream last night": an hour alone is no answer to what was done in it.
            let only_hour = hits == 1
                && query.len() > 1
                && about_hits == 1
                && query.iter().any(|word| {
                    of("hours").contains(&word.as_str())
                        && entry.about.iter().flatten().any(|topic| topic == word)
                });
            if only_hour && score < 0.6 {
                continue;
            }
            // "Your favourite painter" is not answered by a favourite seat.
            let other = words
                .windows(2)
                .find(|pair| ["favourite", "favorite"].contains(&pair[0]))
                .map(|pair| topic_stem(pair[1]))
                .is_some_and(|thing| {
                    query.contains(&thing)
                        && !entry.holds(&thing)
                        && !near(&thing).any(|other| entry.holds(other))
                        && !synonyms(&thing).any(|other| entry.holds(other))
                });
            if other {
                continue;
            }
            let enough = score >= least || (longest > 0 && score >= least - 0.08);
            if hits > 0 && enough {
                found.push(Found {
                    source: entry.source,
                    score: score + number,
                    about_hits,
                });
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// "Is Pluto a planet", "can one see the northern lights": what is asked about stands in nothing that I know,
    /// whatever the rest of the question has to do with.
    pub fn of_a_stranger(&self, words: &[&str]) -> bool {
        const AUX: [&str; 11] = [
            "is", "are", "was", "were", "do", "does", "did", "has", "have", "will", "would",
        ];
        const DET: [&str; 10] = [
            "the", "a", "an", "this", "that", "these", "those", "your", "any", "all",
        ];
        let noun = |word: &&str| !of("empty").contains(word) && word.len() > 3;
        let subject = words
            .split_first()
            .filter(|(first, _)| AUX.contains(first))
            .and_then(|(_, rest)| rest.iter().find(|word| !DET.contains(word)))
            .is_some_and(|word| noun(word) && words.len() > 2 && self.unheard(word));
        // An attribute like "northern" makes another thing of what stands after it.
        let compound = words
            .windows(2)
            .any(|pair| pair[0].ends_with("ern") && self.unheard(pair[0]) && noun(&pair[1]));
        subject || compound || self.of_the_wide_world(words)
    }

    /// "Who wrote Hamlet", "why is the sky blue": a question of general knowledge, for a thing that I never heard of.
    fn of_the_wide_world(&self, words: &[&str]) -> bool {
        const NEAR_ME: [&str; 18] = [
            "you", "your", "yours", "i", "me", "my", "mine", "we", "us", "our", "here", "this",
            "these", "any", "should", "please", "best", "today",
        ];
        const ASKS: [&str; 11] = [
            "who", "what", "why", "how", "when", "which", "where", "is", "are", "was", "were",
        ];
        let asks = words.first().is_some_and(|word| ASKS.contains(word));
        let plain = |word: &&&str| {
            word.len() > 3
                && !of("weak").contains(*word)
                && !word.ends_with("est")
                && !word.ends_with("ing")
                && !word.ends_with("ed")
                && !crate::normalise::is_verb(word)
        };
        let matter = content(words);
        asks && matter.len() > 1
            && !words.iter().any(|word| NEAR_ME.contains(word))
            && matter.iter().filter(plain).any(|word| self.unheard(word))
    }

    /// True for a word that no entry holds in any form.
    fn unheard(&self, word: &str) -> bool {
        let stem = topic_stem(word);
        let known = |word: &str| self.frequency.contains_key(word);
        !known(&stem) && !near(&stem).any(known) && !synonyms(&stem).any(known)
    }

    /// True when the one topic word of the question stands in one or two entries only.
    pub fn rare(&self, words: &[&str]) -> bool {
        content(words).into_iter().map(topic_stem).all(|word| {
            let seen = self.frequency.get(&word).copied().unwrap_or(0);
            word.chars().count() > 5 && (1..3).contains(&seen)
        })
    }

    fn weight(&self, word: &str) -> f32 {
        let seen = self.frequency.get(word).copied().unwrap_or(0) as f32;
        (1.0 + (self.entries.len() as f32 + 1.0) / (seen + 1.0)).ln()
    }
}

impl Entry {
    fn holds(&self, word: &str) -> bool {
        self.says.iter().any(|said| said == word)
            || self.about.iter().flatten().any(|topic| topic == word)
    }
}

/// The stems of the verbs that follow an "I".
pub fn deeds(says: &str) -> Vec<String> {
    let lower = says.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let verbs = words.windows(2).filter(|pair| pair[0] == "i");
    let verbs: Vec<&str> = verbs.map(|pair| pair[1]).collect();
    content(&verbs).into_iter().map(topic_stem).collect()
}

/// True when two topics share a word or a matter.
pub fn related(one: &str, other: &str) -> bool {
    let (one, other) = (stems(one), stems(other));
    one.iter().any(|word| {
        other.contains(word) || synonyms(word).any(|near| other.iter().any(|word| word == near))
    })
}

/// Words of `words` that carry a topic.
pub fn content<'w>(words: &[&'w str]) -> Vec<&'w str> {
    words
        .iter()
        .copied()
        .filter(|word| !of("empty").contains(word) && word.chars().any(char::is_alphanumeric))
        .collect()
}

/// The stems of a text's content words.
pub fn stems(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.strip_suffix("'s").unwrap_or(word).trim_matches('\''))
        .filter(|word| !word.is_empty())
        .collect();
    content(&words).into_iter().map(topic_stem).collect()
}

/// Stems of what else speaks of the stem `word`.
fn near(word: &str) -> impl Iterator<Item = &'static str> {
    static STEMS: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    let rows = STEMS.get_or_init(|| {
        let rows = lists().pairs("near").into_iter();
        rows.map(|(word, others)| (stem(word), others.split(' ').map(stem).collect()))
            .collect()
    });
    let of_word: Vec<&'static str> = rows
        .iter()
        .filter(|(first, _)| first == word)
        .flat_map(|(_, others)| others.iter().map(String::as_str))
        .collect();
    of_word.into_iter()
}

/// Stems of words that ask the same as the stem `word`.
fn synonyms(word: &str) -> impl Iterator<Item = &'static str> {
    static STEMS: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    let groups = STEMS.get_or_init(|| {
        of("synonyms")
            .iter()
            .map(|group| group.split(' ').map(stem).collect())
            .collect()
    });
    let of_word: Vec<&'static str> = groups
        .iter()
        .filter(|group| group.iter().any(|other| other == word))
        .flatten()
        .map(String::as_str)
        .filter(|other| *other != word)
        .collect();
    of_word.into_iter()
}
