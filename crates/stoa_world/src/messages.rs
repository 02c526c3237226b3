//! What happened: messages between systems, and the lines of the event log.

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Deed, Pose, SayTo, StableId, Volume, clock::Tick};

/// Somebody spoke: sent once when the utterance is out, or when it was cut off.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Said {
    pub tick: Tick,
    pub who: StableId,
    /// What was really spoken: up to the interruption, if there was one.
    pub text: String,
    pub to: SayTo,
    pub volume: Volume,
    pub at: Pose,
    /// True when the speaker was cut off.
    pub cut: bool,
    /// The mind that made it; `None` for a person.
    pub source: Option<String>,
}

/// Somebody heard what was [`Said`].
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Heard {
    pub tick: Tick,
    /// The listener.
    pub who: StableId,
    pub speaker: StableId,
    pub text: String,
    pub to: SayTo,
    pub cut: bool,
    /// Metres from mouth to ear.
    pub distance_m: f32,
}

/// The world refused an intent.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Refused {
    pub tick: Tick,
    pub who: StableId,
    pub deed: Deed,
    /// Why, in words that can be spoken: `every seat is taken`.
    pub cause: String,
}

/// One line of the event log: `{"tick":…,"kind":…,"who":…, …}`. Stable ids and rounded numbers only: never an
/// `Entity`, never a wall-clock value, never a model's reasoning.
#[derive(Message, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEvent {
    pub tick: Tick,
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<StableId>,
    /// The kind's own fields, in the order of their names.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl LogEvent {
    pub fn new(tick: Tick, kind: &str, who: impl Into<Option<StableId>>) -> Self {
        Self {
            tick,
            kind: kind.to_owned(),
            who: who.into(),
            fields: Map::new(),
        }
    }

    /// Adds a field; `Value::Null` is left out.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.fields.insert(name.to_owned(), value);
        }
        self
    }
}
