use std::time::Duration;

use bevy_egui::egui::{Event, Key, Modifiers, Pos2, Ui};

use super::bench::{Bench, button};
use crate::hand::{
    keyboard::{Keyboard, KeyboardView, SMALLEST_KEYBOARD, key_id, suggestion_id},
    keys::{Cap, Layout, Page, rows},
    line::{KeyPress, Line},
};

fn key(key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

/// A keyboard with its line.
struct Typist {
    bench: Bench,
    keyboard: Keyboard,
    line: Line,
    suggestions: Vec<String>,
    dwell: Option<Duration>,
    sent: Vec<String>,
}

impl Typist {
    /// Every sign of the keys is in a font, and no label is cut; the hint ends with its own dots.
    fn check_signs(&mut self) {
        self.line.apply(&KeyPress::Text("a".into()));
        self.frame(vec![]);
        self.bench.check_text("keys", false);
    }

    fn new(layout: Layout) -> Self {
        let mut typist = Self {
            bench: Bench::new(SMALLEST_KEYBOARD),
            keyboard: Keyboard::new(layout),
            line: Line::default(),
            suggestions: ["Hello", "help", "held", "helmet"]
                .map(String::from)
                .to_vec(),
            dwell: None,
            sent: Vec::new(),
        };
        typist.frame(vec![]);
        typist
    }

    fn frame(&mut self, events: Vec<Event>) {
        let line = self.line.clone();
        let view = KeyboardView {
            line: &line,
            hint: "Say something to Iris…",
            suggestions: &self.suggestions,
            dwell: self.dwell,
        };
        let keyboard = &mut self.keyboard;
        let presses = self
            .bench
            .frame(events, &mut |ui: &mut Ui| keyboard.ui(ui, &view));
        for press in &presses {
            self.sent.extend(self.line.apply(press));
        }
    }

    fn place(&self, cap: Cap) -> Pos2 {
        let page = self.keyboard.page();
        let all = rows(self.keyboard.layout, page).concat();
        let at = all
            .iter()
            .position(|key| key.cap == cap)
            .expect("the key is there");
        self.bench.rect(key_id(page, at)).center()
    }

    fn press(&mut self, cap: Cap) {
        let at = self.place(cap);
        self.click(at);
    }

    fn click(&mut self, at: Pos2) {
        self.frame(vec![Event::PointerMoved(at)]);
        self.frame(vec![button(at, true)]);
        self.frame(vec![button(at, false)]);
        self.frame(vec![]);
    }

    fn hold(&mut self, cap: Cap, frames: usize) {
        let at = self.place(cap);
        self.frame(vec![Event::PointerMoved(at), button(at, true)]);
        for _ in 0..frames {
            self.frame(vec![]);
        }
        self.frame(vec![button(at, false)]);
        self.frame(vec![]);
    }

    fn key_count(&self) -> usize {
        rows(self.keyboard.layout, self.keyboard.page())
            .concat()
            .len()
    }
}

#[test]
fn a_key_would_type_something_else() {
    for layout in Layout::ALL {
        let mut typist = Typist::new(layout);
        typist.press(Cap::Shift);
        for c in "hello".chars() {
            typist.press(Cap::Char(c));
        }
        typist.press(Cap::Space);
        typist.press(Cap::Page(Page::Symbols));
        for c in "1@".chars() {
            typist.press(Cap::Char(c));
        }
        typist.press(Cap::Page(Page::Accents));
        typist.press(Cap::Char('ß'));
        typist.press(Cap::Page(Page::Letters));
        typist.press(Cap::Shift);
        typist.press(Cap::Shift);
        for c in "ab".chars() {
            typist.press(Cap::Char(c));
        }
        typist.press(Cap::Shift);
        typist.press(Cap::Char('.'));
        typist.press(Cap::Left);
        typist.press(Cap::Backspace);
        typist.press(Cap::Right);
        assert_eq!(typist.line.text(), "Hello 1@ßA.", "{layout:?}");
        assert_eq!(typist.bench.check_layout("keys"), typist.key_count() + 3);
        typist.bench.check_text("keys", false);
        typist.press(Cap::Send);
        assert_eq!(typist.sent, ["Hello 1@ßA."], "{layout:?}");
        assert!(typist.line.is_empty());
    }
}

#[test]
fn a_long_press_would_not_offer_accents_or_not_repeat() {
    let mut typist = Typist::new(Layout::Qwerty);
    typist.hold(Cap::Char('e'), 14);
    assert_eq!(
        (typist.keyboard.page(), typist.line.text()),
        (Page::AccentsOf('e'), "")
    );
    typist.press(Cap::Char('é'));
    assert_eq!(
        (typist.keyboard.page(), typist.line.text()),
        (Page::Letters, "é")
    );
    typist.hold(Cap::Char('e'), 14);
    typist.press(Cap::Char('e'));
    // A letter without accents takes its time.
    typist.hold(Cap::Char('x'), 30);
    assert_eq!(typist.line.text(), "éex");
    typist.line = Line::new("0123456789");
    typist.hold(Cap::Backspace, 20);
    let left = typist.line.text().len();
    assert!((1..=6).contains(&left), "{left} are left");
}

#[test]
fn a_suggestion_could_not_be_taken() {
    let mut typist = Typist::new(Layout::Qwerty);
    for at in 0..3 {
        typist.line = Line::new("say hel");
        let place = typist.bench.rect(suggestion_id(at)).center();
        typist.click(place);
        let expected = format!("say {} ", typist.suggestions[at]);
        assert_eq!(typist.line.text(), expected);
    }
    typist.suggestions.clear();
    typist.frame(vec![]);
    assert_eq!(typist.bench.check_layout("keys"), typist.key_count());
}

#[test]
fn a_key_would_show_a_box_instead_of_its_sign() {
    for layout in Layout::ALL {
        for page in [Page::Letters, Page::Symbols, Page::Accents] {
            let mut typist = Typist::new(layout);
            if page != Page::Letters {
                typist.press(Cap::Page(page));
            }
            typist.check_signs();
            typist.line = Line::new("a long line that moves to its cursor ".repeat(9).as_str());
            typist.suggestions.clear();
            typist.frame(vec![]);
            assert_eq!(typist.bench.check_layout("keys"), typist.key_count());
        }
    }
}

#[test]
fn a_real_keyboard_would_not_type_or_press_drawn_keys() {
    let mut typist = Typist::new(Layout::Qwerty);
    typist.press(Cap::Char('a'));
    // The pointer still lies on "a": space and Enter must not press it.
    typist.frame(vec![key(Key::Space), Event::Text(" ".into())]);
    typist.frame(vec![
        Event::Text("b".into()),
        Event::Text("é".into()),
        key(Key::Backspace),
    ]);
    typist.frame(vec![key(Key::ArrowLeft), key(Key::Tab), key(Key::Space)]);
    typist.frame(vec![Event::Paste("c\nd".into())]);
    typist.press(Cap::Char('e'));
    assert_eq!(typist.line.text(), "a c deb");
    typist.frame(vec![key(Key::End), key(Key::Home), key(Key::Delete)]);
    typist.frame(vec![key(Key::Enter)]);
    assert_eq!(typist.sent, ["c deb"]);
}

#[test]
fn the_gaze_alone_could_not_type_a_word() {
    let mut typist = Typist::new(Layout::Qwerty);
    typist.dwell = Some(Duration::from_millis(400));
    for c in ['h', 'i'] {
        let at = typist.place(Cap::Char(c));
        for _ in 0..11 {
            typist.frame(vec![Event::PointerMoved(at)]);
        }
    }
    assert_eq!(typist.line.text(), "hi");
    // Looking on types the letter again, after a pause.
    let at = typist.place(Cap::Char('l'));
    for _ in 0..24 {
        typist.frame(vec![Event::PointerMoved(at)]);
    }
    assert_eq!(typist.line.text(), "hill");
    // Send is pressed once, however long it is looked at.
    let at = typist.place(Cap::Send);
    for _ in 0..60 {
        typist.frame(vec![Event::PointerMoved(at)]);
    }
    assert_eq!(typist.sent, ["hill"]);
}
