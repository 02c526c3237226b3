//! The event log: what happened, one JSON object a line, the same in every run with the same input.

use std::path::Path;

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;

use serde_json::{Map, Value};

use crate::{
    Deed, LogEvent, SimSystems,
    sim::{
        Notice,
        sink::Sink,
        text::{MAX_UTTERANCE, clean},
    },
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<EventLog>().add_systems(
        FixedUpdate,
        write_log.in_set(SimSystems::Log).in_set(WriteLog),
    );
}

/// The system that writes the log's lines: last in its tick.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WriteLog;

/// Where the lines of the event log go: to a file, to memory (tests), to both or nowhere.
#[derive(Resource, Debug, Default)]
pub struct EventLog {
    file: Option<Sink>,
    memory: Option<Vec<String>>,
    /// Prints each line on standard output too (`--json`).
    follow: Option<std::sync::mpsc::Sender<String>>,
}

impl EventLog {
    /// A log that keeps its lines in memory.
    pub fn in_memory() -> Self {
        Self {
            memory: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// A log in a new file at `path`.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn to_file(path: &Path) -> std::io::Result<Self> {
        Ok(Self {
            file: Some(Sink::create(path, "stoa-log")?),
            ..Self::default()
        })
    }

    /// Sends each line to `receiver` as well, as soon as its tick is over.
    pub fn with_follower(mut self, receiver: std::sync::mpsc::Sender<String>) -> Self {
        self.follow = Some(receiver);
        self
    }

    /// The lines so far, for a log in memory.
    pub fn lines(&self) -> &[String] {
        self.memory.as_deref().unwrap_or_default()
    }

    /// Takes the lines gathered since the last call, for a log in memory.
    pub fn take(&mut self) -> Vec<String> {
        self.memory.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn write(&mut self, event: &LogEvent) {
        if self.file.is_none() && self.memory.is_none() && self.follow.is_none() {
            return;
        }
        let line = match serde_json::to_string(event) {
            Ok(line) => line,
            Err(error) => {
                tracing::error!("an event of kind {} has no JSON form: {error}", event.kind);
                return;
            }
        };
        if let Some(file) = &mut self.file {
            file.line(&line);
        }
        if let Some(follow) = &self.follow
            && follow.send(line.clone()).is_err()
        {
            self.follow = None;
        }
        if let Some(memory) = &mut self.memory {
            memory.push(line);
        }
    }

    fn flush(&mut self) -> Option<Notice> {
        let file = self.file.as_mut()?;
        let error = file.flush()?;
        Some(failure(file.path(), &error))
    }

    /// Writes the rest and closes the file.
    pub fn close(&mut self) -> Option<Notice> {
        let mut file = self.file.take()?;
        let error = file.close()?;
        Some(failure(file.path(), &error))
    }
}

/// A deed as fields of a log line: `do` and the deed's own. What somebody wrote is made safe to show, as if it were
/// said.
pub(super) fn deed_fields(deed: &Deed) -> Map<String, Value> {
    match serde_json::to_value(deed) {
        Ok(Value::Object(mut fields)) => {
            for key in ["text", "name", "source"] {
                if let Some(Value::String(text)) = fields.get_mut(key) {
                    *text = clean(text, MAX_UTTERANCE).map_or_else(String::new, |c| c.text);
                }
            }
            fields
        }
        // Deeds are tagged: they always become objects.
        Ok(_) | Err(_) => Map::new(),
    }
}

/// A deed's name as files write it, for example `sit`.
pub(super) fn deed_name(deed: &Deed) -> String {
    match deed_fields(deed).remove("do") {
        Some(Value::String(name)) => name,
        _ => String::new(),
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Notice {
    Notice::error(
        format!(
            "The event log {} is no longer written: {error}",
            path.display()
        ),
        "Make room on the disk, or give another file with --events.",
    )
}

fn write_log(
    mut events: MessageReader<LogEvent>,
    mut log: ResMut<EventLog>,
    mut notices: MessageWriter<Notice>,
) {
    for event in events.read() {
        log.write(event);
    }
    if let Some(notice) = log.flush() {
        notices.write(notice);
    }
}
