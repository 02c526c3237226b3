//! What servers and networks do to a client, each with its true name, one sentence and a remedy, in every protocol.

use std::time::Instant;

use stoa_model::ErrorKind;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use super::*;

/// Expects an answer of `script` to end with this error, whose cause and remedy hold these words.
async fn check(script: Script, kind: ErrorKind, cause: &str, remedy: &str) {
    for protocol in ALL {
        check_one(protocol, script.clone(), TIMEOUTS, kind, cause, remedy).await;
    }
}

async fn check_one(
    protocol: Protocol,
    script: Script,
    timeouts: Timeouts,
    kind: ErrorKind,
    cause: &str,
    remedy: &str,
) {
    let server = protocol.serve(script).await;
    let backend = protocol.backend(&server.url(), timeouts);
    let (_, end) = answer(&*backend, request()).await;
    let error = end.expect_err("the answer fails");
    assert_eq!(error.kind, kind, "{protocol:?}: {error}");
    assert!(error.cause.contains(cause), "{protocol:?}: {error}");
    assert!(error.remedy.contains(remedy), "{protocol:?}: {error}");
    assert!(error.cause.contains(&server.url()), "{protocol:?}: {error}");
    assert!(
        !error.cause.ends_with('.') && !error.cause.contains('\n'),
        "one sentence: {error}"
    );
    // The broken connection is not kept.
    server.closed_down_to(1).await;
}

fn status(status: u16, words: &str) -> Script {
    let body = json!({"error": {"message": words}}).to_string();
    Script::status(status, "application/json", body)
}

#[tokio::test]
async fn a_status_gets_the_wrong_name() {
    use ErrorKind::{BadRequest, ContextTooLong, Loading, RateLimited, ServerError, WrongProtocol};
    let now = |script: Script| script.header("retry-after-ms", "1");
    let long = "the request body is too large";
    check(
        now(status(408, "Request Timeout")),
        ServerError,
        "408",
        "again",
    )
    .await;
    check(status(413, long), BadRequest, "413", "shorter").await;
    check(
        status(413, "maximum context length is 4096 tokens"),
        ContextTooLong,
        "4096",
        "context",
    )
    .await;
    check(
        Script::status(
            413,
            "text/html",
            "<html><h1>413 Request Entity Too Large</h1>",
        ),
        BadRequest,
        "413",
        "shorter",
    )
    .await;
    check(now(status(409, "Conflict")), ServerError, "409", "again").await;
    check(now(status(429, "Too many")), RateLimited, "429", "Wait").await;
    check(
        status(429, "You exceeded your current quota").header("x-should-retry", "false"),
        RateLimited,
        "quota",
        "account",
    )
    .await;
    let bad_gateway = Script::status(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");
    check(now(bad_gateway), ServerError, "502", "gateway").await;
    check(now(status(500, "boom")), ServerError, "boom", "log").await;
    check(status(503, "Loading model"), Loading, "Loading", "Wait").await;
    check(now(status(529, "Overloaded")), ServerError, "529", "Wait").await;
    let absent = Script::status(404, "text/plain", "404 page not found");
    check(absent, WrongProtocol, "404", "Check the port").await;
}

#[tokio::test]
async fn a_server_that_was_down_for_a_moment_is_not_asked_again() {
    for protocol in ALL {
        for code in [408, 409, 500, 502, 529] {
            let script = status(code, "later").header("retry-after-ms", "1");
            let server = protocol.serve(script.then(Script::say("Hello."))).await;
            let backend = protocol.backend(&server.url(), TIMEOUTS);
            let (text, _) = answer(&*backend, request()).await;
            assert_eq!(text, "Hello.", "{protocol:?} {code}");
            // Who asks for one try gets one.
            let script = status(code, "later").header("retry-after-ms", "1");
            let server = protocol.serve(script.then(Script::say("Hello."))).await;
            let backend = protocol.backend(&server.url(), TIMEOUTS);
            let once = ChatRequest {
                retry_ms: Some(0),
                ..request()
            };
            assert!(answer(&*backend, once).await.1.is_err());
            assert_eq!(server.chats().len(), 1, "{protocol:?} {code}");
        }
    }
}

/// Passes everything on to `to` but the first `hangs_up` requests, which it answers by closing the connection. Gives its
/// address.
async fn hanging_up(to: String, hangs_up: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut count = 0;
        while let Ok((mut socket, _)) = listener.accept().await {
            if count < hangs_up {
                count += 1;
                let _read = socket.read(&mut [0; 1024]).await;
                continue;
            }
            let mut server = TcpStream::connect(&to).await.expect("the server");
            tokio::spawn(async move { copy_bidirectional(&mut socket, &mut server).await });
        }
    });
    url
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closes_would_lose_an_answer() {
    for protocol in ALL {
        let server = protocol.serve(Script::say("Good day!")).await;
        let to = server.url();
        let to = to.trim_start_matches("http://");
        let once = protocol.backend(&hanging_up(to.to_owned(), 1).await, TIMEOUTS);
        let (text, end) = answer(&*once, request()).await;
        let asked = (text.as_str(), end.is_ok());
        assert_eq!(asked, ("Good day!", true), "{protocol:?}: {end:?}");
        let twice = protocol.backend(&hanging_up(to.to_owned(), 2).await, TIMEOUTS);
        let (text, end) = answer(&*twice, request()).await;
        let error = end.expect_err("it hangs up for good");
        assert_eq!((text.as_str(), error.kind), ("", ErrorKind::CutStream));
        let cause = error.cause;
        assert!(cause.contains("without an answer"), "{protocol:?}: {cause}");
    }
}

#[tokio::test]
async fn a_silent_or_slow_server_is_named_as_such() {
    let short = Duration::from_millis(80);
    let first = Timeouts {
        first_token: short,
        ..TIMEOUTS
    };
    for protocol in ALL {
        let kind = ErrorKind::FirstTokenTimeout;
        check_one(
            protocol,
            Script::mute(),
            first,
            kind,
            "did not begin",
            "Wait",
        )
        .await;
        let late = Script::say("Hello.").first_after(short * 4);
        check_one(protocol, late.clone(), first, kind, "did not begin", "Wait").await;
        // Within the time for a first token, by default a minute, it is only late.
        let server = protocol.serve(late).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        assert_eq!(answer(&*backend, request()).await.0, "Hello.");
        assert!(Timeouts::default().first_token > Duration::from_secs(30));
    }
}

#[tokio::test]
async fn a_request_that_is_too_large_is_sent_again_or_blamed_on_a_field() {
    for protocol in ALL {
        let script = status(413, "the request body is too large").then(Script::say("Hello."));
        let server = protocol.serve(script).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request()).await.1.expect_err("too large");
        assert_eq!(error.kind, ErrorKind::BadRequest, "{protocol:?}: {error}");
        assert_eq!(server.chats().len(), 1, "{protocol:?}");
        ask(&*backend, request()).await;
        let [first, second] = &server.chats()[..] else {
            panic!("{protocol:?}: two requests were sent");
        };
        assert_eq!(first, second, "{protocol:?}");
    }
}

/// The body of a short answer, as its bytes come one after the other.
fn dripping(protocol: Protocol) -> Vec<Vec<u8>> {
    let body = match protocol {
        Protocol::OpenAi => {
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hü\"}}]}\n\ndata: [DONE]\n\n"
        }
        Protocol::Ollama => {
            "{\"message\":{\"content\":\"Hü\"},\"done\":false}\n{\"done\":true,\"done_reason\":\"stop\"}\n"
        }
        Protocol::Anthropic => {
            "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hü\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n"
        }
    };
    body.bytes().map(|byte| vec![byte]).collect()
}

#[tokio::test]
async fn one_byte_at_a_time_is_an_answer_all_the_same() {
    for protocol in ALL {
        let pause = Duration::from_millis(3);
        let server = protocol
            .serve(Script::raw(dripping(protocol)).paced(pause))
            .await;
        let idle = Timeouts {
            idle: pause * 100,
            ..TIMEOUTS
        };
        let backend = protocol.backend(&server.url(), idle);
        let expected = ("Hü".to_owned(), Ok(Finish::Stop));
        assert_eq!(answer(&*backend, request()).await, expected, "{protocol:?}");
    }
}

#[tokio::test]
async fn an_answer_that_stops_in_mid_word_is_taken_for_a_whole_one() {
    let say = Script::say("I was just about to");
    let cut = ErrorKind::CutStream;
    check(say.clone().reset_after(2), cut, "", "again").await;
    check(say.clone().reset_after(0), cut, "", "again").await;
    for protocol in ALL {
        let body = dripping(protocol).concat();
        let letter = "ü".as_bytes();
        let middle = body.windows(2).position(|pair| pair == letter).unwrap_or(0) + 1;
        let script = Script::raw([body[..middle].to_vec()]);
        check_one(
            protocol,
            script,
            TIMEOUTS,
            cut,
            "before the answer",
            "again",
        )
        .await;
    }
}

#[tokio::test]
async fn garbage_is_named_as_such() {
    let noise = (0..=255_u8).cycle().take(5000).collect::<Vec<_>>();
    let garbage = Script::raw([b"#\xff\xfe ".to_vec(), noise, b"\n\n".to_vec()]);
    for protocol in ALL {
        let server = protocol.serve(garbage.clone()).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request()).await.1.expect_err("garbage");
        let kinds = [ErrorKind::WrongProtocol, ErrorKind::CutStream];
        assert!(kinds.contains(&error.kind), "{protocol:?}: {error}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            let _read = socket.read(&mut asked).await;
            let _sent = socket.write_all(b"SSH-2.0-OpenSSH_9.2p1\r\n").await;
        }
    });
    for protocol in ALL {
        let backend = protocol.backend(&url, TIMEOUTS);
        let error = answer(&*backend, request()).await.1.expect_err("no HTTP");
        assert_eq!(
            error.kind,
            ErrorKind::WrongProtocol,
            "{protocol:?}: {error}"
        );
    }
    server.abort();
}

#[tokio::test]
async fn a_line_of_a_gigabyte_is_read_to_its_end() {
    const PIECE: usize = 64 << 10;
    for protocol in ALL {
        for head in ["data: ", "{\"message\": \""] {
            let mut first = head.as_bytes().to_vec();
            first.resize(PIECE, b'x');
            let server = protocol
                .serve(Script::flood(first, (1 << 30) / PIECE as u64))
                .await;
            let backend = protocol.backend(&server.url(), TIMEOUTS);
            let error = answer(&*backend, request()).await.1.expect_err("too long");
            assert_eq!(
                error.kind,
                ErrorKind::WrongProtocol,
                "{protocol:?}: {error}"
            );
            server.disconnected().await;
            let sent = server.written_bytes();
            assert!(sent < 64 << 20, "{protocol:?}: {sent} bytes were taken");
        }
    }
}

#[tokio::test]
async fn an_answer_of_a_million_tokens_loses_one() {
    let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"a \"}}]}\n\n".repeat(1000);
    let server = Protocol::OpenAi.serve(Script::flood(piece, 1000)).await;
    let backend = Protocol::OpenAi.backend(&server.url(), TIMEOUTS);
    let mut stream = backend.chat(request());
    let mut tokens = 0;
    let end = loop {
        match stream.next().await {
            Some(Ok(ChatEvent::Text(text))) => tokens += text.len() / 2,
            Some(Ok(_)) => {}
            Some(Err(error)) => break error,
            None => panic!("a stream has an end"),
        }
    };
    // Its server never says that it is complete.
    assert_eq!((tokens, end.kind), (1_000_000, ErrorKind::CutStream));
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    // The beginning of a gzip file; what follows could be a thousand times as long when it is unpacked.
    let bomb =
        Script::raw([vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]]).header("content-encoding", "gzip");
    check(
        bomb,
        ErrorKind::WrongProtocol,
        "packed its answer (gzip)",
        "compression",
    )
    .await;
    for protocol in ALL {
        let server = protocol.serve(Script::say("Hi")).await;
        ask(&*protocol.backend(&server.url(), TIMEOUTS), request()).await;
        let asked = server.requests();
        assert!(
            asked
                .iter()
                .all(|it| it.header("accept-encoding").is_none())
        );
    }
}

#[tokio::test]
async fn redirects_in_a_circle_are_followed_without_end() {
    let paths = ["/v1/chat/completions", "/api/chat", "/v1/messages"];
    for (protocol, path) in ALL.into_iter().zip(paths) {
        let script = Script::status(307, "text/plain", "").header("location", path);
        let server = protocol.serve(script).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let error = answer(&*backend, request()).await.1.expect_err("a circle");
        assert_eq!(error.kind, ErrorKind::WrongProtocol);
        assert!(error.cause.contains("circle"), "{error}");
        assert!(server.chats().len() <= 5);
    }
}

#[tokio::test]
async fn an_error_inside_a_good_answer_is_an_answer() {
    let openai = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {\"error\":{\"message\":\"CUDA out of memory\"}}\n\n";
    let ollama =
        "{\"message\":{\"content\":\"Hi\"},\"done\":false}\n{\"error\":\"CUDA out of memory\"}\n";
    let anthropic = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"CUDA out of memory\"}}\n\n";
    for (protocol, body) in ALL.into_iter().zip([openai, ollama, anthropic]) {
        let server = protocol
            .serve(Script::raw([body.as_bytes().to_vec()]))
            .await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let (text, end) = answer(&*backend, request()).await;
        let error = end.expect_err("it broke off");
        assert_eq!((text.as_str(), error.kind), ("Hi", ErrorKind::ServerError));
        assert!(error.cause.contains("out of memory"), "{error}");
        assert!(error.remedy.contains("smaller model"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_without_words_has_its_own_name() {
    let empty = ErrorKind::EmptyAnswer;
    check(Script::say(""), empty, "without a word", "again").await;
    check(
        Script::say("").reasoning("hm"),
        empty,
        "without a word",
        "again",
    )
    .await;
    for protocol in ALL {
        // A call alone is an answer.
        let server = protocol.serve(Script::say("").call("sit", json!({}))).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let (text, end) = answer(&*backend, request_with_tool()).await;
        assert_eq!((text.as_str(), end), ("", Ok(Finish::ToolCalls)));
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_read_is_made() {
    let openai = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"sit\",\"arguments\":\"on the bench\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
    let ollama = "{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"sit\",\"arguments\":[1]}}]},\"done\":false}\n{\"done\":true}\n";
    let anthropic = "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"sit\",\"input\":{}}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"on the bench\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n";
    for (protocol, body) in ALL.into_iter().zip([openai, ollama, anthropic]) {
        let script = Script::raw([body.as_bytes().to_vec()]);
        let kind = ErrorKind::BadToolCall;
        check_one(
            protocol,
            script,
            TIMEOUTS,
            kind,
            "“sit”",
            "better with tools",
        )
        .await;
    }
}

#[tokio::test]
async fn a_cancelled_request_keeps_its_socket() {
    for protocol in ALL {
        for script in [
            Script::mute(),
            Script::say("Well, let me think").hang_after(0),
            Script::say("Well, let me think").hang_after(1),
        ] {
            let server = protocol.serve(script).await;
            let backend = protocol.backend(&server.url(), TIMEOUTS);
            let mut stream = backend.chat(request());
            // Until the request has arrived; the mute server gives no event to wait for.
            while server.chats().is_empty() {
                let wait = Duration::from_millis(5);
                let _nothing_yet = tokio::time::timeout(wait, stream.next()).await;
            }
            let start = Instant::now();
            drop(stream);
            server.disconnected().await;
            let took = start.elapsed();
            assert!(took < Duration::from_millis(100), "{protocol:?}: {took:?}");
        }
    }
}
