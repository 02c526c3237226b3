//! Answers without a socket: bytes to events.

use std::sync::Arc;

use stoa_model::{ChatEvent, ModelError};

use crate::{
    ServerKind,
    answer::{Decode, Progress},
    anthropic::AnthropicDecoder,
    fault::Server,
    ollama::OllamaDecoder,
    openai::OpenAiDecoder,
};

/// Reads the body of a chat answer, without a socket: a state machine from bytes to events, the one that the backends
/// use. What comes out does not depend on how the bytes are cut, and what is kept for later is bounded
/// ([`AnswerDecoder::held_bytes`]), whatever comes in.
pub struct AnswerDecoder {
    inner: Box<dyn Decode>,
}

impl AnswerDecoder {
    /// A decoder for one answer of a server of this kind.
    pub fn new(kind: ServerKind) -> Self {
        let server = Arc::new(Server {
            label: "the server".into(),
            url: "the server".into(),
            key: None,
            kind,
        });
        let model = "the model".to_owned();
        let inner: Box<dyn Decode> = match kind {
            ServerKind::Ollama => Box::new(OllamaDecoder::new(server, model, true, 0)),
            ServerKind::OpenAi => Box::new(OpenAiDecoder::new(server, model, true, 0)),
            ServerKind::Anthropic => Box::new(AnthropicDecoder::new(server, model, true, 0)),
        };
        Self { inner }
    }

    /// Takes the next bytes; events go to `out`.
    ///
    /// # Errors
    /// What is wrong with the answer, after the events before it were given out: it ends there.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        self.inner.feed(bytes, out)
    }

    /// The connection was closed: the answer ends here, with [`ChatEvent::Done`] if it was complete.
    ///
    /// # Errors
    /// As [`AnswerDecoder::feed`]; [`stoa_model::ErrorKind::CutStream`] when it was not complete.
    pub fn close(&mut self, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        self.inner.close(out)
    }

    /// [`ChatEvent::Done`] was given out.
    pub fn is_done(&self) -> bool {
        self.inner.progress() == Progress::Done
    }

    /// Bytes that are kept for later.
    pub fn held_bytes(&self) -> usize {
        self.inner.held()
    }
}
