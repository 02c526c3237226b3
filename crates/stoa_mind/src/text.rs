//! Text from anywhere made safe to show, to speak and to put into a prompt.

use unicode_segmentation::UnicodeSegmentation;

/// The longest utterance, in characters.
pub const SPEECH_LIMIT: usize = 500;
/// The longest name, in characters.
pub const NAME_LIMIT: usize = 40;

/// The outcome of [`sanitize`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sanitized {
    /// One line of visible text without leading, trailing or doubled spaces.
    pub text: String,
    /// True when the text was longer than the limit: say so to its author.
    pub truncated: bool,
    /// True when something invisible or harmful was taken out.
    pub removed: bool,
}

/// Makes one clean line of at most `limit` characters out of any text.
///
/// Removes control characters, ANSI escape sequences, bidirectional overrides and isolates (which make text read
/// otherwise than it is; Unicode Technical Report 36), characters that hide text (zero-width spaces, tags, extended
/// variation selectors) and piles of combining marks. Line breaks become spaces. Cuts between graphemes, so that no
/// emoji or accented letter is halved.
pub fn sanitize(input: &str, limit: usize) -> Sanitized {
    let (clean, removed) = strip(input);
    let (text, truncated) = cut(clean.trim(), limit);
    Sanitized {
        text,
        truncated,
        removed,
    }
}

fn strip(input: &str) -> (String, bool) {
    let mut out = String::with_capacity(input.len().min(4 * SPEECH_LIMIT));
    let mut removed = false;
    let mut marks = 0;
    let mut chars = input.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => {
                removed = true;
                skip_escape(&mut chars);
            }
            '\u{9b}' => {
                removed = true;
                skip_csi(&mut chars);
            }
            c if c.is_whitespace() => {
                marks = 0;
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if is_hidden(c) => removed = true,
            '\u{200c}' | '\u{200d}' => {
                // Joiners are part of emoji and of several scripts, but only one at a time and between letters.
                let before = out
                    .chars()
                    .last()
                    .is_some_and(|p| p != ' ' && !is_joiner(p));
                let after = chars
                    .peek()
                    .is_some_and(|n| !n.is_whitespace() && !is_joiner(*n) && !is_hidden(*n));
                if before && after {
                    out.push(c);
                } else {
                    removed = true;
                }
            }
            c if is_mark(c) => {
                marks += 1;
                if marks <= 3 && !out.is_empty() {
                    out.push(c);
                } else {
                    removed = true;
                }
            }
            c => {
                marks = 0;
                out.push(c);
            }
        }
    }
    (out, removed)
}

fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_csi(chars);
        }
        // Strings for the terminal (OSC, DCS, APC, PM, SOS) end with BEL or ESC \.
        Some(']' | 'P' | '_' | '^' | 'X') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    return;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    return;
                }
            }
        }
        Some(c) if c.is_ascii_graphic() => {
            chars.next();
        }
        _ => {}
    }
}

/// Skips the rest of a control sequence: parameters, intermediates and one final character (ECMA-48).
fn skip_csi(chars: &mut std::iter::Peekable<std::str::Chars>) {
    while chars
        .next_if(|c| ('\u{20}'..='\u{3f}').contains(c))
        .is_some()
    {}
    chars.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that have no place in a line of speech: they are invisible, reorder text or are no characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x180E | 0x200B | 0x200E..=0x200F | 0x061C | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF
            | 0xFFF0..=0xFFFB | 0x115F..=0x1160 | 0x3164 | 0xFFA0 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF | 0xE000..=0xF8FF | 0xF0000..=0x10FFFF | 0xFDD0..=0xFDEF)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
}

/// The longest start of `text` that has at most `limit` characters and ends between graphemes.
fn cut(text: &str, limit: usize) -> (String, bool) {
    if text.chars().count() <= limit {
        return (text.to_owned(), false);
    }
    let mut left = limit;
    let mut end = 0;
    for g in text.graphemes(true) {
        let n = g.chars().count();
        if n > left {
            break;
        }
        left -= n;
        end += g.len();
    }
    if end == 0 {
        // One grapheme longer than the limit: better a part of it than nothing.
        return (text.chars().take(limit).collect(), true);
    }
    (text[..end].trim_end().to_owned(), true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn harmful_text_reaches_screen_or_prompt() {
        let rows: &[(&str, &str, bool)] = &[
            ("hello", "hello", false),
            ("  two \t words \n here ", "two words here", false),
            ("\u{1b}[31mred\u{1b}[0m", "red", true),
            ("\u{1b}]0;title\u{7}x", "x", true),
            ("\u{1b}]8;;http://a\u{1b}\\link", "link", true),
            ("\u{9b}2Jgone", "gone", true),
            ("a\u{0}b\u{8}c", "abc", true),
            ("abc\u{202e}def", "abcdef", true),
            ("\u{2066}x\u{2069}", "x", true),
            ("p\u{200b}a\u{feff}y", "pay", true),
            ("hid\u{e0041}den", "hidden", true),
            ("👨‍👩‍👧 family", "👨‍👩‍👧 family", false),
            ("x\u{200d}\u{200d}\u{200d}y", "x\u{200d}y", true),
            (
                "z\u{301}\u{302}\u{303}\u{304}\u{305}",
                "z\u{301}\u{302}\u{303}",
                true,
            ),
            ("שלום עולם", "שלום עולם", false),
            ("line\u{2028}break", "line break", false),
            ("", "", false),
        ];
        for (input, want, removed) in rows {
            let got = sanitize(input, SPEECH_LIMIT);
            assert_eq!(
                (got.text.as_str(), got.removed),
                (*want, *removed),
                "{input:?}"
            );
        }
    }

    #[test]
    fn long_text_is_cut_inside_a_grapheme() {
        assert_eq!(sanitize("abcdef", 3).text, "abc");
        assert!(sanitize("abcdef", 3).truncated);
        assert!(!sanitize("abc", 3).truncated);
        assert_eq!(sanitize("ab👨‍👩‍👧", 4).text, "ab");
        assert_eq!(sanitize(&"x".repeat(100_000), 500).text.len(), 500);
    }

    proptest! {
        #[test]
        fn sanitize_lets_control_or_length_through(s in any::<String>(), limit in 0usize..60) {
            let got = sanitize(&s, limit);
            prop_assert!(got.text.chars().count() <= limit);
            prop_assert!(!got.text.chars().any(|c| c.is_control() || is_hidden(c)));
            prop_assert!(!got.text.contains("  "));
            let again = sanitize(&got.text, limit);
            prop_assert_eq!(&again.text, &got.text);
        }
    }
}
