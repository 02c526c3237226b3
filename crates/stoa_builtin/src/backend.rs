//! The built-in mind behind the contract that model servers fulfil.

use futures_util::stream::{self, StreamExt};
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatEvent, ChatRequest, ChatStream, Finish, ModelError,
    ModelInfo, Support, Usage,
};

use crate::reply;

/// The model's name in lists.
pub const MODEL: &str = "built-in";

/// The built-in mind: no language model, no network, no weights; the same request gives the same events.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltinBackend;

impl Backend for BuiltinBackend {
    fn name(&self) -> String {
        "built-in mind".to_owned()
    }

    /// Deeds come first, so that a body moves while it speaks; then the words, one event each, without waiting.
    fn chat(&self, request: ChatRequest) -> ChatStream {
        let events = move || {
            let reply = reply(&request.context);
            let text = reply.sentences.join(" ");
            let words = text
                .split_inclusive(' ')
                .map(|word| ChatEvent::Text(word.to_owned()))
                .collect::<Vec<_>>();
            let usage = Usage {
                prompt_tokens: 0,
                completion_tokens: u32::try_from(words.len()).unwrap_or(u32::MAX),
                cached_tokens: None,
            };
            let calls = reply.calls.into_iter().map(ChatEvent::ToolCall);
            calls
                .chain(words)
                .chain([ChatEvent::Usage(usage), ChatEvent::Done(Finish::Stop)])
                .collect::<Vec<_>>()
        };
        // The thinking happens at the first poll, not when the request is made.
        stream::once(async move { stream::iter(events().into_iter().map(Ok)) })
            .flatten()
            .boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        let model = ModelInfo::named(MODEL);
        Box::pin(async move { Ok(vec![model]) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(async {
            Ok(Capabilities {
                tools: Support::Yes,
                ..Capabilities::default()
            })
        })
    }

    fn is_deterministic(&self) -> bool {
        true
    }
}
