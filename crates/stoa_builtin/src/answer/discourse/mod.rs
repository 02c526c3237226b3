//! Follow-ups: questions that lean on what was said just before, by either side, and name little of their own.

use crate::{
    resolve,
    told::words::{self as lists, lemma},
    topics,
    turn::Turn,
    understand::Meaning,
};

use super::{advice, ended, facts, people};

mod fact;
mod somebody;
mod somewhere;

pub use fact::{last_resort, of_last_fact};
pub use somebody::more_of_person;

pub use fact::{again, confirmed, lately};

use fact::{covered, last_fact, near, plain_words};
use somebody::{count_like_theirs, keeper, keeps, liking, of_person, who};
use somewhere::{of_place, when, where_is};

const PRONOUNS: &[&str] = &[
    "it", "that", "they", "them", "those", "these", "this", "he", "she", "him", "her", "his",
    "their", "its", "there", "one", "ones",
];

/// Answers a follow-up; false where the line stands on its own.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    !meaning.kind.starts_with("memory") && lean(turn, meaning)
}

/// The same, also where the table took the line for a question about what was told.
pub fn lean(turn: &mut Turn, meaning: &Meaning) -> bool {
    if somebody::kept_here(turn, &meaning.clause.plain()) {
        return true;
    }
    if turn.my_last_line().is_none() {
        return false;
    }
    let grave = [
        "crisis",
        "inject",
        "harm",
        "insult",
        "bye",
        "greet",
        "own.name",
        "own.human",
        "own.llm",
    ];
    let all = meaning.clause.plain();
    let short = all.len() <= 3
        && all
            .first()
            .is_some_and(|word| ["where", "when", "how", "since"].contains(word));
    // A name is found by its own way.
    if meaning.kind == "ref.name"
        || grave.contains(&meaning.kind)
        || (meaning.kind.starts_with("deed.") && !short)
    {
        return false;
    }
    // "Tell me more about them", of somebody whom I just named: people are told of elsewhere.
    let of_somebody = meaning.kind == "more"
        && all
            .last()
            .is_some_and(|word| ["him", "her", "them"].contains(word))
        && turn
            .my_last_line()
            .is_some_and(|line| resolve::mentioned_person(turn, &line.text).is_some());
    if of_somebody {
        return false;
    }
    let skip = all
        .iter()
        .take_while(|word| {
            [
                "and", "but", "so", "or", "oh", "ok", "well", "then", "since", "for", "until",
                "from", "about",
            ]
            .contains(word)
        })
        .count();
    let Some(words) = all
        .get(skip..)
        .filter(|words| !words.is_empty() && words.len() <= 12)
    else {
        return false;
    };
    if !meaning.asks && !meaning.kind.starts_with("more") && meaning.kind != "why" {
        return false;
    }
    let leans = words.iter().any(|word| PRONOUNS.contains(word))
        || (words.len() > 1 && words.last() == Some(&"then"))
        || matches!(words, ["what", "happens" | "happened"])
        || (skip > 0 && words.len() <= 2 && words[0] == "how");
    let own: Vec<String> = words
        .iter()
        .filter(|word| !lists::of("follow-up empty").contains(word) && !PRONOUNS.contains(word))
        .map(|word| lemma(word))
        .collect();
    by_shape(turn, meaning, words, &own, leans)
        || (leans && by_matter(turn, words, &own))
        || (!leans && covered(turn, words, &own))
        || (leans && of_last_fact(turn, words, &own))
        || elliptic(turn, words)
        || ((leans || own.is_empty()) && own.len() < 2 && of_their_matter(turn, words))
        || (leans && of_person(turn, words))
}

/// True when the pronoun may stand for kin of mine, or for somebody from elsewhere whom I named.
pub fn speaks_of_kin(turn: &Turn, pronoun: &str) -> bool {
    somebody::kin_of_mine(turn, pronoun).is_some() || somebody::stranger(turn).is_some()
}

/// "Of what?", "for whom?", "which?"
fn elliptic(turn: &mut Turn, words: &[&str]) -> bool {
    match words {
        ["which"] | ["which", "one" | "ones"] => of_last_fact(turn, &["which"], &[]),
        [
            prep @ ("of" | "with" | "for" | "from" | "about" | "by" | "in" | "on" | "to"),
            "what" | "whom" | "who" | "which",
        ]
        | [
            "what" | "whom" | "who" | "which",
            prep @ ("of" | "with" | "for" | "from" | "about" | "by"),
        ] => {
            let holds = last_fact(turn)
                .is_some_and(|fact| plain_words(&fact).iter().any(|word| word == prep));
            holds && of_last_fact(turn, &["what"], &[(*prep).to_owned()])
        }
        _ => false,
    }
}

/// A bare question after a line of theirs that I had no fact for: what I know of its matter.
fn of_their_matter(turn: &mut Turn, words: &[&str]) -> bool {
    let mine = ["i", "my", "me", "we"];
    if last_fact(turn).is_some() || words.iter().any(|word| mine.contains(word)) {
        return false;
    }
    let who = turn.ctx.me.id;
    let before = turn
        .ctx
        .transcript
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    let Some(line) = before.iter().rev().find(|line| line.who != who) else {
        return false;
    };
    let theirs = plain_words(&line.text);
    let plain: Vec<&str> = theirs.iter().map(String::as_str).collect();
    let found = turn.index().find_at_least(&plain, 0.4);
    let fact = found
        .into_iter()
        .filter(|found| found.about_hits > 0)
        .find_map(|found| match found.source {
            topics::Source::Fact(at) => turn.fact(false, at),
            topics::Source::Lore(at) => turn.fact(true, at),
            _ => None,
        });
    let Some(says) = fact
        .map(|fact| ended(&fact.says))
        .filter(|says| turn.is_fresh(says))
    else {
        return false;
    };
    turn.tell(&says);
    true
}

/// The usual follow-ups by what they ask for.
fn by_shape(
    turn: &mut Turn,
    meaning: &Meaning,
    words: &[&str],
    own: &[String],
    leans: bool,
) -> bool {
    let bare = own.is_empty();
    let first = words[0];
    let has = |word: &str| words.contains(&word);
    if meaning.asks && leans_on_truth(words) {
        return turn.say("ref.true");
    }
    match first {
        "when"
            if bare
                || (leans
                    && only(
                        own,
                        &[
                            "begin", "start", "happen", "take", "place", "be", "next", "open",
                        ],
                    )) =>
        {
            when(turn)
        }
        "what" if leans && has("time") && only(own, &["time", "start", "begin", "happen"]) => {
            when(turn)
        }
        "which" if !bare && only(own, &["day", "month", "week"]) && leans => when(turn),
        "where" if bare && !has("i") && !has("you") && !has("we") => where_is(turn, words),
        "where"
            if leans
                && !has("you")
                && only(
                    own,
                    &[
                        "find", "go", "get", "see", "buy", "again", "locate", "sit", "stand",
                    ],
                ) =>
        {
            where_is(turn, words)
        }
        "how"
            if words.get(1) == Some(&"far")
                && (bare || only(own, &["far", "away", "here", "walk"])) =>
        {
            where_is(turn, words)
        }
        "is" if leans
            && only(own, &["far", "near", "close", "away", "nearby"])
            && !own.is_empty() =>
        {
            where_is(turn, words)
        }
        "who" if leans && bare && words.len() <= 4 => who(turn, words),
        "what"
            if has("there")
                && only(
                    own,
                    &["do", "see", "find", "get", "eat", "drink", "buy", "have"],
                ) =>
        {
            of_place(turn)
        }
        "what"
            if has("they")
                && only(own, &["have", "sell", "serve", "offer", "make"])
                && turn
                    .my_last_line()
                    .is_some_and(|line| line.text.contains("metre")) =>
        {
            of_place(turn)
        }
        "what" if has("you") && has("think") && leans && bare => liking(turn, words),
        "what" if (has("he") || has("she")) && words.last() == Some(&"like") => who(turn, words),
        "is" | "are" | "does" | "how"
            if leans
                && only(
                    own,
                    &["expensive", "free", "cost", "dear", "cheap", "pay", "price"],
                )
                && !own.is_empty() =>
        {
            advice::price_of_last(turn)
        }
        "how" if leans && has("much") && (bare || only(own, &["cost"])) => {
            advice::price_of_last(turn)
        }
        "how" if bare && words.get(1) == Some(&"many") && has("you") => count_like_theirs(turn),
        "do" | "did" | "would"
            if has("you") && only(own, &["like", "love", "enjoy", "miss"]) && leans && !bare =>
        {
            liking(turn, words)
        }
        "is" | "was" | "are" | "does" | "did" | "has" | "have" | "do" | "can" | "will"
            if leans && !has("you") && !bare =>
        {
            confirmed(turn, own)
        }
        "have" | "did" if leans && has("you") && !bare && words.len() <= 5 => {
            confirmed(turn, own) || of_last_fact(turn, words, own)
        }
        "really" if words.len() == 1 => turn.say("ref.true"),
        "why" | "how"
            if (first == "why" || words.get(1) == Some(&"come")) && !has("you") && !has("i") =>
        {
            reason(turn, own)
        }
        _ => false,
    }
}

/// "Is that true?", "are you sure?", "seriously?"
fn leans_on_truth(words: &[&str]) -> bool {
    let truth = words.iter().any(|word| {
        [
            "true",
            "sure",
            "serious",
            "seriously",
            "joking",
            "kidding",
            "realy",
            "honest",
            "certain",
            "real",
        ]
        .contains(word)
    });
    let plain = words.iter().all(|word| {
        [
            "is",
            "that",
            "it",
            "this",
            "are",
            "you",
            "really",
            "realy",
            "true",
            "sure",
            "serious",
            "seriously",
            "joking",
            "kidding",
            "a",
            "joke",
            "story",
            "honest",
            "truly",
            "of",
            "about",
            "all",
            "for",
            "actually",
            "certain",
            "was",
            "absolutely",
            "quite",
            "real",
            "me",
        ]
        .contains(word)
    });
    truth && plain && words != ["are", "you", "real"] && words != ["is", "this", "real"]
}

fn only(own: &[String], list: &[&str]) -> bool {
    own.iter()
        .all(|word| list.iter().any(|one| lemma(one) == *word))
}

/// Why something is as I said: the sentence of mine that gives a reason, or what else is known of it.
fn reason(turn: &mut Turn, own: &[String]) -> bool {
    let gives = |text: &str| {
        let low = format!(" {} ", plain_words(text).join(" "));
        [
            " because ",
            " since ",
            " so that ",
            " but ",
            " so ",
            " until ",
        ]
        .iter()
        .any(|word| low.contains(word))
    };
    // What they ask after must have been spoken of, unless it is a bare "why?".
    let spoken = lately(turn);
    if own.is_empty() {
        return match spoken.iter().find(|text| gives(text)).cloned() {
            Some(sentence) => again(turn, &sentence),
            None => false,
        };
    }
    let plain: Vec<&str> = own.iter().map(String::as_str).collect();
    if facts::about(turn, &plain, 0.8) {
        return true;
    }
    match spoken.iter().find(|text| gives(text)).cloned() {
        Some(sentence) => again(turn, &sentence),
        None => false,
    }
}

/// A question with a pronoun: its own words are looked for beside those of what I last spoke of.
fn by_matter(turn: &mut Turn, words: &[&str], own: &[String]) -> bool {
    if own.is_empty() {
        return false;
    }
    if covered(turn, words, own) {
        return true;
    }
    if keeps(words, own)
        && let Some(person) = keeper(turn)
    {
        people::describe(turn, person);
        return true;
    }
    match near(turn, own, |_| true) {
        Some(text) => {
            turn.tell(&text);
            true
        }
        None => false,
    }
}
