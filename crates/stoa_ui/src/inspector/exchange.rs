//! The last exchange with a model: who answered, what it took, what failed, and every word that went and came.

use bevy_egui::egui;
use egui::{Align, CollapsingHeader, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui};

use super::phases;
use crate::{
    ExchangeView,
    clean::{clean, reveal},
    text, theme,
};

/// Characters of one text that are shown; all of it can be copied.
const SHOWN: usize = 20_000;
/// Messages of a prompt that are shown, the newest.
const MESSAGES: usize = 200;
/// Servers that failed, of one turn.
const FAILURES: usize = 8;

pub fn show(ui: &mut Ui, exchange: &ExchangeView) {
    theme::section(ui, text::last_exchange());
    summary(ui, exchange);
    if !exchange.failures.is_empty() {
        theme::small(ui, text::failed(), theme::WEAK);
        for failure in exchange.failures.iter().take(FAILURES) {
            theme::problem(ui, failure);
        }
    }
    if !exchange.reply.is_empty() {
        part(ui, text::reply(), |ui| {
            plain(ui, "stoa reply", &exchange.reply);
        });
    }
    if !exchange.reasoning.is_empty() {
        part(ui, text::thoughts(), |ui| {
            theme::note(ui, text::thoughts_note());
            plain(ui, "stoa thoughts", &exchange.reasoning);
        });
    }
    if !exchange.tool_calls.is_empty() {
        part(ui, text::tool_calls(), |ui| {
            plain(ui, "stoa tool calls", &exchange.tool_calls.join("\n"));
        });
    }
    if !exchange.prompt.is_empty() {
        part(ui, text::prompt(), |ui| prompt(ui, &exchange.prompt));
    }
}

fn summary(ui: &mut Ui, exchange: &ExchangeView) {
    let [server, model] = [&exchange.server, &exchange.model].map(|name| clean(name, 60));
    let who = match (server.is_empty(), model.is_empty()) {
        (false, false) => format!("{server} · {model}"),
        _ => format!("{server}{model}"),
    };
    let lines = [
        ("", who),
        (text::tokens(), clean(&exchange.tokens, 120)),
        (text::cost(), clean(&exchange.cost, 60)),
    ];
    for (title, line) in lines.iter().filter(|(_, line)| !line.is_empty()) {
        if title.is_empty() {
            theme::small(ui, line, theme::TEXT);
        } else {
            theme::note(ui, &format!("{title}: {line}"));
        }
    }
    if let Some((read, all)) = exchange.progress.filter(|(_, all)| *all > 0) {
        theme::progress(ui, read as f32 / all as f32);
        theme::note(ui, &text::reading(read.min(all), all));
    }
    phases::show(ui, &exchange.phases);
}

fn part(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui)) {
    let title = RichText::new(title).size(16.0).color(theme::TEXT);
    CollapsingHeader::new(title).show_unindented(ui, content);
}

/// Words as they came, to be read, marked and copied.
fn plain(ui: &mut Ui, id: &str, words: &str) {
    copy(ui, || words.to_owned());
    scroll(ui, id, |ui| {
        let (shown, cut) = reveal(words, SHOWN);
        mono(ui, &shown);
        if cut {
            theme::note(ui, text::cut_to_show());
        }
    });
}

fn prompt(ui: &mut Ui, prompt: &[(String, String)]) {
    copy(ui, || as_text(prompt));
    scroll(ui, "stoa prompt", |ui| {
        let mut left = SHOWN * 3;
        let skipped = prompt.len().saturating_sub(MESSAGES);
        for (role, words) in prompt.iter().skip(skipped) {
            let role = clean(role, 30).to_uppercase();
            let role = RichText::new(role).size(13.0).color(theme::ACCENT);
            ui.add(Label::new(role.extra_letter_spacing(1.5)).wrap());
            let (shown, cut) = reveal(words, SHOWN.min(left));
            left = left.saturating_sub(shown.chars().count());
            mono(ui, &shown);
            if cut {
                theme::note(ui, text::cut_to_show());
            }
        }
    });
}

fn copy(ui: &mut Ui, words: impl FnOnce() -> String) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let label = RichText::new(text::copy()).size(theme::SMALL);
        if ui.add(egui::Button::new(label).small()).clicked() {
            ui.ctx().copy_text(words());
        }
    });
}

fn scroll(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let well = Frame::new()
        .fill(theme::FIELD)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(8, 6));
    well.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical()
            .id_salt(id)
            .max_height(240.0)
            .auto_shrink([false, true])
            .show(ui, content);
    });
}

fn mono(ui: &mut Ui, words: &str) {
    let words = RichText::new(words)
        .monospace()
        .size(theme::SMALL)
        .color(theme::TEXT);
    ui.add(Label::new(words).wrap().selectable(true));
}

/// The whole prompt, each message under its role.
fn as_text(prompt: &[(String, String)]) -> String {
    let messages = prompt
        .iter()
        .map(|(role, words)| format!("[{role}]\n{words}"));
    messages.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_prompt_would_not_be_the_exact_one() {
        let long = "é\u{202e}\n".repeat(100_000);
        let prompt = [
            ("system".to_owned(), "House rules".to_owned()),
            ("user".to_owned(), long.clone()),
        ];
        assert_eq!(
            as_text(&prompt),
            format!("[system]\nHouse rules\n\n[user]\n{long}")
        );
    }
}
