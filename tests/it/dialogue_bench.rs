//! `stoa bench dialogue`: what it counts exactly. Times are for people to read, and for `--check`.

use serde_json::Value;

use crate::support::{Profile, Ran, SOON, run};

fn bench(args: &[&str]) -> Ran {
    let profile = Profile::new();
    let mut command = crate::support::stoa(&["bench", "--profile"]);
    command.arg(profile.path()).arg("dialogue").args(args);
    run(command, None, SOON * 3)
}

#[test]
fn a_stream_loses_tokens_or_a_scene_changes_its_prompts() {
    let ran = bench(&["--quick", "--streams", "32", "--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    let figure = |name: &str| {
        let value = figures[name].as_f64();
        value.unwrap_or_else(|| panic!("{name} is missing: {}", ran.out))
    };
    assert_eq!(figures["bench"], "dialogue");
    assert_eq!(figure("crowd_streams"), 1000.0);
    assert_eq!(figure("crowd_streams_exact"), 1000.0);
    assert_eq!(figure("crowd_tokens_sent"), 20_000.0);
    assert_eq!(figure("crowd_tokens_lost"), 0.0);
    assert_eq!(figure("streams"), 32.0);
    assert_eq!(figure("queued_dialogues"), 10_000.0);
    let queued = figure("queued_mb");
    // What it has to reach is 50, which `--check` tells; half as much again would be another queue.
    assert!((1.0..50.0).contains(&queued), "{queued} MB");
    for context in [8192, 16_384, 32_768] {
        for what in ["bytes", "tokens"] {
            let share = figure(&format!("prompt_shared_{what}_context_{context}"));
            assert!((0.85..1.0).contains(&share), "{what}, {context}: {share}");
        }
    }
    for name in [
        "first_token_raw_us_p50",
        "first_token_us_p50",
        "first_token_us_p99",
        "request_cpu_us",
        "request_cpu_raw_us",
        "streams_first_token_ratio_p50",
        "streams_first_token_ratio_p99",
        "streams_whole_ratio_p50",
        "streams_whole_ratio_p99",
        "streams_token_cpu_raw_us",
        "streams_token_cpu_us",
        "streams_token_cpu_ratio",
        "parse_openai_cpu_us",
        "parse_ollama_cpu_us",
        "parse_anthropic_cpu_us",
        "crowd_token_cpu_us",
    ] {
        assert!(figure(name) > 0.0, "{name}: {}", ran.out);
    }
    // A difference may be of any sign where little is measured.
    assert!(figures["first_token_added_us_p50"].is_f64(), "{}", ran.out);
}

#[test]
fn the_served_stream_is_unknown_to_other_clients() {
    use std::{
        io::{BufRead, BufReader, Read, Write},
        net::TcpStream,
        process::Stdio,
    };
    let mut command = crate::support::stoa(&["bench", "dialogue", "--serve", "0"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn().expect("the program starts");
    let out = server.stdout.take().expect("its output");
    let _server = crate::support::Guard(server);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    let port = line.trim().strip_prefix("listening ").expect("a port");
    let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a server");
    socket.set_read_timeout(Some(SOON)).expect("a time-out");
    for (model, status, last) in [
        ("replay-3-0", "200 OK", "t2\""),
        ("gpt-5", "404 Not Found", ""),
    ] {
        let body = format!("{{\"model\":\"{model}\",\"messages\":[]}}");
        let size = body.len();
        let request =
            format!("POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {size}\r\n\r\n{body}");
        socket.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        let mut byte = [0];
        let end: &[u8] = if last.is_empty() {
            b"\r\n\r\n"
        } else {
            b"0\r\n\r\n"
        };
        while !answer.ends_with(end) {
            socket.read_exact(&mut byte).expect("an answer");
            answer.push(byte[0]);
        }
        let answer = String::from_utf8(answer).expect("text");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
        assert!(answer.contains(last), "{answer}");
    }
}
