//! Which mind thinks: from the settings to a chain of backends.

use std::sync::Arc;

use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, Router};
use stoa_model_http::{
    AnthropicBackend, AnthropicConfig, ApiKey, Connection, OllamaBackend, OllamaConfig,
    OpenAiBackend, OpenAiConfig,
};
use stoa_ui::Secret;

use crate::settings::{BackendKind, Settings};

/// The backend that the settings choose. An address that is none shows when it is asked.
pub fn backend(settings: &Settings) -> Arc<dyn Backend> {
    let base_url = settings.address().unwrap_or_default().to_owned();
    let model = (!settings.model.is_empty()).then(|| settings.model.clone());
    let connection = Connection {
        key: settings.key_for(&base_url).map(|key| ApiKey::new(&key.0)),
        base_url,
        ..Connection::default()
    };
    match settings.backend {
        BackendKind::Builtin => Arc::new(BuiltinBackend),
        BackendKind::Ollama => Arc::new(OllamaBackend::new(OllamaConfig::new(connection, model))),
        BackendKind::Openai => Arc::new(OpenAiBackend::new(OpenAiConfig::new(connection, model))),
        BackendKind::Anthropic => Arc::new(AnthropicBackend::new(AnthropicConfig::new(
            connection, model,
        ))),
    }
}

/// Whether both lead to the same minds: then nothing need be asked anew.
pub fn are_same(a: &Settings, b: &Settings) -> bool {
    fn what(s: &Settings) -> (BackendKind, Option<&str>, &str, Option<&Secret>, bool) {
        let key = s.address().and_then(|url| s.key_for(url));
        (s.backend, s.address(), &s.model, key, s.small_talk_by_model)
    }
    what(a) == what(b)
}

/// The chosen backend, and after it the built-in mind, which takes over for a turn that fails.
pub fn router(settings: &Settings) -> Router {
    if settings.backend == BackendKind::Builtin {
        return built_in();
    }
    Router::new(vec![backend(settings), Arc::new(BuiltinBackend)])
}

/// Who answers in talks among inhabitants, where people are answered by `talk`.
pub fn small_talk(settings: &Settings, talk: &Router) -> Router {
    if settings.small_talk_by_model {
        talk.clone()
    } else {
        built_in()
    }
}

/// The built-in mind alone.
pub fn built_in() -> Router {
    Router::new(vec![Arc::new(BuiltinBackend)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minds_would_be_made_anew_for_nothing_or_stay_the_old_ones() {
        let server = Settings {
            backend: BackendKind::Openai,
            url: "http://127.0.0.1:9".to_owned(),
            ..Settings::default()
        };
        let with_key = |url: &str| {
            let mut settings = server.clone();
            settings.keys.enter(url, &Secret("k".to_owned()));
            settings
        };
        let with_model = Settings {
            model: "m".to_owned(),
            ..server.clone()
        };
        let with_small_talk = Settings {
            small_talk_by_model: true,
            ..server.clone()
        };
        let faster = Settings {
            mouse_sensitivity: 2.0,
            ..server.clone()
        };
        for (name, now, same) in [
            ("nothing", server.clone(), true),
            ("the mouse", faster, true),
            ("another's key", with_key("http://127.0.0.1:10"), true),
            ("its key", with_key("http://127.0.0.1:9/v1"), false),
            ("the model", with_model, false),
            ("small talk", with_small_talk, false),
            ("the kind", Settings::default(), false),
        ] {
            assert_eq!(are_same(&server, &now), same, "{name}");
        }
    }
}
