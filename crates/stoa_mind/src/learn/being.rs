//! `I'm …`: a name, a job, an age, a mood, or something else that one is.

use super::{
    Told,
    clause::{Clause, Word},
    lexicon, name,
    patterns::{after, fact, value},
};

pub(super) fn i_am(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    let mut rest = after(words, lows, "i'm")?;
    if let Some(age) = age(rest) {
        return fact("age", age);
    }
    let mut plain = true;
    while rest.len() > 1 && lexicon::is("adverbs", &rest[0].low) {
        rest = &rest[1..];
        plain = false;
    }
    let first = &rest[0];
    let second = rest.get(1).map_or("", |w| w.low.as_str());
    if matches!(first.low.as_str(), "a" | "an" | "the") {
        return role(rest);
    }
    if first.low == "not" {
        return None;
    }
    if name::is_mood(first)
        && (!first.is_capital() || clause.shouted || lexicon::is("moods", &first.low))
    {
        // "I'm sorry", "I'm afraid I must go", "I'm fine with that" tell no mood.
        let said = matches!(first.low.as_str(), "sorry" | "afraid")
            && (first.low == "sorry" || !second.is_empty());
        let of_something = matches!(second, "with" | "for" | "to" | "that");
        return (!said && !of_something).then(|| fact("mood", first.raw.to_lowercase()))?;
    }
    if lexicon::is("states", &first.low) {
        return fact("self", first.low.clone());
    }
    if first.low == "new" && matches!(second, "here" | "in" | "to" | "around") {
        return fact("self", value(rest, 4));
    }
    let (found, n) = name::take(rest, clause.shouted)?;
    let sure = first.is_capital() && !clause.shouted;
    let ends = rest
        .get(n)
        .is_none_or(|w| lexicon::is("after name", &w.low));
    (ends && (plain || sure)).then(|| fact("name", found))?
}

fn age(rest: &[Word]) -> Option<String> {
    let low = rest.first()?.low.as_str();
    let n: u32 = low.parse().ok().or_else(|| name::number(low))?;
    let next = rest.get(1).map_or("", |w| w.low.as_str());
    let years = matches!(next, "" | "years" | "year" | "yrs" | "yo" | "and" | "now");
    ((1..=130).contains(&n) && years).then(|| n.to_string())
}

/// `I'm a nurse`, `I'm the new baker`, `I'm a vegetarian`, `I'm a bit tired`.
fn role(rest: &[Word]) -> Option<Told> {
    let second = rest.get(1)?.low.as_str();
    if matches!(
        second,
        "bit" | "little" | "lot" | "few" | "only" | "same" | "one"
    ) {
        let mood = rest.iter().skip(2).find(|w| name::is_mood(w))?;
        return fact("mood", mood.low.clone());
    }
    let ends = |w: &str| {
        matches!(
            w,
            "in" | "at" | "for" | "from" | "of" | "who" | "and" | "by" | "with" | "on" | "to"
        )
    };
    let head = rest
        .iter()
        .skip(1)
        .map(|w| w.low.as_str())
        .take_while(|w| !ends(w))
        .last()?;
    let by_end = ["er", "or", "ist", "ian", "man", "woman", "smith", "keeper"]
        .iter()
        .any(|e| head.ends_with(e));
    let works = lexicon::is("works", head) || (by_end && !lexicon::is("not works", head));
    fact(if works { "work" } else { "self" }, value(rest, 6))
}
