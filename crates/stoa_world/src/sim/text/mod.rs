//! The world's own guard over text: whatever wrote it, what is said here is one short, plain line.
//!
//! The rules are those of `stoa_mind::text`, which this crate does not see: names and lines have to pass both.

mod escape;
#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation;

/// Characters of one utterance at most.
pub const MAX_UTTERANCE: usize = 500;
/// Characters of a name at most.
pub const MAX_NAME: usize = 40;
/// Combining marks on one letter at most; more only smear over the lines around.
const MAX_MARKS: usize = 3;
/// Characters of one grapheme at most. A family of four, each with their skin tone, has eleven.
const MAX_GRAPHEME: usize = 12;

/// Text that is safe to show, log and repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    pub text: String,
    /// True when it was longer than allowed.
    pub cut: bool,
}

/// Makes one line of plain text of at most `limit` characters: no control characters, terminal escapes, characters that
/// reorder or hide text, piles of combining marks or runs of white space. Cuts between graphemes, so that no emoji or
/// accented letter is halved. `None` when nothing is left.
pub fn clean(input: &str, limit: usize) -> Option<Clean> {
    // A paste of any length costs no more than its visible start.
    let (visible, more) = visible(input, limit + 2 * MAX_GRAPHEME);
    let (text, cut) = fit(visible.trim_end(), limit);
    (!text.is_empty()).then_some(Clean {
        text,
        cut: cut || more,
    })
}

/// The visible part of `input`, up to `room` characters of it, and whether there is more.
fn visible(input: &str, room: usize) -> (String, bool) {
    let mut text = String::with_capacity(input.len().min(4 * room));
    let (mut count, mut marks) = (0, 0);
    // A joiner counts only between two visible characters.
    let mut joiner = None;
    let mut chars = input.chars().peekable();
    while let Some(c) = chars.next() {
        if escape::skip(c, &mut chars) || (is_hidden(c) && !c.is_whitespace()) {
            continue;
        }
        if c.is_whitespace() {
            (marks, joiner) = (0, None);
            if text.is_empty() || text.ends_with(' ') {
                continue;
            }
        } else if is_joiner(c) {
            let joins = !text.is_empty() && !text.ends_with(' ');
            joiner = joiner.or(joins.then_some(c));
            continue;
        } else if is_mark(c) {
            marks += 1;
            if marks > MAX_MARKS || text.is_empty() {
                continue;
            }
        } else {
            marks = 0;
        }
        if count >= room {
            return (text, true);
        }
        if let Some(joiner) = joiner.take() {
            text.push(joiner);
            count += 1;
        }
        text.push(if c.is_whitespace() { ' ' } else { c });
        count += 1;
    }
    (text, false)
}

/// The whole graphemes of `text` that fit into `limit` characters, and whether something was left out.
fn fit(text: &str, limit: usize) -> (String, bool) {
    let mut kept = String::with_capacity(text.len());
    let mut left = limit;
    for grapheme in text.graphemes(true) {
        let grapheme = shortened(grapheme);
        let length = grapheme.chars().count();
        if length > left {
            let plain = kept
                .trim_end_matches(|c: char| c == ' ' || is_joiner(c))
                .len();
            kept.truncate(plain);
            return (kept, true);
        }
        kept.push_str(grapheme);
        left -= length;
    }
    (kept, false)
}

/// No more of a grapheme than anybody means.
fn shortened(grapheme: &str) -> &str {
    match grapheme.char_indices().nth(MAX_GRAPHEME) {
        Some((end, _)) => grapheme[..end].trim_end_matches(is_joiner),
        None => grapheme,
    }
}

/// The zero-width joiner and non-joiner: parts of emoji and of several scripts.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that have no place in a line of speech: they are invisible (soft hyphens, zero-width spaces, fillers,
/// tags), reorder text (bidirectional marks, overrides and isolates; Unicode Technical Report 36), or are no characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x180E | 0x200B | 0x200E..=0x200F | 0x061C | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF
            | 0xFFF0..=0xFFFB | 0x115F..=0x1160 | 0x3164 | 0xFFA0 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF | 0xE000..=0xF8FF | 0xF0000..=0x10FFFF | 0xFDD0..=0xFDEF)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Marks that combine with the letter before them, and variation selectors.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
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
