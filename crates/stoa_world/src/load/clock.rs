//! Times of the day, and the `[clock]` table.

use super::reader::{Fields, wanted};
use crate::{WorldDef, clock::MAX_RATE};

pub(super) fn read_clock(mut clock: Fields, def: &mut WorldDef) {
    if let Some(value) = clock.get("start") {
        let minute = value.as_str().and_then(minute_of_day);
        match minute.filter(|minute| *minute < 1_440) {
            Some(minute) => def.start_minute = minute,
            None => {
                let message = wanted("a time like \"09:30\" for `start`", value);
                clock.report.error(value.span, message);
            }
        }
    }
    def.clock_rate = clock.whole("rate", 1, MAX_RATE, Some(def.clock_rate));
    clock.finish();
}

/// A minute of the day, 1440 being the end of it; `None` (and a problem) for what is no time.
pub(super) fn read_time(fields: &mut Fields, name: &'static str, default: u32) -> Option<u32> {
    let Some(value) = fields.get(name) else {
        return Some(default);
    };
    let minute = value.as_str().and_then(minute_of_day);
    if minute.is_none() {
        let what = format!("a time from \"00:00\" to \"24:00\" for `{name}`");
        fields.report.error(value.span, wanted(&what, value));
    }
    minute
}

fn minute_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= 1_440).then_some(minute)
}
