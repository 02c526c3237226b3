//! What one has: `I have a dog called Biscuit`, `my sister is Marie`, `Biscuit is my dog`.

use super::{
    Told,
    clause::{Clause, Word},
    lexicon, name,
    patterns::{fact, first_after, value},
};

/// `I have a dog called Biscuit`, `I have two cats`.
pub(super) fn i_have(words: &[Word], lows: &[&str]) -> Option<Told> {
    let rest = first_after(words, lows, &["i have", "i own"])?;
    let counted =
        lexicon::is("counts", &rest[0].low) || rest[0].low.parse::<u32>().is_ok_and(|n| n < 1_000);
    let body = rest.get(1..).filter(|_| counted)?;
    let ends = |w: &str| {
        matches!(
            w,
            "called"
                | "named"
                | "who"
                | "that"
                | "which"
                | "in"
                | "at"
                | "and"
                | "with"
                | "from"
                | "to"
        ) || matches!(
            w,
            "for" | "of" | "whose" | "but" | "because" | "here" | "on"
        )
    };
    let end = body.iter().position(|w| ends(&w.low)).unwrap_or(body.len());
    let noun = body[..end].last()?;
    if end > 3 || lexicon::is("fleeting", &noun.low) {
        return None;
    }
    fact(singular(&noun.low), value(rest, 8))
}

/// `my sister is (called) Marie`, `my dog's name is Biscuit`, `my wife Anna is a doctor`, `my father died`.
pub(super) fn my_thing(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    if *lows.first()? != "my" {
        return None;
    }
    let kin = lows
        .get(1)
        .map(|k| k.trim_end_matches("'s"))
        .filter(|k| lexicon::is("kin", k));
    let is = lows.iter().position(|l| matches!(*l, "is" | "are" | "was"));
    let Some(is) = is.filter(|is| *is < 6) else {
        // "my sister Marie lives in Paris", "my father died last year"
        let rest = words.get(2..).filter(|r| {
            !r.is_empty() && !matches!(r[0].low.as_str(), "and" | "or" | "said" | "says")
        })?;
        return fact(kin?, value(rest, 8));
    };
    let mut key: Vec<String> = lows[1..is].iter().map(|l| (*l).to_owned()).collect();
    let of_name = key.len() > 1 && key.last().is_some_and(|l| l == "name");
    if of_name {
        key.pop();
    }
    if let Some(last) = key.last_mut() {
        *last = last
            .strip_suffix("'s")
            .or(last.strip_suffix('\''))
            .unwrap_or(last)
            .to_owned();
    }
    if let (Some(kin), 3) = (kin, is)
        && words[2].is_capital()
    {
        // "my wife Anna is a doctor"
        return fact(
            kin,
            format!("{}, {}", words[2].raw, value(words.get(is + 1..)?, 6))
                .trim_end_matches(", ")
                .into(),
        );
    }
    if key.is_empty() || key.len() > 3 || key.len() == 1 && lexicon::is("not things", &key[0]) {
        return None;
    }
    let mut rest = words.get(is + 1..)?;
    let called = rest
        .first()
        .is_some_and(|w| matches!(w.low.as_str(), "called" | "named"));
    if called {
        rest = &rest[1..];
    }
    if rest
        .first()
        .is_none_or(|w| w.low == "not" || w.low == "that")
    {
        return None;
    }
    let text = match (called || of_name)
        .then(|| name::take(rest, clause.shouted))
        .flatten()
    {
        Some((found, _)) => found,
        None => value(rest, 7),
    };
    fact(key.join(" "), text)
}

/// `green is my favourite colour`, `Biscuit is my dog`.
pub(super) fn is_mine(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    let at = lows
        .windows(2)
        .position(|w| matches!(w[0], "is" | "are") && w[1] == "my")?;
    let thing = words
        .get(at + 2..)
        .filter(|t| !t.is_empty() && t.len() <= 4)?;
    if at == 0 || at > 5 || matches!(lows[0], "this" | "that" | "it" | "here" | "what") {
        return None;
    }
    let key = thing
        .iter()
        .map(|w| w.low.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let favourite = thing[0].low == "favourite" && thing.len() > 1;
    let kin = lexicon::is("kin", &key) && name::all_names(&words[..at]);
    (favourite || kin).then(|| fact(key, value(&words[..at], 5)))?
}

fn singular(noun: &str) -> String {
    let keep = [
        "glasses",
        "news",
        "bus",
        "series",
        "species",
        "christmas",
        "address",
    ];
    if keep.contains(&noun) || noun.ends_with("ss") || noun.len() < 4 {
        return noun.to_owned();
    }
    match noun {
        "children" => "child".into(),
        "mice" => "mouse".into(),
        "wives" => "wife".into(),
        _ => match noun.strip_suffix("ies") {
            Some(s) => format!("{s}y"),
            None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
        },
    }
}
