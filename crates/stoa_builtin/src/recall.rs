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
    // What the line to be answered tells is no answer to it.
    let just_now: Vec<(String, String)> = ctx
        .transcript
        .last()
        .filter(|line| line.who != ctx.me.id)
        .map(|line| {
            let told = learn::told(&line.text, Hint::default());
            told.into_iter()
                .map(|fact| (fact.key, fact.value))
                .collect()
        })
        .unwrap_or_default();
    for (key, value) in learned(ctx).told {
        if key != "name" && just_now.contains(&(key.clone(), value.clone())) {
            continue;
        }
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
        .or_else(|| {
            let lines = ctx.transcript.iter().rev();
            lines
                .filter(|line| line.who == listener.id)
                .find_map(|line| announced(&line.text))
        })
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
        .or_else(|| announced(text))
}

/// "Beatrice here", "it's me, Gustav": a word that is no English one, where a name is given.
fn announced(text: &str) -> Option<String> {
    let parts: Vec<Vec<&str>> = text
        .split(['.', ',', '!', '?', ';', ':'])
        .map(|part| part.split_whitespace().collect())
        .collect();
    let is_name = |word: &str| {
        let lower = word.to_lowercase();
        (3..=16).contains(&word.chars().count())
            && word.chars().all(char::is_alphabetic)
            && !normalise::is_english(&lower)
    };
    let found = parts
        .iter()
        .enumerate()
        .find_map(|(at, part)| match part.as_slice() {
            [name, "here"] if is_name(name) => Some(*name),
            [greeting, "its" | "it's", name]
                if is_name(name)
                    && ["yo", "hi", "hey", "hello", "hiya"]
                        .contains(&greeting.to_lowercase().as_str()) =>
            {
                Some(*name)
            }
            [name] if is_name(name) => {
                let before = at.checked_sub(1).and_then(|at| parts.get(at))?;
                let before = before.join(" ").to_lowercase().replace('\u{2019}', "'");
                (before.ends_with("it's me") || before.ends_with("its me")).then_some(*name)
            }
            _ => None,
        });
    found.map(turn::raised)
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
    let tokens: Vec<&str> = text.split_whitespace().collect();
    for (at, token) in tokens.iter().enumerate() {
        let acts = acts(tokens.get(at + 1));
        // "What you consider best" speaks of what I do; "taller than you" ends.
        let opens = at + 1 < tokens.len()
            && words.last().is_some_and(|word| {
                [
                    "what", "that", "how", "where", "when", "which", "why", "if", "because",
                    "whether", "while", "until", "since", "before", "after",
                ]
                .contains(&word.to_lowercase().as_str())
            });
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
            "i'd" | "we'd" => Some("you would"),
            "i'll" | "we'll" => Some("you will"),
            "my" | "our" => Some("your"),
            "me" | "us" => Some("you"),
            "mine" | "ours" => Some("yours"),
            "myself" => Some("yourself"),
            "am" => Some("are"),
            "was" if subject.as_deref() == Some("you") => Some("were"),
            "you" if words.is_empty() || (acts || opens) && tail.is_empty() => Some("I"),
            "you" => Some("me"),
            "are" if subject.as_deref() == Some("i") => Some("am"),
            "were" if subject.as_deref() == Some("i") => Some("was"),
            "you're" | "youre" => Some("I am"),
            "you've" | "youve" => Some("I have"),
            "you'll" => Some("I will"),
            "you'd" => Some("I would"),
            "yourself" => Some("myself"),
            "yours" => Some("mine"),
            "your" | "ur" | "yer" => Some("my"),
            "cant" => Some("can't"),
            "wont" => Some("won't"),
            "dont" => Some("don't"),
            _ => None,
        };
        words.push(match turned {
            Some(turned) => format!("{turned}{tail}"),
            None => (*token).to_owned(),
        });
    }
    words
        .join(" ")
        .trim_end_matches(['.', '!', ',', ';', ' '])
        .to_owned()
}

/// True for a verb that makes a "you" before it the one who acts: "I hear you are a poet".
/// "You sell" and "you and Yusuf" are "I"; "I see you" ends in "me".
fn acts(next: Option<&&str>) -> bool {
    const VERBS: [&str; 36] = [
        "are", "were", "have", "had", "do", "did", "will", "would", "can", "could", "should",
        "must", "may", "might", "know", "like", "love", "want", "need", "said", "say", "told",
        "made", "make", "think", "live", "work", "look", "seem", "play", "sell", "bake", "and",
        "don't", "never", "always",
    ];
    next.is_some_and(|word| VERBS.contains(&word.to_lowercase().trim_end_matches([',', '.', '!'])))
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
