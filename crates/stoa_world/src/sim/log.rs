//! The event log: what happened, one JSON object a line, the same in every run with the same input.
//!
//! Its ways out are bounded. Where a disk or a reader is too slow for a window, lines are left out: a notice says so, and
//! a line of the kind `left_out` stands in their place. Runs that nobody watches wait for the disk instead (see
//! [`WhenFull`]).

use std::{path::Path, sync::mpsc::SyncSender};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;

use serde_json::{Map, Value};

use crate::{
    Deed, LogEvent, SimSystems, StableId, Tick,
    sim::{
        Notice,
        follower::Follower,
        sink::{Sink, WhenFull},
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
    follow: Option<Follower>,
    /// That lines are left out is told once.
    told: bool,
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

    /// What becomes of lines that the disk is too slow for.
    pub fn when_full(mut self, when_full: WhenFull) -> Self {
        self.file = self.file.map(|file| file.when_full(when_full));
        self
    }

    /// Sends each line to `lines` as well, as soon as its tick is over. The channel has to take what comes between two
    /// looks into it: [`FOLLOW_LINES`](super::FOLLOW_LINES) are enough.
    pub fn with_follower(mut self, lines: SyncSender<String>) -> Self {
        self.follow = Some(Follower::new(lines));
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
            if file.left_out() > 0 && file.has_room() {
                file.close_gap(&gap_line(event.tick, file.left_out()));
            }
            file.line(&line);
        }
        if let Some(follow) = &mut self.follow
            && !follow.send(event.tick, &line)
        {
            self.follow = None;
        }
        if let Some(memory) = &mut self.memory {
            memory.push(line);
        }
    }

    /// Hands the lines of a tick on.
    fn flush(&mut self) -> Vec<Notice> {
        let mut notices = Vec::from_iter(self.left_out_notice());
        if let Some(file) = &mut self.file
            && let Some(error) = file.flush()
        {
            notices.push(failure(file.path(), &error));
        }
        notices
    }

    /// Writes the rest and closes the file; `tick` is the last one.
    pub fn close(&mut self, tick: Tick) -> Vec<Notice> {
        let mut notices = Vec::from_iter(self.left_out_notice());
        let Some(mut file) = self.file.take() else {
            return notices;
        };
        if file.left_out() > 0 {
            file.close_gap(&gap_line(tick, file.left_out()));
        }
        if let Some(error) = file.close() {
            notices.push(failure(file.path(), &error));
        }
        notices
    }

    fn left_out_notice(&mut self) -> Option<Notice> {
        let (slow, name, file) = match (&self.file, &self.follow) {
            (Some(file), _) if file.left_out() > 0 => {
                let file = file.path().display().to_string();
                let slow = format!("The disk is too slow for {file}");
                (slow, "log_slow", file)
            }
            (_, Some(follow)) if follow.left_out() > 0 => {
                let slow = "Whoever reads the event log is too slow".to_owned();
                (slow, "log_reader_slow", String::new())
            }
            _ => return None,
        };
        if std::mem::replace(&mut self.told, true) {
            return None;
        }
        let notice = Notice::warning(
            format!("{slow}: lines of the event log are left out."),
            "Lines of the kind `left_out` stand in their place and say how many.",
        );
        Some(notice.named(name, [("file", file)]))
    }
}

/// The line that stands in the place of `lines` others.
pub(super) fn gap_line(tick: Tick, lines: u64) -> String {
    // Plain data always has a JSON form.
    let event = LogEvent::new(tick, "left_out", None::<StableId>).with("lines", lines);
    serde_json::to_string(&event).unwrap_or_default()
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
    let (file, error) = (path.display().to_string(), error.to_string());
    Notice::error(
        format!("The event log {file} is no longer written: {error}"),
        "Make room on the disk, or give another file with --events.",
    )
    .named("log_failed", [("file", file), ("error", error)])
}

fn write_log(
    mut events: MessageReader<LogEvent>,
    mut log: ResMut<EventLog>,
    mut notices: MessageWriter<Notice>,
) {
    for event in events.read() {
        log.write(event);
    }
    notices.write_batch(log.flush());
}
