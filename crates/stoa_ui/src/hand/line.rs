//! A line of text that is being typed, and what a key does to it. All of it counts in grapheme clusters: what a
//! person takes for one letter is never cut in two.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::{chat::SAY_CHARS, clean::fit};

/// What a key does, drawn or real.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyPress {
    /// A letter, or several.
    Text(String),
    /// A suggestion: takes the place of the word at the cursor.
    Word(String),
    Backspace,
    Delete,
    Left,
    Right,
    Home,
    End,
    Send,
}

/// What has been typed so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    text: String,
    /// In bytes; always between two clusters.
    cursor: usize,
    /// The space before the cursor came with a suggestion.
    spaced: bool,
}

impl Line {
    /// `text` with the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cursor stands, in bytes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Does what the key says. Returns the text to be said when it was [`KeyPress::Send`] and there is any; the line
    /// is empty then.
    pub fn apply(&mut self, press: &KeyPress) -> Option<String> {
        let spaced = std::mem::take(&mut self.spaced);
        match press {
            KeyPress::Text(text) => {
                if spaced && text.starts_with(['.', ',', '!', '?', ';', ':']) {
                    self.backspace();
                }
                self.insert(text);
            }
            KeyPress::Word(word) => self.complete(word),
            KeyPress::Backspace => self.backspace(),
            KeyPress::Delete => {
                let end = self.next();
                self.text.replace_range(self.cursor..end, "");
                self.settle(self.cursor);
            }
            KeyPress::Left => self.cursor = self.previous(),
            KeyPress::Right => self.cursor = self.next(),
            KeyPress::Home => self.cursor = 0,
            KeyPress::End => self.cursor = self.text.len(),
            KeyPress::Send => {
                let text = self.text.trim().to_owned();
                *self = Self::default();
                return (!text.is_empty()).then_some(text);
            }
        }
        None
    }

    fn backspace(&mut self) {
        let start = self.previous();
        self.text.replace_range(start..self.cursor, "");
        self.settle(start);
    }

    fn insert(&mut self, text: &str) {
        let after = self.text.split_off(self.cursor);
        let room = SAY_CHARS.saturating_sub(after.chars().count());
        // Together with what stands before it: an accent may belong to the last letter.
        let before = std::mem::take(&mut self.text) + text;
        let (before, _) = fit(&before, SAY_CHARS * 2);
        self.text = whole_clusters(&before, room).to_owned();
        let cursor = self.text.len();
        self.text.push_str(&after);
        self.settle(cursor);
    }

    fn complete(&mut self, word: &str) {
        let start = word_start(self.before_cursor());
        let end = self.cursor + word_length(&self.text[self.cursor..]);
        self.text.replace_range(start..end, "");
        self.settle(start);
        self.insert(word);
        if self.text[self.cursor..].starts_with(' ') {
            self.cursor += 1;
        } else {
            self.insert(" ");
        }
        self.spaced = self.before_cursor().ends_with(' ');
    }

    /// Puts the cursor to `at`, or behind the cluster that has grown together there.
    fn settle(&mut self, at: usize) {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        let stands = cursor.is_boundary(&self.text, 0).unwrap_or(true);
        self.cursor = at;
        if !stands {
            self.cursor = self.next();
        }
    }

    fn previous(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        cursor
            .prev_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(0)
    }

    fn next(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        let next = cursor.next_boundary(&self.text, 0).ok().flatten();
        next.unwrap_or(self.text.len())
    }
}

/// As much of `text` as fits into `chars` characters without cutting a cluster.
fn whole_clusters(text: &str, chars: usize) -> &str {
    let mut count = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        count += cluster.chars().count();
        if count > chars {
            return &text[..at];
        }
    }
    text
}

/// True for what words are made of.
pub fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '\u{300}'..='\u{36f}')
}

/// Where the word begins that `before` ends with; its length when it ends with none.
pub fn word_start(before: &str) -> usize {
    before.trim_end_matches(is_in_word).len()
}

fn word_length(after: &str) -> usize {
    after.len() - after.trim_start_matches(is_in_word).len()
}

#[cfg(test)]
mod tests {
    use super::{KeyPress::*, *};

    /// Types `presses` into `text`, whose cursor stands at `|`, and expects the same form.
    fn check(before: &str, presses: &[KeyPress], after: &str) {
        let (left, right) = before.split_once('|').expect("a cursor");
        let mut line = Line {
            text: format!("{left}{right}"),
            cursor: left.len(),
            spaced: false,
        };
        for press in presses {
            line.apply(press);
        }
        let shown = format!("{}|{}", line.before_cursor(), &line.text[line.cursor..]);
        assert_eq!(shown, after, "{before:?} {presses:?}");
    }

    fn text(text: &str) -> KeyPress {
        Text(text.into())
    }

    fn word(word: &str) -> KeyPress {
        Word(word.into())
    }

    #[test]
    fn a_letter_would_be_cut_in_two() {
        check("|", &[text("a"), text("b")], "ab|");
        check("ab|", &[Left, text("x")], "ax|b");
        check("ab|", &[Left, Left, Left, Delete], "|b");
        check("a👩‍👩‍👧‍👦|b", &[Backspace], "a|b");
        check("a|👩‍👩‍👧‍👦b", &[Right], "a👩‍👩‍👧‍👦|b");
        check("a|👩‍👩‍👧‍👦b", &[Delete], "a|b");
        check("e\u{301}|", &[Backspace], "|");
        check("xe\u{301}|", &[Left, Left, Right], "x|e\u{301}");
        check("e|", &[text("\u{301}"), Left], "|e\u{301}");
        check("🇩🇪🇫🇷|", &[Backspace], "🇩🇪|");
        check("שלום|", &[Backspace, text("ם")], "שלום|");
        check("|", &[Backspace, Delete, Left, Right], "|");
        check("ab|cd", &[Home, Delete, End, Backspace], "bc|");
        // Two halves of a flag grow together; the cursor stands behind them.
        check("🇩x|🇪", &[Backspace], "🇩🇪|");
    }

    #[test]
    fn a_suggestion_would_leave_half_a_word() {
        check("I am hap|", &[word("happy")], "I am happy |");
        check("I am |", &[word("glad")], "I am glad |");
        check("say hel|lo there", &[word("help")], "say help |there");
        check("|", &[word("Hello")], "Hello |");
        check("don't thin|", &[word("think")], "don't think |");
        check("don'|", &[word("don't")], "don't |");
        check("hi|", &[word("Hello"), text("!")], "Hello!|");
        check("hi|", &[word("Hello"), text("x"), text("!")], "Hello x!|");
        check("hi |", &[text("!")], "hi !|");
        check("ca|", &[word("café"), Backspace], "café|");
    }

    #[test]
    fn a_line_would_grow_past_what_may_be_said() {
        let mut line = Line::new(&"x".repeat(100_000));
        assert_eq!(line.text().chars().count(), SAY_CHARS);
        line.apply(&text("y"));
        line.apply(&word("zebra"));
        assert!(line.text().chars().count() <= SAY_CHARS);
        let mut line = Line::new(&"y".repeat(SAY_CHARS - 2));
        line.apply(&text("👩‍👩‍👧‍👦"));
        assert_eq!(line.text().chars().count(), SAY_CHARS - 2);
        let mut line = Line::new("a");
        for _ in 0..50 {
            line.apply(&text("\u{301}"));
        }
        assert_eq!(line.text().chars().count(), 4);
        assert_eq!(Line::new("a\u{1b}[31mb\u{202e}\n").text(), "ab ");
    }

    #[test]
    fn sending_would_say_nothing_or_keep_the_line() {
        for (typed, said) in [(" Hello ", Some("Hello")), ("   ", None), ("", None)] {
            let mut line = Line::new(typed);
            assert_eq!(line.apply(&Send).as_deref(), said, "{typed:?}");
            assert!(line.is_empty() && line.cursor() == 0);
        }
    }
}
