use std::time::Instant;

use stoa_model::ErrorKind;
use tokio::net::TcpListener;

use super::*;

/// What an answer of `script` ends with, in every protocol.
async fn check(script: Script, expected: (&str, ErrorKind), remedy: &str) {
    check_with(script, TIMEOUTS, expected, remedy).await;
}

async fn check_with(script: Script, timeouts: Timeouts, expected: (&str, ErrorKind), remedy: &str) {
    for protocol in ALL {
        let server = protocol.serve(script.clone()).await;
        let backend = protocol.backend(&server.url(), timeouts);
        let (text, end) = answer(&*backend, request()).await;
        let error = end.expect_err("the answer fails");
        assert_eq!(
            (text.as_str(), error.kind),
            expected,
            "{protocol:?}: {error}"
        );
        assert!(error.remedy.contains(remedy), "{protocol:?}: {error}");
        assert!(
            error.to_string().contains(&server.url()),
            "the server is named: {error}"
        );
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn every_failure_has_its_true_name() {
    check(
        Script::unauthorized(),
        ("", ErrorKind::BadKey),
        "Check the key",
    )
    .await;
    check(
        Script::unknown_model(),
        ("", ErrorKind::UnknownModel),
        "model",
    )
    .await;
    check(Script::loading(), ("", ErrorKind::Loading), "Wait").await;
    check(Script::html(), ("", ErrorKind::WrongProtocol), "port").await;
    check(Script::wrong_json(), ("", ErrorKind::WrongProtocol), "port").await;
    let page = Script::status(404, "text/html", "<html>no such page sk-very-secret</html>");
    check(page, ("", ErrorKind::WrongProtocol), "port").await;
    let refused = Script::status(403, "text/plain", "sk-very-secret is wrong");
    check(refused, ("", ErrorKind::BadKey), "key").await;
    let say = Script::say("I was just about to");
    check(
        say.clone().cut_after(3),
        ("I was just ", ErrorKind::CutStream),
        "again",
    )
    .await;
    check(
        say.clone().short_after(2),
        ("I was ", ErrorKind::CutStream),
        "again",
    )
    .await;
    check(say.cut_after(0), ("", ErrorKind::CutStream), "again").await;
}

#[tokio::test]
async fn a_silent_server_is_given_up_in_time() {
    let short = Duration::from_millis(60);
    let say = Script::say("Well, let me think");
    let first = Timeouts {
        first_token: short,
        ..TIMEOUTS
    };
    check_with(
        say.clone().hang_after(0),
        first,
        ("", ErrorKind::FirstTokenTimeout),
        "Wait",
    )
    .await;
    let idle = Timeouts {
        idle: short,
        ..TIMEOUTS
    };
    check_with(
        say.hang_after(2),
        idle,
        ("Well, let ", ErrorKind::IdleTimeout),
        "log",
    )
    .await;
}

#[tokio::test]
async fn pings_keep_a_stream_alive_but_are_no_first_token() {
    let ping = || b": ping\n\n".to_vec();
    let token = br#"data: {"choices":[{"delta":{"content":"Hi"}}]}"#.to_vec();
    let body = [
        token,
        b"\n\n".to_vec(),
        ping(),
        ping(),
        ping(),
        b"data: [DONE]\n\n".to_vec(),
    ];
    let pause = Duration::from_millis(60);
    let alive = Script::raw(body).paced(pause);
    let server = Protocol::OpenAi.serve(alive).await;
    let idle = Timeouts {
        idle: pause * 3,
        ..TIMEOUTS
    };
    let backend = Protocol::OpenAi.backend(&server.url(), idle);
    assert_eq!(
        answer(&*backend, request()).await,
        ("Hi".into(), Ok(Finish::Stop))
    );

    let server = Protocol::OpenAi
        .serve(Script::raw(vec![ping(); 1000]).paced(pause))
        .await;
    let first = Timeouts {
        first_token: pause * 3,
        ..TIMEOUTS
    };
    let backend = Protocol::OpenAi.backend(&server.url(), first);
    let kind = answer(&*backend, request())
        .await
        .1
        .map_err(|error| error.kind);
    assert_eq!(kind, Err(ErrorKind::FirstTokenTimeout));
}

#[tokio::test]
async fn a_finished_answer_does_not_wait_for_a_server_that_keeps_the_stream_open() {
    let end = br#"data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}"#;
    let script = Script::raw([end.to_vec(), b"\n\n".to_vec(), Vec::new()]).hang_after(2);
    let server = Protocol::OpenAi.serve(script).await;
    let backend = Protocol::OpenAi.backend(&server.url(), TIMEOUTS);
    let start = Instant::now();
    assert_eq!(
        answer(&*backend, request()).await,
        ("Hi".into(), Ok(Finish::Stop))
    );
    assert!(start.elapsed() < TIMEOUTS.idle / 2);
}

#[tokio::test]
async fn unreachable_addresses_are_told_apart() {
    // A port that nobody listens at: it was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("loopback has a free port");
    let port = listener
        .local_addr()
        .expect("a bound socket has an address")
        .port();
    drop(listener);
    // A label of more than 63 letters cannot be looked up, so that no name server is asked.
    let unknown = format!("http://{}.invalid", "n".repeat(64));
    let closed = format!("http://127.0.0.1:{port}");
    for protocol in ALL {
        for (url, kind) in [
            (closed.as_str(), ErrorKind::Refused),
            ("127.0.0.1:11434", ErrorKind::BadUrl),
            ("gopher://127.0.0.1", ErrorKind::BadUrl),
            (unknown.as_str(), ErrorKind::UnknownHost),
        ] {
            let backend = protocol.backend(url, TIMEOUTS);
            let error = answer(&*backend, request())
                .await
                .1
                .expect_err("nobody is there");
            assert_eq!(error.kind, kind, "{url}: {error}");
            let error = backend.models().await.expect_err("nobody is there");
            assert_eq!(error.kind, kind, "{url}: {error}");
        }
    }
}

#[tokio::test]
async fn an_encrypted_address_of_a_plain_server_is_a_tls_error() {
    let server = Protocol::OpenAi.serve(Script::say("Hi")).await;
    let backend = Protocol::OpenAi.backend(&server.url().replace("http:", "https:"), TIMEOUTS);
    let error = answer(&*backend, request())
        .await
        .1
        .expect_err("no encryption there");
    assert_eq!(error.kind, ErrorKind::Tls, "{error}");
    assert!(error.remedy.contains("http://"), "{error}");
}

#[tokio::test]
async fn a_busy_server_is_asked_again_as_it_wishes() {
    for protocol in ALL {
        let busy = Script::status(429, "application/json", "{}").header("retry-after-ms", "1");
        let script = busy
            .clone()
            .then(Script::server_error().header("retry-after-ms", "1"));
        let server = protocol.serve(script.then(Script::say("Hello."))).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        assert_eq!(
            answer(&*backend, request()).await,
            ("Hello.".into(), Ok(Finish::Stop))
        );
        assert_eq!(server.chats().len(), 3);

        let long = Script::status(429, "application/json", "{}").header("retry-after", "600");
        let server = protocol.serve(long).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request())
            .await
            .1
            .expect_err("the wait is too long");
        assert_eq!(
            (error.kind, error.retry_after_ms),
            (ErrorKind::RateLimited, Some(600_000))
        );
        assert_eq!(server.chats().len(), 1);
    }
}

#[tokio::test]
async fn a_key_is_never_taken_to_another_origin() {
    for protocol in ALL {
        let thief = protocol.serve(Script::say("Give me your key")).await;
        let to = format!("{}/v1/chat/completions", thief.url());
        let script = Script::status(307, "text/plain", "").header("location", &to);
        let server = protocol.serve(script).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request())
            .await
            .1
            .expect_err("redirects are not followed");
        assert_eq!(error.kind, ErrorKind::WrongProtocol);
        assert!(error.cause.contains(&thief.url()), "{error}");
        assert!(thief.requests().is_empty());
    }
}

#[tokio::test]
async fn a_server_without_models_tells_how_to_get_one() {
    for (protocol, remedy) in [
        (Protocol::OpenAi, "Load a model"),
        (Protocol::Ollama, "ollama pull"),
        (Protocol::Anthropic, "Load a model"),
    ] {
        let server = protocol
            .serve(Script::say("Hi").models(["nomic-embed-text"]))
            .await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request())
            .await
            .1
            .expect_err("there is no model");
        assert_eq!(error.kind, ErrorKind::UnknownModel);
        assert!(error.remedy.contains(remedy), "{error}");
    }
}

#[tokio::test]
async fn the_wrong_backend_for_a_server_is_named() {
    let ollama = Protocol::Ollama.serve(Script::say("Hi")).await;
    let openai = Protocol::OpenAi.serve(Script::say("Hi")).await;
    let anthropic = Protocol::Anthropic.serve(Script::say("Hi")).await;
    for (protocol, server) in [
        (Protocol::OpenAi, &ollama),
        (Protocol::Ollama, &openai),
        (Protocol::Anthropic, &ollama),
        (Protocol::Anthropic, &openai),
        (Protocol::Ollama, &anthropic),
        (Protocol::OpenAi, &anthropic),
    ] {
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request())
            .await
            .1
            .expect_err("another protocol");
        assert_eq!(error.kind, ErrorKind::WrongProtocol, "{error}");
    }
}

#[test]
fn no_debug_output_shows_a_secret() {
    let connection = || Connection {
        base_url: "http://user:sk-secret@h/v1?key=sk-secret".into(),
        key: Some(ApiKey::new("sk-secret")),
        headers: vec![("x-key".into(), "sk-secret".into())],
        ..Connection::default()
    };
    let shown = [
        format!("{:?}", OpenAiConfig::new(connection(), None)),
        format!("{:?}", OllamaConfig::new(connection(), None)),
        format!("{:?}", AnthropicConfig::new(connection(), None)),
    ];
    for shown in shown {
        assert!(
            !shown.contains("sk-secret") && shown.contains("x-key"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_key_or_header_that_http_cannot_carry_is_refused_before_it_is_sent() {
    let server = Protocol::OpenAi.serve(Script::say("Hi")).await;
    for (key, header, kind) in [
        ("two\nlines", "plain", ErrorKind::BadKey),
        ("plain-key", "two\nlines", ErrorKind::BadRequest),
    ] {
        let connection = Connection {
            base_url: server.url(),
            key: Some(ApiKey::new(key)),
            headers: vec![("x-extra".into(), header.into())],
            ..Connection::default()
        };
        let backend = OpenAiBackend::new(OpenAiConfig::new(connection, None));
        let error = answer(&backend, request())
            .await
            .1
            .expect_err("it cannot be sent");
        assert_eq!(error.kind, kind, "{error}");
        assert!(!error.to_string().contains("lines"), "{error}");
    }
    assert!(server.requests().is_empty());
}
