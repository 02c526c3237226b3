//! A server's own words, fit to be shown.

use serde_json::Value;

/// Longest text of a server that is passed on in an error, in characters.
const MAX_WORDS: usize = 300;

/// `text` on one line, without control characters, at most 300 characters long.
pub(crate) fn tidy(text: &str) -> String {
    cut(&clean(text))
}

/// `text` on one line, without control characters and invisible ones.
pub(super) fn clean(text: &str) -> String {
    let visible = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let visible = visible
        .filter(|letter| !is_steering(*letter))
        .collect::<String>();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first 300 characters of a line.
pub(super) fn cut(line: &str) -> String {
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(MAX_WORDS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// Marks that turn the direction of text around, and invisible ones: they could make an error read as another.
fn is_steering(letter: char) -> bool {
    matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The code and the words of a server's error body, in any of the shapes seen in the wild.
pub(super) fn words(body: &str) -> (String, String) {
    let Ok(value) = serde_json::from_str::<Value>(body) else {
        return (String::new(), body.to_owned());
    };
    let error = match value.get("error") {
        Some(Value::Null) | None => &value,
        Some(error) => error,
    };
    let code = ["code", "type"]
        .iter()
        .filter_map(|field| match error.get(field)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
    let code = code.collect::<Vec<_>>().join(" ");
    let words = match error {
        Value::String(text) => text.clone(),
        _ => {
            let fields = ["message", "msg", "detail", "reason"];
            match fields.iter().find_map(|field| error.get(field)) {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => error.to_string(),
            }
        }
    };
    // A number alone is a status; it is not wanted in front of a type.
    let code = match code.split_once(' ') {
        Some((number, _)) if number.parse::<u16>().is_ok() => number.to_owned(),
        _ => code,
    };
    (code, words)
}
