//! Words found again in what was said.

use std::ops::Range;

use bevy_egui::egui;
use egui::{Button, Id, Key, Margin, Modifiers, RichText, TextEdit, Ui};

use super::ChatLog;
use crate::{text, theme};

/// Characters one may look for.
const WANTED_CHARS: usize = 80;

/// The search while it is open.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Search {
    wanted: String,
    /// Entry of the log, and bytes of its text; oldest first.
    hits: Vec<(usize, Range<usize>)>,
    /// Which hit is looked at.
    at: usize,
    /// What the hits were found for: version of the log, and words.
    of: Option<(u64, String)>,
    /// The hit that is looked at is yet to be brought into view.
    pub moved: bool,
    fresh: bool,
}

impl Search {
    pub fn new() -> Self {
        Self {
            fresh: true,
            ..Self::default()
        }
    }

    /// Looks again where something changed. What is found for new words begins with the newest.
    pub fn look(&mut self, log: &ChatLog) {
        if let Some((version, wanted)) = &self.of
            && *version == log.version
            && *wanted == self.wanted
        {
            return;
        }
        let new_words = self.of.as_ref().map(|(_, words)| words) != Some(&self.wanted);
        self.hits = log
            .iter()
            .enumerate()
            .flat_map(|(entry, spoken)| {
                let found = find(&spoken.text, &self.wanted).into_iter();
                found.map(move |bytes| (entry, bytes))
            })
            .collect();
        let last = self.hits.len().saturating_sub(1);
        self.at = if new_words { last } else { self.at.min(last) };
        self.moved |= new_words;
        self.of = Some((log.version, self.wanted.clone()));
    }

    /// The hits in an entry of the log, and whether each is the one that is looked at.
    pub fn hits_in(&self, entry: usize) -> impl Iterator<Item = (Range<usize>, bool)> {
        let first = self.hits.partition_point(|(other, _)| *other < entry);
        let hits = self.hits.iter().enumerate().skip(first);
        hits.take_while(move |(_, (other, _))| *other == entry)
            .map(|(place, (_, bytes))| (bytes.clone(), place == self.at))
    }

    fn go(&mut self, older: bool) {
        let count = self.hits.len();
        if count > 0 {
            let step = if older { count - 1 } else { 1 };
            self.at = (self.at + step) % count;
            self.moved = true;
        }
    }

    /// Draws field, count and buttons; returns the ids that may have the keyboard, and true to close.
    pub fn show(&mut self, ui: &mut Ui) -> (Vec<Id>, bool) {
        let id = Id::new("stoa chat search");
        let mut closed = false;
        let mut ids = vec![id];
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        if has_focus {
            for (modifiers, key, older) in [
                (Modifiers::SHIFT, Key::Enter, false),
                (Modifiers::NONE, Key::Enter, true),
                (Modifiers::NONE, Key::ArrowUp, true),
                (Modifiers::NONE, Key::ArrowDown, false),
            ] {
                if ui.input_mut(|input| input.consume_key(modifiers, key)) {
                    self.go(older);
                }
            }
        }
        if std::mem::take(&mut self.fresh) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let room = (ui.available_width() - 250.0).max(80.0);
            ui.add(
                TextEdit::singleline(&mut self.wanted)
                    .id(id)
                    .hint_text(text::search_hint())
                    .char_limit(WANTED_CHARS)
                    .desired_width(room)
                    .margin(Margin::symmetric(10, 6)),
            );
            let count = match self.wanted.trim().is_empty() {
                true => String::new(),
                false => text::hits(self.at, self.hits.len()),
            };
            let count = RichText::new(count).size(theme::SMALL).color(theme::WEAK);
            ui.add_sized([64.0, 20.0], egui::Label::new(count));
            for (label, older) in [(text::older(), true), (text::newer(), false)] {
                let button = ui.add_enabled(!self.hits.is_empty(), small(label));
                ids.push(button.id);
                if button.clicked() {
                    self.go(older);
                }
            }
            let cross = ui.add(small("×")).on_hover_text(text::close());
            ids.push(cross.id);
            closed = cross.clicked();
        });
        (ids, closed)
    }
}

fn small(label: &str) -> Button<'_> {
    Button::new(RichText::new(label).size(theme::SMALL)).small()
}

/// Where `wanted` stands in `text`, in bytes, without regard to capitals.
fn find(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = wanted.trim().chars().flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    // Each small letter with the bytes of the letter that it comes from.
    let letters: Vec<(char, Range<usize>)> = text
        .char_indices()
        .flat_map(|(at, letter)| {
            let bytes = at..at + letter.len_utf8();
            letter
                .to_lowercase()
                .map(move |small| (small, bytes.clone()))
        })
        .collect();
    let mut hits: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(part) = letters.get(from..from + wanted.len()) {
        let same = part.iter().map(|(letter, _)| letter).eq(&wanted);
        let (Some((_, first)), Some((_, last)), true) = (part.first(), part.last(), same) else {
            from += 1;
            continue;
        };
        // A letter that becomes two is not marked twice.
        if hits.last().is_none_or(|hit| hit.end <= first.start) {
            hits.push(first.start..last.end);
        }
        from += wanted.len();
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_would_not_be_found_or_a_letter_be_cut_in_two() {
        for (text, wanted, expected) in [
            ("The olive and the Olives", "olive", vec!["olive", "Olive"]),
            ("The olive", " ", vec![]),
            ("The olive", "", vec![]),
            ("", "olive", vec![]),
            ("aaaa", "aa", vec!["aa", "aa"]),
            ("ÉCOLE, école", "école", vec!["ÉCOLE", "école"]),
            ("İİ", "i", vec!["İ", "İ"]),
            ("日本語のテキスト", "のテ", vec!["のテ"]),
            ("👋👋", "👋", vec!["👋", "👋"]),
            ("olive", "olives", vec![]),
        ] {
            let hits = find(text, wanted);
            let found: Vec<&str> = hits.iter().map(|bytes| &text[bytes.clone()]).collect();
            assert_eq!(found, expected, "{wanted:?} in {text:?}");
        }
    }
}
