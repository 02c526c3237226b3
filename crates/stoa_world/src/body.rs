//! One kind of body: a person and an agent are the same entity, but for [`Controller`].

use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use serde::{Deserialize, Serialize};

use crate::{
    Goal, Looks, Pose, PreviousPose, SeatId,
    clock::Tick,
    intent::{Gesture, LookAt},
    sim::{Mouth, Route, Whereabouts},
};

/// An id that is the same in every run, save and log. Inhabitants keep the one they were given first; people count
/// from 1, inhabitants from 1000. Systems that decide anything go through bodies in this order.
#[derive(
    Component,
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct StableId(pub u32);

/// The marker of a body. Spawn it with a [`StableId`], [`Controller`], [`DisplayName`], [`Looks`] and [`Pose`].
#[derive(Component, Debug, Default)]
#[require(
    StableId,
    Controller,
    DisplayName,
    Looks,
    Pose,
    PreviousPose,
    Mover,
    Posture,
    Attention,
    Voice,
    Muted,
    Blocked,
    Route,
    Mouth,
    Whereabouts
)]
pub struct Body;

/// Who writes this body's intents. Everything else about the two is the same.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Controller {
    #[default]
    Person,
    /// Carries a permanent, visible "AI" mark.
    Agent,
}

/// The name over the head, sanitised, at most 40 characters.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DisplayName(pub String);

/// Where a body is going, and what it has claimed to do so. The one mover (agents) reads it; people's bodies use
/// `steer`, written from their `Move` intents, and physics.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Mover {
    pub goal: Option<Goal>,
    /// The seat this body may sit on; never claimed by two.
    pub claim: Option<SeatId>,
    /// Steering of a person's body this tick: x right, z back, at most 1 long, in the body's own frame.
    pub steer: Vec3,
    pub run: bool,
    pub jump: bool,
    pub crouch: bool,
    /// Horizontal speed over the last tick, in m/s: for the gait.
    pub speed: f32,
}

/// How the body is held.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posture {
    #[default]
    Standing,
    Sitting,
    /// Off the ground.
    Falling,
    /// On one's feet, with bent knees.
    Crouching,
}

/// On a seat (with [`Posture::Sitting`]).
#[derive(Component, Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated(pub SeatId);

/// Walks behind somebody until told otherwise.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following(pub StableId);

/// Where the head looks. Bodies without a target look ahead.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
pub struct Attention {
    pub target: Option<LookAt>,
    /// Up (+) or down (−) in radians, for people who look freely.
    pub pitch_rad: f32,
}

/// A gesture that is being made.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Gesturing {
    pub gesture: Gesture,
    pub since: Tick,
    /// Where to, for pointing and waving.
    pub toward: Option<Vec3>,
}

/// What the body is saying now, as far as it has been said.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Voice {
    /// The utterance being spoken.
    pub utterance: Option<Utterance>,
    /// A mind is at work on an answer: shows the "…" over the head.
    pub thinking: bool,
}

impl Voice {
    /// Whether words are coming out at `now`; afterwards the utterance lingers as a bubble.
    pub fn is_speaking(&self, now: Tick) -> bool {
        self.utterance.as_ref().is_some_and(|u| now < u.until)
    }
}

/// One sentence on its way out of a mouth.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    pub text: String,
    /// Bytes of `text` already spoken; always on a character border.
    pub spoken: usize,
    pub since: Tick,
    /// The tick at which the whole text is out; the bubble lingers after it.
    pub until: Tick,
    /// Which mind made it (`built-in mind`, `ollama (llama3.2:3b)`), or `None` for a person.
    pub source: Option<String>,
}

/// Ids this body does not hear.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Muted(pub Vec<StableId>);

/// Ids this body neither sees nor hears, nor is seen or heard by.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Blocked(pub Vec<StableId>);
