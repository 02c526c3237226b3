use bevy_ecs::prelude::*;

/// The order of one simulation tick, in `FixedUpdate`. Configured once, by the world's plugin; crates add their
/// systems to these sets, never with `.before`/`.after` on each other's systems.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SimSystems {
    /// The clock advances; poses of the last tick are kept for interpolation.
    Clock,
    /// The devices of people who are here write intents of this tick; a script or a replay has written its own just
    /// before. What is written up to the end of this set comes from outside and is recorded.
    Script,
    /// Minds drain their models' events, perceive what was heard last tick, decide, and write intents.
    Minds,
    /// Intents are sorted by (stable id, order of writing), validated, and become goals and deeds.
    Intents,
    /// The one mover moves agents; people's bodies are steered.
    Move,
    /// Mouths move on; what was said is heard.
    Speech,
    /// Events become lines of the log; the record and the save are written.
    Log,
}

impl SimSystems {
    /// All sets in the order they run.
    pub const ORDER: [Self; 7] = [
        Self::Clock,
        Self::Script,
        Self::Minds,
        Self::Intents,
        Self::Move,
        Self::Speech,
        Self::Log,
    ];
}
