//! Where one comes in, goes to, sits and walks, while a person changes it: what the panel shows and what it asks of the
//! composition.

use bevy::prelude::*;
use stoa_world::{Part, PlaceDef, Region, SpawnDef};

/// The world that is being changed; filled by the composition after [`EditPlaces`]. It stays when the panel is closed,
/// until the changes are kept or taken back.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct PlaceEditor(pub Option<Building>);

/// Steps that can be undone.
const STEPS: usize = 60;

/// One world in the editor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Building {
    /// What the world is called.
    pub world: String,
    /// As it is in the file.
    pub kept: PlaceDraft,
    /// As it was given to be checked last.
    pub shown: PlaceDraft,
    /// As the person has it now.
    pub draft: PlaceDraft,
    /// As it was before each of the last changes.
    pub before: Vec<PlaceDraft>,
    /// Why [`Self::shown`] can't be a world; written by the composition, as all below.
    pub mistakes: Vec<String>,
    /// Whether [`Self::shown`] has been checked.
    pub checked: bool,
    /// Whether it is being written: nothing is changed meanwhile.
    pub keeping: bool,
    /// Edges of where one could walk: of what was checked last and had no mistakes. Metres.
    pub walkable: Vec<[Vec3; 2]>,
}

impl Building {
    /// A world as its file says; not checked yet.
    pub fn new(world: String, kept: PlaceDraft) -> Self {
        Self {
            world,
            shown: kept.clone(),
            draft: kept.clone(),
            kept,
            ..default()
        }
    }

    /// Whether something would be lost.
    pub fn is_changed(&self) -> bool {
        self.draft != self.kept
    }

    /// Whether the draft, as it is, would be a world.
    pub fn is_sound(&self) -> bool {
        self.checked && self.shown == self.draft && self.mistakes.is_empty()
    }

    /// The draft is to be checked from now on; what was given before can be come back to.
    pub fn show(&mut self) {
        if self.before.len() >= STEPS {
            self.before.remove(0);
        }
        self.before
            .push(std::mem::replace(&mut self.shown, self.draft.clone()));
        self.checked = false;
    }

    /// Back to what was before the last change. False where there was none.
    pub fn undo(&mut self) -> bool {
        let before = if self.draft == self.shown {
            self.before.pop()
        } else {
            Some(self.shown.clone())
        };
        let Some(before) = before else { return false };
        self.draft = before.clone();
        self.shown = before;
        self.checked = false;
        true
    }
}

/// What of a world the editor changes; every list in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceDraft {
    pub spawns: Vec<Entry<SpawnDef>>,
    pub places: Vec<Entry<PlaceDef>>,
    /// Parts that offer seats.
    pub seats: Vec<Entry<Part>>,
    pub regions: Vec<Entry<Region>>,
}

/// One of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    /// Which one of the file's list it is, from 0; `None`: it is not in the file yet.
    pub from: Option<usize>,
    pub is: T,
}

impl<T> Entry<T> {
    /// One that is not in the file yet.
    pub fn new(is: T) -> Self {
        Self { from: None, is }
    }
}

/// The person wants to change the open world.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EditPlaces;

/// What the person wants of the draft.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacesAsk {
    /// It is another one now: it is to be checked.
    Check,
    /// It is to go into the person's own files.
    Keep,
    /// It is to be forgotten: the draft is again as the file says.
    TakeBack,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PlaceEditor>()
        .add_message::<EditPlaces>()
        .add_message::<PlacesAsk>();
}
