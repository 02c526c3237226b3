//! A report on somebody: why, in whose words, and what was heard.

use bevy_egui::egui;
use egui::{Margin, TextEdit, Ui};
use stoa_world::StableId;

use crate::{
    Problem, ReportReason, ReportWanted,
    chat::ChatLog,
    text,
    theme::{self, primary, secondary},
};

/// Characters of one's own words.
const WORDS_CHARS: usize = 1000;
/// Lines that are shown of those that go into the report.
const SHOWN: usize = 4;

/// What is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub whom: StableId,
    pub name: String,
    agent: bool,
    reason: ReportReason,
    words: String,
    fresh: bool,
}

/// What the person did with the form.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Write(ReportWanted),
    Done,
}

impl Form {
    pub fn new(whom: StableId, name: String, agent: bool) -> Self {
        Self {
            whom,
            name,
            agent,
            reason: ReportReason::default(),
            words: String::new(),
            fresh: true,
        }
    }

    /// Nothing is lost with it.
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty()
    }

    /// Draws it; `done` is what became of it when it was handed in.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        log: &ChatLog,
        done: Option<&Result<String, Problem>>,
    ) -> Option<Step> {
        if let Some(Ok(file)) = done {
            return written(ui, file);
        }
        theme::note(ui, text::report_note());
        theme::section(ui, text::report_why());
        for reason in ReportReason::ALL {
            let choice = ui.radio_value(&mut self.reason, reason, text::reason(reason));
            if self.reason == reason && std::mem::take(&mut self.fresh) {
                choice.request_focus();
            }
        }
        theme::section(ui, text::report_words());
        ui.add(
            TextEdit::multiline(&mut self.words)
                .desired_rows(3)
                .desired_width(f32::INFINITY)
                .char_limit(WORDS_CHARS)
                .hint_text(text::report_words_hint())
                .margin(Margin::symmetric(10, 7)),
        );
        heard(ui, log, self.whom);
        if let Some(Err(problem)) = done {
            theme::problem(ui, problem);
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let write = primary(ui, text::report_write()).clicked();
            if secondary(ui, text::cancel()).clicked() {
                return Some(Step::Done);
            }
            write.then(|| {
                Step::Write(ReportWanted {
                    whom: self.whom,
                    name: self.name.clone(),
                    agent: self.agent,
                    reason: self.reason,
                    words: self.words.trim().to_owned(),
                })
            })
        })
        .inner
    }
}

/// What goes into the report of what they said.
fn heard(ui: &mut Ui, log: &ChatLog, whom: StableId) {
    theme::section(ui, text::report_heard());
    let lines = log.last_of(whom);
    if lines.is_empty() {
        theme::note(ui, text::report_nothing_heard());
        return;
    }
    let skip = lines.len().saturating_sub(SHOWN);
    if skip > 0 {
        theme::note(ui, &text::earlier_lines(skip));
    }
    for spoken in &lines[skip..] {
        let line = format!("{}  {}", text::clock(spoken.minute), spoken.text);
        theme::small(ui, &line, theme::TEXT);
    }
}

fn written(ui: &mut Ui, file: &str) -> Option<Step> {
    ui.label(text::report_written());
    theme::small(ui, file, theme::PARCHMENT);
    theme::note(ui, text::report_hand_on());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let done = primary(ui, text::done());
        if ui.memory(|memory| memory.focused()).is_none() {
            done.request_focus();
        }
        if secondary(ui, text::copy_path()).clicked() {
            ui.ctx().copy_text(file.to_owned());
        }
        done.clicked().then_some(Step::Done)
    })
    .inner
}
