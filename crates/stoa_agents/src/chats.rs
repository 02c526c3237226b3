//! Small talk: two inhabitants who walked up to each other take turns until they part.

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};
use stoa_model::Purpose;
use stoa_world::{StableId, Tick};

/// The talks among inhabitants that are going on.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chats(Vec<Chat>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        self.purpose_of(self.turns)
    }

    /// What the turn that was taken last was for.
    pub fn last_purpose(&self) -> Purpose {
        self.purpose_of(self.turns.saturating_sub(1))
    }

    fn purpose_of(&self, turn: u32) -> Purpose {
        match turn {
            0 => Purpose::Open,
            turn if turn >= self.limit => Purpose::Close,
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

    /// The turn that was taken last has not been spoken, and will be taken again.
    pub fn untook(&mut self, purpose: Purpose) {
        self.turns = self.turns.saturating_sub(1);
        self.farewells = self
            .farewells
            .saturating_sub(u32::from(purpose == Purpose::Close));
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

    /// Keeps only the chats for which `holds` is true.
    pub(crate) fn retain(&mut self, holds: impl Fn(&Chat) -> bool) {
        self.0.retain(holds);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Chat> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_does_not_come_back_from_a_save() {
        let mut chats = Chats::default();
        chats.begin(StableId(1000), StableId(1001), Tick(9), 5);
        let json = serde_json::to_value(&chats).expect("plain data");
        assert_eq!(Chats::deserialize(json).expect("as written"), chats);
    }

    #[test]
    fn a_turn_cut_off_by_a_save_counts_twice() {
        let mut chats = Chats::default();
        chats.begin(StableId(1000), StableId(1001), Tick(9), 1);
        let chat = chats.of_mut(StableId(1001)).expect("begun");
        for _ in 0..2 {
            let before = chat.clone();
            let purpose = chat.purpose();
            chat.took(purpose, Tick(9));
            chat.untook(purpose);
            assert_eq!(*chat, before);
            chat.took(purpose, Tick(9));
        }
        assert_eq!((chat.turns, chat.farewells), (2, 1));
    }
}
