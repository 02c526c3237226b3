//! llama.cpp's own server, with a tiny model.

use futures_util::StreamExt;
use stoa_model::{Backend, ChatEvent, ChatRequest, Message, Role, Sampling, Usage};
use stoa_model_http::{Connection, OpenAiBackend, OpenAiConfig};

use super::{ANSWER, IRIS, Server, Way, chat, check_scene, free_port, python, serve};
use crate::support::{Profile, events, of_kind, runtime, said_by};

/// A server with a model of random weights, or one that answers everything with `sentence`.
fn llama(profile: &Profile, sentence: Option<&str>) -> Option<Server> {
    let python = python("llama", &["PyPI"])?;
    let model = profile.file("tiny.gguf");
    let port = free_port().to_string();
    let mut args = vec![model.to_str().expect("a UTF-8 path"), &port];
    args.extend(sentence);
    Some(serve(&python, "llama", &args))
}

#[test]
fn noise_of_a_real_llama_server_would_not_be_heard() {
    let profile = Profile::new();
    let Some(server) = llama(&profile, None) else {
        return;
    };
    let way = Way {
        backend: "openai",
        url: &server.url,
        key: None,
    };
    let ran = chat(&way, &["Hello"]);
    let log = events(&ran.out);
    assert!(of_kind(&log, "model_failed").is_empty(), "{}", ran.out);
    let done = of_kind(&log, "model_done");
    let done = done.iter().find(|done| done["who"] == IRIS);
    let done = done.expect("an end of the answer");
    assert_ne!(done["server"], "built-in mind");
    assert!(done["tokens"].as_u64() > Some(0), "{done}");
    assert!(!said_by(&log, IRIS).is_empty(), "{}", ran.out);
}

#[test]
fn the_scene_would_depend_on_the_protocol_that_llama_is_asked_in() {
    let profile = Profile::new();
    let Some(server) = llama(&profile, Some(ANSWER)) else {
        return;
    };
    for backend in ["openai", "anthropic"] {
        let way = Way {
            backend,
            url: &server.url,
            key: None,
        };
        check_scene(&way, "tiny.gguf");
    }
}

fn request(messages: &[Message]) -> ChatRequest {
    ChatRequest {
        messages: messages.to_vec(),
        sampling: Sampling {
            max_tokens: Some(32),
            ..Sampling::default()
        },
        ..ChatRequest::default()
    }
}

/// The answer and its tokens.
async fn ask(backend: &dyn Backend, messages: &[Message]) -> (String, Usage) {
    let mut stream = backend.chat(request(messages));
    let (mut said, mut usage) = (String::new(), None);
    while let Some(event) = stream.next().await {
        match event.expect("a real server answers") {
            ChatEvent::Text(text) => said += &text,
            ChatEvent::Usage(now) => usage = Some(now),
            _ => {}
        }
    }
    (said, usage.expect("the server counts"))
}

#[test]
fn a_talk_that_goes_on_would_be_read_from_the_start_or_its_cache_not_be_counted() {
    let profile = Profile::new();
    let Some(server) = llama(&profile, Some(ANSWER)) else {
        return;
    };
    let connection = Connection {
        base_url: server.url.clone(),
        ..Connection::default()
    };
    let backend = OpenAiBackend::new(OpenAiConfig::new(connection, None));
    runtime().block_on(async {
        let rules = "You keep a garden by the sea, and tell of it. ".repeat(20);
        let mut messages = vec![Message::text(Role::System, rules)];
        let mut before = 0;
        for line in super::LINES {
            messages.push(Message::text(Role::User, line));
            let (said, usage) = ask(&backend, &messages).await;
            assert_eq!(said.trim(), ANSWER);
            messages.push(Message::text(Role::Assistant, said));
            // The answer itself, too, lies in the cache when the next line comes.
            let cached = usage.cached_tokens.expect("llama.cpp tells");
            assert!(cached >= before, "{cached} of {before} tokens: {usage:?}");
            before = usage.prompt_tokens;
        }
    });
}
