//! Every word that the hand's panels show, in one place; what quick replies say is in [`super::replies`].

pub const NOBODY: &str = "Nobody here";
pub const HOW_TO_TALK: &str = "Look at somebody and select, to talk to them.";
pub const KEYBOARD: &str = "Keyboard";
pub const MENU: &str = "Menu";
pub const NO_MICROPHONE: &str = "No microphone";
pub const MICROPHONE_OFF: &str = "Muted";
pub const MICROPHONE_ON: &str = "Listening";

pub const CHAT: &str = "Chat";
pub const COMFORT: &str = "Comfort";
pub const PEOPLE: &str = "People";
pub const LEAVE: &str = "Leave";

pub const NOTHING_SAID: &str = "Nothing has been said yet.";
pub const EARLIER: &str = "Earlier";
pub const LATER: &str = "Later";
pub const SAY_SOMETHING: &str = "Say something";
pub const END_TALK: &str = "End the talk";

pub const PRESET: &str = "All at once";
pub const COMFORTABLE: &str = "Comfortable";
pub const BALANCED: &str = "Balanced";
pub const FREE: &str = "Free";
pub const MOVEMENT: &str = "Moving";
pub const TELEPORT: &str = "Teleport";
pub const SMOOTH: &str = "Smooth";
pub const TURNING: &str = "Turning";
pub const VIGNETTE: &str = "Darker edges in motion";
pub const OFF: &str = "Off";
pub const LIGHT: &str = "Light";
pub const STRONG: &str = "Strong";
pub const BODY: &str = "You";
pub const SEATED: &str = "Seated";
pub const LEFT_HANDED: &str = "Left-handed";
pub const BY_GAZE: &str = "Point by gaze";
pub const HEIGHT: &str = "Your height";
pub const HEIGHT_ASKED: &str = "No floor is known: how tall are you?";

pub const NOBODY_NEAR: &str = "Nobody is near.";
pub const MUTE: &str = "Mute";
pub const MUTED: &str = "Muted";
pub const BLOCK: &str = "Block";
pub const BLOCKED: &str = "Blocked";
pub const NEARER: &str = "Nearer";
pub const FARTHER: &str = "Farther";

pub const LEAVE_HEADSET: &str = "Leave the headset";
pub const LEAVE_HEADSET_NOTE: &str = "You go on at the desktop: same place, same talk.";
pub const QUIT: &str = "Quit Stoa";
pub const QUIT_NOTE: &str = "The others go on without you.";
pub const SURE: &str = "Quit now?";
pub const STAY: &str = "Stay";

pub const SHIFT: &str = "Shift";
pub const DELETE: &str = "Delete";
pub const SPACE: &str = "Space";
pub const SEND: &str = "Send";
pub const LETTERS: &str = "ABC";
pub const SYMBOLS: &str = "123";
pub const ACCENTS: &str = "é à";

/// `30°`.
pub fn degrees(degrees: u16) -> String {
    format!("{degrees}°")
}

/// `1.70 m`.
pub fn metres(centimetres: u16) -> String {
    format!("{}.{:02} m", centimetres / 100, centimetres % 100)
}

/// `gardener · 4 m`.
pub fn role_and_distance(role: &str, distance_m: f32) -> String {
    let distance = match distance_m {
        d if !d.is_finite() => "far away".to_owned(),
        d if d < 10.0 => format!("{:.1} m", d.max(0.0)),
        d => format!("{d:.0} m"),
    };
    if role.is_empty() {
        distance
    } else {
        format!("{role} · {distance}")
    }
}
