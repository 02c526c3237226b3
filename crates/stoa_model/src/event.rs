//! The pieces of an answer.

use serde::{Deserialize, Serialize};

/// One piece of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatEvent {
    /// Visible text, to be spoken.
    Text(String),
    /// The model's reasoning: shown in the inspector only; never spoken, stored or logged.
    Reasoning(String),
    /// A complete call with parsed arguments.
    ToolCall(ToolCall),
    /// How far the server has read the prompt: no word and no sign of an answer.
    Progress(PromptProgress),
    /// Token counts; cumulative, the last one counts.
    Usage(Usage),
    /// The end of the answer.
    Done(Finish),
}

/// A call of one of the request's tools.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The server's id, or one made here where the server sends none.
    pub id: String,
    pub name: String,
    /// The arguments object.
    pub arguments: serde_json::Value,
}

/// Tokens of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// All tokens of the prompt, those from the server's cache included.
    pub prompt_tokens: u32,
    /// All tokens of the answer, reasoning included.
    pub completion_tokens: u32,
    /// Tokens of the prompt that the server took from its cache, where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u32>,
}

/// How far a server has read a prompt, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PromptProgress {
    /// Read by now, from the cache or not.
    pub processed: u32,
    /// In the whole prompt.
    pub total: u32,
    /// Of those, taken from the server's cache.
    pub cached: u32,
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The model had said all it wanted.
    Stop,
    /// The token limit was reached.
    Length,
    /// The model waits for the results of its tool calls.
    ToolCalls,
    /// The server withheld the answer.
    ContentFilter,
}
