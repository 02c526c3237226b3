//! The world's own guard over text: whatever wrote it, what is said here is one short, plain line.

/// Characters of one utterance at most.
pub const MAX_UTTERANCE: usize = 500;
/// Characters of a name at most.
pub const MAX_NAME: usize = 40;

/// Text that is safe to show, log and repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    pub text: String,
    /// True when it was longer than allowed.
    pub cut: bool,
}

/// Makes one line of plain text of at most `limit` characters: no control characters, terminal escapes, bidirectional
/// overrides or runs of white space. `None` when nothing is left.
pub fn clean(input: &str, limit: usize) -> Option<Clean> {
    let mut text = String::with_capacity(input.len().min(limit * 4));
    let mut count = 0;
    let mut cut = false;
    let mut gap = false;
    let mut chars = input.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            skip_escape(&mut chars);
            continue;
        }
        if c.is_whitespace() {
            gap = count > 0;
            continue;
        }
        if c.is_control() || is_hidden(c) {
            continue;
        }
        let needed = if gap { 2 } else { 1 };
        if count + needed > limit {
            cut = true;
            break;
        }
        if gap {
            text.push(' ');
            gap = false;
        }
        text.push(c);
        count += needed;
    }
    (!text.is_empty()).then_some(Clean { text, cut })
}

/// Drops the rest of a terminal escape (ECMA-48: CSI up to its final byte, OSC up to BEL or ST).
fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars>) {
    match chars.next_if(|c| matches!(c, '[' | ']' | 'P' | '^' | '_' | '@'..='Z' | '\\')) {
        Some('[') => {
            while let Some(c) = chars.next_if(|c| ('\u{20}'..='\u{7e}').contains(c)) {
                if ('\u{40}'..='\u{7e}').contains(&c) {
                    break;
                }
            }
        }
        Some(']' | 'P' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' {
                    break;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
            }
        }
        _ => {}
    }
}

/// Characters that change how other text reads without being seen: bidirectional embeddings, overrides and isolates,
/// byte-order marks, line and paragraph separators, tags, interlinear marks. The zero-width joiner stays: emoji and
/// several scripts need it.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0001}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{3164}'
    )
}

/// Cuts `text` before `byte` at the last word border; the whole text when `byte` is at its end.
pub fn cut_at_word(text: &str, byte: usize) -> &str {
    if byte >= text.len() {
        return text;
    }
    let mut end = byte;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    if text[end..].starts_with(char::is_whitespace) {
        return head.trim_end();
    }
    match head.rfind(char::is_whitespace) {
        Some(space) => head[..space].trim_end(),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_plain_text_gets_through() {
        let rows = [
            ("hello", Some("hello")),
            ("  two \t\n words  ", Some("two words")),
            ("\u{1b}[31mred\u{1b}[0m", Some("red")),
            ("\u{1b}]0;title\u{7}after", Some("after")),
            ("\u{1b}]0;title\u{1b}\\after", Some("after")),
            ("a\u{202e}b\u{2066}c", Some("abc")),
            ("null\0bell\u{7}", Some("nullbell")),
            ("\u{200b}\u{feff}", None),
            ("", None),
            ("   ", None),
            ("👩‍🌾 grüße שלום", Some("👩‍🌾 grüße שלום")),
        ];
        for (input, expected) in rows {
            assert_eq!(
                clean(input, MAX_UTTERANCE).map(|c| c.text).as_deref(),
                expected,
                "{input:?}"
            );
        }
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let long = "word ".repeat(40_000);
        let cleaned = clean(&long, MAX_UTTERANCE).map(|c| (c.text.chars().count(), c.cut));
        assert_eq!(cleaned, Some((499, true)));
        let exact = "x".repeat(MAX_UTTERANCE);
        assert_eq!(clean(&exact, MAX_UTTERANCE).map(|c| c.cut), Some(false));
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
                let second = clean(&first.text, limit).map(|c| c.text);
                proptest::prop_assert_eq!(second, Some(first.text));
            }
        }
    }
}
