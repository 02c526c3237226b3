//! A planted key is looked for wherever a run leaves something: only its own server may ever see it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use stoa_model_http::fake_server::{FakeRequest, FakeServer, Script};

use crate::support::{Profile, Ran, SOON, events, of_kind, read, run, runtime, said_by};

const IRIS: u64 = 1000;
/// With letters that addresses and base64 write in their own way.
const KEY: &str = "sk-planted+leak/1234567890==";

/// The ways in which a key is given.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Environment,
    Flag,
    KeysFile,
    SettingsFile,
}

/// Where the key was put by hand; everywhere else it is a leak.
const PLANTED_IN: [&str; 3] = ["keys.toml", "settings.toml", "the-key"];

impl Way {
    /// `stoa SUBCOMMAND`, whose key for the server at `url` comes this way, and which logs all it can.
    fn stoa(self, profile: &Profile, subcommand: &[&str], url: &str) -> Command {
        let mut command = profile.stoa(subcommand);
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
        let mut settings = format!("[mind]\nbackend = \"openai\"\nurl = \"{url}\"\n");
        match self {
            Self::Environment => {
                command.env("STOA_KEY", KEY);
            }
            Self::Flag => {
                let file = profile.write("the-key", KEY);
                command.arg("--key-file").arg(file);
            }
            Self::KeysFile => {
                let text = format!("format = 1\n[[key]]\norigin = \"{url}\"\nkey = \"{KEY}\"\n");
                profile.write("keys.toml", text);
            }
            Self::SettingsFile => settings += &format!("key = \"{KEY}\"\n"),
        }
        profile.write("settings.toml", settings);
        command
    }
}

/// The key as it may be written.
fn forms() -> Vec<String> {
    let percent = KEY
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let bearer = format!("Bearer {KEY}");
    vec![
        KEY.to_owned(),
        percent,
        base64(KEY.as_bytes()),
        base64(bearer.as_bytes()),
        // Without its beginning.
        KEY["sk-".len()..].to_owned(),
    ]
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let bits = group
            .iter()
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        let letters = (0..=group.len()).map(|at| LETTERS[bits >> (18 - 6 * at) & 63]);
        letters.map(char::from).collect::<String>()
    });
    groups.collect()
}

fn shows_key(bytes: &[u8]) -> bool {
    let has = |form: &String| {
        bytes
            .windows(form.len())
            .any(|part| part == form.as_bytes())
    };
    forms().iter().any(has)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// Looks through all that a run left behind. `expected` are files that it must have written.
fn check_traces(what: &str, profile: &Profile, ran: &Ran, expected: &[&str]) {
    assert!(!shows_key(ran.out.as_bytes()), "{what}: on standard output");
    if shows_key(ran.err.as_bytes()) {
        let line = ran.err.lines().find(|line| shows_key(line.as_bytes()));
        panic!("{what}: on standard error: {line:?}");
    }
    let files = files(profile.path());
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let planted = PLANTED_IN.contains(&&*name);
        let bytes = std::fs::read(file).expect("a file");
        assert!(
            planted || !shows_key(&bytes),
            "{what}: in {}",
            file.display()
        );
    }
    for name in expected {
        let written = files.iter().find(|file| file.ends_with(name));
        let length = written.map_or(0, |file| file.metadata().expect("its length").len());
        assert!(length > 0, "{what}: {name} was not written");
    }
}

/// The key is in one header of each request that needs it, and nowhere else.
fn check_requests(what: &str, requests: &[FakeRequest]) {
    let bearer = format!("Bearer {KEY}");
    assert!(!requests.is_empty(), "{what}: the server was not asked");
    for request in requests {
        assert_eq!(
            request.header("authorization"),
            Some(bearer.as_str()),
            "{what}"
        );
        assert!(!shows_key(request.path.as_bytes()), "{what}: in an address");
        assert!(!shows_key(request.body.as_bytes()), "{what}: in a prompt");
        for (name, value) in &request.headers {
            let allowed = name == "authorization" || !shows_key(value.as_bytes());
            assert!(allowed, "{what}: in {name}");
        }
    }
}

fn serve(runtime: &tokio::runtime::Runtime, script: Script) -> FakeServer {
    let server = runtime.block_on(FakeServer::openai(script));
    server.expect("a server")
}

fn refusal(status: u16) -> Script {
    let body = json!({"error": {"message": format!("wrong key {KEY} (Bearer {KEY})")}});
    Script::status(status, "application/json", body.to_string())
}

/// Says the key in pieces, and in a call.
fn chatterbox() -> Script {
    let (first, last) = KEY.split_at(9);
    let words = [
        "Your ", "key ", "is ", first, last, ", ", "friend. ", KEY, "!",
    ];
    Script::tokens(words).call("whisper", json!({"text": KEY}))
}

#[test]
fn a_key_that_its_server_repeats_would_be_logged_saved_or_told() {
    let runtime = runtime();
    let in_stream = format!("data: {{\"error\":{{\"message\":\"bad {KEY}\"}}}}\n\n");
    for (name, way, script, heard) in [
        ("said aloud", Way::Environment, chatterbox(), true),
        ("in a refusal", Way::Flag, refusal(401), false),
        ("in a failure", Way::SettingsFile, refusal(500), false),
        (
            "in a stream",
            Way::KeysFile,
            Script::raw([in_stream.into_bytes()]),
            false,
        ),
    ] {
        let server = serve(&runtime, script);
        let profile = Profile::new();
        let args = ["chat", "--agent", "iris", "--json", "--say", "Hello"];
        let mut command = way.stoa(&profile, &args, &server.url());
        command.arg("--events").arg(profile.file("events.jsonl"));
        let ran = run(command, None, SOON);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        check_requests(name, &server.requests());
        check_traces(name, &profile, &ran, &["events.jsonl", "saves/stoa.json"]);
        // The server's words came through, or nothing would have been looked for.
        let log = events(&ran.out);
        let told = match heard {
            true => {
                assert!(said_by(&log, IRIS).contains("Your key is"), "{name}");
                read(&profile.file("exchanges.json"))
            }
            false => of_kind(&log, "model_failed")[0]["cause"].to_string(),
        };
        assert!(told.contains("[key]"), "{name}: {told}");
    }
}

#[test]
fn a_key_would_lie_in_a_record() {
    let runtime = runtime();
    let server = serve(&runtime, chatterbox());
    let profile = Profile::new();
    let script = [
        r#"{"tick": 0, "person": "Ada", "who": 1, "spawn": "gate"}"#,
        r#"{"tick": 2, "who": 1, "do": "go", "to": {"body": 1000}}"#,
        r#"{"tick": 300, "who": 1, "do": "say", "text": "How is the sea?", "to": {"body": 1000}}"#,
    ];
    let script = profile.write("script.jsonl", script.join("\n"));
    let args = ["play", "--headless", "--ticks", "480", "--seed", "7"];
    let mut command = Way::KeysFile.stoa(&profile, &args, &server.url());
    let files = [("--record", "record"), ("--events", "events.jsonl")];
    command.arg("--script").arg(script);
    for (flag, name) in files {
        command.arg(flag).arg(profile.file(name));
    }
    let ran = run(command, None, 2 * SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    check_requests("record", &server.requests());
    check_traces("record", &profile, &ran, &["record", "events.jsonl"]);
    let record = read(&profile.file("record"));
    assert!(record.contains("[key]"), "the answer is not in the record");
}

#[test]
fn a_key_would_follow_a_redirect_to_another_server() {
    let runtime = runtime();
    let thief = serve(&runtime, Script::say("Give me your key"));
    let to = format!("{}/v1/chat/completions?key={KEY}", thief.url());
    let script = Script::status(307, "text/plain", "").header("location", &to);
    let server = serve(&runtime, script);
    for way in [Way::Environment, Way::KeysFile] {
        let profile = Profile::new();
        let args = ["chat", "--agent", "iris", "--json", "--say", "Hello"];
        let ran = run(way.stoa(&profile, &args, &server.url()), None, SOON);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        check_requests("redirect", &server.requests());
        check_traces("redirect", &profile, &ran, &["saves/stoa.json"]);
        assert_eq!(thief.requests(), [], "{way:?}");
        let log = events(&ran.out);
        let cause = of_kind(&log, "model_failed")[0]["cause"].to_string();
        assert!(cause.contains(&thief.url()), "{cause}");
    }
}

#[test]
fn a_key_would_be_printed_by_what_looks_at_servers() {
    let runtime = runtime();
    let body = json!({"error": {"message": format!("wrong key {KEY}")}}).to_string();
    let script = refusal(401).page_at("/v1/models", 401, body);
    let server = serve(&runtime, script);
    for (way, args) in [
        (Way::Environment, &["models"][..]),
        (Way::KeysFile, &["models", "--json"]),
        (Way::SettingsFile, &["doctor"]),
        (Way::KeysFile, &["doctor", "--json"]),
    ] {
        let profile = Profile::new();
        let ran = run(way.stoa(&profile, args, &server.url()), None, SOON);
        assert_eq!(ran.code, Some(3), "{args:?}: {}", ran.err);
        check_traces(args[0], &profile, &ran, &[]);
        let told = ran.out + &ran.err;
        assert!(told.contains("[key]"), "{args:?}: {told}");
    }
    check_requests("models and doctor", &server.requests());
}

#[test]
fn a_key_would_cross_a_network_unencrypted_without_a_word() {
    // An address that leads nowhere: what matters is said before it is tried.
    let url = "http://192.0.2.1:9/v1";
    let profile = Profile::new();
    let mut command = Way::KeysFile.stoa(&profile, &["models"], url);
    command
        .env("HTTP_PROXY", "http://127.0.0.1:1")
        .env_remove("NO_PROXY");
    let ran = run(command, None, SOON);
    let warned = ran.err.find("unencrypted");
    assert!(warned.is_some(), "{}", ran.err);
    assert!(ran.err.contains("http://192.0.2.1:9"), "{}", ran.err);
    check_traces("clear text", &profile, &ran, &[]);
    let failed = ran.err.rfind("stoa: ");
    assert!(failed.is_some() && warned < failed, "{}", ran.err);
}
