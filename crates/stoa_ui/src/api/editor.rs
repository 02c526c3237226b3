//! Who somebody is, while a person changes it: what the panel shows and what it asks of the composition.

use bevy::prelude::*;
use stoa_world::{Looks, StableId};

/// Whose persona is being changed; filled by the composition after [`EditPersona`]. It stays when the panel is closed,
/// until the changes are kept or taken back.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Editor(pub Option<Editing>);

/// One persona in the editor.
#[derive(Debug, Clone, PartialEq)]
pub struct Editing {
    pub whom: StableId,
    /// As it is in the file.
    pub kept: PersonaDraft,
    /// As it was told last: what the body shows.
    pub shown: PersonaDraft,
    /// As the person has it now.
    pub draft: PersonaDraft,
    /// Why the draft can't be somebody yet; the body stays as it was. Written by the composition.
    pub mistakes: Vec<String>,
}

impl Editing {
    /// Somebody as their file says.
    pub fn new(whom: StableId, kept: PersonaDraft) -> Self {
        Self {
            whom,
            shown: kept.clone(),
            draft: kept.clone(),
            kept,
            mistakes: vec![],
        }
    }

    /// Whether something would be lost.
    pub fn is_changed(&self) -> bool {
        self.draft != self.kept
    }
}

/// What of a persona the editor changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonaDraft {
    pub name: String,
    pub pronouns: String,
    pub role: String,
    pub about: String,
    pub style: String,
    /// Words with commas between.
    pub temperament: String,
    /// One a line.
    pub wants: String,
    /// One a line.
    pub phrases: String,
    pub looks: Looks,
    pub voice: VoiceDraft,
}

/// How somebody sounds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct VoiceDraft {
    /// 0 (low) to 1 (high).
    pub pitch: f32,
    /// Words a minute.
    pub pace_wpm: f32,
    pub timbre: Timbre,
}

/// The colour of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timbre {
    #[default]
    Warm,
    Bright,
    Soft,
    Husky,
    Clear,
    Deep,
}

impl Timbre {
    pub const ALL: [Self; 6] = [
        Self::Warm,
        Self::Bright,
        Self::Soft,
        Self::Husky,
        Self::Clear,
        Self::Deep,
    ];
}

/// The person wants to change who somebody is.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditPersona {
    pub whom: StableId,
}

/// What the person wants of the draft.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorAsks {
    /// It is another one now: the body is to show it.
    Show,
    /// It is to go into the person's own files.
    Keep,
    /// It is to be forgotten: they are again as their file says.
    TakeBack,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Editor>()
        .add_message::<EditPersona>()
        .add_message::<EditorAsks>();
}
