//! Dates and times for people and file names, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utc {
    /// `2026-11-26`.
    pub date: String,
    /// `17:40:05`.
    pub time: String,
}

/// Seconds since 1 January 1970. A clock that stands before it is as good as one that stands at it.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

impl Utc {
    /// Of seconds since 1 January 1970: days by the era arithmetic of the proleptic Gregorian calendar.
    pub fn of(seconds: u64) -> Self {
        let (days, of_day) = (seconds / 86_400, seconds % 86_400);
        // Counted from 1 March of the year 0, so that a leap day is the last of its year.
        let days = days + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        Self {
            date: format!("{:04}-{month:02}-{day:02}", era * 400 + year + next),
            time: format!("{hour:02}:{minute:02}:{second:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_or_the_end_of_a_year_would_be_another_day() {
        for (seconds, date, time) in [
            (0, "1970-01-01", "00:00:00"),
            (951_782_400, "2000-02-29", "00:00:00"),
            (1_709_251_199, "2024-02-29", "23:59:59"),
            (1_767_225_599, "2025-12-31", "23:59:59"),
            (4_107_542_400, "2100-03-01", "00:00:00"),
        ] {
            let utc = Utc::of(seconds);
            assert_eq!((utc.date.as_str(), utc.time.as_str()), (date, time));
        }
    }
}
