//! The contract between a mind and whatever thinks for it.
//!
//! A [`Backend`] takes a [`ChatRequest`] and answers with a stream of [`ChatEvent`]s. Three obligations hold for every
//! implementation:
//!
//! 1. **Dropping the stream cancels the request** (and closes its socket, where there is one).
//! 2. A stream ends with exactly one [`ChatEvent::Done`] or exactly one `Err`; nothing follows either.
//! 3. An error names its true cause and what a person can do about it ([`ModelError`]).
//!
//! A request carries the rendered messages *and* the typed [`TurnContext`] they were rendered from, so that the
//! built-in mind can use as data what a language model reads as text.
//!
//! A [`Server`] is a backend with what all its askers share: a queue, a circuit breaker, limits and books. [`Servers`]
//! keeps them by name. A [`Router`] asks a chain of them for one answer.

mod backend;
mod context;
mod ear;
mod error;
mod event;
mod fakes;
mod recording;
mod request;
mod router;
mod server;
mod servers;
mod time;

pub use backend::{Backend, BoxFuture, Capabilities, ChatStream, ModelInfo, Support};
pub use context::{
    Acquaintance, Deed, Fact, Line, MemoryView, PersonView, PlaceView, Purpose, SelfView,
    TurnContext,
};
pub use ear::Ear;
pub use error::{ErrorKind, ModelError};
pub use event::{ChatEvent, Finish, PromptProgress, ToolCall, Usage};
pub use fakes::{ScriptedBackend, ScriptedReply};
pub use recording::{RecordedBackend, Recording, fingerprint};
pub use request::{ChatRequest, Message, OutputFormat, Priority, Role, Sampling, ToolSpec};
pub use router::{MakeRequest, Next, RoutedEvent, RoutedStream, Router};
pub use server::{Circuit, Limits, Load, Prices, Server, Spent};
pub use servers::{Servers, Setup};
pub use time::{Calendar, Clock, Time};
