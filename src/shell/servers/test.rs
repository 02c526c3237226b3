//! A server is tried, or asked what it speaks, because somebody wants to know.

use std::sync::{Mutex, mpsc};

use bevy::prelude::*;
use stoa_agents::MindBridge;
use stoa_model::ModelError;
use stoa_model_http::ServerKind;
use stoa_ui::{RecogniseServer, Recognised, Secret, ServerTest, TestServer};

use super::{Coming, server_at};
use crate::{
    minds::{self, KnownServers},
    settings::{ServerEntry, Settings},
    shell::Chosen,
    trial::{Trial, try_out},
    trouble::problem,
};

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (begin_test, take_test, ask_kind, take_kind));
}

/// The server's name, how it was asked, and what came of it.
type TestResult = (String, ServerEntry, Result<Trial, ModelError>);
/// The address, and what is spoken there.
type KindResult = (String, Result<ServerKind, ModelError>);

/// The settings with the key that was typed for `url`, if one was.
fn with_key(settings: &Settings, url: &str, key: Option<&Secret>) -> Settings {
    let mut settings = settings.clone();
    if let Some(key) = key {
        settings.keys.enter(url, key);
    }
    settings
}

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
    let settings = with_key(&chosen.settings, &test.url, test.key.as_ref());
    let entry = ServerEntry {
        kind: Some(test.kind.into()),
        model: test.model.clone(),
        ..server_at(&settings, &test.url)
    };
    let name = test.name.clone().unwrap_or_default();
    let connection = minds::connection(&settings, &name, &entry);
    let model = (!entry.model.is_empty()).then(|| entry.model.clone());
    let (sender, receiver) = mpsc::channel();
    bridge.spawn(async move {
        let trial = try_out(connection, model, minds::kind(&entry)).await;
        let result: TestResult = (name, entry, trial);
        if sender.send(result).is_err() {
            debug!("the result of an older test is not wanted any more");
        }
    });
    *shown = ServerTest::Running;
    commands.insert_resource(Coming::<TestResult>(Mutex::new(receiver)));
}

fn take_test(
    coming: Option<Res<Coming<TestResult>>>,
    chosen: Res<Chosen>,
    known: Res<KnownServers>,
    mut shown: ResMut<ServerTest>,
) {
    let Some((name, entry, result)) = coming.and_then(|coming| coming.take()) else {
        return;
    };
    *shown = match result {
        Ok(trial) => {
            // What was tried may be one of the settings, or stand in a form only.
            let mut all = chosen.settings.all_servers();
            let in_settings = all.any(|(own, known)| {
                own == name && known.address() == entry.address() && known.model == entry.model
            });
            if let Some(server) = known.get(&name).filter(|_| in_settings) {
                server.answered(trial.known.clone());
            }
            ServerTest::Works {
                text: trial.in_words(),
                models: trial.models.into_iter().map(|model| model.name).collect(),
            }
        }
        Err(error) => ServerTest::Failed(problem(&error)),
    };
}

fn ask_kind(
    mut commands: Commands,
    mut asked: MessageReader<RecogniseServer>,
    bridge: Res<MindBridge>,
    chosen: Res<Chosen>,
    mut shown: ResMut<Recognised>,
) {
    let Some(asked) = asked.read().last().cloned() else {
        return;
    };
    let settings = with_key(&chosen.settings, &asked.url, asked.key.as_ref());
    let connection = minds::connection(&settings, "", &server_at(&settings, &asked.url));
    let (sender, receiver) = mpsc::channel();
    bridge.spawn(async move {
        let kind = stoa_model_http::recognise(&connection).await;
        let result: KindResult = (asked.url, kind);
        if sender.send(result).is_err() {
            debug!("another server is looked at by now");
        }
    });
    shown.0 = None;
    commands.insert_resource(Coming::<KindResult>(Mutex::new(receiver)));
}

fn take_kind(coming: Option<Res<Coming<KindResult>>>, mut shown: ResMut<Recognised>) {
    let Some((url, result)) = coming.and_then(|coming| coming.take()) else {
        return;
    };
    let kind = result.map(super::ui_kind).map_err(|error| problem(&error));
    shown.0 = Some((url, kind));
}
