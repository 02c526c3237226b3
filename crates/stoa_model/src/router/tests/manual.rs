//! A backend whose answers the test gives when it likes.

use std::sync::{Mutex, PoisonError};

use futures_util::stream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::*;
use crate::{Capabilities, ChatStream, ModelInfo};

type Piece = Result<ChatEvent, ModelError>;

#[derive(Default)]
pub(super) struct Manual {
    asked: Mutex<Vec<Asked>>,
    slots: Option<u32>,
}

/// One request; its stream is open until this is dropped, or the asker goes.
pub(super) struct Asked {
    pub request: ChatRequest,
    answer: UnboundedSender<Piece>,
}

impl Asked {
    pub fn say(&self, event: ChatEvent) {
        assert!(self.answer.send(Ok(event)).is_ok(), "nobody listens");
    }

    pub fn fail(&self, kind: ErrorKind) {
        assert!(self.answer.send(Err(error(kind))).is_ok(), "nobody listens");
    }

    pub fn is_cancelled(&self) -> bool {
        self.answer.is_closed()
    }
}

impl Manual {
    pub fn with_slots(slots: u32) -> Self {
        Self {
            slots: Some(slots),
            ..Self::default()
        }
    }

    /// The requests since the last call, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *asked)
    }
}

impl Backend for Manual {
    fn name(&self) -> String {
        "manual".into()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let (answer, mut pieces) = unbounded_channel();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(Asked { request, answer });
        stream::poll_fn(move |cx| pieces.poll_recv(cx)).boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        let slots = self.slots;
        Box::pin(async move {
            Ok(Capabilities {
                slots,
                ..Capabilities::default()
            })
        })
    }
}

/// Lets everything that is ready run, on a runtime of one thread.
pub(super) async fn settle() {
    for _ in 0..32 {
        tokio::task::yield_now().await;
    }
}
