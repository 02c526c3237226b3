//! Every word that the panels show, in one place.

use crate::settings::{BackendKind, Quality, ViewMode};

pub const NAME: &str = "Stoa";
pub const TAGLINE: &str = "an open place where people and agents meet";
pub const LOADING: &str = "Opening the gates…";

pub const AI_MARK: &str = "AI";
pub const THINKING: [&str; 4] = ["·", "· ·", "· · ·", "· ·"];
pub const YOU: &str = "You";
pub const SOMEBODY: &str = "somebody";

pub const SAY_SOMETHING: &str = "Say something";
pub const LEAVE: &str = "Leave";
pub const ALOUD: &str = "Aloud, to whoever is near";
pub const CUT_TO_FIT: &str = "Too long for one breath: the text was cut to fit.";
pub const COPY_ALL: &str = "Copy all";
pub const BUILT_IN_TAKES_OVER: &str = "Until then the built-in mind answers.";

pub const DISMISS: &str = "Dismiss";
pub const USE_IT: &str = "Use it";
pub const NOT_NOW: &str = "Not now";
pub const OFFER_HINT: &str = "uses it";
pub const TAKE_OFFER: &str = "use the model server on the card";

pub const PAUSED: &str = "Paused";
pub const PAUSED_NOTE: &str = "The others go on without you.";
pub const RESUME: &str = "Resume";
pub const SETTINGS: &str = "Settings";
pub const HELP: &str = "Help";
pub const QUIT: &str = "Quit";
pub const CLOSE: &str = "Close";

pub const MINDS: &str = "Minds";
pub const MINDS_NOTE: &str = "Who thinks for the people you meet. Everything you say to them goes to this server and \
                              nowhere else.";
pub const SERVER: &str = "Server";
pub const ADDRESS: &str = "Address";
pub const MODEL: &str = "Model";
pub const MODEL_HINT: &str = "the server's default";
pub const KEY: &str = "Key";
pub const KEY_HINT: &str = "unchanged";
pub const KEY_NOTE: &str = "Kept apart from the settings, and sent to this address only.";
pub const TEST: &str = "Test";
pub const TESTING: &str = "Asking the server…";
pub const USE_SERVER: &str = "Use this server";
pub const IN_USE: &str = "In use";
pub const OFFER_SERVERS: &str = "Offer model servers found on this machine";
pub const FILL_IN: &str = "Fill in";
pub const PICTURE: &str = "Picture and text";
pub const QUALITY: &str = "Graphics";
pub const TEXT_SIZE: &str = "Text size";
pub const CAPTIONS: &str = "Speech bubbles";
pub const CAPTIONS_CHECK: &str = "of people you do not talk to";
pub const CONTROLS: &str = "Controls";
pub const SENSITIVITY: &str = "Mouse speed";
pub const INVERT: &str = "Up and down";
pub const INVERT_CHECK: &str = "exchanged";
pub const VIEW: &str = "View";

pub const MIND: &str = "Mind";
pub const DOING: &str = "Doing";
pub const GOAL: &str = "Wants";
pub const LAST_REQUEST: &str = "Last answer";
pub const MEMORIES: &str = "Remembers";
pub const LOOK_AT_SOMEBODY: &str = "Look at somebody to see what is on their mind.";
pub const NO_MIND: &str = "A person. What they think is theirs.";

pub const WALK: &str = "walk";
pub const LOOK: &str = "look around";
pub const RUN: &str = "run";
pub const JUMP: &str = "jump";
pub const CHANGE_VIEW: &str = "first or third person";
pub const SIT: &str = "sit down, get up";
pub const TALK: &str = "talk to whom you look at";
pub const SPEAK: &str = "speak, to them or aloud";
pub const LEAVE_TALK: &str = "leave a talk; pause";
pub const SHOW_HELP: &str = "this help";
pub const SHOW_SETTINGS: &str = "settings";
pub const SHOW_INSPECTOR: &str = "look into a mind";
pub const HANDS_FREE: &str = "with nothing typed: hands free, the talk goes on";
pub const HELP_TALK: &str = "Talking";
pub const HELP_MOVE: &str = "Moving";
pub const HELP_PANELS: &str = "Panels";
pub const HELP_NOTE: &str = "Walking away ends a talk; speaking over somebody interrupts them. You may ask people to \
                             follow you, to lead you somewhere, to wait, to sit, to wave, to point, or to introduce \
                             you to someone.";

pub const WELCOME_MOVE: &str = "walk";
pub const WELCOME_LOOK: &str = "look around";
pub const WELCOME_TALK: &str = "talk to anyone you see";

pub fn talk_to(name: &str) -> String {
    format!("Talk to {name}")
}

pub fn say_to(name: &str) -> String {
    format!("Say something to {name}…")
}

pub fn say_aloud() -> String {
    "Say something aloud…".to_owned()
}

/// Under the line: who answers.
pub fn who_answers(name: &str, backend: &str, built_in: bool) -> String {
    if built_in {
        format!("{name} · built-in mind, not a language model")
    } else {
        format!("{name} · {backend}")
    }
}

pub fn a_person(name: &str) -> String {
    format!("{name} · a person")
}

/// Why the chosen server is silent and what to do, as one line under the chat.
pub fn problem(cause: &str, remedy: &str, settings_key: &str) -> String {
    format!("{cause}. {remedy} (Settings: {settings_key})")
}

pub fn room_left(used: usize, limit: usize) -> String {
    format!("{used} / {limit}")
}

pub fn server_found(label: &str, model: Option<&str>) -> String {
    match model {
        Some(model) => {
            format!("{label} found on this machine ({model}). Use it for conversations?")
        }
        None => format!("{label} found on this machine. Use it for conversations?"),
    }
}

/// In the settings: a server on this machine, and why it can't answer yet.
pub fn server_here(label: &str, url: &str, trouble: Option<&str>) -> String {
    match trouble {
        Some(trouble) => format!("{label} at {url}: {trouble}"),
        None => format!("{label} at {url}"),
    }
}

pub fn times(text: &str, count: u32) -> String {
    if count > 1 {
        format!("{text}  ×{count}")
    } else {
        text.to_owned()
    }
}

pub fn percent(value: u16) -> String {
    format!("{value} %")
}

/// `14:05`, from world minutes.
pub fn clock(minute: u32) -> String {
    let of_day = minute % 1440;
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

pub fn backend(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => "Built-in mind",
        BackendKind::Ollama => "Ollama",
        BackendKind::Openai => "OpenAI-compatible",
        BackendKind::Anthropic => "Anthropic",
    }
}

pub fn backend_note(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => {
            "Part of the program: needs no network and no model. It is not a language model: it knows its place, \
             its people and what you tell it."
        }
        BackendKind::Ollama => "A model on this machine or in your network, run by Ollama.",
        BackendKind::Openai => "llama.cpp, vLLM, LM Studio, and most services on the network.",
        BackendKind::Anthropic => "Anthropic's own service, with your key.",
    }
}

pub fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Auto => "Automatic",
        Quality::Low => "Light",
        Quality::Medium => "Balanced",
        Quality::High => "Full",
    }
}

pub fn view(view: ViewMode) -> &'static str {
    match view {
        ViewMode::First => "First person",
        ViewMode::Third => "Third person",
    }
}

pub const IN_THE_HEADSET: &str = "You are in the headset";
pub const BACK_BY_F8: &str = "F8 brings you back to this window.";
