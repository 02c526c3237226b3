//! Answers to my own questions and offers: a yes, a no, or the bare thing that was asked for.

use crate::{recall, resolve, turn::Turn, understand::Meaning};

use super::{deed, facts, memory};

/// Takes the line as an answer to the question `key` that I asked; false when it is none.
pub fn answer(
    turn: &mut Turn,
    key: &str,
    slots: &[(String, String)],
    meanings: &[Meaning],
    text: &str,
) -> bool {
    let Some(first) = meanings.first() else {
        return false;
    };
    let kind = first.kind;
    let bare = meanings.len() == 1 && (kind == "none" && !first.asks);
    if let Some(answer) = key.strip_prefix("ask.riddle.") {
        return riddle(turn, answer, first, text);
    }
    match (key, kind) {
        ("offer.lead", "agree") => {
            let named = slots
                .iter()
                .find(|(name, _)| name == "place")
                .map(|(_, place)| place.clone());
            let place = named
                .and_then(|name| turn.place_named(&name))
                .or_else(|| resolve::last_place(turn));
            match place {
                Some(place) => deed::lead_to(turn, &place.id),
                None => turn.say("place.which"),
            }
        }
        ("offer.lead", "deny") if meanings.len() == 1 => turn.say("offer.refused"),
        ("offer.more", "agree") => memory::more(turn),
        ("offer.more", "deny") if meanings.len() == 1 => turn.say("offer.refused"),
        ("ask.name", _) if bare || kind == "tell.name" => match turn.listener_name.clone() {
            Some(name) => turn.say_with("tell.name", &[("name", &name)]),
            None => false,
        },
        ("ask.name", "deny") => turn.say("ask_answer.private"),
        ("ask.home", _) if bare && first.clause.words.len() <= 4 => {
            let place = clean_answer(text, &["from", "in", "i'm", "im"]);
            turn.say_with("ask_answer.home", &[("x", &place)])
        }
        ("ask.work", _) if bare && first.clause.words.len() <= 5 => {
            let work = clean_answer(text, &["a", "an", "as", "i'm"]);
            turn.say_with("ask_answer.work", &[("x", &work)])
        }
        (_, _)
            if bare && key.starts_with("ask.") && (2..=7).contains(&first.clause.words.len()) =>
        {
            let said =
                recall::second_person(&facts::clean(&clean_answer(text, &["because", "well"])));
            turn.say_with("ask_answer", &[("x", &said)])
        }
        (_, "agree") if meanings.len() == 1 && first.clause.words.len() <= 3 => {
            turn.say("ask_answer.yes")
        }
        // "No nails?" asks.
        (_, "deny")
            if meanings.len() == 1
                && first.clause.words.len() <= 3
                && !text.trim_end().ends_with('?') =>
        {
            turn.say("ask_answer.no")
        }
        (_, "maybe") if meanings.len() == 1 => turn.say("ask_answer.maybe"),
        ("ask.feel" | "ask.day", "joy") if meanings.len() == 1 => turn.say("joy"),
        _ => false,
    }
}

fn riddle(turn: &mut Turn, answer: &str, first: &Meaning, text: &str) -> bool {
    let solution = answer.replace('_', " ");
    let guess = text.to_lowercase();
    let key = solution
        .split(' ')
        .next_back()
        .unwrap_or(&solution)
        .to_owned();
    if guess.contains(&key) || first.clause.plain().contains(&key.as_str()) {
        return turn.say_with("riddle.right", &[("x", &solution)]);
    }
    if guess.contains("hint") || guess.contains("clue") {
        return turn.say("riddle.hint");
    }
    let gives_up = matches!(
        first.kind,
        "deny" | "maybe" | "more" | "own.skill" | "memory.yours"
    ) || [
        "give up",
        "no idea",
        "tell me",
        "don't know",
        "dont know",
        "answer",
        "what is it",
    ]
    .iter()
    .any(|words| guess.contains(words));
    if gives_up {
        return turn.say_with("riddle.solution", &[("x", &solution)]);
    }
    if first.kind == "none" || first.kind == "maybe" || first.kind == "people.who" {
        return turn.say_with("riddle.wrong", &[("x", &solution)]);
    }
    false
}

fn clean_answer(text: &str, heads: &[&str]) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1 && heads.contains(&words[0].to_lowercase().as_str()) {
        words.remove(0);
    }
    words.join(" ").trim_end_matches(['.', '!', ',']).to_owned()
}
