//! Every word that the panels show, in one place.

mod checkup;
mod files;
mod keys;
mod picture;
mod social;

pub use checkup::*;
pub use files::*;
pub use keys::*;
pub use picture::*;
pub use social::*;

use stoa_world::Gesture;

use crate::{
    Emote,
    settings::{BackendKind, ViewMode},
};

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
pub const ANSWER_AGAIN: &str = "Answer again";
pub const ANSWERED_AGAIN: &str = "(answered again)";
pub const COPY_ALL: &str = "Copy all";
pub const BUILT_IN_TAKES_OVER: &str = "Until then the built-in mind answers.";

pub const DISMISS: &str = "Dismiss";
pub const USE_IT: &str = "Use it";
pub const NOT_NOW: &str = "Not now";
pub const OFFER_HINT: &str = "uses it";

pub const PAUSED: &str = "Paused";
pub const PAUSED_NOTE: &str = "The others go on without you.";
pub const RESUME: &str = "Resume";
pub const SETTINGS: &str = "Settings";
pub const HELP: &str = "Help";
pub const QUIT: &str = "Quit";
pub const CLOSE: &str = "Close";

pub const MINDS: &str = "Minds";
pub const MINDS_NOTE: &str = "Who thinks for the people you meet. What they hear goes to the server that thinks for \
                              them, to the default one while that fails, and nowhere else.";
pub const BY_DEFAULT: &str = "By default";
pub const DEFAULT: &str = "default";
pub const NO_SERVERS: &str = "No model server yet. With one of your own, people speak freely.";
pub const ADD_SERVER: &str = "Add a server…";
pub const NEW_SERVER: &str = "New server";
pub const ADD: &str = "Add";
pub const KEEP: &str = "Keep";
pub const CANCEL: &str = "Cancel";
pub const EDIT: &str = "Edit";
pub const TEST: &str = "Test";
pub const REMOVE: &str = "Remove";
pub const REMOVE_IT: &str = "Yes, remove it";
pub const KEEP_IT: &str = "No, keep it";
pub const USE_FOR_EVERYONE: &str = "Use for everyone";
pub const ADDRESS: &str = "Address";
pub const ADDRESS_HINT: &str = "http://127.0.0.1:11434";
pub const PROTOCOL: &str = "Protocol";
pub const PROTOCOL_UNKNOWN: &str = "found out by asking";
pub const RECOGNISING: &str = "Asking what it speaks…";
pub const ASK_AGAIN: &str = "Ask again";
pub const SERVER_NAME: &str = "Name";
pub const NAME_HINT: &str = "none";
pub const NAME_TAKEN: &str = "Another server has this name.";
pub const ADDRESS_WANTED: &str = "An address begins with http:// or https://.";
pub const MODEL: &str = "Model";
pub const MODEL_HINT: &str = "the server's default";
pub const MODELS_AFTER_TEST: &str = "A test lists the models to choose from.";
pub const KEY: &str = "Key";
pub const KEY_HINT: &str = "unchanged";
pub const NEW_KEY_HINT: &str = "if it wants one";
pub const KEY_NOTE: &str = "Kept apart from the settings, and sent to this address only.";
pub const CLEAR_TEXT: &str = "This address is not encrypted: a key, and all that is said, can be read on the way. Use \
                              https:// where you can.";
pub const NOT_ENCRYPTED: &str = "not encrypted";
pub const MAKE_DEFAULT: &str = "Thinks for everyone who has no server of their own";
pub const TESTING: &str = "Asking the server…";
pub const OFFER_SERVERS: &str = "Offer model servers found on this machine";
pub const ADD_FOUND: &str = "Add…";
pub const FOUND_HERE: &str = "On this machine";
pub const WELL: &str = "answers";
pub const RESTING: &str = "resting after a failure";
pub const UNKNOWN: &str = "not asked yet";
pub const WHO_THINKS: &str = "Who thinks with what";
pub const MODELS: &str = "Models";
pub const ASKING_MODELS: &str = "Asking for its models…";
pub const NO_MODELS: &str = "It has no model yet: download one below.";
pub const LOADED: &str = "in memory";
pub const LOAD: &str = "Load";
pub const UNLOAD: &str = "Unload";
pub const LOADING_MODEL: &str = "loading…";
pub const UNLOADING_MODEL: &str = "unloading…";
pub const CHOOSE: &str = "Use";
pub const CHOSEN: &str = "in use";
pub const DOWNLOAD_NOTE: &str = "Download a model by its name";
pub const DOWNLOAD_HINT: &str = "llama3.2:3b";
pub const DOWNLOAD: &str = "Download";
pub const TRY_AGAIN: &str = "Try again";
pub const PAUSED_DOWNLOAD: &str = "stopped; what is there stays";
pub const DOWNLOADED: &str = "downloaded";
pub const SEARCH_SETTINGS: &str = "Search the settings";
pub const RESET: &str = "Reset";
pub const CONTROLS: &str = "Controls";
pub const MOUSE_SPEED: &str = "Mouse speed";
pub const STICK_SPEED: &str = "Stick speed";
pub const INVERT_X: &str = "Left and right";
pub const INVERT_Y: &str = "Up and down";
pub const INVERT_CHECK: &str = "exchanged";
pub const VIEW: &str = "View";
pub const PERSONAL_SPACE: &str = "Who comes near fades";

pub const MIND: &str = "Mind";
pub const DOING: &str = "Doing";
pub const GOAL: &str = "Wants";
pub const LAST_REQUEST: &str = "Last answer";
pub const MEMORIES: &str = "Remembers";
pub const LAST_EXCHANGE: &str = "Last exchange";
pub const TOKENS: &str = "Tokens";
pub const COST: &str = "Cost";
pub const FAILED: &str = "Failed in this turn";
pub const REPLY: &str = "Reply";
pub const THOUGHTS: &str = "Thoughts";
pub const THOUGHTS_NOTE: &str = "Shown here only: nobody hears or remembers them.";
pub const TOOL_CALLS: &str = "Tool calls";
pub const PROMPT: &str = "Exact prompt";
pub const COPY: &str = "Copy";
pub const CUT_TO_SHOW: &str = "Cut here; “Copy” takes all of it.";
pub const LOOK_AT_SOMEBODY: &str = "Look at somebody to see what is on their mind.";
pub const NO_MIND: &str = "A person. What they think is theirs.";

pub const WAY: &str = "Take me to…";
pub const WAY_NOTE: &str = "You walk there by yourself. Any key to walk with takes over again.";
pub const PLACES: &str = "Places";
pub const PEOPLE_NEAR: &str = "People near you";
pub const TAKE_ME: &str = "Go there";
/// North, and the other quarters to the right of it.
pub const QUARTERS: [&str; 4] = ["N", "E", "S", "W"];
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

/// `the fountain · 12 m`.
pub fn at_distance(name: &str, metres: f32) -> String {
    format!("{name} · {}", distance(metres))
}

/// `14:05`, from world minutes.
pub fn clock(minute: u32) -> String {
    let of_day = minute % 1440;
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

/// The server without a name, and any other by where it is.
pub fn server_at(kind: BackendKind, host: &str) -> String {
    format!("{} at {host}", backend(kind))
}

/// A server of the settings, under its name: protocol, model, place.
pub fn server_line(kind: BackendKind, model: &str, host: &str) -> String {
    let model = if model.is_empty() { MODEL_HINT } else { model };
    format!("{} · {model} · {host}", backend(kind))
}

pub fn speaks(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => "It is the built-in mind.",
        BackendKind::Ollama => "It speaks Ollama's protocol.",
        BackendKind::Openai => "It speaks OpenAI's protocol.",
        BackendKind::Anthropic => "It speaks Anthropic's protocol.",
    }
}

/// Asked once before a server is taken out.
pub fn remove_server(name: &str, users: usize) -> String {
    match users {
        0 => format!("Remove {name} from the settings?"),
        1 => format!("Remove {name}? One mind thinks with it and will use the default."),
        users => format!("Remove {name}? {users} minds think with it and will use the default."),
    }
}

/// In a list of servers to choose from.
pub fn the_default(name: &str) -> String {
    format!("the default ({name})")
}

/// Somebody's server is in the settings no more.
pub fn server_gone(name: &str) -> String {
    format!("{name} (gone: the default thinks)")
}

pub fn more_models(count: usize) -> String {
    format!("and {count} more")
}

pub fn context(tokens: u32) -> String {
    format!("{} tokens of context", thousands(u64::from(tokens)))
}

/// `12,400`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `2.0 GB`, as model servers count: in powers of ten.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// How far a download has come.
pub fn fetched(done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format!("{} of {}", bytes(done), bytes(total)),
        None => bytes(done),
    }
}

pub fn reading(read: u32, all: u32) -> String {
    let [read, all] = [read, all].map(|tokens| thousands(u64::from(tokens)));
    format!("reading the prompt: {read} of {all} tokens")
}

/// A phase of a request.
pub fn phase(name: &str, seconds: f32) -> String {
    if seconds < 0.1 {
        format!("{name} {:.0} ms", seconds * 1000.0)
    } else {
        format!("{name} {seconds:.1} s")
    }
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

/// Centimetres; 0 for never.
pub fn personal_space(cm: u16) -> String {
    match cm {
        0 => "Never".to_owned(),
        cm => format!("within {:.1} m", f32::from(cm) / 100.0),
    }
}

pub fn reset_section(title: &str) -> String {
    format!("Everything under “{title}” as it was made")
}

pub fn nothing_found(wanted: &str) -> String {
    format!("No setting is called “{}”.", wanted.trim())
}

pub fn emote(emote: Emote) -> &'static str {
    match emote {
        Emote::SitOrStand => "Sit",
        Emote::Gesture(gesture) => match gesture {
            Gesture::Wave => "Wave",
            Gesture::Point => "Point",
            Gesture::Nod => "Nod",
            Gesture::Shake => "Shake head",
            Gesture::Laugh => "Laugh",
            Gesture::Bow => "Bow",
            Gesture::Shrug => "Shrug",
            Gesture::Think => "Think",
            Gesture::Dance => "Dance",
        },
    }
}

pub fn view(view: ViewMode) -> &'static str {
    match view {
        ViewMode::First => "First person",
        ViewMode::Third => "Third person",
    }
}

pub const IN_THE_HEADSET: &str = "You are in the headset";

pub fn back_by(key: &str) -> String {
    format!("{key} brings you back to this window.")
}
