//! Which servers there are and who uses them: what the panel changes in the settings.

use super::{BackendKind, BackendSettings, NamedServer, UiSettings};

/// Characters of a server's name.
pub(super) const NAME_CHARS: usize = 40;

/// Who thinks by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Thinker {
    BuiltIn,
    /// A server by its name; `""` is the one without.
    Server(String),
}

impl NamedServer {
    /// Where it is asked.
    pub fn address(&self) -> &str {
        match self.url.as_str() {
            "" => self.kind.usual_url(),
            url => url,
        }
    }
}

impl UiSettings {
    /// Every server of the settings; the one without a name, if there is one, stands first under `""`.
    pub fn all_servers(&self) -> Vec<NamedServer> {
        let backend = &self.backend;
        let unnamed = (backend.kind != BackendKind::Builtin).then(|| NamedServer {
            name: String::new(),
            kind: backend.kind,
            url: backend.url.clone(),
            model: backend.model.clone(),
        });
        unnamed.into_iter().chain(self.servers.clone()).collect()
    }

    pub(super) fn thinks_by_default(&self) -> Thinker {
        if self.has_server(&self.default_server) {
            Thinker::Server(self.default_server.clone())
        } else {
            Thinker::BuiltIn
        }
    }

    pub(super) fn choose_default(&mut self, choice: Thinker) {
        self.default_server = match choice {
            Thinker::Server(name) => name,
            Thinker::BuiltIn => {
                self.name_the_unnamed();
                String::new()
            }
        };
    }

    /// The place of the server without a name is wanted: it gets one, so that it is not lost.
    fn name_the_unnamed(&mut self) {
        let Some(unnamed) = self.all_servers().into_iter().find(|s| s.name.is_empty()) else {
            return;
        };
        let name = self.free_name(crate::text::backend(unnamed.kind), None);
        self.put(Some(""), NamedServer { name, ..unnamed });
    }

    /// True for a server's name; `""` stands for the one without.
    pub(super) fn has_server(&self, name: &str) -> bool {
        match name {
            "" => self.backend.kind != BackendKind::Builtin,
            name => self.servers.iter().any(|server| server.name == name),
        }
    }

    /// Adds `server`, or puts it in the place of the one called `old`; who used that one uses this one.
    pub(super) fn put(&mut self, old: Option<&str>, server: NamedServer) {
        if server.name.is_empty() {
            self.backend = BackendSettings {
                kind: server.kind,
                url: server.url,
                model: server.model,
            };
            return;
        }
        if let Some(old) = old {
            if old.is_empty() {
                self.backend = BackendSettings::default();
            }
            if self.default_server == old {
                self.default_server.clone_from(&server.name);
            }
            for own in self.minds.values_mut().filter(|own| *own == old) {
                own.clone_from(&server.name);
            }
            self.servers.retain(|other| other.name != old);
        }
        self.servers.push(server);
        self.servers.sort_by(|one, other| one.name.cmp(&other.name));
    }

    /// Takes a server out; whoever used it falls back to the default, and the default to the built-in mind.
    pub(super) fn remove_server(&mut self, name: &str) {
        if name.is_empty() {
            self.backend = BackendSettings::default();
            return;
        }
        self.servers.retain(|server| server.name != name);
        self.minds.retain(|_, own| own != name);
        if self.default_server == name {
            self.choose_default(Thinker::BuiltIn);
        }
    }

    /// From now on nobody has a server of their own.
    pub(super) fn use_for_everyone(&mut self, name: &str) {
        self.default_server = name.to_owned();
        self.minds.clear();
    }

    pub(super) fn is_for_everyone(&self, name: &str) -> bool {
        self.default_server == name && self.minds.is_empty()
    }

    /// `wish`, made fit to be a name, and with a number behind it when another server has it; `old` is no other.
    pub(super) fn free_name(&self, wish: &str, old: Option<&str>) -> String {
        let wish = tidy_name(wish);
        let wish = if wish.is_empty() {
            "server".to_owned()
        } else {
            wish
        };
        let numbered = (2..).map(|n| format!("{wish} {n}"));
        let mut names = std::iter::once(wish.clone()).chain(numbered);
        names.find(|name| !self.is_taken(name, old)).unwrap_or(wish)
    }

    /// True when another server than `old` has this name. Names that differ in capitals alone are one name.
    pub(super) fn is_taken(&self, name: &str, old: Option<&str>) -> bool {
        let name = name.to_lowercase();
        let mut others = self.servers.iter().filter(|s| Some(s.name.as_str()) != old);
        others.any(|server| server.name.to_lowercase() == name)
    }
}

/// A name as it is kept.
pub(super) fn tidy_name(name: &str) -> String {
    crate::clean::fit(name.trim(), NAME_CHARS)
        .0
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(name: &str) -> NamedServer {
        NamedServer {
            name: name.into(),
            kind: BackendKind::Ollama,
            ..Default::default()
        }
    }

    fn names(settings: &UiSettings) -> Vec<&str> {
        settings.servers.iter().map(|s| s.name.as_str()).collect()
    }

    fn settings() -> UiSettings {
        let mut settings = UiSettings::default();
        settings.put(None, server("desk"));
        settings.put(None, server("attic"));
        settings.default_server = "desk".into();
        settings.minds.insert("iris".into(), "attic".into());
        settings.minds.insert("milo".into(), "desk".into());
        settings
    }

    #[test]
    fn a_server_with_a_new_name_would_lose_whom_it_thinks_for() {
        let mut settings = settings();
        assert_eq!(names(&settings), ["attic", "desk"]);
        settings.put(Some("desk"), server("a desk"));
        assert_eq!(names(&settings), ["a desk", "attic"]);
        assert_eq!(settings.default_server, "a desk");
        let own: Vec<_> = settings.minds.values().map(String::as_str).collect();
        assert_eq!(own, ["attic", "a desk"]);
    }

    #[test]
    fn a_removed_server_would_go_on_being_asked_for() {
        let mut settings = settings();
        settings.remove_server("desk");
        assert_eq!(names(&settings), ["attic"]);
        assert_eq!(settings.thinks_by_default(), Thinker::BuiltIn);
        assert_eq!(settings.minds.len(), 1);
        settings.use_for_everyone("attic");
        assert!(settings.minds.is_empty());
        settings.remove_server("attic");
        assert_eq!(settings, UiSettings::default());
    }

    #[test]
    fn the_server_without_a_name_would_be_lost_for_the_built_in_mind() {
        let unnamed = BackendSettings {
            kind: BackendKind::Ollama,
            url: "http://10.0.0.2:11434".into(),
            model: "m".into(),
        };
        let mut settings = UiSettings {
            backend: unnamed.clone(),
            ..settings()
        };
        settings.choose_default(Thinker::Server(String::new()));
        assert_eq!(settings.thinks_by_default(), Thinker::Server(String::new()));
        // It is the default no more, and one server is removed: the built-in mind takes over, not the unnamed one.
        settings.choose_default(Thinker::Server("desk".into()));
        settings.remove_server("desk");
        assert_eq!(settings.thinks_by_default(), Thinker::BuiltIn);
        assert_eq!(names(&settings), ["Ollama", "attic"]);
        assert_eq!(settings.servers[0].url, unnamed.url);
        assert_eq!(settings.backend, BackendSettings::default());
    }

    #[test]
    fn two_servers_would_have_one_name() {
        let settings = settings();
        for (wish, old, name) in [
            ("desk", None, "desk 2"),
            ("Desk", None, "Desk 2"),
            ("desk", Some("desk"), "desk"),
            ("attic", Some("desk"), "attic 2"),
            (" new\u{202e}\n", None, "new"),
            ("", None, "server"),
        ] {
            assert_eq!(settings.free_name(wish, old), name, "{wish:?}");
        }
        let long = settings.free_name(&"é".repeat(1000), None);
        assert_eq!(long.chars().count(), NAME_CHARS);
    }
}
