//! Which keys a drawn keyboard has, and where.

use bevy_egui::egui::{Pos2, Rect, vec2};

use super::accents::accents;
use crate::language::{Language, spoken};

/// How the letters lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Layout {
    #[default]
    Qwerty,
    Qwertz,
    Azerty,
}

impl Layout {
    pub const ALL: [Self; 3] = [Self::Qwerty, Self::Qwertz, Self::Azerty];

    /// As the keyboards are on which the language of the panels is written.
    pub fn spoken() -> Self {
        match spoken() {
            Language::German => Self::Qwertz,
            Language::English | Language::Auto => Self::Qwerty,
        }
    }

    fn letters(self) -> [&'static str; 3] {
        match self {
            Self::Qwerty => ["qwertyuiop", "asdfghjkl'", "zxcvbnm?"],
            Self::Qwertz => ["qwertzuiopü", "asdfghjklöä", "yxcvbnmß?"],
            Self::Azerty => ["azertyuiop", "qsdfghjklm", "wxcvbn'?"],
        }
    }
}

/// What the keys show now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Page {
    #[default]
    Letters,
    Symbols,
    Accents,
    /// What a long press on this letter offers.
    AccentsOf(char),
}

/// What is on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cap {
    Char(char),
    Shift,
    Backspace,
    /// Turns to this page.
    Page(Page),
    Left,
    Right,
    Space,
    Send,
}

/// A key, with the share of its row's width that it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    pub cap: Cap,
    pub units: f32,
}

const SYMBOLS: [&str; 3] = ["1234567890", "@#€$%&*-_+=", "\"'():;!/?"];
const ACCENTED: [&str; 3] = ["àáâäãåæçñß", "èéêëìíîïùúû", "òóôöõøœü"];

/// The four rows of `page`, from the top.
pub fn rows(layout: Layout, page: Page) -> [Vec<Key>; 4] {
    let of_letter;
    let chars = match page {
        Page::Letters => layout.letters(),
        Page::Symbols => SYMBOLS,
        Page::Accents => ACCENTED,
        Page::AccentsOf(letter) => {
            of_letter = letter.to_string();
            ["", accents(letter), of_letter.as_str()]
        }
    };
    let [top, middle, bottom] = chars.map(|row| row.chars().map(char_key).collect::<Vec<_>>());
    let mut third = Vec::new();
    if page != Page::Symbols {
        third.push(key(Cap::Shift, 1.25));
    }
    third.extend(bottom);
    third.push(key(Cap::Backspace, 1.25));
    [top, middle, third, last(page)]
}

fn last(page: Page) -> Vec<Key> {
    let (first, second) = match page {
        Page::Letters => (Page::Symbols, Page::Accents),
        Page::Symbols => (Page::Letters, Page::Accents),
        Page::Accents | Page::AccentsOf(_) => (Page::Letters, Page::Symbols),
    };
    vec![
        key(Cap::Page(first), 1.25),
        key(Cap::Page(second), 1.0),
        key(Cap::Char(','), 1.0),
        key(Cap::Space, 3.0),
        key(Cap::Char('.'), 1.0),
        key(Cap::Left, 1.0),
        key(Cap::Right, 1.0),
        key(Cap::Send, 1.75),
    ]
}

fn key(cap: Cap, units: f32) -> Key {
    Key { cap, units }
}

fn char_key(c: char) -> Key {
    key(Cap::Char(c), 1.0)
}

/// Puts `rows` into `area`, each as wide as it. Keys touch each other, so that there is no dead ground between
/// them; they are to be painted smaller than they are.
pub fn place(area: Rect, rows: &[Vec<Key>]) -> Vec<(Rect, Cap)> {
    let height = area.height() / rows.len().max(1) as f32;
    let mut placed = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let whole: f32 = row.iter().map(|key| key.units).sum();
        let mut left = area.left();
        for key in row {
            let width = area.width() * key.units / whole;
            let corner = Pos2::new(left, area.top() + height * number as f32);
            placed.push((Rect::from_min_size(corner, vec2(width, height)), key.cap));
            left += width;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::hand::{keyboard::SMALLEST_KEYS, target::SMALLEST};

    fn pages() -> Vec<Page> {
        let mut pages = vec![Page::Letters, Page::Symbols, Page::Accents];
        pages.extend("aceinosuyzß?!'".chars().map(Page::AccentsOf));
        pages
    }

    #[test]
    fn a_key_would_be_too_small_or_lie_under_another() {
        let area = Rect::from_min_size(Pos2::new(7.0, 9.0), SMALLEST_KEYS);
        for layout in Layout::ALL {
            for page in pages() {
                let placed = place(area, &rows(layout, page));
                for (at, (rect, cap)) in placed.iter().enumerate() {
                    let inside = rect.min.x >= area.min.x - 0.01 && rect.max.x <= area.max.x + 0.01;
                    let size = rect.size();
                    assert!(inside, "{layout:?} {page:?} {cap:?}");
                    assert!(
                        size.x >= SMALLEST && size.y >= SMALLEST,
                        "{layout:?} {page:?} {cap:?}: {size:?}"
                    );
                    for (other, name) in &placed[at + 1..] {
                        let both = rect.intersect(*other);
                        assert!(
                            both.width() < 0.01 || both.height() < 0.01,
                            "{cap:?} {name:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_letter_would_be_out_of_reach_or_there_twice() {
        for layout in Layout::ALL {
            let caps = |page| -> Vec<Cap> {
                rows(layout, page)
                    .concat()
                    .into_iter()
                    .map(|key| key.cap)
                    .collect()
            };
            for page in pages() {
                let all = caps(page);
                let set: BTreeSet<String> = all.iter().map(|cap| format!("{cap:?}")).collect();
                assert_eq!(set.len(), all.len(), "{layout:?} {page:?}");
                for cap in [Cap::Backspace, Cap::Space, Cap::Send, Cap::Left, Cap::Right] {
                    assert!(all.contains(&cap), "{layout:?} {page:?} {cap:?}");
                }
                let back = page == Page::Letters || all.contains(&Cap::Page(Page::Letters));
                assert!(back, "{layout:?} {page:?}");
            }
            let letters = caps(Page::Letters);
            for c in 'a'..='z' {
                assert!(letters.contains(&Cap::Char(c)), "{layout:?} {c}");
            }
            let symbols = caps(Page::Symbols);
            for c in "0123456789.,?!'\"()-:;/&@".chars() {
                assert!(symbols.contains(&Cap::Char(c)), "{layout:?} {c}");
            }
            let accented = caps(Page::Accents);
            for c in "äöüßéèàçñøåœêîôû".chars() {
                assert!(accented.contains(&Cap::Char(c)), "{layout:?} {c}");
            }
        }
    }
}
