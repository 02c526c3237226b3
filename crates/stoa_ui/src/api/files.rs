//! What the composition says of the files of the world that is open, and what the person wants of their own.

use std::path::PathBuf;

use bevy::prelude::*;

/// Mistakes in files that changed while the world runs, as a panel shows them. Empty: there are none, and no panel.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct FileMistakes(pub Vec<FileMistake>);

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileMistake {
    /// The file's path.
    pub file: String,
    /// Line and column from 1; `None` where it is the file as a whole.
    pub place: Option<(u32, u32)>,
    /// What is wrong, and what was expected there.
    pub text: String,
}

/// The person wants to see the folder with what is their own: worlds, personas, saves, pictures.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenFolder;

/// The person wants a file to make somebody of.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NewPersona;

/// A run before this one that did not end in good order, which the person is asked about ([`crate::Screen::Crash`]).
/// Filled by the composition; `None`: there was none, or it has been dealt with.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct LastRun(pub Option<Crash>);

/// How a run ended that did not end in good order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crash {
    /// The file that says what failed; `None` where none was left: it was killed, or the machine went off.
    pub report: Option<PathBuf>,
}

/// What the person wants after a crash. "Not now" asks for nothing.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterCrash {
    /// See the report.
    OpenReport,
    /// Begin anew without whatever could be the reason.
    StartSafe,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FileMistakes>()
        .init_resource::<LastRun>()
        .add_message::<AfterCrash>()
        .add_message::<OpenFolder>()
        .add_message::<NewPersona>();
}
