//! Which mind thinks: from the settings to chains of servers.

use std::sync::Arc;

use bevy::prelude::{Deref, DerefMut, Resource};
use stoa_agents::{OwnMind, Routers};
use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, Router, Server, Servers, Setup};
use stoa_model_http::{ApiKey, Connection, ServerKind};
use stoa_ui::Secret;

use crate::settings::{BackendKind, MindEntry, ServerEntry, Settings};

/// The model servers of this run: their health and what they have cost outlive a change of the settings.
#[derive(Resource, Default, Deref, DerefMut)]
pub struct KnownServers(pub Servers);

/// How the server of `entry` is reached; people see it under `name`, where it has one.
pub fn connection(settings: &Settings, name: &str, entry: &ServerEntry) -> Connection {
    let base_url = entry.address().to_owned();
    let headers = entry.headers.iter();
    Connection {
        key: settings.key_for(&base_url).map(|key| ApiKey::new(&key.0)),
        base_url,
        headers: headers.map(|(k, v)| (k.clone(), v.clone())).collect(),
        timeouts: entry.timeouts(),
        label: (!name.is_empty()).then(|| name.to_owned()),
        ca_file: entry.ca_file.clone(),
    }
}

/// The backend that asks the server of `entry`. An address that is none shows when it is asked.
pub fn backend(settings: &Settings, name: &str, entry: &ServerEntry) -> Arc<dyn Backend> {
    let model = (!entry.model.is_empty()).then(|| entry.model.clone());
    stoa_model_http::backend(connection(settings, name, entry), model, kind(entry))
}

/// What the server of `entry` speaks, where it is known.
pub fn kind(entry: &ServerEntry) -> Option<ServerKind> {
    match entry.kind {
        None | Some(BackendKind::Builtin) => None,
        Some(BackendKind::Openai) => Some(ServerKind::OpenAi),
        Some(BackendKind::Ollama) => Some(ServerKind::Ollama),
        Some(BackendKind::Anthropic) => Some(ServerKind::Anthropic),
    }
}

/// A kind as the settings write it.
pub fn kind_word(kind: ServerKind) -> &'static str {
    match kind {
        ServerKind::OpenAi => "openai",
        ServerKind::Ollama => "ollama",
        ServerKind::Anthropic => "anthropic",
    }
}

/// Whether both lead to the same minds: then nothing need be asked anew.
pub fn are_same(a: &Settings, b: &Settings) -> bool {
    type Keyed<'a> = Vec<(&'a str, ServerEntry, Option<&'a Secret>)>;
    fn servers(s: &Settings) -> Keyed<'_> {
        let all = s.all_servers();
        all.map(|(name, entry)| {
            let key = s.key_for(entry.address());
            (name, entry, key)
        })
        .collect()
    }
    a.default_server == b.default_server
        && a.minds == b.minds
        && a.small_talk_by_model == b.small_talk_by_model
        && servers(a) == servers(b)
}

/// Whom the minds ask. Each turn's chain is the mind's own server, the default one, and the built-in mind, which takes
/// over for a turn that fails. `servers` keeps what is known of each from one change of the settings to the next.
pub fn routers(settings: &Settings, servers: &mut Servers) -> Routers {
    let mut names = Vec::new();
    for (name, entry) in settings.all_servers() {
        names.push(name);
        let setup = Setup {
            address: entry.address().to_owned(),
            backend: backend(settings, name, &entry),
            limits: entry.limits.clone(),
            sampling: entry.sampling.clone(),
        };
        servers.put(name, setup);
    }
    servers.keep(&names);
    let built_in = Server::new(Arc::new(BuiltinBackend));
    let default = settings.in_use().map(|(name, _)| name);
    let chain = |own: Option<&str>| servers.chain(own.into_iter().chain(default), built_in.clone());
    let own = |mind: &MindEntry| OwnMind {
        router: chain(Some(mind.server.as_str()).filter(|server| !server.is_empty())),
        sampling: mind.sampling.clone(),
    };
    Routers {
        talk: chain(None),
        small_talk: (!settings.small_talk_by_model).then(|| Router::over(vec![built_in.clone()])),
        own: settings
            .minds
            .iter()
            .map(|(persona, mind)| (persona.clone(), own(mind)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn entry(port: u16) -> ServerEntry {
        ServerEntry {
            kind: Some(BackendKind::Openai),
            url: format!("http://127.0.0.1:{port}"),
            ..ServerEntry::default()
        }
    }

    #[test]
    fn the_minds_would_be_made_anew_for_nothing_or_stay_the_old_ones() {
        let server = Settings {
            backend: BackendKind::Openai,
            url: "http://127.0.0.1:9".to_owned(),
            servers: BTreeMap::from([("home".to_owned(), entry(8))]),
            ..Settings::default()
        };
        let with = |change: &dyn Fn(&mut Settings)| {
            let mut settings = server.clone();
            change(&mut settings);
            settings
        };
        let key =
            |url: &'static str| move |s: &mut Settings| s.keys.enter(url, &Secret("k".to_owned()));
        let iris = ("iris".to_owned(), MindEntry::default());
        for (name, now, same) in [
            ("nothing", server.clone(), true),
            (
                "the mouse",
                with(&|s| s.controls.mouse_sensitivity = 2.0),
                true,
            ),
            ("another's key", with(&key("http://127.0.0.1:10")), true),
            ("its key", with(&key("http://127.0.0.1:9/v1")), false),
            ("a named one's key", with(&key("http://127.0.0.1:8")), false),
            ("the model", with(&|s| s.model = "m".to_owned()), false),
            ("small talk", with(&|s| s.small_talk_by_model = true), false),
            (
                "the kind",
                with(&|s| s.backend = BackendKind::Builtin),
                false,
            ),
            (
                "the default",
                with(&|s| s.default_server = "home".to_owned()),
                false,
            ),
            (
                "a mind",
                with(&|s| s.minds = BTreeMap::from([iris.clone()])),
                false,
            ),
            ("a server", with(&|s| s.servers.clear()), false),
        ] {
            assert_eq!(are_same(&server, &now), same, "{name}");
        }
    }

    #[test]
    fn a_mind_would_think_with_anothers_server_or_with_none() {
        let mut settings = Settings {
            servers: BTreeMap::from([("home".to_owned(), entry(8)), ("work".to_owned(), entry(9))]),
            ..Settings::default()
        };
        let mind = |server: &str| MindEntry {
            server: server.to_owned(),
            ..MindEntry::default()
        };
        for (persona, server) in [("iris", "home"), ("noor", "gone"), ("theo", "")] {
            settings.minds.insert(persona.to_owned(), mind(server));
        }
        let mut servers = Servers::default();
        let names = |router: &Router| -> Vec<String> {
            router.servers().iter().map(Server::name).collect()
        };
        let built_in = "built-in mind";
        for (default, backend, of_all, iris) in [
            (
                "",
                BackendKind::Builtin,
                vec![built_in],
                vec!["home", built_in],
            ),
            (
                "work",
                BackendKind::Builtin,
                vec!["work", built_in],
                vec!["home", "work", built_in],
            ),
            (
                "home",
                BackendKind::Ollama,
                vec!["home", built_in],
                vec!["home", built_in],
            ),
            (
                "gone",
                BackendKind::Ollama,
                vec!["ollama", built_in],
                vec!["home", "ollama", built_in],
            ),
        ] {
            settings.default_server = default.to_owned();
            settings.backend = backend;
            let routers = routers(&settings, &mut servers);
            assert_eq!(names(routers.of("olive", false)), of_all, "{default}");
            assert_eq!(names(routers.of("iris", false)), iris, "{default}");
            assert_eq!(names(routers.of("noor", false)), of_all, "{default}");
            assert_eq!(names(routers.of("theo", false)), of_all, "{default}");
            assert_eq!(names(routers.of("iris", true)), [built_in], "{default}");
        }
    }
}
