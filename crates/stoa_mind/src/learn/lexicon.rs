//! The word lists and openings that the patterns use, kept as text beside the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

type Lists = BTreeMap<&'static str, BTreeSet<&'static str>>;

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::new();
    let mut section = "";
    for line in include_str!("lexicon.txt")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        match line.strip_prefix('[').and_then(|l| l.split_once(']')) {
            Some((name, _)) => section = name,
            None => lists
                .entry(section)
                .or_default()
                .extend(line.split_whitespace()),
        }
    }
    lists
});

/// One line of `openings.txt`.
pub(super) struct Opening {
    pub words: Vec<&'static str>,
    pub key: &'static str,
    /// The most words of the value.
    pub most: usize,
    pub adds: bool,
}

/// The openings, longest first.
pub(super) static OPENINGS: LazyLock<Vec<Opening>> = LazyLock::new(|| {
    let mut all: Vec<Opening> = include_str!("openings.txt")
        .lines()
        .filter_map(opening)
        .collect();
    all.sort_by_key(|o| std::cmp::Reverse(o.words.len()));
    all
});

/// The openings before a name, longest first.
pub(super) static NAME_OPENINGS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("names.txt")
        .lines()
        .filter(|l| !l.starts_with('#'));
    let mut all: Vec<Vec<&str>> = lines.map(|l| l.split(' ').collect()).collect();
    all.sort_by_key(|o| std::cmp::Reverse(o.len()));
    all
});

fn opening(line: &'static str) -> Option<Opening> {
    let (words, rest) = line.split_once(" -> ")?;
    let adds = rest.ends_with(" +");
    let (key, most) = rest.trim_end_matches(" +").rsplit_once(' ')?;
    Some(Opening {
        words: words.split(' ').collect(),
        key,
        most: most.parse().ok()?,
        adds,
    })
}

/// True when a list holds a word.
pub(super) fn is(list: &str, word: &str) -> bool {
    LISTS.get(list).is_some_and(|l| l.contains(word))
}

/// The words of a list in alphabetical order.
pub(super) fn list(name: &str) -> impl Iterator<Item = &'static str> {
    LISTS.get(name).into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tables_is_not_read() {
        let lines = include_str!("openings.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .count();
        assert_eq!(OPENINGS.len(), lines);
        assert!(LISTS.values().all(|l| !l.is_empty()) && is("moods", "tired") && is("kin", "dog"));
        assert!(NAME_OPENINGS.iter().all(|o| !o.contains(&"")));
    }
}
