//! Reasoning that a model writes between tags in its answer. It is never spoken and never stored.

/// The tags that are known, opening and closing.
const TAGS: [(&str, &str); 4] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("[THINK]", "[/THINK]"),
];

/// Separates visible text from reasoning as the text arrives. What comes out, joined, does not depend on how the text
/// is cut: a piece that may be the beginning of a tag is held back until it is clear.
#[derive(Debug, Default)]
pub struct ThinkSplitter {
    /// Text not yet given out, because a tag may begin in it.
    held: String,
    /// The closing tag that ends the reasoning we are in.
    closing: Option<&'static str>,
    /// Something visible came since the start, or since reasoning ended: blanks before it are the template's, not
    /// speech.
    visible: bool,
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Visible(String),
    Reasoning(String),
}

impl ThinkSplitter {
    /// Takes the next piece of text and returns the parts that are clear by now.
    pub fn feed(&mut self, text: &str) -> Vec<Part> {
        // Nearly every piece: no tag is open, none begins.
        let plain = self.held.is_empty() && self.closing.is_none() && self.visible;
        if plain && !text.is_empty() && !text.contains(['<', '[']) {
            return vec![Part::Visible(text.to_owned())];
        }
        self.held.push_str(text);
        let mut parts = Vec::new();
        while let Some((at, tag, closing)) = self.next_tag() {
            let rest = self.held.split_off(at + tag.len());
            self.held.truncate(at);
            self.give(at, &mut parts);
            self.held = rest;
            self.closing = closing;
            // After reasoning, and after a closing tag whose opening one was in the prompt.
            self.visible &= closing.is_some();
        }
        let clear = self.held.len() - self.possible_tag();
        self.give(clear, &mut parts);
        parts
    }

    /// Bytes that are kept for the next call.
    pub fn held(&self) -> usize {
        self.held.capacity()
    }

    /// The parts left over at the end.
    pub fn finish(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.give(self.held.len(), &mut parts);
        parts
    }

    /// The first whole tag in the held text that matters now, and the state after it.
    fn next_tag(&self) -> Option<(usize, &'static str, Option<&'static str>)> {
        let found = |tag: &'static str, next| Some((self.held.find(tag)?, tag, next));
        match self.closing {
            Some(closing) => found(closing, None),
            None => TAGS
                .iter()
                .flat_map(|(open, close)| [found(open, Some(*close)), found(close, None)])
                .flatten()
                .min_by_key(|(at, ..)| *at),
        }
    }

    /// Length of the longest end of the held text that a tag may begin with.
    fn possible_tag(&self) -> usize {
        let begins = |tag: &str| {
            let longest = (tag.len() - 1).min(self.held.len());
            (1..=longest)
                .rev()
                .find(|length| self.held.ends_with(&tag[..*length]))
                .unwrap_or(0)
        };
        match self.closing {
            Some(closing) => begins(closing),
            None => {
                let tags = TAGS.iter().flat_map(|(open, close)| [*open, *close]);
                tags.map(begins).max().unwrap_or(0)
            }
        }
    }

    /// Gives out the first `length` bytes of the held text.
    fn give(&mut self, length: usize, parts: &mut Vec<Part>) {
        let rest = self.held.split_off(length);
        let text = std::mem::replace(&mut self.held, rest);
        if self.closing.is_some() {
            if !text.is_empty() {
                parts.push(Part::Reasoning(text));
            }
            return;
        }
        let text = if self.visible {
            text
        } else {
            text.trim_start().to_owned()
        };
        if !text.is_empty() {
            self.visible = true;
            parts.push(Part::Visible(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Visible text and reasoning, joined.
    fn split<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut splitter = ThinkSplitter::default();
        let mut parts = Vec::new();
        for piece in pieces {
            parts.extend(splitter.feed(piece));
        }
        parts.extend(splitter.finish());
        let (mut visible, mut reasoning) = (String::new(), String::new());
        for part in parts {
            match part {
                Part::Visible(text) => visible += &text,
                Part::Reasoning(text) => reasoning += &text,
            }
        }
        (visible, reasoning)
    }

    #[test]
    fn reasoning_is_kept_apart_at_every_split() {
        for (text, visible, reasoning) in [
            ("Hello.", "Hello.", ""),
            ("\n Hello. ", "Hello. ", ""),
            ("<think>hm</think>\n\nHello.", "Hello.", "hm"),
            ("<think>a < b</think> Hi <b> you", "Hi <b> you", "a < b"),
            ("Well <think>né</think>yes", "Well yes", "né"),
            ("[THINK]x[/THINK]y", "y", "x"),
            ("<thinking>x</thinking>y", "y", "x"),
            ("</think>\nHello", "Hello", ""),
            ("<think>never ends", "", "never ends"),
            ("<think></think>ok", "ok", ""),
            ("is 1 <th", "is 1 <th", ""),
            ("<think>a</think>b<think>c</think>d", "bd", "ac"),
        ] {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let (left, right) = text.split_at(at);
                let expected = (visible.to_owned(), reasoning.to_owned());
                assert_eq!(split([left, right]), expected, "{text:?} split at {at}");
            }
        }
    }

    #[test]
    fn plain_text_is_not_held_back() {
        let mut splitter = ThinkSplitter::default();
        assert_eq!(
            splitter.feed("Good day. "),
            [Part::Visible("Good day. ".into())]
        );
        assert_eq!(splitter.feed("1 <"), [Part::Visible("1 ".into())]);
        assert_eq!(splitter.feed(" 2"), [Part::Visible("< 2".into())]);
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_parts(
            words in prop::collection::vec(prop::sample::select(vec![
                "<think>", "</think>", "<thi", "nk>", "[THINK]", "[/THINK]", "é", " ", "<", "a", "/think>",
            ]), 0..24),
            cuts in prop::collection::vec(0usize..200, 0..8),
        ) {
            let text = words.concat();
            let mut cuts = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).collect::<Vec<_>>();
            cuts.extend([0, text.len()]);
            cuts.retain(|at| *at <= text.len());
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]);
            prop_assert_eq!(split(pieces), split([text.as_str()]));
        }
    }
}
