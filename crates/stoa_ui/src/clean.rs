//! Makes any text safe to show: names, speech, model output and pasted text all pass here.

use unicode_segmentation::UnicodeSegmentation;

/// Marks (accents and the like) that one letter may carry; more only smear over the lines around.
const MARKS_A_LETTER: usize = 3;

/// `text` in one paragraph, without control characters, terminal escapes and invisible direction overrides, at most
/// `max_chars` characters long; a cut is marked with `…`.
pub fn clean(text: &str, max_chars: usize) -> String {
    let (mut out, cut) = fit(text, max_chars);
    if cut {
        out.pop();
        out.push('…');
    }
    out
}

/// As [`clean`], without the mark; tells whether something was cut off.
pub fn fit(text: &str, max_chars: usize) -> (String, bool) {
    let mut out = String::new();
    let mut count = 0;
    for cluster in printable(text).graphemes(true) {
        let letters = cluster
            .chars()
            .take(1 + MARKS_A_LETTER.max(joined(cluster)));
        for c in letters {
            if count == max_chars {
                return (out, true);
            }
            out.push(c);
            count += 1;
        }
    }
    (out, false)
}

/// `text` for whoever must see what is really in it: lines stay lines, and what [`clean`] takes out is shown by its
/// number, as `⟨202E⟩`. At most `max_chars` characters; tells whether something was cut off.
pub fn reveal(text: &str, max_chars: usize) -> (String, bool) {
    let mut out = String::new();
    let mut count = 0;
    for cluster in text.graphemes(true) {
        let marks = 1 + MARKS_A_LETTER.max(joined(cluster));
        for (i, c) in cluster.chars().enumerate() {
            let shown = match c {
                '\n' => "\n".to_owned(),
                '\t' => "    ".to_owned(),
                '\r' if cluster.ends_with('\n') => String::new(),
                c if is_hidden(c) || i >= marks => format!("⟨{:04X}⟩", u32::from(c)),
                c => c.to_string(),
            };
            count += shown.chars().count();
            if count > max_chars {
                return (out, true);
            }
            out.push_str(&shown);
        }
    }
    (out, false)
}

/// Does something to the text without being seen itself.
fn is_hidden(c: char) -> bool {
    matches!(c,
        // Direction overrides and isolates: they can make a line read as what it is not.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Byte order mark, soft hyphen, invisible operators and tags.
        | '\u{feff}' | '\u{ad}' | '\u{2060}'..='\u{2064}' | '\u{e0000}'..='\u{e007f}')
        || c.is_control()
}

/// Emoji are joined of many characters: those stay whole.
fn joined(cluster: &str) -> usize {
    if cluster.contains(['\u{200d}', '\u{fe0f}']) || cluster.chars().any(|c| c >= '\u{1f000}') {
        cluster.chars().count().min(16)
    } else {
        0
    }
}

fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4096));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            // The eight-bit form of `ESC [`.
            '\u{9b}' => skip_sequence(&mut chars),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if is_hidden(c) => {}
            c => out.push(c),
        }
    }
    out
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars) {
    match chars.next() {
        Some('[') => skip_sequence(chars),
        // A string (title, link): up to BEL or `ESC \`.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || (c == '\u{1b}' && chars.next_if_eq(&'\\').is_some()) {
                    break;
                }
            }
        }
        _ => {}
    }
}

/// Parameters up to the final byte (ECMA-48, 5.4).
fn skip_sequence(chars: &mut Chars) {
    while let Some(c) = chars.next_if(|c| ('\u{20}'..='\u{7e}').contains(c)) {
        if ('\u{40}'..='\u{7e}').contains(&c) {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_would_be_shown_as_it_came() {
        for (given, expected) in [
            ("plain words", "plain words"),
            ("two\nlines\tand a tab", "two lines and a tab"),
            ("win\r\ndows", "win dows"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
            ("\u{9b}31mred", "red"),
            ("nul\0bell\u{7}", "nulbell"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("שלום עולם", "שלום עולם"),
            ("مرحبا", "مرحبا"),
            ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
            (
                "z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
                "z\u{301}\u{302}\u{303}",
            ),
            ("open \u{1b}", "open "),
            ("open \u{1b}[12", "open "),
        ] {
            assert_eq!(clean(given, 100), expected, "{given:?}");
        }
    }

    #[test]
    fn what_hides_in_a_prompt_would_stay_hidden() {
        for (given, shown) in [
            ("two\nlines\ta", "two\nlines    a"),
            ("win\r\ndows", "win\ndows"),
            ("\u{1b}[31mred", "⟨001B⟩[31mred"),
            ("a\u{202e}b\u{200d}", "a⟨202E⟩b\u{200d}"),
            ("\u{e0041}x", "⟨E0041⟩x"),
            (
                "z\u{301}\u{302}\u{303}\u{304}",
                "z\u{301}\u{302}\u{303}⟨0304⟩",
            ),
            ("שלום 👩‍👩‍👧‍👦", "שלום 👩‍👩‍👧‍👦"),
        ] {
            assert_eq!(reveal(given, 100), (shown.to_owned(), false), "{given:?}");
        }
        let (kept, cut) = reveal(&"\0".repeat(1_000), 500);
        assert_eq!((kept.chars().count(), cut), (498, true));
    }

    #[test]
    fn a_long_paste_would_be_kept_whole() {
        let paste = "word ".repeat(20_000);
        let (kept, cut) = fit(&paste, 500);
        assert_eq!((kept.chars().count(), cut), (500, true));
        assert_eq!(clean(&paste, 500).chars().count(), 500);
        assert!(clean(&paste, 500).ends_with('…'));
        assert_eq!(fit("short", 500), ("short".to_owned(), false));
        assert_eq!(fit("12345", 5), ("12345".to_owned(), false));
        assert_eq!(clean("anything", 0), "…");
    }
}
