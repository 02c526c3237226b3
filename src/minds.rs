//! Which mind thinks: from the settings to a chain of backends.

use std::sync::Arc;

use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, ModelError, Router};
use stoa_model_http::{OllamaBackend, OllamaConfig, OpenAiBackend, OpenAiConfig};

use crate::settings::{BackendKind, Settings};

/// Where each kind of server usually listens on one's own machine.
const OLLAMA: &str = "http://127.0.0.1:11434";
const OPENAI: &str = "http://127.0.0.1:8080";

/// The backend that the settings choose.
///
/// # Errors
/// When the address is none.
pub fn backend(settings: &Settings) -> Result<Arc<dyn Backend>, ModelError> {
    let model = (!settings.model.is_empty()).then(|| settings.model.clone());
    let url = |usual: &str| if settings.url.is_empty() { usual.to_owned() } else { settings.url.clone() };
    Ok(match settings.backend {
        BackendKind::Builtin => Arc::new(BuiltinBackend::new()),
        BackendKind::Ollama => {
            let config = OllamaConfig { model, key: settings.key.clone(), ..OllamaConfig::new(url(OLLAMA)) };
            Arc::new(OllamaBackend::new(config)?)
        }
        BackendKind::Openai => {
            let config = OpenAiConfig { model, key: settings.key.clone(), ..OpenAiConfig::new(url(OPENAI)) };
            Arc::new(OpenAiBackend::new(config)?)
        }
    })
}

/// The chosen backend, and after it the built-in mind, which takes over for a turn that fails.
///
/// # Errors
/// When the address is none; the built-in mind alone still works.
pub fn router(settings: &Settings) -> Result<Router, ModelError> {
    let chosen = backend(settings)?;
    if settings.backend == BackendKind::Builtin {
        return Ok(Router::new(vec![chosen]));
    }
    Ok(Router::new(vec![chosen, Arc::new(BuiltinBackend::new())]))
}

/// The built-in mind alone.
pub fn built_in() -> Router {
    Router::new(vec![Arc::new(BuiltinBackend::new())])
}
