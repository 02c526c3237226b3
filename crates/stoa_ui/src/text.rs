//! Every word that the panels show, in one place: a function for each message of `assets/translations/*.ftl`, of the
//! same name. See [`crate::language`].

mod checkup;
pub mod doctor;
mod editor;
mod files;
mod kept;
mod keys;
mod mind;
mod numbers;
mod picture;
mod places;
mod servers;
mod social;
mod told;
mod trouble;
mod world;

pub use checkup::*;
pub use editor::*;
pub use files::*;
pub use kept::*;
pub use keys::*;
pub use mind::*;
pub use numbers::*;
pub use picture::*;
pub use places::*;
pub use servers::*;
pub use social::*;
pub use told::*;
pub use trouble::*;
pub use world::*;

use stoa_world::Gesture;

use crate::{
    Emote,
    language::{say, word, words},
    settings::ViewMode,
};

/// The same in every language.
pub const NAME: &str = "Stoa";
pub const THINKING: [&str; 4] = ["·", "· ·", "· · ·", "· ·"];

words! {
    tagline,
    loading,
    ai_mark,
    you,
    somebody,

    say_something,
    leave,
    aloud,
    cut_to_fit,
    answer_again,
    answered_again,
    copy_all,
    built_in_takes_over,

    dismiss,
    use_it,
    not_now,
    offer_hint,

    paused,
    paused_note,
    resume,
    settings,
    help,
    quit,
    close,

    search_settings,
    reset,
    controls,
    mouse_speed,
    stick_speed,
    invert_x,
    invert_y,
    invert_check,
    view_title,
    personal_space_title,

    way,
    way_note,
    places,
    people_near,
    take_me,
    hands_free,
    help_talk,
    help_move,
    help_panels,
    help_note,

    welcome_move,
    welcome_look,
    welcome_talk,

    in_the_headset,
}

/// North, and the other quarters to the right of it.
pub fn quarters() -> [&'static str; 4] {
    [
        word!(quarter_north),
        word!(quarter_east),
        word!(quarter_south),
        word!(quarter_west),
    ]
}

pub fn talk_to(name: &str) -> String {
    say!(talk_to, name = name)
}

/// Under the line: who answers.
pub fn who_answers(name: &str, backend: &str, built_in: bool) -> String {
    if built_in {
        say!(who_answers_built_in, name = name)
    } else {
        format!("{name} · {backend}")
    }
}

pub fn a_person(name: &str) -> String {
    say!(a_person, name = name)
}

/// Why the chosen server is silent and what to do, as one line under the chat.
pub fn problem(cause: &str, remedy: &str, settings_key: &str) -> String {
    say!(problem, cause = cause, remedy = remedy, key = settings_key)
}

pub fn room_left(used: usize, limit: usize) -> String {
    format!("{used} / {limit}")
}

pub fn server_found(label: &str, model: Option<&str>) -> String {
    match model {
        Some(model) => say!(server_found_with_model, label = label, model = model),
        None => say!(server_found, label = label),
    }
}

pub fn times(text: &str, count: u32) -> String {
    if count > 1 {
        format!("{text}  ×{count}")
    } else {
        text.to_owned()
    }
}

/// `the fountain · 12 m`.
pub fn at_distance(name: &str, metres: f32) -> String {
    format!("{name} · {}", distance(metres))
}

/// Centimetres; 0 for never.
pub fn personal_space(cm: u16) -> String {
    match cm {
        0 => word!(personal_space_never).to_owned(),
        cm => {
            let metres = decimal(f64::from(cm) / 100.0, 1);
            say!(personal_space_within, metres = metres)
        }
    }
}

pub fn reset_section(title: &str) -> String {
    say!(reset_section, title = title)
}

pub fn nothing_found(wanted: &str) -> String {
    say!(nothing_found, wanted = wanted.trim())
}

pub fn emote(emote: Emote) -> &'static str {
    match emote {
        Emote::SitOrStand => word!(emote_sit),
        Emote::Gesture(gesture) => match gesture {
            Gesture::Wave => word!(emote_wave),
            Gesture::Point => word!(emote_point),
            Gesture::Nod => word!(emote_nod),
            Gesture::Shake => word!(emote_shake),
            Gesture::Laugh => word!(emote_laugh),
            Gesture::Bow => word!(emote_bow),
            Gesture::Shrug => word!(emote_shrug),
            Gesture::Think => word!(emote_think),
            Gesture::Dance => word!(emote_dance),
        },
    }
}

pub fn view(view: ViewMode) -> &'static str {
    match view {
        ViewMode::First => word!(view_first),
        ViewMode::Third => word!(view_third),
    }
}

pub fn back_by(key: &str) -> String {
    say!(back_by, key = key)
}
