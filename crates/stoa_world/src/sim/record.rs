//! Recording a session, so that it can be replayed: people, their intents and what models answered, by tick.

use std::{collections::VecDeque, path::Path};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Controller, DisplayName, Intent, Pose, PreviousPose, SimClock, SimSystems, StableId, Tick,
    WorldDef,
    save::WorldSave,
    sim::{
        Notice,
        bodies::{BodyIndex, FIRST_AGENT},
        sink::Sink,
    },
};

/// The version of the format that is written.
pub const FORMAT: u32 = 1;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Recorder>()
        .init_resource::<ModelTape>()
        .add_systems(
            FixedUpdate,
            (record_people, write_record)
                .chain()
                .in_set(SimSystems::Log)
                .in_set(RecordSystems)
                .before(super::log::WriteLog),
        );
}

/// Writes the recording.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RecordSystems;

/// The first line of a recording: what it can be replayed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub format: u32,
    /// The world file's id.
    pub world: String,
    pub seed: u64,
    /// A digest of the save the session began from; `None` for a fresh world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
}

/// Writes a recording while the world runs.
#[derive(Resource, Debug, Default)]
pub struct Recorder {
    sink: Option<Sink>,
    /// Intents of people in this session, when kept in memory (tests).
    pub kept: Option<Vec<(Tick, Intent)>>,
    pending: Vec<String>,
    known: Vec<StableId>,
}

impl Recorder {
    /// Keeps people's intents in memory.
    pub fn in_memory() -> Self {
        Self {
            kept: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Records into a new file.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn to_file(path: &Path, header: &Header) -> std::io::Result<Self> {
        let mut sink = Sink::create(path, "stoa-record")?;
        sink.line(&serde_json::to_string(header).map_err(std::io::Error::other)?);
        Ok(Self {
            sink: Some(sink),
            ..Self::default()
        })
    }

    /// Whether anything is recorded.
    pub fn is_on(&self) -> bool {
        self.sink.is_some() || self.kept.is_some()
    }

    /// Notes an intent of a person; what agents want follows from their models' answers.
    pub(super) fn intent(&mut self, tick: Tick, intent: &Intent) {
        if intent.who.0 >= FIRST_AGENT {
            return;
        }
        if let Some(kept) = &mut self.kept {
            kept.push((tick, intent.clone()));
        }
        if self.sink.is_some() {
            self.note(tick, "intent", serde_json::to_value(intent));
        }
    }

    fn note(&mut self, tick: Tick, key: &str, value: serde_json::Result<Value>) {
        let value = value.unwrap_or_else(|error| {
            tracing::error!("a recorded {key} has no JSON form: {error}");
            Value::Null
        });
        self.pending
            .push(format!("{{\"tick\":{},\"{key}\":{value}}}", tick.0));
    }
}

/// What models answered, in the order in which it entered the world: values that only the minds' glue understands.
#[derive(Resource, Debug, Default)]
pub struct ModelTape {
    /// Answers of this tick, for the recording; the recorder takes them at the end of each tick.
    pub record: Vec<(Tick, Value)>,
    /// When set, minds take their answers from here instead of asking a model.
    pub replay: Option<VecDeque<(Tick, Value)>>,
}

impl ModelTape {
    /// The next recorded answer that is due at `now`.
    pub fn next_due(&mut self, now: Tick) -> Option<Value> {
        let tape = self.replay.as_mut()?;
        if tape.front().is_some_and(|(tick, _)| *tick <= now) {
            return tape.pop_front().map(|(_, value)| value);
        }
        None
    }
}

/// A digest of a save (64-bit FNV-1a over its JSON, in hexadecimal): enough to notice the wrong file.
pub fn digest(save: &WorldSave) -> String {
    let bytes = serde_json::to_vec(save).unwrap_or_default();
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[derive(Serialize, Deserialize)]
pub(super) struct Joined {
    pub(super) id: StableId,
    pub(super) name: String,
    /// Where they came in.
    pub(super) pose: Pose,
}

/// People who came since the last tick.
fn record_people(
    clock: Res<SimClock>,
    index: Res<BodyIndex>,
    people: Query<(&Controller, &DisplayName, &PreviousPose)>,
    mut recorder: ResMut<Recorder>,
) {
    if recorder.sink.is_none() || recorder.known.len() == index.len() {
        return;
    }
    for (id, entity) in index.iter() {
        if recorder.known.contains(&id) {
            continue;
        }
        recorder.known.push(id);
        if let Ok((Controller::Person, name, pose)) = people.get(entity) {
            let joined = Joined {
                id,
                name: name.0.clone(),
                pose: pose.0,
            };
            // They were there when the tick began.
            recorder.note(clock.tick, "person", serde_json::to_value(joined));
            recorder.pending.rotate_right(1);
        }
    }
}

fn write_record(
    mut recorder: ResMut<Recorder>,
    mut tape: ResMut<ModelTape>,
    mut notices: MessageWriter<Notice>,
) {
    for (tick, value) in std::mem::take(&mut tape.record) {
        if recorder.sink.is_some() {
            recorder.note(tick, "model", Ok(value));
        }
    }
    let recorder = &mut *recorder;
    let Some(sink) = &mut recorder.sink else {
        return;
    };
    for line in recorder.pending.drain(..) {
        sink.line(&line);
    }
    if let Some(error) = sink.flush() {
        notices.write(failure(sink.path(), &error));
    }
}

/// Writes the last line and closes the file.
pub(super) fn close(world: &mut World) -> Option<Notice> {
    let tick = world.resource::<SimClock>().tick;
    let mut recorder = world.resource_mut::<Recorder>();
    let mut sink = recorder.sink.take()?;
    sink.line(&format!("{{\"tick\":{},\"end\":true}}", tick.0));
    let error = sink.close()?;
    Some(failure(sink.path(), &error))
}

fn failure(path: &Path, error: &std::io::Error) -> Notice {
    Notice::error(
        format!(
            "The recording {} is no longer written: {error}",
            path.display()
        ),
        "Make room on the disk, or give another file with --record.",
    )
}

/// The header for a session that begins now.
pub fn header(def: &WorldDef, seed: u64, start: Option<&WorldSave>) -> Header {
    Header {
        format: FORMAT,
        world: def.id.clone(),
        seed,
        start: start.map(digest),
    }
}
