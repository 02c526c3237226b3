//! What a person can do by a key or a gamepad's button: the one table of actions, what they are bound to, and what is
//! said of it on the screen.
//!
//! Readers never ask for a key: they ask [`Actions`] whether something is to be done, and [`Prompts`] how it is called.

mod actions;
mod capture;
mod codes;
mod prompts;

pub(crate) use actions::is_in_panel;
pub use actions::{Actions, Typing};
pub use capture::Capture;
pub use codes::{BUTTONS, KEYS};
pub use prompts::{Device, PadKind, Prompts};

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy_egui::EguiPreUpdateSet;
use serde::{Deserialize, Serialize};

/// Something that a key or a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Ahead,
    Back,
    Left,
    Right,
    Run,
    Jump,
    Crouch,
    Sit,
    View,
    Way,
    /// Talks to whom one looks at.
    Talk,
    /// Opens the line to type in, and hails whom one looks at.
    Chat,
    /// Closes what is open, then leaves the talk, then pauses.
    Leave,
    /// A tap waves; held down, all gestures.
    Wave,
    People,
    Help,
    Settings,
    Inspector,
    /// Takes up the offer of a model server that was found.
    TakeOffer,
    WholeScreen,
    /// Takes a picture.
    Picture,
    /// Hides the interface, and shows it again.
    Photo,
    Headset,
}

/// The word for an action in the settings file, its usual key and its usual button.
type Usual = (Action, &'static str, Option<KeyCode>, Option<GamepadButton>);

/// In the order of [`Action`], which is that of the panels.
const USUAL: [Usual; 23] = {
    use Action::*;
    use GamepadButton as Pad;
    use KeyCode as Key;
    [
        (Ahead, "ahead", Some(Key::KeyW), None),
        (Back, "back", Some(Key::KeyS), None),
        (Left, "left", Some(Key::KeyA), None),
        (Right, "right", Some(Key::KeyD), None),
        (Run, "run", Some(Key::ShiftLeft), Some(Pad::LeftThumb)),
        (Jump, "jump", Some(Key::Space), Some(Pad::South)),
        (
            Crouch,
            "crouch",
            Some(Key::ControlLeft),
            Some(Pad::RightThumb),
        ),
        (Sit, "sit", Some(Key::KeyC), Some(Pad::North)),
        (View, "view", Some(Key::KeyV), Some(Pad::DPadDown)),
        (Way, "way", Some(Key::KeyM), Some(Pad::DPadRight)),
        (Talk, "talk", Some(Key::KeyE), Some(Pad::West)),
        (Chat, "chat", Some(Key::Enter), Some(Pad::RightTrigger)),
        (Leave, "leave", Some(Key::Escape), Some(Pad::Start)),
        (Wave, "wave", Some(Key::KeyG), Some(Pad::DPadUp)),
        (People, "people", Some(Key::KeyP), Some(Pad::DPadLeft)),
        (Help, "help", Some(Key::F1), Some(Pad::Select)),
        (Settings, "settings", Some(Key::F2), None),
        (Inspector, "inspector", Some(Key::F3), None),
        (TakeOffer, "take_offer", Some(Key::F4), None),
        (WholeScreen, "whole_screen", Some(Key::F11), None),
        (Picture, "picture", Some(Key::F12), None),
        (Photo, "photo", Some(Key::F10), None),
        (Headset, "headset", Some(Key::F8), None),
    ]
};

impl Action {
    /// Every one, in the order of the panels.
    pub fn all() -> impl Iterator<Item = Self> {
        USUAL.into_iter().map(|(action, ..)| action)
    }

    /// Its name in the settings file.
    pub fn word(self) -> &'static str {
        USUAL[self as usize].1
    }

    /// The action of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::all().find(|action| action.word() == word)
    }
}

/// A key by its place on the keyboard, or a gamepad's button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    Key(KeyCode),
    Button(GamepadButton),
}

/// What does one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Binding {
    pub key: Option<KeyCode>,
    pub button: Option<GamepadButton>,
}

impl Binding {
    pub fn has(&self, press: Press) -> bool {
        match press {
            Press::Key(key) => self.key == Some(key),
            Press::Button(button) => self.button == Some(button),
        }
    }

    fn shares(&self, other: &Self) -> bool {
        (self.key.is_some() && self.key == other.key)
            || (self.button.is_some() && self.button == other.button)
    }
}

/// What does each action. Part of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<String, String>"
)]
pub struct Bindings([Binding; USUAL.len()]);

impl Default for Bindings {
    fn default() -> Self {
        Self(USUAL.map(|(_, _, key, button)| Binding { key, button }))
    }
}

impl Bindings {
    pub fn of(&self, action: Action) -> Binding {
        self.0[action as usize]
    }

    pub fn set(&mut self, action: Action, binding: Binding) {
        self.0[action as usize] = binding;
    }

    /// `press` does `action` from now on, instead of what did it before.
    pub fn bind(&mut self, action: Action, press: Press) {
        let binding = &mut self.0[action as usize];
        match press {
            Press::Key(key) => binding.key = Some(key),
            Press::Button(button) => binding.button = Some(button),
        }
    }

    /// The same, and what did it before does what `press` did. Nothing is exchanged for the only way to leave.
    pub fn exchange(&mut self, action: Action, press: Press) {
        let before = self.of(action);
        for other in Action::all().filter(|other| *other != action) {
            let binding = &mut self.0[other as usize];
            match press {
                Press::Key(key) if binding.key == Some(key) => {
                    let kept = binding.key.filter(|_| other == Action::Leave);
                    binding.key = before.key.or(kept);
                }
                Press::Button(button) if binding.button == Some(button) => {
                    let kept = binding.button.filter(|_| other == Action::Leave);
                    binding.button = before.button.or(kept);
                }
                _ => {}
            }
        }
        self.bind(action, press);
    }

    /// Another action that `press` does already.
    pub fn conflict(&self, action: Action, press: Press) -> Option<Action> {
        let mut others = Action::all().filter(|other| *other != action);
        others.find(|other| self.of(*other).has(press))
    }

    /// The other actions that share their key or their button with `action`.
    pub fn sharing(&self, action: Action) -> impl Iterator<Item = Action> {
        let own = self.of(action);
        Action::all().filter(move |other| *other != action && self.of(*other).shares(&own))
    }

    /// Whether anything is done by `key`.
    pub fn uses(&self, key: KeyCode) -> bool {
        self.0.iter().any(|binding| binding.key == Some(key))
    }
}

impl TryFrom<BTreeMap<String, String>> for Bindings {
    type Error = String;

    fn try_from(words: BTreeMap<String, String>) -> Result<Self, String> {
        let mut bindings = Self::default();
        for (word, text) in words {
            let action = Action::named(&word).ok_or_else(|| format!("`{word}` is no action"))?;
            let binding = text.parse();
            bindings.set(
                action,
                binding.map_err(|expected| format!("`{word}` should be {expected}"))?,
            );
        }
        Ok(bindings)
    }
}

impl From<Bindings> for BTreeMap<String, String> {
    fn from(bindings: Bindings) -> Self {
        let line = |action: Action| (action.word().to_owned(), bindings.of(action).to_string());
        Action::all().map(line).collect()
    }
}

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((actions::plugin, capture::plugin, prompts::plugin))
        .configure_sets(
            PreUpdate,
            (BindingSystems::Read, BindingSystems::Capture)
                .chain()
                .after(bevy::input::InputSystems)
                .before(EguiPreUpdateSet::ProcessInput),
        );
}

/// When devices are read, in `PreUpdate`.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum BindingSystems {
    Read,
    /// A press that the settings wait for; whoever reads actions has not taken it for one.
    Capture,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_would_do_what_another_is_bound_to() {
        for (at, (action, word, ..)) in USUAL.into_iter().enumerate() {
            assert_eq!(action as usize, at, "{word}");
            assert_eq!(Action::named(word), Some(action));
        }
        let usual = Bindings::default();
        for action in Action::all() {
            let sharing: Vec<Action> = usual.sharing(action).collect();
            assert_eq!(sharing, [], "{action:?}");
        }
    }

    #[test]
    fn a_key_that_is_taken_would_be_lost_or_do_two_things_unseen() {
        let usual = Bindings::default();
        let space = Press::Key(KeyCode::Space);
        assert_eq!(usual.conflict(Action::Jump, space), None);
        assert_eq!(usual.conflict(Action::Talk, space), Some(Action::Jump));
        assert_eq!(
            usual.conflict(Action::Talk, Press::Key(KeyCode::KeyT)),
            None
        );

        let mut exchanged = usual;
        exchanged.exchange(Action::Talk, space);
        assert_eq!(exchanged.of(Action::Talk).key, Some(KeyCode::Space));
        assert_eq!(exchanged.of(Action::Jump).key, Some(KeyCode::KeyE));
        assert_eq!(
            exchanged.of(Action::Jump).button,
            Some(GamepadButton::South)
        );
        assert_eq!(exchanged.sharing(Action::Talk).count(), 0);

        let mut both = usual;
        both.bind(Action::Talk, Press::Button(GamepadButton::South));
        let sharing: Vec<Action> = both.sharing(Action::Jump).collect();
        assert_eq!(sharing, [Action::Talk]);
        assert_eq!(both.of(Action::Talk).key, Some(KeyCode::KeyE));
    }

    #[test]
    fn bindings_would_not_come_back_from_their_words() {
        let mut bindings = Bindings::default();
        bindings.bind(Action::Jump, Press::Key(KeyCode::IntlRo));
        bindings.set(Action::Run, Binding::default());
        let words = BTreeMap::from(bindings);
        assert_eq!(words["jump"], "IntlRo PadSouth");
        assert_eq!(words["run"], "none");
        assert_eq!(Bindings::try_from(words), Ok(bindings));
        let wrong = BTreeMap::from([("jmp".to_owned(), "Space".to_owned())]);
        assert!(Bindings::try_from(wrong).is_err());
    }
}
