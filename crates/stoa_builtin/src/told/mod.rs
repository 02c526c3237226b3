//! What the listener told, sentence by sentence: who did what, where and when, in a form that questions can be matched
//! with. `stoa_mind::learn` keeps the things that have a name of their own (`home`, `dog`); here nothing needs one.

use std::collections::BTreeSet;

use stoa_model::TurnContext;

use crate::{
    normalise::{self, Clause},
    phrases, recall, turn,
};

mod clause;
mod said;
pub mod words;

use clause::{answers, tells};
use said::said;
use words::{self as lists, is_number, kin, lemma, tells_place, tells_time};

/// One thing told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// In the second person, without a full stop: "you are moving to Lisbon next month".
    pub says: String,
    /// The base forms of all its words, kin that a pronoun stood for among them.
    pub lemmas: Vec<String>,
    /// Its plain words, in order.
    pub words: Vec<String>,
    /// The base forms of what stood beside it in the same line.
    pub beside: Vec<String>,
    /// Names in it, by their capital or after "called".
    pub names: Vec<String>,
    /// Whom of theirs it speaks of: "sister", "dog".
    pub kin: Option<String>,
    pub has_time: bool,
    pub has_place: bool,
    pub has_number: bool,
    pub has_reason: bool,
    /// It tells what they do for a living.
    pub of_work: bool,
    /// It tells where they live or come from.
    pub of_home: bool,
    /// It tells how old they are.
    pub of_age: bool,
    /// "would", "might": less sure than a plain telling.
    pub supposed: bool,
    /// It puts right the telling before it.
    pub corrects: bool,
    /// Which line of the talk told it; none for what was told before.
    pub line: Option<usize>,
    /// The last line of the talk: what was told just now, not before.
    pub just_now: bool,
}

impl Said {
    /// Takes in what was said on with it.
    fn join(&mut self, other: Said) {
        self.says = format!("{} {}", self.says, other.says);
        self.lemmas.extend(other.lemmas);
        self.words.extend(other.words);
        self.names.extend(other.names);
        self.kin = self.kin.take().or(other.kin);
        self.has_time |= other.has_time;
        self.has_place |= other.has_place;
        self.has_number |= other.has_number;
        self.has_reason |= other.has_reason;
        self.of_work |= other.of_work;
        self.of_home |= other.of_home;
    }
}

/// Whom of theirs they last spoke of.
#[derive(Debug, Clone)]
struct About {
    kin: String,
    /// "she", "he", "they" or "".
    pronoun: &'static str,
    names: Vec<String>,
}

/// Everything told, oldest first; what was told in the line to be answered comes last.
pub fn collect(ctx: &TurnContext, known: &BTreeSet<String>) -> Vec<Said> {
    let Some(listener) = &ctx.listener else {
        return Vec::new();
    };
    let now = |text: &str| ctx.transcript.iter().any(|line| line.text == text);
    let mut all: Vec<Said> = Vec::new();
    let mut about: Option<About> = None;
    for memory in ctx.memories.iter().rev() {
        if memory.who == listener.id && !memory.mine && !now(&memory.text) {
            let told = line(&memory.text, None, known, &mut about, all.last());
            all.extend(told);
        }
    }
    let mut asked: Option<&'static str> = None;
    let last = ctx.transcript.len().saturating_sub(1);
    for (at, heard) in ctx.transcript.iter().enumerate() {
        if heard.who == listener.id {
            let told = line(&heard.text, asked, known, &mut about, all.last());
            if told.first().is_some_and(|said| said.corrects) {
                all.pop();
            }
            all.extend(told.into_iter().map(|said| Said {
                just_now: at == last,
                line: Some(at),
                ..said
            }));
            asked = None;
        } else if heard.who == ctx.me.id && answered_shortly(ctx, at) {
            asked = turn::sentences(&heard.text)
                .last()
                .and_then(|sentence| phrases::recognise_question(sentence))
                .map(|(key, _)| key);
        }
    }
    all
}

/// The pairs that `stoa_mind::learn` kept, as things told.
pub fn remembered(tellings: &[recall::Telling]) -> Vec<Said> {
    let kept = tellings
        .iter()
        .filter(|telling| !telling.key.is_empty() && telling.key != "name");
    kept.map(|telling| {
        let says = telling.says.clone();
        let words: Vec<String> = says
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let plain: Vec<&str> = words.iter().map(String::as_str).collect();
        let typed = says.split(|c: char| !c.is_alphanumeric());
        Said {
            lemmas: plain
                .iter()
                .map(|word| lemma(word))
                .chain([lemma(&telling.key)])
                .collect(),
            names: typed
                .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
                .map(str::to_owned)
                .collect(),
            kin: kin(&telling.key).map(|_| telling.key.clone()),
            has_time: tells_time(&plain),
            has_place: tells_place(&plain),
            has_number: plain.iter().any(|word| is_number(word) && *word != "one"),
            of_work: matches!(telling.key.as_str(), "work" | "worked as"),
            of_home: matches!(telling.key.as_str(), "home" | "from" | "born"),
            of_age: telling.key == "age",
            says,
            words,
            ..Said::default()
        }
    })
    .collect()
}

/// True where the line after this one of mine may be the bare answer to it.
fn answered_shortly(ctx: &TurnContext, at: usize) -> bool {
    ctx.transcript
        .get(at + 1)
        .is_some_and(|next| next.text.split_whitespace().count() <= 6)
}

/// What one line tells. `asked` is the question of mine before it; `about` whom of theirs they last spoke of.
fn line(
    text: &str,
    asked: Option<&str>,
    known: &BTreeSet<String>,
    about: &mut Option<About>,
    last: Option<&Said>,
) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    // A plain question tells nothing, and most lines of a long talk are that.
    if text.trim_end().ends_with('?') && !text.contains(['.', '!', ',', ';']) {
        return found;
    }
    let clauses = normalise::clauses(text, known);
    for whole in &clauses {
        for clause in parts(whole) {
            let goes_on = !found.is_empty() || about.is_some() || last.is_some();
            let before = found.last().or(last);
            let tells = tells(&clause, goes_on) || (clauses.len() == 1 && answers(&clause, asked));
            if let Some(right) = corrected(&clause, before) {
                found.push(right);
            } else if let Some(said) = tells.then(|| said(&clause, asked, about, before)).flatten()
            {
                match found.last_mut() {
                    // "It was painted once, by my uncle": the comma cut what belongs together.
                    Some(before) if leans_back(&said) => before.join(said),
                    _ => found.push(said),
                }
            }
        }
    }
    let lemmas: Vec<Vec<String>> = found.iter().map(|said| said.lemmas.clone()).collect();
    for (at, said) in found.iter_mut().enumerate() {
        let others = lemmas.iter().enumerate().filter(|(other, _)| *other != at);
        said.beside = others.flat_map(|(_, lemmas)| lemmas.clone()).collect();
    }
    found
}

/// True for a part that begins with "by", "with" and the like.
fn leans_back(said: &Said) -> bool {
    let first = said.words.first().map_or("", String::as_str);
    [
        "by", "with", "from", "in", "at", "for", "because", "on", "near",
    ]
    .contains(&first)
}

/// "Sorry, I meant Milan", "no, at six": what was told before, with the new name, number or place in it.
fn corrected(clause: &Clause, before: Option<&Said>) -> Option<Said> {
    const MARKS: &[&str] = &[
        "sorry",
        "no",
        "wait",
        "actually",
        "meant",
        "mean",
        "correction",
        "oops",
    ];
    let before = before.filter(|before| !before.just_now)?;
    let words = clause.plain();
    let marked = words.iter().any(|word| MARKS.contains(word));
    let from = words
        .iter()
        .position(|word| !lists::of("turns").contains(word))?;
    let rest = clause.words.get(from..)?;
    if !marked || clause.asks || rest.is_empty() || rest.len() > 3 {
        return None;
    }
    let number = rest
        .iter()
        .find(|word| is_number(&word.word))
        .map(|word| word.raw.clone());
    let name = rest
        .iter()
        .find(|word| word.raw.chars().next().is_some_and(char::is_uppercase) && word.word != "i")
        .map(|word| word.raw.clone());
    let mut done = false;
    let old: Vec<&str> = before.says.split(' ').collect();
    let new: Vec<String> = old
        .iter()
        .rev()
        .map(|word| {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let fresh = match (&number, &name) {
                (Some(number), _) if is_number(&plain.to_lowercase()) => Some(number),
                (None, Some(name)) if before.names.iter().any(|old| old == plain) => Some(name),
                _ => None,
            };
            match fresh.filter(|_| !done) {
                Some(fresh) => {
                    done = true;
                    fresh.clone()
                }
                None => (*word).to_owned(),
            }
        })
        .collect();
    if !done {
        return None;
    }
    let says = new.into_iter().rev().collect::<Vec<_>>().join(" ");
    Some(Said {
        says,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        names: name
            .into_iter()
            .chain(before.names.iter().cloned())
            .collect(),
        corrects: true,
        ..before.clone()
    })
}

/// A clause cut where a new subject comes in: "my sister is a nurse and she lives in Rome".
fn parts(clause: &Clause) -> Vec<Clause> {
    const SUBJECTS: &[&str] = &[
        "i", "my", "he", "she", "we", "they", "his", "her", "their", "our",
    ];
    const HOLDS: &[&str] = &[
        "that", "because", "if", "when", "who", "as", "than", "like", "what", "where", "how",
        "why", "think", "hope", "say", "says", "said", "and", "or", "until", "before", "after",
        "since", "while", "know", "wish", "until", "though", "whether",
    ];
    let mut all = vec![Clause::default()];
    for (at, word) in clause.words.iter().enumerate() {
        let next = clause.words.get(at + 1).map_or("", |next| &next.word);
        let joins = ["and", "but", "so"].contains(&word.word.as_str());
        // "Flowers for my mother, she turns seventy": the comma is gone by now.
        let apart = at > 2
            && ["she", "he", "they"].contains(&word.word.as_str())
            && !HOLDS.contains(
                &clause
                    .words
                    .get(at - 1)
                    .map_or("", |before| before.word.as_str()),
            );
        // "Me and my brother": one subject.
        let full = all.last().is_some_and(|part| part.words.len() > 2);
        if joins && SUBJECTS.contains(&next) && full {
            all.push(Clause::default());
        } else if apart && all.last().is_some_and(|part| !part.words.is_empty()) {
            all.push(Clause {
                words: vec![word.clone()],
                asks: false,
            });
        } else if let Some(part) = all.last_mut() {
            part.words.push(word.clone());
        }
    }
    let last = all.len() - 1;
    for (at, part) in all.iter_mut().enumerate() {
        part.asks = clause.asks && at == last;
    }
    all.retain(|part| !part.words.is_empty());
    all
}
