use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Breaks `text` into lines of at most `columns` columns, between words where it can. Ranges are bytes of `text`,
/// without the spaces at the breaks; East Asian letters and emoji count two columns.
pub fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for (start, word) in words(text) {
        let width = columns_of(word);
        match lines.last_mut() {
            Some(line) if used + 1 + width <= columns => {
                line.end = start + word.len();
                used += 1 + width;
            }
            _ => used = push_word(&mut lines, start, word, columns),
        }
    }
    lines
}

/// How far `text` may be shown when `spoken` bytes of it are out: to the end of the word that is being spoken, so
/// that words appear whole. In scripts without spaces it is `spoken` itself.
pub fn revealed(text: &str, spoken: usize) -> usize {
    const LONGEST_WORD: usize = 24;
    let spoken = text.floor_char_boundary(spoken.min(text.len()));
    if spoken == 0 || text[..spoken].ends_with(char::is_whitespace) {
        return spoken;
    }
    let rest = text[spoken..]
        .find(char::is_whitespace)
        .unwrap_or(text.len() - spoken);
    if rest > LONGEST_WORD {
        spoken
    } else {
        spoken + rest
    }
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Begins a line with `word`, broken where it is longer than a line; returns the columns used in the last one.
fn push_word(lines: &mut Vec<Range<usize>>, start: usize, word: &str, columns: usize) -> usize {
    lines.push(start..start);
    let mut used = 0;
    for (offset, cluster) in word.grapheme_indices(true) {
        let width = columns_of(cluster);
        let at = start + offset;
        if used + width > columns {
            lines.push(at..at);
            used = 0;
        }
        used += width;
        if let Some(line) = lines.last_mut() {
            line.end = at + cluster.len();
        }
    }
    used
}

fn columns_of(text: &str) -> usize {
    text.graphemes(true)
        .map(|cluster| match cluster.chars().next() {
            Some('\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}') => 2,
            Some('\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}') => 2,
            Some('\u{1f300}'..) => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, columns: usize, expected: &[&str]) {
        let lines = wrap(text, columns);
        let shown: Vec<_> = lines.iter().map(|line| &text[line.clone()]).collect();
        assert_eq!(shown, expected, "{text:?} at {columns}");
    }

    #[test]
    fn lines_would_run_out_of_the_bubble() {
        check("", 10, &[]);
        check("   ", 10, &[]);
        check("one two three", 7, &["one two", "three"]);
        check("one  two", 10, &["one  two"]);
        check("unbreakableword", 6, &["unbrea", "kablew", "ord"]);
        check(
            "a unbreakableword b",
            6,
            &["a", "unbrea", "kablew", "ord b"],
        );
        check("日本語です", 4, &["日本", "語で", "す"]);
        check("👩‍👩‍👧‍👦👍", 2, &["👩‍👩‍👧‍👦", "👍"]);
        check("ends here ", 4, &["ends", "here"]);
    }

    #[test]
    fn half_words_would_flicker_in_the_bubble() {
        for (text, spoken, shown) in [
            ("hello there", 0, ""),
            ("hello there", 1, "hello"),
            ("hello there", 5, "hello"),
            ("hello there", 6, "hello "),
            ("hello there", 7, "hello there"),
            ("hello there", 99, "hello there"),
            ("日本語です、とても長い文が続きます", 6, "日本"),
            ("é", 1, ""),
        ] {
            assert_eq!(&text[..revealed(text, spoken)], shown, "{text} {spoken}");
        }
    }
}
