//! What the listener has told of themselves: in this talk, and in talks before it.

use std::collections::BTreeSet;

use stoa_mind::{
    acquaintance::Known,
    learn::{self, Hint},
};
use stoa_model::TurnContext;

use crate::{normalise, topics::stems, turn};

/// One thing that the listener told.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// What it is, for example `name` or `dog`; empty when it is a whole sentence of theirs.
    pub key: String,
    /// The value as stored, or the sentence as they said it.
    pub value: String,
    /// In the second person, without a full stop: "you have a dog called Biscuit".
    pub says: String,
    /// The stems that a question about it would use.
    pub about: Vec<String>,
    /// True when it was told in this talk.
    pub now: bool,
}

/// All that they told: whole sentences first, then the pairs that `stoa_mind` learns from them, oldest first.
pub fn tellings(ctx: &TurnContext, known: &BTreeSet<String>) -> Vec<Telling> {
    let mut all = Vec::new();
    if let Some(listener) = &ctx.listener {
        let remembered = ctx
            .memories
            .iter()
            .filter(|memory| memory.who == listener.id && !memory.mine);
        let sayings = remembered.map(|memory| (memory.text.as_str(), false));
        let before = ctx
            .transcript
            .split_last()
            .map_or(&[][..], |(_, before)| before);
        let lines = before
            .iter()
            .filter(|line| line.who == listener.id)
            .map(|line| (line.text.as_str(), true));
        for (text, now) in sayings.chain(lines) {
            for sentence in turn::sentences(text) {
                for says in statements(&sentence, known) {
                    let about = stems(&says);
                    all.push(Telling {
                        key: String::new(),
                        value: sentence.clone(),
                        says,
                        about,
                        now,
                    });
                }
            }
        }
    }
    let before = &ctx.acquaintance.told;
    for (key, value) in learned(ctx).told {
        let says = render(&key, &value);
        let about = [stems(&key), stems(&value), stems(&says)].concat();
        let now = !before.iter().any(|pair| pair.0 == key && pair.1 == value);
        all.push(Telling {
            key,
            value,
            says,
            about,
            now,
        });
    }
    // What somebody said in despair is not served up again as a piece of news about them.
    const DESPAIR: [&str; 7] = [
        "kill", "suicide", "suicidal", "die", "dead", "yourself", "hurt",
    ];
    all.retain(|telling| !telling.says.split(' ').any(|word| DESPAIR.contains(&word)));
    all
}

/// What was known of the listener before, and what this talk adds or corrects.
fn learned(ctx: &TurnContext) -> Known {
    let mut known = Known::default();
    known.told.clone_from(&ctx.acquaintance.told);
    let Some(listener) = &ctx.listener else {
        return known;
    };
    for line in &ctx.transcript {
        if line.who == listener.id {
            known.hear(&line.text);
        } else if line.who == ctx.me.id {
            known.said(&line.text);
        }
    }
    known
}

/// The listener's name: as told in this talk, as remembered, or as seen.
pub fn name(ctx: &TurnContext) -> Option<String> {
    let listener = ctx.listener.as_ref()?;
    let known = learned(ctx);
    let told = || {
        known
            .told
            .iter()
            .rev()
            .find(|(key, _)| key == "name")
            .map(|(_, name)| name.clone())
    };
    known
        .name
        .clone()
        .or_else(told)
        .or_else(|| listener.name.clone())
        .filter(|name| !name.trim().is_empty())
}

/// The name that somebody gives as their own in a line.
pub fn name_in(text: &str) -> Option<String> {
    let told = learn::told(text, Hint::default());
    told.into_iter()
        .rev()
        .find(|fact| fact.key == "name")
        .map(|fact| fact.value)
}

/// A pair of `stoa_mind::learn` in the second person.
fn render(key: &str, value: &str) -> String {
    let value = second_person(&value.replace("; ", " and "));
    let lower = value.to_lowercase();
    let plain = key.to_lowercase().replace('_', " ");
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["you ", "your "]) && plain != "looking for" && !plain.contains("like") {
        return value;
    }
    match plain.as_str() {
        "name" => format!("your name is {value}"),
        "home" => format!("you live in {value}")
            .replace(" in in ", " in ")
            .replace(" in at ", " at "),
        "from" => format!("you come from {value}"),
        "work" | "job" if begins(&["at ", "in ", "for ", "with ", "on "]) => {
            format!("you work {value}")
        }
        "work" | "job" if begins(&["a ", "an ", "the "]) => format!("you work as {value}"),
        "work" | "job" => {
            let verb = value
                .split(' ')
                .next()
                .is_some_and(|word| word.ends_with("ing"));
            if verb {
                format!("your work is {value}")
            } else {
                format!("you work as {}", turn::with_article(&value))
            }
        }
        "age" => format!("you are {} years old", value.trim_end_matches(" years old")),
        "mood" => format!("you were feeling {value}"),
        "self" => format!("you are {value}"),
        "likes" => format!("you like {value}"),
        "dislikes" => format!("you do not like {value}"),
        "looking for" => format!("you are looking for {value}"),
        "wants" if begins(&["to ", "a ", "an ", "the "]) => format!("you want {value}"),
        "wants" => format!("you wish for {value}"),
        "plays" => format!("you play {value}"),
        "speaks" => format!("you speak {value}"),
        "studies" => format!("you study {value}"),
        "teaches" => format!("you teach {value}"),
        "collects" => format!("you collect {value}"),
        "writes" => format!("you write {value}"),
        "allergy" => format!("you are allergic to {value}"),
        "fears" => format!("you are afraid of {value}"),
        "born" => format!("you were born {value}"),
        "remember" => format!("you asked me to remember that {value}"),
        _ if begins(&[
            "a ", "an ", "two ", "three ", "four ", "five ", "some ", "many ",
        ]) =>
        {
            format!("you have {value}")
        }
        _ if value.split(' ').next().is_some_and(|verb| {
            verb.ends_with("ed")
                || [
                    "is", "was", "has", "likes", "lives", "works", "went", "left", "got",
                ]
                .contains(&verb)
        }) =>
        {
            format!("your {plain} {value}")
        }
        _ => format!("your {plain} is {value}"),
    }
}

/// A sentence in which somebody tells of themselves, turned to the second person; none for anything else.
fn statements(sentence: &str, known: &BTreeSet<String>) -> Vec<String> {
    if sentence.contains('?') {
        return Vec::new();
    }
    let clauses = normalise::clauses(sentence, known);
    let mut found = Vec::new();
    for clause in clauses {
        let words = clause.plain();
        let first = words.iter().position(|word| {
            !["and", "but", "so", "well", "also", "hi", "hello", "oh"].contains(word)
        });
        let own = first.is_some_and(|at| ["i", "my", "we", "our"].contains(&words[at]));
        let asks = words
            .iter()
            .any(|word| ["sorry", "lost", "understand"].contains(word));
        if own && !asks && words.len() >= 3 && !clause.asks {
            let from = first.unwrap_or(0);
            let whole = clause.words[from..]
                .iter()
                .filter(|word| !word.raw.is_empty());
            let text = whole
                .map(|word| word.raw.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            found.extend(parts(&text).iter().map(|part| second_person(part)));
        }
    }
    found
}

/// An account in its parts: "I went out and met a friend" tells two things.
fn parts(text: &str) -> Vec<String> {
    const DID: [&str; 24] = [
        "went", "bought", "met", "saw", "had", "was", "found", "took", "got", "made", "came",
        "ran", "slept", "ate", "lost", "left", "told", "said", "then", "i", "my", "gave", "won",
        "wrote",
    ];
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split(" and ") {
        let mut words = piece.split(' ');
        let first = words.next().unwrap_or_default().to_lowercase();
        let first = if first == "then" {
            words.next().unwrap_or_default().to_lowercase()
        } else {
            first
        };
        let piece = piece.strip_prefix("then ").unwrap_or(piece);
        match parts.last_mut() {
            Some(_) if first == "i" || first == "my" => parts.push(piece.to_owned()),
            Some(_) if DID.contains(&first.as_str()) || first.ends_with("ed") => {
                parts.push(format!("I {piece}"))
            }
            Some(last) => {
                last.push_str(" and ");
                last.push_str(piece);
            }
            None => parts.push(piece.to_owned()),
        }
    }
    parts
}

/// Turns what somebody said of themselves into what one says to them: "I love my dog" → "you love your dog".
pub fn second_person(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for token in text.split_whitespace() {
        let core_end = token
            .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '\'')
            .len();
        let (core, tail) = token.split_at(core_end);
        let lower = core.to_lowercase().replace('\u{2019}', "'");
        let subject = words.last().map(|word| word.to_lowercase());
        let turned = match lower.as_str() {
            "i" | "we" => Some("you"),
            "i'm" | "im" | "we're" => Some("you are"),
            "i've" | "ive" | "we've" => Some("you have"),
            "i'd" => Some("you would"),
            "i'll" => Some("you will"),
            "my" | "our" => Some("your"),
            "me" | "us" => Some("you"),
            "mine" | "ours" => Some("yours"),
            "myself" => Some("yourself"),
            "am" => Some("are"),
            "was" if subject.as_deref() == Some("you") => Some("were"),
            "you" => Some("me"),
            "your" => Some("my"),
            "dont" => Some("don't"),
            _ => None,
        };
        words.push(match turned {
            Some(turned) => format!("{turned}{tail}"),
            None => token.to_owned(),
        });
    }
    words
        .join(" ")
        .trim_end_matches(['.', '!', ',', ';', ' '])
        .to_owned()
}

/// What kind of thing a statement tells, for a fitting word about it.
pub fn kind_of(words: &[&str]) -> &'static str {
    const KINDS: &[(&str, &[&str])] = &[
        (
            "pet",
            &[
                "dog", "cat", "horse", "pet", "puppy", "kitten", "rabbit", "parrot", "bird",
                "hamster", "fish",
            ],
        ),
        (
            "family",
            &[
                "sister",
                "brother",
                "mother",
                "father",
                "mum",
                "mom",
                "dad",
                "wife",
                "husband",
                "son",
                "daughter",
                "child",
                "children",
                "kids",
                "family",
                "grandmother",
                "grandfather",
                "aunt",
                "uncle",
                "cousin",
                "parents",
                "baby",
                "twins",
            ],
        ),
        (
            "home",
            &[
                "live", "from", "moved", "hometown", "born", "grew", "village", "town", "city",
            ],
        ),
        (
            "want",
            &[
                "looking",
                "need",
                "want",
                "search",
                "searching",
                "wish",
                "hope",
                "dream",
                "plan",
            ],
        ),
        (
            "hate",
            &["hate", "dislike", "not", "never", "fear", "afraid"],
        ),
        (
            "work",
            &[
                "work",
                "job",
                "teacher",
                "nurse",
                "doctor",
                "student",
                "engineer",
                "study",
                "programmer",
                "baker",
                "writer",
                "artist",
                "teach",
                "farmer",
                "retired",
                "carpenter",
                "lawyer",
                "driver",
                "musician",
            ],
        ),
        (
            "like",
            &[
                "like",
                "love",
                "enjoy",
                "favourite",
                "favorite",
                "adore",
                "prefer",
                "collect",
                "play",
                "hobby",
            ],
        ),
    ];
    let named = |list: &&[&str]| {
        words.iter().any(|word| {
            list.contains(word)
                || word
                    .strip_suffix('s')
                    .is_some_and(|one| list.contains(&one))
        })
    };
    KINDS
        .iter()
        .find(|(_, list)| named(list))
        .map_or("any", |(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_said_of_themselves_turns_to_you() {
        for (said, turned) in [
            ("I love my dog.", "you love your dog"),
            ("I'm a nurse", "you are a nurse"),
            (
                "I was ill, and my sister helped me!",
                "you were ill, and your sister helped you",
            ),
        ] {
            assert_eq!(second_person(said), turned);
        }
    }

    #[test]
    fn stored_pairs_read_as_sentences() {
        for (key, value, says) in [
            (
                "dog",
                "a dog called Biscuit",
                "you have a dog called Biscuit",
            ),
            ("home", "Lyon", "you live in Lyon"),
            ("sister", "Marie", "your sister is Marie"),
            ("work", "a nurse", "you work as a nurse"),
        ] {
            assert_eq!(render(key, value), says);
        }
    }
}
