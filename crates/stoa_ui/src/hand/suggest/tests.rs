use std::collections::BTreeSet;

use super::*;

const NAMES: [&str; 4] = ["Iris", "the café", "the old olive tree", "Zoë"];

/// `before` gives `expected` first, as `a b c`.
fn check(suggester: &Suggester, before: &str, expected: &str) {
    let found = suggester.suggest(before);
    let expected: Vec<&str> = expected
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect();
    let shown = &found[..expected.len().min(found.len())];
    assert_eq!(shown, expected, "{before:?}: {found:?}");
    assert!(found.len() <= MOST, "{found:?}");
}

#[test]
fn a_word_would_have_to_be_typed_to_its_end() {
    let fresh = Suggester::new(NAMES);
    for (before, expected) in [
        ("th", "the that this"),
        ("wh", "what when who"),
        ("hel", "hello help helps"),
        ("I wo", "would work world"),
        ("tomo", "tomorrow"),
        ("beau", "beautiful beauty"),
        ("don", "don't done"),
        ("ir", "Iris"),
        ("caf", "café"),
        ("at the caf", "café"),
        ("zo", "Zoë zone"),
        ("cafe", "café"),
        ("oli", "olive"),
        ("(foun", "found fountain"),
    ] {
        check(&fresh, before, expected);
    }
    for before in ["xqz", "zzzz", "12", "x1"] {
        assert!(fresh.suggest(before).is_empty(), "{before}");
    }
}

#[test]
fn capitals_would_be_lost() {
    let fresh = Suggester::new(NAMES);
    for (before, expected) in [
        ("Th", "The That This"),
        ("TH", "THE THAT THIS"),
        ("T", "The To That"),
        ("t", "the to that"),
        ("i'", "I'm I'll I've"),
        ("I'", "I'm I'll I've"),
        ("i", "I it in"),
        ("I", "It In Is"),
        ("mond", "Monday"),
        ("Mond", "Monday"),
        ("MOND", "MONDAY"),
        ("IRI", "IRIS"),
        ("Hello. wh", "what when who"),
    ] {
        check(&fresh, before, expected);
    }
}

#[test]
fn one_slip_would_hide_the_word() {
    let fresh = Suggester::new(NAMES);
    for (typed, meant) in [
        ("becu", "because"),
        ("becuase", "because"),
        ("tommo", "tomorrow"),
        ("tomarrow", "tomorrow"),
        ("beutiful", "beautiful"),
        ("fuont", "fountain"),
        ("fountan", "fountain"),
        ("freind", "friend"),
        ("frend", "friend"),
        ("frriend", "friend"),
        ("librery", "library"),
        ("gardn", "garden"),
        ("peple", "people"),
        ("qestion", "question"),
        ("thnk", "think"),
        ("wrld", "world"),
    ] {
        let found = fresh.suggest(typed);
        assert!(found.iter().any(|word| word == meant), "{typed}: {found:?}");
    }
    for typed in ["xog", "tgh", "bcu"] {
        let all = fresh.suggest(typed);
        assert!(
            all.is_empty(),
            "short words must not be guessed: {typed} {all:?}"
        );
    }
}

#[test]
fn what_was_just_said_would_not_come_first() {
    let mut talk = Suggester::new(NAMES);
    talk.hear("The pergola is old. Thistles grow by the pergola wall.");
    check(&talk, "per", "pergola");
    check(&talk, "thi", "thistles");
    check(&talk, "the pergola ", "wall is");
    talk.hear("We call it a perambulator!");
    check(&talk, "per", "perambulator pergola");
    check(&talk, "call ", "it");
    talk.forget();
    assert!(!talk.suggest("perg").iter().any(|word| word == "pergola"));
}

#[test]
fn the_first_word_of_a_sentence_would_keep_its_capital() {
    let mut talk = Suggester::new(NAMES);
    talk.hear("Honeysuckle blooms. I saw Ludmilla. Iris knows.");
    check(&talk, "honeys", "honeysuckle");
    check(&talk, "lud", "Ludmilla");
    check(&talk, "iri", "Iris");
}

#[test]
fn nothing_would_be_offered_between_words() {
    let fresh = Suggester::new(NAMES);
    for (before, expected) in [
        ("", "I What Where"),
        ("How ", "are do long"),
        ("thank ", "you"),
        ("Where is ", "it the there"),
        ("I ", "am don't would"),
        ("i'm ", "not sorry here"),
        ("I’d ", "like love rather"),
        ("take me ", "to the about"),
        ("xyzzy ", "the and to"),
        ("Well. ", "I What Where"),
        ("3 ", "the and to"),
    ] {
        check(&fresh, before, expected);
    }
}

#[test]
fn hostile_text_would_fill_the_memory_or_stop_the_keyboard() {
    let mut talk = Suggester::new(["", "  ", "x", "a\u{202e}b", &"y".repeat(10_000)]);
    for text in [
        "a".repeat(100_000),
        "ab ".repeat(50_000),
        "é".repeat(50_001),
        (0..50_000).map(|n| format!("w{n} ")).collect(),
        "👩‍👩‍👧‍👦 ".repeat(5_000),
        "مرحبا بك ".repeat(10_000),
    ] {
        talk.hear(&text);
        for before in [text.as_str(), "م", "👩", "w", ""] {
            assert!(talk.suggest(before).len() <= MOST);
        }
    }
    assert!(talk.said.len() <= REMEMBERED && talk.followed.len() <= REMEMBERED);
}

#[test]
fn the_lists_would_hold_a_word_twice() {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let distinct: BTreeSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
    assert_eq!(distinct.len(), words.len());
    assert!((1500..=2500).contains(&words.len()), "{}", words.len());
    assert!(words.iter().all(|word| word.chars().all(is_in_word)));
    let fresh = Suggester::new(NAMES);
    assert_eq!(fresh.pairs.len(), PAIRS.lines().count());
    for (first, next) in &fresh.pairs {
        let all = [*first].into_iter().chain(next.iter().copied());
        for word in all.filter(|word| *word != BEGINNING) {
            let known = fresh
                .words
                .iter()
                .any(|known| lower(&known.text) == lower(word));
            assert!(known, "{word:?} is in no list");
        }
        assert!((1..=MOST).contains(&next.len()), "{first}");
        let once: BTreeSet<_> = next.iter().collect();
        assert_eq!(once.len(), next.len(), "{first}");
    }
}
