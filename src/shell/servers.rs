//! Model servers on this machine: found at the start and offered on a quiet card; the test button of the settings.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    time::Instant,
};

use bevy::prelude::*;
use stoa_agents::MindBridge;
use stoa_model::ModelError;
use stoa_model_http::{FoundServer, ServerKind};
use stoa_ui::{FoundServerView, FoundServers, Problem, ServerTest, TestServer};

use super::Chosen;
use crate::{
    minds,
    settings::{BackendKind, Settings},
};

pub fn plugin(app: &mut App) {
    app.add_systems(Startup, look_for_servers)
        .add_systems(Update, (take_found, begin_test, take_test));
}

/// Something that comes from the threads of the minds, once.
#[derive(Resource)]
struct Coming<T: Send + 'static>(Mutex<mpsc::Receiver<T>>);

impl<T: Send + 'static> Coming<T> {
    fn take(&self) -> Option<T> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv()
            .ok()
    }
}

fn look_for_servers(mut commands: Commands, bridge: Res<MindBridge>, chosen: Res<Chosen>) {
    // Who has chosen a server, or declined an offer, is not asked.
    if chosen.settings.backend != BackendKind::Builtin || !chosen.settings.offer_servers {
        return;
    }
    let (sender, receiver) = mpsc::channel();
    bridge.spawn(async move {
        let found = stoa_model_http::discover().await;
        if sender.send(found).is_err() {
            debug!("the program ended before the model servers were looked for");
        }
    });
    commands.insert_resource(Coming::<Vec<FoundServer>>(Mutex::new(receiver)));
}

fn take_found(coming: Option<Res<Coming<Vec<FoundServer>>>>, mut found: ResMut<FoundServers>) {
    let Some(servers) = coming.and_then(|coming| coming.take()) else {
        return;
    };
    let usable = servers
        .into_iter()
        .filter(|server| !server.models.is_empty());
    found.0 = usable
        .map(|server| FoundServerView {
            label: server.label,
            url: server.url,
            models: server.models.into_iter().map(|model| model.name).collect(),
            kind: match server.kind {
                ServerKind::Ollama => stoa_ui::BackendKind::Ollama,
                ServerKind::OpenAi => stoa_ui::BackendKind::Openai,
            },
        })
        .collect();
}

type TestResult = Result<(String, Vec<String>), ModelError>;

fn begin_test(
    mut commands: Commands,
    mut asked: MessageReader<TestServer>,
    bridge: Res<MindBridge>,
    chosen: Res<Chosen>,
    mut shown: ResMut<ServerTest>,
) {
    let Some(test) = asked.read().last() else {
        return;
    };
    let mut settings = Settings {
        backend: test.kind.into(),
        url: test.url.clone(),
        model: test.model.clone(),
        ..chosen.settings.clone()
    };
    if let Some(key) = &test.key {
        settings.key = Some(key.clone());
        settings.key_url.clear();
    }
    let (sender, receiver) = mpsc::channel();
    let backend = minds::backend(&settings);
    bridge.spawn(async move {
        let begun = Instant::now();
        let models = backend.models().await;
        let result: TestResult = models.map(|models| {
            let names: Vec<String> = models.into_iter().map(|model| model.name).collect();
            let took = begun.elapsed().as_secs_f32();
            (
                format!(
                    "{} answered in {took:.1} s and offers {} models",
                    backend.name(),
                    names.len()
                ),
                names,
            )
        });
        if sender.send(result).is_err() {
            debug!("the result of an older test is not wanted any more");
        }
    });
    *shown = ServerTest::Running;
    commands.insert_resource(Coming::<TestResult>(Mutex::new(receiver)));
}

fn take_test(coming: Option<Res<Coming<TestResult>>>, mut shown: ResMut<ServerTest>) {
    let Some(result) = coming.and_then(|coming| coming.take()) else {
        return;
    };
    *shown = match result {
        Ok((text, models)) => ServerTest::Works { text, models },
        Err(error) => ServerTest::Failed(Problem {
            cause: error.cause,
            remedy: error.remedy,
        }),
    };
}
