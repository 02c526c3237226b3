//! What the panels and the composition say to each other: resources that the composition fills, messages both ways.
//!
//! The panels read the world and these resources; they write [`stoa_world::Intent`]s and these messages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use bevy::prelude::*;
use bevy_egui::{PrimaryEguiContext, egui};
use stoa_world::{SeatId, StableId};

use crate::settings::UiSettings;

mod checkup;
mod editor;
mod exchange;
mod files;
mod people;
mod places;
mod servers;
mod sounds;
mod trouble;

pub use checkup::{CheckLine, CheckState, Checkup, CheckupWanted};
pub use editor::*;
pub use exchange::ExchangeView;
pub use files::*;
pub use people::*;
pub use places::*;
pub use servers::*;
pub use sounds::*;
pub use trouble::Trouble;

/// The camera that the person looks through: bubbles and name tags are placed by it, panels are drawn over its
/// picture. Exactly one camera carries it.
#[derive(Component, Debug, Default)]
#[require(PrimaryEguiContext)]
pub struct ViewCamera;

/// The person whom these panels serve.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalPerson(pub StableId);

/// Whom the person looks at and talks to. Filled by the composition.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Focus {
    /// Somebody within reach of a talk, in the middle of the view.
    pub whom: Option<StableId>,
    /// The partner of the talk that is going on.
    pub talking_to: Option<StableId>,
}

/// The free seat that the person looks at, near enough to sit down on. Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct SeatInView(pub Option<SeatId>);

/// Who holds keyboard and pointer; empty while the person plays. A set, so that one owner's leaving never takes the
/// input from another. Written by the panels, read by whoever turns keys into intents.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct InputOwners(pub BTreeSet<InputOwner>);

impl InputOwners {
    /// True while nobody but the game wants keys and pointer: intents may be written, the cursor may be caught.
    pub fn is_game(&self) -> bool {
        self.0.is_empty()
    }

    /// True while one may walk and turn: the game has the keys, or what is built there leaves them to it.
    pub fn may_walk(&self) -> bool {
        self.0.iter().all(|owner| *owner == InputOwner::Places)
    }

    /// Enters or removes `owner`.
    pub fn set(&mut self, owner: InputOwner, holds: bool) {
        if holds {
            self.0.insert(owner);
        } else {
            self.0.remove(&owner);
        }
    }
}

/// Something that takes the input away from the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputOwner {
    /// The title card: the world is not drawn yet.
    Title,
    /// The line one types in.
    Chat,
    /// Pause menu, settings, help.
    Screen,
    /// The editor of places: it leaves the feet and the view to the person.
    Places,
    /// The free pointer is over a card or panel, or one of its fields has the keyboard.
    Panel,
}

/// Whether the world is drawn. The title card covers the window until then.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Loading {
    /// Set by the composition with the first picture of the world.
    pub drawn: bool,
    /// Set by the title card when it is gone: what is drawn can be seen.
    pub lifted: bool,
    /// What is being done, for example `Planting the trees`. May be empty.
    pub doing: String,
    /// What it waits for: 0 to 100, or `None` for "no idea".
    pub percent: Option<u8>,
}

/// What the panels know of the minds, by body. Filled by the composition; a body without an entry is a person.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct MindPanel(pub BTreeMap<StableId, MindView>);

/// One mind, in words for people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MindView {
    /// `gardener`; under the name. May be empty.
    pub role: String,
    /// One to three sentences about the persona.
    pub persona: String,
    /// What the body does now: `walking to the fountain`.
    pub doing: String,
    /// What it wants to reach: `be at the market by noon`.
    pub goal: String,
    /// Which mind answers: `built-in mind`, `ollama (llama3.2:3b)`.
    pub backend: String,
    /// True for the built-in mind: the panels then say that it is no language model.
    pub built_in: bool,
    /// The last request: `answered in 0.8 s, 41 tokens`. May be empty.
    pub request: String,
    /// Why the chosen server does not answer, while it does not.
    pub problem: Option<Problem>,
    /// The newest memories, most recent first.
    pub memories: Vec<String>,
    /// The last exchange with a model; `None` before the first.
    pub exchange: Option<ExchangeView>,
    /// Whether they have a file: those of the crowd have none.
    pub editable: bool,
}

/// A failure and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// One sentence without a final full stop.
    pub cause: String,
    /// One sentence.
    pub remedy: String,
}

/// Something to tell the person: a toast at the top right. Errors stay until they are dismissed.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub severity: Severity,
    pub text: String,
    /// What a person can do about it.
    pub remedy: Option<String>,
}

impl Notice {
    pub fn new(severity: Severity, text: impl Into<String>) -> Self {
        Self {
            severity,
            text: text.into(),
            remedy: None,
        }
    }

    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// The settings changed; the resource [`UiSettings`] holds the same. To be applied and kept.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct SettingsChanged(pub UiSettings);

/// Text that never shows itself in logs.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() {
            "Secret(empty)"
        } else {
            "Secret(…)"
        })
    }
}

/// Opens the line to type in: somebody was hailed.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenChat {
    /// The key that did it, if one did: what was typed after its press belongs to the line.
    pub by: Option<egui::Key>,
}

/// The person wants to end the talk that is going on.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveTalk {
    pub whom: StableId,
}

/// The person wants to end the program.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuitRequested;

/// Which screen covers the game. The composition may open one; the panels close it.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Screens {
    pub open: Option<Screen>,
    /// The inspector stands beside the game and takes no input.
    pub inspector: bool,
}

/// Whether only the world is to be seen: no tags, bubbles, prompts or chat. What has to be known, and screens that are
/// opened, are shown all the same. Written by the composition.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InterfaceHidden(pub bool);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Pause,
    Settings,
    Help,
    /// Where one can go.
    Way,
    People,
    /// What this machine has and lacks.
    Checkup,
    /// Who somebody is; beside the world, so that one sees it change.
    Editor,
    /// Where one comes in, goes to, sits and walks; beside the world, in which one walks about meanwhile.
    Places,
    /// What became of the run before this one, see [`LastRun`].
    Crash,
}

/// Registers everything above.
pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Focus>()
        .init_resource::<Checkup>()
        .add_message::<CheckupWanted>()
        .init_resource::<SeatInView>()
        .init_resource::<InputOwners>()
        .init_resource::<InterfaceHidden>()
        .init_resource::<Loading>()
        .init_resource::<MindPanel>()
        .init_resource::<Screens>()
        .init_resource::<UiSettings>()
        .add_message::<Notice>()
        .add_message::<SettingsChanged>()
        .add_message::<OpenChat>()
        .add_message::<LeaveTalk>()
        .add_message::<QuitRequested>();
    app.add_plugins((
        servers::plugin,
        people::plugin,
        files::plugin,
        editor::plugin,
        places::plugin,
    ));
}
