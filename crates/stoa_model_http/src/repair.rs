//! Mends JSON that small models break.

use serde_json::{Map, Value};

/// Reads the arguments of a tool call: an object, or text that is meant as one. `None` when it cannot be understood.
///
/// Small models break JSON in few ways: code fences around it, single quotes or none, a comma too many, brackets left
/// open, an object written as a string. One repair is tried; what it yields must be an object.
pub(crate) fn arguments(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() || text == "null" {
        return Some(Value::Object(Map::new()));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Some(Value::Object(object)),
        Ok(Value::String(inner)) => object(&inner).or_else(|| object(&repair(&inner))),
        Ok(_) => None,
        Err(_) => object(&repair(text)),
    }
}

fn object(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(Value::is_object)
}

/// `text` from its first brace, with quotes, commas and brackets mended.
fn repair(text: &str) -> String {
    let start = text.find('{').unwrap_or(0);
    let mut mended = String::with_capacity(text.len() + 8);
    let mut open = Vec::new();
    let mut quote = None;
    let mut escaped = false;
    for letter in text[start..].chars() {
        if let Some(mark) = quote {
            match letter {
                _ if escaped => {
                    escaped = false;
                    if letter == '\'' {
                        mended.pop();
                    }
                    mended.push(letter);
                }
                '\\' => {
                    escaped = true;
                    mended.push(letter);
                }
                _ if letter == mark => {
                    quote = None;
                    mended.push('"');
                }
                '"' => mended.push_str("\\\""),
                '\n' => mended.push_str("\\n"),
                _ => mended.push(letter),
            }
            continue;
        }
        match letter {
            '"' | '\'' => {
                quote = Some(letter);
                mended.push('"');
            }
            '{' | '[' => {
                open.push(if letter == '{' { '}' } else { ']' });
                mended.push(letter);
            }
            '}' | ']' => {
                drop_comma(&mut mended);
                if open.pop().is_some_and(|expected| expected == letter) {
                    mended.push(letter);
                }
                if open.is_empty() {
                    return mended;
                }
            }
            _ => mended.push(letter),
        }
    }
    if quote.is_some() {
        if escaped {
            mended.pop();
        }
        mended.push('"');
    }
    drop_comma(&mut mended);
    mended.extend(open.iter().rev());
    mended
}

fn drop_comma(text: &mut String) {
    let kept = text.trim_end();
    let kept = kept.strip_suffix(',').unwrap_or(kept).len();
    text.truncate(kept);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn broken_arguments_are_mended_where_their_meaning_is_clear() {
        for (text, expected) in [
            ("", Some(json!({}))),
            ("null", Some(json!({}))),
            ("{\"to\":\"well\"}", Some(json!({"to": "well"}))),
            ("\"{\\\"to\\\":\\\"well\\\"}\"", Some(json!({"to": "well"}))),
            (
                "```json\n{\"to\":\"well\"}\n```",
                Some(json!({"to": "well"})),
            ),
            (
                "{'to': 'the \"old\" well',}",
                Some(json!({"to": "the \"old\" well"})),
            ),
            ("{'to': 'Ada\\'s'}", Some(json!({"to": "Ada's"}))),
            ("{\"to\": \"well", Some(json!({"to": "well"}))),
            (
                "{\"a\": [1, 2, {\"b\": 3",
                Some(json!({"a": [1, 2, {"b": 3}]})),
            ),
            ("{\"to\": \"a\nb\"}", Some(json!({"to": "a\nb"}))),
            ("{\"to\": 1}{\"to\": 1}", Some(json!({"to": 1}))),
            ("the well", None),
            ("[1]", None),
            ("7", None),
        ] {
            assert_eq!(arguments(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_repair(text in "[{}\\[\\]\"',:a\\\\\n é]{0,24}") {
            let _ = arguments(&text);
        }
    }
}
