//! What models can do: asked of their servers, and where those do not tell, tried once and kept in `abilities.json` in
//! the data folder.

use std::path::Path;

use bevy::prelude::*;
use stoa_agents::MindBridge;
use stoa_model::{Capabilities, Server, Servers, Support};

use crate::{settings::Settings, stored::Stored};

/// What was found by trying, by server and model.
#[derive(Resource, Clone, Deref)]
pub struct Abilities(Stored<Capabilities>);

impl Abilities {
    pub fn open(data: &Path) -> Self {
        Self(Stored::open(data, "abilities.json"))
    }
}

/// Asks every server of the settings, in the background, what its model can do and how much it does at once. Until it
/// has answered, the form that works everywhere is used.
pub fn ask(settings: &Settings, servers: &Servers, abilities: &Abilities, bridge: &MindBridge) {
    for (name, entry) in settings.all_servers() {
        let Some(server) = servers.get(name) else {
            continue;
        };
        let asking = ask_one(
            server.clone(),
            entry.address().to_owned(),
            abilities.clone(),
        );
        bridge.spawn(asking);
    }
}

async fn ask_one(server: Server, address: String, abilities: Abilities) {
    let result = async {
        let told = server.capabilities(None).await?;
        if told.tools != Support::Unknown {
            return Ok(());
        }
        // The name tells the model, which is known by now.
        let of = format!("{address} {}", server.name());
        let kept = abilities.read().unwrap_or_else(|problem| {
            warn!("{problem}");
            Default::default()
        });
        if let Some(found) = kept.get(&of) {
            server.learn(found.clone());
            return Ok(());
        }
        let found = server.probe().await?;
        let kept = abilities.change(|all| {
            all.insert(of, found);
        });
        if let Err(problem) = kept {
            warn!("{problem}");
        }
        Ok::<_, stoa_model::ModelError>(())
    };
    if let Err(error) = result.await {
        info!("{}: what it can do is not known: {error}", server.name());
    }
}

#[cfg(test)]
mod tests {
    use stoa_model_http::fake_server::{FakeServer, Script};

    use super::*;

    #[tokio::test]
    async fn a_model_would_be_tried_out_at_every_start() {
        let folder = tempfile::tempdir().unwrap();
        let script = Script::say("Hello").trial(
            200,
            r#"{"choices": [{"message": {"tool_calls": [
            {"function": {"name": "ready", "arguments": "{}"}}]}}]}"#,
        );
        let server = FakeServer::openai(script).await.unwrap();
        for start in 0..2 {
            let connection = stoa_model_http::Connection {
                base_url: server.url(),
                ..stoa_model_http::Connection::default()
            };
            let backend = stoa_model_http::backend(connection, None, None);
            let asked = Server::new(backend);
            ask_one(asked.clone(), server.url(), Abilities::open(folder.path())).await;
            assert_eq!(asked.known().tools, Support::Yes, "{start}");
        }
        assert_eq!(server.trials(), 1);
    }
}
