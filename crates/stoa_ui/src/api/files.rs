//! What the composition says of the files of the world that is open, and what the person wants of their own.

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

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FileMistakes>()
        .add_message::<OpenFolder>()
        .add_message::<NewPersona>();
}
