//! Finding what is known about a topic: facts, lore, places and plans, weighed by how rare their words are.
//!
//! The weights are inverse document frequencies (Spärck Jones 1972) over everything that this mind knows; a question
//! is answered by the entry that covers most of the weight of its content words.

use std::collections::BTreeMap;

use stoa_mind::words::stem;
use stoa_model::TurnContext;

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
}

/// Everything that can be found.
pub struct Index {
    entries: Vec<Entry>,
    frequency: BTreeMap<String, usize>,
}

/// Words that ask the same.
const SYNONYMS: &[&[&str]] = &[
    &[
        "build",
        "built",
        "make",
        "made",
        "create",
        "found",
        "construct",
        "raise",
        "erect",
    ],
    &["old", "age", "year", "when", "ancient"],
    &["big", "large", "size", "tall", "height", "huge", "high"],
    &["price", "cost", "much", "pay", "expensive", "coin"],
    &["begin", "start", "open", "found", "origin"],
    &["close", "end", "finish", "shut"],
    &["job", "work", "trade", "profession"],
    &["eat", "food", "meal", "dish", "taste"],
    &["drink", "beverage", "tea", "coffee", "wine"],
    &["bread", "loaf", "bake", "baker", "bakery", "cake"],
    &[
        "flower", "plant", "rose", "bloom", "blossom", "garden", "gardener",
    ],
    &["tree", "olive", "wood", "grove", "gardener"],
    &[
        "buy", "sell", "shop", "market", "stall", "merchant", "trader",
    ],
    &[
        "fish",
        "net",
        "fisher",
        "fisherman",
        "boat",
        "sea",
        "sailor",
    ],
    &["stone", "statue", "sculptor", "mason", "marble"],
    &["star", "sky", "astronomer", "moon", "planet", "comet"],
    &["wine", "grape", "vine", "vintner"],
    &["paint", "picture", "colour", "painter", "canvas"],
    &["metal", "iron", "forge", "smith", "blacksmith"],
    &[
        "history",
        "past",
        "historian",
        "chronicle",
        "librarian",
        "scholar",
    ],
    &[
        "philosophy",
        "wisdom",
        "philosopher",
        "meaning",
        "truth",
        "life",
    ],
    &["letter", "news", "message", "messenger", "courier", "post"],
    &["cloth", "wool", "weaver", "tailor", "dress"],
    &["clay", "pot", "potter", "bowl", "jar"],
    &["honey", "bee", "hive", "beekeeper"],
    &["legend", "story", "tale", "myth", "saying"],
    &["festival", "feast", "celebration", "party", "holiday"],
    &["secret", "hidden", "mystery"],
    &["colour", "color", "paint", "hue"],
    &[
        "song", "music", "sing", "tune", "melody", "musician", "singer", "flute", "lyre",
    ],
    &["book", "read", "library", "scroll", "librarian"],
    &[
        "favourite",
        "favorite",
        "best",
        "prefer",
        "like",
        "love",
        "enjoy",
    ],
    &["hate", "dislike", "fear", "afraid"],
    &["dead", "die", "death", "buried", "grave"],
    &["fix", "repair", "mend"],
    &["grow", "plant", "sow", "seed"],
    &["dog", "hound", "puppy"],
    &["cat", "kitten"],
    &["rule", "law", "forbidden", "allow", "custom"],
    &["weather", "rain", "wind", "sun", "storm", "season"],
    &["mother", "mum", "mom"],
    &["father", "dad"],
    &["child", "children", "son", "daughter", "kid"],
    &["leader", "mayor", "chief", "ruler", "king", "queen"],
    &["game", "play", "chess"],
    &[
        "hurt", "injure", "ill", "sick", "doctor", "healer", "medicine", "herb",
    ],
    &["water", "spring", "fountain", "well"],
];

/// What else speaks of a thing: a question for the first is answered by an entry on one of the others.
const NEAR: &[(&str, &[&str])] = &[
    ("pet", &["parrot", "cat", "dog", "animal"]),
    ("animal", &["parrot", "cat", "dog", "bird"]),
    ("sibling", &["brother", "sister"]),
    ("party", &["festival", "feast", "celebration"]),
    ("stargazing", &["star", "observe"]),
    ("stargaze", &["star", "observe"]),
    ("doctor", &["physician"]),
    ("insomnia", &["sleep"]),
    ("scared", &["afraid"]),
    ("ocean", &["sea"]),
    ("verse", &["poem"]),
    ("verses", &["poem"]),
    ("toothache", &["pain"]),
    ("migraine", &["headache"]),
    ("cash", &["money"]),
    ("constellation", &["star"]),
    ("spectacles", &["glasses"]),
    ("glasses", &["spectacles"]),
    ("instrument", &["lute"]),
    ("hometown", &["home"]),
    ("pastry", &["cake"]),
    ("ship", &["boat"]),
];

/// Words that carry no topic in a question.
const EMPTY: &[&str] = &[
    "guys",
    "folks",
    "long",
    "allowed",
    "nobody",
    "supposed",
    "usually",
    "normally",
    "got",
    "terrible",
    "bad",
    "a",
    "about",
    "again",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "anything",
    "are",
    "as",
    "ask",
    "at",
    "be",
    "because",
    "been",
    "being",
    "but",
    "by",
    "can",
    "come",
    "could",
    "did",
    "do",
    "does",
    "else",
    "ever",
    "exactly",
    "explain",
    "for",
    "from",
    "get",
    "give",
    "go",
    "going",
    "got",
    "had",
    "has",
    "have",
    "he",
    "hear",
    "heard",
    "her",
    "here",
    "him",
    "his",
    "how",
    "i",
    "if",
    "in",
    "information",
    "into",
    "is",
    "it",
    "its",
    "just",
    "kind",
    "know",
    "let",
    "like",
    "lot",
    "many",
    "may",
    "maybe",
    "me",
    "mean",
    "mention",
    "more",
    "most",
    "much",
    "must",
    "my",
    "need",
    "no",
    "not",
    "now",
    "of",
    "on",
    "one",
    "only",
    "or",
    "our",
    "out",
    "please",
    "really",
    "say",
    "see",
    "she",
    "should",
    "so",
    "some",
    "something",
    "sort",
    "stuff",
    "such",
    "tell",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "to",
    "too",
    "up",
    "us",
    "very",
    "want",
    "was",
    "way",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "yes",
    "yet",
    "you",
    "your",
    "yours",
    "yourself",
    "mind",
    "idea",
    "wonder",
    "curious",
    "hello",
    "anyone",
    "anybody",
    "someone",
    "somebody",
    "around",
    "happen",
    "happened",
    "actually",
    "still",
    "ok",
    "okay",
    "today",
    "s",
    "show",
    "talk",
    "speak",
    "interested",
    "explain",
    "describe",
    "true",
    "moment",
    "okay",
    "call",
    "called",
    "over",
    "under",
    "before",
    "after",
    "never",
    "always",
    "around",
    "near",
    "behind",
    "off",
    "down",
    "back",
    "even",
    "first",
    "last",
    "ever",
    "every",
    "own",
    "myself",
    "other",
    "others",
    "own",
    "new",
    "time",
];

impl Index {
    /// Indexes all that is known in this turn.
    pub fn new(ctx: &TurnContext) -> Self {
        let mut entries = Vec::new();
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
        let query: Vec<String> = content(words).into_iter().map(stem).collect();
        let weights: Vec<f32> = query.iter().map(|word| self.weight(word)).collect();
        let total: f32 = weights.iter().sum();
        if total <= 0.0 {
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
            score += 0.12 * longest.min(3) as f32;
            let number = if wants_number && entry.has_number && hits > 0 {
                0.08
            } else {
                0.0
            };
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
        .filter(|word| !EMPTY.contains(word) && word.chars().any(char::is_alphanumeric))
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
    content(&words).into_iter().map(stem).collect()
}

/// Stems of what else speaks of the stem `word`.
fn near(word: &str) -> impl Iterator<Item = &'static str> {
    static STEMS: std::sync::OnceLock<Vec<(String, Vec<String>)>> = std::sync::OnceLock::new();
    let rows = STEMS.get_or_init(|| {
        NEAR.iter()
            .map(|(word, others)| (stem(word), others.iter().map(|other| stem(other)).collect()))
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
    static STEMS: std::sync::OnceLock<Vec<Vec<String>>> = std::sync::OnceLock::new();
    let groups = STEMS.get_or_init(|| {
        SYNONYMS
            .iter()
            .map(|group| group.iter().map(|word| stem(word)).collect())
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
