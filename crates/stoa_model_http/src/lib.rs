//! Model servers over HTTP: OpenAI-compatible ones, Ollama's own protocol, Anthropic's, and discovery on loopback.
//!
//! Layers, from the wire upwards; each is a file and the lower ones are pure state machines over bytes:
//!
//! 1. `lines`, [`sse`], [`ndjson`], `body`: bytes to messages, whatever the split of the bytes.
//! 2. [`think`], `repair`, `tool_calls`, `assembly`: parts of messages to [`stoa_model::ChatEvent`]s.
//! 3. `openai`, `ollama`, `anthropic`: what each protocol's messages and requests look like, and its servers' habits.
//! 4. `connection`, `transport`, `fault`, `retry`, `answer`: sockets, time-outs, the true name of each failure.
//!
//! [`AnswerDecoder`] is layers 1 to 3 without a socket, for measuring and fuzzing.
//!
//! A backend does nothing until its stream or future is polled, which must happen on a tokio runtime with I/O and
//! time. Dropping a stream closes its socket.

mod address;
mod answer;
mod anthropic;
mod assembly;
mod body;
mod connection;
mod decoder;
mod discover;
mod embed;
pub mod fake_server;
mod fault;
mod key;
mod kind;
mod lines;
pub mod ndjson;
mod ollama;
mod openai;
mod recognise;
mod repair;
mod retry;
mod schema;
pub mod sse;
mod streamed;
pub mod think;
mod tool_calls;
mod transport;
mod unknown;

pub use anthropic::{AnthropicBackend, AnthropicConfig};
pub use connection::{Connection, sends_key_in_clear};
pub use decoder::AnswerDecoder;
pub use discover::{FoundServer, LOOPBACK_PORTS, discover, discover_on};
pub use key::ApiKey;
pub use kind::ServerKind;
pub use ollama::{LoadedModel, OllamaBackend, OllamaConfig, Pull, PullProgress};
pub use openai::{OpenAiBackend, OpenAiConfig, Speech};
pub use recognise::recognise;
pub use schema::read_form;
pub use transport::Timeouts;
pub use unknown::backend;
