//! Cuts running text into sentences, one character at a time.

use super::SENTENCE_LIMIT;
use crate::text::sanitize;

#[derive(Debug, Clone, Default)]
pub(super) struct Sentences {
    held: String,
    chars: usize,
    /// A sentence seems to have ended: what follows decides.
    border: Border,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Border {
    #[default]
    None,
    /// After `.`, `!`, `?` and closing marks.
    Ended,
    /// … and white space: the next character decides.
    Spaced { byte: usize },
    /// After `。` and the like: no space is needed.
    Wide,
}

impl Sentences {
    pub fn push(&mut self, c: char) -> Vec<String> {
        let mut out = Vec::new();
        if c == '\n' {
            out.extend(self.flush());
            return out;
        }
        match self.border {
            Border::Spaced { byte } if !c.is_whitespace() => {
                self.border = Border::None;
                if begins_sentence(c, &self.held[..byte]) {
                    out.extend(self.cut(byte));
                }
            }
            Border::Wide if !is_closer(c) && !is_wide_end(c) => {
                self.border = Border::None;
                out.extend(self.cut(self.held.len()));
            }
            Border::Ended if c.is_whitespace() => {
                self.border = Border::Spaced {
                    byte: self.held.len(),
                };
            }
            Border::Ended if !is_end(c) && !is_closer(c) => self.border = Border::None,
            _ => {}
        }
        if self.held.is_empty() && c.is_whitespace() {
            return out;
        }
        self.held.push(c);
        self.chars += 1;
        if is_wide_end(c) {
            self.border = Border::Wide;
        } else if is_end(c) && self.border != Border::Wide {
            self.border = Border::Ended;
        }
        if self.chars >= SENTENCE_LIMIT {
            out.extend(self.cut_long());
        }
        out
    }

    /// The end of the text.
    pub fn finish(&mut self) -> Vec<String> {
        self.flush().into_iter().collect()
    }

    fn flush(&mut self) -> Option<String> {
        self.border = Border::None;
        self.cut(self.held.len())
    }

    /// Takes the first `byte` bytes as a sentence.
    fn cut(&mut self, byte: usize) -> Option<String> {
        let rest = self.held.split_off(byte);
        let sentence = std::mem::replace(&mut self.held, rest.trim_start().to_owned());
        self.chars = self.held.chars().count();
        clean(&sentence)
    }

    /// Too long: cut after the last comma, else at the last space, else here.
    fn cut_long(&mut self) -> Option<String> {
        self.border = Border::None;
        let early = self
            .held
            .char_indices()
            .nth(SENTENCE_LIMIT / 2)
            .map_or(0, |(i, _)| i);
        let comma = self
            .held
            .rfind([',', ';', ':', '\u{2014}', '，', '、'])
            .filter(|i| *i > early);
        let comma = comma.map(|i| i + self.held[i..].chars().next().map_or(0, char::len_utf8));
        let space = || self.held.rfind(char::is_whitespace).filter(|i| *i > 0);
        // A comma at the very end leaves nothing to carry over.
        let at = comma.or_else(space).unwrap_or(self.held.len());
        self.cut(at)
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\u{2026}' | '؟' | '।')
}

fn is_wide_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | ')' | ']' | '\u{201d}' | '\u{2019}' | '」' | '』' | '）' | '»'
    )
}

/// Whether `next` begins a sentence after `before`, which ends with a full stop or the like and a space.
fn begins_sentence(next: char, before: &str) -> bool {
    const NEVER: &[&str] = &[
        "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "e.g.", "i.e.", "vs.", "no.", "approx.",
        "capt.", "mt.", "jr.", "fig.", "ca.", "cf.", "resp.",
    ];
    let bare = before.trim_end_matches(is_closer);
    let word = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
    let low = word.to_lowercase();
    if bare.ends_with(['.', '\u{2026}']) {
        if next.is_lowercase() || NEVER.contains(&low.as_str()) {
            return false;
        }
        let stem = word.trim_end_matches('.');
        // "J. Smith" and "1. First"
        let initial =
            stem.chars().count() == 1 && stem.chars().all(char::is_uppercase) && stem != "I";
        let number = !stem.is_empty()
            && bare
                .trim_end_matches('.')
                .chars()
                .all(|c| c.is_ascii_digit());
        return !(initial || number);
    }
    // "Really?" she asked.
    !(next.is_lowercase() && bare.len() < before.len())
}

/// One line without doubled spaces and unpaired quotation marks; `None` when nothing in it can be spoken.
fn clean(sentence: &str) -> Option<String> {
    let mut text = sanitize(sentence, SENTENCE_LIMIT).text;
    for (open, close) in [('"', '"'), ('\u{201c}', '\u{201d}')] {
        let opens = text.matches(open).count();
        let unpaired = if open == close {
            opens % 2 == 1
        } else {
            opens != text.matches(close).count()
        };
        if unpaired {
            text = text
                .trim_start_matches(open)
                .trim_end_matches(close)
                .trim()
                .to_owned();
        }
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'))
        && !inner.contains('"')
    {
        text = inner.trim().to_owned();
    }
    text.chars()
        .any(|c| c.is_alphanumeric() || (!c.is_ascii() && !is_mere_punctuation(c)))
        .then_some(text)
}

fn is_mere_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(u32::from(c), 0x2000..=0x206F | 0x3000..=0x303F | 0xFE00..=0xFE0F | 0xFF00..=0xFF0F | 0xA1 | 0xBF | 0xAB | 0xBB | 0xB7)
}
