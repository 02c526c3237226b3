use std::time::Instant;

use stoa_model_http::{ServerKind, discover_on};
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
