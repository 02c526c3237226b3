//! The servers by name, which outlive a change of the settings.

use std::{collections::BTreeMap, sync::Arc};

use crate::{Backend, Limits, Router, Sampling, Server, Spent, Time};

/// All servers that the settings name, each once for all who ask it.
///
/// When the settings change, [`Servers::put`] every server of theirs again and [`Servers::keep`] their names: health,
/// queue and spending go on. What is kept on disk is [`Servers::spent`].
#[derive(Default)]
pub struct Servers {
    time: Time,
    entries: BTreeMap<String, Entry>,
    /// What earlier runs, or servers that were taken out, have spent.
    spent: BTreeMap<String, Spent>,
}

/// How a server is reached and may be used.
pub struct Setup {
    /// What tells it from others, for example its URL.
    pub address: String,
    pub backend: Arc<dyn Backend>,
    pub limits: Limits,
    /// How its answers are sampled where a request does not say.
    pub sampling: Sampling,
}

struct Entry {
    address: String,
    server: Server,
}

impl Servers {
    /// No servers yet, going by `time`.
    pub fn with_time(time: Time) -> Self {
        Self {
            time,
            ..Self::default()
        }
    }

    /// What earlier runs have spent, by name. To be told before the first [`Servers::put`].
    pub fn resume(&mut self, spent: BTreeMap<String, Spent>) {
        self.spent = spent;
    }

    /// The server called `name`, from now on as `setup` says. At another address it is a new one, of unknown health,
    /// that has spent what the old one has.
    pub fn put(&mut self, name: &str, setup: Setup) -> Server {
        let known = self.entries.remove(name);
        let server = match known {
            Some(entry) if entry.address == setup.address => entry.server.by(setup.backend),
            other => {
                let server = Server::with_time(setup.backend, self.time.clone());
                let before = other.map(|entry| entry.server.spent());
                if let Some(spent) = before.or_else(|| self.spent.get(name).copied()) {
                    server.resume(spent);
                }
                server
            }
        };
        let server = server.limited(setup.limits).sampled(setup.sampling);
        let entry = Entry {
            address: setup.address,
            server: server.clone(),
        };
        self.entries.insert(name.to_owned(), entry);
        server
    }

    /// Forgets all servers but those of `names`; what they have spent today is remembered.
    pub fn keep(&mut self, names: &[&str]) {
        let spent = &mut self.spent;
        self.entries.retain(|name, entry| {
            let kept = names.contains(&name.as_str());
            if !kept {
                spent.insert(name.clone(), entry.server.spent());
            }
            kept
        });
    }

    pub fn get(&self, name: &str) -> Option<&Server> {
        self.entries.get(name).map(|entry| &entry.server)
    }

    /// The servers by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Server)> {
        let entries = self.entries.iter();
        entries.map(|(name, entry)| (name.as_str(), &entry.server))
    }

    /// What each has spent today, to be kept on disk, those that are not in use any more included.
    pub fn spent(&self) -> BTreeMap<String, Spent> {
        let today = self.time.today();
        let mut all = self.spent.clone();
        all.extend(
            self.iter()
                .map(|(n, server)| (n.to_owned(), server.spent())),
        );
        all.retain(|_, spent| spent.day == today && spent.requests > 0);
        all
    }

    /// The chain of one turn: the servers of these names that there are, in this order, then `last`.
    pub fn chain<'a>(&self, names: impl IntoIterator<Item = &'a str>, last: Server) -> Router {
        let named = names.into_iter().filter_map(|name| self.get(name)).cloned();
        Router::over(named.chain([last]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChatRequest, Circuit, ErrorKind, ModelError, ScriptedBackend, ScriptedReply};
    use futures_util::StreamExt;

    fn backend(name: &str, replies: Vec<ScriptedReply>) -> Arc<ScriptedBackend> {
        Arc::new(ScriptedBackend::new(name, replies))
    }

    #[tokio::test]
    async fn a_change_of_the_settings_makes_servers_well_and_spending_nothing() {
        let mut servers = Servers::default();
        let refused = ModelError::new(ErrorKind::Refused, "no", "yes");
        let replies = vec![ScriptedReply::text("hello"), ScriptedReply::fail(refused)];
        let setup = |address: &str, backend| Setup {
            address: address.to_owned(),
            backend,
            limits: Limits::default(),
            sampling: Sampling {
                temperature: Some(0.5),
                ..Sampling::default()
            },
        };
        let asked = servers.put("home", setup("http://a", backend("a", replies)));
        assert_eq!(asked.sampling().temperature, Some(0.5));
        let last = Server::new(backend("built-in mind", vec![ScriptedReply::text("hm"); 9]));
        let router = servers.chain(["home", "home", "nowhere"], last.clone());
        assert_eq!(router.servers().len(), 2);
        for _ in 0..2 {
            router
                .chat(ChatRequest::default())
                .collect::<Vec<_>>()
                .await;
        }
        let spent = servers.spent();
        assert_eq!(spent["home"].requests, 1);

        let put = |servers: &mut Servers, address| {
            servers.put("home", setup(address, backend("b", vec![])))
        };
        let again = put(&mut servers, "http://a");
        assert!(again.is(&asked) && again.name() == "b");
        assert!(matches!(again.circuit(), Circuit::Open(_)));
        let moved = put(&mut servers, "http://b");
        assert!(!moved.is(&asked));
        assert_eq!(moved.circuit(), Circuit::Closed);
        assert_eq!(servers.spent(), spent, "the limit begins anew");
        servers.keep(&["other"]);
        assert!(servers.get("home").is_none());
        assert_eq!(servers.spent(), spent);
        assert_eq!(put(&mut servers, "http://a").spent(), spent["home"]);

        let mut next_run = Servers::default();
        next_run.resume(spent.clone());
        assert_eq!(put(&mut next_run, "http://a").spent(), spent["home"]);
        let tomorrow = Arc::new(|| u32::MAX);
        let mut next_day = Servers::with_time(Time {
            calendar: tomorrow,
            ..Time::default()
        });
        next_day.resume(spent);
        assert_eq!(put(&mut next_day, "http://a").spent().requests, 0);
        assert!(next_day.spent().is_empty());
    }
}
