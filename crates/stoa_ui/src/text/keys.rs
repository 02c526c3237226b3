//! Words of keys and buttons, and of what they do.

use bevy::input::gamepad::GamepadButton;

use crate::{
    Action,
    bindings::{PadKind, button_name},
};

pub const MOUSE: &str = "Mouse";
pub const LEFT_STICK: &str = "Left stick";
pub const RIGHT_STICK: &str = "Right stick";

pub const KEYS: &str = "Keys and buttons";
pub const PRESS_A_KEY: &str = "press a key or a button…";
pub const NO_KEY: &str = "none";
pub const NAMELESS_KEY: &str = "That key has no name; press another.";
pub const EXCHANGE: &str = "Exchange";
pub const LEAVE_BOTH: &str = "Leave both";

pub const SIT_DOWN: &str = "Sit";

pub const WALK: &str = "walk";
pub const LOOK: &str = "look around";

/// What an action does, for the settings and the help.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Ahead => "walk ahead",
        Action::Back => "walk back",
        Action::Left => "walk to the left",
        Action::Right => "walk to the right",
        Action::Run => "run",
        Action::Jump => "jump",
        Action::Crouch => "crouch",
        Action::Sit => "sit down, get up",
        Action::View => "first or third person",
        Action::Way => "be taken to a place or a person",
        Action::Talk => "talk to whom you look at",
        Action::Chat => "speak, to them or aloud",
        Action::Leave => "leave a talk; pause",
        Action::Wave => "wave; held down, all gestures",
        Action::People => "people: talk, mute, block, report",
        Action::Help => "help",
        Action::Settings => "settings",
        Action::Inspector => "look into a mind",
        Action::TakeOffer => "use the model server on the card",
        Action::WholeScreen => "whole screen or window",
        Action::Picture => "take a picture",
        Action::Photo => "without any interface, and back",
        Action::Headset => "into the headset and out of it",
    }
}

/// The same, at the head of a row.
pub fn action_title(of: Action) -> String {
    let words = action(of);
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// Beside an action whose key does another thing too.
pub fn also_does(others: &[&str]) -> String {
    format!("also: {}", others.join("; "))
}

/// Before a key is given to an action: another has it.
pub fn is_taken(press: &str, by: &str) -> String {
    format!("{press} is taken: {by}.")
}

/// Under a panel, for somebody with a gamepad.
pub fn pad_hint(pad: PadKind) -> String {
    use GamepadButton::{East, LeftTrigger, RightTrigger, South};
    let [press, back, previous, next] =
        [South, East, LeftTrigger, RightTrigger].map(|button| button_name(button, pad));
    format!("{press} presses · {back} goes back · {previous} and {next} step through")
}

/// For a screen reader.
pub fn change_key(action: &str) -> String {
    format!("Key for “{action}”")
}

pub fn change_button(action: &str) -> String {
    format!("Button for “{action}”")
}
