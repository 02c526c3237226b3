//! Which models the minds ask, and what those can do.

use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicU32, Ordering},
};

use bevy_ecs::prelude::*;
use stoa_model::{Capabilities, Router, Support};

use crate::bridge::MindBridge;

/// The routers in use. Exchange it with [`Minds::choose`] while the world runs.
#[derive(Resource, Clone)]
pub struct Minds {
    /// For talks with people: the chosen server, then the built-in mind.
    pub(crate) talk: Router,
    /// For talks among inhabitants.
    pub(crate) small_talk: Router,
    /// Headless time waits for answers that come from inside the program.
    pub(crate) wait: bool,
    known: Arc<Known>,
}

/// What the chosen server tells of itself; filled in when it has answered.
#[derive(Default)]
struct Known {
    /// 0 unknown, 1 yes, 2 no.
    tools: AtomicU8,
    context_tokens: AtomicU32,
}

impl Minds {
    /// Minds that ask `talk` for people and `small_talk` for each other. With `wait`, time stands still until
    /// deterministic backends have answered.
    pub fn new(talk: Router, small_talk: Router, wait: bool) -> Self {
        Self {
            talk,
            small_talk,
            wait,
            known: Arc::default(),
        }
    }

    /// Uses other routers from now on, as [`Minds::new`] has them, and asks the server of `talk` what it can do.
    pub fn choose(&mut self, talk: Router, small_talk: Router, bridge: &MindBridge) {
        self.talk = talk;
        self.small_talk = small_talk;
        self.ask_capabilities(bridge);
    }

    /// The name of the mind that people talk to.
    pub fn chosen(&self) -> String {
        self.talk
            .chain()
            .first()
            .map(|backend| backend.name())
            .unwrap_or_default()
    }

    /// Whether the chosen mind is the built-in one, that is, no language model.
    pub fn is_built_in(&self) -> bool {
        self.talk.chain().len() == 1
    }

    /// Asks the chosen server, in the background, what it can do. Until it has answered, the form that works
    /// everywhere is used.
    pub(crate) fn ask_capabilities(&mut self, bridge: &MindBridge) {
        self.known = Arc::default();
        let Some(backend) = self.talk.chain().first().cloned() else {
            return;
        };
        let known = self.known.clone();
        bridge.spawn(async move {
            match backend.capabilities(None).await {
                Ok(Capabilities {
                    tools,
                    context_tokens,
                    ..
                }) => {
                    known.set_tools(tools);
                    known
                        .context_tokens
                        .store(context_tokens.unwrap_or(0), Ordering::Relaxed);
                }
                Err(error) => tracing::info!(
                    "{}: its capabilities are not known: {error}",
                    backend.name()
                ),
            }
        });
    }

    /// The chosen model was found to have no tools.
    pub(crate) fn without_tools(&self) {
        self.known.set_tools(Support::No);
    }

    /// Whether tools may be sent with a request.
    pub(crate) fn has_tools(&self) -> bool {
        self.known.tools.load(Ordering::Relaxed) == 1
    }

    /// How long a prompt may be, in characters: three quarters of the context at three characters a token.
    pub(crate) fn prompt_chars(&self) -> usize {
        let tokens = match self.known.context_tokens.load(Ordering::Relaxed) {
            0 => 4096,
            tokens => tokens.clamp(2048, 32_768),
        };
        tokens as usize * 9 / 4
    }
}

impl Known {
    fn set_tools(&self, tools: Support) {
        let code = match tools {
            Support::Unknown => 0,
            Support::Yes => 1,
            Support::No => 2,
        };
        self.tools.store(code, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use stoa_model::ScriptedBackend;

    use super::*;

    fn router(name: &str) -> Router {
        Router::new(vec![Arc::new(ScriptedBackend::new(name, Vec::new()))])
    }

    fn first(router: &Router) -> String {
        router.chain()[0].name()
    }

    #[test]
    fn small_talk_would_stay_with_a_server_that_was_left() {
        let bridge = MindBridge::new().unwrap();
        let mut minds = Minds::new(router("old"), router("old"), false);
        minds.choose(router("new"), router("newer"), &bridge);
        assert_eq!(first(&minds.talk), "new");
        assert_eq!(first(&minds.small_talk), "newer");
    }
}
