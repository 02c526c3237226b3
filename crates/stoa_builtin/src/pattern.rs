//! The small pattern language in which meanings are written down.
//!
//! A pattern is a row of parts between blanks:
//!
//! | part | matches |
//! |---|---|
//! | `word`, `a\|b` | that word, one of those words |
//! | `[a\|b]` | the same, or nothing |
//! | `*` | up to five words |
//! | `{x}` | one or more words, captured under that name |
//! | `^` first, `$` last | the clause begins, ends here |
//!
//! A pattern may match anywhere in a clause unless it is anchored.

/// One compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    parts: Vec<Part>,
    at_start: bool,
    at_end: bool,
}

#[derive(Debug, Clone)]
enum Part {
    Words(Vec<String>),
    Maybe(Vec<String>),
    Gap,
    Capture(String),
}

/// Where a pattern matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// More is more specific.
    pub score: f32,
    /// The first word that it matched.
    pub start: usize,
    /// Captures: name, first word, one past the last word.
    pub captures: Vec<(String, usize, usize)>,
}

const GAP: usize = 5;

impl Pattern {
    /// Compiles a pattern; every text is one (unknown signs are plain words).
    pub fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let (mut at_start, mut at_end) = (false, false);
        for part in text.split_whitespace() {
            let alternatives = |text: &str| text.split('|').map(str::to_owned).collect();
            match part {
                "^" => at_start = true,
                "$" => at_end = true,
                "*" => parts.push(Part::Gap),
                _ => {
                    if let Some(name) = part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                        parts.push(Part::Capture(name.to_owned()));
                    } else if let Some(list) =
                        part.strip_prefix('[').and_then(|p| p.strip_suffix(']'))
                    {
                        parts.push(Part::Maybe(alternatives(list)));
                    } else {
                        parts.push(Part::Words(alternatives(part)));
                    }
                }
            }
        }
        Self {
            parts,
            at_start,
            at_end,
        }
    }

    /// Every plain word of the pattern.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| match part {
            Part::Words(words) | Part::Maybe(words) => words.iter().map(String::as_str).collect(),
            Part::Gap | Part::Capture(_) => Vec::new(),
        })
    }

    /// The best match of this pattern in a clause.
    pub fn find(&self, words: &[&str]) -> Option<Match> {
        if self.parts.is_empty() {
            return None;
        }
        let starts = if self.at_start { 1 } else { words.len().max(1) };
        let mut best: Option<Match> = None;
        for start in 0..starts {
            let mut captures = Vec::new();
            let Some((end, mut score)) = self.step(0, words, start, &mut captures) else {
                continue;
            };
            score += if self.at_start { 0.5 } else { 0.0 } + if self.at_end { 0.5 } else { 0.0 };
            let captured: usize = captures.iter().map(|(_, from, to)| to - from).sum();
            let left_over = words.len().saturating_sub(end - start) + captured;
            score -= 0.12 * left_over.min(8) as f32;
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Match {
                    score,
                    start,
                    captures,
                });
            }
        }
        best
    }

    /// Matches the parts from `part` on against the words from `at` on: where the match ends and its score.
    fn step(
        &self,
        part: usize,
        words: &[&str],
        at: usize,
        captures: &mut Vec<(String, usize, usize)>,
    ) -> Option<(usize, f32)> {
        let Some(this) = self.parts.get(part) else {
            return (!self.at_end || at == words.len()).then_some((at, 0.0));
        };
        match this {
            Part::Words(list) => {
                let word = words.get(at)?;
                if !list.iter().any(|item| item == word) {
                    return None;
                }
                let (end, score) = self.step(part + 1, words, at + 1, captures)?;
                Some((end, score + 1.0))
            }
            Part::Maybe(list) => {
                if words
                    .get(at)
                    .is_some_and(|word| list.iter().any(|item| item == word))
                {
                    let depth = captures.len();
                    if let Some((end, score)) = self.step(part + 1, words, at + 1, captures) {
                        return Some((end, score + 0.6));
                    }
                    captures.truncate(depth);
                }
                self.step(part + 1, words, at, captures)
            }
            Part::Gap => {
                for skip in 0..=GAP.min(words.len().saturating_sub(at)) {
                    let depth = captures.len();
                    if let Some((end, score)) = self.step(part + 1, words, at + skip, captures) {
                        return Some((end, score - 0.05 * skip as f32));
                    }
                    captures.truncate(depth);
                }
                None
            }
            Part::Capture(name) => {
                // A capture at the end takes all the rest; one in the middle as little as it can.
                let ends: Vec<usize> = if part + 1 == self.parts.len() {
                    vec![words.len()]
                } else {
                    (at + 1..=words.len()).collect()
                };
                for end in ends {
                    if end <= at {
                        continue;
                    }
                    let depth = captures.len();
                    captures.push((name.clone(), at, end));
                    if let Some((reached, score)) = self.step(part + 1, words, end, captures) {
                        return Some((reached, score + 0.2));
                    }
                    captures.truncate(depth);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, line: &str, expected: Option<&str>) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let found = Pattern::new(pattern)
            .find(&words)
            .map(|found| match found.captures.first() {
                Some((_, from, to)) => words[*from..*to].join(" "),
                None => String::new(),
            });
        assert_eq!(found.as_deref(), expected, "{pattern} on {line}");
    }

    #[test]
    fn patterns_match_what_their_table_says() {
        check(
            "where is|are {x}",
            "where is the old well",
            Some("the old well"),
        );
        check(
            "where {x} is $",
            "where the fountain is",
            Some("the fountain"),
        );
        check("who [the] are you", "so who are you", Some(""));
        check("^ yes $", "yes please", None);
        check(
            "take * to {x}",
            "take me right now to the well",
            Some("the well"),
        );
        check("what is", "what", None);
        check("{x} is", "is", None);
        check("*", "", Some(""));
    }
}
