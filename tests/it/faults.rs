//! What servers do to a talk: the screen tells the true cause and a remedy, the inhabitant stays in character, the
//! built-in mind answers that turn, and the next goes to the server again.

use serde_json::json;
use stoa_model_http::fake_server::{FakeServer, Script};
use tokio::runtime::Runtime;

use crate::support::{
    Profile, Ran, SOON, run, runtime,
    talk::{IRIS, check_answer, check_fault, check_rest, log_without, said, turns},
};

const GOOD: &str = "The roses are out.";
/// Never to be seen.
const SECRET: &str = "planted-thought";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    OpenAi,
    Ollama,
    Anthropic,
}

const ALL: [Protocol; 3] = [Protocol::OpenAi, Protocol::Ollama, Protocol::Anthropic];

impl Protocol {
    fn serve(self, runtime: &Runtime, script: Script) -> FakeServer {
        let server = runtime.block_on(async {
            match self {
                Self::OpenAi => FakeServer::openai(script).await,
                Self::Ollama => FakeServer::ollama(script).await,
                Self::Anthropic => FakeServer::anthropic(script).await,
            }
        });
        server.expect("a server")
    }

    fn backend(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Ollama => "ollama",
            Self::Anthropic => "anthropic",
        }
    }

    /// The one of these that is its own.
    fn of<T>(self, openai: T, ollama: T, anthropic: T) -> T {
        match self {
            Self::OpenAi => openai,
            Self::Ollama => ollama,
            Self::Anthropic => anthropic,
        }
    }
}

/// Says so many lines to Iris, one after the other, whose mind is at `url`. For a first word she has `patience_s`.
fn chat(protocol: Protocol, url: &str, patience_s: u32, lines: usize) -> Ran {
    let profile = Profile::new();
    let args = ["chat", "--fresh", "--json", "--agent", "iris"];
    let mut command = profile.stoa(&args);
    let settings = [
        format!("kind={}", protocol.backend()),
        format!("url={url}"),
        format!("first_word_s={patience_s}"),
    ];
    for setting in settings {
        command.args(["--set", &format!("servers.far.{setting}")]);
    }
    command.args(["--server", "far"]).env("STOA_KEY", "sk-any");
    let lines: String = (1..=lines)
        .map(|number| format!("What is your wish number {number}?\n"))
        .collect();
    run(command, Some(&lines), SOON)
}

/// One after the other, with the last one for what follows.
fn in_turn(scripts: Vec<Script>) -> Script {
    let next = scripts.into_iter().reduce(Script::then);
    next.expect("at least one")
}

/// A refusal that is not worth another try.
fn status(status: u16, words: &str) -> Script {
    let body = json!({"error": {"message": words}}).to_string();
    Script::status(status, "application/json", body).header("x-should-retry", "false")
}

/// Words of a stream, then what is wrong with it.
fn stream(protocol: Protocol, openai: &str, ollama: &str, anthropic: &str) -> Script {
    Script::raw([protocol.of(openai, ollama, anthropic).as_bytes().to_vec()])
}

/// A line that is of no protocol. Streams of events may hold lines of any kind, so that theirs is inside one.
fn garbage(protocol: Protocol) -> Script {
    stream(
        protocol,
        "data: \u{1}\u{2} no json\n\n",
        "\u{1}\u{2} no json\n",
        "data: \u{1}\u{2} no json\n\n",
    )
}

/// Faults, each with what is found in the cause and the remedy.
fn faults(protocol: Protocol) -> Vec<(Script, &'static str, &'static str)> {
    let pull = protocol.of("stoa models", "ollama pull", "stoa models");
    let story = Script::say("I was just about to tell");
    let web_page = Script::status(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");
    let memory = stream(
        protocol,
        "data: {\"choices\":[{\"delta\":{\"content\":\"Well\"}}]}\n\ndata: {\"error\":{\"message\":\"CUDA out of memory\"}}\n\n",
        "{\"message\":{\"content\":\"Well\"},\"done\":false}\n{\"error\":\"CUDA out of memory\"}\n",
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Well\"}}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"CUDA out of memory\"}}\n\n",
    );
    let broken_call = stream(
        protocol,
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"wave\",\"arguments\":\"at the bench\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n",
        "{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"wave\",\"arguments\":[1]}}]},\"done\":false}\n{\"done\":true}\n",
        "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"wave\",\"input\":{}}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"at the bench\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n",
    );
    vec![
        (Script::unauthorized(), "Incorrect API key", "Check the key"),
        (
            status(403, "Forbidden for this key"),
            "403",
            "Check the key",
        ),
        (Script::unknown_model(), "not found", pull),
        (
            Script::status(404, "text/plain", "404 page not found"),
            "does not speak",
            "Check the port",
        ),
        (status(408, "Request Timeout"), "408", "again"),
        (
            status(413, "the request body is too large"),
            "413",
            "shorter",
        ),
        (status(429, "Too many requests"), "429", "Wait a little"),
        (status(500, "boom"), "boom", "log"),
        (web_page.header("x-should-retry", "false"), "502", "gateway"),
        (Script::loading(), "Loading model", "Wait until"),
        (status(529, "Overloaded"), "529", "Wait a little"),
        (story.clone().cut_after(3), "before the answer", "again"),
        (story.reset_after(2), "", "again"),
        (garbage(protocol), "does not speak", "Check the port"),
        (memory, "out of memory", "smaller model"),
        (Script::say("").reasoning(SECRET), "without a word", "again"),
        (Script::say(""), "without a word", "again"),
        (broken_call, "“wave”", "better with tools"),
    ]
}

#[test]
fn a_fault_would_have_a_wrong_name_end_the_talk_or_be_heard() {
    let runtime = runtime();
    for protocol in ALL {
        let faults = faults(protocol);
        // A good answer after each: the server is not given up for one fault.
        let scripts = faults
            .iter()
            .flat_map(|(fault, ..)| [fault.clone(), Script::say(GOOD).reasoning(SECRET)]);
        let server = protocol.serve(&runtime, in_turn(scripts.collect()));
        let ran = chat(protocol, &server.url(), 20, 2 * faults.len());
        let log = log_without(&ran, SECRET);
        let turns = turns(&log);
        assert_eq!(turns.len(), 2 * faults.len(), "{protocol:?}: {}", ran.out);
        for (turn, (_, cause, remedy)) in turns.chunks(2).zip(&faults) {
            check_fault(turn[0], cause, remedy);
            check_answer(turn[1], GOOD, "");
            // The person is told, in the same words as the log.
            assert!(ran.err.contains(cause), "{protocol:?}: {}", ran.err);
        }
        assert_eq!(server.chats().len(), 2 * faults.len(), "{protocol:?}");
    }
}

#[test]
fn a_server_that_asks_for_time_or_is_gone_would_be_asked_at_once_again() {
    let runtime = runtime();
    for protocol in ALL {
        let busy = Script::status(429, "application/json", "{\"error\": \"slow down\"}");
        let server = protocol.serve(&runtime, busy.header("retry-after", "600"));
        let ran = chat(protocol, &server.url(), 20, 3);
        let log = log_without(&ran, SECRET);
        let turns = turns(&log);
        check_fault(turns[0], "slow down", "Wait a little");
        check_rest(turns[1]);
        check_rest(turns[2]);
        assert_eq!(server.chats().len(), 1, "{protocol:?}");

        let url = server.url();
        runtime.block_on(async { drop(server) });
        let ran = chat(protocol, &url, 20, 2);
        let log = log_without(&ran, SECRET);
        let turns = self::turns(&log);
        let start = protocol.of("Start the server", "ollama serve", "Start the server");
        check_fault(turns[0], "listens", start);
        check_rest(turns[1]);
    }
}

#[test]
fn a_server_that_takes_the_question_and_is_silent_would_hold_the_talk_up() {
    let runtime = runtime();
    for protocol in ALL {
        let server = protocol.serve(&runtime, Script::mute());
        let ran = chat(protocol, &server.url(), 1, 2);
        let log = log_without(&ran, SECRET);
        let turns = turns(&log);
        check_fault(turns[0], "did not begin to answer within 1 s", "Wait until");
        // It costs that time once.
        check_rest(turns[1]);
        runtime.block_on(server.disconnected());
    }
}

#[test]
fn a_call_that_nobody_can_mean_would_be_carried_out_or_end_the_talk() {
    let runtime = runtime();
    for protocol in ALL {
        for (name, arguments) in [
            ("fly_to_the_moon", json!({})),
            ("lead_to", json!({"place": "the moon"})),
            ("follow", json!({"who": "Napoleon"})),
        ] {
            let call = Script::say("").call(name, arguments);
            let server = protocol.serve(&runtime, call.then(Script::say(GOOD)));
            let ran = chat(protocol, &server.url(), 20, 1);
            let log = log_without(&ran, SECRET);
            let turns = turns(&log);
            // She says that it can't be, as the model puts it when it is told.
            check_answer(turns[0], GOOD, "far");
            let asked = server.chats();
            assert_eq!(asked.len(), 2, "{protocol:?} {name}");
            let deeds = ["lead", "follow", "go"].map(serde_json::Value::from);
            let did = log
                .iter()
                .filter(|event| event["who"] == IRIS && deeds.contains(&event["do"]));
            assert_eq!(did.count(), 0, "{protocol:?} {name}: {}", ran.out);
        }
    }
}

#[test]
fn calls_alone_would_be_taken_for_nothing_or_go_on_for_ever() {
    let runtime = runtime();
    for protocol in ALL {
        for times in [1, 300] {
            let calls =
                (0..times).fold(Script::say(""), |script, _| script.call("wave", json!({})));
            let server = protocol.serve(&runtime, calls.then(Script::say(GOOD)));
            let ran = chat(protocol, &server.url(), 20, 2);
            let log = log_without(&ran, SECRET);
            let turns = turns(&log);
            let waved = turns[0]
                .iter()
                .filter(|event| event["who"] == IRIS && event["gesture"] == "wave")
                .count();
            assert_eq!(waved, 1, "{protocol:?}: {times} calls");
            assert!(said(turns[0]).is_empty(), "{protocol:?}: {}", ran.out);
            check_answer(turns[0], "", "");
            check_answer(turns[1], GOOD, "far");
        }
    }
}
