//! What protocols have in common whose answers are a stream of events, or one object.

use std::sync::Arc;

use serde_json::Value;
use stoa_model::{ChatEvent, ErrorKind, ModelError};

use crate::{
    answer::{Decode, Progress},
    assembly::Assembly,
    body::{Body, Rest},
    fault::Server,
};

/// An answer as far as it was read.
pub(crate) struct Reading {
    pub server: Arc<Server>,
    pub assembly: Assembly,
    model: String,
    tools: bool,
    body: Body,
    done: bool,
}

impl Reading {
    /// `turn` is the number of messages in the request: it makes the ids of calls differ within a conversation.
    pub fn new(server: Arc<Server>, model: String, tools: bool, turn: usize) -> Self {
        Self {
            server,
            assembly: Assembly::new(format!("call_{turn}_")),
            model,
            tools,
            body: Body::default(),
            done: false,
        }
    }

    pub fn end(&mut self, explicit: bool, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        if self.done {
            return Ok(());
        }
        self.done = true;
        self.assembly.end(explicit, &self.server.at(), out)
    }

    /// The error that a server sent instead of going on.
    pub fn broke_off(&self, error: &Value) -> ModelError {
        self.server.in_stream(error, Some(&self.model), self.tools)
    }
}

/// What each of them says in its own way.
pub(crate) trait Streamed: Send {
    fn reading(&self) -> &Reading;
    fn reading_mut(&mut self) -> &mut Reading;

    /// Takes one event; its data are neither empty nor after the end.
    fn data(&mut self, name: &str, data: &str, out: &mut Vec<ChatEvent>) -> Result<(), ModelError>;

    /// Takes an answer that came in one piece.
    fn whole(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError>;

    /// An event, unless there is nothing in it or the answer is over.
    fn event(
        &mut self,
        name: &str,
        data: &str,
        out: &mut Vec<ChatEvent>,
    ) -> Result<(), ModelError> {
        let data = data.trim();
        if self.reading().done || data.is_empty() {
            return Ok(());
        }
        self.data(name, data, out)
    }
}

impl<S: Streamed> Decode for S {
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let mut events = Vec::new();
        let fed = self.reading_mut().body.feed(bytes, &mut events);
        for event in events {
            self.event(&event.name, &event.data, out)?;
        }
        fed.map_err(|what| self.reading().server.not_the_protocol(&what))
    }

    fn close(&mut self, out: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        match self.reading_mut().body.finish() {
            Rest::Whole(body) => return self.whole(&body, out),
            Rest::Events(events) => {
                for event in events {
                    match self.event(&event.name, &event.data, out) {
                        // The close cut this event short: that is the failure, not its form.
                        Err(error) if error.kind == ErrorKind::WrongProtocol => {}
                        other => other?,
                    }
                }
            }
        }
        self.reading_mut().end(false, out)
    }

    fn held(&self) -> usize {
        self.reading().body.held() + self.reading().assembly.held()
    }

    fn progress(&self) -> Progress {
        let reading = self.reading();
        match () {
            () if reading.done => Progress::Done,
            () if reading.assembly.is_finished() => Progress::Finishing,
            () if reading.assembly.begun => Progress::Talking,
            () => Progress::Waiting,
        }
    }
}
