//! From a line as typed to clauses of plain words: case, apostrophes, contractions, chat spelling and typing errors
//! are evened out here, so that nothing after it has to think of them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use crate::{lists::Lists, understand, wrapping};

/// A word of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, spelt as the pattern tables spell it.
    pub word: String,
    /// As typed, without punctuation.
    pub raw: String,
}

/// One clause of what was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause {
    pub words: Vec<Word>,
    /// It ended in a question mark.
    pub asks: bool,
}

impl Clause {
    /// The words for matching.
    pub fn plain(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.word.as_str()).collect()
    }

    /// The words from `from` to `to` as they were typed.
    pub fn raw(&self, from: usize, to: usize) -> String {
        let words: Vec<&str> = self
            .words
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .map(|w| w.raw.as_str())
            .collect();
        let mut text = words
            .iter()
            .filter(|raw| !raw.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        if let Some((end, _)) = text.char_indices().nth(60) {
            text.truncate(end);
        }
        text
    }
}

/// The lists of `data/mending.txt`.
fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists::read(include_str!("data/mending.txt")))
}

fn of(section: &str) -> &'static [&'static str] {
    lists().of(section)
}

/// What stands for a word in a section of pairs.
fn meant(section: &str, word: &str) -> Option<&'static str> {
    type Pairs = BTreeMap<&'static str, &'static str>;
    static PAIRS: OnceLock<BTreeMap<&'static str, Pairs>> = OnceLock::new();
    let sections = PAIRS.get_or_init(|| {
        ["short forms", "slips", "left out"]
            .into_iter()
            .map(|section| (section, lists().pairs(section)))
            .collect()
    });
    sections.get(section)?.get(word).copied()
}

/// Words that join one clause to the next.
const JOINERS: &[&str] = &["and", "but", "then", "also", "so"];

/// Cuts a line into clauses. `known` holds the words of this scene (names, places, topics), which are spelt right and
/// which a word nearly so spelt is taken for.
pub fn clauses(text: &str, known: &BTreeSet<String>) -> Vec<Clause> {
    let text = shortened(text);
    let text = text.replace(['\u{2019}', '\u{2018}', '`', '\u{b4}'], "'");
    let mut clauses = Vec::new();
    let mut clause = Clause::default();
    let mut raw = String::new();
    let mut comma = false;
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let inside_number = matches!(c, '.' | ',' | ':')
            && at > 0
            && chars[at - 1].is_ascii_digit()
            && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if c.is_alphanumeric() || inside_number || (matches!(c, '\'' | '-') && !raw.is_empty()) {
            raw.push(c);
            continue;
        }
        if matches!(c, '+' | '*' | '/' | '=' | '\u{d7}' | '\u{f7}' | '-') {
            push(&mut clauses, &mut clause, &mut raw, &mut comma, known);
            clause.words.push(Word {
                word: c.to_string(),
                raw: c.to_string(),
            });
            continue;
        }
        push(&mut clauses, &mut clause, &mut raw, &mut comma, known);
        let title = c == '.'
            && clause
                .words
                .last()
                .is_some_and(|w| ["mr", "mrs", "ms", "dr", "st"].contains(&&*w.word));
        match c {
            '?' => {
                clause.asks = true;
                finish(&mut clauses, &mut clause);
            }
            '.' | '!' | ';' | '\n' | '\u{2026}' if !title => finish(&mut clauses, &mut clause),
            ',' | ':' | '\u{2014}' | '\u{2013}' | '(' | ')' => comma = true,
            _ => {}
        }
    }
    push(&mut clauses, &mut clause, &mut raw, &mut comma, known);
    finish(&mut clauses, &mut clause);
    clauses
}

/// Very long text keeps its beginning and its end, where the point usually is.
fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= 1_600 {
        return text.to_owned();
    }
    let head: String = text.chars().take(1_000).collect();
    let tail: String = text.chars().skip(length - 500).collect();
    format!("{head}. {tail}")
}

fn finish(clauses: &mut Vec<Clause>, clause: &mut Clause) {
    if !clause.words.is_empty() {
        mend_head(clause);
        mend_short(clause);
        mend_left_out(clause);
        clause.words.truncate(48);
        clauses.push(std::mem::take(clause));
    } else if clause.asks {
        if let Some(last) = clauses.last_mut() {
            last.asks = true;
        }
        clause.asks = false;
    }
}

/// "Got any brothers?" means "do you have any brothers?".
fn mend_left_out(clause: &mut Clause) {
    let word = |at: usize| clause.words.get(at).map_or("", |word| word.word.as_str());
    let asks = clause.asks || (word(0) == "got" && word(1) == "any");
    let Some(whole) = meant("left out", word(0)).filter(|_| asks) else {
        return;
    };
    // "Like what?" and "know what?" ask in full.
    if ["what", "who", "where", "it", "so", "and"].contains(&word(1)) {
        return;
    }
    let raw = clause.words.remove(0).raw;
    let whole: Vec<&str> = whole.split(' ').collect();
    for (at, part) in whole.iter().enumerate() {
        let last = at + 1 == whole.len();
        let word = Word {
            word: (*part).to_owned(),
            raw: if last { raw.clone() } else { String::new() },
        };
        clause.words.insert(at, word);
    }
    clause.asks = true;
}

/// "Your so kind" means "you are so kind", "its my birthday" "it is my birthday", "can't stand it" "I can't stand it".
fn mend_short(clause: &mut Clause) {
    let mut at = 0;
    while at + 1 < clause.words.len() {
        let next = clause.words[at + 1].word.clone();
        let long = match clause.words[at].word.as_str() {
            "your" if of("after your").contains(&next.as_str()) => Some(("you", "are")),
            "your" if at + 2 == clause.words.len() && of("ends your").contains(&next.as_str()) => {
                Some(("you", "are"))
            }
            "its" if of("after its").contains(&next.as_str()) => Some(("it", "is")),
            _ => None,
        };
        if let Some((subject, verb)) = long {
            subject.clone_into(&mut clause.words[at].word);
            let verb = Word {
                word: verb.to_owned(),
                raw: String::new(),
            };
            clause.words.insert(at + 1, verb);
        }
        at += 1;
    }
    let word = |at: usize| clause.words.get(at).map_or("", |word| word.word.as_str());
    let subject = [
        "you", "i", "we", "he", "she", "it", "they", "the", "a", "this", "that",
    ];
    let bare =
        ["can", "could"].contains(&word(0)) && word(1) == "not" && !subject.contains(&word(2));
    if bare && !clause.asks && clause.words.len() > 2 {
        let me = Word {
            word: "i".to_owned(),
            raw: "I".to_owned(),
        };
        clause.words.insert(0, me);
    }
}

/// "Were is the well" means "where is the well": no question begins with two verbs.
fn mend_head(clause: &mut Clause) {
    let verb = clause
        .words
        .get(1)
        .is_some_and(|word| ["is", "are", "am", "can", "do", "does"].contains(&&*word.word));
    if let Some(first) = clause
        .words
        .first_mut()
        .filter(|first| verb && ["were", "wear", "ware"].contains(&&*first.word))
    {
        "where".clone_into(&mut first.word);
    }
}

/// Ends the word in `raw`, and before it the clause where a comma or an "and" joined two.
fn push(
    clauses: &mut Vec<Clause>,
    clause: &mut Clause,
    raw: &mut String,
    comma: &mut bool,
    known: &BTreeSet<String>,
) {
    let typed = std::mem::take(raw);
    let typed = typed.trim_matches(['\'', '-']);
    if typed.is_empty() {
        return;
    }
    let lower = typed.to_lowercase();
    let words = expand(&lower, known);
    let opens = words
        .first()
        .is_some_and(|word| of("openers").contains(&word.as_str()));
    let joined = clause
        .words
        .last()
        .is_some_and(|last| ["and", "but", "then", "also"].contains(&last.word.as_str()));
    // "Me and my brother" is one.
    let paired =
        joined && clause.words.len() == 2 && ["me", "i"].contains(&clause.words[0].word.as_str());
    if opens && !paired && (*comma || joined) && clause.words.len() > usize::from(joined) {
        while clause.words.len() > 1
            && clause
                .words
                .last()
                .is_some_and(|last| JOINERS.contains(&last.word.as_str()))
        {
            clause.words.pop();
        }
        finish(clauses, clause);
    }
    *comma = false;
    for (place, word) in words.into_iter().enumerate() {
        clause.words.push(Word {
            word,
            raw: if place == 0 {
                typed.to_owned()
            } else {
                String::new()
            },
        });
    }
}

/// What one typed word stands for.
fn expand(word: &str, known: &BTreeSet<String>) -> Vec<String> {
    if known.contains(word) && word.chars().count() > 2 {
        return vec![word.to_owned()];
    }
    if let Some(long) = meant("short forms", word) {
        return long.split(' ').map(str::to_owned).collect();
    }
    if let Some(right) = meant("slips", word) {
        return right.split(' ').map(str::to_owned).collect();
    }
    if laughs(word) {
        return vec!["haha".to_owned()];
    }
    let long = format!("{word}g");
    if word.ends_with("in") && word.len() > 4 && !is_english(word) && is_english(&long) {
        return vec![long];
    }
    let bare = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("s'"))
        .unwrap_or(word)
        .replace('\'', "");
    vec![spelt(&bare, known)]
}

/// "Hahahaha", "hehehehe" of any length.
fn laughs(word: &str) -> bool {
    word.chars().count() >= 5
        && word.chars().all(|c| "haeio".contains(c))
        && word.chars().filter(|c| *c == 'h').count() >= 3
}

/// The known word that `word` was meant to be, or `word` itself.
fn spelt(word: &str, known: &BTreeSet<String>) -> String {
    let length = word.chars().count();
    if is_english(word) || known.contains(word) || word.chars().any(|c| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let calm = without_repeats(word);
    if calm != word && (is_english(&calm) || known.contains(&calm)) {
        return calm;
    }
    if !(4..=24).contains(&length) {
        return calm;
    }
    let limit = if length < 8 { 1 } else { 2 };
    let first = word.chars().next();
    // Of two that are as near, the one that begins alike for longer: "bred" is "bread" before "bored".
    let alike = |other: &str| {
        word.chars()
            .zip(other.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let mut best: Option<(usize, &str)> = None;
    let candidates = known
        .iter()
        .map(String::as_str)
        .chain(pattern_words().iter().map(String::as_str));
    for candidate in candidates {
        let other = candidate.chars().count();
        if other < 3 || other.abs_diff(length) > limit || of("never meant").contains(&candidate) {
            continue;
        }
        let distance = strsim::osa_distance(word, candidate);
        // Of four letters, one changed makes another word as often as a slip ("bean", "beat"); one missing, doubled or
        // swapped is a slip.
        if length == 4 && other == 4 && !same_letters(word, candidate) {
            continue;
        }
        // A slip rarely hits the first letter, unless it swapped the first two.
        let cost = distance
            + usize::from(candidate.chars().next() != first && candidate.chars().nth(1) != first);
        let better = |(least, other): (usize, &str)| {
            // A letter is left out more often than one is added: "markt" is "market" before "mark".
            let rank = |word: &str| (alike(word), word.chars().count());
            cost < least || cost == least && rank(candidate) > rank(other)
        };
        if cost <= limit && best.is_none_or(better) {
            best = Some((cost, candidate));
        }
    }
    best.map_or_else(|| word.to_owned(), |(_, found)| found.to_owned())
}

fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

/// "heyyyy" → "hey": runs of three or more letters become one, or two where that is a word.
fn without_repeats(word: &str) -> String {
    let squeeze = |keep: usize| {
        let mut out = String::new();
        let mut run = 0;
        let mut last = None;
        for c in word.chars() {
            run = if last == Some(c) { run + 1 } else { 1 };
            last = Some(c);
            if run <= keep {
                out.push(c);
            }
        }
        out
    };
    let runs = word
        .chars()
        .collect::<Vec<_>>()
        .windows(3)
        .any(|three| three[0] == three[1] && three[1] == three[2]);
    if !runs {
        return word.to_owned();
    }
    let two = squeeze(2);
    if common_words().contains(two.as_str()) {
        two
    } else {
        squeeze(1)
    }
}

/// True for words that the tables or the list of common words hold, also with a plain ending.
pub fn is_english(word: &str) -> bool {
    let list = common_words();
    if list.contains(word) {
        return true;
    }
    let endings = [
        "s", "es", "ed", "d", "ing", "ly", "er", "r", "est", "y", "ness", "ful", "less", "n",
    ];
    // "babies", "carried", "planning": the stem changed before the ending.
    let changed = ["ies", "ied", "ier", "iest", "ily"].iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| list.contains(format!("{stem}y").as_str()))
    });
    let doubled = ["ing", "ed", "er", "est"].iter().any(|ending| {
        word.strip_suffix(ending).is_some_and(|stem| {
            let mut back = stem.chars().rev();
            let twice = back.next().zip(back.next()).is_some_and(|(a, b)| a == b);
            twice && stem.is_ascii() && list.contains(&stem[..stem.len() - 1])
        })
    });
    changed
        || doubled
        || endings.iter().any(|ending| {
            word.strip_suffix(ending).is_some_and(|stem| {
                stem.len() > 2
                    && (list.contains(stem)
                        || (*ending == "ing" && list.contains(format!("{stem}e").as_str())))
            })
        })
}

const VERBS: &str = include_str!("data/verbs.txt");

/// True for a form of an everyday verb.
pub fn is_verb(word: &str) -> bool {
    static STEMS: OnceLock<HashSet<String>> = OnceLock::new();
    let stems = STEMS.get_or_init(|| {
        let lines = VERBS.lines().filter(|line| !line.starts_with('#'));
        lines
            .flat_map(str::split_whitespace)
            .map(stoa_mind::words::stem)
            .collect()
    });
    stems.contains(&stoa_mind::words::stem(word))
}

fn common_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = include_str!("data/words.txt")
            .lines()
            .chain(include_str!("data/everyday.txt").lines())
            .chain(VERBS.lines())
            .filter(|line| !line.starts_with('#'));
        let mut words: HashSet<&'static str> = lines.flat_map(str::split_whitespace).collect();
        words.extend(pattern_words().iter().map(String::as_str));
        words.extend(wrapping::wrapping());
        words
    })
}

/// The words of the pattern tables: what a slip may have been meant to be.
fn pattern_words() -> &'static BTreeSet<String> {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        understand::patterns()
            .flat_map(|pattern| pattern.words())
            .map(str::to_owned)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let known = BTreeSet::from(["mira".to_owned(), "fountain".to_owned()]);
        let found: Vec<String> = clauses(line, &known)
            .iter()
            .map(|clause| clause.plain().join(" "))
            .collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn lines_become_plain_clauses() {
        check("WHATS YOUR NAME??", &["what is your name"]);
        check("whats ur naem", &["what is your name"]);
        check("Where’s the fountian?", &["where is the fountain"]);
        check(
            "Hi there, I'm Ada. How are you?",
            &["hi there", "i am ada", "how are you"],
        );
        check("come here and sit down", &["come here", "sit down"]);
        check(
            "where is Mria and who is she",
            &["where is mira", "who is she"],
        );
        check("what is 3.5 + 4", &["what is 3.5 + 4"]);
        check("heyyyy", &["hey"]);
        check("Mr. Bean is nice", &["mr bean is nice"]);
        check("???", &[]);
    }

    #[test]
    fn common_words_are_left_alone() {
        for word in ["cheese", "house", "planted", "running", "names"] {
            check(word, &[word]);
        }
    }
}
