//! A keyboard on the screen, for a gamepad in a field: the cross goes from key to key, buttons type. It writes the same
//! events as a real one, so every field takes it.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui, input::EguiInputEvent};
use egui::{
    Align2, Area, Event, Id, Key, Modifiers, Order, Rect, RichText, Sense, StrokeKind, Ui, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::Step;
use crate::{
    Device, Prompts,
    chat::{self, ChatLine},
    hand::{
        keyboard::Keyboard,
        keys::{Cap, Layout, place, rows},
        line::{KeyPress, word_start},
        target::Look,
    },
    room,
    space::Kept,
    text, theme,
};

const AREA: &str = "stoa pad keyboard";
/// Points.
const WIDTH: f32 = 620.0;
const KEY: f32 = 38.0;
const INSET: f32 = 2.0;
const MARGIN: f32 = 10.0;
/// Words offered at once.
const WORDS: usize = 4;

/// Buttons that type, besides those that work panels.
pub(super) const BUTTONS: [(GamepadButton, Typed); 4] = [
    (GamepadButton::West, Typed::Delete),
    (GamepadButton::North, Typed::Space),
    (GamepadButton::Start, Typed::Enter),
    (GamepadButton::LeftTrigger2, Typed::Shift),
];

/// What such a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    Delete,
    Space,
    Enter,
    Shift,
}

impl Typed {
    pub(super) fn repeats(self) -> bool {
        matches!(self, Self::Delete | Self::Space)
    }

    fn cap(self) -> Cap {
        match self {
            Self::Delete => Cap::Backspace,
            Self::Space => Cap::Space,
            Self::Enter => Cap::Send,
            Self::Shift => Cap::Shift,
        }
    }
}

/// The keyboard between frames.
#[derive(Resource, Default)]
pub(crate) struct PadKeyboard {
    keys: Keyboard,
    /// The field that it types into; without one it is not there.
    field: Option<Id>,
    at: At,
    words: Vec<Word>,
}

/// Which key is chosen: row and column. Row 0 is that of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    row: usize,
    column: usize,
}

impl Default for At {
    /// In the middle of the letters.
    fn default() -> Self {
        Self { row: 2, column: 4 }
    }
}

/// Something to say, or a word that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// All that is said, at once: what is on the key, and the words.
    Reply(String, String),
    /// In the place of so many letters before the cursor.
    Rest(String, usize),
}

impl PadKeyboard {
    pub(super) fn is_open(&self) -> bool {
        self.field.is_some()
    }

    /// Centres of the keys of each row, as shares of its width.
    fn rows(&self) -> Vec<Vec<f32>> {
        let words = self.words.len();
        let words = (0..words).map(|at| (at as f32 + 0.5) / words as f32);
        let mut all = vec![words.collect()];
        for row in rows(self.keys.layout, self.keys.page()) {
            let whole: f32 = row.iter().map(|key| key.units).sum();
            let mut left = 0.0;
            let centres = row.iter().map(|key| {
                left += key.units;
                (left - key.units / 2.0) / whole
            });
            all.push(centres.collect());
        }
        all
    }

    /// Goes to the next key; false when there is none in this direction.
    fn go(&mut self, step: Step) -> bool {
        let rows = self.rows();
        let here = rows
            .get(self.at.row)
            .and_then(|row| row.get(self.at.column));
        let here = here.copied().unwrap_or(0.5);
        let length = rows.get(self.at.row).map_or(0, Vec::len).max(1);
        let row = match step {
            Step::Left => {
                self.at.column = (self.at.column + length - 1) % length;
                return true;
            }
            Step::Right => {
                self.at.column = (self.at.column + 1) % length;
                return true;
            }
            Step::Up => (0..self.at.row).rev().find(|row| !rows[*row].is_empty()),
            Step::Down => (self.at.row + 1..rows.len()).find(|row| !rows[*row].is_empty()),
            _ => None,
        };
        let Some(row) = row else {
            return false;
        };
        let far = |column: &usize| (rows[row][*column] - here).abs();
        let column = (0..rows[row].len()).min_by(|a, b| far(a).total_cmp(&far(b)));
        self.at = At {
            row,
            column: column.unwrap_or(0),
        };
        true
    }

    /// What the chosen key types.
    fn press(&mut self) -> Vec<Event> {
        if self.at.row == 0 {
            return self
                .words
                .get(self.at.column)
                .map(Word::events)
                .unwrap_or_default();
        }
        let rows = rows(self.keys.layout, self.keys.page());
        let key = rows
            .get(self.at.row - 1)
            .and_then(|row| row.get(self.at.column));
        key.map(|key| self.click(key.cap)).unwrap_or_default()
    }

    fn click(&mut self, cap: Cap) -> Vec<Event> {
        let page = self.keys.page();
        let press = self.keys.click(cap);
        if self.keys.page() != page {
            self.settle();
        }
        press.map(|press| events(&press)).unwrap_or_default()
    }

    /// What a step of the gamepad does to it; `None` when the step is for somebody else: on to another control, back.
    pub(super) fn take(&mut self, step: Step) -> Option<Vec<Event>> {
        match step {
            Step::Press => Some(self.press()),
            Step::Typed(typed) => Some(self.click(typed.cap())),
            step => self.go(step).then(Vec::new),
        }
    }

    /// Stays on a key when there are other ones.
    fn settle(&mut self) {
        let rows = self.rows();
        if rows.get(self.at.row).is_none_or(Vec::is_empty) {
            self.at = At::default();
        }
        let length = rows.get(self.at.row).map_or(1, Vec::len);
        self.at.column = self.at.column.min(length.saturating_sub(1));
    }
}

impl Word {
    fn label(&self) -> &str {
        match self {
            Self::Reply(label, _) => label,
            Self::Rest(word, _) => word,
        }
    }

    fn events(&self) -> Vec<Event> {
        match self {
            Self::Reply(_, text) => {
                let mut all = vec![Event::Text(text.clone())];
                all.extend(key(Key::Enter));
                all
            }
            Self::Rest(word, typed) => {
                let mut all: Vec<Event> = (0..*typed).flat_map(|_| key(Key::Backspace)).collect();
                all.push(Event::Text(format!("{word} ")));
                all
            }
        }
    }
}

fn events(press: &KeyPress) -> Vec<Event> {
    match press {
        KeyPress::Text(text) | KeyPress::Word(text) => vec![Event::Text(text.clone())],
        KeyPress::Backspace => key(Key::Backspace).into(),
        KeyPress::Delete => key(Key::Delete).into(),
        KeyPress::Left => key(Key::ArrowLeft).into(),
        KeyPress::Right => key(Key::ArrowRight).into(),
        KeyPress::Home => key(Key::Home).into(),
        KeyPress::End => key(Key::End).into(),
        KeyPress::Send => key(Key::Enter).into(),
    }
}

/// Pressed, and let go.
fn key(key: Key) -> [Event; 2] {
    [true, false].map(|pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    })
}

/// Hands events to the panels.
pub(super) fn write(
    context: Entity,
    all: impl IntoIterator<Item = Event>,
    events: &mut MessageWriter<EguiInputEvent>,
) {
    events.write_batch(
        all.into_iter()
            .map(|event| EguiInputEvent { context, event }),
    );
}

/// Where it would lie on nothing, else at least not on the field.
fn spot(ctx: &egui::Context, field: Rect, size: egui::Vec2) -> Rect {
    let screen = ctx.content_rect().shrink(8.0);
    let foot = screen.center_bottom() - vec2(0.0, 8.0);
    let wanted = Align2::CENTER_BOTTOM.anchor_size(foot, size);
    let mut taken = room::taken(ctx, AREA);
    taken.push(field.expand(4.0));
    let place = room::beside(wanted, screen, &taken);
    match room::is_free(place, &taken) {
        true => place,
        false => room::beside(wanted, screen, &[field.expand(4.0)]),
    }
}

pub(super) fn show(
    mut contexts: EguiContexts,
    prompts: Res<Prompts>,
    line: Res<ChatLine>,
    talk: Res<Kept>,
    mut keyboard: ResMut<PadKeyboard>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let focused = ctx.memory(|memory| memory.focused());
    let field = focused.filter(|_| prompts.device == Device::Pad && ctx.text_edit_focused());
    if keyboard.field != field {
        *keyboard = PadKeyboard::default();
        keyboard.field = field;
    }
    let Some(field) = field.and_then(|field| ctx.read_response(field)) else {
        return Ok(());
    };
    keyboard.keys.layout = Layout::spoken();
    // Of the other fields nobody knows what is in them.
    let words = match keyboard.field == Some(chat::field_id()) {
        true if is_at_end(ctx, &line.draft) => words(&line.draft, &talk),
        _ => Vec::new(),
    };
    if keyboard.words != words {
        keyboard.words = words;
        keyboard.settle();
    }
    let lines = if keyboard.words.is_empty() { 4.0 } else { 5.0 };
    let width = WIDTH.min(ctx.content_rect().width() - 16.0);
    let size = vec2(width, lines * KEY + 24.0 + 2.0 * MARGIN);
    let place = spot(ctx, field.rect, size);
    let hint = text::pad_typing_hint(prompts.pad);
    Area::new(Id::new(AREA))
        .fixed_pos(place.min)
        .order(Order::Foreground)
        .interactable(false)
        .fade_in(false)
        .show(ctx, |ui| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.painter().rect_filled(rect, theme::RADIUS, theme::PANEL);
            draw(ui, rect.shrink(MARGIN), &keyboard, &hint);
        });
    Ok(())
}

/// Whether the chat's cursor stands behind the last letter.
fn is_at_end(ctx: &egui::Context, draft: &str) -> bool {
    let state = egui::TextEdit::load_state(ctx, chat::field_id());
    let cursor = state.and_then(|state| state.cursor.char_range());
    cursor.is_none_or(|range| range.is_empty() && range.primary.index.0 == draft.chars().count())
}

/// Quick replies while nothing is typed, then words that may be meant.
fn words(draft: &str, talk: &Kept) -> Vec<Word> {
    if draft.is_empty() {
        let replies = talk.replies().iter().take(WORDS);
        return replies
            .map(|reply| Word::Reply(reply.label.clone(), reply.text.clone()))
            .collect();
    }
    let typed = draft[word_start(draft)..].chars().count();
    let all = talk.suggest(draft).into_iter();
    all.take(WORDS)
        .map(|word| Word::Rest(word, typed))
        .collect()
}

fn draw(ui: &Ui, area: Rect, keyboard: &PadKeyboard, hint: &str) {
    let mut top = area.top();
    let count = keyboard.words.len();
    for (at, word) in keyboard.words.iter().enumerate() {
        let width = area.width() / count as f32;
        let corner = pos2(area.left() + width * at as f32, top);
        let rect = Rect::from_min_size(corner, vec2(width, KEY));
        let chosen = keyboard.at == At { row: 0, column: at };
        cap(ui, rect, word.label(), theme::BODY, Look::Quiet, chosen);
    }
    if count > 0 {
        top += KEY;
    }
    let keys = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), 4.0 * KEY));
    let rows = rows(keyboard.keys.layout, keyboard.keys.page());
    let mut placed = place(keys, &rows).into_iter();
    for (row, keys) in (1..).zip(&rows) {
        for (column, (rect, of)) in placed.by_ref().take(keys.len()).enumerate() {
            let size = match of {
                Cap::Char(_) | Cap::Left | Cap::Right => theme::TITLE,
                _ => theme::BODY,
            };
            let label = keyboard.keys.label(of);
            let chosen = keyboard.at == At { row, column };
            cap(ui, rect, &label, size, keyboard.keys.look(of), chosen);
        }
    }
    let foot = Rect::from_min_max(pos2(area.left(), keys.bottom() + 4.0), area.max);
    let hint = RichText::new(hint).size(theme::SMALL).color(theme::WEAK);
    let style = ui.style();
    let galley = egui::WidgetText::from(hint).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        foot.width(),
        egui::FontSelection::from(style.text_styles[&egui::TextStyle::Body].clone()),
    );
    let at = Align2::CENTER_CENTER.anchor_size(foot.center(), galley.size());
    ui.painter().galley(at.min, galley, theme::WEAK);
}

fn cap(ui: &Ui, rect: Rect, label: &str, size: f32, look: Look, chosen: bool) {
    let (fill, words) = match look {
        Look::First | Look::Chosen => (theme::ACCENT, theme::ON_ACCENT),
        Look::Quiet => (theme::FIELD, theme::WEAK),
        Look::Plain => (theme::FIELD, theme::TEXT),
    };
    let rect = rect.shrink(INSET);
    let painter = ui.painter();
    painter.rect_filled(rect, theme::RADIUS, fill);
    if chosen {
        let edge = egui::Stroke::new(2.5, theme::PARCHMENT);
        painter.rect_stroke(rect, theme::RADIUS, edge, StrokeKind::Inside);
    }
    let format = TextFormat {
        font_id: egui::FontId::proportional(size),
        color: words,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(label.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(rect.width() - 8.0);
    let galley = painter.layout_job(job);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    painter.galley(at.min, galley, words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(keyboard: &PadKeyboard) -> String {
        let rows = rows(keyboard.keys.layout, keyboard.keys.page());
        keyboard
            .keys
            .label(rows[keyboard.at.row - 1][keyboard.at.column].cap)
    }

    #[test]
    fn the_cross_would_leave_the_keys_or_leap() {
        let mut keyboard = PadKeyboard::default();
        assert_eq!(letter(&keyboard), "g");
        for (step, expected) in [
            (Step::Left, "f"),
            (Step::Up, "r"),
            (Step::Up, "r"),
            (Step::Down, "f"),
            (Step::Down, "c"),
            (Step::Left, "x"),
            (Step::Left, "z"),
        ] {
            keyboard.go(step);
            assert_eq!(letter(&keyboard), expected, "{step:?}");
        }
        // The ends of a row meet.
        let mut keyboard = PadKeyboard::default();
        for _ in 0..10 {
            assert!(keyboard.go(Step::Right));
        }
        assert_eq!(letter(&keyboard), "g");
        // Over the letters are words, when there are any; past them, somebody else is meant.
        let mut keyboard = PadKeyboard::default();
        assert!(keyboard.go(Step::Up) && !keyboard.go(Step::Up));
        keyboard.words = vec![Word::Rest("good".into(), 2), Word::Rest("great".into(), 2)];
        assert!(keyboard.go(Step::Up));
        assert_eq!(keyboard.at, At { row: 0, column: 0 });
        assert!(!keyboard.go(Step::Up));
    }

    #[test]
    fn words_that_are_gone_would_leave_the_choice_nowhere() {
        let mut keyboard = PadKeyboard {
            words: vec![Word::Reply("Hello".into(), "Hello!".into())],
            ..PadKeyboard::default()
        };
        keyboard.at = At { row: 0, column: 0 };
        keyboard.words.clear();
        keyboard.settle();
        assert_eq!(letter(&keyboard), "g");
        // Another page has shorter rows.
        keyboard.at = At { row: 3, column: 8 };
        keyboard.click(Cap::Page(crate::hand::keys::Page::Symbols));
        assert!(!letter(&keyboard).is_empty());
    }
}
