//! The models of an Ollama server: list, memory, downloads.

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy_egui::egui::Key;

use super::bench::Bench;
use crate::*;

const URL: &str = "http://127.0.0.1:11434";

/// The list of models is open.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.app.insert_resource(UiSettings {
        welcomed: true,
        backend: BackendSettings {
            kind: BackendKind::Ollama,
            ..default()
        },
        ..default()
    });
    bench.press(Key::F2);
    bench.rest();
    bench.choose(text::models());
    let listed = bench.sent::<ListModels>();
    assert_eq!(listed, [ListModels { url: URL.into() }]);
    bench
}

fn download(bench: &mut Bench, done: u64, state: DownloadState) {
    let download = Download {
        doing: "pulling 74701a8c35f6".into(),
        done,
        total: Some(2_000_000_000),
        state,
    };
    let key = (URL.to_owned(), "qwen3:8b".to_owned());
    bench
        .app
        .insert_resource(Downloads(BTreeMap::from([(key, download)])));
    bench.rest();
}

#[test]
fn a_model_could_not_be_loaded_or_chosen() {
    let mut bench = bench();
    assert!(bench.sees(text::asking_models()));
    let model = |loaded| ModelView {
        name: "llama3.2:3b".into(),
        size: "2.0 GB".into(),
        context: Some(131_072),
        capabilities: vec!["tools".into()],
        loaded,
    };
    let list = |bench: &mut Bench, loaded| {
        let models = BTreeMap::from([(URL.to_owned(), vec![model(loaded)])]);
        bench.app.insert_resource(OllamaModels(models));
        bench.rest();
    };
    list(&mut bench, false);
    assert!(bench.sees("2.0 GB · 131,072 tokens of context · tools"));
    bench.choose(text::load());
    let (url, model) = (URL.to_owned(), "llama3.2:3b".to_owned());
    assert_eq!(bench.sent::<LoadModel>(), [LoadModel { url, model }]);
    assert!(bench.sees(text::loading_model()));
    // It fails: the button is there again, and the cause is told.
    let problem = Problem {
        cause: "Its memory is too small".into(),
        remedy: "Choose a smaller model".into(),
    };
    let troubles = BTreeMap::from([(URL.to_owned(), problem)]);
    bench.app.insert_resource(ModelTroubles(troubles));
    bench.rest();
    assert!(bench.sees("Its memory is too small") && bench.sees("Choose a smaller model"));
    bench.app.insert_resource(ModelTroubles::default());
    bench.rest();
    bench.choose(text::load());
    list(&mut bench, true);
    bench.choose(text::unload());
    let (url, model) = (URL.to_owned(), "llama3.2:3b".to_owned());
    assert_eq!(bench.sent::<UnloadModel>(), [UnloadModel { url, model }]);
    bench.choose(text::choose());
    assert_eq!(bench.get::<UiSettings>().backend.model, "llama3.2:3b");
}

#[test]
fn a_download_could_not_be_followed_stopped_or_taken_up_again() {
    let mut bench = bench();
    bench
        .app
        .insert_resource(OllamaModels(BTreeMap::from([(URL.to_owned(), vec![])])));
    bench.rest();
    assert!(bench.sees(text::no_models()));
    bench.walk_to(text::DOWNLOAD_HINT);
    bench.type_in(" qwen3:8b ");
    bench.press(Key::Enter);
    let [url, model] = [URL, "qwen3:8b"].map(str::to_owned);
    let pull = PullModel {
        url: url.clone(),
        model: model.clone(),
    };
    assert_eq!(bench.sent::<PullModel>(), std::slice::from_ref(&pull));
    download(&mut bench, 500_000_000, DownloadState::Running);
    assert!(bench.sees("500 MB of 2.0 GB · pulling 74701a8c35f6"));
    bench.choose(text::cancel());
    assert_eq!(bench.sent::<StopPull>(), [StopPull { url, model }]);
    download(&mut bench, 700_000_000, DownloadState::Paused);
    assert!(bench.sees("700 MB of 2.0 GB"));
    bench.choose(text::resume());
    assert_eq!(bench.sent::<PullModel>(), std::slice::from_ref(&pull));
    let problem = Problem {
        cause: "No such model".into(),
        remedy: "Look at its name".into(),
    };
    download(&mut bench, 0, DownloadState::Failed(problem));
    assert!(bench.sees("No such model") && bench.sees("Look at its name"));
    bench.choose(text::try_again());
    assert_eq!(bench.sent::<PullModel>(), [pull]);
    download(&mut bench, 1_000_000_000, DownloadState::Running);
    assert_eq!(bench.sent::<ListModels>(), []);
    download(&mut bench, 2_000_000_000, DownloadState::Done);
    assert_eq!(
        bench.sent::<ListModels>().len(),
        1,
        "the list is not renewed"
    );
}
