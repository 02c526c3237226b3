//! What a backend is asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ToolCall, TurnContext};

/// Everything a backend needs for one answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The model's name, or `None` for the backend's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The rendered prompt, stable parts first (servers reuse their prefix cache).
    pub messages: Vec<Message>,
    /// Tools in a stable order. Empty when the model has none: the prompt then explains the plain-text fallback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolSpec>,
    #[serde(default)]
    pub sampling: Sampling,
    /// The answer's text must be JSON of this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<OutputFormat>,
    /// Who goes first where a server takes only so many requests at once.
    #[serde(default)]
    pub priority: Priority,
    /// Milliseconds, from the stream's first poll, within which the backend may send the same request again; 0 for
    /// once and no more, `None` for the backend's own measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<u32>,
    /// What the messages were rendered from.
    #[serde(with = "shared")]
    pub context: Arc<TurnContext>,
}

/// Files hold the context itself, not the sharing (serde's own support for `Arc` is a feature of the whole build).
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::TurnContext;

    pub fn serialize<S: Serializer>(
        context: &Arc<TurnContext>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        context.as_ref().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<TurnContext>, D::Error> {
        TurnContext::deserialize(deserializer).map(Arc::new)
    }
}

/// One message of the prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub role: Role,
    pub content: String,
    /// Calls the assistant made in this message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// For [`Role::Tool`]: the call this is the result of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
}

impl Message {
    /// A message of text alone.
    pub fn text(role: Role, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
            tool_calls: Vec::new(),
            tool_call_id: None,
        }
    }
}

/// Who a message is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    System,
    User,
    Assistant,
    Tool,
}

/// A tool the model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    /// JSON Schema of the arguments object.
    pub parameters: serde_json::Value,
}

/// The form of an answer that programs read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputFormat {
    /// Letters, digits and `_`: servers want a name.
    pub name: String,
    /// JSON Schema of the whole answer.
    pub schema: serde_json::Value,
}

/// Who waits for an answer. The lesser goes first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// A person, who stands there.
    #[default]
    Person,
    /// Inhabitants among themselves.
    Background,
}

/// How the answer is sampled. `None` leaves the server's default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sampling {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Sampling {
    /// This, and where it says nothing, `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            temperature: self.temperature.or(other.temperature),
            max_tokens: self.max_tokens.or(other.max_tokens),
            stop: if self.stop.is_empty() {
                other.stop.clone()
            } else {
                self.stop
            },
            seed: self.seed.or(other.seed),
        }
    }
}
