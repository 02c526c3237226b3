//! What lies at the fake server's other addresses.

use serde_json::{Value, json};

use super::script::{Dialect, Script};

impl Script {
    /// What lies at any other address: status and JSON.
    pub(super) fn page(&self, dialect: Dialect, path: &str) -> (u16, String) {
        let bare = path.split('?').next().unwrap_or_default();
        if let Some((_, status, body)) = self.pages.iter().find(|(known, ..)| known == bare) {
            return (*status, body.clone());
        }
        let path = bare;
        let models = self.models.iter();
        match (dialect, path) {
            (Dialect::Anthropic, "/v1/models") => {
                let models = models.map(|name| {
                    json!({"type": "model", "id": name, "display_name": name, "max_input_tokens": 65_536})
                });
                (
                    200,
                    json!({"data": models.collect::<Value>(), "has_more": false}).to_string(),
                )
            }
            (Dialect::OpenAi, path) if path.ends_with("/models") => {
                let models =
                    models.map(|name| json!({"id": name, "object": "model", "owned_by": "fake"}));
                (
                    200,
                    json!({"object": "list", "data": models.collect::<Value>()}).to_string(),
                )
            }
            (Dialect::OpenAi, "/props") if self.tools.is_some() => {
                let props = json!({
                    "default_generation_settings": {"n_ctx": 8192},
                    "chat_template_caps": {"supports_tools": self.tools},
                });
                (200, props.to_string())
            }
            (Dialect::Ollama, "/") => (200, "Ollama is running".into()),
            (Dialect::Ollama, "/api/tags") => {
                let models =
                    models.map(|name| json!({"name": name, "model": name, "size": 4_000_000}));
                (
                    200,
                    json!({"models": models.collect::<Value>()}).to_string(),
                )
            }
            (Dialect::Ollama, "/api/show") => {
                let mut shown = json!({"model_info": {"fake.context_length": 32_768}});
                if let Some(tools) = self.tools {
                    let list = if tools {
                        json!(["completion", "tools"])
                    } else {
                        json!(["completion"])
                    };
                    shown["capabilities"] = list;
                }
                (200, shown.to_string())
            }
            _ => (
                404,
                json!({"error": {"message": "Not Found", "type": "not_found_error"}}).to_string(),
            ),
        }
    }
}
