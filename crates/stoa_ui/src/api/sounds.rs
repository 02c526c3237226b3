//! What is to be heard, for those who read it, and how the sound device is doing. Both are filled by the composition.

use bevy::prelude::*;
use stoa_world::StableId;

/// What makes a sound of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoundKind {
    /// Somebody speaks, near enough for their words.
    Voice,
    Steps,
    /// Many people, too far for their words.
    Crowd,
    Fountain,
    Leaves,
    Bird,
}

impl SoundKind {
    /// Whether it goes on by itself.
    pub(crate) fn lasts(self) -> bool {
        matches!(self, Self::Crowd | Self::Fountain | Self::Leaves)
    }

    /// Whether whoever sees its source needs no words for it.
    pub(crate) fn is_seen(self) -> bool {
        matches!(self, Self::Voice | Self::Steps)
    }
}

/// One sound, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoundSource {
    pub kind: SoundKind,
    /// Whose voice or steps they are.
    pub who: Option<StableId>,
    pub at: Vec3,
}

/// The sounds of this frame, while [`crate::Sound::captions`] asks for them.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct SoundsHere(pub Vec<SoundSource>);

/// How the sound device is doing.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum SoundDevice {
    #[default]
    Opening,
    /// By the device of this name.
    Playing(String),
    /// With the reason.
    Missing(String),
}
