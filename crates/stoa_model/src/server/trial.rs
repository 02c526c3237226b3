//! The half-open try: one request finds out whether a server is back.

use std::sync::Arc;

use futures_util::StreamExt;
use tokio::runtime::Handle;

use super::{Server, State, call::Call, troubles};
use crate::{ChatRequest, Message, Priority, Role, Sampling};

/// The right to try a server that rests; given up when dropped.
pub(crate) struct Trial {
    state: Arc<State>,
}

impl Trial {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    /// Tries with a request of its own, for one token, for which nobody waits. Gives the trial back where no tokio
    /// runtime is at hand that would carry it on.
    pub(super) fn on_the_side(
        self,
        server: &Server,
        model: impl FnOnce() -> Option<String>,
    ) -> Result<(), Self> {
        let Ok(runtime) = Handle::try_current() else {
            return Err(self);
        };
        let request = ChatRequest {
            model: model(),
            messages: vec![Message::text(Role::User, "Hello")],
            sampling: Sampling {
                max_tokens: Some(1),
                ..Sampling::default()
            },
            priority: Priority::Background,
            retry_ms: Some(0),
            ..ChatRequest::default()
        };
        runtime.spawn(self.run(server.clone(), request));
        Ok(())
    }

    async fn run(self, server: Server, request: ChatRequest) {
        let asked = server.now();
        let mut call = Call::aside(self.state.clone());
        call.sends(&request);
        let mut stream = server.backend.chat(request);
        let error = match stream.next().await {
            Some(Ok(event)) => return call.hears(&event),
            Some(Err(error)) => error,
            None => troubles::ended_without_done(&server.name()),
        };
        call.failed(&error);
        server.failed(&error, asked);
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.state.breaker.untried();
    }
}
