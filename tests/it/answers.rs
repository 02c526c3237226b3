//! Answers that break off, hold nothing or never end: somebody always answers, and nobody waits for ever.

use stoa_model_http::fake_server::{FakeServer, Script};

use crate::support::{Profile, Ran, SOON, events, of_kind, run, runtime, said_by};

const IRIS: u64 = 1000;

/// One line to Iris, whose mind is a server that does as `script` says.
fn ask(script: Script) -> Ran {
    let runtime = runtime();
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let url = server.url();
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
        "Hello, who are you?",
    ];
    let ran = run(Profile::new().stoa(&args), None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran
}

#[test]
fn an_answer_in_which_nothing_can_be_heard_leaves_silence() {
    for script in [
        Script::say("Well now, let me see what").cut_after(4),
        Script::say("Well now, let me see what").short_after(4),
        Script::say("*smiles warmly*"),
        Script::say("(nods)"),
        Script::say("Visitor: Hello. Iris: Hello."),
    ] {
        let shown = format!("{script:?}");
        let ran = ask(script);
        let log = events(&ran.out);
        let said = said_by(&log, IRIS);
        assert!(said.contains("Iris"), "{shown}: {said}");
        assert!(!said.contains("Well now"), "{shown}: {said}");
        assert_eq!(of_kind(&log, "model_failed").len(), 1, "{shown}");
        let done = of_kind(&log, "model_done");
        assert_eq!(done.len(), 1, "{shown}: {}", ran.out);
        assert_eq!(done[0]["server"], "built-in mind", "{shown}");
        assert!(
            ran.err.contains("The built-in mind answers meanwhile"),
            "{shown}: {}",
            ran.err
        );
    }
}

#[test]
fn a_server_that_rambles_on_holds_the_agent() {
    // After all that it would hang: whoever still listened then would hear it fail.
    let script = Script::say(&"One more word to you. ".repeat(60)).hang_after(250);
    let ran = ask(script);
    let log = events(&ran.out);
    assert!(of_kind(&log, "model_failed").is_empty(), "{}", ran.out);
    assert_eq!(of_kind(&log, "model_done").len(), 1, "{}", ran.out);
    let words = said_by(&log, IRIS).matches("One more word").count();
    assert!((1..=12).contains(&words), "{words} sentences");
}
