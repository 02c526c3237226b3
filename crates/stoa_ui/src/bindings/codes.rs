//! Keys and buttons by name: W3C's names of keys by their place on the keyboard (UI Events KeyboardEvent code values),
//! and the engine's names of a gamepad's buttons behind `Pad`.

use std::{fmt, str::FromStr};

use bevy::prelude::*;

use super::Binding;

macro_rules! named {
    ($of:ident: $($name:ident)*) => { &[$((stringify!($name), $of::$name)),*] };
}

/// Every key that can be bound.
pub const KEYS: &[(&str, KeyCode)] = named!(KeyCode:
    KeyA KeyB KeyC KeyD KeyE KeyF KeyG KeyH KeyI KeyJ KeyK KeyL KeyM KeyN KeyO KeyP KeyQ KeyR KeyS KeyT KeyU KeyV KeyW
    KeyX KeyY KeyZ Digit0 Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Backquote Backslash
    BracketLeft BracketRight Comma Equal IntlBackslash IntlRo IntlYen Minus Period Quote Semicolon Slash Space
    Enter Escape Tab Backspace Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight
    ShiftLeft ShiftRight ControlLeft ControlRight AltLeft AltRight SuperLeft SuperRight CapsLock ContextMenu Convert
    NonConvert KanaMode Lang1 Lang2 NumLock Numpad0 Numpad1 Numpad2 Numpad3 Numpad4 Numpad5 Numpad6 Numpad7 Numpad8
    Numpad9 NumpadAdd NumpadComma NumpadDecimal NumpadDivide NumpadEnter NumpadEqual NumpadMultiply NumpadSubtract
    PrintScreen ScrollLock Pause Help F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 F13 F14 F15 F16 F17 F18 F19 F20 F21 F22
    F23 F24);

/// Every button that can be bound.
pub const BUTTONS: &[(&str, GamepadButton)] = named!(GamepadButton:
    South East North West C Z LeftTrigger LeftTrigger2 RightTrigger RightTrigger2 Select Start Mode LeftThumb
    RightThumb DPadUp DPadDown DPadLeft DPadRight);

/// Before the name of a button in the settings file.
const PAD: &str = "Pad";
const NONE: &str = "none";
const EXPECTED: &str = "a key by its place on the keyboard, such as \"KeyW\", \"ArrowUp\" or \"F5\", a gamepad's button, \
                        such as \"PadSouth\", both with a space between, or \"none\"";

/// As it stands in the settings file.
impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = KEYS.iter().find(|(_, key)| Some(*key) == self.key);
        let button = BUTTONS.iter().find(|(_, pad)| Some(*pad) == self.button);
        match (key, button) {
            (None, None) => f.write_str(NONE),
            (Some((key, _)), None) => f.write_str(key),
            (None, Some((button, _))) => write!(f, "{PAD}{button}"),
            (Some((key, _)), Some((button, _))) => write!(f, "{key} {PAD}{button}"),
        }
    }
}

impl FromStr for Binding {
    /// What is expected.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut binding = Self::default();
        let text = text.trim();
        if text.is_empty() {
            return Err(EXPECTED);
        }
        if text.eq_ignore_ascii_case(NONE) {
            return Ok(binding);
        }
        for word in text.split_whitespace() {
            let is = |name: &str| name.eq_ignore_ascii_case(word);
            let key = KEYS.iter().find(|(name, _)| is(name));
            let button = BUTTONS.iter().find(|(name, _)| is(&format!("{PAD}{name}")));
            match (key, button) {
                (Some((_, key)), _) if binding.key.is_none() => binding.key = Some(*key),
                (None, Some((_, button))) if binding.button.is_none() => {
                    binding.button = Some(*button);
                }
                _ => return Err(EXPECTED),
            }
        }
        Ok(binding)
    }
}

/// Whether a field that one types in has a use for `key`.
pub(super) fn edits(key: KeyCode) -> bool {
    let name = KEYS.iter().find(|(_, known)| *known == key);
    let prints = name.is_some_and(|(name, _)| {
        ["Key", "Digit", "Numpad", "Intl"]
            .iter()
            .any(|class| name.starts_with(class))
    });
    use KeyCode::*;
    let steers = matches!(
        key,
        Backquote
            | Backslash
            | BracketLeft
            | BracketRight
            | Comma
            | Equal
            | Minus
            | Period
            | Quote
            | Semicolon
            | Slash
            | Space
            | Enter
            | Tab
            | Backspace
            | Delete
            | Home
            | End
            | PageUp
            | PageDown
            | ArrowUp
            | ArrowDown
            | ArrowLeft
            | ArrowRight
            | ShiftLeft
            | ShiftRight
            | ControlLeft
            | ControlRight
            | AltLeft
            | AltRight
    );
    prints || steers
}

/// Whether `key` moves about in a panel and presses what is there.
pub(super) fn works_panels(key: KeyCode) -> bool {
    use KeyCode::*;
    matches!(
        key,
        Tab | Enter
            | NumpadEnter
            | Space
            | ArrowUp
            | ArrowDown
            | ArrowLeft
            | ArrowRight
            | ShiftLeft
            | ShiftRight
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_settings_would_bind_something_else() {
        use GamepadButton::South;
        use KeyCode::{F5, KeyW};
        let of = |key, button| Some(Binding { key, button });
        for (text, expected) in [
            ("KeyW", of(Some(KeyW), None)),
            (" keyw  padsouth ", of(Some(KeyW), Some(South))),
            ("PadSouth F5", of(Some(F5), Some(South))),
            ("PadSouth", of(None, Some(South))),
            ("none", of(None, None)),
            ("", None),
            ("W", None),
            ("South", None),
            ("KeyW F5", None),
            ("PadSouth PadEast", None),
            ("KeyW none", None),
        ] {
            let read = text.parse::<Binding>();
            assert_eq!(read.as_ref().ok(), expected.as_ref(), "{text}");
            if let Ok(binding) = read {
                assert_eq!(binding.to_string().parse(), Ok(binding), "{text}");
            }
        }
    }

    #[test]
    fn a_letter_would_open_a_panel_while_one_types() {
        for (key, edited) in [
            (KeyCode::KeyA, true),
            (KeyCode::Digit1, true),
            (KeyCode::Space, true),
            (KeyCode::ArrowUp, true),
            (KeyCode::F1, false),
            (KeyCode::Escape, false),
            (KeyCode::Pause, false),
        ] {
            assert_eq!(edits(key), edited, "{key:?}");
        }
    }
}
