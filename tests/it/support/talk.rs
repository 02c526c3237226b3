//! A talk as the event log tells it: one turn for each line that the person said.

use serde_json::Value;

use super::{Ran, events, of_kind};

/// The person of `stoa chat`.
pub const ME: u64 = 1;
pub const IRIS: u64 = 1000;
const BUILT_IN: &str = "built-in mind";

/// Words that belong on the screen and never into anybody's mouth.
const MACHINERY: [&str; 20] = [
    "http",
    "https",
    "error",
    "errors",
    "server",
    "timeout",
    "protocol",
    "connection",
    "socket",
    "json",
    "api",
    "token",
    "tokens",
    "url",
    "401",
    "404",
    "429",
    "500",
    "502",
    "503",
];

/// The events from one line of the person to the next.
pub fn turns(log: &[Value]) -> Vec<&[Value]> {
    let begins = |event: &Value| event["who"] == ME && event["kind"] == "said";
    let starts: Vec<usize> = (0..log.len()).filter(|at| begins(&log[*at])).collect();
    let ends = starts.iter().skip(1).copied().chain([log.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &log[*start..end])
        .collect()
}

/// What Iris said in a turn, each with who thought of it. She stays in character.
pub fn said(turn: &[Value]) -> Vec<(&str, &str)> {
    let lines = of_kind(turn, "said").into_iter();
    let lines = lines.filter(|said| said["who"] == IRIS).map(|said| {
        let text = said["text"].as_str().unwrap_or_default();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let word = word.to_lowercase();
            assert!(
                !MACHINERY.contains(&word.as_str()),
                "out of character: {text}"
            );
        }
        (text, said["source"].as_str().unwrap_or_default())
    });
    lines.collect()
}

/// The server failed once, which is told with these words, and the built-in mind answered.
pub fn check_fault(turn: &[Value], cause: &str, remedy: &str) {
    let shown = format!("expected “{cause}” and “{remedy}”: {turn:#?}");
    let failed = of_kind(turn, "model_failed");
    assert_eq!(failed.len(), 1, "{shown}");
    for (field, words) in [("cause", cause), ("remedy", remedy)] {
        let told = failed[0][field].as_str().unwrap_or_default();
        assert!(told.contains(words), "{field}: {shown}");
        assert!(
            !told.ends_with('.') && !told.contains('\n'),
            "not one sentence: {told}"
        );
    }
    let said = said(turn);
    assert!(!said.is_empty(), "nobody answered: {shown}");
    assert!(said.iter().all(|(_, by)| *by == BUILT_IN), "{shown}");
}

/// Nothing failed, and this was said by whoever `by` names.
pub fn check_answer(turn: &[Value], text: &str, by: &str) {
    assert!(of_kind(turn, "model_failed").is_empty(), "{turn:#?}");
    let said = said(turn);
    let whole: Vec<&str> = said.iter().map(|(text, _)| *text).collect();
    assert_eq!(whole.join(" "), text, "{turn:#?}");
    assert!(
        said.iter().all(|(_, source)| source.contains(by)),
        "{turn:#?}"
    );
}

/// The server is left alone, and the built-in mind answers without a word about it.
pub fn check_rest(turn: &[Value]) {
    assert!(of_kind(turn, "model_failed").is_empty(), "{turn:#?}");
    let said = said(turn);
    assert!(!said.is_empty(), "nobody answered: {turn:#?}");
    assert!(said.iter().all(|(_, by)| *by == BUILT_IN), "{turn:#?}");
}

/// The log of a run that ended well; nothing of `secret` was logged or printed.
pub fn log_without(ran: &Ran, secret: &str) -> Vec<Value> {
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for printed in [&ran.out, &ran.err] {
        assert!(
            !printed.contains(secret),
            "“{secret}” was printed: {printed}"
        );
    }
    events(&ran.out)
}
