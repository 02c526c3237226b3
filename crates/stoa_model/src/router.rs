//! One answer from a chain of servers: who is asked, who takes over, and what of it counts as heard.

mod route;

use std::sync::Arc;

use futures_util::{StreamExt, future::pending, stream::BoxStream};
use serde::{Deserialize, Serialize};

use self::route::Route;
use crate::{
    Backend, BoxFuture, ChatEvent, ChatRequest, Circuit, Clock, Ear, ModelError, Priority, Server,
    ear::EveryPiece, time::Time,
};

/// One step of an answer that may pass from server to server.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutedEvent {
    /// This server was asked. Events that follow are its own, until [`RoutedEvent::Failed`].
    Started {
        server: String,
    },
    Event(ChatEvent),
    /// This server failed, or may not be asked, or was busy for too long; `next` says how it goes on.
    Failed {
        server: String,
        error: ModelError,
        next: Next,
    },
    /// Nobody in the chain answered.
    GaveUp,
}

/// What follows the failure of a server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The server of this name is next: nothing of the failed answer was heard.
    Server(String),
    /// Nothing: a part of the answer was heard already, and nobody speaks over it. The stream ends.
    Cut,
    /// Nobody is left to ask: [`RoutedEvent::GaveUp`] follows.
    #[default]
    Nobody,
}

/// One routed answer. Dropping it cancels the request beneath, or gives up its place in the queue.
pub type RoutedStream = BoxStream<'static, RoutedEvent>;

/// Makes the request for the server that is about to be asked: each has its own model, tools and room.
pub type MakeRequest = Box<dyn FnMut(&Server) -> ChatRequest + Send>;

/// Asks a chain of servers in order, usually the mind's own, then the default one, then the built-in mind.
///
/// - Once a sentence or a deed of a server was handed out (its [`Ear`] tells), its failure is final: nobody speaks over
///   what was heard. Until then the next one takes over, also from an answer in which nothing can be heard.
/// - A request is dropped when the ear is full, and when the patience for it is over.
/// - A server that is down is passed over, so that it costs one time-out, once, for all routers that ask it: what waits
///   for it or has had nothing from it yet passes on too. After 15 seconds it is tried again, by one request; see
///   [`Server::circuit`].
/// - The last of the chain is always asked, and when the patience is over it is the only one.
/// - A server takes as many requests at once as its [`Limits`](crate::Limits) say; the others wait, persons first, then
///   by age. At the day's limit it is not asked: the next one takes over.
/// - All servers together may send a request again for 30 seconds, from when the first was asked.
///
/// The streams wait by tokio's timer and try servers on its threads: they must be polled on a tokio runtime, unless
/// every backend is inside the program.
#[derive(Clone)]
pub struct Router {
    servers: Arc<[Server]>,
    backends: Arc<[Arc<dyn Backend>]>,
}

impl Router {
    /// A router over `chain`, first choice first, whose servers nobody else knows.
    pub fn new(chain: Vec<Arc<dyn Backend>>) -> Self {
        Self::over(chain.into_iter().map(Server::new).collect())
    }

    /// As [`Router::new`], with the time told by `clock`.
    pub fn with_clock(chain: Vec<Arc<dyn Backend>>, clock: Clock) -> Self {
        let time = Time {
            clock,
            ..Time::default()
        };
        let server = |backend| Server::with_time(backend, time.clone());
        Self::over(chain.into_iter().map(server).collect())
    }

    /// A router over `servers`, first choice first. One that stands there twice is asked once.
    pub fn over(servers: Vec<Server>) -> Self {
        let mut once: Vec<Server> = Vec::new();
        for server in servers {
            let same = |other: &Server| {
                other.is(&server) && Arc::ptr_eq(other.backend(), server.backend())
            };
            if !once.iter().any(same) {
                once.push(server);
            }
        }
        Self {
            backends: once.iter().map(|server| server.backend().clone()).collect(),
            servers: once.into(),
        }
    }

    /// The backends, first choice first.
    pub fn chain(&self) -> &[Arc<dyn Backend>] {
        &self.backends
    }

    /// The servers, first choice first.
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// Servers that are passed over now, by name, each with the error that brought it there.
    pub fn resting(&self) -> Vec<(String, ModelError)> {
        let servers = self.servers.iter();
        servers
            .filter_map(|server| match server.circuit() {
                Circuit::Closed => None,
                Circuit::Open(error) | Circuit::HalfOpen(error) => Some((server.name(), error)),
            })
            .collect()
    }

    /// Begins an answer of which every piece is heard, however long it takes. Nothing is sent before the stream is
    /// first polled.
    pub fn chat(&self, request: ChatRequest) -> RoutedStream {
        self.chat_to(request, Box::new(EveryPiece), Box::pin(pending()))
    }

    /// Begins an answer for `ear`. When `patience` is over, whoever has not ended by then has failed, and the last of
    /// the chain is asked, with all the time it needs. Nothing is sent before the stream is first polled.
    pub fn chat_to(
        &self,
        request: ChatRequest,
        ear: Box<dyn Ear>,
        patience: BoxFuture<()>,
    ) -> RoutedStream {
        let priority = request.priority;
        self.chat_with(priority, Box::new(move |_| request.clone()), ear, patience)
    }

    /// As [`Router::chat_to`], for a request that is made when a server is ready for it: fitting that server, of what is
    /// so by then, and taking no memory in the queue. Its own `priority` and `retry_ms` do not count.
    pub fn chat_with(
        &self,
        priority: Priority,
        make: MakeRequest,
        ear: Box<dyn Ear>,
        patience: BoxFuture<()>,
    ) -> RoutedStream {
        Route::new(self.servers.clone(), priority, make, ear, patience).boxed()
    }
}

#[cfg(test)]
mod tests;
