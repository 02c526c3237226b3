//! A keyboard in the air: the line, three suggestions, the keys. A real keyboard types into the same line.

use std::time::Duration;

use bevy_egui::egui;
use egui::{
    Color32, CornerRadius, Event, FontId, Id, ImeEvent, Key, Modifiers, Rect, Stroke, StrokeKind,
    Ui, Vec2, text::CCursor, vec2,
};

use super::{
    accents::{accents, capital},
    keys::{Cap, Layout, Page, place, rows},
    line::{KeyPress, Line},
    target::{Hold, Look, Rows, Target, columns},
    text,
};
use crate::theme;

/// The keys alone need this many points for none to be smaller than [`super::target::SMALLEST`].
pub const SMALLEST_KEYS: Vec2 = vec2(560.0, 200.0);
/// The whole keyboard: with the line and the suggestions above the keys.
pub const SMALLEST_KEYBOARD: Vec2 = vec2(576.0, 336.0);

const MARGIN: f32 = 8.0;
const FIELD: f32 = 52.0;
const SUGGESTIONS: f32 = 52.0;
const KEY_TEXT: f32 = 21.0;
/// Points that a key is painted smaller than it is, on each side.
const INSET: f32 = 2.5;

/// What the keyboard shows.
#[derive(Debug, Clone, Copy)]
pub struct KeyboardView<'a> {
    pub line: &'a Line,
    /// Shown in the empty line: `Say something to Iris…`.
    pub hint: &'a str,
    /// The first three are offered.
    pub suggestions: &'a [String],
    /// The gaze alone presses a key after this time.
    pub dwell: Option<Duration>,
}

/// The state of the keys between frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keyboard {
    pub layout: Layout,
    page: Page,
    shift: Shift,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Shift {
    #[default]
    Off,
    /// For one letter.
    Once,
    Locked,
}

impl Keyboard {
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            ..Self::default()
        }
    }

    pub fn page(&self) -> Page {
        self.page
    }

    /// Draws the keyboard over all that `ui` has left (at least [`SMALLEST_KEYBOARD`]) and returns what was typed, in
    /// its order; to be given to [`Line::apply`].
    pub fn ui(&mut self, ui: &mut Ui, view: &KeyboardView) -> Vec<KeyPress> {
        let mut presses = ui.input_mut(|input| take_typed(&mut input.events));
        let area = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(area);
        ui.painter().rect_filled(area, theme::RADIUS, theme::PANEL);
        let mut parts = Rows::new(area.shrink(MARGIN));
        field(ui, parts.top(FIELD), view);
        presses.extend(suggestions(ui, parts.top(SUGGESTIONS), view));
        let rows = rows(self.layout, self.page);
        let page = self.page;
        for (at, (rect, cap)) in place(parts.rest(), &rows).into_iter().enumerate() {
            let label = self.label(cap);
            let mut key = Target::new(key_id(page, at), rect, &label).dwell(view.dwell);
            key.look = self.look(cap);
            key.hold = hold(cap, page);
            key.again = matches!(cap, Cap::Char(_) | Cap::Backspace | Cap::Left | Cap::Right);
            key.inset = INSET;
            key.text_size = match cap {
                Cap::Char(_) | Cap::Left | Cap::Right => KEY_TEXT,
                _ => theme::BODY,
            };
            let touch = key.show(ui);
            if touch.held_long
                && let Cap::Char(c) = cap
            {
                self.page = Page::AccentsOf(c);
            } else if touch.clicked {
                presses.extend(self.click(cap));
            }
        }
        presses
    }

    pub(crate) fn click(&mut self, cap: Cap) -> Option<KeyPress> {
        match cap {
            Cap::Char(c) => {
                let typed = self.shifted(c);
                if self.shift == Shift::Once {
                    self.shift = Shift::Off;
                }
                if let Page::AccentsOf(_) = self.page {
                    self.page = Page::Letters;
                }
                return Some(KeyPress::Text(typed));
            }
            Cap::Shift => {
                self.shift = match self.shift {
                    Shift::Off => Shift::Once,
                    Shift::Once => Shift::Locked,
                    Shift::Locked => Shift::Off,
                }
            }
            Cap::Page(page) => self.page = page,
            Cap::Backspace => return Some(KeyPress::Backspace),
            Cap::Left => return Some(KeyPress::Left),
            Cap::Right => return Some(KeyPress::Right),
            Cap::Space => return Some(KeyPress::Text(" ".to_owned())),
            Cap::Send => return Some(KeyPress::Send),
        }
        None
    }

    fn shifted(&self, c: char) -> String {
        match self.shift {
            Shift::Off => c.to_string(),
            Shift::Once | Shift::Locked => capital(c),
        }
    }

    pub(crate) fn label(&self, cap: Cap) -> String {
        let name = match cap {
            Cap::Char(c) => return self.shifted(c),
            Cap::Shift => text::shift(),
            Cap::Backspace => text::delete(),
            Cap::Page(Page::Letters) => text::letters(),
            Cap::Page(Page::Symbols) => text::symbols(),
            Cap::Page(_) => text::accents(),
            Cap::Left => "◀",
            Cap::Right => "▶",
            Cap::Space => text::space(),
            Cap::Send => text::send(),
        };
        name.to_owned()
    }

    pub(crate) fn look(&self, cap: Cap) -> Look {
        match (cap, self.shift) {
            (Cap::Send, _) => Look::First,
            (Cap::Shift, Shift::Locked) => Look::Chosen,
            (Cap::Shift, Shift::Once) => Look::First,
            (Cap::Char(_) | Cap::Space, _) => Look::Plain,
            _ => Look::Quiet,
        }
    }
}

fn hold(cap: Cap, page: Page) -> Hold {
    match cap {
        Cap::Char(c) if !matches!(page, Page::AccentsOf(_)) && !accents(c).is_empty() => Hold::Long,
        Cap::Backspace | Cap::Left | Cap::Right => Hold::Repeat,
        _ => Hold::Nothing,
    }
}

/// The id of the key number `at` of `page`, in the order of [`place`].
pub fn key_id(page: Page, at: usize) -> Id {
    Id::new(("stoa key", page, at))
}

/// The id of the suggestion number `at`.
pub fn suggestion_id(at: usize) -> Id {
    Id::new(("stoa suggestion", at))
}

fn suggestions(ui: &mut Ui, row: Rect, view: &KeyboardView) -> Option<KeyPress> {
    let mut chosen = None;
    for (at, rect) in columns(row, [1.0; 3]).into_iter().enumerate() {
        let Some(word) = view.suggestions.get(at) else {
            break;
        };
        let target = Target::new(suggestion_id(at), rect, word)
            .look(Look::Quiet)
            .dwell(view.dwell);
        if target.show(ui).clicked {
            chosen = Some(KeyPress::Word(word.clone()));
        }
    }
    chosen
}

/// The line with its cursor; a long one is moved so that the cursor is seen.
fn field(ui: &Ui, rect: Rect, view: &KeyboardView) {
    let painter = ui.painter();
    let edge = Stroke::new(1.0, theme::EDGE);
    let radius = CornerRadius::same(theme::RADIUS);
    painter.rect(rect, radius, theme::FIELD, edge, StrokeKind::Inside);
    let room = rect.shrink2(vec2(12.0, 6.0));
    let painter = painter.with_clip_rect(room.expand(2.0).intersect(ui.clip_rect()));
    let layout = |text: &str, colour: Color32| {
        painter.layout_no_wrap(text.to_owned(), FontId::proportional(KEY_TEXT), colour)
    };
    let words = layout(view.line.text(), theme::TEXT);
    let before = view.line.before_cursor().chars().count();
    let cursor = words.pos_from_cursor(CCursor::new(before));
    let moved = (cursor.right() - room.width()).max(0.0);
    let top = room.center().y - words.size().y / 2.0;
    let place = egui::pos2(room.left() - moved, top);
    if view.line.is_empty() {
        painter.galley(place, layout(view.hint, theme::WEAK), theme::WEAK);
    }
    painter.vline(
        place.x + cursor.left(),
        cursor.translate(place.to_vec2()).y_range(),
        Stroke::new(2.0, theme::ACCENT),
    );
    painter.galley(place, words, theme::TEXT);
}

/// Takes out of `events` what a real keyboard typed, so that nothing else answers to it.
pub fn take_typed(events: &mut Vec<Event>) -> Vec<KeyPress> {
    let mut presses = Vec::new();
    events.retain(|event| match typed(event) {
        Some(press) => {
            presses.push(press);
            false
        }
        None => true,
    });
    presses
}

fn typed(event: &Event) -> Option<KeyPress> {
    match event {
        Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
            Some(KeyPress::Text(text.clone()))
        }
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } if *modifiers == Modifiers::NONE || *modifiers == Modifiers::SHIFT => match key {
            Key::Backspace => Some(KeyPress::Backspace),
            Key::Delete => Some(KeyPress::Delete),
            Key::ArrowLeft => Some(KeyPress::Left),
            Key::ArrowRight => Some(KeyPress::Right),
            Key::Home => Some(KeyPress::Home),
            Key::End => Some(KeyPress::End),
            Key::Enter => Some(KeyPress::Send),
            _ => None,
        },
        _ => None,
    }
}
