//! What the list of people says to the composition, and what it hears back.

use bevy::prelude::*;
use stoa_world::StableId;

use super::Problem;

/// How near somebody must be to be spoken to, in metres.
pub const TALK_REACH_M: f32 = 4.0;

/// Opens the list of people, this one first.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenPeople {
    pub first: Option<StableId>,
}

/// The person wants to talk to somebody, who is within [`TALK_REACH_M`].
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkWanted {
    pub whom: StableId,
}

/// Somebody is to be reported, into a file on this machine.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct ReportWanted {
    pub whom: StableId,
    pub name: String,
    pub agent: bool,
    pub reason: ReportReason,
    /// In the person's own words; may be empty.
    pub words: String,
}

/// Why somebody is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportReason {
    #[default]
    Harassment,
    Hate,
    Sexual,
    Danger,
    Fraud,
    Other,
}

impl ReportReason {
    pub const ALL: [Self; 6] = [
        Self::Harassment,
        Self::Hate,
        Self::Sexual,
        Self::Danger,
        Self::Fraud,
        Self::Other,
    ];
}

/// What became of the last [`ReportWanted`]: the file that it lies in, or why there is none.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Reported(pub Option<(StableId, Result<String, Problem>)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Reported>()
        .add_message::<OpenPeople>()
        .add_message::<TalkWanted>()
        .add_message::<ReportWanted>();
}
