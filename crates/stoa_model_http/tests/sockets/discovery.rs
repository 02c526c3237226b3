use std::time::Instant;

use stoa_model::ErrorKind;
use stoa_model_http::{Connection, ServerKind, discover_on, recognise};
use tokio::net::TcpListener;

use super::*;

#[tokio::test]
async fn servers_are_found_by_what_they_say_and_a_mute_one_costs_no_time() {
    let ollama = Protocol::Ollama
        .serve(Script::say("Hi").models(["llama3.2:3b"]))
        .await;
    let openai = Protocol::OpenAi
        .serve(Script::say("Hi").models(["a", "b"]))
        .await;
    let mute = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("loopback has a free port");
    let mute_port = mute
        .local_addr()
        .expect("a bound socket has an address")
        .port();
    let ports = [
        (mute_port, "mute"),
        (openai.port(), "LM Studio"),
        (ollama.port(), "at this port"),
        (1, "nobody"),
    ];
    // The first search sets up the client.
    discover_on(&[]).await;
    let start = Instant::now();
    let found = discover_on(&ports).await;
    assert!(
        start.elapsed() < Duration::from_millis(1000),
        "{:?}",
        start.elapsed()
    );
    let seen = found
        .iter()
        .map(|server| (server.kind, server.label.as_str(), server.models.len()));
    let expected = [
        (ServerKind::OpenAi, "LM Studio", 2),
        (ServerKind::Ollama, "Ollama", 1),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    assert_eq!(found[1].url, ollama.url());
    assert!(
        ollama
            .requests()
            .iter()
            .chain(&openai.requests())
            .all(|request| request.method == "GET")
    );
}

#[tokio::test]
async fn a_server_is_taken_for_one_of_another_protocol() {
    let wants_key = r#"{"type": "error", "error": {"type": "authentication_error", "message": "x-api-key header is required"}}"#;
    let wants_bearer = r#"{"error": {"message": "You did not provide an API key", "type": "invalid_request_error"}}"#;
    let say = Script::say("Hi");
    let (openai, ollama, anthropic) = (Protocol::OpenAi, Protocol::Ollama, Protocol::Anthropic);
    for (protocol, script, expected) in [
        (openai, say.clone(), Ok(ServerKind::OpenAi)),
        (ollama, say.clone(), Ok(ServerKind::Ollama)),
        (anthropic, say.clone(), Ok(ServerKind::Anthropic)),
        (
            anthropic,
            say.clone().page_at("/v1/models", 401, wants_key),
            Ok(ServerKind::Anthropic),
        ),
        (
            openai,
            say.clone().page_at("/v1/models", 401, wants_bearer),
            Ok(ServerKind::OpenAi),
        ),
        (
            openai,
            say.page_at("/v1/models", 200, r#"{"hello": 1}"#),
            Err(ErrorKind::WrongProtocol),
        ),
    ] {
        let server = protocol.serve(script).await;
        let connection = Connection {
            base_url: server.url(),
            ..Connection::default()
        };
        let found = recognise(&connection).await.map_err(|error| error.kind);
        assert_eq!(found, expected, "{protocol:?}");
        assert!(server.chats().is_empty());
    }
    let nobody = Connection {
        base_url: "http://127.0.0.1:1".into(),
        ..Connection::default()
    };
    let error = recognise(&nobody).await.expect_err("nobody is there");
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(!error.to_string().contains("ollama"), "{error}");
}
