//! Words, stems, spelling distance and seeded choice: the small tools that every part of a mind shares.

use std::{collections::HashSet, sync::LazyLock};

use unicode_segmentation::UnicodeSegmentation;

/// The words of `text` in lower case, typographic apostrophes made plain, the possessive `'s` dropped.
pub fn words(text: &str) -> Vec<String> {
    let plain = text.replace(['\u{2019}', '\u{2018}', '`', '\u{b4}'], "'");
    plain
        .unicode_words()
        .map(|w| {
            let w = w.to_lowercase();
            w.strip_suffix("'s").map(str::to_owned).unwrap_or(w)
        })
        .collect()
}

/// The stems of the words that carry meaning, in order.
pub fn content_stems(text: &str) -> Vec<String> {
    words(text)
        .iter()
        .filter(|w| !is_stop_word(w))
        .map(|w| stem(w))
        .collect()
}

/// A light English stem: plural, `-ing`, `-ed` and `-ly` endings removed where enough of the word remains.
pub fn stem(word: &str) -> String {
    let w = word;
    let keep = |s: &str| s.chars().count() >= 3 && s.is_ascii();
    if let Some(s) = w.strip_suffix("ies").filter(|s| keep(s)) {
        return format!("{s}y");
    }
    for (end, double) in [("ing", true), ("ed", true), ("ly", false)] {
        if let Some(s) = w.strip_suffix(end).filter(|s| keep(s)) {
            return if double { undouble(s) } else { s.to_owned() };
        }
    }
    for end in ["sses", "shes", "ches", "xes", "zes"] {
        if w.ends_with(end) {
            return w[..w.len() - 2].to_owned();
        }
    }
    if let Some(s) = w
        .strip_suffix('s')
        .filter(|s| keep(s) && !s.ends_with(['s', 'u', 'i']))
    {
        return s
            .strip_suffix('e')
            .filter(|t| keep(t))
            .unwrap_or(s)
            .to_owned();
    }
    w.strip_suffix('e')
        .filter(|s| keep(s))
        .unwrap_or(w)
        .to_owned()
}

fn undouble(s: &str) -> String {
    let mut back = s.chars().rev();
    match (back.next(), back.next()) {
        (Some(a), Some(b)) if a == b && !matches!(a, 'l' | 's' | 'z') => {
            s[..s.len() - a.len_utf8()].to_owned()
        }
        _ => s.strip_suffix('e').unwrap_or(s).to_owned(),
    }
}

/// True for words that say nothing about the topic.
pub fn is_stop_word(word: &str) -> bool {
    const STOP: &[&str] = &[
        "a", "about", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
        "been", "being", "but", "by", "can", "could", "did", "do", "does", "don't", "for", "from",
        "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "i'm", "i've", "if",
        "in", "into", "is", "it", "its", "just", "know", "me", "my", "no", "not", "of", "on", "or",
        "our", "out", "please", "she", "so", "some", "than", "that", "the", "their", "them",
        "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "very", "was",
        "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
        "you", "your",
    ];
    STOP.binary_search(&word).is_ok()
}

/// True for a common English word in lower case, of three to nine letters.
pub fn is_common(word: &str) -> bool {
    static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let lines = include_str!("common.txt").lines();
        lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect()
    });
    COMMON.contains(word)
}

/// The candidate nearest to `word` in spelling, when it is near enough to be a typing error for it.
///
/// At most one error in words of four to seven letters, two in longer ones; the first candidate wins a tie.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    for c in candidates {
        let d = strsim::damerau_levenshtein(&word, &c.to_lowercase());
        if d <= allowed && best.is_none_or(|(b, _)| d < b) {
            best = Some((d, c));
        }
    }
    best.map(|(_, c)| c)
}

/// A reproducible random number: a hash of who, when and what for. The same inputs give the same number everywhere.
pub fn roll(seed: u64, id: u32, tick: u64, purpose: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in purpose.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let mut x = mix(seed ^ h);
    x = mix(x ^ u64::from(id));
    mix(x ^ tick)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_words_no_longer_meet() {
        for (a, b) in [
            ("gardens", "garden"),
            ("roses", "rose"),
            ("berries", "berry"),
            ("walking", "walk"),
            ("planted", "plant"),
            ("running", "run"),
            ("loved", "love"),
            ("dogs", "dog"),
            ("quickly", "quick"),
            ("benches", "bench"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("bus"), "bus");
        assert_eq!(stem("glass"), "glass");
    }

    #[test]
    fn stop_words_are_unsorted_and_missed() {
        for w in ["a", "your", "i'm", "with", "don't", "the"] {
            assert!(is_stop_word(w), "{w}");
        }
        assert!(!is_stop_word("garden"));
    }

    #[test]
    fn common_words_are_not_known() {
        for w in ["when", "then", "they", "noon", "poor", "will"] {
            assert!(is_common(w), "{w}");
        }
        for w in ["wren", "theo", "noor", "iris", "#", "common words"] {
            assert!(!is_common(w), "{w}");
        }
    }

    #[test]
    fn typing_errors_go_unnoticed_or_everything_matches() {
        let names = ["fountain", "garden", "gate"];
        for (typed, want) in [
            ("fountian", Some("fountain")),
            ("Gardn", Some("garden")),
            ("gaet", Some("gate")),
            ("gat", None),
            ("moon", None),
            ("founda", None),
        ] {
            assert_eq!(nearest(typed, names), want, "{typed}");
        }
    }

    #[test]
    fn rolls_repeat_or_depend_on_nothing() {
        assert_eq!(roll(7, 1, 2, "go"), roll(7, 1, 2, "go"));
        let other = [
            roll(8, 1, 2, "go"),
            roll(7, 2, 2, "go"),
            roll(7, 1, 3, "go"),
            roll(7, 1, 2, "sit"),
        ];
        assert!(other.iter().all(|o| *o != roll(7, 1, 2, "go")));
    }
}
