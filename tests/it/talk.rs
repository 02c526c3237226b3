//! A talk from a terminal, through the built-in mind.

use serde_json::Value;

use crate::support::{Profile, Ran, SOON, events, of_kind, run, said_by};

/// Iris: the first of the shipped world's inhabitants.
const IRIS: u64 = 1000;

fn say(profile: &Profile, text: &str, more: &[&str]) -> Ran {
    let mut args = vec!["chat", "--agent", "iris", "--say", text];
    args.extend(more);
    let ran = run(profile.stoa(&args), None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran
}

#[test]
fn somebody_answers_in_character_and_at_once() {
    let ran = say(
        &Profile::new(),
        "Hello! Who are you?",
        &["--fresh", "--json"],
    );
    let log = events(&ran.out);
    let answer = said_by(&log, IRIS);
    assert!(answer.contains("Iris"), "{answer}");
    let request = of_kind(&log, "model_request")[0]["tick"]
        .as_u64()
        .expect("tick");
    let words = log
        .iter()
        .find(|event| event["kind"] == "intent" && event["who"] == IRIS && event["do"] == "say")
        .and_then(|event| event["tick"].as_u64())
        .expect("an answer");
    assert!(words - request <= 1, "asked at {request}, words at {words}");
    let done = of_kind(&log, "model_done")[0];
    assert_eq!(done["server"], "built-in mind");
}

#[test]
fn a_name_told_last_time_is_known_after_a_restart() {
    let profile = Profile::new();
    say(
        &profile,
        "Hi, my name is Quillon and I have a parrot called Zephyr.",
        &[],
    );
    let again = say(&profile, "Do you remember what my name is?", &[]);
    assert!(again.out.contains("Quillon"), "{}", again.out);
    let pet = say(&profile, "And what is my parrot called?", &[]);
    assert!(pet.out.contains("Zephyr"), "{}", pet.out);
}

#[test]
fn lines_of_a_pipe_are_answered_one_by_one() {
    let profile = Profile::new();
    let lines = "Hello\nWhere is the library?\nThank you, goodbye\n";
    let ran = run(
        profile.stoa(&["chat", "--fresh", "--agent", "noor"]),
        Some(lines),
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .lines()
            .filter(|line| line.starts_with("Noor: "))
            .count()
            >= 3,
        "{}",
        ran.out
    );
    assert!(ran.out.to_lowercase().contains("library"), "{}", ran.out);
}

#[test]
fn a_talk_in_another_world_would_be_about_the_first() {
    let lines = "Hello\nWho built the house?\nWhere is the map room?\nTell me about the suitcase\n";
    let ran = run(
        Profile::new().stoa(&["chat", "--fresh", "--world", "atrium", "--agent", "safiya"]),
        Some(lines),
        SOON,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let answers: Vec<&str> = ran
        .out
        .lines()
        .filter(|l| l.starts_with("Safiya: "))
        .collect();
    assert!(answers.len() >= 4, "{}", ran.out);
    let said = answers.join("\n");
    for word in ["map room", "sisters", "suitcase"] {
        assert!(said.to_lowercase().contains(word), "{word}: {}", ran.out);
    }
    for word in ["Kallia", "portico", "Stoa"] {
        assert!(!said.contains(word), "{word}: {}", ran.out);
    }
}

fn did(log: &[Value], deed: &str) -> bool {
    log.iter()
        .any(|event| event["kind"] == "intent" && event["who"] == IRIS && event["do"] == deed)
}

#[test]
fn asked_to_do_something_an_agent_does_it() {
    for (line, deed) in [
        ("Please follow me", "follow"),
        ("Can you take me to the fountain?", "lead"),
        ("Come here please", "go"),
        ("Have a seat", "sit"),
        ("Wave at me!", "gesture"),
        ("Point at the library", "gesture"),
    ] {
        let ran = say(&Profile::new(), line, &["--fresh", "--json"]);
        let log = events(&ran.out);
        assert!(did(&log, deed), "{line}: {}", ran.out);
        assert!(!said_by(&log, IRIS).is_empty(), "{line}: nothing was said");
    }
}

#[test]
fn what_cannot_be_done_is_refused_in_words() {
    let ran = say(
        &Profile::new(),
        "Lead me to the moon",
        &["--fresh", "--json"],
    );
    let log = events(&ran.out);
    assert!(!did(&log, "lead"), "{}", ran.out);
    assert!(
        said_by(&log, IRIS).to_lowercase().contains("moon"),
        "{}",
        ran.out
    );
}
