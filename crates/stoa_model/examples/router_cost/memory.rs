//! Memory of dialogues that wait.

use std::{future::pending, sync::Arc, time::Duration};

use futures_util::StreamExt;
use serde_json::{Value, json};
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatEvent, ChatRequest, ChatStream, Ear, Finish, Limits,
    Message, ModelError, ModelInfo, Priority, Role, Router, Server, TurnContext,
};
use tokio::runtime::Builder;

const DIALOGUES: usize = 10_000;
/// Characters of a prompt as inhabitants have it.
const PROMPT: usize = 6_000;

/// A server that never begins: everybody waits.
struct Never;

impl Backend for Never {
    fn name(&self) -> String {
        "never".to_owned()
    }

    fn chat(&self, _request: ChatRequest) -> ChatStream {
        futures_util::stream::pending().boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(pending())
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(pending())
    }
}

/// About as big as the ear of a listener who cuts sentences.
struct Listener([u64; 32]);

impl Ear for Listener {
    fn begin(&mut self) {
        self.0 = [0; 32];
    }

    fn hear(&mut self, event: &ChatEvent) -> bool {
        self.0[0] += 1;
        matches!(event, ChatEvent::Done(Finish::Stop))
    }

    fn is_full(&self) -> bool {
        self.0[0] > 999
    }
}

/// Bytes that the dialogues take in the queue: with requests that are made when their turn comes, and with such as are
/// made before, prompt and all. The scene that a request is made from is the asker's own and counts for neither.
pub fn queued(allocated: &dyn Fn() -> usize) -> Result<Value, Box<dyn std::error::Error>> {
    let later = measure(allocated, |context| {
        Box::new(move |_: &Server| request(context.clone()))
    })?;
    let before = measure(allocated, |context| {
        let request = request(context);
        Box::new(move |_: &Server| request.clone())
    })?;
    let mib = |bytes: usize| (bytes as f64 / f64::from(1 << 20) * 10.0).round() / 10.0;
    Ok(json!({
        "dialogues": DIALOGUES,
        "made_at_their_turn_mib": mib(later),
        "made_before_mib": mib(before),
        "prompt_chars": PROMPT,
    }))
}

fn request(context: Arc<TurnContext>) -> ChatRequest {
    ChatRequest {
        messages: vec![
            Message::text(Role::System, "x".repeat(PROMPT * 3 / 4)),
            Message::text(Role::User, "x".repeat(PROMPT / 4)),
        ],
        context,
        ..ChatRequest::default()
    }
}

fn measure(
    allocated: &dyn Fn() -> usize,
    make: impl Fn(Arc<TurnContext>) -> stoa_model::MakeRequest,
) -> Result<usize, Box<dyn std::error::Error>> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let server = Server::new(Arc::new(Never)).limited(Limits {
        at_once: Some(1),
        ..Limits::default()
    });
    let router = Router::over(vec![server.clone()]);
    let contexts: Vec<_> = std::iter::repeat_with(|| Arc::new(TurnContext::default()))
        .take(DIALOGUES + 1)
        .collect();
    let before = allocated();
    for context in &contexts {
        let patience = Box::pin(async { tokio::time::sleep(Duration::from_secs(3600)).await });
        let mut stream = router.chat_with(
            Priority::Background,
            make(context.clone()),
            Box::new(Listener([0; 32])),
            patience,
        );
        runtime.spawn(async move { while stream.next().await.is_some() {} });
    }
    // All but the one that is served wait.
    while server.load().waiting < DIALOGUES {
        std::thread::yield_now();
    }
    let bytes = allocated().saturating_sub(before);
    // Waits until all of them are gone, or what comes next would be measured with them.
    drop(runtime);
    Ok(bytes)
}
