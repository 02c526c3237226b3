//! Answers from what is known, and the honest word when it is not.

use crate::{
    normalise, recall, resolve, topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{best_fact, tell_source};

/// Answers a clause by its topic alone; always says something.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    // A remark calls up a fact only where it names the fact's topic; "he is old" names none.
    let pronoun = words
        .first()
        .is_some_and(|word| ["i", "my", "we", "our", "he", "she", "it", "they"].contains(word));
    if meaning.asks || (!pronoun && words.len() < 8) {
        let least = if meaning.asks { 0.5 } else { 0.72 };
        let found =
            best_fact(turn, &words, least).filter(|found| meaning.asks || found.about_hits > 0);
        if let Some(found) = found {
            return tell_source(turn, found.source);
        }
    }
    if meaning.asks {
        let asked = topics::stems(&topic(meaning));
        let told = turn.tellings.iter().rev().find(|telling| {
            !asked.is_empty() && asked.iter().all(|word| telling.about.contains(word))
        });
        if let Some(says) = told.map(|telling| telling.says.clone()) {
            return turn.say_with("memory.about", &[("it", &says)]);
        }
        return unknown(turn, &topic(meaning));
    }
    remark(turn, meaning)
}

/// Words from which on a line is an account of many things, answered by the topic that runs through it.
const LONG_WORDS: usize = 40;

/// Answers a very long line by the fact of mine that most of it has to do with; false when there is none.
pub fn long_account(turn: &mut Turn, text: &str) -> bool {
    if text.split_whitespace().count() < LONG_WORDS {
        return false;
    }
    let told = topics::stems(text);
    let mut best: Option<(usize, String)> = None;
    for fact in &turn.ctx.me.facts {
        let mut about: Vec<String> = fact.about.iter().flat_map(|t| topics::stems(t)).collect();
        about.dedup();
        let says = topics::stems(&fact.says);
        let topical = about.iter().filter(|word| told.contains(word)).count();
        let spoken = says
            .iter()
            .filter(|word| told.contains(word) && !about.contains(word))
            .count();
        let hits = 2 * topical + spoken;
        if topical > 0 && hits > 2 && best.as_ref().is_none_or(|(most, _)| hits > *most) {
            best = Some((hits, fact.says.clone()));
        }
    }
    match best {
        Some((_, says)) => {
            turn.tell(&super::ended(&says));
            true
        }
        None => false,
    }
}

/// Says a fact that answers `words` well; false when there is none.
pub fn about(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    best_fact(turn, words, least).is_some_and(|found| tell_source(turn, found.source))
}

/// Like [`about`], for facts whose own topic words the question names.
pub fn on_topic(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    let found = turn.index().find_at_least(words, least);
    let found = found
        .into_iter()
        .find(|found| found.about_hits > 0 && !matches!(found.source, topics::Source::Place(_)));
    found.is_some_and(|found| tell_source(turn, found.source))
}

/// Admits that a topic is unknown, names it, and says who may know.
pub fn unknown(turn: &mut Turn, topic: &str) -> bool {
    if topic.is_empty() {
        return turn.say("unknown");
    }
    let said = turn.say_with("unknown.topic", &[("x", topic)]);
    let people: Vec<(String, String)> = turn
        .people()
        .filter(|person| {
            turn.ctx
                .listener
                .as_ref()
                .is_none_or(|listener| listener.id != person.id)
        })
        .filter_map(|person| Some((person.name.clone()?, person.role.clone()?)))
        .collect();
    // Somebody whose trade has to do with it; else anybody.
    let apt = people
        .iter()
        .find(|(_, role)| topics::related(role, topic))
        .cloned();
    let who = apt.or_else(|| turn.dice.pick(&people).cloned());
    if let Some((person, role)) = who
        && let Some(text) =
            turn.fresh_phrase("unknown.ask", &[("person", &person), ("prole", &role)])
    {
        turn.tell(&text);
    }
    said
}

/// A word about a remark that no table knows.
fn remark(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let plain = topics::content(&words);
    if plain.is_empty() {
        return turn.say("talk.short");
    }
    let raw: String = meaning
        .clause
        .words
        .iter()
        .map(|w| w.raw.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some(person) = resolve::mentioned_person(turn, &raw)
        && let Some(name) = &person.name
    {
        return turn.say_with("talk.remark.person", &[("person", name)]);
    }
    if let Some(place) = resolve::mentioned_place(turn, &raw) {
        return turn.say_with("talk.remark.place", &[("place", &place.name)]);
    }
    let strangers = plain
        .iter()
        .filter(|word| !normalise::is_english(word))
        .count();
    if plain.len() >= 2 && strangers == plain.len() || (words.len() == 1 && strangers == 1) {
        return turn.say_with("talk.word", &[("x", &topic(meaning))]);
    }
    if meaning.clause.words.len() > 30 {
        return turn.say_with("talk.long", &[("x", &topic(meaning))]);
    }
    if ["i", "my", "we", "our"].contains(&words[0]) && words.len() > 2 {
        let it = recall::second_person(raw.trim());
        return turn.say_with("tell.any", &[("it", &it)]);
    }
    turn.say_with("talk.remark", &[("x", &topic(meaning))])
}

/// The topic of a clause in the words of its speaker, short.
pub fn topic(meaning: &Meaning) -> String {
    if let Some(typed) = meaning.typed("x").filter(|typed| !typed.is_empty()) {
        return clean(typed);
    }
    let words = meaning.clause.plain();
    let is = |word: &&str| ["is", "are", "was", "were"].contains(word);
    let does = |word: &&str| is(word) || ["do", "does", "did", "can", "has", "have"].contains(word);
    match words.as_slice() {
        // "What colour is the sky": the colour of the sky.
        ["what" | "which", noun, verb, rest @ ..] if is(verb) && !is(noun) && !rest.is_empty() => {
            return format!(
                "the {noun} of {}",
                clean(&meaning.clause.raw(3, words.len()))
            );
        }
        // "How many legs does a spider have": legs.
        ["how", "many" | "much", rest @ ..] => {
            if let Some(end) = rest.iter().position(does).filter(|end| *end > 0) {
                return clean(&meaning.clause.raw(2, 2 + end));
            }
        }
        _ => {}
    }
    let content = topics::content(&words);
    // What stands after the verb, where the question has that shape: "who won the race", "what did I buy there".
    let skip = match words.as_slice() {
        ["who", _, _, ..] => 2,
        [
            "what" | "where" | "when" | "how" | "why",
            "do" | "does" | "did",
            _,
            _,
            _,
            ..,
        ] => 4,
        _ => 0,
    };
    let after = words.get(skip..).unwrap_or_default();
    let skip = if topics::content(after).is_empty() {
        0
    } else {
        skip
    };
    let typed: Vec<&str> = meaning
        .clause
        .words
        .iter()
        .skip(skip)
        .filter(|word| content.contains(&word.word.as_str()) && !word.raw.is_empty())
        .map(|word| word.raw.as_str())
        .collect();
    // From the first to the last word of content, with what stands between ("capital of Mongolia").
    let at = |raw: &&str| {
        meaning
            .clause
            .words
            .iter()
            .position(|word| word.raw == **raw)
    };
    let (Some(first), Some(last)) = (typed.first().and_then(at), typed.last().and_then(at)) else {
        return String::new();
    };
    if last - first < 6 {
        clean(&meaning.clause.raw(first, last + 1))
    } else {
        clean(&typed[..typed.len().min(4)].join(" "))
    }
}

/// A few words fit to be repeated.
pub fn clean(typed: &str) -> String {
    let words: Vec<&str> = typed.split_whitespace().take(7).collect();
    let text: String = words
        .join(" ")
        .chars()
        .filter(|c| c.is_alphanumeric() || " '-.".contains(*c))
        .take(48)
        .collect();
    let text = text.trim();
    let loud = text.chars().filter(|c| c.is_alphabetic()).count() > 4
        && !text.chars().any(char::is_lowercase);
    let text = if loud {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    if turn::without_article(&text).is_empty() {
        return text;
    }
    text.trim_end_matches(" please")
        .trim_end_matches(" then")
        .to_owned()
}
