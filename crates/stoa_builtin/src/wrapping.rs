//! What stands around the matter of a clause: courtesies, prefaces, names and tags that change nothing in it.

use std::sync::OnceLock;

use crate::{
    courtesy,
    lists::Lists,
    normalise::{self, Clause},
    request,
};

/// The phrases of a section of `data/wrapping.txt`.
pub fn of(section: &str) -> &'static [&'static str] {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    let lists = LISTS.get_or_init(|| Lists::read(include_str!("data/wrapping.txt")));
    lists.of(section)
}

/// The verb that a gerund stands for.
fn verb_of(word: &str) -> Option<&'static str> {
    of("gerunds")
        .iter()
        .filter_map(|pair| pair.split_once(' '))
        .find_map(|(gerund, verb)| (gerund == word).then_some(verb))
}

/// Words with which a question begins.
pub const QUESTION_WORDS: &[&str] = &[
    "what", "where", "who", "whom", "whose", "how", "why", "when", "which", "is", "are", "am",
    "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may",
    "might", "have", "has", "had", "any",
];

pub const WH: &[&str] = &[
    "what", "where", "who", "whom", "whose", "how", "why", "when", "which",
];

/// Every word of the lists by which clauses are unwrapped: none of them is a slip for another.
pub fn wrapping() -> impl Iterator<Item = &'static str> {
    [
        of("fillers"),
        of("before a question"),
        of("before a request"),
    ]
    .into_iter()
    .flatten()
    .flat_map(|phrase| phrase.split(' '))
    .chain(courtesy::words())
    .chain(request::words())
}

/// The clause without its wrapping; `None` when there is none.
pub fn without_fillers(clause: &Clause, name: &str) -> Option<Clause> {
    let mut rest = clause.clone();
    drop_tails(&mut rest);
    while rest.words.len() > 1
        && rest
            .words
            .last()
            .is_some_and(|word| of("trailers").contains(&&*word.word))
        && !determined(&rest.words)
    {
        rest.words.pop();
    }
    if asks(&rest) {
        let words = rest.plain();
        let tail = of("tails")
            .iter()
            .filter_map(|tail| {
                let parts: Vec<&str> = tail.split(' ').collect();
                (words.len() > parts.len() + 1 && words.ends_with(&parts)).then_some(parts.len())
            })
            .max()
            .unwrap_or(0);
        rest.words.truncate(rest.words.len() - tail);
        rest.words
            .retain(|word| !of("adverbs").contains(&word.word.as_str()));
    }
    let mut greeted = false;
    loop {
        let words = rest.plain();
        let mut cut = longest(&words, of("fillers"));
        // "Helo teo wats ur bread made of": after a greeting a strange word before a question is a name.
        let strange = |word: &str| {
            !normalise::is_english(word)
                && !QUESTION_WORDS.contains(&word)
                && word.chars().count() > 1
        };
        if greeted
            && cut == 0
            && words.len() > 2
            && strange(words[0])
            && QUESTION_WORDS.contains(&words[1])
        {
            cut = 1;
        }
        greeted |= cut > 0;
        cut = cut.max(preface(&words));
        let question = longest(&words, of("before a question"));
        if question > 0
            && words
                .get(question)
                .is_some_and(|word| QUESTION_WORDS.contains(word) || *word == "if")
        {
            cut = cut.max(question + usize::from(words[question] == "if"));
        }
        let request = longest(&words, of("before a request")).max(longest(&words, request::WRAPS));
        if request > 0 && words.len() > request && words[request] != "tell" {
            cut = cut.max(request);
        }
        let before_gerund = longest(&words, request::BEFORE_GERUND);
        let deed = words
            .get(before_gerund)
            .is_some_and(|word| verb_of(word).is_some());
        let gerund = before_gerund > 0 && deed && before_gerund >= cut;
        if gerund {
            cut = before_gerund;
        }
        // "Hello Teo what is your bread made of": a misspelt name before a question.
        let odd = words
            .get(cut)
            .is_some_and(|word| !normalise::is_english(word) || courtesy::addresses(&[word]));
        let asks_on = words
            .get(cut + 1)
            .is_some_and(|word| QUESTION_WORDS.contains(word));
        if cut > 0 && odd && asks_on {
            cut += 1;
        }
        if cut == 0 || cut >= words.len() {
            break;
        }
        let minded = gerund || words[..cut].contains(&"mind");
        rest.words.drain(..cut);
        rest = without_vocative(rest, name);
        if minded
            && let Some(first) = rest.words.first_mut()
            && let Some(verb) = verb_of(&first.word)
        {
            verb.clone_into(&mut first.word);
        }
    }
    (rest.words.len() != clause.words.len()).then_some(rest)
}

/// The clause without the hearer's own name as an address, at its head or its end.
pub fn without_vocative(mut clause: Clause, name: &str) -> Clause {
    let is_name = |clause: &Clause, at: usize| {
        clause
            .words
            .get(at)
            .is_some_and(|word| !name.is_empty() && name.split(' ').any(|part| part == word.word))
    };
    let verb_follows = clause
        .words
        .get(1)
        .is_some_and(|word| ["is", "was", "has", "and", "or"].contains(&&*word.word));
    if is_name(&clause, 0) && !verb_follows {
        clause.words.remove(0);
    }
    let length = clause.words.len();
    if length >= 2 && is_name(&clause, length - 1) {
        let before = clause.words[length - 2].word.as_str();
        let object = [
            "a", "an", "the", "my", "your", "our", "be", "who", "is", "are", "about", "know",
            "called", "named", "name", "like", "meet", "of", "to", "with", "see", "and", "or",
            "by", "at", "for", "was", "find", "met", "seen", "am", "not", "really", "from",
            "you're", "call",
        ];
        if !object.contains(&before) {
            clause.words.pop();
        }
    }
    clause
}

/// "I am told that you have a cat" as the question that it is: "do you have a cat".
pub fn asked_rumour(mut clause: Clause) -> Clause {
    const VERBS: [&str; 10] = [
        "are", "were", "have", "can", "could", "will", "would", "should", "do", "did",
    ];
    // "You play the flute, people say."
    let length = clause.words.len();
    if length > 4
        && clause.words[0].word == "you"
        && of("heard").contains(&clause.plain()[length - 2..].join(" ").as_str())
    {
        let last = clause.words.split_off(length - 2);
        clause.words.splice(0..0, last);
    }
    let words = clause.plain();
    let mut cut = longest(&words, of("heard"));
    if cut == 0 {
        return clause;
    }
    cut += usize::from(words.get(cut) == Some(&"that"));
    if words.get(cut) != Some(&"you") || words.len() < cut + 3 {
        return clause;
    }
    let verb = words[cut + 1];
    let gone = verb == "have"
        && words.get(cut + 2).is_some_and(|word| {
            word.ends_with("ed") || ["been", "got", "met", "seen"].contains(word)
        });
    let swaps =
        VERBS.contains(&verb) && (verb != "have" || gone) && words.get(cut + 2) != Some(&"not");
    clause.words.drain(..cut);
    if swaps {
        clause.words.swap(0, 1);
    } else {
        let aux = normalise::Word {
            word: "do".to_owned(),
            raw: String::new(),
        };
        clause.words.insert(0, aux);
    }
    clause.asks = true;
    clause
}

/// True for a clause that is nothing but a time of day.
pub fn is_time(clause: &Clause) -> bool {
    const AROUND: &[&str] = &[
        "and", "but", "then", "in", "the", "at", "on", "after", "during", "before", "late", "early",
    ];
    const TIMES: &[&str] = &[
        "evening",
        "evenings",
        "morning",
        "mornings",
        "night",
        "nights",
        "noon",
        "midday",
        "afternoon",
        "afternoons",
        "work",
        "lunch",
        "dusk",
        "dawn",
        "weekends",
    ];
    let words = clause.plain();
    words.len() > 1
        && words.len() < 5
        && words
            .iter()
            .all(|word| AROUND.contains(word) || TIMES.contains(word))
        && words.iter().any(|word| TIMES.contains(word))
}

/// True for a tag that makes a question of what stands before it: "…, have you?", "…, isn't it?".
pub fn is_tag(clause: &Clause) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would",
        "was", "were", "should", "am",
    ];
    const SUBJECTS: &[&str] = &["you", "i", "it", "he", "she", "they", "there", "we"];
    match clause.plain().as_slice() {
        ["i", "take", "it"]
        | [
            "i",
            "suppose" | "guess" | "presume" | "assume" | "believe" | "heard" | "hear",
        ] => true,
        ["right" | "eh" | "huh" | "innit"] => true,
        ["correct" | "yes" | "no"] => clause.asks,
        [verb, subject] | [verb, "not", subject] | [verb, subject, "not"] => {
            VERBS.contains(verb) && SUBJECTS.contains(subject)
        }
        _ => false,
    }
}

pub fn asks(clause: &Clause) -> bool {
    // "Can not stand Mondays" tells, without its "I".
    let word = |at: usize| clause.words.get(at).map_or("", |word| word.word.as_str());
    let denies = ["can", "could", "did", "do"].contains(&word(0))
        && word(1) == "not"
        && !["you", "i", "we", "they", "he", "she", "it"].contains(&word(2));
    // "What a silly answer" asks nothing.
    let exclaims = word(0) == "what" && ["a", "an"].contains(&word(1));
    clause.asks || (!denies && !exclaims && QUESTION_WORDS.contains(&word(0)))
}

/// How many words of a preface stand before a question that is asked within: "would you be so good as to tell me how…".
fn preface(words: &[&str]) -> usize {
    let within = |word: &str| WH.contains(&word) || ["if", "whether"].contains(&word);
    for at in 1..words.len().min(14) {
        if within(words[at]) && words.len() > at + 2 {
            let before = &words[..at];
            let told = before.iter().any(|word| of("telling").contains(word));
            let polite = before
                .iter()
                .all(|word| of("polite").contains(word) || of("telling").contains(word));
            if told && polite && !WH.contains(&words[0]) {
                return at + usize::from(!WH.contains(&words[at]));
            }
        }
    }
    0
}

/// Drops softening words from the end: "could you wave for me, if you don't mind".
fn drop_tails(clause: &mut Clause) {
    loop {
        let words = clause.plain();
        let cut = request::TAILS
            .iter()
            .filter_map(|tail| {
                let parts: Vec<&str> = tail.split(' ').collect();
                words.ends_with(&parts).then_some(parts.len())
            })
            .max()
            .unwrap_or(0);
        if cut == 0 || cut >= words.len() {
            return;
        }
        let left = words.len() - cut;
        clause.words.truncate(left);
    }
}

/// True when the last word has its article or owner: "my boss" addresses nobody.
fn determined(words: &[normalise::Word]) -> bool {
    words.iter().rev().nth(1).is_some_and(|word| {
        ["my", "your", "the", "a", "an", "our", "his", "her", "their"].contains(&&*word.word)
    })
}

/// The longest of the phrases that the words begin with.
fn longest(words: &[&str], phrases: &[&str]) -> usize {
    phrases
        .iter()
        .filter_map(|phrase| starts_with(words, phrase))
        .max()
        .unwrap_or(0)
}

fn starts_with(words: &[&str], phrase: &str) -> Option<usize> {
    let mut length = 0;
    for part in phrase.split(' ') {
        if words.get(length) != Some(&part) {
            return None;
        }
        length += 1;
    }
    Some(length)
}
