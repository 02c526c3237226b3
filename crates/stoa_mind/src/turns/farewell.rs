//! Taking leave in words.

use crate::words::words;

/// True for a line that takes leave.
pub fn is_farewell(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "goodbye",
        "good bye",
        "bye",
        "byebye",
        "farewell",
        "see you",
        "see ya",
        "cya",
        "so long",
        "until next time",
        "take care",
        "have a good day",
        "have a nice day",
        "good night",
        "goodnight",
        "i must go",
        "i have to go",
        "i must be going",
        "i should go",
        "gotta go",
        "i'll be off",
        "i'm off",
        "till tomorrow",
        "until tomorrow",
        "talk to you later",
        "talk later",
        "safe travels",
        "ciao",
        "adieu",
        "cheerio",
        "catch you later",
        "i'll leave you to it",
        "must get back",
        "go well",
    ];
    let line = format!(" {} ", words(text).join(" "));
    let asks = text.trim_end().ends_with('?');
    !asks
        && PARTS.iter().any(|p| line.contains(&format!(" {p} ")))
        && ![
            "did you say",
            "how do you say",
            "the word",
            "don't say",
            "never say",
            "before i",
            "not yet",
        ]
        .iter()
        .any(|n| line.contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn farewells_are_missed_or_seen_everywhere() {
        for yes in [
            "bye",
            "Goodbye, Iris!",
            "see you tomorrow",
            "I have to go now",
            "ok good night",
            "Take care.",
        ] {
            assert!(is_farewell(yes), "{yes}");
        }
        for no in [
            "hello",
            "how do you say goodbye in Greek",
            "bye?",
            "I see you have roses?",
            "good morning",
            "",
        ] {
            assert!(!is_farewell(no), "{no}");
        }
    }
}
