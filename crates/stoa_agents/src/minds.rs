//! Which models the minds ask, and what those can do.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::*;
use stoa_model::{Capabilities, ModelError, Router, Sampling, Server, Support};

/// Whom the minds ask. Each chain ends with the built-in mind.
#[derive(Clone)]
pub struct Routers {
    /// For talks with people: the default server, then the built-in mind.
    pub talk: Router,
    /// For talks among inhabitants; `None` for whoever answers people.
    pub small_talk: Option<Router>,
    /// Minds with a server of their own, by persona.
    pub own: BTreeMap<String, OwnMind>,
}

/// What one mind has for itself.
#[derive(Clone)]
pub struct OwnMind {
    pub router: Router,
    /// How its answers are sampled, before what its server says.
    pub sampling: Sampling,
}

impl Routers {
    /// `talk` for everybody and everything.
    pub fn one(talk: Router) -> Self {
        Self {
            talk,
            small_talk: None,
            own: BTreeMap::new(),
        }
    }

    /// Whom the mind of `persona` asks.
    pub fn of(&self, persona: &str, small_talk: bool) -> &Router {
        if small_talk && let Some(router) = &self.small_talk {
            return router;
        }
        self.own.get(persona).map_or(&self.talk, |own| &own.router)
    }

    /// Whether every answer comes from inside the program.
    pub fn are_inside(&self) -> bool {
        let mut servers = self.servers();
        servers.all(|server| server.backend().is_deterministic())
    }

    fn servers(&self) -> impl Iterator<Item = &Server> {
        let own = self.own.values().map(|own| &own.router);
        let all = own.chain([&self.talk]).chain(&self.small_talk);
        all.flat_map(|router| router.servers())
    }
}

/// The routers in use. Exchange them with [`Minds::choose`] while the world runs.
#[derive(Resource)]
pub struct Minds {
    pub(crate) routers: Routers,
    /// Headless time waits for answers that come from inside the program.
    pub(crate) wait: bool,
    /// Failures that touch everybody and were told: server and cause.
    told: BTreeSet<(String, String)>,
}

impl Minds {
    /// Minds that ask `routers`. With `wait`, time stands still until deterministic backends have answered.
    pub fn new(routers: Routers, wait: bool) -> Self {
        Self {
            routers,
            wait,
            told: BTreeSet::new(),
        }
    }

    /// Uses other routers from now on.
    pub fn choose(&mut self, routers: Routers) {
        self.routers = routers;
        self.told.clear();
    }

    /// The name of the mind that people talk to in `persona`.
    pub fn chosen(&self, persona: &str) -> String {
        let first = self.routers.of(persona, false).servers().first();
        first.map(Server::name).unwrap_or_default()
    }

    /// Whether the mind of `persona` is the built-in one, that is, no language model.
    pub fn is_built_in(&self, persona: &str) -> bool {
        self.routers.of(persona, false).servers().len() == 1
    }

    /// How answers of `persona` are sampled, before what the server says.
    pub(crate) fn sampling(&self, persona: &str) -> Sampling {
        let own = self.routers.own.get(persona);
        own.map(|own| own.sampling.clone()).unwrap_or_default()
    }

    /// The server of this name that the mind of `persona` may have asked.
    pub(crate) fn server(&self, persona: &str, small_talk: bool, name: &str) -> Option<&Server> {
        let mut chain = self.routers.of(persona, small_talk).servers().iter();
        chain.find(|server| is_named(server, name))
    }

    /// Whether the mind of `persona` asks the server of this name first.
    pub fn is_chosen(&self, persona: &str, name: &str) -> bool {
        let first = self.routers.of(persona, false).servers().first();
        first.is_some_and(|server| is_named(server, name))
    }

    /// Whether a failure that is everybody's was not told before.
    pub(crate) fn is_news(&mut self, server: &str, error: &ModelError) -> bool {
        self.told.insert((server.to_owned(), error.cause.clone()))
    }

    /// What `server` answers again: its next failure is news.
    pub(crate) fn is_well(&mut self, server: &str) {
        self.told.retain(|(told, _)| told != server);
    }
}

/// Whether a server went by this name when it was asked: its model may not have been known yet.
fn is_named(server: &Server, name: &str) -> bool {
    let now = server.name();
    let rest = now.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
}

/// Whether tools may be sent with a request.
pub(crate) fn has_tools(known: &Capabilities) -> bool {
    known.tools == Support::Yes
}

/// How long a prompt may be, in characters: three quarters of the context at three characters a token.
pub(crate) fn prompt_chars(known: &Capabilities) -> usize {
    let tokens = known.context_tokens.filter(|tokens| *tokens > 0);
    let tokens = tokens.map_or(4096, |tokens| tokens.clamp(2048, 32_768));
    tokens as usize * 9 / 4
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use stoa_model::ScriptedBackend;

    use super::*;

    fn router(name: &str) -> Router {
        Router::new(vec![Arc::new(ScriptedBackend::new(name, Vec::new()))])
    }

    #[test]
    fn a_mind_would_ask_anothers_server_or_one_that_was_left() {
        let mut minds = Minds::new(Routers::one(router("old")), false);
        let own = OwnMind {
            router: router("own"),
            sampling: Sampling::default(),
        };
        let mut routers = Routers {
            small_talk: Some(router("among themselves")),
            own: BTreeMap::from([("iris".to_owned(), own)]),
            ..Routers::one(router("new"))
        };
        for alone in [true, false] {
            routers.small_talk.take_if(|_| !alone);
            minds.choose(routers.clone());
            let small_talk = |other| if alone { "among themselves" } else { other };
            for (persona, person, among) in [
                ("iris", "own", small_talk("own")),
                ("noor", "new", small_talk("new")),
            ] {
                assert_eq!(minds.chosen(persona), person);
                let router = minds.routers.of(persona, true);
                assert_eq!(router.servers()[0].name(), among, "{persona}");
            }
        }
    }

    #[test]
    fn a_prompt_would_be_longer_than_the_model_reads() {
        for (tokens, chars) in [
            (None, 9216),
            (Some(0), 9216),
            (Some(512), 4608),
            (Some(8192), 18_432),
            (Some(1_000_000), 73_728),
        ] {
            let known = Capabilities {
                context_tokens: tokens,
                ..Capabilities::default()
            };
            assert_eq!(prompt_chars(&known), chars, "{tokens:?}");
        }
    }
}
