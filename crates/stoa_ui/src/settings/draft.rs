//! A server as it is being typed: nothing of it counts before it is kept.

use super::{
    BackendKind, NamedServer, UiSettings,
    address::{can_be_asked, host, is_same_server, with_scheme},
    servers::tidy_name,
};
use crate::{KeyEntered, Problem, RecogniseServer, Recognised, Secret, TestServer};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerDraft {
    /// Which server is being changed (`""`: the one without a name); `None` is a new one.
    pub of: Option<String>,
    pub name: String,
    /// The name is the person's own: no other is proposed.
    pub own_name: bool,
    pub url: String,
    /// `None` until the server was asked or the person chose.
    pub kind: Option<BackendKind>,
    /// The person chose the protocol: what the server says does not change it.
    pub own_kind: bool,
    pub model: String,
    pub key: Secret,
    /// The key was typed for this address.
    key_for: String,
    /// The address whose protocol came with it and needs no asking.
    known: Option<String>,
    /// The address that was asked last what it speaks.
    asked: Option<String>,
    /// It has not been shown yet.
    fresh: bool,
    /// It is to think for whoever has no server of their own.
    pub by_default: bool,
}

/// What is known of the protocol at the address of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech<'a> {
    /// It was not asked.
    Unasked,
    Asking,
    Speaks(BackendKind),
    Failed(&'a Problem),
}

impl ServerDraft {
    /// A server to be added.
    pub fn new(by_default: bool) -> Self {
        Self {
            by_default,
            fresh: true,
            ..Self::default()
        }
    }

    /// A server to be changed.
    pub fn change(server: &NamedServer) -> Self {
        Self {
            of: Some(server.name.clone()),
            name: server.name.clone(),
            own_name: true,
            url: server.address().to_owned(),
            kind: Some(server.kind),
            known: Some(server.address().to_owned()),
            model: server.model.clone(),
            fresh: true,
            ..Self::default()
        }
    }

    /// Takes up a server that was found: another server has other models and another key.
    pub fn fill_in(&mut self, kind: BackendKind, url: &str, label: &str, settings: &UiSettings) {
        self.url = url.to_owned();
        self.kind = Some(kind);
        self.own_kind = false;
        self.known = Some(self.url.clone());
        self.model.clear();
        self.key = Secret::default();
        self.propose_name(label, settings);
    }

    /// True once: the form is new.
    pub fn take_fresh(&mut self) -> bool {
        std::mem::take(&mut self.fresh)
    }

    /// The address is not the one it was: a key that was typed for another server is dropped.
    pub fn address_changed(&mut self) {
        if !is_same_server(&self.key_for, &self.url) {
            self.key = Secret::default();
        }
    }

    pub fn key_changed(&mut self) {
        self.key_for.clone_from(&self.url);
    }

    /// The address has been typed: what is to be asked there.
    pub fn settle(&mut self, settings: &UiSettings) -> Option<RecogniseServer> {
        self.url = with_scheme(&self.url);
        let told = [&self.known, &self.asked].map(|url| url.as_ref() == Some(&self.url));
        if !can_be_asked(&self.url) || told.contains(&true) {
            return None;
        }
        self.propose_name(&host(&self.url).replace(':', " "), settings);
        if !self.own_kind {
            self.kind = None;
        }
        Some(self.ask())
    }

    /// Asks the server what it speaks.
    pub fn ask(&mut self) -> RecogniseServer {
        self.asked = Some(self.url.clone());
        RecogniseServer {
            url: self.url.clone(),
            key: self.typed_key(),
        }
    }

    pub fn can_be_asked(&self) -> bool {
        can_be_asked(&self.url)
    }

    /// Takes over what the server said.
    pub fn follow(&mut self, recognised: &Recognised) {
        if let Speech::Speaks(kind) = self.speech(recognised)
            && !self.own_kind
        {
            self.kind = Some(kind);
        }
    }

    pub fn speech<'a>(&self, recognised: &'a Recognised) -> Speech<'a> {
        if self.asked.as_ref() != Some(&self.url) {
            return Speech::Unasked;
        }
        match &recognised.0 {
            Some((url, Ok(kind))) if *url == self.url => Speech::Speaks(*kind),
            Some((url, Err(problem))) if *url == self.url => Speech::Failed(problem),
            _ => Speech::Asking,
        }
    }

    fn propose_name(&mut self, wish: &str, settings: &UiSettings) {
        if !self.own_name {
            self.name = settings.free_name(wish, self.of.as_deref());
        }
    }

    /// What is to be kept; `None` while something is missing.
    pub fn settled(&self, settings: &UiSettings) -> Option<NamedServer> {
        let name = tidy_name(&self.name);
        let may_lack_name = self.of.as_deref() == Some("");
        if (name.is_empty() && !may_lack_name) || self.name_is_taken(settings) {
            return None;
        }
        if !self.can_be_asked() {
            return None;
        }
        Some(NamedServer {
            name,
            kind: self.kind?,
            url: self.url.trim().to_owned(),
            model: self.model.trim().to_owned(),
        })
    }

    pub fn name_is_taken(&self, settings: &UiSettings) -> bool {
        settings.is_taken(&tidy_name(&self.name), self.of.as_deref())
    }

    /// `None` while it is not known what to speak.
    pub fn test(&self) -> Option<TestServer> {
        let name = tidy_name(&self.name);
        Some(TestServer {
            kind: self.kind?,
            url: self.url.trim().to_owned(),
            model: self.model.trim().to_owned(),
            key: self.typed_key(),
            name: (!name.is_empty()).then_some(name),
        })
    }

    fn typed_key(&self) -> Option<Secret> {
        let key = self.key.0.trim();
        (!key.is_empty()).then(|| Secret(key.to_owned()))
    }

    /// Hands out a key that was typed, once.
    pub fn take_key(&mut self) -> Option<KeyEntered> {
        let (kind, key) = (self.kind?, self.typed_key()?);
        self.key = Secret::default();
        Some(KeyEntered {
            kind,
            url: self.url.trim().to_owned(),
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(url: &str) -> ServerDraft {
        let mut draft = ServerDraft::new(true);
        draft.url = url.to_owned();
        draft
    }

    fn said(url: &str, result: Result<BackendKind, Problem>) -> Recognised {
        Recognised(Some((url.to_owned(), result)))
    }

    #[test]
    fn a_server_would_be_spoken_to_in_the_tongue_of_another() {
        let settings = UiSettings::default();
        let mut draft = typed("10.0.0.2:11434");
        let asked = draft.settle(&settings).expect("a whole address");
        assert_eq!(asked.url, "http://10.0.0.2:11434");
        assert_eq!(draft.settle(&settings), None, "it was asked already");
        // An answer about another server is none.
        let other = said("http://10.0.0.3:1", Ok(BackendKind::Anthropic));
        draft.follow(&other);
        assert_eq!((draft.kind, draft.speech(&other)), (None, Speech::Asking));
        let answer = said(&asked.url, Ok(BackendKind::Ollama));
        draft.follow(&answer);
        assert_eq!(draft.kind, Some(BackendKind::Ollama));
        // The person knows better, until the end.
        (draft.kind, draft.own_kind) = (Some(BackendKind::Openai), true);
        draft.follow(&answer);
        assert_eq!(draft.kind, Some(BackendKind::Openai));
        // Another address is another server: what the first one spoke says nothing.
        let mut draft = typed("http://h:1");
        draft.settle(&settings);
        draft.follow(&said("http://h:1", Ok(BackendKind::Ollama)));
        draft.url = "http://h:2".into();
        draft.settle(&settings);
        assert_eq!(draft.kind, None);
        assert_eq!(draft.settled(&settings), None);
    }

    #[test]
    fn a_key_would_go_to_another_server_or_into_a_log() {
        let settings = UiSettings::default();
        let mut draft = typed("https://one.example");
        draft.settle(&settings);
        draft.kind = Some(BackendKind::Openai);
        let type_key = |draft: &mut ServerDraft| {
            draft.key = Secret(" s3cret ".into());
            draft.key_changed();
        };
        type_key(&mut draft);
        assert!(!format!("{draft:?} {:?}", draft.test()).contains("s3cret"));
        draft.url = "https://one.example/v1".into();
        draft.address_changed();
        let entered = draft.take_key().expect("a key was typed");
        assert_eq!(
            (entered.url.as_str(), entered.key.0.as_str()),
            ("https://one.example/v1", "s3cret")
        );
        assert_eq!(draft.take_key(), None);
        type_key(&mut draft);
        draft.url = "http://one.example/v1".into();
        draft.address_changed();
        let asked = draft.settle(&settings).expect("another address");
        assert_eq!((asked.key, draft.take_key()), (None, None));
        type_key(&mut draft);
        draft.fill_in(
            BackendKind::Ollama,
            "http://127.0.0.1:1",
            "Ollama",
            &settings,
        );
        assert_eq!(draft.take_key(), None);
        assert_eq!(draft.name, "Ollama");
    }

    #[test]
    fn half_a_server_would_be_kept() {
        let mut settings = UiSettings::default();
        let mut draft = typed("http://h:1");
        assert_eq!(draft.test(), None);
        draft.settle(&settings);
        assert_eq!(
            (draft.name.as_str(), draft.settled(&settings)),
            ("h 1", None)
        );
        draft.kind = Some(BackendKind::Openai);
        let server = draft.settled(&settings).expect("nothing is missing");
        settings.put(None, server.clone());
        assert_eq!(draft.settled(&settings), None, "the name is taken");
        let mut change = ServerDraft::change(&server);
        assert_eq!(change.settled(&settings), Some(server));
        change.name = " ".into();
        assert_eq!(change.settled(&settings), None);
        change.name = "n".into();
        change.url = "http://".into();
        assert_eq!(change.settled(&settings), None);
    }
}
