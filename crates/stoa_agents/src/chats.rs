//! Small talk: two inhabitants who walked up to each other take turns until they part.

use bevy_ecs::prelude::*;
use stoa_model::Purpose;
use stoa_world::{StableId, Tick};

/// The talks among inhabitants that are going on.
#[derive(Resource, Debug, Default)]
pub struct Chats(Vec<Chat>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chat {
    pub a: StableId,
    pub b: StableId,
    pub since: Tick,
    /// When somebody last spoke or began to.
    pub last: Tick,
    /// Turns taken so far.
    pub turns: u32,
    /// After this many turns somebody takes leave.
    pub limit: u32,
    /// Farewells said.
    pub farewells: u32,
}

impl Chat {
    /// What the next turn is for.
    pub fn purpose(&self) -> Purpose {
        match self.turns {
            0 => Purpose::Open,
            turns if turns >= self.limit => Purpose::Close,
            _ => Purpose::Continue,
        }
    }

    pub fn partner(&self, of: StableId) -> StableId {
        if self.a == of { self.b } else { self.a }
    }

    /// A turn was taken.
    pub fn took(&mut self, purpose: Purpose, now: Tick) {
        self.turns += 1;
        self.farewells += u32::from(purpose == Purpose::Close);
        self.last = now;
    }
}

impl Chats {
    pub(crate) fn begin(&mut self, a: StableId, b: StableId, now: Tick, limit: u32) {
        self.0.push(Chat {
            a,
            b,
            since: now,
            last: now,
            turns: 0,
            limit,
            farewells: 0,
        });
    }

    /// The chat that somebody is in.
    pub(crate) fn of(&self, id: StableId) -> Option<&Chat> {
        self.0.iter().find(|chat| chat.a == id || chat.b == id)
    }

    pub(crate) fn of_mut(&mut self, id: StableId) -> Option<&mut Chat> {
        self.0.iter_mut().find(|chat| chat.a == id || chat.b == id)
    }

    /// Ends the chat of somebody and returns it.
    pub(crate) fn end(&mut self, id: StableId) -> Option<Chat> {
        let index = self
            .0
            .iter()
            .position(|chat| chat.a == id || chat.b == id)?;
        Some(self.0.remove(index))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Chat> {
        self.0.iter()
    }
}
