//! Backends against real sockets on loopback.

mod abilities;
mod discovery;
mod encrypted;
mod failures;
mod faults;
mod leaks;
mod proxy;
mod pull;
mod talk;

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use stoa_model::{Backend, ChatEvent, ChatRequest, Finish, Message, ModelError, Role, ToolSpec};
use stoa_model_http::{
    AnthropicBackend, AnthropicConfig, ApiKey, Connection, OllamaBackend, OllamaConfig,
    OpenAiBackend, OpenAiConfig, Timeouts,
    fake_server::{FakeServer, Script},
};

/// The protocols, which must behave alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    OpenAi,
    Ollama,
    Anthropic,
}

const ALL: [Protocol; 3] = [Protocol::OpenAi, Protocol::Ollama, Protocol::Anthropic];

/// Short enough for tests that wait for one of them, long enough for a busy machine not to meet another.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    first_token: Duration::from_secs(20),
    idle: Duration::from_secs(20),
};

impl Protocol {
    async fn serve(self, script: Script) -> FakeServer {
        let server = match self {
            Self::OpenAi => FakeServer::openai(script).await,
            Self::Ollama => FakeServer::ollama(script).await,
            Self::Anthropic => FakeServer::anthropic(script).await,
        };
        server.expect("loopback has a free port")
    }

    fn backend(self, url: &str, timeouts: Timeouts) -> Box<dyn Backend> {
        let connection = Connection {
            base_url: url.to_owned(),
            key: Some(ApiKey::new("sk-very-secret")),
            timeouts,
            ..Connection::default()
        };
        match self {
            Self::OpenAi => Box::new(OpenAiBackend::new(OpenAiConfig::new(connection, None))),
            Self::Ollama => Box::new(OllamaBackend::new(OllamaConfig::new(connection, None))),
            Self::Anthropic => Box::new(AnthropicBackend::new(AnthropicConfig::new(
                connection, None,
            ))),
        }
    }
}

/// An OpenAI-compatible server with nothing set but its address.
fn open_ai(server: &FakeServer) -> OpenAiBackend {
    let connection = Connection {
        base_url: server.url(),
        ..Connection::default()
    };
    OpenAiBackend::new(OpenAiConfig::new(connection, None))
}

fn request() -> ChatRequest {
    ChatRequest {
        messages: vec![Message::text(Role::User, "Good day!")],
        ..ChatRequest::default()
    }
}

fn request_with_tool() -> ChatRequest {
    let tool = ToolSpec {
        name: "sit".into(),
        description: "Sit down".into(),
        parameters: json!({"type": "object", "properties": {"to": {"type": "string"}}}),
    };
    ChatRequest {
        tools: vec![tool],
        ..request()
    }
}

/// Everything that an answer gives.
async fn ask(backend: &dyn Backend, request: ChatRequest) -> Vec<Result<ChatEvent, ModelError>> {
    backend.chat(request).collect().await
}

/// The spoken text and the end of an answer.
async fn answer(
    backend: &dyn Backend,
    request: ChatRequest,
) -> (String, Result<Finish, ModelError>) {
    let mut text = String::new();
    let mut end = None;
    for event in ask(backend, request).await {
        assert!(end.is_none(), "something follows the end: {event:?}");
        match event {
            Ok(ChatEvent::Text(part)) => text += &part,
            Ok(ChatEvent::Done(finish)) => end = Some(Ok(finish)),
            Ok(_) => {}
            Err(error) => end = Some(Err(error)),
        }
    }
    (text, end.expect("an answer has an end"))
}
