//! What this machine has and lacks, looked at while one plays.

use bevy::prelude::*;

/// What is known of this machine. Filled by the composition after [`CheckupWanted`].
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum Checkup {
    #[default]
    NotYet,
    Looking,
    Done(Vec<CheckLine>),
    /// Why nothing could be looked at.
    Failed(String),
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    pub state: CheckState,
    /// `picture`, `sound`, `model servers`.
    pub what: String,
    pub found: String,
    /// What to do about it; may be empty.
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckState {
    Good,
    /// It works, with a drawback.
    Note,
    /// A file with mistakes.
    Broken,
    /// Stoa needs it.
    Missing,
}

/// The person wants to know.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckupWanted;
