//! Whom and what a few words mean: a person, a place, by name, role, kind or pronoun.

use stoa_model::{PersonView, PlaceView};

use crate::{topics::stems, turn::Turn};

/// What some words stand for.
#[derive(Debug, Clone, Copy)]
pub enum Referent<'a> {
    Me,
    Listener,
    Person(&'a PersonView),
    Place(&'a PlaceView),
}

const SHE_OR_HE: [&str; 9] = [
    "he", "she", "him", "her", "they", "them", "his", "hers", "their",
];
const IT_OR_THERE: [&str; 6] = ["it", "there", "that", "this", "one", "that place"];

/// The person or place that `words` name.
pub fn referent<'a>(turn: &Turn<'a>, words: &[String]) -> Option<Referent<'a>> {
    let words = trimmed(words);
    if words.is_empty() {
        return None;
    }
    if let [only] = words {
        match only.as_str() {
            "you" | "yourself" => return Some(Referent::Me),
            "me" | "i" | "myself" => return Some(Referent::Listener),
            "here" => return turn.ctx.here.as_ref().map(Referent::Place),
            _ => {}
        }
    }
    if names_me(turn, words) {
        return Some(Referent::Me);
    }
    if let Some(person) = person_named(turn, words) {
        return Some(as_listener(turn, person));
    }
    let place = place_scored(turn, words);
    let role = person_by_role(turn, words);
    // "the baker" is the baker and "the bakery" the bakery; the fuller match wins, the person on a tie.
    match (place, role) {
        (Some((_, place_score)), Some((person, role_score))) if role_score >= place_score => {
            return Some(as_listener(turn, person));
        }
        (None, Some((person, _))) => return Some(as_listener(turn, person)),
        (Some((place, _)), _) => return Some(Referent::Place(place)),
        (None, None) => {}
    }
    let pronoun = words.last().map(String::as_str).unwrap_or_default();
    if words.len() <= 2 && SHE_OR_HE.contains(&pronoun) {
        return last_person(turn).map(Referent::Person);
    }
    // "That one" is a place spoken of; "your best one" is none.
    let counted = pronoun == "one"
        && words.len() == 2
        && !words
            .first()
            .is_some_and(|word| ["that", "this", "which"].contains(&word.as_str()));
    if words.len() <= 2 && IT_OR_THERE.contains(&pronoun) && !counted {
        return last_place(turn).map(Referent::Place);
    }
    None
}

fn as_listener<'a>(turn: &Turn<'a>, person: &'a PersonView) -> Referent<'a> {
    if turn
        .ctx
        .listener
        .as_ref()
        .is_some_and(|listener| listener.id == person.id)
    {
        Referent::Listener
    } else {
        Referent::Person(person)
    }
}

/// The words without what stands around a name: articles, "now", "please".
fn trimmed(words: &[String]) -> &[String] {
    const EDGE: [&str; 24] = [
        "the", "a", "an", "this", "that", "my", "your", "our", "now", "please", "today", "and",
        "to", "at", "with", "right", "guy", "man", "woman", "person", "lady", "called", "named",
        "then",
    ];
    let mut words = words;
    while words.len() > 1 && EDGE.contains(&words[0].as_str()) {
        words = &words[1..];
    }
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| EDGE.contains(&word.as_str()))
    {
        words = &words[..words.len() - 1];
    }
    words
}

fn names_me(turn: &Turn, words: &[String]) -> bool {
    let name = turn.ctx.me.name.to_lowercase();
    !name.is_empty()
        && words
            .iter()
            .all(|word| name.split(' ').any(|part| part == word))
}

/// Somebody one of whose names is among the words; a fuller match first, then the nearer one.
pub fn person_named<'a>(turn: &Turn<'a>, words: &[String]) -> Option<&'a PersonView> {
    let mut best: Option<(usize, &PersonView)> = None;
    for person in turn.people() {
        let Some(name) = &person.name else { continue };
        let name = name.to_lowercase();
        let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| {
            part.chars().count() > 1 && !["the", "of", "old", "de", "von", "van"].contains(part)
        });
        let hits = parts
            .filter(|part| words.iter().any(|word| word == part))
            .count();
        if hits > 0 && best.is_none_or(|(most, _)| hits > most) {
            best = Some((hits, person));
        }
    }
    best.map(|(_, person)| person)
}

/// Other names of a trade, each with the roles that it may stand for.
const TRADES: &[(&str, &[&str])] = &[
    ("doctor", &["physician", "healer"]),
    ("doc", &["physician", "healer"]),
    ("medic", &["physician", "healer"]),
    ("nurse", &["physician", "healer"]),
    ("healer", &["physician"]),
    ("physician", &["doctor", "healer"]),
    ("florist", &["flower"]),
    ("musician", &["singer"]),
    ("postman", &["messenger", "courier"]),
    ("mailman", &["messenger", "courier"]),
    ("courier", &["messenger"]),
    ("postwoman", &["messenger", "courier"]),
    ("writer", &["poet"]),
    ("artist", &["painter"]),
    ("joiner", &["carpenter"]),
    ("woodworker", &["carpenter"]),
    ("captain", &["sailor"]),
    ("seaman", &["sailor"]),
    ("barista", &["keeper"]),
    ("waiter", &["keeper"]),
    ("innkeeper", &["keeper"]),
    ("bookkeeper", &["librarian"]),
    ("stargazer", &["astronomer"]),
    ("ceramicist", &["potter"]),
];

fn person_by_role<'a>(turn: &Turn<'a>, words: &[String]) -> Option<(&'a PersonView, f32)> {
    let mut query: Vec<String> = stems(&words.join(" "));
    for word in &mut query {
        if let Some((_, trades)) = TRADES.iter().find(|(other, _)| other == word) {
            // What nobody here is called may be what somebody is.
            let role = turn.people().filter_map(|person| person.role.as_deref());
            let known: Vec<Vec<String>> = role.map(stems).collect();
            let meant = trades
                .iter()
                .map(|trade| stems(trade).concat())
                .find(|trade| known.iter().any(|role| role.contains(trade)));
            if let Some(meant) = meant.filter(|_| !known.iter().any(|role| role.contains(word))) {
                *word = meant;
            }
        }
    }
    let mut best: Option<(&PersonView, f32)> = None;
    for person in turn.people() {
        let Some(role) = &person.role else { continue };
        let role = stems(role);
        let hits = role.iter().filter(|part| query.contains(part)).count();
        if hits == 0 || query.len() > hits + 1 {
            continue;
        }
        let score = hits as f32 / query.len().max(1) as f32;
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((person, score));
        }
    }
    best
}

/// The place that the words name.
pub fn place<'a>(turn: &Turn<'a>, words: &[String]) -> Option<&'a PlaceView> {
    let words = trimmed(words);
    if words.len() == 1 && words[0] == "here" {
        return turn.ctx.here.as_ref();
    }
    if let Some((place, _)) = place_scored(turn, words) {
        return Some(place);
    }
    let pronoun = words.last().map(String::as_str).unwrap_or_default();
    (words.len() <= 2 && IT_OR_THERE.contains(&pronoun))
        .then(|| last_place(turn))
        .flatten()
}

fn place_scored<'a>(turn: &Turn<'a>, words: &[String]) -> Option<(&'a PlaceView, f32)> {
    let mut query = stems(&words.join(" "));
    // "The old sailor" is no old tree: an adjective alone names no place.
    const PLAIN: [&str; 8] = [
        "old", "young", "big", "little", "nice", "good", "great", "new",
    ];
    if query.len() > 1 {
        let nouns: Vec<String> = query
            .iter()
            .filter(|word| !PLAIN.contains(&word.as_str()))
            .cloned()
            .collect();
        if !nouns.is_empty() {
            query = nouns;
        }
    }
    if query.is_empty() {
        return None;
    }
    let mut best: Option<(&PlaceView, f32)> = None;
    for place in turn.ctx.places.iter().chain(&turn.ctx.here) {
        let name = stems(&place.name);
        let id = stems(&place.id.replace('_', " "));
        let kind = stems(&place.kind);
        let overlap =
            |words: &[String]| words.iter().filter(|word| query.contains(word)).count() as f32;
        let named = overlap(&name).max(overlap(&id));
        let kind_hit = overlap(&kind);
        if named == 0.0 && kind_hit == 0.0 {
            continue;
        }
        let covered = named.max(kind_hit) / query.len() as f32;
        if covered < 0.34 {
            continue;
        }
        let score =
            covered + 0.5 * named / name.len().max(1) as f32 + if named > 0.0 { 0.3 } else { 0.0 };
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((place, score));
        }
    }
    best
}

/// The person last spoken of before this line, neither of us two.
pub fn last_person<'a>(turn: &Turn<'a>) -> Option<&'a PersonView> {
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let before = turn
        .ctx
        .transcript
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    before.iter().rev().take(6).find_map(|line| {
        // Of several, the one named last: "Lina, Theo and Iris. Lina is my best friend" speaks of Lina.
        let words = lower_words(&line.text);
        turn.people()
            .filter(|person| Some(person.id) != listener)
            .filter_map(|person| {
                let name = person.name.as_ref()?;
                let first = name.split(' ').next().unwrap_or(name).to_lowercase();
                let at = words.iter().rposition(|word| *word == first)?;
                Some((at, person))
            })
            .max_by_key(|(at, _)| *at)
            .map(|(_, person)| person)
            .or_else(|| by_trade(turn, &words))
    })
}

/// Somebody spoken of by their trade alone: "the librarian", "a poet".
pub fn by_trade<'a>(turn: &Turn<'a>, words: &[String]) -> Option<&'a PersonView> {
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let pairs: Vec<&str> = words
        .windows(2)
        .filter(|pair| ["the", "a", "an", "your", "this", "that"].contains(&pair[0].as_str()))
        .map(|pair| pair[1].as_str())
        .collect();
    let mut people = turn.people().filter(|person| Some(person.id) != listener);
    people.find(|person| {
        person.role.as_deref().is_some_and(|role| {
            let role = role.to_lowercase();
            let trade = role.split(' ').next_back().unwrap_or(&role);
            pairs.contains(&trade)
                || pairs
                    .iter()
                    .any(|word| role.starts_with(*word) && *word == role)
        })
    })
}

/// The place last spoken of before this line.
pub fn last_place<'a>(turn: &Turn<'a>) -> Option<&'a PlaceView> {
    let before = turn
        .ctx
        .transcript
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    before
        .iter()
        .rev()
        .take(6)
        .find_map(|line| mentioned_place(turn, &line.text))
}

/// The place whose name stands in the text.
pub fn mentioned_place<'a>(turn: &Turn<'a>, text: &str) -> Option<&'a PlaceView> {
    let words = stems(text);
    let lower = text.to_lowercase();
    // "Well" is mostly no well.
    let well = ["the well", "a well", "this well", "that well", "old well"]
        .iter()
        .any(|named| lower.contains(named));
    // Of several, the one named first: "the bakery is down the lane past the fountain" speaks of the bakery.
    let named = turn.ctx.places.iter().filter_map(|place| {
        let name = stems(&place.name);
        let whole = !name.is_empty() && name.iter().all(|part| words.contains(part));
        let first = words.iter().position(|word| name.contains(word));
        let adverb = name == ["well"] && !well;
        first
            .filter(|_| whole && !adverb)
            .map(|first| (first, place))
    });
    named
        .min_by_key(|(first, _)| *first)
        .map(|(_, place)| place)
}

/// The person whose name stands in the text, neither of us two.
pub fn mentioned_person<'a>(turn: &Turn<'a>, text: &str) -> Option<&'a PersonView> {
    let words = lower_words(text);
    let person = person_named(turn, &words)?;
    matches!(as_listener(turn, person), Referent::Person(_)).then_some(person)
}

fn lower_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
