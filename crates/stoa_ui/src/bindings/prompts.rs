//! How keys and buttons are called: by what is printed on this keyboard, and on this maker's gamepads.

use std::collections::BTreeMap;

use bevy::{
    input::{
        keyboard::{Key, KeyboardInput},
        mouse::{AccumulatedMouseMotion, MouseButton},
    },
    prelude::*,
};

use super::{Action, BindingSystems, Press, USUAL};
use crate::{UiSettings, text};

/// What the person holds in their hands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    #[default]
    Keys,
    Pad,
}

/// Whose words are on the gamepad's buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PadKind {
    #[default]
    Xbox,
    PlayStation,
    Nintendo,
}

/// How actions are called on the devices, as they are bound now; shown in prompts, panels and the help.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct Prompts {
    keys: [String; USUAL.len()],
    buttons: [&'static str; USUAL.len()],
    /// The one that was used last.
    pub device: Device,
    pub pad: PadKind,
    /// What is printed on the keys. Keys are bound by their place on the keyboard; the layout tells with each press what
    /// stands there. Until then, what an American keyboard has.
    printed: BTreeMap<KeyCode, String>,
}

impl Default for Prompts {
    fn default() -> Self {
        let mut prompts = Self {
            keys: Default::default(),
            buttons: [""; USUAL.len()],
            device: Device::Keys,
            pad: PadKind::Xbox,
            printed: BTreeMap::new(),
        };
        prompts.name_all(&super::Bindings::default());
        prompts
    }
}

impl Prompts {
    /// What does `action`, on the device in use, or on the other where that has nothing for it. Empty: nothing does.
    pub fn of(&self, action: Action) -> &str {
        let (key, button) = (self.key(action), self.button(action));
        match self.device {
            Device::Keys if key.is_empty() => button,
            Device::Pad if button.is_empty() => key,
            Device::Keys => key,
            Device::Pad => button,
        }
    }

    /// On the keyboard.
    pub fn key(&self, action: Action) -> &str {
        &self.keys[action as usize]
    }

    /// On the gamepad.
    pub fn button(&self, action: Action) -> &'static str {
        self.buttons[action as usize]
    }

    /// What one walks with.
    pub fn walk(&self) -> Vec<&str> {
        match self.device {
            Device::Pad => vec![text::left_stick()],
            Device::Keys => [Action::Ahead, Action::Left, Action::Back, Action::Right]
                .map(|action| self.of(action))
                .into_iter()
                .filter(|key| !key.is_empty())
                .collect(),
        }
    }

    /// What one looks around with.
    pub fn look(&self) -> &'static str {
        match self.device {
            Device::Keys => text::mouse(),
            Device::Pad => text::right_stick(),
        }
    }

    /// What is written on a key or a button.
    pub fn name(&self, press: Press) -> String {
        match press {
            Press::Key(key) => self.key_name(key),
            Press::Button(button) => text::button_name(button, self.pad).to_owned(),
        }
    }

    fn name_all(&mut self, bindings: &super::Bindings) {
        for action in Action::all() {
            let binding = bindings.of(action);
            let key = binding.key.map(|key| self.key_name(key));
            self.keys[action as usize] = key.unwrap_or_default();
            let pad = self.pad;
            let button = binding.button.map(|button| text::button_name(button, pad));
            self.buttons[action as usize] = button.unwrap_or_default();
        }
    }

    /// Learns from a press what stands on the key; true when that changed something. With Shift or AltGr (`shifted`) only
    /// letters tell: a digit gives another sign then.
    fn learn(&mut self, key: KeyCode, logical: &Key, shifted: bool) -> bool {
        let Key::Character(text) = logical else {
            return false;
        };
        let text = text.to_uppercase();
        let mut chars = text.chars();
        let (Some(sign), None) = (chars.next(), chars.next()) else {
            return false;
        };
        let tells = !sign.is_control() && (!shifted || sign.is_alphabetic());
        if !tells || self.key_name(key) == text {
            return false;
        }
        self.printed.insert(key, text);
        true
    }

    fn key_name(&self, key: KeyCode) -> String {
        if let Some(printed) = self.printed.get(&key) {
            return printed.clone();
        }
        text::key_name(key)
    }
}

/// By the maker's number in the USB standard's list.
fn kind_of(pad: &Gamepad) -> PadKind {
    match pad.vendor_id() {
        Some(0x054c) => PadKind::PlayStation,
        Some(0x057e) => PadKind::Nintendo,
        _ => PadKind::Xbox,
    }
}

/// A stick pushed as far as this is in use; one that lies on a table never is.
const PUSHED: f32 = 0.5;
/// A mouse moved so many pixels in one frame is in use.
const MOVED: f32 = 4.0;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Prompts>()
        .add_message::<KeyboardInput>()
        .add_systems(PreUpdate, name_all.in_set(BindingSystems::Read));
}

fn name_all(
    keys: Res<ButtonInput<KeyCode>>,
    mut presses: MessageReader<KeyboardInput>,
    clicks: Option<Res<ButtonInput<MouseButton>>>,
    motion: Option<Res<AccumulatedMouseMotion>>,
    pads: Query<&Gamepad>,
    settings: Res<UiSettings>,
    mut prompts: ResMut<Prompts>,
) {
    let shifted = keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight, KeyCode::AltRight]);
    let mut by_hand = clicks.is_some_and(|clicks| clicks.get_just_pressed().len() > 0)
        || motion.is_some_and(|motion| motion.delta.length() > MOVED);
    let mut changed = settings.is_changed();
    let before = (prompts.device, prompts.pad);
    let now = prompts.bypass_change_detection();
    for press in presses.read() {
        by_hand = true;
        changed |= now.learn(press.key_code, &press.logical_key, shifted);
    }
    let used = pads.iter().find(|pad| {
        let [left, right] = [pad.left_stick(), pad.right_stick()].map(|stick| stick.length());
        pad.get_just_pressed().next().is_some() || left.max(right) > PUSHED
    });
    if let Some(pad) = used {
        (now.device, now.pad) = (Device::Pad, kind_of(pad));
    } else if by_hand {
        now.device = Device::Keys;
    }
    if changed || before != (now.device, now.pad) {
        prompts.name_all(&settings.bindings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{Binding, Bindings};

    #[test]
    fn the_prompt_would_name_a_key_that_is_not_on_this_keyboard() {
        let mut prompts = Prompts::default();
        let words = |prompts: &mut Prompts| {
            prompts.name_all(&Bindings::default());
            let walk = prompts.walk().join(" ");
            let [talk, run, jump] =
                [Action::Talk, Action::Run, Action::Jump].map(|action| prompts.of(action));
            [talk, &walk, run, jump].join(" | ")
        };
        assert_eq!(words(&mut prompts), "E | W A S D | Shift | Space");
        // A French keyboard has Z and Q where an American one has W and A; Dvorak has a full stop for E.
        for (key, character) in [
            (KeyCode::KeyW, "z"),
            (KeyCode::KeyA, "Q"),
            (KeyCode::KeyE, "."),
            (KeyCode::KeyS, "\u{13}"),
        ] {
            prompts.learn(key, &Key::Character(character.into()), false);
        }
        assert_eq!(words(&mut prompts), ". | Z Q S D | Shift | Space");
        let a = Key::Character("q".into());
        assert!(!prompts.learn(KeyCode::KeyA, &a, false));
        let with_shift = Key::Character("!".into());
        assert!(!prompts.learn(KeyCode::Digit1, &with_shift, true));
    }

    #[test]
    fn the_prompt_would_show_keys_to_somebody_with_a_gamepad() {
        let mut bindings = Bindings::default();
        bindings.set(Action::View, Binding::default());
        let mut prompts = Prompts::default();
        prompts.name_all(&bindings);
        let words = |prompts: &Prompts| {
            let [talk, way, settings, view] =
                [Action::Talk, Action::Way, Action::Settings, Action::View]
                    .map(|action| prompts.of(action).to_owned());
            (talk, way, settings, view)
        };
        let expected = ["E", "M", "F2", ""].map(String::from);
        assert_eq!(words(&prompts), expected.into());
        prompts.device = Device::Pad;
        prompts.pad = PadKind::PlayStation;
        prompts.name_all(&bindings);
        // No button opens the settings: the key is better than nothing.
        let expected = ["Square", "Pad →", "F2", ""].map(String::from);
        assert_eq!(words(&prompts), expected.into());
        assert_eq!(prompts.walk(), [text::left_stick()]);
    }

    #[test]
    fn prompts_would_not_follow_the_hands_or_the_settings() {
        let mut app = App::new();
        app.add_plugins(plugin)
            .init_resource::<ButtonInput<KeyCode>>()
            .init_resource::<UiSettings>();
        let pad = app.world_mut().spawn(Gamepad::default()).id();
        let talk = |app: &mut App| {
            app.update();
            app.world()
                .resource::<Prompts>()
                .of(Action::Talk)
                .to_owned()
        };
        assert_eq!(talk(&mut app), "E");
        let held = |app: &mut App, down: bool| {
            let mut pad = app.world_mut().get_mut::<Gamepad>(pad).unwrap();
            pad.digital_mut().clear();
            match down {
                true => pad.digital_mut().press(GamepadButton::DPadUp),
                false => pad.digital_mut().release(GamepadButton::DPadUp),
            }
        };
        held(&mut app, true);
        assert_eq!(talk(&mut app), "X");
        held(&mut app, false);
        assert_eq!(talk(&mut app), "X", "nothing was pressed since");
        app.world_mut().write_message(KeyboardInput {
            key_code: KeyCode::KeyW,
            logical_key: Key::Character("w".into()),
            state: bevy::input::ButtonState::Pressed,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
        assert_eq!(talk(&mut app), "E");
        let mut settings = app.world_mut().resource_mut::<UiSettings>();
        settings
            .bindings
            .bind(Action::Talk, Press::Key(KeyCode::KeyT));
        assert_eq!(talk(&mut app), "T");
    }
}
