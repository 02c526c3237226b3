//! Words of the list of people, of reports, and of how loud one speaks.

use stoa_world::Volume;

use super::distance;
use crate::{
    ReportReason,
    language::{say, word, words},
};

words! {
    people,
    people_note,
    people_key,
    nobody_near,
    person_mark,
    talk_to_them,
    mute,
    unmute,
    block,
    unblock,
    is_muted,
    is_blocked,
    not_here,
    too_far,
    not_met,
    report,
    report_note,
    report_why,
    report_words,
    report_words_hint,
    report_heard,
    report_nothing_heard,
    report_write,
    report_written,
    report_hand_on,
    copy_path,
    done,
}

pub fn report_on(name: &str) -> String {
    say!(report_on, name = name)
}

pub fn reason(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::Harassment => word!(reason_harassment),
        ReportReason::Hate => word!(reason_hate),
        ReportReason::Sexual => word!(reason_sexual),
        ReportReason::Danger => word!(reason_danger),
        ReportReason::Fraud => word!(reason_fraud),
        ReportReason::Other => word!(reason_other),
    }
}

pub fn earlier_lines(count: usize) -> String {
    say!(earlier_lines, count = count)
}

/// Somebody of whom only the number is known.
pub fn unnamed(number: u32) -> String {
    say!(unnamed, number = number)
}

/// What a button of a list does, and to whom.
pub fn deed_to(deed: &str, name: &str) -> String {
    say!(deed_to, deed = deed, name = name)
}

/// `gardener · 4 m`.
pub fn role_and_place(role: &str, away_m: Option<f32>) -> String {
    let place = away_m.map_or_else(|| not_here().to_owned(), distance);
    if role.is_empty() {
        place
    } else {
        format!("{role} · {place}")
    }
}

words! {
    search,
    search_hint,
    older,
    newer,
    volume_keys,
    change_volume,
    last_line,
    search_chat,
}

/// `2 of 7`, oldest first.
pub fn hits(at: usize, count: usize) -> String {
    match count {
        0 => word!(hits_none).to_owned(),
        count => say!(hits, at = at + 1, count = count),
    }
}

pub fn volume(volume: Volume) -> &'static str {
    match volume {
        Volume::Whisper => word!(volume_whisper),
        Volume::Say => word!(volume_say),
        Volume::Shout => word!(volume_shout),
    }
}

/// Who could hear what is about to be said, and how many more.
pub fn in_earshot(names: &[String], more: usize) -> String {
    let more = (more > 0).then(|| say!(more_people, count = more));
    let all: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .chain(more.as_deref())
        .collect();
    match all.split_last() {
        None => word!(earshot_nobody).to_owned(),
        Some((one, [])) => say!(earshot_one, name = *one),
        Some((last, first)) => say!(earshot_several, first = first.join(", "), last = *last),
    }
}

pub fn out_of_earshot(name: &str) -> String {
    say!(out_of_earshot, name = name)
}

pub fn muted_by_you(name: &str) -> String {
    say!(muted_by_you, name = name)
}

/// In the empty line: what would be said, and to whom.
pub fn hint(volume: Volume, to: Option<&str>) -> String {
    match (volume, to) {
        (Volume::Whisper, Some(name)) => say!(hint_whisper_to, name = name),
        (Volume::Whisper, None) => word!(hint_whisper).to_owned(),
        (Volume::Say, Some(name)) => say!(hint_say_to, name = name),
        (Volume::Say, None) => word!(hint_say).to_owned(),
        (Volume::Shout, Some(name)) => say!(hint_shout_to, name = name),
        (Volume::Shout, None) => word!(hint_shout).to_owned(),
    }
}
