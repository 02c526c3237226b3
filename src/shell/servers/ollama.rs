//! What an Ollama server has, fetches and holds in memory.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError, mpsc},
};

use bevy::prelude::*;
use futures_util::StreamExt;
use stoa_agents::MindBridge;
use stoa_model::{Backend, Capabilities, ModelError, ModelInfo, Support};
use stoa_model_http::{OllamaBackend, OllamaConfig, PullProgress};
use stoa_ui::{
    Download, DownloadState, Downloads, ListModels, LoadModel, ModelTroubles, ModelView,
    OllamaModels, PullModel, StopPull, UnloadModel, text,
};
use tokio::task::AbortHandle;

use super::server_at;
use crate::{minds, settings::Settings, shell::Chosen, trouble::problem};

pub fn plugin(app: &mut App) {
    app.init_resource::<Work>().add_systems(
        Update,
        (manage, begin_pulls, stop_pulls, take_results).chain(),
    );
}

/// What is under way at Ollama servers.
#[derive(Resource)]
struct Work {
    sender: mpsc::Sender<Came>,
    receiver: Mutex<mpsc::Receiver<Came>>,
    pulls: BTreeMap<(String, String), AbortHandle>,
}

impl Default for Work {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            sender,
            receiver: Mutex::new(receiver),
            pulls: BTreeMap::new(),
        }
    }
}

/// Something that a server told.
enum Came {
    Models(String, Result<Vec<ModelView>, ModelError>),
    Progress((String, String), Result<PullProgress, ModelError>),
}

fn ollama(settings: &Settings, url: &str) -> OllamaBackend {
    let connection = minds::connection(settings, "", &server_at(settings, url));
    OllamaBackend::new(OllamaConfig::new(connection, None))
}

/// Lists, loads and unloads. After each the list is made anew.
fn manage(
    mut lists: MessageReader<ListModels>,
    mut loads: MessageReader<LoadModel>,
    mut unloads: MessageReader<UnloadModel>,
    chosen: Res<Chosen>,
    bridge: Res<MindBridge>,
    work: Res<Work>,
    mut troubles: ResMut<ModelTroubles>,
) {
    let lists = lists.read().map(|list| (&list.url, None));
    let loads = loads
        .read()
        .map(|load| (&load.url, Some((&load.model, true))));
    let unloads = unloads
        .read()
        .map(|unload| (&unload.url, Some((&unload.model, false))));
    for (url, change) in lists.chain(loads).chain(unloads) {
        troubles.0.remove(url);
        let backend = ollama(&chosen.settings, url);
        let change = change.map(|(model, loads)| (model.clone(), loads));
        let (url, sender) = (url.clone(), work.sender.clone());
        bridge.spawn(async move {
            let changed = match change {
                None => Ok(()),
                Some((model, true)) => backend.load(model).await,
                Some((model, false)) => backend.unload(model).await,
            };
            let models = match changed {
                Ok(()) => models(&backend).await,
                Err(error) => Err(error),
            };
            send(&sender, Came::Models(url, models));
        });
    }
}

async fn models(backend: &OllamaBackend) -> Result<Vec<ModelView>, ModelError> {
    let (models, loaded) = tokio::join!(backend.models(), backend.loaded());
    // What lies in memory is told beside the list: a server that does not tell it has a list all the same.
    let loaded = loaded.unwrap_or_default();
    let is_loaded = |name: &str| loaded.iter().any(|model| model.name == name);
    Ok(models?
        .into_iter()
        .map(|model| view(&model, is_loaded(&model.name)))
        .collect())
}

fn view(model: &ModelInfo, loaded: bool) -> ModelView {
    let size = |bytes: u64| format!("{} GB", text::decimal(bytes as f64 / 1e9, 1));
    ModelView {
        name: model.name.clone(),
        size: model.size_bytes.map(size).unwrap_or_default(),
        context: model.context_tokens,
        capabilities: model.capabilities.as_ref().map(words).unwrap_or_default(),
        loaded,
    }
}

fn words(known: &Capabilities) -> Vec<String> {
    let all = [
        (known.tools, text::able_tools()),
        (known.reasoning, text::able_thinks()),
        (known.vision, text::able_pictures()),
        (known.embeddings, text::able_embeddings()),
    ];
    let able = all.iter().filter(|(support, _)| *support == Support::Yes);
    able.map(|(_, word)| (*word).to_owned()).collect()
}

fn begin_pulls(
    mut asked: MessageReader<PullModel>,
    chosen: Res<Chosen>,
    bridge: Res<MindBridge>,
    mut work: ResMut<Work>,
    mut shown: ResMut<Downloads>,
) {
    for PullModel { url, model } in asked.read() {
        let key = (url.clone(), model.clone());
        if work.pulls.contains_key(&key) {
            continue;
        }
        let mut pull = ollama(&chosen.settings, url).pull(model.clone());
        let (of, sender) = (key.clone(), work.sender.clone());
        let task = bridge.spawn(async move {
            while let Some(progress) = pull.next().await {
                send(&sender, Came::Progress(of.clone(), progress));
            }
        });
        let download = shown.0.entry(key.clone()).or_default();
        download.state = DownloadState::Running;
        work.pulls.extend(task.map(|task| (key, task)));
    }
}

fn stop_pulls(
    mut asked: MessageReader<StopPull>,
    mut work: ResMut<Work>,
    mut shown: ResMut<Downloads>,
) {
    for StopPull { url, model } in asked.read() {
        let key = (url.clone(), model.clone());
        if let Some(task) = work.pulls.remove(&key) {
            // Its stream is dropped and the server stops; what came stays there.
            task.abort();
            shown.0.entry(key).or_default().state = DownloadState::Paused;
        }
    }
}

fn take_results(
    mut work: ResMut<Work>,
    mut lists: ResMut<OllamaModels>,
    mut troubles: ResMut<ModelTroubles>,
    mut shown: ResMut<Downloads>,
) {
    let came: Vec<Came> = {
        let receiver = work.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        receiver.try_iter().collect()
    };
    for came in came {
        match came {
            Came::Models(url, Ok(models)) => {
                lists.0.insert(url, models);
            }
            Came::Models(url, Err(error)) => {
                troubles.0.insert(url, problem(&error));
            }
            // What was still on its way when it was stopped.
            Came::Progress(key, _) if !work.pulls.contains_key(&key) => {}
            Came::Progress(key, progress) => {
                let download = shown.0.entry(key.clone()).or_default();
                *download = show(download, progress);
                if download.state != DownloadState::Running {
                    work.pulls.remove(&key);
                }
            }
        }
    }
}

fn show(before: &Download, progress: Result<PullProgress, ModelError>) -> Download {
    match progress {
        Ok(progress) => Download {
            doing: progress.status,
            done: progress.done_bytes,
            total: (progress.total_bytes > 0).then_some(progress.total_bytes),
            state: match progress.is_done {
                true => DownloadState::Done,
                false => DownloadState::Running,
            },
        },
        Err(error) => Download {
            state: DownloadState::Failed(problem(&error)),
            ..before.clone()
        },
    }
}

fn send(sender: &mpsc::Sender<Came>, came: Came) {
    if sender.send(came).is_err() {
        debug!("the program ends before the model server has answered");
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;
    use stoa_model_http::fake_server::{FakeServer, Script};
    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::paths::Paths;

    fn runtime() -> Runtime {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().unwrap()
    }

    fn app() -> App {
        let paths = Paths {
            settings_file: "settings.toml".into(),
            data: ".".into(),
            assets: ".".into(),
        };
        let settings = Settings::default();
        let mut app = App::new();
        app.insert_resource(Chosen { settings, paths })
            .insert_resource(MindBridge::new().unwrap())
            .init_resource::<OllamaModels>()
            .init_resource::<ModelTroubles>()
            .init_resource::<Downloads>()
            .add_message::<ListModels>()
            .add_message::<PullModel>()
            .add_message::<StopPull>()
            .add_message::<LoadModel>()
            .add_message::<UnloadModel>()
            .add_plugins(plugin);
        app
    }

    fn until(app: &mut App, what: &str, is_so: impl Fn(&World) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !is_so(app.world()) {
            assert!(Instant::now() < end, "{what}");
            app.update();
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn line(value: serde_json::Value) -> Vec<u8> {
        format!("{value}\n").into_bytes()
    }

    fn part(done: u64) -> Vec<u8> {
        line(json!({"status": "pulling", "digest": "a", "total": 100, "completed": done}))
    }

    #[test]
    fn a_download_would_go_on_after_it_was_stopped_or_begin_anew() {
        let runtime = runtime();
        let endless = Script::raw([part(10), part(40)]).hang_after(2);
        let whole = Script::raw([part(60), part(100), line(json!({"status": "success"}))]);
        let server = runtime
            .block_on(FakeServer::ollama(endless.then(whole)))
            .unwrap();
        let mut app = app();
        let (url, model) = (server.url(), "tiny".to_owned());
        let key = (url.clone(), model.clone());
        let pull = PullModel {
            url: url.clone(),
            model: model.clone(),
        };
        let shown = |world: &World| world.resource::<Downloads>().0.get(&key).cloned();
        // Twice: the button may be pressed again.
        app.world_mut().write_message(pull.clone());
        app.world_mut().write_message(pull.clone());
        until(&mut app, "no progress", |world| {
            shown(world).is_some_and(|at| at.done == 40 && at.total == Some(100))
        });
        assert_eq!(server.chats().len(), 1);
        app.world_mut().write_message(StopPull { url, model });
        app.update();
        assert_eq!(shown(app.world()).unwrap().state, DownloadState::Paused);
        runtime.block_on(server.disconnected());
        app.world_mut().write_message(pull);
        until(&mut app, "it never ended", |world| {
            shown(world).is_some_and(|at| at.state == DownloadState::Done)
        });
        assert_eq!(shown(app.world()).unwrap().done, 100);
    }

    #[test]
    fn a_server_s_models_would_not_be_shown_or_not_why() {
        let runtime = runtime();
        let script = Script::say("Hi").tools(true).page_at(
            "/api/ps",
            200,
            json!({"models": [{"name": "fake", "model": "fake", "size_vram": 1}]}).to_string(),
        );
        let server = runtime.block_on(FakeServer::ollama(script)).unwrap();
        let mut app = app();
        let url = server.url();
        app.world_mut()
            .write_message(ListModels { url: url.clone() });
        until(&mut app, "no list", |world| {
            world.resource::<OllamaModels>().0.contains_key(&url)
        });
        let models = &app.world().resource::<OllamaModels>().0[&url];
        assert_eq!(models[0].name, "fake");
        assert!(models[0].loaded && models[0].capabilities.contains(&"tools".to_owned()));
        let nobody = "http://127.0.0.1:1".to_owned();
        app.world_mut().write_message(ListModels {
            url: nobody.clone(),
        });
        until(&mut app, "no trouble", |world| {
            let troubles = &world.resource::<ModelTroubles>().0;
            troubles
                .get(&nobody)
                .is_some_and(|trouble| !trouble.remedy.is_empty())
        });
    }
}
