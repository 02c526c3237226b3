//! From a line as typed to clauses of plain words: case, apostrophes, contractions, chat spelling and typing errors
//! are evened out here, so that nothing after it has to think of them.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use crate::understand;

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

/// Contractions and chat spellings, each with the words it stands for.
const SHORT: &[(&str, &str)] = &[
    ("nevermind", "never mind"),
    ("k", "ok"),
    ("kk", "ok"),
    ("okey", "ok"),
    ("thankyou", "thank you"),
    ("what's", "what is"),
    ("whats", "what is"),
    ("where's", "where is"),
    ("wheres", "where is"),
    ("who's", "who is"),
    ("whos", "who is"),
    ("how's", "how is"),
    ("hows", "how is"),
    ("when's", "when is"),
    ("whens", "when is"),
    ("why's", "why is"),
    ("that's", "that is"),
    ("thats", "that is"),
    ("there's", "there is"),
    ("theres", "there is"),
    ("here's", "here is"),
    ("it's", "it is"),
    ("he's", "he is"),
    ("hes", "he is"),
    ("she's", "she is"),
    ("shes", "she is"),
    ("let's", "let us"),
    ("lets", "let us"),
    ("i'm", "i am"),
    ("im", "i am"),
    ("you're", "you are"),
    ("youre", "you are"),
    ("ur", "your"),
    ("we're", "we are"),
    ("they're", "they are"),
    ("theyre", "they are"),
    ("i've", "i have"),
    ("ive", "i have"),
    ("you've", "you have"),
    ("youve", "you have"),
    ("i'd", "i would"),
    ("you'd", "you would"),
    ("i'll", "i will"),
    ("you'll", "you will"),
    ("don't", "do not"),
    ("dont", "do not"),
    ("doesn't", "does not"),
    ("doesnt", "does not"),
    ("didn't", "did not"),
    ("didnt", "did not"),
    ("can't", "can not"),
    ("cant", "can not"),
    ("cannot", "can not"),
    ("won't", "will not"),
    ("wont", "will not"),
    ("isn't", "is not"),
    ("isnt", "is not"),
    ("aren't", "are not"),
    ("arent", "are not"),
    ("wasn't", "was not"),
    ("couldn't", "could not"),
    ("wouldn't", "would not"),
    ("haven't", "have not"),
    ("u", "you"),
    ("r", "are"),
    ("y", "why"),
    ("pls", "please"),
    ("plz", "please"),
    ("thx", "thanks"),
    ("ty", "thanks"),
    ("tnx", "thanks"),
    ("thnx", "thanks"),
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("gotta", "have to"),
    ("gimme", "give me"),
    ("lemme", "let me"),
    ("dunno", "do not know"),
    ("wassup", "what is up"),
    ("whatsup", "what is up"),
    ("sup", "what is up"),
    ("whatcha", "what are you"),
    ("ya", "you"),
    ("yall", "you all"),
    ("y'all", "you all"),
    ("em", "them"),
    ("cuz", "because"),
    ("bc", "because"),
    ("idk", "i do not know"),
    ("tho", "though"),
    ("wut", "what"),
    ("abt", "about"),
    ("rn", "right now"),
];

/// Slips in words too short for a spelling distance.
const SLIPS: &[(&str, &str)] = &[
    ("teh", "the"),
    ("hte", "the"),
    ("th", "the"),
    ("adn", "and"),
    ("nad", "and"),
    ("yuo", "you"),
    ("oyu", "you"),
    ("yu", "you"),
    ("hwo", "how"),
    ("woh", "who"),
    ("waht", "what"),
    ("tel", "tell"),
    ("tlel", "tell"),
    ("cn", "can"),
    ("hav", "have"),
    ("giv", "give"),
    ("wen", "when"),
    ("whn", "when"),
    ("yur", "your"),
    ("yor", "your"),
    ("nd", "and"),
    ("bak", "back"),
    ("tak", "take"),
    ("mak", "make"),
    ("com", "come"),
    ("abot", "about"),
    ("abut", "about"),
    ("wats", "what is"),
    ("wots", "what is"),
    ("wot", "what"),
    ("wer", "where"),
    ("wers", "where is"),
    ("doin", "doing"),
    ("goin", "going"),
    ("ther", "there"),
    ("thx", "thanks"),
    ("liek", "like"),
    ("kno", "know"),
    ("knwo", "know"),
    ("nowt", "nothing"),
    ("hlo", "hello"),
    ("helo", "hello"),
    ("hii", "hi"),
    ("wat", "what"),
    ("wht", "what"),
    ("whta", "what"),
    ("wher", "where"),
    ("whre", "where"),
    ("wich", "which"),
    ("si", "is"),
    ("ar", "are"),
    ("aer", "are"),
    ("od", "do"),
    ("ti", "it"),
    ("fo", "of"),
    ("nto", "not"),
    ("naem", "name"),
    ("nmae", "name"),
    ("nam", "name"),
    ("cna", "can"),
    ("si", "is"),
    ("tha", "the"),
    ("hlep", "help"),
    ("rae", "are"),
];

/// Words that join one clause to the next.
const JOINERS: &[&str] = &["and", "but", "then", "also", "so"];

/// Words that begin a new clause after a comma, an "and" or a "but".
const OPENERS: &[&str] = &[
    "what",
    "where",
    "who",
    "how",
    "why",
    "when",
    "which",
    "whose",
    "can",
    "could",
    "do",
    "does",
    "did",
    "are",
    "is",
    "will",
    "would",
    "should",
    "tell",
    "show",
    "take",
    "lead",
    "bring",
    "follow",
    "my",
    "i",
    "please",
    "come",
    "sit",
    "wave",
    "point",
    "introduce",
    "stop",
    "stand",
    "go",
    "also",
    "you",
    "it",
    "nod",
    "bow",
    "laugh",
    "dance",
    "have",
    "may",
    "nice",
    "thanks",
    "thank",
    "wait",
    "walk",
    "let",
    "give",
    "call",
    "we",
    "remember",
    "any",
    "am",
    "actually",
    "shake",
    "shrug",
    "stay",
    "meet",
    "guide",
    "goodbye",
    "bye",
    "explain",
    "describe",
    "was",
    "were",
    "by",
    "there",
];

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
        clause.words.truncate(48);
        clauses.push(std::mem::take(clause));
    } else if clause.asks {
        if let Some(last) = clauses.last_mut() {
            last.asks = true;
        }
        clause.asks = false;
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
        .is_some_and(|word| OPENERS.contains(&word.as_str()));
    let joined = clause
        .words
        .last()
        .is_some_and(|last| ["and", "but", "then", "also"].contains(&last.word.as_str()));
    if opens && (*comma || joined) && clause.words.len() > usize::from(joined) {
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
    if let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == word) {
        return long.split(' ').map(str::to_owned).collect();
    }
    if let Some((_, right)) = SLIPS.iter().find(|(slip, _)| *slip == word) {
        return right.split(' ').map(str::to_owned).collect();
    }
    let bare = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("s'"))
        .unwrap_or(word)
        .replace('\'', "");
    vec![spelt(&bare, known)]
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
    let limit = if length < 7 { 1 } else { 2 };
    let first = word.chars().next();
    let mut best: Option<(usize, &str)> = None;
    let candidates = known
        .iter()
        .map(String::as_str)
        .chain(pattern_words().iter().map(String::as_str));
    for candidate in candidates {
        let other = candidate.chars().count();
        if other < 3 || other.abs_diff(length) > limit {
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
        if cost <= limit && best.is_none_or(|(least, _)| cost < least) {
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
    endings.iter().any(|ending| {
        word.strip_suffix(ending).is_some_and(|stem| {
            stem.len() > 2
                && (list.contains(stem)
                    || (*ending == "ing" && list.contains(format!("{stem}e").as_str())))
        })
    })
}

fn common_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = include_str!("data/words.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        let mut words: HashSet<&'static str> = lines.flat_map(str::split_whitespace).collect();
        words.extend(pattern_words().iter().map(String::as_str));
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
