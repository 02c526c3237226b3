//! Questions that lean on what I just said: its name, its number, what became of it.

use crate::{
    resolve, topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{memory, tell_source};

/// How many of my lines a pronoun may reach back.
const REACH: usize = 3;

/// Answers "what is her name", "how many are there", "what happened to it".
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "ref.name" => name(turn),
        "ref.count" => quote(turn, has_number) || turn.say("ref.unknown"),
        _ => quote(turn, tells_an_end) || memory::more(turn),
    }
}

/// The name of what was last spoken of.
fn name(turn: &mut Turn) -> bool {
    let called = sentences(turn)
        .iter()
        .find_map(|sentence| name_given(sentence).or_else(|| name_before(sentence)));
    if let Some(name) = called {
        return turn.say_with("ref.name", &[("x", &name)]);
    }
    if let Some(name) = name_known(turn) {
        return turn.say_with("ref.name", &[("x", &name)]);
    }
    // "I saw a statue with a hand behind its ear. Has it got a name?"
    let theirs = turn
        .line()
        .map(|line| line.text.to_lowercase())
        .unwrap_or_default();
    let asked: Vec<&str> = theirs
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !["name", "called", "seen", "saw"].contains(word))
        .collect();
    let found = turn.index().find_at_least(&asked, 0.45);
    let told = found.into_iter().find(|found| {
        let text = match found.source {
            topics::Source::Fact(at) => turn.fact(false, at).map(|fact| &fact.says),
            topics::Source::Lore(at) => turn.fact(true, at).map(|fact| &fact.says),
            _ => None,
        };
        text.is_some_and(|text| text.contains(" called "))
    });
    if let Some(found) = told {
        return tell_source(turn, found.source);
    }
    let person = resolve::last_person(turn).and_then(|person| person.name.clone());
    match person {
        Some(name) => turn.say_with("ref.name", &[("x", &name)]),
        None => turn.say("ref.name.none"),
    }
}

/// The name, in what I know, of a thing that they spoke of: the statue is called the Listener.
fn name_known(turn: &Turn) -> Option<String> {
    let me = turn.ctx.me.id;
    let before = turn.ctx.transcript.split_last()?.1;
    let theirs = before.iter().rev().find(|line| line.who != me)?;
    let spoken = topics::stems(&theirs.text);
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    facts
        .filter(|fact| {
            let about: Vec<String> = fact
                .about
                .iter()
                .flat_map(|topic| topics::stems(topic))
                .collect();
            spoken.iter().any(|word| about.contains(word))
        })
        .find_map(|fact| {
            turn::sentences(&fact.says)
                .iter()
                .filter(|part| spoken.iter().any(|word| topics::stems(part).contains(word)))
                .find_map(|part| name_given(part))
        })
}

/// "Pepper the cat has breakfast here".
fn name_before(sentence: &str) -> Option<String> {
    let mut words = sentence.split_whitespace();
    let (name, the, noun) = (words.next()?, words.next()?, words.next()?);
    let named = the == "the" && crate::told::words::kin(noun).is_some();
    named.then(|| name.to_owned())
}

/// The name that a sentence gives to something: "the grey cat is called Pepper".
fn name_given(sentence: &str) -> Option<String> {
    let mut words = sentence.split_whitespace();
    while let Some(word) = words.next() {
        if !matches!(word, "called" | "named") {
            continue;
        }
        let name: Vec<&str> = words
            .clone()
            .filter(|word| *word != "the")
            .take_while(|word| word.starts_with(char::is_uppercase))
            .collect();
        let name = name.join(" ");
        let name = name.split(['.', ',', ';', '!', '?', ':']).next();
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            return Some(name.to_owned());
        }
    }
    None
}

/// Says again the sentence of mine that answers, newest first.
fn quote(turn: &mut Turn, answers: fn(&str) -> bool) -> bool {
    let found = sentences(turn)
        .into_iter()
        .find(|sentence| answers(sentence));
    let Some(sentence) = found else {
        return false;
    };
    let it = turn.lowered(sentence.trim_end_matches(['.', '!', '?', ' ']));
    turn.say_with("ref.quote", &[("it", &it)])
}

/// The sentences of my last lines, the newest line's first.
fn sentences(turn: &Turn) -> Vec<String> {
    let me = turn.ctx.me.id;
    let mine = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who == me);
    mine.take(REACH)
        .flat_map(|line| turn::sentences(&line.text))
        // What they told and I took up is no knowledge of mine.
        .filter(|sentence| !sentence.to_lowercase().contains("you have "))
        .collect()
}

/// True when a number stands in the text, in digits or in words.
pub fn has_number(text: &str) -> bool {
    const NUMBERS: [&str; 31] = [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "dozen",
        "hundreds",
        "thousands",
    ];
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| NUMBERS.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit()))
}

fn tells_an_end(sentence: &str) -> bool {
    const ENDS: [&str; 18] = [
        "buried", "died", "dead", "gone", "lost", "sank", "broke", "broken", "left", "missing",
        "became", "ended", "vanished", "sold", "found", "stolen", "drowned", "burnt",
    ];
    sentence
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ENDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_from_what_was_said() {
        for (sentence, name) in [
            ("The grey cat is called Pepper.", Some("Pepper")),
            ("A stonecutter named Kallia laid it out.", Some("Kallia")),
            ("I called for help.", None),
            ("It was called", None),
        ] {
            assert_eq!(name_given(sentence).as_deref(), name, "{sentence}");
        }
    }

    #[test]
    fn numbers_are_seen_in_words_and_digits() {
        for (text, number) in [
            ("There are fourteen; Dario has found nine.", true),
            ("Two thousand and more", true),
            ("about 12 metres", true),
            ("no one knows, often", false),
        ] {
            assert_eq!(has_number(text), number, "{text}");
        }
    }
}
