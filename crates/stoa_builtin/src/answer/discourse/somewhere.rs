//! Follow-ups on when and where.

use stoa_model::{PersonView, PlaceView};

use crate::{
    resolve,
    told::words::{is_date, lemma, tells_time},
    topics,
    turn::Turn,
};

use super::PRONOUNS;
use super::fact::{again, last_fact, lately, lemmas, near, of_last_fact, plain_words};
use crate::answer::{people, place};

/// The time in what I said, or in what else I know of the same matter.
pub fn when(turn: &mut Turn) -> bool {
    let timed = |sentence: &String| {
        let words = plain_words(sentence);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        tells_time(&words)
    };
    if let Some(sentence) = lately(turn).into_iter().find(timed) {
        return again(turn, &sentence);
    }
    // What they told just before, where I told no fact since: "I have an exhibition in October. — When was it?"
    let recent = turn.ctx.transcript.len().saturating_sub(5);
    let theirs = turn
        .said
        .iter()
        .rev()
        .find(|said| {
            !said.just_now && said.has_time && said.line.is_some_and(|line| line >= recent)
        })
        .map(|said| said.says.clone());
    if let Some(says) = theirs.filter(|_| last_fact(turn).is_none()) {
        return turn.say_with("memory.about", &[("it", &says)]);
    }
    let dated = |text: &str| plain_words(text).iter().any(|word| is_date(word));
    match near(turn, &[], dated).or_else(|| near(turn, &[], |text| timed(&text.to_owned()))) {
        Some(text) => {
            turn.tell(&text);
            true
        }
        None => turn.say("ref.when.unknown"),
    }
}

/// The place or person last spoken of, by me first, or the place for the thing they spoke of.
pub fn where_is(turn: &mut Turn, words: &[&str]) -> bool {
    let of_person = words
        .iter()
        .any(|word| ["he", "she", "him", "her"].contains(word));
    if of_person {
        let Some(person) = resolve::last_person(turn) else {
            return turn.say("people.which");
        };
        return whereabouts(turn, person);
    }
    let before = turn
        .ctx
        .transcript
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    let lines: Vec<String> = before
        .iter()
        .rev()
        .take(4)
        .map(|line| line.text.clone())
        .collect();
    let plural = words
        .iter()
        .any(|word| ["they", "them", "those", "these"].contains(word));
    let bare = !words.iter().any(|word| PRONOUNS.contains(word));
    let theirs = lines
        .get(1)
        .and_then(|text| resolve::mentioned_place(turn, text));
    if let Some(place) = theirs.filter(|_| !plural) {
        return place::way(turn, place);
    }
    if (plural || bare) && of_last_fact(turn, &["where"], &[]) {
        return true;
    }
    if let Some(place) = lines
        .first()
        .and_then(|text| resolve::mentioned_place(turn, text))
    {
        return place::way(turn, place);
    }
    if let Some(place) = lines.get(1).and_then(|text| place_of(turn, text)) {
        return place::way(turn, place);
    }
    if of_last_fact(turn, &["where"], &[]) {
        return true;
    }
    for text in &lines {
        if let Some(place) = resolve::mentioned_place(turn, text) {
            return place::way(turn, place);
        }
        if let Some(person) = resolve::mentioned_person(turn, text) {
            return whereabouts(turn, person);
        }
    }
    turn.say("place.which")
}

pub fn whereabouts(turn: &mut Turn, person: &PersonView) -> bool {
    let spoken = person.name.clone().unwrap_or_else(|| "that one".to_owned());
    people::whereabouts(turn, person, &spoken);
    true
}

/// A place whose kind or description holds a thing named in the text: coffee and the café.
pub fn place_of<'a>(turn: &Turn<'a>, text: &str) -> Option<&'a PlaceView> {
    const VAGUE: &[&str] = &[
        "best", "first", "seat", "side", "along", "through", "small", "long", "second", "place",
    ];
    let words = plain_words(text);
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let content: Vec<String> = topics::content(&plain).into_iter().map(lemma).collect();
    turn.ctx.places.iter().find(|place| {
        let about = lemmas(&place.about);
        let name = lemmas(&place.name);
        content.iter().any(|word| {
            word.len() > 3
                && !VAGUE.contains(&word.as_str())
                && (name.contains(word) || about.contains(word))
        })
    })
}

/// "What can I do there?"
pub fn of_place(turn: &mut Turn) -> bool {
    match resolve::last_place(turn) {
        Some(place) => place::describe(turn, place),
        None => false,
    }
}
