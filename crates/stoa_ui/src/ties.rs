//! Whom the person of these panels does not hear, and whom a block hides from them.

use bevy::{ecs::system::SystemParam, prelude::*};
use stoa_world::{Blocked, Body, Muted, StableId, sim::hides};

use crate::LocalPerson;

/// The lists of everybody who is here.
#[derive(SystemParam)]
pub(crate) struct Ties<'w, 's> {
    me: Option<Res<'w, LocalPerson>>,
    lists: Query<'w, 's, (&'static StableId, &'static Muted, &'static Blocked), With<Body>>,
}

/// What one person's lists say. Without a person everybody is seen and heard.
#[derive(Clone, Copy, Default)]
pub(crate) struct Own<'a>(Option<(StableId, &'a Muted, &'a Blocked)>);

impl Ties<'_, '_> {
    pub fn me(&self) -> Option<StableId> {
        self.me.as_deref().map(|me| me.0)
    }

    /// The person's own lists; to be asked for once a frame.
    pub fn own(&self) -> Own<'_> {
        let me = self.me();
        let own = self.lists.iter().find(|(id, ..)| Some(**id) == me);
        Own(own.map(|(id, muted, blocked)| (*id, muted, blocked)))
    }
}

impl Own<'_> {
    /// Whether a block, theirs or the person's own, keeps the two apart.
    pub fn is_hidden(&self, id: StableId, theirs: &Blocked) -> bool {
        self.0
            .is_some_and(|(me, _, blocked)| hides(me, blocked, id, theirs))
    }

    pub fn mutes(&self, id: StableId) -> bool {
        self.0.is_some_and(|(_, muted, _)| muted.0.contains(&id))
    }

    pub fn blocks(&self, id: StableId) -> bool {
        self.0.is_some_and(|(.., blocked)| blocked.0.contains(&id))
    }

    /// Everybody on the two lists, here or not.
    pub fn listed(&self) -> impl Iterator<Item = StableId> {
        let lists = self.0.map(|(_, muted, blocked)| [&muted.0, &blocked.0]);
        lists.into_iter().flatten().flatten().copied()
    }
}
