//! Recordings that are read back, for a replay.

use std::{borrow::Cow, collections::VecDeque, path::Path};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Intent, Tick,
    save::WorldSave,
    sim::{
        record::{FORMAT, FORMATS, Header, Joined, digest},
        script::{Entry, Event, Script, ScriptError, read_text},
    },
};

/// A recording that was read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    pub header: Header,
    /// People and their intents, by tick.
    pub script: Script,
    /// Models' answers, by tick.
    pub models: VecDeque<(Tick, Value)>,
    /// The last tick of the session, when it ended in good order.
    pub end: Option<Tick>,
}

/// The one thing that the header of every format says.
#[derive(Deserialize)]
struct Format {
    format: i64,
}

impl Recording {
    /// Reads a recording's file.
    ///
    /// # Errors
    /// As [`Recording::parse`], and when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, ScriptError> {
        let (file, text) = read_text(path)?;
        Self::parse(&file, &text)
    }

    /// Reads a recording's text.
    ///
    /// # Errors
    /// Names file, line and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, ScriptError> {
        let fail = |line: usize, message: String| ScriptError {
            file: file.to_owned(),
            line,
            message,
        };
        let first = text
            .lines()
            .next()
            .ok_or_else(|| fail(1, "the recording is empty".to_owned()))?;
        let expected =
            |e: serde_json::Error| fail(1, format!("expected the header of a recording: {e}"));
        // Of another format it may look otherwise.
        let Format { format } = serde_json::from_str(first).map_err(expected)?;
        let text = if format == i64::from(FORMAT) {
            Cow::Borrowed(text)
        } else {
            let lifted = FORMATS.lift(text.to_owned(), format);
            Cow::Owned(lifted.map_err(|error| fail(1, error.to_string()))?)
        };
        let mut lines = text.lines().enumerate();
        let first = lines.next().map_or("", |(_, first)| first);
        let header: Header = serde_json::from_str(first).map_err(expected)?;
        let mut recording = Self {
            header,
            script: Script::default(),
            models: VecDeque::new(),
            end: None,
        };
        for (number, line) in lines {
            if line.trim().is_empty() {
                continue;
            }
            let noted: Noted = match serde_json::from_str(line) {
                Ok(noted) => noted,
                // The last line of a session that was killed may be half a line.
                Err(_) if number + 1 == text.lines().count() && !text.ends_with('\n') => break,
                Err(e) => return Err(fail(number + 1, e.to_string())),
            };
            if let Some(intent) = noted.intent {
                recording.script.entries.push_back(Entry {
                    tick: noted.tick,
                    event: Event::Intent(intent),
                });
            } else if let Some(Joined { id, name, pose }) = noted.person {
                let event = Event::Person {
                    who: id,
                    name,
                    spawn: None,
                    pose: Some(pose),
                };
                recording.script.entries.push_back(Entry {
                    tick: noted.tick,
                    event,
                });
            } else if let Some(value) = noted.model {
                recording.models.push_back((noted.tick, value));
            } else if noted.end {
                recording.end = Some(noted.tick);
            } else {
                return Err(fail(
                    number + 1,
                    "expected `intent`, `person`, `model` or `end`".to_owned(),
                ));
            }
        }
        Ok(recording)
    }

    /// What cannot be replayed on this world: another world, seed or beginning.
    pub fn mismatch(&self, world: &str, seed: u64, start: Option<&WorldSave>) -> Option<String> {
        if self.header.world != world {
            return Some(format!(
                "it was recorded in the world `{}`, this is `{world}`",
                self.header.world
            ));
        }
        if self.header.seed != seed {
            return Some(format!(
                "it was recorded with seed {}, this is seed {seed}",
                self.header.seed
            ));
        }
        (self.header.start != start.map(digest))
            .then(|| "it began from another saved state than this one".to_owned())
    }
}

#[derive(Deserialize)]
struct Noted {
    tick: Tick,
    #[serde(default)]
    intent: Option<Intent>,
    #[serde(default)]
    person: Option<Joined>,
    #[serde(default)]
    model: Option<Value>,
    #[serde(default)]
    end: bool,
}
