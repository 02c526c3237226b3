//! One's own last lines, to be brought back, mended and said again.

use std::collections::VecDeque;

/// Lines that are kept.
const KEPT: usize = 20;

/// What was said from the line, newest last, and which of it the draft is now.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Recall {
    said: VecDeque<String>,
    /// Counted from the newest.
    shown: Option<usize>,
}

impl Recall {
    pub fn keep(&mut self, text: &str) {
        self.shown = None;
        self.said.retain(|said| said != text);
        self.said.push_back(text.to_owned());
        while self.said.len() > KEPT {
            self.said.pop_front();
        }
    }

    /// What stands before `draft`: the last line for an empty one. `None` where it would cost the person their words.
    pub fn older(&mut self, draft: &str) -> Option<String> {
        let next = match self.unchanged(draft) {
            Some(shown) => shown + 1,
            None if draft.trim().is_empty() => 0,
            None => return None,
        };
        let text = self.at(next)?.to_owned();
        self.shown = Some(next);
        Some(text)
    }

    /// What stands behind `draft`: nothing behind the last line.
    pub fn newer(&mut self, draft: &str) -> Option<String> {
        let shown = self.unchanged(draft)?;
        self.shown = shown.checked_sub(1);
        Some(match self.shown {
            Some(next) => self.at(next)?.to_owned(),
            None => String::new(),
        })
    }

    /// Which line `draft` is, as long as it was not mended.
    fn unchanged(&self, draft: &str) -> Option<usize> {
        self.shown.filter(|shown| self.at(*shown) == Some(draft))
    }

    fn at(&self, back: usize) -> Option<&str> {
        let place = self.said.len().checked_sub(back + 1)?;
        self.said.get(place).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_would_not_come_back_or_would_take_what_is_being_written() {
        let mut recall = Recall::default();
        assert_eq!(recall.older(""), None);
        for text in ["one", "two", "three", "two"] {
            recall.keep(text);
        }
        for (up, draft, expected) in [
            (true, "a thought", None),
            (false, "", None),
            (true, " ", Some("two")),
            (true, "two", Some("three")),
            (true, "three", Some("one")),
            (true, "one", None),
            (false, "one", Some("three")),
            // Mended: it is the person's own now.
            (true, "three more", None),
            (false, "three more", None),
            (false, "three", Some("two")),
            (false, "two", Some("")),
            (false, "", None),
        ] {
            let got = if up {
                recall.older(draft)
            } else {
                recall.newer(draft)
            };
            assert_eq!(got.as_deref(), expected, "{draft:?}, up: {up}");
        }
        for n in 0..100 {
            recall.keep(&n.to_string());
        }
        assert_eq!(recall.said.len(), KEPT);
    }
}
