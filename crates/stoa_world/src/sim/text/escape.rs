//! Terminal escapes (ECMA-48), which would colour, move or rename whatever shows a line.

use std::{iter::Peekable, str::Chars};

/// Whether `c` begins an escape; the rest of it is then taken from `chars`.
pub(super) fn skip(c: char, chars: &mut Peekable<Chars>) -> bool {
    match c {
        '\u{1b}' => skip_escape(chars),
        // The eight-bit form of `ESC [`.
        '\u{9b}' => skip_sequence(chars),
        _ => return false,
    }
    true
}

fn skip_escape(chars: &mut Peekable<Chars>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_sequence(chars);
        }
        Some(']' | 'P' | '_' | '^' | 'X') => skip_string(chars),
        Some(c) if c.is_ascii_graphic() => {
            chars.next();
        }
        _ => {}
    }
}

/// A string for the terminal (a title, a link) ends with BEL, ST or `ESC \`.
fn skip_string(chars: &mut Peekable<Chars>) {
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

/// Parameters, intermediates and one final character.
fn skip_sequence(chars: &mut Peekable<Chars>) {
    while chars
        .next_if(|c| ('\u{20}'..='\u{3f}').contains(c))
        .is_some()
    {}
    chars.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
}
