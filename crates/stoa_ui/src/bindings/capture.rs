//! The settings wait for a press, to bind it: nobody else sees it.

use bevy::{
    input::{ButtonState, keyboard::KeyboardInput},
    prelude::*,
};
use bevy_egui::{EguiContextSettings, PrimaryEguiContext};

use super::{Action, BindingSystems, Press, codes::BUTTONS, codes::KEYS};

/// What the settings ask the devices for.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Capture(Stage);

#[derive(Debug, Clone, PartialEq, Default)]
enum Stage {
    #[default]
    Idle,
    /// The next press is for this action; so many seconds are left for it.
    Waiting(Action, f32),
    Pressed(Action, Press),
    /// A press that can't be bound.
    Unknown(Action),
    /// Nothing is waited for any more.
    Ended(Action),
}

/// Who has only a gamepad can't press Escape: after this time nothing is waited for any more.
const PATIENCE_S: f32 = 8.0;

impl Capture {
    /// The next press is for `action`.
    pub fn ask(&mut self, action: Action) {
        self.0 = Stage::Waiting(action, PATIENCE_S);
    }

    /// What has come was done with, or given up.
    pub fn end(&mut self) {
        self.0 = match self.0 {
            Stage::Waiting(action, _) | Stage::Pressed(action, _) => Stage::Ended(action),
            _ => Stage::Idle,
        };
    }

    /// True once, when nothing is waited for any more that was asked for `action`.
    pub fn take_ended(&mut self, action: Action) -> bool {
        let ended = self.0 == Stage::Ended(action);
        if ended {
            self.0 = Stage::Idle;
        }
        ended
    }

    /// Whether the next press is not for those who usually read it.
    pub fn is_waiting(&self) -> bool {
        matches!(self.0, Stage::Waiting(..))
    }

    /// What a press is waited for.
    pub fn wanted(&self) -> Option<Action> {
        match self.0 {
            Stage::Waiting(action, _) => Some(action),
            _ => None,
        }
    }

    /// The press that has come, until [`Self::end`].
    pub fn pressed(&self) -> Option<(Action, Press)> {
        match self.0 {
            Stage::Pressed(action, press) => Some((action, press)),
            _ => None,
        }
    }

    /// For which action something was pressed that has no name.
    pub fn unknown(&self) -> Option<Action> {
        match self.0 {
            Stage::Unknown(action) => Some(action),
            _ => None,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Capture>().add_systems(
        PreUpdate,
        (deafen, take).chain().in_set(BindingSystems::Capture),
    );
}

/// While a press is waited for, the panels don't feel the keyboard: Tab and Enter can be bound too.
fn deafen(
    capture: Res<Capture>,
    mut contexts: Query<&mut EguiContextSettings, With<PrimaryEguiContext>>,
) {
    for mut settings in &mut contexts {
        let hears = !capture.is_waiting();
        let input = &settings.input_system_settings;
        if input.run_write_keyboard_input_messages_system != hears {
            let input = &mut settings.input_system_settings;
            input.run_write_keyboard_input_messages_system = hears;
        }
    }
}

fn take(
    mut presses: MessageReader<KeyboardInput>,
    pads: Query<&Gamepad>,
    time: Option<Res<Time<Real>>>,
    mut capture: ResMut<Capture>,
) {
    // Read in any case: what was pressed before is not waited for.
    let pressed: Vec<KeyCode> = presses
        .read()
        .filter(|press| press.state == ButtonState::Pressed && !press.repeat)
        .map(|press| press.key_code)
        .collect();
    let Stage::Waiting(action, left) = capture.0 else {
        return;
    };
    let button = pads.iter().find_map(|pad| {
        let mut begun = BUTTONS.iter().map(|(_, button)| *button);
        begun.find(|button| pad.just_pressed(*button))
    });
    let left = left - time.map_or(0.0, |time| time.delta_secs());
    capture.0 = match (pressed.first().copied(), button) {
        (Some(KeyCode::Escape), _) if action != Action::Leave => Stage::Ended(action),
        (Some(key), _) if KEYS.iter().any(|(_, known)| *known == key) => {
            Stage::Pressed(action, Press::Key(key))
        }
        (Some(_), _) => Stage::Unknown(action),
        (None, Some(button)) => Stage::Pressed(action, Press::Button(button)),
        (None, None) if left <= 0.0 => Stage::Ended(action),
        (None, None) => Stage::Waiting(action, left),
    };
}

#[cfg(test)]
mod tests {
    use bevy::input::keyboard::{Key, NativeKey, NativeKeyCode};

    use super::*;

    fn press(app: &mut App, key_code: KeyCode, repeat: bool) {
        app.world_mut().write_message(KeyboardInput {
            key_code,
            logical_key: Key::Unidentified(NativeKey::Unidentified),
            state: ButtonState::Pressed,
            text: None,
            repeat,
            window: Entity::PLACEHOLDER,
        });
    }

    #[test]
    fn the_key_that_asks_would_be_the_one_that_is_bound() {
        let mut app = App::new();
        app.add_plugins(plugin).add_message::<KeyboardInput>();
        press(&mut app, KeyCode::Enter, false);
        app.update();
        app.world_mut().resource_mut::<Capture>().ask(Action::Jump);
        press(&mut app, KeyCode::Enter, true);
        app.update();
        let capture = app.world().resource::<Capture>();
        assert_eq!(
            (capture.wanted(), capture.pressed()),
            (Some(Action::Jump), None)
        );
        press(&mut app, KeyCode::Tab, false);
        app.update();
        let pressed = app.world().resource::<Capture>().pressed();
        assert_eq!(pressed, Some((Action::Jump, Press::Key(KeyCode::Tab))));
    }

    #[test]
    fn one_could_not_get_out_of_it() {
        let mut app = App::new();
        app.add_plugins(plugin)
            .add_message::<KeyboardInput>()
            .init_resource::<Time<Real>>();
        let after = |app: &mut App, key: Option<KeyCode>, seconds: f32| {
            app.world_mut().resource_mut::<Capture>().ask(Action::Run);
            if let Some(key) = key {
                press(app, key, false);
            }
            let mut time = app.world_mut().resource_mut::<Time<Real>>();
            time.update_with_duration(std::time::Duration::ZERO);
            time.update_with_duration(std::time::Duration::from_secs_f32(seconds));
            app.update();
            app.world().resource::<Capture>().clone()
        };
        let ended = Capture(Stage::Ended(Action::Run));
        assert_eq!(after(&mut app, Some(KeyCode::Escape), 0.1), ended);
        assert_eq!(after(&mut app, None, PATIENCE_S), ended);
        assert!(after(&mut app, None, 0.1).is_waiting());
        let nameless = KeyCode::Unidentified(NativeKeyCode::Xkb(1));
        let capture = after(&mut app, Some(nameless), 0.1);
        assert_eq!(capture.unknown(), Some(Action::Run));
    }

    #[test]
    fn a_gamepad_could_not_be_bound() {
        let mut app = App::new();
        app.add_plugins(plugin).add_message::<KeyboardInput>();
        let mut pad = Gamepad::default();
        pad.digital_mut().press(GamepadButton::East);
        app.world_mut().spawn(pad);
        app.world_mut().resource_mut::<Capture>().ask(Action::Sit);
        app.update();
        let pressed = app.world().resource::<Capture>().pressed();
        assert_eq!(
            pressed,
            Some((Action::Sit, Press::Button(GamepadButton::East)))
        );
    }
}
