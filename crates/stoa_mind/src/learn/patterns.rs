//! The patterns of self-description, tried on one clause at a time.

use super::{
    Hint, Told, being,
    clause::{Clause, Word},
    having, lexicon,
    lexicon::{NAME_OPENINGS, OPENINGS, Opening},
    name,
};
use crate::text::sanitize;

/// What one clause tells, if anything. `before` is what the line told so far.
pub(super) fn read(clause: &Clause, hint: Hint, before: &[Told]) -> Option<Told> {
    let words = clause.words.as_slice();
    let lows: Vec<&str> = words.iter().map(|w| w.low.as_str()).collect();
    reminder(words, &lows)
        .or_else(|| named(clause, &lows))
        .or_else(|| correction(clause, &lows, hint, before))
        .or_else(|| opened(words, &lows))
        .or_else(|| being::i_am(clause, &lows))
        .or_else(|| having::i_have(words, &lows))
        .or_else(|| having::my_thing(clause, &lows))
        .or_else(|| having::is_mine(clause, &lows))
}

pub(super) fn fact(key: impl Into<String>, value: String) -> Option<Told> {
    let value = sanitize(&value, 120).text;
    (!value.is_empty()).then(|| Told {
        key: key.into(),
        value,
        adds: false,
    })
}

/// The words of a value up to where another thought begins.
pub(super) fn value(words: &[Word], most: usize) -> String {
    let mut taken: Vec<&str> = Vec::new();
    for (i, w) in words.iter().take(most).enumerate() {
        let next = words.get(i + 1).map_or("", |n| n.low.as_str());
        let joins = w.low == "and"
            && !matches!(
                next,
                "i" | "i'm" | "my" | "you" | "we" | "it" | "what" | "how" | ""
            );
        let by_the_way =
            w.low == "by" && next == "the" && words.get(i + 2).is_some_and(|x| x.low == "way");
        if i > 0 && lexicon::is("ends", &w.low) && !joins || by_the_way {
            break;
        }
        taken.push(&w.raw);
    }
    while taken.last().is_some_and(|w| w.eq_ignore_ascii_case("and")) {
        taken.pop();
    }
    taken.join(" ")
}

/// What follows `pattern` at the start of a clause.
pub(super) fn after<'w>(words: &'w [Word], lows: &[&str], pattern: &str) -> Option<&'w [Word]> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    follows(words, lows, &parts)
}

fn follows<'w>(words: &'w [Word], lows: &[&str], parts: &[&str]) -> Option<&'w [Word]> {
    (lows.len() > parts.len() && lows.starts_with(parts)).then(|| &words[parts.len()..])
}

pub(super) fn first_after<'w>(
    words: &'w [Word],
    lows: &[&str],
    patterns: &[&str],
) -> Option<&'w [Word]> {
    patterns.iter().find_map(|p| after(words, lows, p))
}

/// `remember that …` keeps the words themselves, or what they tell when a pattern knows them.
fn reminder(words: &[Word], lows: &[&str]) -> Option<Told> {
    let sure = [
        "remember that",
        "don't forget that",
        "do not forget that",
        "keep in mind that",
        "never forget that",
    ];
    let (rest, sure) = match first_after(words, lows, &sure) {
        Some(rest) => (rest, true),
        None => (
            first_after(words, lows, &["remember", "don't forget"])?,
            false,
        ),
    };
    let first = rest.first()?.low.as_str();
    if !sure
        && matches!(
            first,
            "me" | "when"
                | "how"
                | "what"
                | "to"
                | "the"
                | "us"
                | "where"
                | "who"
                | "you"
                | "this"
                | "that"
        )
    {
        return None;
    }
    let clause = Clause {
        words: rest.to_vec(),
        corrects: false,
        shouted: false,
    };
    read(&clause, Hint::default(), &[]).or_else(|| {
        let text = rest
            .iter()
            .map(|w| w.raw.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let told = (rest.len() > 1).then(|| fact("remember", text)).flatten()?;
        Some(Told { adds: true, ..told })
    })
}

/// Every way to give one's name.
fn named(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    if let Some(at) = lows
        .windows(3)
        .position(|w| w == ["is", "my", "name"])
        .filter(|at| (1..=3).contains(at))
    {
        let (found, n) = name::take(&words[..at], clause.shouted)?;
        return (n == at).then(|| fact("name", found))?;
    }
    let rest = NAME_OPENINGS.iter().find_map(|o| follows(words, lows, o))?;
    let rest = match rest.iter().position(|w| w.low == "but") {
        // "my name is not Ada but Eda"
        Some(at) if rest[0].low == "not" => rest.get(at + 1..)?,
        _ => rest,
    };
    let rest = if rest.first()?.low == "actually" {
        rest.get(1..)?
    } else {
        rest
    };
    let (found, _) = name::take(rest, clause.shouted)?;
    fact("name", found)
}

/// `no, it's Eda`; `it's Eda, not Ada`; `I meant Lyon`.
fn correction(clause: &Clause, lows: &[&str], hint: Hint, before: &[Told]) -> Option<Told> {
    let words = clause.words.as_slice();
    let meant = first_after(words, lows, &["i meant to say", "i meant", "i mean"]);
    let contrasts = lows.contains(&"not");
    let rest = match meant {
        Some(rest) => rest,
        None => first_after(
            words,
            lows,
            &["it's actually", "it's", "that's", "make that"],
        )
        .filter(|_| clause.corrects || contrasts)?,
    };
    let rest = if rest.first()?.low == "actually" {
        rest.get(1..)?
    } else {
        rest
    };
    match before.last().map(|t| t.key.as_str()).or(hint.last_key) {
        key @ (Some("name") | None) => {
            let (found, n) = name::take(rest, clause.shouted)?;
            let ends = rest
                .get(n)
                .is_none_or(|w| matches!(w.low.as_str(), "not" | "with" | "actually"));
            (ends && (key.is_some() || rest[0].is_capital() || meant.is_none()))
                .then(|| fact("name", found))?
        }
        Some(key)
            if !rest
                .iter()
                .any(|w| matches!(w.low.as_str(), "you" | "that" | "it")) =>
        {
            let end = rest
                .iter()
                .position(|w| w.low == "not")
                .unwrap_or(rest.len());
            (end <= 4).then(|| fact(key, value(&rest[..end], 6)))?
        }
        Some(_) => None,
    }
}

/// The openings of the table.
fn opened(words: &[Word], lows: &[&str]) -> Option<Told> {
    // "I'm currently living in …"
    let plain: Vec<(usize, &str)> = lows
        .iter()
        .copied()
        .enumerate()
        .filter(|(i, l)| !(*i == 1 && lows[0] == "i'm" && lexicon::is("adverbs", l)))
        .collect();
    let (kept, lows): (Vec<usize>, Vec<&str>) = plain.into_iter().unzip();
    for pattern in [
        "i work in",
        "i work at",
        "i work for",
        "i work with",
        "i work on",
    ] {
        if after(words, &lows, pattern).is_some() {
            return fact("work", value(&words[2..], 7));
        }
    }
    let opening: &Opening = OPENINGS
        .iter()
        .find(|o| lows.len() > o.words.len() && lows.starts_with(&o.words))?;
    let rest = &words[*kept.get(opening.words.len())?..];
    let (first, second) = (
        rest[0].low.as_str(),
        rest.get(1).map_or("", |w| w.low.as_str()),
    );
    let nothing = match opening.key {
        // "I like you", "I love it here", "I'd love to": nothing to keep.
        "likes" | "dislikes" => {
            lexicon::is("nothing", first)
                || (first == "to" && (second.is_empty() || lexicon::is("now", second)))
        }
        "wants" => match first {
            "to" => second.is_empty() || lexicon::is("now", second),
            "a" | "an" => opening.words.len() > 2,
            _ => true,
        },
        "plays" | "speaks" | "studies" | "writes" | "grows" | "builds" => {
            matches!(
                first,
                "to" | "you" | "with" | "it" | "up" | "for" | "of" | "tired" | "this" | "that"
            )
        }
        _ => false,
    };
    // Why somebody is here reads better with its first word: `on holiday`, `to rest`.
    let from =
        kept.get(opening.words.len() - usize::from(opening.key == "here" && first != "from"))?;
    let told = (!nothing).then(|| fact(opening.key, value(&words[*from..], opening.most)))??;
    Some(Told {
        adds: opening.adds,
        ..told
    })
}
