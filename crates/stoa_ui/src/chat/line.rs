use std::collections::BTreeSet;

use bevy::{input::ButtonInput, prelude::*};
use bevy_egui::{
    EguiContexts,
    egui::{self, Event, ImeEvent, Key},
    helpers::bevy_to_egui_physical_key,
};
use stoa_world::{StableId, Volume};

use super::{
    recall::Recall,
    search::Search,
    sift::{sift, sift_opening},
};
use crate::{Focus, OpenChat, clean::fit};

/// Characters one may say at once.
pub const SAY_CHARS: usize = 500;

/// The line one types in. Drafts survive closing.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct ChatLine {
    open: Option<Opened>,
    pub draft: String,
    /// How loud it is said.
    pub volume: Volume,
    /// A paste did not fit.
    pub was_cut: bool,
    pub(super) search: Option<Search>,
    said: Recall,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Opened {
    /// Whom it speaks to; nobody: aloud.
    to: Option<StableId>,
    /// The key that opened it.
    by: Option<Key>,
    /// No frame has shown it yet: the key that opened it is still in the input.
    fresh: bool,
    /// Keys that have been down since before it opened: their repeats belong to the game.
    held: BTreeSet<Key>,
}

impl ChatLine {
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens the line, or turns the open one to `to`. What was typed after the press of the key `by` is its first
    /// text.
    pub fn open(&mut self, to: Option<StableId>, by: Option<Key>) {
        match &mut self.open {
            Some(open) => open.to = to,
            None => {
                self.open = Some(Opened {
                    to,
                    by,
                    fresh: true,
                    held: BTreeSet::new(),
                })
            }
        }
    }

    pub fn close(&mut self) {
        self.open = None;
        self.was_cut = false;
        self.search = None;
    }

    pub fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Opens the search over the history, or closes it.
    pub fn toggle_search(&mut self) {
        self.search = match self.search {
            Some(_) => None,
            None => Some(Search::new()),
        };
    }

    /// The draft becomes an older or newer one of the lines that were said; false where there is none, or where words
    /// would be lost.
    pub(super) fn bring_back(&mut self, older: bool) -> bool {
        let line = match older {
            true => self.said.older(&self.draft),
            false => self.said.newer(&self.draft),
        };
        line.map(|line| self.draft = line).is_some()
    }

    /// Whom it speaks to.
    pub fn to(&self) -> Option<StableId> {
        self.open.as_ref().and_then(|open| open.to)
    }

    /// True once, in the first frame.
    pub(super) fn take_fresh(&mut self) -> bool {
        self.open
            .as_mut()
            .is_some_and(|open| std::mem::take(&mut open.fresh))
    }

    /// What Enter does: hands out the text to be said. An empty line closes; in a talk it stays open for more.
    pub(super) fn send(&mut self) -> Option<String> {
        let (text, _) = fit(self.draft.trim(), SAY_CHARS);
        let talking = self.to().is_some();
        self.draft.clear();
        self.was_cut = false;
        if !text.is_empty() {
            self.said.keep(&text);
        }
        if text.is_empty() || !talking {
            self.close();
        }
        (!text.is_empty()).then_some(text)
    }

    /// Cleans and cuts what is about to be typed or pasted, so that the field never lays out more than may be said.
    pub(super) fn admit(&mut self, events: &mut Vec<Event>) {
        let mut room = SAY_CHARS.saturating_sub(self.draft.chars().count());
        for event in events {
            let text = match event {
                Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => text,
                _ => continue,
            };
            // The field itself cuts to what is left, since a selection may make room.
            let (kept, cut) = fit(text, SAY_CHARS);
            let length = kept.chars().count();
            self.was_cut |= cut || length > room;
            room = room.saturating_sub(length);
            *text = kept;
        }
    }
}

/// Opens the line when somebody was hailed, and keeps it with whom one talks to.
pub(super) fn follow_talk(
    mut contexts: EguiContexts,
    mut opened: MessageReader<OpenChat>,
    focus: Res<Focus>,
    keys: Option<Res<ButtonInput<KeyCode>>>,
    mut line: ResMut<ChatLine>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if let Some(opened) = opened.read().last()
        && !line.is_open()
    {
        line.open(focus.talking_to.or(focus.whom), opened.by);
    }
    let talking_to = focus.talking_to;
    let Some(open) = line.bypass_change_detection().open.as_mut() else {
        return Ok(());
    };
    if talking_to.is_some() {
        open.to = talking_to;
    }
    let keys = keys.as_deref();
    if open.fresh {
        open.held = keys.map(held_before).unwrap_or_default();
        ctx.input_mut(|input| sift_opening(&mut input.events, &mut open.held, open.by));
    } else if !open.held.is_empty() {
        ctx.input_mut(|input| sift(&mut input.events, &mut open.held));
        // A release may be lost with the window's focus.
        if let Some(keys) = keys {
            let down: BTreeSet<Key> = egui_keys(keys.get_pressed()).collect();
            open.held.retain(|key| down.contains(key));
        }
    }
    Ok(())
}

/// The keys that were down when this frame's input began.
fn held_before(keys: &ButtonInput<KeyCode>) -> BTreeSet<Key> {
    let mut held: BTreeSet<Key> = egui_keys(keys.get_pressed()).collect();
    held.extend(egui_keys(keys.get_just_released()));
    for key in egui_keys(keys.get_just_pressed()) {
        held.remove(&key);
    }
    held
}

fn egui_keys<'a>(codes: impl Iterator<Item = &'a KeyCode>) -> impl Iterator<Item = Key> {
    codes.filter_map(bevy_to_egui_physical_key)
}

/// The field's id, so that focus and tests find it.
pub(crate) fn field_id() -> egui::Id {
    egui::Id::new("stoa chat line")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_paste_would_be_laid_out_or_lost_without_notice() {
        let text = |text: &str| Event::Text(text.to_owned());
        for (draft, pasted, length, cut) in [
            ("", "hello".to_owned(), 5, false),
            ("", "x".repeat(100_000), SAY_CHARS, true),
            ("hello", "é".repeat(SAY_CHARS - 5), SAY_CHARS - 5, false),
            ("hello", "é".repeat(SAY_CHARS - 4), SAY_CHARS - 4, true),
            ("", "a\nb\u{1b}[31mc\u{202e}".to_owned(), 4, false),
            (&"y".repeat(SAY_CHARS), "z".to_owned(), 1, true),
            (&"y".repeat(SAY_CHARS * 2), "z".to_owned(), 1, true),
        ] {
            let mut line = ChatLine {
                draft: draft.into(),
                ..default()
            };
            let mut events = vec![text(&pasted)];
            line.admit(&mut events);
            let [Event::Text(kept)] = &events[..] else {
                panic!("the event is gone")
            };
            assert_eq!(
                (kept.chars().count(), line.was_cut),
                (length, cut),
                "{draft:.9} {pasted:.9}"
            );
        }
    }

    #[test]
    fn several_pastes_at_once_would_pass_the_limit_without_notice() {
        let mut line = ChatLine::default();
        let mut events = vec![Event::Paste("p".repeat(300)), Event::Text("q".repeat(300))];
        line.admit(&mut events);
        assert!(line.was_cut);
    }

    #[test]
    fn enter_would_send_nothing_or_trap_the_person() {
        let iris = Some(StableId(1000));
        for (to, draft, sent, open) in [
            (iris, "Hello ", Some("Hello"), true),
            (iris, "  ", None, false),
            (None, "Hello", Some("Hello"), false),
            (None, "", None, false),
        ] {
            let mut line = ChatLine::default();
            line.open(to, None);
            line.draft = draft.into();
            assert_eq!(line.send().as_deref(), sent, "{to:?} {draft:?}");
            assert_eq!(
                (line.is_open(), line.draft.as_str()),
                (open, ""),
                "{to:?} {draft:?}"
            );
        }
    }
}
