//! Panels by gamepad alone: the cross or the left stick moves the focus, one button presses, another goes back, the right
//! stick scrolls; in a field there is a keyboard ([`keyboard`]).

mod keyboard;

use bevy::prelude::*;
use bevy_egui::{
    EguiContext, EguiPreUpdateSet, EguiPrimaryContextPass, PrimaryEguiContext, egui,
    input::EguiInputEvent,
};
use egui::{Id, Key, Modifiers};

use crate::{
    Action, Actions, Device, InputOwner, InputOwners, PanelSystems, Prompts,
    bindings::{BindingSystems, Capture, is_in_panel},
    text,
};
use keyboard::{PadKeyboard, Typed};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<PadKeyboard>().add_systems(
        EguiPrimaryContextPass,
        // Over everything that has a field.
        keyboard::show.in_set(PanelSystems::Owners),
    );
    app.add_systems(
        PreUpdate,
        (work, tell_panels)
            .after(BindingSystems::Capture)
            .after(EguiPreUpdateSet::InitContexts)
            .before(EguiPreUpdateSet::ProcessInput),
    );
}

/// What a gamepad asks of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Up,
    Down,
    Left,
    Right,
    Next,
    Previous,
    Press,
    Back,
    /// Only in a field.
    Typed(Typed),
}

impl Step {
    /// The keys that do the same. While one types, and before anything has the focus, up and down step from one control
    /// to the next.
    fn key(self, from_control: bool) -> Option<(Key, Modifiers)> {
        let plain = |key| (key, Modifiers::NONE);
        Some(match self {
            Self::Up if from_control => plain(Key::ArrowUp),
            Self::Down if from_control => plain(Key::ArrowDown),
            Self::Left => plain(Key::ArrowLeft),
            Self::Right => plain(Key::ArrowRight),
            Self::Down | Self::Next => plain(Key::Tab),
            Self::Up | Self::Previous => (Key::Tab, Modifiers::SHIFT),
            Self::Press => plain(Key::Enter),
            Self::Back => plain(Key::Escape),
            Self::Typed(_) => return None,
        })
    }

    /// Whether it is done again and again while it is held.
    fn repeats(self) -> bool {
        match self {
            Self::Press | Self::Back => false,
            Self::Typed(typed) => typed.repeats(),
            _ => true,
        }
    }
}

const BUTTONS: [(GamepadButton, Step); 8] = [
    (GamepadButton::South, Step::Press),
    (GamepadButton::East, Step::Back),
    (GamepadButton::DPadUp, Step::Up),
    (GamepadButton::DPadDown, Step::Down),
    (GamepadButton::DPadLeft, Step::Left),
    (GamepadButton::DPadRight, Step::Right),
    (GamepadButton::LeftTrigger, Step::Previous),
    (GamepadButton::RightTrigger, Step::Next),
];

/// Whether a button works the panels while one is open, or types while a field has the keyboard, whatever it is bound to.
pub(crate) fn works_panels(button: GamepadButton, typing: bool) -> bool {
    let types = typing && keyboard::BUTTONS.iter().any(|(known, _)| *known == button);
    types || BUTTONS.iter().any(|(known, _)| *known == button)
}

/// Seconds until a held step is done again, and then between two of them.
const FIRST_S: f32 = 0.4;
const NEXT_S: f32 = 0.12;
/// A stick pushed this far is a step.
const PUSHED: f32 = 0.6;
/// Points a second that a panel scrolls at the stick's full deflection.
const SCROLL: f32 = 900.0;

/// What the gamepads hold down now.
fn held<'a>(pads: impl Iterator<Item = &'a Gamepad>) -> Option<Step> {
    pads.into_iter().find_map(|pad| {
        let button = BUTTONS.iter().find(|(button, _)| pad.pressed(*button));
        let stick = pad.left_stick();
        let along = |plus, minus, much: f32| if much > 0.0 { plus } else { minus };
        let by_stick =
            (stick.abs().max_element() > PUSHED).then(|| match stick.x.abs() > stick.y.abs() {
                true => along(Step::Right, Step::Left, stick.x),
                false => along(Step::Up, Step::Down, stick.y),
            });
        let typed = keyboard::BUTTONS
            .iter()
            .find(|(button, _)| pad.pressed(*button));
        let typed = typed.map(|(_, typed)| Step::Typed(*typed));
        button.map(|(_, step)| *step).or(by_stick).or(typed)
    })
}

fn work(
    pads: Query<&Gamepad>,
    owners: Res<InputOwners>,
    capture: Res<Capture>,
    time: Option<Res<Time<Real>>>,
    mut contexts: Query<(Entity, &mut EguiContext), With<PrimaryEguiContext>>,
    mut actions: ResMut<Actions>,
    mut events: MessageWriter<EguiInputEvent>,
    mut keyboard: ResMut<PadKeyboard>,
    mut before: Local<Option<(Step, f32)>>,
) {
    let seconds = time.map_or(0.0, |time| time.delta_secs());
    let now = held(pads.iter());
    // What is held while a panel opens, or while a press is waited for, is not meant for it.
    let open = (is_in_panel(&owners) || keyboard.is_open()) && !capture.is_waiting();
    let due = match (now, &mut *before) {
        (Some(step), Some((last, left))) if *last == step => {
            *left -= seconds;
            let again = *left <= 0.0 && step.repeats();
            if again {
                *left = NEXT_S;
            }
            again
        }
        (Some(step), before) => {
            *before = Some((step, FIRST_S));
            true
        }
        (None, before) => {
            *before = None;
            false
        }
    };
    let Some(step) = now.filter(|_| open && due) else {
        return;
    };
    let Ok((context, mut egui)) = contexts.single_mut() else {
        return;
    };
    let ctx = egui.get_mut();
    if keyboard.is_open() {
        if let Some(typed) = keyboard.take(step) {
            keyboard::write(context, typed, &mut events);
            return;
        }
        // Out of the field first; the chat's line is left with the field.
        if step == Step::Back && !owners.0.contains(&InputOwner::Chat) {
            ctx.memory_mut(|memory| memory.stop_text_input());
            return;
        }
    }
    let focused = ctx.memory(|memory| memory.focused()).is_some();
    let Some((key, modifiers)) = step.key(focused && !ctx.text_edit_focused()) else {
        return;
    };
    let press = [true, false].map(|pressed| egui::Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    });
    keyboard::write(context, press, &mut events);
    if step == Step::Back {
        actions.press(Action::Leave);
    }
}

fn scroll_id() -> Id {
    Id::new("stoa pad scroll")
}

fn hint_id() -> Id {
    Id::new("stoa pad hint")
}

/// How far the open panel is to be scrolled in this frame, in points, down positive.
pub(crate) fn scroll(ctx: &egui::Context) -> f32 {
    ctx.data(|data| data.get_temp(scroll_id())).unwrap_or(0.0)
}

/// What to press in a panel, while the person has a gamepad in their hands.
pub(crate) fn hint(ctx: &egui::Context) -> Option<String> {
    ctx.data(|data| data.get_temp::<Option<String>>(hint_id()))
        .flatten()
}

/// Panels are drawn by functions that see egui only.
fn tell_panels(
    pads: Query<&Gamepad>,
    prompts: Res<Prompts>,
    time: Option<Res<Time<Real>>>,
    mut contexts: Query<&mut EguiContext, With<PrimaryEguiContext>>,
) {
    let seconds = time.map_or(0.0, |time| time.delta_secs());
    let sticks = pads.iter().map(|pad| pad.right_stick().y);
    let pushed: f32 = sticks.filter(|y| y.abs() > 0.15).sum();
    let hint = (prompts.device == Device::Pad).then(|| text::pad_hint(prompts.pad));
    for mut context in &mut contexts {
        context.get_mut().data_mut(|data| {
            data.insert_temp(scroll_id(), -pushed * SCROLL * seconds);
            data.insert_temp(hint_id(), hint.clone());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stick_would_move_the_other_way() {
        let step = |x: f32, y: f32| {
            let mut pad = Gamepad::default();
            pad.analog_mut().set(GamepadAxis::LeftStickX, x);
            pad.analog_mut().set(GamepadAxis::LeftStickY, y);
            held([&pad].into_iter())
        };
        assert_eq!(step(0.0, 1.0), Some(Step::Up));
        assert_eq!(step(0.2, -0.9), Some(Step::Down));
        assert_eq!(step(-0.8, 0.3), Some(Step::Left));
        assert_eq!(step(0.7, -0.3), Some(Step::Right));
        assert_eq!(step(0.3, 0.3), None);
    }
}
