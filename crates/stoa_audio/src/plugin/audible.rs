//! What is to be heard now, told as data: for captions, with a sound device and without one.

use bevy_ecs::prelude::*;
use stoa_world::StableId;

/// What makes a sound of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sounding {
    /// Somebody speaks, near enough for their words.
    Voice,
    /// A foot comes down.
    Steps,
    /// Many people, too far for their words.
    Crowd,
    Fountain,
    Leaves,
    Bird,
}

/// One sound of a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audible {
    pub what: Sounding,
    /// Whose voice or foot it is.
    pub who: Option<StableId>,
    /// Metres in the world.
    pub at: [f32; 3],
}

/// The sounds of this frame: those that last in every frame, a foot or a bird in that in which it begins.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Audibles {
    /// Whether anybody reads them; else none are told.
    pub wanted: bool,
    pub now: Vec<Audible>,
}

impl Audibles {
    pub(super) fn tell(&mut self, what: Sounding, who: Option<StableId>, at: [f32; 3]) {
        if self.wanted {
            self.now.push(Audible { what, who, at });
        }
    }
}

pub(super) fn forget(mut audibles: ResMut<Audibles>) {
    if !audibles.now.is_empty() {
        audibles.now.clear();
    }
}

pub(super) fn wanted(audibles: Res<Audibles>) -> bool {
    audibles.wanted
}
