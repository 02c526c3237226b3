//! Model servers over HTTP: OpenAI-compatible ones, Ollama's own protocol, and their discovery on loopback.
//!
//! Layers, from the wire upwards; each is a file and the lower ones are pure state machines over bytes:
//!
//! 1. `lines`, [`sse`], [`ndjson`]: bytes to messages, whatever the split of the bytes.
//! 2. [`think`], `repair`, `tool_calls`, `assembly`: parts of messages to [`stoa_model::ChatEvent`]s.
//! 3. `openai`, `ollama`: what each protocol's messages and requests look like, and its servers' habits.
//! 4. `transport`, `fault`, `retry`, `answer`: sockets, time-outs, the true name of each failure.
//!
//! A backend does nothing until its stream or future is polled, which must happen on a tokio runtime with I/O and
//! time. Dropping a stream closes its socket.

mod address;
mod answer;
mod assembly;
mod discover;
pub mod fake_server;
mod fault;
mod key;
mod lines;
pub mod ndjson;
mod ollama;
mod openai;
mod repair;
mod retry;
pub mod sse;
pub mod think;
mod tool_calls;
mod transport;

pub use discover::{FoundServer, LOOPBACK_PORTS, ServerKind, discover, discover_on};
pub use key::ApiKey;
pub use ollama::{OllamaBackend, OllamaConfig};
pub use openai::{OpenAiBackend, OpenAiConfig};
pub use transport::Timeouts;
