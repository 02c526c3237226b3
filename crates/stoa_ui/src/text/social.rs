//! Words of the list of people, of reports, and of how loud one speaks.

use stoa_world::Volume;

use crate::ReportReason;

pub const PEOPLE: &str = "People";
pub const PEOPLE_NOTE: &str = "A muted one is not heard. A blocked one and you neither see nor hear each other. Both \
                               last until you take them back.";
pub const PEOPLE_KEY: &str = "Mute, block…";
pub const NOBODY_NEAR: &str = "Nobody is near.";
pub const PERSON_MARK: &str = "person";
pub const TALK_TO_THEM: &str = "Talk";
pub const MUTE: &str = "Mute";
pub const UNMUTE: &str = "Unmute";
pub const BLOCK: &str = "Block";
pub const UNBLOCK: &str = "Unblock";
pub const IS_MUTED: &str = "muted";
pub const IS_BLOCKED: &str = "blocked";
pub const NOT_HERE: &str = "not here";
pub const TOO_FAR: &str = "Too far away: go up to them to talk.";
pub const NOT_MET: &str = "A block keeps you apart.";

pub const REPORT: &str = "Report…";
pub const REPORT_NOTE: &str =
    "The report is a file on this machine and goes nowhere by itself: nothing is sent.";
pub const REPORT_WHY: &str = "Why";
pub const REPORT_WORDS: &str = "In your words";
pub const REPORT_WORDS_HINT: &str = "What happened? May stay empty.";
pub const REPORT_HEARD: &str = "What you heard from them";
pub const REPORT_NOTHING_HEARD: &str = "Nothing yet.";
pub const REPORT_WRITE: &str = "Write the report";
pub const REPORT_WRITTEN: &str = "The report was written:";
pub const REPORT_HAND_ON: &str = "Give the file to whoever looks after this place, or keep it.";
pub const COPY_PATH: &str = "Copy the path";
pub const DONE: &str = "Done";

pub fn report_on(name: &str) -> String {
    format!("Report {name}")
}

pub fn reason(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::Harassment => "They harass or threaten somebody",
        ReportReason::Hate => "They stir up hatred",
        ReportReason::Sexual => "Unwanted sexual talk or gestures",
        ReportReason::Danger => "Somebody may come to harm",
        ReportReason::Fraud => "Fraud, or advertisement again and again",
        ReportReason::Other => "Something else",
    }
}

pub fn earlier_lines(count: usize) -> String {
    match count {
        1 => "One line before these goes into the report too.".to_owned(),
        count => format!("{count} lines before these go into the report too."),
    }
}

/// Somebody of whom only the number is known.
pub fn unnamed(number: u32) -> String {
    format!("Somebody (number {number})")
}

/// What a button of a list does, and to whom.
pub fn deed_to(deed: &str, name: &str) -> String {
    format!("{deed} {name}")
}

/// `gardener · 4 m`.
pub fn role_and_place(role: &str, away_m: Option<f32>) -> String {
    let place = away_m.map_or_else(|| NOT_HERE.to_owned(), distance);
    if role.is_empty() {
        place
    } else {
        format!("{role} · {place}")
    }
}

/// In whole metres.
pub fn distance(metres: f32) -> String {
    format!("{:.0} m", metres.clamp(0.0, 99_999.0).max(1.0))
}

pub const SEARCH: &str = "Search";
pub const SEARCH_HINT: &str = "Find in what was said";
pub const OLDER: &str = "Older";
pub const NEWER: &str = "Newer";
pub const VOLUME_KEYS: &str = "Ctrl ↑ ↓";
pub const CHANGE_VOLUME: &str = "while typing: louder, softer";
pub const LAST_LINE: &str = "in an empty line: your last words again";
pub const SEARCH_CHAT: &str = "while typing: find in what was said";

/// `2 of 7`, oldest first.
pub fn hits(at: usize, count: usize) -> String {
    match count {
        0 => "nothing".to_owned(),
        count => format!("{} of {count}", at + 1),
    }
}

pub fn volume(volume: Volume) -> &'static str {
    match volume {
        Volume::Whisper => "Whisper",
        Volume::Say => "Say",
        Volume::Shout => "Shout",
    }
}

/// Who could hear what is about to be said, and how many more.
pub fn in_earshot(names: &[String], more: usize) -> String {
    let more = (more > 0).then(|| format!("{more} more"));
    let all: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .chain(more.as_deref())
        .collect();
    match all.split_last() {
        None => "Nobody can hear you.".to_owned(),
        Some((one, [])) => format!("{one} can hear you."),
        Some((last, first)) => format!("{} and {last} can hear you.", first.join(", ")),
    }
}

pub fn out_of_earshot(name: &str) -> String {
    format!("{name} is too far away to hear it.")
}

pub fn muted_by_you(name: &str) -> String {
    format!("You muted {name}: no answer will be heard.")
}

/// In the empty line: what would be said, and to whom.
pub fn hint(volume: Volume, to: Option<&str>) -> String {
    match (volume, to) {
        (Volume::Whisper, Some(name)) => format!("Whisper to {name}…"),
        (Volume::Whisper, None) => "Whisper…".to_owned(),
        (Volume::Say, Some(name)) => format!("Say something to {name}…"),
        (Volume::Say, None) => "Say something aloud…".to_owned(),
        (Volume::Shout, Some(name)) => format!("Shout to {name}…"),
        (Volume::Shout, None) => "Shout…".to_owned(),
    }
}
