//! A real llama.cpp server, with a tiny model of random weights: the words are noise, the protocol is real.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::support::{Guard, Profile, events, of_kind, run, said_by, skip_without_registry};

fn python() -> Option<PathBuf> {
    let named = std::env::var_os("STOA_LLAMA_PYTHON").map(PathBuf::from);
    let usual = || {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home =
            home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
        Some(home.join("stoa-tools/llama/bin/python"))
    };
    named.or_else(usual).filter(|python| python.is_file())
}

#[test]
fn a_real_llama_server_is_not_understood() {
    let Some(python) = python() else {
        skip_without_registry(
            "PyPI",
            "there is no Python with llama.cpp's server; `cargo xtask test` installs it",
        );
        return;
    };
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port")
        .port();
    let profile = Profile::new();
    let serve = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/llama/serve.py");
    let mut server = Command::new(python)
        .arg(serve)
        .arg(profile.file("tiny.gguf"))
        .arg(port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Python starts");
    let mut first = String::new();
    let out = server.stdout.take().expect("its output");
    let _server = Guard(server);
    BufReader::new(out)
        .read_line(&mut first)
        .expect("its first line");
    assert_eq!(first.trim(), format!("listening {port}"));

    let url = format!("http://127.0.0.1:{port}");
    let ran = run(
        profile.stoa(&["models", "--json", "--backend", "openai", "--url", &url]),
        None,
        Duration::from_secs(60),
    );
    assert!(ran.out.contains("tiny.gguf"), "{}{}", ran.out, ran.err);
    let args = [
        "chat",
        "--fresh",
        "--json",
        "--agent",
        "iris",
        "--backend",
        "openai",
        "--url",
        &url,
        "--say",
        "Hello",
    ];
    let ran = run(profile.stoa(&args), None, Duration::from_secs(150));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let log = events(&ran.out);
    let done: Vec<_> = of_kind(&log, "model_done")
        .into_iter()
        .filter(|done| done["who"] == 1000)
        .collect();
    assert_eq!(
        of_kind(&log, "model_failed"),
        Vec::<&serde_json::Value>::new(),
        "{}",
        ran.out
    );
    let done = done.first().expect("an end of the answer");
    assert_ne!(done["server"], "built-in mind");
    assert!(done["tokens"].as_u64() > Some(0), "{done}");
    assert!(!said_by(&log, 1000).is_empty(), "{}", ran.out);
}
