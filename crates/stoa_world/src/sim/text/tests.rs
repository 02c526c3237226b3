use super::*;

/// (what comes, what is said of it); `None` for nothing. `stoa_mind::text` has to agree on every row.
const ROWS: &[(&str, Option<&str>)] = &[
    ("hello", Some("hello")),
    ("  two \t\n words  ", Some("two words")),
    ("line\u{2028}break", Some("line break")),
    ("", None),
    ("   ", None),
    // Terminal escapes and control characters.
    ("\u{1b}[31mred\u{1b}[0m", Some("red")),
    ("\u{1b}]0;title\u{7}after", Some("after")),
    ("\u{1b}]0;title\u{1b}\\after", Some("after")),
    ("\u{1b}]8;;http://a\u{9c}link", Some("link")),
    ("\u{9b}2Jgone", Some("gone")),
    ("null\0bell\u{7}", Some("nullbell")),
    ("open \u{1b}", Some("open")),
    // Text that reads otherwise than it is: overrides, isolates and the marks for left-to-right, right-to-left, Arabic.
    ("a\u{202e}b\u{2066}c\u{2069}", Some("abc")),
    ("a\u{200e}b\u{200f}c\u{61c}d", Some("abcd")),
    // Text that is not seen.
    ("\u{200b}\u{feff}", None),
    ("soft\u{ad}hyphen", Some("softhyphen")),
    ("hid\u{e0020}\u{e0041}\u{e007f}den", Some("hidden")),
    ("p\u{2060}a\u{2064}y", Some("pay")),
    ("\u{115f}\u{1160}\u{3164}\u{ffa0}x", Some("x")),
    ("a\u{e000}b\u{fdd0}c\u{10ffff}", Some("abc")),
    ("x\u{e0100}y", Some("xy")),
    // Piles of marks.
    (
        "z\u{301}\u{302}\u{303}\u{304}\u{305} a",
        Some("z\u{301}\u{302}\u{303} a"),
    ),
    ("\u{301}\u{302}x", Some("x")),
    // Joiners stand between what they join.
    ("x\u{200d}\u{200d}\u{200d}y", Some("x\u{200d}y")),
    ("\u{200d}x\u{200d}", Some("x")),
    ("x\u{200d} y", Some("x y")),
    // What people mean stays as it is.
    (
        "می\u{200c}خواهم שלום grüße",
        Some("می\u{200c}خواهم שלום grüße"),
    ),
    ("Zalgo e\u{301}a\u{308}", Some("Zalgo e\u{301}a\u{308}")),
    (
        "👩\u{200d}🌾 👨🏽\u{200d}👩🏽\u{200d}👧🏽\u{200d}👦🏽",
        Some("👩\u{200d}🌾 👨🏽\u{200d}👩🏽\u{200d}👧🏽\u{200d}👦🏽"),
    ),
    (
        "🏳\u{fe0f}\u{200d}🌈 1\u{fe0f}\u{20e3} 🇯🇵 👋🏽",
        Some("🏳\u{fe0f}\u{200d}🌈 1\u{fe0f}\u{20e3} 🇯🇵 👋🏽"),
    ),
];

fn cleaned(input: &str, limit: usize) -> Option<String> {
    clean(input, limit).map(|c| c.text)
}

#[test]
fn hidden_or_harmful_text_would_be_said_and_shown() {
    for (input, expected) in ROWS {
        assert_eq!(
            cleaned(input, MAX_UTTERANCE).as_deref(),
            *expected,
            "{input:?}"
        );
    }
}

#[test]
fn marks_of_any_script_would_pile_up_over_the_lines_around() {
    // Devanagari accents are on no list of ours.
    let pile = format!("a{}b", "\u{951}".repeat(400));
    let (text, cut) = clean(&pile, MAX_UTTERANCE)
        .map(|c| (c.text, c.cut))
        .expect("something is left");
    assert_eq!(text.chars().count(), MAX_GRAPHEME + 1, "{text}");
    assert!(text.ends_with('b') && !cut);
}

#[test]
fn long_text_is_cut_and_says_so() {
    let long = "word ".repeat(40_000);
    let cut = clean(&long, MAX_UTTERANCE).map(|c| (c.text.chars().count(), c.cut));
    assert_eq!(cut, Some((499, true)));
    let exact = format!("{}{}", "x".repeat(MAX_UTTERANCE), " ".repeat(90));
    assert_eq!(clean(&exact, MAX_UTTERANCE).map(|c| c.cut), Some(false));
}

#[test]
fn a_cut_would_halve_an_emoji_or_a_letter() {
    let rows = [
        ("ab👨\u{200d}👩\u{200d}👧", 4, "ab"),
        ("ab👨\u{200d}👩\u{200d}👧", 7, "ab👨\u{200d}👩\u{200d}👧"),
        ("abe\u{301}", 3, "ab"),
        ("می\u{200c}خواهم", 3, "می"),
        ("🇯🇵🇫🇷", 3, "🇯🇵"),
    ];
    for (input, limit, expected) in rows {
        assert_eq!(
            cleaned(input, limit).as_deref(),
            Some(expected),
            "{input} at {limit}"
        );
    }
}

#[test]
fn an_interruption_falls_between_words() {
    let rows = [
        ("one two three", 5, "one"),
        ("one two three", 7, "one two"),
        ("one two three", 8, "one two"),
        ("one two three", 2, ""),
        ("one two three", 99, "one two three"),
        ("grüße an alle", 4, ""),
        ("grüße an alle", 9, "grüße"),
    ];
    for (text, byte, expected) in rows {
        assert_eq!(cut_at_word(text, byte), expected, "{text:?} at {byte}");
    }
}

proptest::proptest! {
    #[test]
    fn cleaning_is_final(input in ".{0,300}", limit in 1usize..80) {
        if let Some(first) = clean(&input, limit) {
            proptest::prop_assert!(first.text.chars().count() <= limit);
            proptest::prop_assert!(!first.text.chars().any(is_hidden));
            let second = clean(&first.text, limit).map(|c| c.text);
            proptest::prop_assert_eq!(second, Some(first.text));
        }
    }
}
