//! Model servers with names: which mind asks which, what they may cost, what is seen of it.

use std::path::Path;

use serde_json::{Value, json};
use stoa_model_http::fake_server::{FakeServer, Script};

use crate::support::{Profile, Ran, SOON, events, of_kind, run, runtime, said_by};

const IRIS: u64 = 1000;

fn write_settings(profile: &Profile, text: &str) {
    profile.write("settings.toml", format!("format = 1\n{text}"));
}

/// Iris is told this; the rest of the command line is `more`.
fn tell(profile: &Profile, agent: &str, say: &str, more: &[&str]) -> Ran {
    let args = ["chat", "--fresh", "--json", "--agent", agent, "--say", say];
    let ran = run(profile.stoa(&[&args, more].concat()), None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran
}

fn spoke(ran: &Ran) -> String {
    let log = events(&ran.out);
    let done = of_kind(&log, "model_done");
    // Which model it is may not be known yet.
    let name = done[0]["server"].as_str().unwrap_or_default();
    name.split(" (").next().unwrap_or_default().to_owned()
}

fn read(file: &Path) -> Value {
    let text = std::fs::read(file).expect("it was kept");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn a_mind_would_ask_another_server_than_its_own() {
    let runtime = runtime();
    let serve = |words: &str| {
        let script = Script::say(words);
        runtime
            .block_on(FakeServer::openai(script))
            .expect("a server")
    };
    let (home, work) = (serve("From home."), serve("From work."));
    let ollama = runtime
        .block_on(FakeServer::ollama(Script::say("From the attic.")))
        .expect("a server");
    let profile = Profile::new();
    let settings = format!(
        "[mind]\ndefault = \"home\"\n[servers.home]\nurl = \"{}\"\nkind = \"openai\"\ntemperature = 0.3\nmax_tokens = 99\n\
         headers = {{ X-Room = \"attic\" }}\n[servers.work]\nurl = \"{}\"\n[servers.attic]\nurl = \"{}\"\n\
         [minds]\ntheo = \"work\"\n[minds.noor]\nserver = \"work\"\ntemperature = 1.5\n",
        home.url(),
        work.url(),
        ollama.url(),
    );
    write_settings(&profile, &settings);
    for (agent, more, words, server) in [
        ("iris", &[][..], "From home.", "home"),
        // Of no kind: asked what they speak.
        ("theo", &[], "From work.", "work"),
        ("iris", &["--server", "attic"], "From the attic.", "attic"),
        ("noor", &[], "From work.", "work"),
        ("iris", &["--set", "mind.default="], "", "built-in mind"),
        ("theo", &["--backend", "builtin"], "", "built-in mind"),
    ] {
        let ran = tell(&profile, agent, "Hello", more);
        assert_eq!(spoke(&ran), server, "{agent} {more:?}: {}", ran.err);
        assert!(ran.out.contains(words), "{agent} {more:?}");
        assert!(ran.err.is_empty(), "{}", ran.err);
    }
    let asked = |server: &FakeServer, at: usize| server.chats()[at].clone();
    assert_eq!(asked(&home, 0)["max_tokens"], 99);
    assert!((asked(&home, 0)["temperature"].as_f64().expect("a number") - 0.3).abs() < 1e-6);
    assert!((asked(&work, 1)["temperature"].as_f64().expect("a number") - 1.5).abs() < 1e-6);
    let requests = home.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.header("x-room") == Some("attic"))
    );
    for args in [["--server", "nowhere"], ["--set", "mind.default=nowhere"]] {
        let ran = run(
            profile.stoa(&["chat", "--say", "Hi", args[0], args[1]]),
            None,
            SOON,
        );
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("attic, home, work"), "{}", ran.err);
    }
}

#[test]
fn who_is_dead_would_keep_everybody_waiting_or_the_default_would_not_take_over() {
    let runtime = runtime();
    let home = runtime
        .block_on(FakeServer::openai(Script::say("From home.")))
        .expect("a server");
    let profile = Profile::new();
    let settings = format!(
        "[mind]\ndefault = \"home\"\n[servers.home]\nkind = \"openai\"\nurl = \"{}\"\n\
         [servers.dead]\nkind = \"openai\"\nurl = \"http://127.0.0.1:1\"\n[minds]\niris = \"dead\"\n",
        home.url()
    );
    write_settings(&profile, &settings);
    let ran = tell(&profile, "iris", "Hello", &[]);
    assert_eq!(spoke(&ran), "home");
    assert_eq!(said_by(&events(&ran.out), IRIS), "From home.");
    let log = events(&ran.out);
    let failed = of_kind(&log, "model_failed");
    assert_eq!(failed.len(), 1, "{}", ran.out);
    assert_eq!(failed[0]["server"], "dead");
    assert!(ran.err.contains("answers meanwhile"), "{}", ran.err);
}

#[test]
fn a_server_would_cost_more_than_its_limit_or_the_next_start_would_forget_it() {
    let runtime = runtime();
    let home = runtime
        .block_on(FakeServer::openai(Script::say(
            "One two three four five six seven.",
        )))
        .expect("a server");
    let profile = Profile::new();
    // Enough for one answer: the next may not begin.
    let settings = format!(
        "[mind]\ndefault = \"home\"\n[servers.home]\nkind = \"openai\"\nurl = \"{}\"\ntokens_per_day = 10\n\
         price_prompt = 2.0\nprice_completion = 1000.0\n",
        home.url()
    );
    write_settings(&profile, &settings);
    let first = tell(&profile, "iris", "Hello", &[]);
    assert_eq!(spoke(&first), "home", "{}", first.err);
    let spent = read(&profile.file("spent.json"));
    let kept = &spent["entries"]["home"];
    assert_eq!(kept["requests"], 1, "{spent}");
    assert!(kept["cost"].as_f64().expect("a number") > 0.0);
    for _ in 0..2 {
        let next = tell(&profile, "iris", "Hello", &[]);
        assert_eq!(spoke(&next), "built-in mind");
        let log = events(&next.out);
        let failed = of_kind(&log, "model_failed");
        assert!(
            failed[0]["cause"].as_str().expect("words").contains("10"),
            "{}",
            next.out
        );
        assert!(
            next.err.contains("built-in mind answers meanwhile"),
            "{}",
            next.err
        );
    }
    assert_eq!(home.chats().len(), 1, "asked beyond the limit");
}

#[test]
fn a_mistake_in_the_servers_would_be_silent_or_stop_the_program() {
    let profile = Profile::new();
    write_settings(
        &profile,
        "[mind]\ndefault = \"gone\"\n[servers.home]\nkind = \"telepathy\"\nurl = \"http://127.0.0.1:1\"\n\
         temperature = 9\ncost_per_day = 2\ncolour = \"red\"\n[minds]\niris = \"nobody\"\ntheo = 7\n",
    );
    let ran = tell(&profile, "iris", "Hello", &[]);
    assert_eq!(spoke(&ran), "built-in mind");
    for complaint in [
        "settings.toml:3:11: `mind.default`: `gone` is not the name of a server",
        "settings.toml:5:8: `servers.home.kind` should be one of",
        "settings.toml:7:15: `servers.home.temperature` should be a number from 0 to 2",
        "settings.toml:8:16: `servers.home.cost_per_day`: without `price_prompt`",
        "settings.toml:9:10: `servers.home.colour` is not a setting",
        "settings.toml:11:8: `minds.iris`: `nobody` is not the name of a server",
        "settings.toml:12:8: `minds.theo` should be the name of a server",
    ] {
        assert!(ran.err.contains(complaint), "{complaint}\n{}", ran.err);
    }
}

#[test]
fn a_test_of_a_server_would_not_tell_how_fast_it_is_or_what_is_wrong() {
    let runtime = runtime();
    let script = || Script::say("I am here, and glad to be.");
    let home = runtime
        .block_on(FakeServer::ollama(script().tools(true)))
        .expect("a server");
    let closed = runtime
        .block_on(FakeServer::openai(Script::unauthorized()))
        .expect("a server");
    let profile = Profile::new();
    let settings = format!(
        "[servers.home]\nurl = \"{}\"\n[servers.closed]\nurl = \"{}\"\n",
        home.url(),
        closed.url()
    );
    write_settings(&profile, &settings);
    let test = |name: &str, json: bool| {
        let args = ["models", "test", name, "--json"];
        let args = &args[..if json { 4 } else { 3 }];
        run(profile.stoa(args), None, SOON)
    };
    let ran = test("home", true);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(told["kind"], "ollama");
    assert_eq!(
        (&told["tools"], &told["models"]),
        (&json!(true), &json!(["fake"]))
    );
    assert!(told["first_token_s"].as_f64().expect("a number") > 0.0);
    let ran = test("home", false);
    assert!(
        ran.out.starts_with("home (fake) answers: first word after"),
        "{}",
        ran.out
    );
    let ran = test("closed", false);
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""));
    assert!(ran.err.contains("key"), "{}", ran.err);
    let ran = test("nowhere", false);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("closed, home"), "{}", ran.err);
    let list = run(profile.stoa(&["models", "--json"]), None, SOON);
    assert!(
        list.out.contains(r#""models":["fake"],"server":"home""#),
        "{}",
        list.out
    );
}

#[test]
fn a_download_would_not_show_how_far_it_is_or_why_it_ended() {
    let runtime = runtime();
    let line = |value: Value| format!("{value}\n").into_bytes();
    let part = |done: u64| {
        line(json!({"status": "pulling a", "digest": "sha256:a", "total": 1000, "completed": done}))
    };
    let whole = Script::raw([part(100), part(1000), line(json!({"status": "success"}))]);
    let broken = Script::raw([part(100), line(json!({"error": "no space left on device"}))]);
    let server = runtime
        .block_on(FakeServer::ollama(whole.then(broken)))
        .expect("a server");
    let profile = Profile::new();
    let pull = || {
        let url = server.url();
        let args = [
            "models",
            "pull",
            "tiny",
            "--json",
            "--backend",
            "ollama",
            "--url",
            &url,
        ];
        run(profile.stoa(&args), None, SOON)
    };
    let ran = pull();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let steps = events(&ran.out);
    let done: Vec<_> = steps
        .iter()
        .map(|step| step["done_bytes"].as_u64())
        .collect();
    assert_eq!(done, [Some(100), Some(1000), Some(1000)], "{}", ran.out);
    assert_eq!(steps[2]["done"], true);
    let ran = pull();
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    assert!(ran.err.contains("no space left on device"), "{}", ran.err);
}

#[test]
fn what_a_mind_was_asked_would_not_be_found_again_or_with_the_thoughts_of_the_model() {
    let runtime = runtime();
    let script = Script::say("The roses are out. ")
        .reasoning("planted-thought")
        .call("wave", json!({}))
        .tools(true);
    let home = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let profile = Profile::new();
    let shown = |json: bool| {
        let mut command = profile.stoa(&["mind", "show", "Iris"]);
        command.args(json.then_some("--json"));
        run(command, None, SOON)
    };
    let nothing = shown(false);
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.err.contains("stoa chat"), "{}", nothing.err);
    let url = home.url();
    tell(
        &profile,
        "iris",
        "Hello",
        &["--backend", "openai", "--url", &url],
    );
    let ran = shown(true);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (&told["persona"], &told["reply"]),
        (&json!("iris"), &json!("The roses are out. "))
    );
    // Exactly what the server was sent.
    let sent = home.chats().remove(0);
    assert_eq!(told["prompt"][0]["content"], sent["messages"][0]["content"]);
    assert_eq!(told["prompt"][1]["content"], sent["messages"][1]["content"]);
    assert_eq!(told["tool_calls"][0]["name"], "wave");
    assert!(told["completion_tokens"].as_u64().expect("counted") > 0);
    let after = |key: &str| told[key].as_f64().expect("a time");
    assert!(after("taken_s") <= after("first_word_s") && after("first_word_s") <= after("end_s"));
    let text = shown(false);
    assert!(
        text.out.contains("Reply:\n  The roses are out."),
        "{}",
        text.out
    );
    let kept = std::fs::read_to_string(profile.file("exchanges.json")).expect("kept");
    for place in [&ran.out, &text.out, &kept] {
        assert!(!place.contains("planted-thought"));
    }
}
