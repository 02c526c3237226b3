//! Every word that the hand's panels show, in one place; what quick replies say is in [`super::replies`].

use crate::{
    language::{word, words},
    text::decimal,
};

words! { "hand_":
    nobody,
    how_to_talk,
    keyboard,
    menu,
    no_microphone,
    microphone_off,
    microphone_on,
    chat,
    comfort,
    people,
    leave,
    nothing_said,
    earlier,
    later,
    say_something,
    end_talk,
    preset,
    comfortable,
    balanced,
    free,
    movement,
    teleport,
    smooth,
    turning,
    vignette,
    off,
    light,
    strong,
    body,
    seated,
    left_handed,
    by_gaze,
    height,
    height_asked,
    nobody_near,
    mute,
    muted,
    block,
    blocked,
    nearer,
    farther,
    leave_headset,
    leave_headset_note,
    quit,
    quit_note,
    sure,
    stay,
    shift,
    delete,
    space,
    send,
    letters,
    symbols,
    accents,
    turn_left,
    turn_right,
    step_back,
}

/// `30°`.
pub fn degrees(degrees: u16) -> String {
    format!("{degrees}°")
}

/// `1.70 m`.
pub fn metres(centimetres: u16) -> String {
    format!("{} m", decimal(f64::from(centimetres) / 100.0, 2))
}

/// `gardener · 4 m`.
pub fn role_and_distance(role: &str, distance_m: f32) -> String {
    let distance = match distance_m {
        d if !d.is_finite() => word!(hand_far_away).to_owned(),
        d if d < 10.0 => format!("{} m", decimal(f64::from(d.max(0.0)), 1)),
        d => format!("{d:.0} m"),
    };
    if role.is_empty() {
        distance
    } else {
        format!("{role} · {distance}")
    }
}
