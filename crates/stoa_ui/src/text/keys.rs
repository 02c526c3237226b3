//! Words of keys and buttons, and of what they do.

use bevy::input::{gamepad::GamepadButton, keyboard::KeyCode};

use crate::{
    Action,
    bindings::{KEYS, PadKind},
    language::{say, word, words},
};

words! {
    key_control,
    mouse,
    left_stick,
    right_stick,
    keys,
    press_a_key,
    no_key,
    nameless_key,
    exchange,
    leave_both,
    sit_down,
    walk,
    look,
}

/// What an action does, for the settings and the help.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Ahead => word!(action_ahead),
        Action::Back => word!(action_back),
        Action::Left => word!(action_left),
        Action::Right => word!(action_right),
        Action::Run => word!(action_run),
        Action::Jump => word!(action_jump),
        Action::Crouch => word!(action_crouch),
        Action::Sit => word!(action_sit),
        Action::View => word!(action_view),
        Action::Way => word!(action_way),
        Action::Talk => word!(action_talk),
        Action::Chat => word!(action_chat),
        Action::Leave => word!(action_leave),
        Action::Wave => word!(action_wave),
        Action::People => word!(action_people),
        Action::Help => word!(action_help),
        Action::Settings => word!(action_settings),
        Action::Inspector => word!(action_inspector),
        Action::TakeOffer => word!(action_take_offer),
        Action::WholeScreen => word!(action_whole_screen),
        Action::Picture => word!(action_picture),
        Action::Photo => word!(action_photo),
        Action::Headset => word!(action_headset),
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
    say!(also_does, others = others.join("; "))
}

/// Before a key is given to an action: another has it.
pub fn is_taken(press: &str, by: &str) -> String {
    say!(is_taken, press = press, by = by)
}

/// What types on a gamepad, in a field.
pub fn pad_typing_hint(pad: PadKind) -> String {
    use GamepadButton::{North, South, Start, West};
    let [press, delete, space, enter] =
        [South, West, North, Start].map(|button| button_name(button, pad));
    say!(
        pad_typing_hint,
        press = press,
        delete = delete,
        space = space,
        enter = enter
    )
}

/// Under a panel, for somebody with a gamepad.
pub fn pad_hint(pad: PadKind) -> String {
    use GamepadButton::{East, LeftTrigger, RightTrigger, South};
    let [press, back, previous, next] =
        [South, East, LeftTrigger, RightTrigger].map(|button| button_name(button, pad));
    say!(
        pad_hint,
        press = press,
        back = back,
        previous = previous,
        next = next
    )
}

/// For a screen reader.
pub fn change_key(action: &str) -> String {
    say!(change_key, action = action)
}

pub fn change_button(action: &str) -> String {
    say!(change_button, action = action)
}

/// What is printed on a key that bears no letter, or that has not yet told what it bears.
pub(crate) fn key_name(key: KeyCode) -> String {
    use KeyCode::*;
    let name = match key {
        ArrowUp => "↑",
        ArrowDown => "↓",
        ArrowLeft => "←",
        ArrowRight => "→",
        ShiftLeft => word!(key_shift),
        ShiftRight => word!(key_right_shift),
        ControlLeft => key_control(),
        ControlRight => word!(key_right_control),
        AltLeft => word!(key_alt),
        AltRight => word!(key_right_alt),
        SuperLeft => word!(key_super),
        SuperRight => word!(key_right_super),
        Escape => word!(key_escape),
        Space => word!(key_space),
        Enter => word!(key_enter),
        Tab => word!(key_tab),
        Backspace => word!(key_backspace),
        Delete => word!(key_delete),
        Insert => word!(key_insert),
        Home => word!(key_home),
        End => word!(key_end),
        PageUp => word!(key_page_up),
        PageDown => word!(key_page_down),
        CapsLock => word!(key_caps_lock),
        NumLock => word!(key_num_lock),
        ScrollLock => word!(key_scroll_lock),
        PrintScreen => word!(key_print_screen),
        Pause => word!(key_pause),
        ContextMenu => word!(key_menu),
        Comma => ",",
        Period => ".",
        Semicolon => ";",
        Quote => "'",
        Slash => "/",
        Backslash | IntlBackslash => "\\",
        BracketLeft => "[",
        BracketRight => "]",
        Minus => "-",
        Equal => "=",
        Backquote => "`",
        _ => {
            let known = KEYS.iter().find(|(_, known)| *known == key);
            let (name, _) = known.copied().unwrap_or(("?", key));
            return match name.strip_prefix("Numpad") {
                Some(rest) => say!(key_numpad, key = rest),
                None => name
                    .trim_start_matches("Key")
                    .trim_start_matches("Digit")
                    .to_owned(),
            };
        }
    };
    name.to_owned()
}

/// What is written on a button, by the gamepad's maker.
pub(crate) fn button_name(button: GamepadButton, pad: PadKind) -> &'static str {
    use GamepadButton::*;
    let [xbox, playstation, nintendo] = match button {
        South => ["A", word!(pad_cross), "B"],
        East => ["B", word!(pad_circle), "A"],
        West => ["X", word!(pad_square), "Y"],
        North => ["Y", word!(pad_triangle), "X"],
        LeftTrigger => ["LB", "L1", "L"],
        RightTrigger => ["RB", "R1", "R"],
        LeftTrigger2 => ["LT", "L2", "ZL"],
        RightTrigger2 => ["RT", "R2", "ZR"],
        Select => ["View", "Create", "Minus"],
        Start => ["Menu", "Options", "Plus"],
        Mode => ["Guide", "PS", "Home"],
        LeftThumb => [left_stick(), "L3", left_stick()],
        RightThumb => [right_stick(), "R3", right_stick()],
        DPadUp => ["Pad ↑"; 3],
        DPadDown => ["Pad ↓"; 3],
        DPadLeft => ["Pad ←"; 3],
        DPadRight => ["Pad →"; 3],
        C => ["C"; 3],
        Z => ["Z"; 3],
        Other(_) => ["?"; 3],
    };
    match pad {
        PadKind::Xbox => xbox,
        PadKind::PlayStation => playstation,
        PadKind::Nintendo => nintendo,
    }
}
