//! Keys and buttons: their section of the settings, a conflict, and prompts for somebody with a gamepad.

use bevy::{input::ButtonState, input::keyboard, prelude::*};
use bevy_egui::egui::Key;
use stoa_ui::{
    Action, Device, Focus, OpenChat, Press, Prompts, Screen, Screens, SeatInView, UiSettings,
};
use stoa_world::SeatId;

use crate::IRIS;
use crate::hands::{keys as press, type_in};

pub fn clear(world: &mut World) {
    world.resource_mut::<Prompts>().device = Device::Keys;
    *world.resource_mut::<SeatInView>() = SeatInView::default();
}

/// The menu for somebody with a gamepad.
pub fn pause(world: &mut World) {
    world.resource_mut::<Prompts>().device = Device::Pad;
    world.resource_mut::<Screens>().open = Some(Screen::Pause);
    press(world, &[Key::Tab, Key::Tab]);
}

/// Before somebody, and a seat.
pub fn prompt(world: &mut World) {
    world.resource_mut::<Prompts>().device = Device::Pad;
    world.resource_mut::<Focus>().whom = Some(IRIS);
    world.resource_mut::<SeatInView>().0 = Some(SeatId("bench/1".into()));
}

/// An answer by gamepad.
pub fn typing(world: &mut World) {
    crate::talk(world, "");
    world.resource_mut::<Prompts>().device = Device::Pad;
    world.write_message(OpenChat::default());
}

/// The section alone: it is searched for. Two actions share a key.
pub fn keys(world: &mut World) {
    let mut settings = world.resource_mut::<UiSettings>();
    let bindings = &mut settings.bindings;
    bindings.bind(Action::Crouch, Press::Key(KeyCode::KeyC));
    world.resource_mut::<Screens>().open = Some(Screen::Settings);
    press(world, &[Key::Tab, Key::Tab]);
    type_in(world, "keys");
}

/// A key that another action has is pressed for the first.
pub fn conflict(world: &mut World) {
    world.resource_mut::<Screens>().open = Some(Screen::Settings);
    press(world, &[Key::Tab, Key::Tab]);
    type_in(world, "keys");
    press(world, &[Key::Tab, Key::Tab, Key::Space]);
    crate::hands::then(world, |world| {
        world.write_message(keyboard::KeyboardInput {
            key_code: KeyCode::Space,
            logical_key: keyboard::Key::Space,
            state: ButtonState::Pressed,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
    });
}
