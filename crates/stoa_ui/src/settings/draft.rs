use bevy::prelude::*;

use super::{BackendKind, BackendSettings};
use crate::{KeyEntered, Secret, TestServer};

/// The server as it is being typed: nothing of it counts before "Use this server".
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerDraft {
    pub server: BackendSettings,
    pub key: Secret,
    /// What the settings held when this draft was taken from them.
    taken_from: Option<BackendSettings>,
    /// The last test was asked for this server: its models may be offered.
    pub tested: Option<(BackendKind, String)>,
}

impl ServerDraft {
    /// Takes up what is in use, when that has changed since (a click on the card, another flag).
    pub fn follow(&mut self, in_use: &BackendSettings) {
        if self.taken_from.as_ref() != Some(in_use) {
            self.server = in_use.clone();
            self.key = Secret::default();
            self.taken_from = Some(in_use.clone());
        }
    }

    /// Another kind of server has another usual address, other models and another key.
    pub fn choose(&mut self, kind: BackendKind) {
        if kind != self.server.kind {
            self.server = BackendSettings { kind, ..default() };
            self.key = Secret::default();
        }
    }

    /// Takes up a server that was found: another server has other models and another key.
    pub fn fill_in(&mut self, kind: BackendKind, url: &str) {
        self.server = BackendSettings {
            kind,
            url: url.to_owned(),
            ..default()
        };
        self.key = Secret::default();
    }

    /// The address that will be asked.
    pub fn url(&self) -> String {
        match self.server.url.trim() {
            "" => self.server.kind.usual_url().to_owned(),
            url => url.to_owned(),
        }
    }

    pub fn differs(&self, in_use: &BackendSettings) -> bool {
        self.settled() != *in_use || !self.key.0.trim().is_empty()
    }

    /// What is to be kept.
    pub fn settled(&self) -> BackendSettings {
        BackendSettings {
            kind: self.server.kind,
            url: self.server.url.trim().to_owned(),
            model: self.server.model.trim().to_owned(),
        }
    }

    pub fn test(&mut self) -> TestServer {
        self.tested = Some((self.server.kind, self.url()));
        TestServer {
            kind: self.server.kind,
            url: self.url(),
            model: self.server.model.trim().to_owned(),
            key: (!self.key.0.trim().is_empty()).then(|| Secret(self.key.0.trim().to_owned())),
            name: None,
        }
    }

    /// True when the result of the last test is about this server.
    pub fn is_tested(&self) -> bool {
        self.tested == Some((self.server.kind, self.url()))
    }

    /// Hands out a key that was typed, once.
    pub fn take_key(&mut self) -> Option<KeyEntered> {
        let key = std::mem::take(&mut self.key);
        let key = key.0.trim();
        (!key.is_empty()).then(|| KeyEntered {
            kind: self.server.kind,
            url: self.url(),
            key: Secret(key.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ollama() -> BackendSettings {
        BackendSettings {
            kind: BackendKind::Ollama,
            url: String::new(),
            model: "m".into(),
        }
    }

    #[test]
    fn typing_would_be_lost_or_an_outside_change_ignored() {
        let mut draft = ServerDraft::default();
        draft.follow(&ollama());
        draft.server.url = "http://other".into();
        draft.follow(&ollama());
        assert_eq!(draft.server.url, "http://other");
        draft.follow(&BackendSettings::default());
        assert_eq!(draft.server, BackendSettings::default());
    }

    #[test]
    fn a_key_would_go_to_another_server_or_into_a_log() {
        let mut draft = ServerDraft::default();
        draft.follow(&ollama());
        draft.key = Secret(" s3cret ".into());
        assert!(!format!("{draft:?}").contains("s3cret"));
        assert!(!format!("{:?}", draft.test()).contains("s3cret"));
        let entered = draft.take_key().expect("a key was typed");
        assert_eq!(
            (entered.url.as_str(), entered.key.0.as_str()),
            ("http://127.0.0.1:11434", "s3cret")
        );
        assert_eq!(draft.take_key(), None);
        draft.key = Secret("s3cret".into());
        draft.choose(BackendKind::Openai);
        assert_eq!(draft.take_key(), None);
        draft.key = Secret("s3cret".into());
        draft.fill_in(BackendKind::Openai, "http://127.0.0.1:1234");
        assert_eq!(draft.take_key(), None);
        assert_eq!(draft.url(), "http://127.0.0.1:1234");
    }

    #[test]
    fn a_result_would_be_shown_for_another_server() {
        let mut draft = ServerDraft::default();
        draft.follow(&ollama());
        draft.test();
        assert!(draft.is_tested());
        draft.server.url = "http://elsewhere".into();
        assert!(!draft.is_tested());
    }
}
