//! Model servers that others wrote, on loopback: the protocols as they are spoken, not as we imagine them.
//!
//! `cargo xtask test --servers` installs them. The same scene is played at each, and the same must come of it.

mod aimock;
mod litellm;
mod llama;

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::support::{
    Guard, Profile, Ran, events, of_kind, run, skip_without_registry,
    talk::{IRIS, ME},
};

/// What every server says to everything. One sentence: how many are said in one breath depends on how fast they come.
const ANSWER: &str = "The olive tree is here.";
/// What the person says.
const LINES: [&str; 3] = ["Hello", "What do you see?", "Tell me of the sea"];
/// A loaded machine reads a prompt of some thousand tokens.
const PATIENCE: Duration = Duration::from_secs(200);

/// A server in a process that ends with the test.
struct Server {
    _process: Guard,
    port: u16,
    url: String,
}

/// The Python that a server lives in, or a line that says why the test can't run.
fn python(name: &str, registries: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os("STOA_SERVERS").map(PathBuf::from);
    let usual = || {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home =
            home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
        Some(home.join("stoa-tools/servers"))
    };
    let folder = named.or_else(usual)?.join(name);
    if folder.join("installed.txt").is_file() {
        return Some(folder.join("bin/python"));
    }
    let why = format!("{name} is not installed; `cargo xtask test --servers` does that");
    skip_without_registry(registries, &why);
    None
}

/// Starts `tests/real/NAME.py` and waits for the line in which it tells its port.
fn serve(python: &Path, name: &str, args: &[&str]) -> Server {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/real/{name}.py"));
    let mut process = Command::new(python)
        .arg(script)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Python starts");
    let out = process.stdout.take().expect("its output");
    let process = Guard(process);
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let line = lines
        .find(|line| line.contains("listening"))
        .unwrap_or_else(|| panic!("{name} ended before it listened"));
    // Nobody reads the rest: it must not wait for that.
    std::thread::spawn(move || lines.count());
    let digits = line.rsplit(|c: char| !c.is_ascii_digit()).next();
    let port = digits.and_then(|digits| digits.parse().ok());
    let port: u16 = port.unwrap_or_else(|| panic!("{name} tells no port: {line}"));
    Server {
        _process: process,
        port,
        url: format!("http://127.0.0.1:{port}"),
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.expect("a free port").port()
}

/// How the program is to reach a server.
struct Way<'a> {
    backend: &'a str,
    url: &'a str,
    key: Option<&'a str>,
}

/// Says these lines to Iris, one after the other.
fn chat(way: &Way, lines: &[&str]) -> Ran {
    let profile = Profile::new();
    let args = ["chat", "--fresh", "--json", "--agent", "iris"];
    let mut command = profile.stoa(&args);
    command.args(["--backend", way.backend, "--url", way.url]);
    command.envs(way.key.map(|key| ("STOA_KEY", key)));
    let ran = run(command, Some(&(lines.join("\n") + "\n")), PATIENCE);
    assert_eq!(ran.code, Some(0), "{}: {}", way.backend, ran.err);
    ran
}

/// The models that the program finds there.
fn models(way: &Way) -> Vec<String> {
    let profile = Profile::new();
    let mut command = profile.stoa(&["models", "--json"]);
    command.args(["--backend", way.backend, "--url", way.url]);
    command.envs(way.key.map(|key| ("STOA_KEY", key)));
    let ran = run(command, None, Duration::from_secs(60));
    assert_eq!(ran.code, Some(0), "{}: {}", way.backend, ran.err);
    let told = events(&ran.out);
    let of_server = told.iter().filter(|told| {
        told["url"]
            .as_str()
            .is_some_and(|url| url.starts_with(way.url))
    });
    let models = of_server.filter_map(|told| told["models"].as_array());
    models
        .flatten()
        .filter_map(|model| model.as_str().map(str::to_owned))
        .collect()
}

/// What is compared between servers: kinds and actors of all that belongs to the talk. Left out are the lives of the
/// others and where bodies have got to, which go on while a server is waited for, and what tells that it took long: the
/// gesture of thinking and words said by heart, whose source is the built-in mind. Of intents only those to speak are
/// taken, for that reason.
fn talk(log: &[Value]) -> Vec<(&str, u64)> {
    let by_heart = |event: &&Value| event["source"] == "built-in mind";
    let words: Vec<&Value> = log
        .iter()
        .filter(by_heart)
        .map(|event| &event["text"])
        .collect();
    let of_talk = log.iter().filter_map(|event| {
        let kind = event["kind"].as_str()?;
        let who = event["who"]
            .as_u64()
            .filter(|who| [ME, IRIS].contains(who))?;
        let is_talk = match kind {
            "intent" => event["do"] == "say",
            _ => kind.starts_with("model_") || matches!(kind, "said" | "heard" | "refused"),
        };
        (is_talk && !words.contains(&&event["text"])).then_some((kind, who))
    });
    of_talk.collect()
}

/// One line and its answer.
const TURN: [(&str, u64); 8] = [
    ("intent", ME),
    ("said", ME),
    ("heard", IRIS),
    ("model_request", IRIS),
    ("model_done", IRIS),
    ("intent", IRIS),
    ("said", IRIS),
    ("heard", ME),
];

/// Plays the scene at a server that answers everything with [`ANSWER`] by `model`, the file or the name.
fn check_scene(way: &Way, model: &str) {
    let shown = format!("{} at {}", way.backend, way.url);
    let models = models(way);
    assert!(
        matches!(&models[..], [one] if one.ends_with(model)),
        "{shown}: {models:?}"
    );
    let ran = chat(way, &LINES);
    let log = events(&ran.out);
    let expected: Vec<_> = LINES.iter().flat_map(|_| TURN).collect();
    assert_eq!(talk(&log), expected, "{shown}: {}", ran.out);
    let server = match way.backend {
        "ollama" => "ollama",
        _ => way.url.trim_start_matches("http://"),
    };
    // The others talk with each other by the built-in mind.
    let of_iris = |done: &&Value| done["who"] == IRIS;
    let done: Vec<_> = of_kind(&log, "model_done")
        .into_iter()
        .filter(of_iris)
        .collect();
    for done in &done {
        let names = done["server"].as_str().unwrap_or_default();
        assert!(names.contains(server), "{shown}: {done}");
    }
    // From the first answer on the model's name is known.
    let last = done.last().map(|done| done["server"].to_string());
    assert!(
        last.is_some_and(|last| last.contains(model)),
        "{shown}: {done:?}"
    );
    let said = of_kind(&log, "said").into_iter();
    let said: Vec<_> = said
        .filter(|said| {
            said["source"]
                .as_str()
                .is_some_and(|source| source.contains(server))
        })
        .map(|said| said["text"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(said, [ANSWER; LINES.len()], "{shown}");
}
