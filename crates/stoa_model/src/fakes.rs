//! A backend for tests.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt};

use crate::{
    Backend, BoxFuture, Capabilities, ChatEvent, ChatRequest, ChatStream, ErrorKind, Finish,
    ModelError, ModelInfo, Support,
};

/// A backend for tests that answers requests in order as its script says, and remembers what it was asked.
///
/// Clones share the script and the memory. A request beyond the script fails with [`ErrorKind::NoRecording`].
#[derive(Clone)]
pub struct ScriptedBackend {
    name: String,
    capabilities: Capabilities,
    deterministic: bool,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    replies: VecDeque<ScriptedReply>,
    requests: Vec<ChatRequest>,
    cancellations: usize,
}

impl ScriptedBackend {
    /// A backend that gives `replies` in order. It has tools unless [`ScriptedBackend::with_capabilities`] says
    /// otherwise.
    pub fn new(name: impl Into<String>, replies: Vec<ScriptedReply>) -> Self {
        Self {
            name: name.into(),
            capabilities: Capabilities {
                tools: Support::Yes,
                ..Capabilities::default()
            },
            deterministic: !replies.iter().any(|reply| reply.stall),
            shared: Arc::new(Mutex::new(Shared {
                replies: replies.into(),
                ..Default::default()
            })),
        }
    }

    /// Sets what the server says it can do.
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// The requests that were sent, oldest first. A stream that is never polled sends none.
    pub fn requests(&self) -> Vec<ChatRequest> {
        lock(&self.shared).requests.clone()
    }

    /// How many answers were dropped before they ended.
    pub fn cancellations(&self) -> usize {
        lock(&self.shared).cancellations
    }
}

/// One answer of a [`ScriptedBackend`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScriptedReply {
    steps: VecDeque<Result<ChatEvent, ModelError>>,
    stall: bool,
}

impl ScriptedReply {
    /// Says `text` word by word and ends well.
    pub fn text(text: &str) -> Self {
        let words = text
            .split_inclusive(' ')
            .map(|word| ChatEvent::Text(word.into()));
        Self::events(words.chain([ChatEvent::Done(Finish::Stop)]).collect())
    }

    /// Gives these events; the caller includes the end, or leaves it out to play a server that forgets it.
    pub fn events(events: Vec<ChatEvent>) -> Self {
        Self {
            steps: events.into_iter().map(Ok).collect(),
            stall: false,
        }
    }

    /// Fails at once.
    pub fn fail(error: ModelError) -> Self {
        Self::default().then_fail(error)
    }

    /// Gives these events and then neither goes on nor ends.
    pub fn stall_after(events: Vec<ChatEvent>) -> Self {
        Self {
            stall: true,
            ..Self::events(events)
        }
    }

    /// Adds a failure after what was said so far.
    pub fn then_fail(mut self, error: ModelError) -> Self {
        self.steps.push_back(Err(error));
        self
    }
}

impl Backend for ScriptedBackend {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        ScriptedStream {
            name: self.name.clone(),
            shared: self.shared.clone(),
            request: Some(request),
            reply: ScriptedReply::default(),
            open: false,
        }
        .boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        let model = ModelInfo::named(&self.name);
        Box::pin(async move { Ok(vec![model]) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let capabilities = self.capabilities.clone();
        Box::pin(async move { Ok(capabilities) })
    }

    /// False when a reply stalls: waiting for it would never end.
    fn is_deterministic(&self) -> bool {
        self.deterministic
    }
}

struct ScriptedStream {
    name: String,
    shared: Arc<Mutex<Shared>>,
    /// Taken at the first poll: that is when the request counts as sent.
    request: Option<ChatRequest>,
    reply: ScriptedReply,
    /// Sent, and not ended yet.
    open: bool,
}

impl Stream for ScriptedStream {
    type Item = Result<ChatEvent, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let stream = &mut *self;
        if let Some(request) = stream.request.take() {
            let mut shared = lock(&stream.shared);
            shared.requests.push(request);
            stream.open = true;
            stream.reply = shared
                .replies
                .pop_front()
                .unwrap_or_else(|| ScriptedReply::fail(script_is_over(&stream.name)));
        }
        let step = stream.reply.steps.pop_front();
        match &step {
            // No waker: nothing will ever come.
            None if stream.reply.stall => return Poll::Pending,
            None | Some(Err(_) | Ok(ChatEvent::Done(_))) => stream.open = false,
            Some(Ok(_)) => {}
        }
        Poll::Ready(step)
    }
}

impl Drop for ScriptedStream {
    fn drop(&mut self) {
        if self.open {
            lock(&self.shared).cancellations += 1;
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn script_is_over(name: &str) -> ModelError {
    ModelError::new(
        ErrorKind::NoRecording,
        format!("The script of {name} has no more replies"),
        "Add a reply to the script",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn replies_come_in_order_and_then_the_script_is_over() {
        let failure = ModelError::new(ErrorKind::BadKey, "no", "yes");
        let backend = ScriptedBackend::new(
            "fake",
            vec![
                ScriptedReply::text("good day"),
                ScriptedReply::fail(failure.clone()),
            ],
        );
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(
                backend
                    .chat(ChatRequest::default())
                    .collect::<Vec<_>>()
                    .await,
            );
        }
        let said = [
            ChatEvent::Text("good ".into()),
            ChatEvent::Text("day".into()),
            ChatEvent::Done(Finish::Stop),
        ];
        assert_eq!(seen[0], said.map(Ok));
        assert_eq!(seen[1], [Err(failure)]);
        assert_eq!(seen[2], [Err(script_is_over("fake"))]);
        assert_eq!((backend.requests().len(), backend.cancellations()), (3, 0));
    }

    #[tokio::test]
    async fn a_stalled_reply_counts_as_cancelled_when_dropped() {
        let backend = ScriptedBackend::new("fake", vec![ScriptedReply::stall_after(vec![])]);
        let mut stream = backend.chat(ChatRequest::default());
        assert_eq!(futures_util::poll!(stream.next()), Poll::Pending);
        drop(stream);
        assert_eq!(backend.cancellations(), 1);
        assert!(!backend.is_deterministic());
    }
}
