//! A mind's own server, the default, the built-in mind.

use std::sync::Mutex;

use futures_util::stream;

use super::*;
use crate::{Capabilities, ChatStream, ModelInfo, Server, Support};

/// Fails after so many seconds, and remembers how long it might have tried.
struct Slow {
    name: &'static str,
    takes: u64,
    seconds: Arc<AtomicU64>,
    asked: Mutex<Vec<(Option<String>, Option<u32>)>>,
}

impl Backend for Slow {
    fn name(&self) -> String {
        self.name.into()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let asked = (request.model, request.retry_ms);
        self.asked.lock().expect("no panic").push(asked);
        self.seconds.fetch_add(self.takes, Ordering::Relaxed);
        stream::iter([Err(error(ErrorKind::ServerError))]).boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(async { Ok(Capabilities::default()) })
    }
}

#[tokio::test]
async fn each_server_of_a_chain_retries_for_half_a_minute_of_its_own() {
    for (first, second, left) in [(0, 0, 30_000), (12, 0, 18_000), (12, 17, 1_000), (40, 0, 0)] {
        let (seconds, clock) = clock();
        seconds.store(1_000, Ordering::Relaxed);
        let time = Time {
            clock,
            ..Time::default()
        };
        let slow = |name, takes| {
            Arc::new(Slow {
                name,
                takes,
                seconds: seconds.clone(),
                asked: Mutex::default(),
            })
        };
        let chain = [
            slow("own", first),
            slow("default", second),
            slow("third", 0),
        ];
        let server = |slow: &Arc<Slow>| Server::with_time(slow.clone(), time.clone());
        let last = Server::new(scripted("built-in mind", vec![ScriptedReply::text("hm")]));
        let router = Router::over(chain.iter().map(server).chain([last]).collect());
        let expected = [
            "start own",
            "fail own ServerError",
            "start default",
            "fail default ServerError",
            "start third",
            "fail third ServerError",
            "start built-in mind",
            "text hm",
            "done",
        ];
        assert_eq!(course(&router).await, expected);
        let asked = |slow: &Slow| slow.asked.lock().expect("no panic").clone();
        assert_eq!(asked(&chain[0]), [(None, Some(30_000))]);
        assert_eq!(asked(&chain[2]), [(None, Some(left))], "{first} {second}");
    }
}

#[tokio::test]
async fn the_default_is_asked_for_the_model_of_a_minds_own_server() {
    let failing = || vec![ScriptedReply::fail(error(ErrorKind::Loading))];
    let own = scripted("own", failing());
    let default = scripted("default", vec![ScriptedReply::text("hi")]);
    let unused = scripted("built-in mind", vec![]);
    let chain: [Arc<ScriptedBackend>; 3] = [own.clone(), default.clone(), unused.clone()];
    let router = Router::over(chain.into_iter().map(|b| Server::new(b)).collect());
    let make = Box::new(|server: &Server| ChatRequest {
        model: Some(format!("of {}", server.name())),
        priority: Priority::Person,
        ..ChatRequest::default()
    });
    let stream = router.chat_with(
        Priority::Background,
        make,
        Box::new(EveryPiece),
        Box::pin(pending()),
    );
    in_words(stream).await;
    let asked = |backend: &ScriptedBackend| {
        let requests = backend.requests().into_iter();
        let models = requests.map(|request| {
            assert_eq!(request.priority, Priority::Background);
            request.model.unwrap_or_default()
        });
        models.collect::<Vec<_>>()
    };
    assert_eq!(asked(&own), ["of own"]);
    assert_eq!(asked(&default), ["of default"]);
    assert!(asked(&unused).is_empty());
}

#[tokio::test]
async fn a_server_that_is_a_minds_own_and_the_default_is_asked_twice() {
    let failing = || ScriptedReply::fail(error(ErrorKind::ServerError));
    let server = Server::new(scripted("both", vec![failing(), failing()]));
    let last = Server::new(scripted("built-in mind", vec![ScriptedReply::text("hm")]));
    let router = Router::over(vec![server.clone(), server, last]);
    let expected = [
        "start both",
        "fail both ServerError",
        "start built-in mind",
        "text hm",
        "done",
    ];
    assert_eq!(course(&router).await, expected);
}

#[tokio::test]
async fn when_the_patience_is_over_slow_servers_are_asked_one_after_another() {
    let stalls = || vec![ScriptedReply::stall_after(vec![])];
    let middle = scripted("default", stalls());
    let router = Router::new(vec![
        scripted("own", stalls()),
        middle.clone(),
        scripted("built-in mind", vec![ScriptedReply::text("hm")]),
    ]);
    let stream = router.chat_to(
        ChatRequest::default(),
        Box::new(EveryPiece),
        Box::pin(std::future::ready(())),
    );
    let expected = [
        "start own",
        "fail own TooLong",
        "start built-in mind",
        "text hm",
        "done",
    ];
    assert_eq!(in_words(stream).await, expected);
    assert!(middle.requests().is_empty());
}

#[tokio::test]
async fn a_model_without_tools_is_asked_with_them_for_ever() {
    let told = Capabilities {
        tools: Support::Yes,
        context_tokens: Some(8192),
        ..Capabilities::default()
    };
    let no_tools = ModelError::no_tools("tiny", "no such thing", "ask without");
    let backend = ScriptedBackend::new("tiny", vec![ScriptedReply::fail(no_tools)])
        .with_capabilities(told.clone());
    let server = Server::new(Arc::new(backend));
    assert_eq!(server.known(), Capabilities::default());
    assert_eq!(server.capabilities(None).await, Ok(told.clone()));
    assert_eq!(server.known(), told);
    let other_model = server.by(scripted("large", vec![]));
    assert_eq!(other_model.known(), Capabilities::default());
    course(&Router::over(vec![server.clone()])).await;
    assert_eq!(server.known().tools, Support::No);
    assert_eq!(server.known().context_tokens, Some(8192));
}
