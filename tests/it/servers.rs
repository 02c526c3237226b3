//! Model servers, good and bad, through real sockets.

use std::time::Duration;

use stoa_model_http::fake_server::{FakeServer, Script};

use crate::support::{
    Guard, Profile, Ran, SOON, events, of_kind, read, run, runtime, said_by, signal, until,
};

const IRIS: u64 = 1000;
const KEY: &str = "sk-planted-1234567890";

fn chat(profile: &Profile, backend: &str, url: &str, say: &str) -> Ran {
    let args = [
        "chat",
        "--fresh",
        "--json",
        "--agent",
        "iris",
        "--backend",
        backend,
        "--url",
        url,
        "--say",
        say,
    ];
    let mut command = profile.stoa(&args);
    command.env("STOA_KEY", KEY);
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        !ran.out.contains(KEY) && !ran.err.contains(KEY),
        "the key was printed"
    );
    ran
}

#[test]
fn words_of_an_openai_server_become_speech_and_its_calls_deeds() {
    let runtime = runtime();
    let script =
        Script::say("Welcome, traveller. I will wave at you.").call("wave", serde_json::json!({}));
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let ran = chat(&Profile::new(), "openai", &server.url(), "Hello");
    let log = events(&ran.out);
    assert!(
        said_by(&log, IRIS).contains("Welcome, traveller."),
        "{}",
        ran.out
    );
    let waved = log
        .iter()
        .any(|event| event["who"] == IRIS && event["gesture"] == "wave");
    assert!(waved, "{}", ran.out);
    assert_ne!(of_kind(&log, "model_done")[0]["server"], "built-in mind");
}

#[test]
fn words_of_ollama_become_speech_and_reasoning_stays_out_of_the_log() {
    let runtime = runtime();
    let script = Script::say("The roses are out.").reasoning("secret-thought");
    let server = runtime
        .block_on(FakeServer::ollama(script))
        .expect("a server");
    let ran = chat(&Profile::new(), "ollama", &server.url(), "Hello");
    assert!(
        said_by(&events(&ran.out), IRIS).contains("The roses are out."),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("secret-thought"), "{}", ran.out);
}

#[test]
fn a_model_without_tools_acts_by_the_plain_text_form_and_thinks_in_silence() {
    let runtime = runtime();
    let script = Script::say("<think>planted-thought</think>Gladly! [[wave]] There.").tools(false);
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let ran = chat(&Profile::new(), "openai", &server.url(), "Wave at me");
    let log = events(&ran.out);
    assert!(said_by(&log, IRIS).contains("Gladly!"), "{}", ran.out);
    assert!(
        log.iter()
            .any(|event| event["who"] == IRIS && event["gesture"] == "wave"),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("planted-thought") && !said_by(&log, IRIS).contains("[["),
        "{}",
        ran.out
    );
}

#[test]
fn every_failure_has_its_true_name_and_the_built_in_mind_takes_over() {
    let runtime = runtime();
    let serve = |script| {
        runtime
            .block_on(FakeServer::openai(script))
            .expect("a server")
    };
    let bad_key = serve(Script::unauthorized());
    let no_model = serve(Script::unknown_model());
    let web_page = serve(Script::html());
    let broken = serve(Script::server_error());
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port");
    let nobody = format!("http://{free}");
    for (url, word) in [
        (bad_key.url(), "key"),
        (no_model.url(), "model"),
        (web_page.url(), "page"),
        (broken.url(), "500"),
        (nobody, "listens"),
        ("not a url".to_owned(), "address"),
    ] {
        let profile = Profile::new();
        let ran = chat(&profile, "openai", &url, "Hello");
        let log = events(&ran.out);
        let failed = of_kind(&log, "model_failed");
        assert_eq!(failed.len(), 1, "{url}: {}", ran.out);
        let cause = failed[0]["cause"].as_str().expect("a cause").to_lowercase();
        assert!(cause.contains(word), "{url}: {cause}");
        assert!(!failed[0]["remedy"].as_str().expect("a remedy").is_empty());
        assert!(ran.err.to_lowercase().contains(word), "{url}: {}", ran.err);
        assert!(!said_by(&log, IRIS).is_empty(), "{url}: nobody answered");
        assert_eq!(
            of_kind(&log, "model_done")[0]["server"],
            "built-in mind",
            "{url}"
        );
    }
}

#[test]
fn what_was_heard_before_a_cut_stays_and_nobody_speaks_over_it() {
    let runtime = runtime();
    let script = Script::say("First the roses bloom. Then the olives ripen slowly.").cut_after(6);
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let ran = chat(
        &Profile::new(),
        "openai",
        &server.url(),
        "Tell me of the garden",
    );
    let log = events(&ran.out);
    let said = said_by(&log, IRIS);
    assert!(said.starts_with("First the roses bloom."), "{}", ran.out);
    assert!(!said.contains("Then the"), "half a sentence: {said}");
    assert_eq!(of_kind(&log, "model_failed").len(), 1, "{}", ran.out);
    let spoke: Vec<bool> = of_kind(&log, "said")
        .iter()
        .filter(|event| event["who"] == IRIS)
        .map(|event| event["source"] == "built-in mind")
        .collect();
    // One line, which excuses that the rest is missing; nobody answers a second time.
    assert_eq!(spoke.last(), Some(&true), "{}", ran.out);
    assert_eq!(spoke.iter().filter(|excuse| **excuse).count(), 1, "{said}");
    assert!(ran.err.contains("Iris broke off there"), "{}", ran.err);
}

#[test]
fn quitting_in_mid_answer_closes_the_connection_and_ends_at_once() {
    let runtime = runtime();
    let script = Script::say("One two three four five six seven eight.").hang_after(3);
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let profile = Profile::new();
    let url = server.url();
    let args = [
        "chat",
        "--fresh",
        "--agent",
        "iris",
        "--backend",
        "openai",
        "--url",
        url.as_str(),
        "--say",
        "Hello",
    ];
    let mut child = Guard(profile.stoa(&args).spawn().expect("the program starts"));
    until(SOON, "request", || {
        (!server.requests().is_empty()).then_some(())
    });
    signal(child.0.id(), nix::sys::signal::Signal::SIGINT);
    let ended = until(Duration::from_secs(3), "end", || {
        child.0.try_wait().expect("its state")
    });
    assert_eq!(ended.code(), Some(0));
    runtime
        .block_on(async {
            tokio::time::timeout(Duration::from_secs(3), server.disconnected()).await
        })
        .expect("the connection is closed");
}

#[test]
fn a_key_lies_in_no_file() {
    let runtime = runtime();
    let server = runtime
        .block_on(FakeServer::openai(Script::unauthorized()))
        .expect("a server");
    let profile = Profile::new();
    let log = profile.file("events.jsonl");
    let url = server.url();
    let args = [
        "chat",
        "--agent",
        "iris",
        "--backend",
        "openai",
        "--url",
        url.as_str(),
        "--say",
        "Hello",
        "--events",
    ];
    let mut command = profile.stoa(&args);
    command.arg(&log).env("STOA_KEY", KEY);
    run(command, None, SOON);
    let sent = format!("{:?}", server.requests());
    assert!(
        sent.contains(KEY),
        "the key was not even sent: the test tests nothing"
    );
    let mut files = vec![profile.path().to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(&path)
                    .expect("a folder")
                    .map(|entry| entry.expect("an entry").path()),
            );
        } else {
            seen += 1;
            assert!(!read(&path).contains(KEY), "{}", path.display());
        }
    }
    assert!(seen >= 2, "a save and a log were expected");
}

/// `stoa models` with these flags; the key is printed nowhere.
fn models(profile: &Profile, flags: &[&str]) -> Ran {
    let mut args = vec!["models"];
    args.extend(flags);
    let ran = run(profile.stoa(&args), None, SOON);
    assert!(
        !ran.out.contains(KEY) && !ran.err.contains(KEY),
        "the key was printed"
    );
    ran
}

fn openai(runtime: &tokio::runtime::Runtime, script: Script) -> FakeServer {
    runtime
        .block_on(FakeServer::openai(script))
        .expect("a server")
}

fn was_sent(server: &FakeServer) -> bool {
    let bearer = format!("Bearer {KEY}");
    let requests = server.requests();
    assert!(!requests.is_empty(), "the server was not even asked");
    requests
        .iter()
        .any(|request| request.header("authorization") == Some(bearer.as_str()))
}

#[test]
fn a_models_name_would_command_the_terminal() {
    let runtime = runtime();
    let name = "\u{1b}]0;owned\u{7}good\u{1b}[31m-model\u{202e}";
    let server = openai(&runtime, Script::say("Hello").models([name]));
    let url = server.url();
    let ran = models(&Profile::new(), &["--backend", "openai", "--url", &url]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("  good-model\n"), "{}", ran.out);
    let harmless = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
    assert!(ran.out.chars().all(harmless), "{:?}", ran.out);
}

#[test]
fn a_key_in_a_file_would_go_to_another_server_than_its_own() {
    let runtime = runtime();
    let elsewhere = "http://127.0.0.1:1";
    for (own, lines) in [
        (true, "key_url = \"URL/v1\"\nkey = \"KEY\""),
        (true, "key = \"KEY\"\nkey_url = \"URL/v1\""),
        (true, "key = \"KEY\""),
        (false, "key_url = \"ELSEWHERE\"\nkey = \"KEY\""),
        (false, "key = \"KEY\"\nkey_url = \"ELSEWHERE\""),
    ] {
        let server = openai(&runtime, Script::say("Hello"));
        let lines = lines
            .replace("KEY", KEY)
            .replace("ELSEWHERE", elsewhere)
            .replace("URL", &server.url());
        let profile = Profile::new();
        let url = server.url();
        let text = format!("[mind]\nbackend = \"openai\"\nurl = \"{url}\"\n{lines}\n");
        profile.write("settings.toml", text);
        let ran = models(&profile, &[]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(was_sent(&server), own, "{lines}");
    }
    for (origin, own) in [("URL", true), (elsewhere, false)] {
        let server = openai(&runtime, Script::say("Hello"));
        let origin = origin.replace("URL", &server.url());
        let profile = Profile::new();
        let text = format!("format = 1\n[[key]]\norigin = \"{origin}\"\nkey = \"{KEY}\"\n");
        profile.write("keys.toml", text);
        let url = server.url();
        let ran = models(&profile, &["--backend", "openai", "--url", &url]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(was_sent(&server), own, "{origin}");
    }
}

#[test]
fn broken_keys_are_named_and_left_alone() {
    let profile = Profile::new();
    let text = format!("format = 1\n[[key]]\nkey = \"{KEY}\"\n");
    let file = profile.write("keys.toml", &text);
    let ran = models(&profile, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains("keys.toml") && ran.err.contains("`origin`"),
        "{}",
        ran.err
    );
    assert_eq!(read(&file), text);
}

#[test]
fn a_key_file_gives_its_first_line_to_the_server_in_use() {
    let runtime = runtime();
    let server = openai(&runtime, Script::say("Hello"));
    let url = server.url();
    let profile = Profile::new();
    let ask = |file: &str| {
        models(
            &profile,
            &["--backend", "openai", "--url", &url, "--key-file", file],
        )
    };
    let good = profile.write("good", format!("{KEY}\nmore\n"));
    let ran = ask(good.to_str().expect("a UTF-8 path"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(was_sent(&server));
    let empty = profile.write("empty", "\n");
    for (file, cause) in [
        (empty.to_str().expect("a UTF-8 path"), "first line is empty"),
        ("/nonexistent/key", "can't be read"),
    ] {
        let ran = ask(file);
        assert_eq!(ran.code, Some(2), "{file}: {}", ran.err);
        assert!(
            ran.err.contains(cause) && ran.err.contains("--key-file"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn every_setting_is_a_flag_that_beats_the_environment() {
    let runtime = runtime();
    let server = openai(&runtime, Script::say("Hello").models(["of-the-flag"]));
    let profile = Profile::new();
    let url = format!("mind.url={}", server.url());
    let args = [
        "models",
        "--set",
        "mind.backend=openai",
        "--set",
        url.as_str(),
    ];
    let mut command = profile.stoa(&args);
    command.env("STOA_URL", "http://127.0.0.1:1");
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("  of-the-flag\n"), "{}", ran.out);
}
