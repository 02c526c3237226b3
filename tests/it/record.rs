//! A script or a record gives the same event log again, byte for byte.

use std::{path::Path, time::Duration};

use stoa_model_http::fake_server::{FakeServer, Script};

use crate::support::{
    Guard, Profile, SOON, assets, events, of_kind, read, run, runtime, said_by, signal, until,
};

const SCRIPT: &str = r#"
{"tick": 0, "person": "Ada", "who": 1, "spawn": "gate"}
{"tick": 5, "person": "Ben", "who": 2}
{"tick": 20, "who": 1, "do": "go", "to": {"body": 1000}}
{"tick": 30, "who": 2, "do": "move", "ahead": 100, "ticks": 60}
{"tick": 35, "who": 1001, "do": "go", "to": {"place": "fountain"}}
{"tick": 36, "who": 1003, "do": "turn", "yaw": 20000}
{"tick": 40, "who": 2, "do": "move", "right": -60, "run": true, "ticks": 20}
{"tick": 100, "who": 2, "do": "gesture", "gesture": "wave"}
{"tick": 120, "who": 2, "do": "say", "text": "Is anybody here?", "volume": "shout"}
{"tick": 200, "who": 1002, "do": "say", "text": "These words were put into my mouth."}
{"tick": 600, "who": 1, "do": "hail", "whom": 1000}
{"tick": 700, "who": 1, "do": "say", "text": "Hello, I am Ada. Please follow me.", "to": {"body": 1000}}
{"tick": 900, "who": 1, "do": "go", "to": {"place": "fountain"}}
{"tick": 910, "who": 2, "do": "sit"}
{"tick": 1300, "who": 1, "do": "say", "text": "Where is the library?", "to": {"body": 1000}}
"#;

fn play(profile: &Profile, args: &[&str], files: &[(&str, &Path)]) {
    let mut command = profile.stoa(&["play", "--headless"]);
    command.args(args);
    for (flag, file) in files {
        command.arg(flag).arg(file);
    }
    let ran = run(command, None, Duration::from_secs(120));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn a_replayed_record_gives_the_same_log_byte_for_byte() {
    let profile = Profile::new();
    let script = profile.write("script.jsonl", SCRIPT);
    let [record, first, second, third] = ["record", "a", "b", "c"].map(|name| profile.file(name));
    let ticks = ["--ticks", "1800", "--seed", "7"];
    play(
        &profile,
        &ticks,
        &[
            ("--script", &script),
            ("--record", &record),
            ("--events", &first),
        ],
    );
    play(
        &profile,
        &[],
        &[("--replay", &record), ("--events", &second)],
    );
    play(
        &profile,
        &ticks,
        &[("--script", &script), ("--events", &third)],
    );
    let log = read(&first);
    assert!(log == read(&second), "the replay differs");
    assert!(log == read(&third), "the script's second run differs");
    let log = events(&log);
    assert!(!said_by(&log, 1000).is_empty(), "Iris said nothing");
    assert!(said_by(&log, 1).contains("I am Ada"), "Ada said nothing");
    let put = said_by(&log, 1002)
        .matches("These words were put into my mouth.")
        .count();
    assert_eq!(put, 1, "what the script made Mara say");
    let sent = |event: &&serde_json::Value| event["who"] == 1001 && event["tick"] == 35;
    assert!(
        of_kind(&log, "intent").iter().any(sent),
        "the script moved nobody"
    );
    assert!(of_kind(&log, "joined").len() >= 2);
    assert!(
        of_kind(&log, "model_done")
            .iter()
            .any(|done| done["who"] == 1000)
    );
}

#[test]
fn the_answers_of_a_live_server_are_replayed_without_it() {
    let runtime = runtime();
    let answer = Script::say("The sea is calm today. Come and see it.")
        .call("wave", serde_json::json!({}))
        .paced(Duration::from_millis(40));
    let server = runtime
        .block_on(FakeServer::openai(answer))
        .expect("a server");
    let profile = Profile::new();
    let script = [
        r#"{"tick": 0, "person": "Ada", "who": 1, "spawn": "gate"}"#,
        r#"{"tick": 2, "who": 1, "do": "go", "to": {"body": 1000}}"#,
        r#"{"tick": 300, "who": 1, "do": "say", "text": "How is the sea?", "to": {"body": 1000}}"#,
        r#"{"tick": 420, "who": 1, "do": "say", "text": "And the sky?", "to": {"body": 1000}}"#,
    ]
    .join("\n");
    let script = profile.write("script.jsonl", script);
    let [record, first, second] = ["record", "a", "b"].map(|name| profile.file(name));
    let url = server.url();
    play(
        &profile,
        &[
            "--ticks",
            "540",
            "--seed",
            "7",
            "--backend",
            "openai",
            "--url",
            &url,
        ],
        &[
            ("--script", &script),
            ("--record", &record),
            ("--events", &first),
        ],
    );
    assert!(
        !server.chats().is_empty(),
        "nobody asked the server: {}",
        read(&first)
    );
    drop(server);
    play(
        &profile,
        &[],
        &[("--replay", &record), ("--events", &second)],
    );
    let log = read(&first);
    assert!(
        log.contains("The sea is calm today."),
        "the server was not heard: {log}"
    );
    assert!(log == read(&second), "the replay differs");
}

#[test]
fn a_record_of_a_killed_session_replays_as_far_as_it_goes() {
    let profile = Profile::new();
    let script = profile.write("script.jsonl", SCRIPT);
    let [record, first, second] = ["record", "a", "b"].map(|name| profile.file(name));
    let ticks = ["--ticks", "300", "--seed", "7"];
    play(
        &profile,
        &ticks,
        &[
            ("--script", &script),
            ("--record", &record),
            ("--events", &first),
        ],
    );
    let text = read(&record);
    let cut = profile.write("cut", &text.as_bytes()[..text.len() - 9]);
    play(
        &profile,
        &["--ticks", "300"],
        &[("--replay", &cut), ("--events", &second)],
    );
    assert!(read(&first) == read(&second), "the replay differs");
}

#[test]
fn a_record_of_another_world_or_a_damaged_one_is_refused_in_words() {
    let profile = Profile::new();
    let record = profile.file("record");
    play(
        &profile,
        &["--ticks", "60", "--seed", "7"],
        &[("--record", &record)],
    );
    profile.write(
        "worlds/other.toml",
        read(&assets().join("worlds/stoa.toml")),
    );
    let text = read(&record);
    let damaged = profile.write("damaged", text.replacen('\n', "\n{\"tick\":1}\n", 1));
    let future = profile.write("future", text.replacen("\"format\":1", "\"format\":99", 1));
    let empty = profile.write("empty", "");
    let record = record.as_path();
    for (file, more, word) in [
        (
            record,
            &["--world", "other"][..],
            "recorded in the world `stoa`",
        ),
        (record, &["--seed", "8"], "--seed"),
        (&damaged, &[], "damaged:"),
        (&future, &[], "format 99"),
        (&empty, &[], "empty"),
    ] {
        let mut command = profile.stoa(&["play", "--headless", "--replay"]);
        command.arg(file).args(more);
        let ran = run(command, None, SOON);
        assert_eq!(ran.code, Some(2), "{file:?} {more:?}: {}", ran.err);
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn every_mistake_of_a_script_is_named_with_its_line() {
    let profile = Profile::new();
    let script = profile.write(
        "script",
        "{\"tick\": 1}\n\n{\"tick\": 2, \"who\": 1, \"do\": \"fly\"}\nnonsense\n",
    );
    let mut command = profile.stoa(&["play", "--headless", "--ticks", "1", "--script"]);
    command.arg(&script);
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    for line in ["script:1:", "script:3:", "script:4:"] {
        assert!(ran.err.contains(line), "{line} {}", ran.err);
    }
}

#[test]
fn a_shutdown_would_leave_a_record_that_breaks_off() {
    let profile = Profile::new();
    let record = profile.file("record.jsonl");
    let mut command = profile.stoa(&["play", "--headless", "--record"]);
    let mut child = Guard(command.arg(&record).spawn().expect("the program starts"));
    until(SOON, "record", || {
        (record.exists() && read(&record).contains('\n')).then_some(())
    });
    signal(child.0.id(), nix::sys::signal::Signal::SIGTERM);
    let ended = until(SOON, "end", || child.0.try_wait().expect("its state"));
    assert_eq!(ended.code(), Some(0));
    let last = events(&read(&record)).pop().expect("a record");
    assert_eq!(last["end"], true, "{last}");
}
