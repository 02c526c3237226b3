//! The wrist panel: with whom one talks, how their last answer ends, quick replies, and the ways on.

use std::{sync::Arc, time::Duration};

use bevy_egui::egui;
use egui::{
    Align, Color32, FontId, Galley, Id, Label, Layout, Rect, RichText, Ui, UiBuilder,
    text::{LayoutJob, TextFormat},
};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    replies::Reply,
    target::{GAP, Look, Rows, Target, columns},
    text,
};
use crate::{clean::clean, theme};

const MARGIN: f32 = 14.0;
const HEADER: f32 = 40.0;
const WORDS_SIZE: f32 = 20.0;
const WORDS_ROWS: usize = 2;
const WORDS: f32 = 60.0;
const FOOTER: f32 = 76.0;
/// A reply is no higher than this, however much room there is.
const REPLY: f32 = 112.0;
/// Of a long answer no more than these last characters are looked at.
const END_CHARS: usize = 240;

/// What the panel shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Model<'a> {
    /// With whom one talks.
    pub partner: Option<Partner<'a>>,
    /// What they said last; the end of it is shown. May be empty.
    pub said: &'a str,
    /// The first five are shown; the last is the way out.
    pub replies: &'a [Reply],
    pub microphone: Microphone,
    /// The gaze alone clicks after this time.
    pub dwell: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
pub struct Partner<'a> {
    pub name: &'a str,
    pub agent: bool,
    /// They think about an answer.
    pub thinking: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Microphone {
    /// There is none, or Stoa can't hear yet.
    #[default]
    Absent,
    Muted,
    Listening,
}

/// What a person wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Command {
    /// Say this.
    Say(String),
    Keyboard,
    Menu,
    /// Listen, or stop listening.
    Listen(bool),
}

/// The id of the button that gives `command`.
pub fn button_id(command: &Command) -> Id {
    Id::new(("stoa wrist", command))
}

/// Draws the panel over all that `ui` has left; it is made for 480 × 640 points.
pub fn ui(ui: &mut Ui, model: &Model) -> Vec<Command> {
    let area = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(area);
    ui.painter().rect_filled(area, theme::RADIUS, theme::PANEL);
    let mut rows = Rows::new(area.shrink(MARGIN));
    header(ui, rows.top(HEADER), model);
    words(ui, rows.top(WORDS), model);
    let mut commands = Vec::new();
    footer(ui, rows.bottom(FOOTER), model, &mut commands);
    replies(ui, rows.rest(), model, &mut commands);
    commands
}

fn header(ui: &mut Ui, rect: Rect, model: &Model) {
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), |ui| {
        let Some(partner) = model.partner else {
            ui.add(Label::new(title(text::nobody(), theme::WEAK)).truncate());
            return;
        };
        let name = clean(partner.name, 40);
        // Room for the mark that agents carry.
        ui.scope(|ui| {
            ui.set_max_width(rect.width() - 48.0);
            ui.add(Label::new(title(&name, theme::PARCHMENT)).truncate());
        });
        if partner.agent {
            theme::ai_chip(ui);
        }
    });
}

fn title(text: &str, colour: Color32) -> RichText {
    RichText::new(text).size(theme::TITLE).color(colour)
}

fn words(ui: &Ui, rect: Rect, model: &Model) {
    let (words, colour) = match model.partner {
        None => (text::how_to_talk().to_owned(), theme::WEAK),
        Some(partner) if partner.thinking => {
            let steps = crate::text::THINKING;
            let step = (ui.input(|input| input.time) * 3.0) as usize % steps.len();
            (steps[step].to_owned(), theme::ACCENT)
        }
        Some(_) => (clean_end(model.said), theme::TEXT),
    };
    let galley = end_of(ui, &words, colour, rect.width());
    ui.painter().galley(rect.min, galley, colour);
}

/// The last characters of `said`, safe to show, from the beginning of a word; `…` stands for what came before.
fn clean_end(said: &str) -> String {
    let end: Vec<&str> = said.graphemes(true).rev().take(END_CHARS).collect();
    let end: String = end.into_iter().rev().collect();
    let cut = end.len() < said.len();
    let shown = clean(end.trim(), END_CHARS * 4);
    match shown.split_once(' ') {
        Some((_, whole)) if cut => format!("… {whole}"),
        _ if cut => format!("…{shown}"),
        _ => shown,
    }
}

/// As many of the last words as fit into [`WORDS_ROWS`] rows.
fn end_of(ui: &Ui, words: &str, colour: Color32, width: f32) -> Arc<Galley> {
    let layout = |text: String| {
        let format = TextFormat {
            font_id: FontId::proportional(WORDS_SIZE),
            color: colour,
            ..TextFormat::default()
        };
        let mut job = LayoutJob::single_section(text, format);
        job.wrap.max_width = width;
        ui.painter().layout_job(job)
    };
    let whole = layout(words.to_owned());
    if whole.rows.len() <= WORDS_ROWS {
        return whole;
    }
    // Where words begin; text without spaces is cut between any two letters.
    let mut starts: Vec<usize> = words.match_indices(' ').map(|(at, _)| at + 1).collect();
    if starts.len() < 4 {
        starts = words.grapheme_indices(true).map(|(at, _)| at).collect();
    }
    let from =
        starts.partition_point(|&at| layout(format!("… {}", &words[at..])).rows.len() > WORDS_ROWS);
    let from = starts.get(from).copied().unwrap_or(words.len());
    layout(format!("… {}", &words[from..]))
}

/// Two a row; the last, if it is alone in its row, takes all of it.
fn replies(ui: &mut Ui, rect: Rect, model: &Model, commands: &mut Vec<Command>) {
    let shown = &model.replies[..model.replies.len().min(5)];
    let count = shown.len().div_ceil(2).max(1);
    let room = rect.height() - GAP * (count - 1) as f32;
    let height = (room / count as f32).min(REPLY);
    let mut rows = Rows::new(rect);
    for pair in shown.chunks(2) {
        let row = rows.top(height);
        match pair {
            [left, right] => {
                let [first, second] = columns(row, [1.0; 2]);
                reply(ui, first, left, model, commands);
                reply(ui, second, right, model, commands);
            }
            _ => {
                for only in pair {
                    reply(ui, row, only, model, commands);
                }
            }
        }
    }
}

fn reply(ui: &mut Ui, rect: Rect, reply: &Reply, model: &Model, commands: &mut Vec<Command>) {
    let command = Command::Say(reply.text.clone());
    let mut target = Target::new(button_id(&command), rect, &reply.label).dwell(model.dwell);
    target.text_size = WORDS_SIZE;
    if target.show(ui).clicked {
        commands.push(command);
    }
}

fn footer(ui: &mut Ui, row: Rect, model: &Model, commands: &mut Vec<Command>) {
    let [left, middle, right] = columns(row, [1.0; 3]);
    let (label, command) = match model.microphone {
        Microphone::Absent => (text::no_microphone(), Command::Listen(true)),
        Microphone::Muted => (text::microphone_off(), Command::Listen(true)),
        Microphone::Listening => (text::microphone_on(), Command::Listen(false)),
    };
    let look = match model.microphone {
        Microphone::Listening => Look::Chosen,
        _ => Look::Quiet,
    };
    let buttons = [
        (left, label, command, look),
        (middle, text::keyboard(), Command::Keyboard, Look::Plain),
        (right, text::menu(), Command::Menu, Look::Plain),
    ];
    for (rect, label, command, look) in buttons {
        let able = !matches!(command, Command::Listen(_)) || model.microphone != Microphone::Absent;
        let target = Target::new(button_id(&command), rect, label)
            .look(look)
            .dwell(model.dwell)
            .enabled(able);
        if target.show(ui).clicked {
            commands.push(command);
        }
    }
}
