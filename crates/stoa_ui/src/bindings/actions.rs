//! What is to be done in this frame, by whatever it is bound to.

use bevy::{
    input::{ButtonState, keyboard::KeyboardInput},
    prelude::*,
};
use bevy_egui::{egui, helpers::bevy_to_egui_physical_key};

use super::{
    Action, BindingSystems, Bindings, Capture, USUAL,
    codes::{edits, works_panels},
};
use crate::{Focus, InputOwner, InputOwners, UiSettings, pad};

/// What is to be done in this frame. Whether it is the game's to do say the [`InputOwners`].
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Actions([State; USUAL.len()]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct State {
    held: bool,
    begun: bool,
    /// The key that has begun it.
    by: Option<KeyCode>,
}

impl Actions {
    /// Whether its key or button is down.
    pub fn held(&self, action: Action) -> bool {
        self.0[action as usize].held
    }

    /// Whether its key or button went down in this frame.
    pub fn begun(&self, action: Action) -> bool {
        self.0[action as usize].begun
    }

    /// The key that went down for it in this frame, as the panels call it.
    pub fn key(&self, action: Action) -> Option<egui::Key> {
        let by = self.0[action as usize].by?;
        bevy_to_egui_physical_key(&by)
    }

    /// As if its button went down, for scripts and tests.
    pub fn press(&mut self, action: Action) {
        self.0[action as usize] = State {
            held: true,
            begun: true,
            by: None,
        };
    }
}

/// Whether a field has the keyboard, so that keys are letters and not actions. Written by the panels.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Typing(pub bool);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Actions>()
        .init_resource::<Typing>()
        .init_resource::<ButtonInput<KeyCode>>()
        .add_message::<KeyboardInput>()
        .add_systems(PreUpdate, read.in_set(BindingSystems::Read));
}

fn read(
    keys: Res<ButtonInput<KeyCode>>,
    mut presses: MessageReader<KeyboardInput>,
    pads: Query<&Gamepad>,
    settings: Res<UiSettings>,
    capture: Res<Capture>,
    typing: Res<Typing>,
    owners: Res<InputOwners>,
    focus: Res<Focus>,
    mut actions: ResMut<Actions>,
) {
    let presses: Vec<KeyCode> = presses
        .read()
        .filter(|input| input.state == ButtonState::Pressed && !input.repeat)
        .map(|input| input.key_code)
        .collect();
    let mut now = Actions::default();
    if !capture.is_waiting() {
        let bindings = &settings.bindings;
        let typed: &[KeyCode] = match owners.is_game() {
            true => typed_after(|key| opens_line(bindings, &focus, key), &presses),
            false => &[],
        };
        let in_panel = is_in_panel(&owners);
        let command = is_command(&keys, bindings);
        let is_action = |key: KeyCode| {
            let for_others = (typing.0 && edits(key)) || (in_panel && works_panels(key));
            !for_others && !command && !typed.contains(&key)
        };
        for action in Action::all() {
            let binding = bindings.of(action);
            let state = &mut now.0[action as usize];
            if let Some(key) = binding.key.filter(|key| is_action(*key)) {
                state.held |= keys.pressed(key);
                state.begun |= keys.just_pressed(key);
                state.by = keys.just_pressed(key).then_some(key);
            }
            let for_panel = |button: &GamepadButton| {
                (in_panel || typing.0) && pad::works_panels(*button, typing.0)
            };
            if let Some(button) = binding.button.filter(|button| !for_panel(button)) {
                state.held |= pads.iter().any(|pad| pad.pressed(button));
                state.begun |= pads.iter().any(|pad| pad.just_pressed(button));
            }
        }
        // As a gamepad's way back: whatever is bound, panels and lines are left by it.
        if (in_panel || typing.0) && !command && keys.just_pressed(KeyCode::Escape) {
            now.0[Action::Leave as usize] = State {
                held: true,
                begun: true,
                by: Some(KeyCode::Escape),
            };
        }
    }
    actions.set_if_neq(now);
}

/// Whether a panel is open that is worked by keys and buttons.
pub(crate) fn is_in_panel(owners: &InputOwners) -> bool {
    owners.0.contains(&InputOwner::Screen) || owners.0.contains(&InputOwner::Chat)
}

/// Whether the keys are a command of somebody else's, such as Alt + F4. A key beside which others are pressed in play
/// is bound itself.
fn is_command(keys: &ButtonInput<KeyCode>, bindings: &Bindings) -> bool {
    use KeyCode::*;
    [ControlLeft, ControlRight, AltLeft, SuperLeft, SuperRight]
        .into_iter()
        .any(|key| keys.pressed(key) && !bindings.uses(key))
}

fn opens_line(bindings: &Bindings, focus: &Focus, key: KeyCode) -> bool {
    let is = |action| bindings.of(action).key == Some(key);
    is(Action::Chat) || (is(Action::Talk) && focus.whom.is_some())
}

/// The keys that were pressed after the one that opens the line to type in: the first letters of what is said. (Where
/// frames are slow, a whole word can come in one.)
fn typed_after(opener: impl Fn(KeyCode) -> bool, presses: &[KeyCode]) -> &[KeyCode] {
    let opened = presses.iter().position(|key| opener(*key));
    opened.map_or(&[], |at| &presses[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{Binding, Press};

    #[test]
    fn a_letter_of_a_slow_frame_would_be_taken_for_a_key_of_the_game() {
        use KeyCode::{Enter, KeyC, KeyE, KeyG, KeyW};
        let opens = |key| key == Enter || key == KeyE;
        for (presses, typed) in [
            (vec![], vec![]),
            (vec![KeyC, KeyG], vec![]),
            (vec![KeyW, KeyE, KeyC, KeyG], vec![KeyC, KeyG]),
            (vec![Enter, KeyE, KeyC], vec![KeyE, KeyC]),
            (vec![KeyC, KeyE], vec![]),
        ] {
            assert_eq!(typed_after(opens, &presses), typed, "{presses:?}");
        }
    }

    /// The devices and what is read from them.
    fn app(bindings: Bindings) -> App {
        let mut app = App::new();
        app.add_plugins(plugin)
            .init_resource::<Capture>()
            .init_resource::<InputOwners>()
            .init_resource::<Focus>()
            .insert_resource(UiSettings {
                bindings,
                ..default()
            });
        app
    }

    fn keys(app: &mut App, down: &[KeyCode]) {
        let mut keys = app.world_mut().resource_mut::<ButtonInput<KeyCode>>();
        keys.reset_all();
        down.iter().for_each(|key| keys.press(*key));
        app.update();
    }

    fn begun(app: &App) -> Vec<Action> {
        let actions = app.world().resource::<Actions>();
        Action::all()
            .filter(|action| actions.begun(*action))
            .collect()
    }

    #[test]
    fn a_bound_key_would_do_what_it_did_before() {
        let mut bindings = Bindings::default();
        bindings.exchange(Action::Jump, Press::Key(KeyCode::KeyP));
        let mut app = app(bindings);
        keys(&mut app, &[KeyCode::KeyP]);
        assert_eq!(begun(&app), [Action::Jump]);
        keys(&mut app, &[KeyCode::Space]);
        assert_eq!(begun(&app), [Action::People]);
        app.world_mut().resource_mut::<UiSettings>().bindings = Bindings::default();
        keys(&mut app, &[KeyCode::KeyP]);
        assert_eq!(begun(&app), [Action::People]);
    }

    #[test]
    fn a_gamepad_would_do_nothing_or_another_thing() {
        let mut bindings = Bindings::default();
        bindings.bind(Action::Photo, Press::Button(GamepadButton::LeftTrigger));
        let mut app = app(bindings);
        let mut pad = Gamepad::default();
        pad.digital_mut().press(GamepadButton::LeftTrigger);
        pad.digital_mut().press(GamepadButton::South);
        app.world_mut().spawn(pad);
        app.update();
        assert_eq!(begun(&app), [Action::Jump, Action::Photo]);
        assert_eq!(app.world().resource::<Actions>().key(Action::Jump), None);
    }

    #[test]
    fn keys_for_somebody_else_would_act_in_the_world() {
        let with = |change: fn(&mut World), down: &[KeyCode]| {
            let mut app = app(Bindings::default());
            change(app.world_mut());
            keys(&mut app, down);
            begun(&app)
        };
        let typing = |world: &mut World| world.resource_mut::<Typing>().0 = true;
        let screen = |world: &mut World| {
            world
                .resource_mut::<InputOwners>()
                .set(InputOwner::Screen, true);
        };
        let rebinding = |world: &mut World| {
            world.resource_mut::<Capture>().ask(Action::Jump);
        };
        use KeyCode::{AltLeft, ControlLeft, Enter, F1, F4, KeyP};
        assert_eq!(with(|_| {}, &[F1, KeyP]), [Action::People, Action::Help]);
        assert_eq!(with(typing, &[F1, KeyP]), [Action::Help]);
        assert_eq!(with(screen, &[Enter, F1]), [Action::Help]);
        assert_eq!(with(rebinding, &[F1, KeyP]), []);
        assert_eq!(with(|_| {}, &[AltLeft, F4]), []);
        // Who crouches while a key is pressed presses it all the same.
        assert_eq!(
            with(|_| {}, &[ControlLeft, KeyP]),
            [Action::Crouch, Action::People]
        );
    }

    #[test]
    fn an_action_without_a_key_would_still_have_one() {
        let mut bindings = Bindings::default();
        bindings.set(Action::People, Binding::default());
        let mut app = app(bindings);
        keys(&mut app, &[KeyCode::KeyP]);
        assert_eq!(begun(&app), []);
    }
}
