//! What was said, newest below; leafed through by buttons, since a laser scrolls badly.

use std::sync::Arc;

use bevy_egui::egui;
use egui::{FontId, Galley, Rect, TextFormat, Ui, pos2, text::LayoutJob};

use super::{BUTTON, ChatEntry, Command, Model, Panel};
use crate::{
    clean::clean,
    hand::{
        target::{Look, Rows, columns},
        text,
    },
    theme,
};

/// Characters of one entry that are shown.
const ENTRY_CHARS: usize = 400;
const ENTRY_GAP: f32 = 10.0;

pub(super) fn show(panel: &mut Panel, rect: Rect, model: &Model) {
    let mut rows = Rows::new(rect);
    let [say, end] = columns(rows.bottom(BUTTON), [1.4, 1.0]);
    panel.button(say, text::say_something(), Look::First, Command::Keyboard);
    let (talking, quiet) = (model.talking, Look::Quiet);
    panel.button_if(talking, end, text::end_talk(), quiet, Command::EndTalk);
    let leaf = rows.bottom(BUTTON);
    let back = model.chat_back.min(model.chat.len());
    let shown = entries(panel, rows.rest(), &model.chat[..model.chat.len() - back]);
    leafing(panel, leaf, model.chat.len(), back, shown);
}

/// Draws the newest of `chat` that fit, and returns how many they are.
fn entries(panel: &Panel, rect: Rect, chat: &[ChatEntry]) -> usize {
    let mut bottom = rect.bottom();
    let mut shown = 0;
    if chat.is_empty() {
        panel.line(rect, text::nothing_said(), theme::BODY, theme::WEAK);
    }
    for entry in chat.iter().rev() {
        let galley = lay_out(panel.ui, entry, rect.width());
        let top = bottom - galley.size().y;
        if top < rect.top() && shown > 0 {
            break;
        }
        // An entry longer than the page shows its beginning.
        let at = pos2(rect.left(), top.max(rect.top()));
        let painter = panel.ui.painter().with_clip_rect(rect);
        painter.galley(at, galley, theme::TEXT);
        bottom = top - ENTRY_GAP;
        shown += 1;
    }
    shown
}

fn lay_out(ui: &Ui, entry: &ChatEntry, width: f32) -> Arc<Galley> {
    let colour = match entry {
        ChatEntry { mine: true, .. } => theme::PARCHMENT,
        ChatEntry { agent: true, .. } => theme::ACCENT,
        _ => theme::GOOD,
    };
    let format = |color| TextFormat {
        font_id: FontId::proportional(theme::BODY),
        color,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let name = match entry.mine {
        true => crate::text::you().to_owned(),
        false => clean(&entry.name, 40),
    };
    job.append(&name, 0.0, format(colour));
    let words = clean(&entry.text, ENTRY_CHARS);
    job.append(&words, 8.0, format(theme::TEXT));
    job.wrap.max_width = width;
    ui.painter().layout_job(job)
}

fn leafing(panel: &mut Panel, row: Rect, all: usize, back: usize, shown: usize) {
    let [earlier, later] = columns(row, [1.0; 2]);
    let older = all - back > shown;
    let to = (back + shown.max(1)).min(all.saturating_sub(1));
    let command = Command::ChatBack(to);
    panel.button_if(older, earlier, text::earlier(), Look::Plain, command);
    let to = back.saturating_sub(shown.max(1));
    let command = Command::ChatBack(to);
    panel.button_if(back > 0, later, text::later(), Look::Plain, command);
}
