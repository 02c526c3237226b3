//! One question and what comes of it, asked by our client or by the raw reader.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow, ensure};
use futures_util::StreamExt;
use stoa_model::{
    Backend, ChatEvent, ChatRequest, Ear, Limits, Message, Priority, RoutedEvent, Router, Server,
};
use stoa_model_http::{Connection, OpenAiBackend, OpenAiConfig};
use tokio::{io::AsyncReadExt, net::TcpListener};

use super::{raw::RawReader, replay::Replay};

/// Nobody waits longer than this for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a reader heard of one answer.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// From the asking to the first token.
    pub first: Duration,
    /// From the asking to the end.
    pub whole: Duration,
    pub tokens: u32,
    /// Every byte of the text came, in its place. The raw reader counts tokens only.
    pub exact: bool,
}

/// A question for both readers.
pub struct Question {
    request: ChatRequest,
    tokens: u32,
    /// The answer's text.
    text: String,
    /// The request as our client sends it.
    bytes: Vec<u8>,
}

impl Question {
    /// Asks for `replay` with this prompt.
    ///
    /// # Errors
    /// When no port on loopback can be had.
    pub async fn new(replay: Replay, messages: Vec<Message>) -> anyhow::Result<Self> {
        let request = ChatRequest {
            model: Some(replay.to_string()),
            messages,
            ..ChatRequest::default()
        };
        Ok(Self {
            bytes: sent(request.clone()).await?,
            tokens: replay.tokens,
            text: replay.text(),
            request,
        })
    }

    /// Tokens of the answer.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// # Errors
    /// When what was heard is not what was sent.
    pub fn check(&self, heard: &Heard) -> anyhow::Result<()> {
        let (came, sent) = (heard.tokens, self.tokens);
        ensure!(
            came == sent && heard.exact,
            "what came is not what was sent: {came} of {sent} tokens"
        );
        Ok(())
    }

    /// Bytes of the request, head and body.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// The bytes that our client sends for `request`.
async fn sent(request: ChatRequest) -> anyhow::Result<Vec<u8>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut answer = backend(listener.local_addr()?.port()).chat(request);
    let taken = async {
        let (mut socket, _) = listener.accept().await?;
        let mut bytes = Vec::new();
        while !super::server::is_whole(&bytes) {
            ensure!(
                socket.read_buf(&mut bytes).await? > 0,
                "our client closed the connection before its request was sent"
            );
        }
        Ok(bytes)
    };
    tokio::select! {
        bytes = taken => bytes,
        event = answer.next() => Err(anyhow!("our client ended before it was answered: {event:?}")),
    }
}

fn backend(port: u16) -> OpenAiBackend {
    let connection = Connection {
        base_url: format!("http://127.0.0.1:{port}"),
        label: Some("replay".to_owned()),
        ..Connection::default()
    };
    OpenAiBackend::new(OpenAiConfig::new(connection, None))
}

/// One of the two that are compared.
#[derive(Clone)]
pub enum Reader {
    Raw(Arc<RawReader>),
    /// The way of every answer in the world: a router, a backend, a socket.
    Stoa(Router),
}

impl Reader {
    pub fn raw(port: u16) -> Self {
        Self::Raw(Arc::new(RawReader::new(port)))
    }

    /// Our client, for a server that takes `at_once` requests.
    pub fn stoa(port: u16, at_once: u32) -> Self {
        let server = Server::new(Arc::new(backend(port))).limited(Limits {
            at_once: Some(at_once),
            ..Limits::default()
        });
        Self::Stoa(Router::over(vec![server]))
    }

    /// Asks and hears the answer to its end.
    ///
    /// # Errors
    /// When the answer fails.
    pub async fn ask(&self, question: &Question) -> anyhow::Result<Heard> {
        match self {
            Self::Raw(reader) => reader.ask(&question.bytes).await,
            Self::Stoa(router) => ask(router, question).await,
        }
    }
}

async fn ask(router: &Router, question: &Question) -> anyhow::Result<Heard> {
    let begun = Instant::now();
    let request = question.request.clone();
    let patience = async { tokio::time::sleep(PATIENCE).await };
    let mut answer = router.chat_with(
        Priority::Person,
        Box::new(move |_| request.clone()),
        Box::new(Listener),
        Box::pin(patience),
    );
    let (mut first, mut text, mut tokens) = (None, String::new(), 0);
    while let Some(event) = answer.next().await {
        match event {
            RoutedEvent::Event(ChatEvent::Text(piece)) => {
                first.get_or_insert_with(|| begun.elapsed());
                text += &piece;
                tokens += 1;
            }
            RoutedEvent::Failed { error, .. } => return Err(anyhow!("{error}")),
            RoutedEvent::GaveUp | RoutedEvent::Started { .. } | RoutedEvent::Event(_) => {}
        }
    }
    let whole = begun.elapsed();
    Ok(Heard {
        first: first.context("an answer without a token")?,
        whole,
        tokens,
        exact: text == question.text,
    })
}

/// Hears everything and keeps nothing.
struct Listener;

impl Ear for Listener {
    fn begin(&mut self) {}

    fn hear(&mut self, event: &ChatEvent) -> bool {
        matches!(event, ChatEvent::Text(_))
    }

    fn is_full(&self) -> bool {
        false
    }
}
