//! Word lists of `data/*.txt`: sections in brackets, phrases between commas.

use std::collections::BTreeMap;

/// The lists of one file by section.
pub struct Lists(BTreeMap<&'static str, Vec<&'static str>>);

impl Lists {
    /// Reads a file's text; what stands behind a section's name says what it is for.
    pub fn read(text: &'static str) -> Self {
        let mut lists: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        let mut section = "";
        let lines = text.lines();
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.split_once(']')) {
                Some((name, _)) => section = name,
                None => lists.entry(section).or_default().extend(line.split(", ")),
            }
        }
        Self(lists)
    }

    /// The words or phrases of a section; none for a section that is not there.
    pub fn of(&self, section: &str) -> &[&'static str] {
        self.0.get(section).map_or(&[], Vec::as_slice)
    }

    /// A section of pairs by the first word of each: "eny any" has "any" under "eny".
    pub fn pairs(&self, section: &str) -> BTreeMap<&'static str, &'static str> {
        let pairs = self
            .of(section)
            .iter()
            .filter_map(|pair| pair.split_once(' '));
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keep_their_phrases_apart() {
        let lists = Lists::read("# note\n\n[one] first\na b, c\nd\n\n[two]\neny any\n");
        assert_eq!(lists.of("one"), ["a b", "c", "d"]);
        assert_eq!(lists.pairs("two").get("eny"), Some(&"any"));
        assert!(lists.of("three").is_empty());
    }
}
