//! From a model's raw stream to sentences that can be spoken and deeds that can be done.
//!
//! [`SpeechCutter`] takes text in any pieces and gives the same events for any way of cutting it: it is a machine over
//! single characters. It leaves out what nobody should hear: reasoning in tags, stage directions, the speaker's own
//! name before a colon, Markdown, control characters, lines put into somebody else's mouth.

mod ear;
mod filter;
mod hesitation;
mod lost;
mod sentence;
#[cfg(test)]
mod tests;

pub use ear::{MOST_PIECES, SpeechEar};
pub use hesitation::hesitation;
pub use lost::lost_thread;

use std::sync::Arc;

use stoa_model::ToolCall;

use filter::{Filter, Piece};
use sentence::Sentences;

/// The longest sentence, in characters; longer ones are cut at a comma or between words.
pub const SENTENCE_LIMIT: usize = 240;
/// The most characters of one answer; it ends with the last sentence that fits.
pub const ANSWER_LIMIT: usize = 1_200;

/// What came out of the stream.
#[derive(Debug, Clone, PartialEq)]
pub enum SpeechEvent {
    /// A sentence to speak, clean and at most [`SENTENCE_LIMIT`] characters long.
    Sentence(String),
    /// A deed in the plain-text form; [`crate::actions::Action::from_call`] understands it.
    Action(ToolCall),
}

/// Cuts one answer. Make a new one for each.
#[derive(Debug, Clone)]
pub struct SpeechCutter {
    filter: Filter,
    sentences: Sentences,
    lead: Lead,
    /// What stands before a colon at a line's start when the speaker speaks.
    own: Arc<[String]>,
    /// … and when somebody else is made to speak: the answer ends there.
    others: Arc<[String]>,
    spoken: usize,
    done: bool,
}

/// The start of a line, held back while it could still be `Name:`.
#[derive(Debug, Clone, PartialEq)]
enum Lead {
    Open(String),
    Through,
}

impl SpeechCutter {
    /// `own_name` may stand before the speaker's lines; at `others` followed by a colon the answer ends.
    pub fn new(own_name: &str, others: &[String]) -> Self {
        let first = |n: &str| {
            n.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_lowercase()
        };
        let mut own = vec![
            own_name.to_lowercase(),
            first(own_name),
            "assistant".into(),
            "ai".into(),
            "me".into(),
            "i".into(),
        ];
        own.retain(|n| !n.is_empty());
        let mut all: Vec<String> = others
            .iter()
            .flat_map(|n| [n.to_lowercase(), first(n)])
            .collect();
        all.extend(
            [
                "user", "human", "visitor", "system", "someone", "person", "you",
            ]
            .map(String::from),
        );
        all.retain(|n| !n.is_empty() && !own.contains(n));
        Self {
            filter: Filter::default(),
            sentences: Sentences::default(),
            lead: Lead::Open(String::new()),
            own: own.into(),
            others: all.into(),
            spoken: 0,
            done: false,
        }
    }

    /// Takes the next piece of the stream.
    pub fn push(&mut self, text: &str) -> Vec<SpeechEvent> {
        let mut out = Vec::new();
        for c in text.chars() {
            if self.done {
                break;
            }
            let pieces = self.filter.push(c);
            self.take(pieces, &mut out);
        }
        out
    }

    /// The stream is over: gives what was held back.
    pub fn finish(&mut self) -> Vec<SpeechEvent> {
        let mut out = Vec::new();
        let pieces = self.filter.finish();
        self.take(pieces, &mut out);
        if let Lead::Open(held) = std::mem::replace(&mut self.lead, Lead::Through)
            && !self
                .own
                .contains(&held.trim_end_matches(':').trim().to_lowercase())
        {
            self.speak(&held, &mut out);
        }
        if !self.done {
            let rest = self.sentences.finish();
            self.emit(rest, &mut out);
        }
        self.done = true;
        out
    }

    /// True when nothing more will come, whatever the stream still brings: it can be dropped.
    pub fn is_done(&self) -> bool {
        self.done
    }

    fn take(&mut self, pieces: Vec<Piece>, out: &mut Vec<SpeechEvent>) {
        for piece in pieces {
            if self.done {
                return;
            }
            match piece {
                Piece::Call(call) => out.push(SpeechEvent::Action(call)),
                Piece::Char(c) => self.line(c, out),
            }
        }
    }

    /// Looks at the start of each line for a name and a colon.
    fn line(&mut self, c: char, out: &mut Vec<SpeechEvent>) {
        let Lead::Open(held) = &mut self.lead else {
            if c == '\n' {
                self.lead = Lead::Open(String::new());
            }
            return self.speak(c.encode_utf8(&mut [0; 4]), out);
        };
        if c == '\n' {
            let held = std::mem::take(held);
            self.speak(&held, out);
            return self.speak("\n", out);
        }
        held.push(c);
        let said = held.trim_start().to_lowercase();
        if let Some(name) = said.strip_suffix(':') {
            let name = name.trim_end();
            if self.own.iter().any(|n| n == name) {
                self.lead = Lead::Open(String::new());
                return;
            }
            if self.others.iter().any(|n| n == name) {
                let rest = self.sentences.finish();
                self.emit(rest, out);
                self.done = true;
                return;
            }
        }
        let open = said.is_empty()
            || self
                .own
                .iter()
                .chain(self.others.iter())
                .any(|n| n.starts_with(said.trim_end()));
        if !open {
            let held = std::mem::take(held);
            self.lead = Lead::Through;
            self.speak(&held, out);
        }
    }

    fn speak(&mut self, text: &str, out: &mut Vec<SpeechEvent>) {
        for c in text.chars() {
            let ready = self.sentences.push(c);
            self.emit(ready, out);
        }
    }

    fn emit(&mut self, ready: Vec<String>, out: &mut Vec<SpeechEvent>) {
        for sentence in ready {
            let length = sentence.chars().count();
            if self.done || self.spoken + length > ANSWER_LIMIT {
                self.done = true;
                return;
            }
            self.spoken += length;
            out.push(SpeechEvent::Sentence(sentence));
        }
    }
}
