//! What goes wrong, under its own name.

use serde::{Deserialize, Serialize};

/// What went wrong with a request, in a form that both a router and a person can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{cause}. {remedy}")]
pub struct ModelError {
    pub kind: ErrorKind,
    /// What happened, in one sentence without a final full stop, naming the server and its own words.
    pub cause: String,
    /// What a person can do about it, in one sentence.
    pub remedy: String,
    /// How long the server asked us to wait, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

impl ModelError {
    /// An error without a wait.
    pub fn new(kind: ErrorKind, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            kind,
            cause: cause.into(),
            remedy: remedy.into(),
            retry_after_ms: None,
        }
    }

    /// A request with tools was refused because `model` has none; `said` is how the server put it.
    pub fn no_tools(model: &str, said: &str, remedy: &str) -> Self {
        let cause = format!("{model} {NO_TOOLS} ({said})");
        Self::new(ErrorKind::BadRequest, cause, remedy)
    }

    /// True when the request would have been answered without its tools: ask again without them.
    pub fn lacks_tools(&self) -> bool {
        self.kind == ErrorKind::BadRequest && self.cause.contains(NO_TOOLS)
    }
}

/// What the cause of [`ModelError::no_tools`] always says; errors are written to files as text, so that it is found
/// there again.
const NO_TOOLS: &str = "has no tools";

/// The true cause of a failure. A name for one cause is never used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The address is not one (a typing error, a missing scheme).
    BadUrl,
    /// The host's name is not known.
    UnknownHost,
    /// Nothing listens there.
    Refused,
    /// No connection within the connect time-out.
    ConnectTimeout,
    /// The certificate or the encrypted connection was not accepted.
    Tls,
    /// Connected, but no first token in time.
    FirstTokenTimeout,
    /// The stream fell silent in the middle.
    IdleTimeout,
    /// The answer went on, word by word or without a word, for longer than anybody waits for one.
    TooLong,
    /// The connection closed before the answer was complete.
    CutStream,
    /// A server answered, but it does not speak this protocol (wrong path, a web page, another API).
    WrongProtocol,
    /// The key is missing, wrong or not allowed.
    BadKey,
    /// The server does not have this model.
    UnknownModel,
    /// The model is still being loaded.
    Loading,
    /// What the settings allow, or a minute holds, is used up.
    LimitReached,
    /// Others were before this request for longer than anybody waits.
    Busy,
    /// Too many requests, or the quota is used up.
    RateLimited,
    /// The prompt is longer than the model's context.
    ContextTooLong,
    /// The server refused the request as malformed.
    BadRequest,
    /// The server failed.
    ServerError,
    /// The server withheld the answer.
    Refusal,
    /// The answer ended without a tool call or a word that could be said aloud.
    EmptyAnswer,
    /// The model called a tool with arguments that cannot be read.
    BadToolCall,
    /// A recording has no answer for this request.
    NoRecording,
}
