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
    assert!(
        said_by(&log, IRIS).starts_with("First the roses bloom."),
        "{}",
        ran.out
    );
    assert_eq!(of_kind(&log, "model_failed").len(), 1, "{}", ran.out);
    let spoke = log
        .iter()
        .filter(|event| event["kind"] == "said" && event["who"] == IRIS);
    assert!(
        spoke
            .into_iter()
            .all(|event| event["source"] != "built-in mind"),
        "{}",
        ran.out
    );
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
