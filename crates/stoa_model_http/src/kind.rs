//! Which protocol a server speaks.

/// The protocol to speak with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerKind {
    /// Ollama's own.
    Ollama,
    /// OpenAI's chat completions: llama.cpp, vLLM, LM Studio and most remote services.
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
}

impl ServerKind {
    /// The protocol's name in a sentence.
    pub(crate) fn protocol(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama's protocol",
            Self::OpenAi => "the OpenAI protocol",
            Self::Anthropic => "the Anthropic protocol",
        }
    }

    /// What to do about a server that speaks another protocol.
    pub(crate) fn other(self) -> &'static str {
        match self {
            Self::Ollama => {
                "Check the port, or choose the OpenAI-compatible backend for this server"
            }
            Self::OpenAi => {
                "Check the port and the path (most servers want …/v1), or choose the Ollama backend"
            }
            Self::Anthropic => {
                "Check the port and the path, or choose the OpenAI-compatible backend for this server"
            }
        }
    }
}
