//! The lists that lives are made of.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Gender;

type Lists = BTreeMap<&'static str, Vec<&'static str>>;

static NAMES: LazyLock<Lists> = LazyLock::new(|| {
    let sections = sections(include_str!("names.txt")).into_iter();
    let names = |lines: Vec<&'static str>| lines.into_iter().flat_map(str::split_whitespace);
    sections
        .map(|(title, lines)| (title, names(lines).collect()))
        .collect()
});
static LINES: LazyLock<Lists> = LazyLock::new(|| sections(include_str!("lines.txt")));

fn sections(text: &'static str) -> Lists {
    let mut all = Lists::new();
    let mut title = "";
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(next) => title = next,
            None => all.entry(title).or_default().push(line),
        }
    }
    all
}

pub(super) fn first_names(gender: Gender) -> &'static [&'static str] {
    &NAMES[match gender {
        Gender::Her => "her",
        Gender::Him => "him",
        Gender::Them => "them",
    }]
}

pub(super) fn last_names() -> &'static [&'static str] {
    &NAMES["last"]
}

/// The entries of a section of `lines.txt`; that there is one, a test holds.
pub(super) fn lines(section: &str) -> &'static [&'static str] {
    &LINES[section]
}

/// The parts of an entry.
pub(super) fn fields(line: &'static str) -> Vec<&'static str> {
    line.split(" | ").collect()
}
