//! Recording a session, so that it can be replayed: people, what was wished for and what models answered, by tick.
//!
//! An intent is recorded by its origin, not by whose it is: what people and scripts write, for whatever body. What minds
//! write follows in a replay from their models' answers, and what a save brings back follows from the save.

use std::{collections::VecDeque, path::Path};

use bevy_app::prelude::*;
use bevy_ecs::{message::MessageCursor, prelude::*};
use bevy_math::Vec3;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Deed, DisplayName, Formats, Intent, LookAt, Pose, SimClock, SimSystems, StableId, Tick,
    WorldDef,
    save::{WorldSave, fnv1a},
    sim::{
        Notice,
        bodies::{AnnounceSystems, BodyIndex, Newcomers, Restoring},
        sink::{Sink, WhenFull},
    },
};

/// Recordings of older formats are lifted when they are read: header and lines, one text.
pub(super) const FORMATS: Formats<String> = Formats::new(&[]);
/// The format that is written.
pub const FORMAT: u32 = FORMATS.newest();

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Recorder>()
        .init_resource::<ModelTape>()
        .init_resource::<Seen>()
        .add_systems(
            FixedUpdate,
            (
                record_people
                    .in_set(SimSystems::Script)
                    .before(AnnounceSystems),
                // Whatever was written up to here comes from outside; from here on minds write.
                record_intents
                    .after(SimSystems::Script)
                    .before(SimSystems::Minds),
                pass_over_minds
                    .after(SimSystems::Intents)
                    .before(SimSystems::Move),
                write_record
                    .in_set(SimSystems::Log)
                    .in_set(RecordSystems)
                    .before(super::log::WriteLog),
            ),
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
    /// Intents of this session, when kept in memory (tests).
    pub kept: Option<Vec<(Tick, Intent)>>,
    pending: Vec<String>,
    /// That the recording ended early is told once.
    told: bool,
}

/// The intents that were recorded or passed over.
#[derive(Resource, Debug, Default)]
struct Seen(MessageCursor<Intent>);

impl Recorder {
    /// Keeps intents in memory.
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

    /// What becomes of a recording that the disk is too slow for. One that would have a gap ends before it instead.
    pub fn when_full(mut self, when_full: WhenFull) -> Self {
        self.sink = self.sink.map(|sink| sink.when_full(when_full));
        self
    }

    /// Whether anything is recorded.
    pub fn is_on(&self) -> bool {
        self.sink.is_some() || self.kept.is_some()
    }

    fn intent(&mut self, tick: Tick, intent: &Intent) {
        if let Some(kept) = &mut self.kept {
            kept.push((tick, intent.clone()));
        }
        if self.sink.is_some() {
            self.note(tick, "intent", serde_json::to_value(in_numbers(intent)));
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

/// A digest of a save (over its JSON, in hexadecimal): enough to notice the wrong file.
pub fn digest(save: &WorldSave) -> String {
    let bytes = serde_json::to_vec(save).unwrap_or_default();
    format!("{:016x}", fnv1a(&bytes))
}

/// JSON has no word for what is no number: a point that is none becomes one that is as much refused.
fn in_numbers(intent: &Intent) -> Intent {
    let mut intent = intent.clone();
    if let Deed::Look { at: Some(at) } | Deed::Gesture { at: Some(at), .. } = &mut intent.deed
        && let LookAt::Point(point) = at
        && !point.is_finite()
    {
        *point = Vec3::MAX;
    }
    intent
}

#[derive(Serialize, Deserialize)]
pub(super) struct Joined {
    pub(super) id: StableId,
    pub(super) name: String,
    /// Where they came in.
    pub(super) pose: Pose,
}

/// People who came since the last tick, in the order they came.
fn record_people(
    clock: Res<SimClock>,
    newcomers: Res<Newcomers>,
    index: Res<BodyIndex>,
    people: Query<(&DisplayName, &Pose)>,
    mut recorder: ResMut<Recorder>,
) {
    if recorder.sink.is_none() {
        return;
    }
    for id in newcomers.iter() {
        let Some((name, pose)) = index.get(id).and_then(|e| people.get(e).ok()) else {
            continue;
        };
        let joined = Joined {
            id,
            name: name.0.clone(),
            pose: *pose,
        };
        recorder.note(clock.tick, "person", serde_json::to_value(joined));
    }
}

/// What people and scripts wish for in this tick.
fn record_intents(
    clock: Res<SimClock>,
    intents: Res<Messages<Intent>>,
    restoring: Res<Restoring>,
    mut seen: ResMut<Seen>,
    mut recorder: ResMut<Recorder>,
) {
    if !recorder.is_on() {
        return;
    }
    for (intent, message) in seen.0.read_with_id(&intents) {
        if !restoring.asked_again(message.id) {
            recorder.intent(clock.tick, intent);
        }
    }
}

/// What minds wrote in this tick is not recorded.
fn pass_over_minds(
    intents: Res<Messages<Intent>>,
    mut seen: ResMut<Seen>,
    mut restoring: ResMut<Restoring>,
) {
    seen.0.clear(&intents);
    restoring.all_asked();
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
    // Nothing can be replayed across a gap: the gap is never closed, so nothing follows it.
    if sink.left_out() > 0 && !std::mem::replace(&mut recorder.told, true) {
        let file = sink.path().display().to_string();
        let notice = Notice::error(
            format!("The recording {file} ends here"),
            "The disk is too slow. What was recorded so far can be replayed; give a file elsewhere with --record.",
        );
        notices.write(notice.named("recording_gap", [("file", file)]));
    }
}

/// Ends the recording before this tick, in which something happens that can't be replayed. The last line says why.
pub(super) fn end(world: &mut World, why: &str) -> Vec<Notice> {
    let tick = world.resource::<SimClock>().tick.0.saturating_sub(1);
    let mut recorder = world.resource_mut::<Recorder>();
    recorder.pending.clear();
    let Some(mut sink) = recorder.sink.take() else {
        return Vec::new();
    };
    let line = serde_json::json!({"tick": tick, "end": true, "because": why});
    sink.line(&line.to_string());
    let error = sink.close().map(|error| failure(sink.path(), &error));
    let file = sink.path().display().to_string();
    let ends = Notice::warning(
        format!("The recording {file} ends here: {why}"),
        "What was recorded so far can be replayed on the files as they were; begin another with --record.",
    )
    .named("recording_ends", [("file", file), ("why", why.to_owned())]);
    error.into_iter().chain([ends]).collect()
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
    let (file, error) = (path.display().to_string(), error.to_string());
    Notice::error(
        format!("The recording {file} is no longer written: {error}"),
        "Make room on the disk, or give another file with --record.",
    )
    .named("recording_failed", [("file", file), ("error", error)])
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
