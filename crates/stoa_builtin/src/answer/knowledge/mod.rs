//! What strangers ask for in their own words: about my life, who does a thing, where to go for one.
//!
//! The table of meanings knows sentences; the readers here know what such questions are made of (whom they are about,
//! a hour, a trade, a need) and answer where those are plain, whatever stands around them. Each declines when in doubt.

mod asked;
mod hours;
mod lean;
mod life;
mod need;
mod others;
#[cfg(test)]
mod tests;
mod trade;
mod work;

pub use asked::Asked;
pub use others::told_of;
pub use trade::{addresses, matter_of, somebody};

use asked::{WH, holds};

use crate::{topics::Source, turn::Turn, understand::Meaning};

use super::tell_source;

/// Answers a clause whose kind is unsure; false when no reader is certain of it.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    if !open(meaning) {
        return false;
    }
    let clause = Asked::new(meaning);
    if meaning.kind == "deed.other" {
        return work::asked_to(turn, &clause);
    }
    if meaning.kind.starts_with("deed.") {
        return clause.wishes && need::answer(turn, &clause);
    }
    let outside = [
        "people.count",
        "story",
        "weather",
        "place.list",
        "own.human",
        "none",
    ];
    if clause.asks && outside.contains(&meaning.kind) && clause.names_a_stranger(turn) {
        return !meaning.kind.starts_with("own") && meaning.kind != "none" && turn.say("unknown");
    }
    let outsider = [
        "who invented",
        "who discovered",
        "who won",
        "who wrote the bible",
    ];
    if clause.asks && clause.any(&outsider) && !clause.of_you() {
        return turn.say("unknown");
    }
    // "Who was the first man on the moon": no matter of anybody's trade.
    let past = clause.words.get(1).is_some_and(|verb| {
        [
            "was", "were", "wrote", "won", "built", "made", "sang", "ran",
        ]
        .contains(verb)
            || verb.ends_with("ed")
    });
    if clause.words.first() == Some(&"who") && past && turn.index().of_a_stranger(&clause.words) {
        return false;
    }
    others::bare_place(turn, &clause)
        || others::it_is_me(turn, &clause)
        || lean::is_it_so(turn, &clause)
        || lean::just_said(turn, &clause)
        || life::answer(turn, &clause)
        || trade::answer(turn, &clause)
        || need::answer(turn, &clause)
        || clause.meaning.kind == "own.love" && others::of_person(turn, &clause)
        || known_well(turn, &clause)
        || others::measure(turn, &clause)
        || others::beyond(turn, &clause)
        || lean::echo(turn, &clause)
        || others::of_person(turn, &clause)
}

/// A remark beside a question is not answered; what tells a need, an ailment or a name is.
pub fn without_remarks(meanings: Vec<Meaning>) -> Vec<Meaning> {
    let asked = meanings
        .iter()
        .any(|meaning| meaning.asks && meaning.clause.words.len() > 2 && !hook(meaning));
    let kept: Vec<Meaning> = meanings
        .iter()
        .filter(|meaning| {
            let words = meaning.clause.plain();
            let opens = words
                .first()
                .is_some_and(|word| ["if", "when"].contains(word));
            let kept = meaning.kind != "none"
                || meaning.asks
                || !asked
                || opens
                || Asked::new(meaning).wishes;
            // "And you, how many have you got?" asks one thing.
            kept && !(meaning.kind == "you_too" && asked)
        })
        .cloned()
        .collect();
    if kept.is_empty() { meanings } else { kept }
}

/// "Boy or girl, do you remember?": what is asked stands beside it.
fn hook(meaning: &Meaning) -> bool {
    matches!(
        meaning.clause.plain().as_slice(),
        ["do" | "can", "you", "remember" | "recall" | "know"] | ["do", "you", "still", "know"]
    )
}

/// True when the table may have misread the clause: what it is sure of stays its own.
fn open(meaning: &Meaning) -> bool {
    const SURE: [&str; 26] = [
        "greet",
        "greet.meet",
        "bye",
        "thanks",
        "sorry",
        "inject",
        "crisis",
        "harm",
        "joke",
        "riddle",
        "another",
        "you_too",
        "how.are",
        "own.name",
        "own.llm",
        "ref.name",
        "ref.count",
        "ref.fate",
        "tell.name",
        "tell.correct",
        "insult",
        "praise",
        "friends",
        "offer_help",
        "called",
        "may.sit",
    ];
    let question = meaning
        .clause
        .words
        .first()
        .is_some_and(|word| WH.contains(&word.word.as_str()));
    let wish = ["deed.sit", "deed.go", "deed.stand"].contains(&meaning.kind)
        && meaning.clause.words.iter().any(|word| {
            [
                "i", "we", "wife", "husband", "kids", "children", "mother", "father",
            ]
            .contains(&&*word.word)
        });
    let deed = meaning.kind.starts_with("deed.") && !question && !wish;
    let deed = deed && meaning.kind != "deed.other";
    let plain = meaning.clause.plain();
    let wares = holds(&plain, "have you got");
    let as_many = wares && meaning.kind == "ref.count";
    let sure = SURE.contains(&meaning.kind) && !as_many;
    !sure && !deed && (wares || !meaning.kind.starts_with("memory."))
}

/// Kinds that read a question by its frame alone; what is known of its matter comes before them.
const FRAMES: [&str; 23] = [
    "own.role",
    "own.since",
    "own.do",
    "own.skill",
    "own.wants",
    "own.home",
    "own.dream",
    "own.love",
    "own.human",
    "none",
    "place.here",
    "own.trust",
    "may",
    "place.where",
    "place.what",
    "place.can_do",
    "people.know",
    "people.does",
    "place.for",
    "safe",
    "why",
    "world.stoa",
    "time.day",
];

/// What is known of the matter, where it covers the question nearly whole.
fn known_well(turn: &mut Turn, clause: &Asked) -> bool {
    // A number, a time or a reason is asked of what is known, however the rest was read.
    let measured = clause.any(&["how old", "how many", "how long", "how much", "how often"])
        || clause
            .words
            .first()
            .is_some_and(|word| ["why", "when"].contains(word));
    let loose = [
        "people.where",
        "people.who",
        "place.here",
        "people.opinion",
        "people.here",
    ];
    let kind = clause.meaning.kind;
    let open = FRAMES.contains(&kind) || measured && loose.contains(&kind);
    let matter = crate::topics::content(&clause.words)
        .iter()
        .any(|word| !["old", "age", "years", "minutes", "hours"].contains(word));
    let of_asker = clause.any(&["have i", "will i", "am i", "did i", "was i", "do i have"]);
    let own_name = kind == "world.stoa" && clause.any(&["name", "called"]);
    if own_name || !clause.asks || !open || of_asker || !matter || clause.words.len() < 4 {
        return false;
    }
    let named = clause.meaning.capture("x").map(<[String]>::to_vec);
    let resolved = named.is_some_and(|words| crate::resolve::referent(turn, &words).is_some());
    let way = clause.meaning.kind.starts_with("place.") && !measured;
    if resolved && way {
        return false;
    }
    let found = turn.index().find_at_least(&clause.words, 0.85);
    let found = found.into_iter().find(|found| {
        let told = matches!(found.source, Source::Fact(_) | Source::Lore(_));
        told && found.about_hits > 0
    });
    found.is_some_and(|found| tell_source(turn, found.source))
}
