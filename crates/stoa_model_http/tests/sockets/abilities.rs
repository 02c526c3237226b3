//! What servers can do beside talking: embeddings, answers in a form, and what is learned of them once.

use serde_json::Value;
use stoa_model::{ErrorKind, OutputFormat, Priority, Support};
use stoa_model_http::read_form;

use super::*;

fn in_a_form() -> ChatRequest {
    let schema = json!({
        "type": "object",
        "properties": {"go": {"type": "string"}},
        "required": ["go"],
        "additionalProperties": false,
    });
    let format = Some(OutputFormat {
        name: "plan".into(),
        schema,
    });
    ChatRequest {
        format,
        ..request()
    }
}

#[tokio::test]
async fn texts_become_vectors_in_their_order() {
    let openai =
        json!({"data": [{"index": 1, "embedding": [3, 4]}, {"index": 0, "embedding": [1, 2]}]});
    let ollama = json!({"embeddings": [[1, 2], [3, 4]]});
    for (protocol, path, body) in [
        (Protocol::OpenAi, "/v1/embeddings", openai),
        (Protocol::Ollama, "/api/embed", ollama),
    ] {
        let script = Script::say("Hi").models(["m", "nomic-embed-text"]);
        let server = protocol
            .serve(script.page_at(path, 200, body.to_string()))
            .await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let found = backend.embed(None, vec!["a".into(), "b".into()]).await;
        assert_eq!(
            found,
            Ok(vec![vec![1.0, 2.0], vec![3.0, 4.0]]),
            "{protocol:?}"
        );
        let asked = server.requests().pop().expect("a request");
        let asked = serde_json::from_str::<Value>(&asked.body).expect("JSON");
        assert_eq!(asked["model"], "nomic-embed-text");
        assert_eq!(asked["input"], json!(["a", "b"]));
    }
    let server = Protocol::Anthropic.serve(Script::say("Hi")).await;
    let backend = Protocol::Anthropic.backend(&server.url(), TIMEOUTS);
    let error = backend
        .embed(None, vec!["a".into()])
        .await
        .expect_err("there are none");
    assert_eq!(error.kind, ErrorKind::BadRequest);
}

#[tokio::test]
async fn an_answer_in_a_form_is_asked_for_as_the_server_takes_it() {
    let said = Script::say("{\"go\": \"well\"}");
    let called = Script::say("").call("plan", json!({"go": "well"}));
    for (protocol, script) in [
        (Protocol::OpenAi, said.clone()),
        (Protocol::Ollama, said),
        (Protocol::Anthropic, called),
    ] {
        let server = protocol.serve(script).await;
        let backend = protocol.backend(&server.url(), TIMEOUTS);
        let request = in_a_form();
        let (text, end) = answer(&*backend, request.clone()).await;
        assert_eq!(end, Ok(Finish::Stop), "{protocol:?}");
        let read = request.format.map(|format| read_form(&text, &format));
        assert_eq!(read, Some(Ok(json!({"go": "well"}))), "{protocol:?}");
        let sent = &server.chats()[0];
        match protocol {
            Protocol::OpenAi => assert_eq!(sent["response_format"]["type"], "json_schema"),
            Protocol::Ollama => assert_eq!(sent["format"]["required"], json!(["go"])),
            Protocol::Anthropic => assert_eq!(sent["tool_choice"]["name"], "plan"),
        }
    }
}

#[tokio::test]
async fn a_form_that_a_server_refuses_is_tried_again_with_every_request() {
    let refusal = |words: &str| {
        let body = json!({"error": {"message": words}}).to_string();
        Script::status(400, "application/json", body)
    };
    let script = refusal("response_format.type must be text")
        .then(refusal("json mode is not available"))
        .then(Script::say("").call("plan", json!({"go": "well"})));
    let server = Protocol::OpenAi.serve(script).await;
    let backend = Protocol::OpenAi.backend(&server.url(), TIMEOUTS);
    for _ in 0..2 {
        let (text, end) = answer(&*backend, in_a_form()).await;
        assert_eq!(
            (text.as_str(), end),
            ("{\"go\":\"well\"}", Ok(Finish::Stop))
        );
    }
    let chats = server.chats();
    let ways = chats.iter().map(|chat| {
        let kind = chat
            .pointer("/response_format/type")
            .and_then(Value::as_str);
        kind.or_else(|| chat.get("tool_choice").map(|_| "tool"))
    });
    let expected = [
        Some("json_schema"),
        Some("json_object"),
        Some("tool"),
        Some("tool"),
    ];
    assert_eq!(ways.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn tools_are_tried_once_where_the_server_does_not_tell() {
    let call = json!({"choices": [{"message": {"tool_calls": [{"function": {"name": "ready", "arguments": "{}"}}]}}]});
    let talk = json!({"choices": [{"message": {"content": "I am ready!"}}]});
    for (status, body, expected) in [
        (200, call.to_string(), Support::Yes),
        (200, talk.to_string(), Support::No),
        (400, r#"{"error": "what tools?"}"#.to_owned(), Support::No),
    ] {
        let script = Script::say("").trial(status, body);
        let server = Protocol::OpenAi.serve(script).await;
        let backend = open_ai(&server);
        for _ in 0..2 {
            let told = backend.probe(None).await.map(|told| told.tools);
            assert_eq!(told, Ok(expected));
        }
        let told = backend.capabilities(None).await.map(|told| told.tools);
        assert_eq!(told, Ok(expected), "what was found is remembered");
        assert_eq!(server.trials(), 1);
    }
    let script = Script::say("").trial(401, r#"{"error": {"message": "bad key"}}"#);
    let server = Protocol::OpenAi.serve(script).await;
    let backend = open_ai(&server);
    let error = backend.probe(None).await.expect_err("no key");
    assert_eq!(error.kind, ErrorKind::BadKey);
}

#[tokio::test]
async fn llama_cpp_is_known_by_its_header_and_asked_for_progress() {
    let progress = "data: {\"choices\":[{\"delta\":{\"content\":null}}],\"prompt_progress\":{\"total\":40,\"cache\":8,\"processed\":16,\"time_ms\":3}}\n\n";
    let token = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let body = [progress, token].map(|part| part.as_bytes().to_vec());
    let script = Script::raw(body)
        .header("server", "llama.cpp")
        .page_at("/tokenize", 200, r#"{"tokens": [1, 2, 3]}"#)
        .page_at("/apply-template", 200, r#"{"prompt": "<|user|>Hi"}"#)
        .page_at(
            "/slots",
            200,
            r#"[{"id": 0, "is_processing": true}, {"id": 1, "is_processing": false}]"#,
        );
    let server = Protocol::OpenAi.serve(script).await;
    let backend = open_ai(&server);
    for _ in 0..2 {
        let events = ask(&backend, request()).await;
        let told = events.iter().find_map(|event| match event {
            Ok(ChatEvent::Progress(told)) => Some((told.processed, told.total, told.cached)),
            _ => None,
        });
        assert_eq!(told, Some((16, 40, 8)));
    }
    let asked = server.chats().into_iter();
    let asked = asked
        .map(|chat| chat.get("return_progress").is_some())
        .collect::<Vec<_>>();
    assert_eq!(asked, [false, true]);
    assert_eq!(backend.count_tokens("Hi you".into()).await, Ok(Some(3)));
    let prompt = backend.exact_prompt(request()).await;
    assert_eq!(prompt, Ok(Some("<|user|>Hi".into())));
    assert_eq!(backend.slots().await, Ok(Some((1, 2))));
    // Another server, or one whose slots are turned off, does not tell.
    let other = Protocol::OpenAi
        .serve(Script::say("Hi").page_at("/slots", 501, "{}"))
        .await;
    let backend = open_ai(&other);
    assert_eq!(backend.slots().await, Ok(None));
    assert_eq!(backend.count_tokens("Hi".into()).await, Ok(None));
}

#[tokio::test]
async fn vllm_is_told_who_waits() {
    let list = json!({"data": [{"id": "m", "owned_by": "vllm", "max_model_len": 4096}]});
    let script = Script::say("Hi").page_at("/v1/models", 200, list.to_string());
    let server = Protocol::OpenAi.serve(script).await;
    let backend = Protocol::OpenAi.backend(&server.url(), TIMEOUTS);
    for priority in [Priority::Person, Priority::Background] {
        let request = ChatRequest {
            priority,
            ..request()
        };
        ask(&*backend, request).await;
    }
    let sent = server.chats().into_iter();
    let sent = sent
        .map(|chat| chat.get("priority").cloned())
        .collect::<Vec<_>>();
    assert_eq!(sent, [None, Some(json!(1))]);
}

#[tokio::test]
async fn ollama_tells_context_and_abilities_of_each_model() {
    let script = Script::say("Hi").models(["a", "b"]).tools(true);
    let server = Protocol::Ollama.serve(script).await;
    let backend = Protocol::Ollama.backend(&server.url(), TIMEOUTS);
    for _ in 0..2 {
        let models = backend.models().await.expect("a list");
        let seen = models.iter().map(|model| {
            let tools = model.capabilities.as_ref().map(|told| told.tools);
            (
                model.name.as_str(),
                model.size_bytes,
                model.context_tokens,
                tools,
            )
        });
        let yes = Some(Support::Yes);
        let expected = [
            ("a", Some(4_000_000), Some(32_768), yes),
            ("b", Some(4_000_000), Some(32_768), yes),
        ];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }
    let shown = server.requests();
    let shown = shown.iter().filter(|request| request.path == "/api/show");
    assert_eq!(shown.count(), 2, "each is asked for once");
}

#[tokio::test]
async fn speech_is_said_and_understood() {
    let sound = [1_i16, -2, 300, i16::MIN].map(i16::to_le_bytes).concat();
    let script = Script::raw([sound[..3].to_vec(), sound[3..].to_vec()]).page_at(
        "/v1/audio/transcriptions",
        200,
        r#"{"text": " Good day. "}"#,
    );
    let server = Protocol::OpenAi.serve(script).await;
    let backend = open_ai(&server);
    let heard = backend.speech("tts".into(), "ada".into(), "Good day.".into());
    let heard = heard.collect::<Vec<_>>().await.into_iter();
    let heard = heard
        .collect::<Result<Vec<_>, _>>()
        .map(|parts| parts.concat());
    assert_eq!(heard, Ok(vec![1, -2, 300, i16::MIN]));
    assert_eq!(server.chats()[0]["response_format"], "pcm");
    let text = backend.transcribe("whisper".into(), b"RIFF".to_vec()).await;
    assert_eq!(text.as_deref(), Ok("Good day."));
    let sent = server.requests().pop().expect("a request");
    let kind = sent.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    assert!(
        sent.body.contains("name=\"model\"\r\n\r\nwhisper\r\n"),
        "{}",
        sent.body
    );
    let refused = Protocol::OpenAi.serve(Script::unauthorized()).await;
    let backend = open_ai(&refused);
    let end = backend.speech("tts".into(), "ada".into(), "Hi".into());
    let end = end.collect::<Vec<_>>().await;
    let kinds = end
        .iter()
        .map(|item| item.as_ref().map_err(|error| error.kind));
    assert_eq!(kinds.collect::<Vec<_>>(), [Err(ErrorKind::BadKey)]);
}
