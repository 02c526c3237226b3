//! Model servers over HTTP: OpenAI-compatible, Ollama, and discovery on loopback.
