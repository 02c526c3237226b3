//! The components of an agent besides its body.

use std::{collections::VecDeque, sync::Arc};

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use stoa_mind::{mind::Mind, speech::SpeechCutter};
use stoa_model::{Purpose, ToolCall, TurnContext};
use stoa_world::{StableId, Tick};

use crate::{bridge::Ticket, exchange::Exchange};

/// The mind behind a body.
#[derive(Component)]
pub struct Inhabitant(pub Mind);

/// What a mind is about to do or is doing.
#[derive(Component, Default)]
pub struct Conduct {
    /// The answer that is on its way.
    pub(crate) turn: Option<Turn>,
    /// Whom an answer or a greeting is owed, most urgent first.
    pub(crate) owed: VecDeque<Owed>,
    /// Whose talk ends as soon as what is being said is out.
    pub(crate) leaving: Option<Leaving>,
    pub(crate) errand: Errand,
    /// When the planner is asked next.
    pub(crate) next_plan: Tick,
    /// The last request, for the inspector.
    pub last: Exchange,
}

/// One request and the answer that comes of it.
pub(crate) struct Turn {
    pub ticket: Ticket,
    pub to: StableId,
    pub purpose: Purpose,
    /// Among inhabitants.
    pub small_talk: bool,
    pub context: Arc<TurnContext>,
    pub cutter: SpeechCutter,
    /// Short sentences that came together are said together.
    pub held: String,
    /// Who answers now.
    pub server: String,
    pub asked: Tick,
    /// Sentences and deeds that came of it.
    pub came: u32,
    pub tokens: Option<u32>,
    /// Deeds that were called for: a model that calls for one again and again is done with the first.
    pub called: Vec<ToolCall>,
    /// How the wait for the first word was shown.
    pub wait: Wait,
}

/// How the wait for an answer's first word was shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Wait {
    #[default]
    Unseen,
    /// By a gesture.
    Gesture,
    /// In words.
    Words,
}

/// A talk is left when the last words in it are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leaving {
    pub whom: StableId,
    /// Words that were wished for just now are in the mouth by then.
    pub not_before: Tick,
}

impl Leaving {
    pub fn after(whom: StableId, now: Tick) -> Self {
        Self {
            whom,
            not_before: Tick(now.0 + 2),
        }
    }
}

/// Something to say to somebody, as soon as they have finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owed {
    pub to: StableId,
    pub purpose: Purpose,
}

/// What a body is doing of its mind's own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Errand {
    #[default]
    None,
    /// On the way to a place, to stay there for so many ticks.
    Visit { stay: u64 },
    /// On the way to somebody for a talk; given up at `until`.
    Approach { whom: StableId, until: Tick },
    /// On the way to `to` with `guest` in tow, to introduce them; given up at `until`.
    Introduce {
        guest: StableId,
        to: StableId,
        #[serde(default)]
        until: Tick,
    },
}

impl Conduct {
    /// Whether an answer is owed or on its way, or a talk is about to be left.
    pub fn is_busy(&self) -> bool {
        self.turn.is_some() || !self.owed.is_empty() || self.leaving.is_some()
    }

    /// Owes `to` something to be said; a newer line of the same person replaces the older one. Whoever goes on talking
    /// is not taken leave of.
    pub(crate) fn owe(&mut self, to: StableId, purpose: Purpose) {
        self.owed.retain(|owed| owed.to != to);
        self.owed.push_back(Owed { to, purpose });
        self.leaving.take_if(|leaving| leaving.whom == to);
    }

    /// Owes `whom` nothing any more and gives up the answer to them that is on its way: its request is returned, to be
    /// cancelled at the bridge.
    #[must_use = "the request goes on until the bridge cancels it"]
    pub(crate) fn forget(&mut self, whom: StableId) -> Option<Ticket> {
        self.owed.retain(|owed| owed.to != whom);
        self.leaving.take_if(|leaving| leaving.whom == whom);
        let turn = self.turn.take_if(|turn| turn.to == whom)?;
        Some(turn.ticket)
    }

    /// As [`Conduct::forget`], for everybody.
    #[must_use = "the request goes on until the bridge cancels it"]
    pub(crate) fn forget_all(&mut self) -> Option<Ticket> {
        self.owed.clear();
        self.leaving = None;
        self.turn.take().map(|turn| turn.ticket)
    }

    /// Whether something is owed or being said to `whom`.
    pub(crate) fn answers(&self, whom: StableId) -> bool {
        self.turn.as_ref().is_some_and(|turn| turn.to == whom)
            || self.owed.iter().any(|owed| owed.to == whom)
    }
}
