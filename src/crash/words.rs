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
}
