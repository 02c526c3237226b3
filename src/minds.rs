//! Which mind thinks: from the settings to a chain of backends.

use std::sync::Arc;

use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, Router};
use stoa_model_http::{ApiKey, OllamaBackend, OllamaConfig, OpenAiBackend, OpenAiConfig};

use crate::settings::{BackendKind, Settings};

/// Where each kind of server usually listens on one's own machine.
const OLLAMA: &str = "http://127.0.0.1:11434";
const OPENAI: &str = "http://127.0.0.1:8080";

/// The backend that the settings choose. An address that is none shows when it is asked.
pub fn backend(settings: &Settings) -> Arc<dyn Backend> {
    let model = (!settings.model.is_empty()).then(|| settings.model.clone());
    let url = |usual: &str| {
        if settings.url.is_empty() {
            usual.to_owned()
        } else {
            settings.url.clone()
        }
    };
    let key = |url: &str| settings.key_for(url).map(|key| ApiKey::new(&key.0));
    match settings.backend {
        BackendKind::Builtin => Arc::new(BuiltinBackend),
        BackendKind::Ollama => {
            let base_url = url(OLLAMA);
            let key = key(&base_url);
            Arc::new(OllamaBackend::new(OllamaConfig {
                base_url,
                model,
                key,
                ..OllamaConfig::default()
            }))
        }
        BackendKind::Openai => {
            let base_url = url(OPENAI);
            let key = key(&base_url);
            Arc::new(OpenAiBackend::new(OpenAiConfig {
                base_url,
                model,
                key,
                ..OpenAiConfig::default()
            }))
        }
    }
}

/// The chosen backend, and after it the built-in mind, which takes over for a turn that fails.
pub fn router(settings: &Settings) -> Router {
    if settings.backend == BackendKind::Builtin {
        return built_in();
    }
    Router::new(vec![backend(settings), Arc::new(BuiltinBackend)])
}

/// The built-in mind alone.
pub fn built_in() -> Router {
    Router::new(vec![Arc::new(BuiltinBackend)])
}
