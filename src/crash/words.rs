//! What a report may say.

/// What the standard library quotes of its own.
const OWN: [&str; 8] = [
    "Option::unwrap()",
    "Option::expect()",
    "Result::unwrap()",
    "Result::unwrap_err()",
    "None",
    "Ok",
    "Err",
    "left == right",
];

const KEY: &str = "[key]";
const LEFT_OUT: &str = "… (what follows quotes a text, and is left out)";

/// A message without `secrets`, and without what it quotes: that may be somebody's words. It ends where a quotation
/// begins, since nobody knows where a text ends that may have quotation marks itself.
pub fn for_report(message: &str, secrets: &[String]) -> String {
    let mut text = message.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.as_str(), KEY);
    }
    match quotation(&text) {
        Some(at) => text[..at].to_owned() + LEFT_OUT,
        None => text,
    }
}

/// Where the first quotation begins that is not our libraries' own.
fn quotation(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find(['`', '"', '“', '«', '„']) {
        let at = from + found;
        let own = text[at..].strip_prefix('`').and_then(|rest| {
            let end = rest.find('`')?;
            OWN.contains(&&rest[..end]).then_some(end + 2)
        });
        match own {
            Some(length) => from = at + length,
            None => return Some(at),
        }
    }
    None
}

/// `2026-11-26 17:40:05 UTC`. Days by the era arithmetic of the proleptic Gregorian calendar.
pub fn utc(seconds: u64) -> String {
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
    format!(
        "{:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC",
        era * 400 + year + next,
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebodys_words_or_a_key_would_stand_in_a_report() {
        let secrets = ["sk-1234".to_owned(), String::new()];
        for (message, expected) in [
            ("index 7, length 3", "index 7, length 3"),
            ("the server got sk-1234?", "the server got [key]?"),
            (
                "called `Option::unwrap()` on a `None` value",
                "called `Option::unwrap()` on a `None` value",
            ),
        ] {
            assert_eq!(for_report(message, &secrets), expected);
        }
        for message in [
            "byte index 1 is not a char boundary; inside 'é' of `my `dog` Rex`",
            "called `Result::unwrap()` on an `Err` value: Odd(\"my \\\"dog\\\" Rex\")",
            "`None` of `my dog Rex`",
            "an end without a beginning: `my dog Rex",
            "Iris said “my dog Rex”",
        ] {
            let told = for_report(message, &secrets);
            assert!(!told.contains("Rex"), "{told}");
            assert!(told.contains("left out"), "{told}");
        }
    }

    #[test]
    fn a_leap_day_or_the_end_of_a_year_would_be_another_day() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_709_251_199, "2024-02-29 23:59:59 UTC"),
            (1_767_225_599, "2025-12-31 23:59:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
        ] {
            assert_eq!(utc(seconds), expected);
        }
    }
}
