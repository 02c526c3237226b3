use serde_json::Value;
use stoa_model::{Support, ToolCall, Usage};

use super::*;

#[tokio::test]
async fn an_answer_streams_and_the_first_model_is_asked() {
    for protocol in ALL {
        let script = Script::say("Good day to you.")
            .reasoning("a guest")
            .models(["nomic-embed-text", "m"]);
        let server = protocol.serve(script).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let events = ask(&*backend, request()).await;
        let mut expected = vec![ChatEvent::Reasoning("a guest".into())];
        expected.extend(["Good ", "day ", "to ", "you."].map(|word| ChatEvent::Text(word.into())));
        expected.push(ChatEvent::Usage(Usage {
            prompt_tokens: 7,
            completion_tokens: 5,
            cached_tokens: None,
        }));
        expected.push(ChatEvent::Done(Finish::Stop));
        let events = events.into_iter().collect::<Result<Vec<_>, _>>();
        assert_eq!(events, Ok(expected), "{protocol:?}");
        assert_eq!(server.chats()[0]["model"], "m");
        assert!(backend.name().ends_with("(m)"), "{}", backend.name());
        let (header, value) = match protocol {
            Protocol::Anthropic => ("x-api-key", "sk-very-secret"),
            Protocol::OpenAi | Protocol::Ollama => ("authorization", "Bearer sk-very-secret"),
        };
        for request in server.requests() {
            assert_eq!(request.header(header), Some(value), "{protocol:?}");
        }
        ask(&*backend, request()).await;
        assert_eq!(
            server.requests().len(),
            3,
            "the list of models is fetched once"
        );
    }
}

#[tokio::test]
async fn each_word_arrives_when_it_is_said() {
    for protocol in ALL {
        let server = protocol
            .serve(Script::say("Well, let me").hang_after(1))
            .await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let mut stream = backend.chat(request());
        assert_eq!(
            stream.next().await,
            Some(Ok(ChatEvent::Text("Well, ".into())))
        );
    }
}

#[tokio::test]
async fn tools_are_called_in_either_protocol() {
    for protocol in ALL {
        let to = json!({"to": "the bench by Ödön's well"});
        let server = protocol
            .serve(
                Script::say("Gladly.")
                    .call("sit", to.clone())
                    .call("wave", json!({})),
            )
            .await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let events = ask(&*backend, request_with_tool()).await;
        let calls = events.iter().filter_map(|event| match event {
            Ok(ChatEvent::ToolCall(ToolCall {
                name, arguments, ..
            })) => Some((name.clone(), arguments.clone())),
            _ => None,
        });
        assert_eq!(
            calls.collect::<Vec<_>>(),
            [("sit".into(), to), ("wave".into(), json!({}))]
        );
        assert_eq!(events.last(), Some(&Ok(ChatEvent::Done(Finish::ToolCalls))));
        let sent = &server.chats()[0]["tools"][0];
        let sent = sent.get("function").unwrap_or(sent);
        assert_eq!(sent["name"], "sit");
    }
}

#[tokio::test]
async fn a_model_without_tools_says_so_and_answers_without_them() {
    for protocol in ALL {
        let server = protocol.serve(Script::say("Hello.").tools(false)).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        // Anthropic's protocol has no word for a model without them.
        if protocol != Protocol::Anthropic {
            let told = backend.capabilities(None).await.map(|told| told.tools);
            assert_eq!(told, Ok(Support::No), "{protocol:?}");
        }
        let (_, end) = answer(&*backend, request_with_tool()).await;
        let error = end.expect_err("the server refuses tools");
        assert!(error.lacks_tools(), "{error}");
        assert_eq!(
            answer(&*backend, request()).await,
            ("Hello.".into(), Ok(Finish::Stop))
        );
    }
}

#[tokio::test]
async fn capabilities_are_asked_of_the_server() {
    for (protocol, context) in [(Protocol::OpenAi, 8192), (Protocol::Ollama, 32_768)] {
        let server = protocol.serve(Script::say("Hi").tools(true)).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let told = backend.capabilities(None).await;
        let told = told.map(|told| (told.tools, told.structured, told.context_tokens));
        assert_eq!(told, Ok((Support::Yes, Support::Yes, Some(context))));
        let silent = protocol.serve(Script::say("Hi")).await;
        let backend = protocol.backend(&silent.url(), TIMEOUTS);
        let told = backend
            .capabilities(None)
            .await
            .map(|capabilities| capabilities.tools);
        assert_eq!(told, Ok(Support::Unknown), "{protocol:?}");
        let names = backend.models().await.map(|models| models[0].name.clone());
        assert_eq!(names.as_deref(), Ok("fake"));
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_socket() {
    for protocol in ALL {
        for tokens in [0, 1] {
            let server = protocol
                .serve(Script::say("Well, let me think").hang_after(tokens))
                .await;
            let backend = protocol.backend(&server.url(), TIMEOUTS);
            let mut stream = backend.chat(request());
            if tokens == 0 {
                // Poll until the request has arrived; there is no event to wait for.
                while server.chats().is_empty() {
                    let _pending = futures_util::poll!(stream.next());
                    tokio::task::yield_now().await;
                }
            } else {
                stream.next().await;
            }
            drop(stream);
            server.disconnected().await;
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll() {
    for protocol in ALL {
        let server = protocol.serve(Script::say("Hello.")).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let unpolled = backend.chat(request());
        assert_eq!(answer(&*backend, request()).await.0, "Hello.");
        assert_eq!(server.chats().len(), 1);
        drop(unpolled);
    }
}

#[tokio::test]
async fn a_prompt_always_gets_a_context_that_it_fits_in() {
    let server = Protocol::Ollama.serve(Script::say("Hello.")).await;
    let backend = Protocol::Ollama.backend(&server.url(), TIMEOUTS);
    let long = |bytes: usize| ChatRequest {
        messages: vec![Message::text(Role::User, "x".repeat(bytes))],
        ..ChatRequest::default()
    };
    for bytes in [10, 30_000, 10, 600_000] {
        assert_eq!(answer(&*backend, long(bytes)).await.0, "Hello.");
    }
    let sizes = server
        .chats()
        .iter()
        .map(|chat| chat["options"]["num_ctx"].clone())
        .collect::<Vec<_>>();
    // It grows with the prompt, does not shrink (that would load the model anew), and ends at what the model has.
    assert_eq!(sizes, [8192, 12_288, 12_288, 32_768].map(Value::from));
}

#[tokio::test]
async fn what_an_openai_server_refuses_is_left_out_from_then_on() {
    let refusal = |words: &str| {
        Script::status(
            400,
            "application/json",
            json!({"error": {"message": words}}).to_string(),
        )
    };
    let script = refusal("unknown field stream_options")
        .then(refusal("'temperature' is not supported"))
        .then(Script::say("Hello."));
    let server = Protocol::OpenAi.serve(script).await;
    let backend = Protocol::OpenAi.backend(&server.url(), TIMEOUTS);
    let mut request = request();
    request.sampling.temperature = Some(0.5);
    for _ in 0..2 {
        assert_eq!(
            answer(&*backend, request.clone()).await,
            ("Hello.".into(), Ok(Finish::Stop))
        );
    }
    let seen = server
        .chats()
        .iter()
        .map(|chat| {
            (
                chat.get("stream_options").is_some(),
                chat.get("temperature").is_some(),
            )
        })
        .collect::<Vec<_>>();
    assert_eq!(
        seen,
        [(true, true), (false, true), (false, false), (false, false)]
    );
}
