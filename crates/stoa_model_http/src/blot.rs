//! A server that says its own key aloud: it is blotted out before anybody hears, stores or logs it.

use serde_json::Value;
use stoa_model::{ChatEvent, ModelError};

use crate::ApiKey;

/// A shorter beginning of a key may be an ordinary word's end: text is not held back for it, in bytes.
const HOLD: usize = 4;

/// Blots the key out of one answer, however it is cut into events.
pub(crate) struct Blotter {
    key: Option<ApiKey>,
    text: Tail,
    reasoning: Tail,
}

impl Blotter {
    pub fn new(key: Option<&ApiKey>) -> Self {
        Self {
            key: key.filter(|key| key.is_worth_hiding()).cloned(),
            text: Tail::default(),
            reasoning: Tail::default(),
        }
    }

    /// Passes an event on to `out`, with what was held back before it.
    pub fn take(&mut self, event: ChatEvent, out: &mut impl Extend<ChatEvent>) {
        let Some(key) = &self.key else {
            return out.extend([event]);
        };
        match event {
            ChatEvent::Text(text) => out.extend(self.text.push(key, text).map(ChatEvent::Text)),
            ChatEvent::Reasoning(text) => {
                out.extend(self.reasoning.push(key, text).map(ChatEvent::Reasoning));
            }
            ChatEvent::ToolCall(mut call) => {
                call.name = key.blot(&call.name);
                blot_value(key, &mut call.arguments);
                self.end(out);
                out.extend([ChatEvent::ToolCall(call)]);
            }
            ChatEvent::Done(_) => {
                self.end(out);
                out.extend([event]);
            }
            ChatEvent::Progress(_) | ChatEvent::Usage(_) => out.extend([event]),
        }
    }

    /// Nothing more comes: what was held back is no key.
    pub fn end(&mut self, out: &mut impl Extend<ChatEvent>) {
        out.extend(self.reasoning.end().map(ChatEvent::Reasoning));
        out.extend(self.text.end().map(ChatEvent::Text));
    }

    pub fn error(&self, mut error: ModelError) -> ModelError {
        if let Some(key) = &self.key {
            error.cause = key.blot(&error.cause);
            error.remedy = key.blot(&error.remedy);
        }
        error
    }
}

fn blot_value(key: &ApiKey, value: &mut Value) {
    match value {
        Value::String(text) => *text = key.blot(text),
        Value::Array(values) => values.iter_mut().for_each(|value| blot_value(key, value)),
        Value::Object(fields) => fields.values_mut().for_each(|value| blot_value(key, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The end of the text so far, where that is the beginning of the key.
#[derive(Default)]
struct Tail {
    text: String,
    /// How much of it was passed on already, in bytes.
    given: usize,
}

impl Tail {
    /// What may be passed on after `text` has come.
    fn push(&mut self, key: &ApiKey, text: String) -> Option<String> {
        let key = key.plain();
        if self.text.is_empty() && !text.contains(key) && begun(&text, key) == 0 {
            return Some(text);
        }
        let whole = std::mem::take(&mut self.text) + &text;
        let mut from = self.given;
        let mut rest = 0;
        let mut out = String::new();
        while let Some(at) = whole[rest..].find(key) {
            let at = rest + at;
            out.push_str(whole.get(from..at).unwrap_or_default());
            out.push_str(ApiKey::BLOT);
            rest = at + key.len();
            from = rest;
        }
        let begin = whole.len() - begun(&whole[rest..], key);
        let end = match whole.len() - begin < HOLD {
            true => whole.len(),
            false => begin,
        };
        out.push_str(whole.get(from..end).unwrap_or_default());
        self.given = from.max(end).saturating_sub(begin);
        self.text = whole[begin..].to_owned();
        (!out.is_empty()).then_some(out)
    }

    fn end(&mut self) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        let held = text.get(std::mem::take(&mut self.given)..)?;
        (!held.is_empty()).then(|| held.to_owned())
    }
}

/// Length of the longest end of `text` with which the key begins, but not the whole key.
fn begun(text: &str, key: &str) -> usize {
    let (text, key) = (text.as_bytes(), key.as_bytes());
    let Some(last) = text.last() else { return 0 };
    let most = text.len().min(key.len() - 1);
    (1..=most)
        .rev()
        .find(|&length| key[length - 1] == *last && text.ends_with(&key[..length]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use stoa_model::{Finish, ToolCall};

    use super::*;

    const KEY: &str = "sk-sk-planted";

    fn said(parts: &[&str]) -> (String, Vec<ChatEvent>) {
        let key = ApiKey::new(KEY);
        let mut blotter = Blotter::new(Some(&key));
        let mut out = Vec::new();
        for part in parts {
            blotter.take(ChatEvent::Text((*part).to_owned()), &mut out);
        }
        blotter.take(ChatEvent::Done(Finish::Stop), &mut out);
        let text = out.iter().filter_map(|event| match event {
            ChatEvent::Text(text) => Some(text.as_str()),
            _ => None,
        });
        (text.collect(), out)
    }

    #[test]
    fn a_key_that_a_server_says_aloud_would_be_heard_stored_and_logged() {
        let text = format!("Your key is {KEY}, or sk-{KEY}{KEY}. sk-sk-plan");
        let expected = "Your key is [key], or sk-[key][key]. sk-sk-plan";
        assert_eq!(said(&[&text]).0, expected);
        for at in 0..=text.len() {
            let (parts, _) = said(&[&text[..at], &text[at..]]);
            assert!(!parts.contains("planted"), "{parts}");
            assert!(parts.ends_with("sk-sk-plan"), "{parts}");
        }
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        let (single, events) = said(&letters);
        assert!(!single.contains("planted"), "{single}");
        assert!(matches!(events.last(), Some(ChatEvent::Done(_))));
    }

    #[test]
    fn a_key_in_a_call_or_an_error_would_be_passed_on() {
        let key = ApiKey::new(KEY);
        let mut blotter = Blotter::new(Some(&key));
        let mut out = Vec::new();
        blotter.take(ChatEvent::Text("hm sk-sk".to_owned()), &mut out);
        let call = ToolCall {
            id: "1".to_owned(),
            name: "go".to_owned(),
            arguments: json!({"a": [format!("to {KEY}"), 1]}),
        };
        blotter.take(ChatEvent::ToolCall(call), &mut out);
        let texts = |event: &ChatEvent| matches!(event, ChatEvent::Text(_));
        assert_eq!(out.iter().filter(|event| texts(event)).count(), 2);
        let Some(ChatEvent::ToolCall(call)) = out.last() else {
            panic!("{out:?}");
        };
        assert_eq!(call.arguments, json!({"a": ["to [key]", 1]}));
        let error = ModelError::new(stoa_model::ErrorKind::ServerError, KEY, KEY);
        assert!(!format!("{:?}", blotter.error(error)).contains(KEY));
    }

    proptest! {
        #[test]
        fn words_that_are_no_key_would_be_changed(parts in prop::collection::vec("[sk\\-plaé ]{0,4}", 0..12)) {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let whole = parts.concat();
            let (heard, _) = said(&parts);
            prop_assert_eq!(heard, whole);
        }

        #[test]
        fn a_key_in_pieces_would_be_heard(cuts in prop::collection::vec(0..=30_usize, 0..6), before in "[sk\\- a]{0,6}") {
            let text = format!("{before}{KEY} after");
            let mut cuts: Vec<usize> = cuts.iter().map(|at| (*at).min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let parts: Vec<&str> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            let (heard, _) = said(&parts);
            prop_assert!(!heard.contains("planted"), "{}", heard);
            prop_assert!(heard.ends_with("[key] after"), "{}", heard);
        }
    }
}
