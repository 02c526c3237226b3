//! Ollama downloads, loads and unloads models.

use stoa_model::ErrorKind;
use stoa_model_http::PullProgress;

use super::*;

fn line(line: serde_json::Value) -> Vec<u8> {
    format!("{line}\n").into_bytes()
}

fn part(digest: &str, done: u64, total: u64) -> Vec<u8> {
    let status = format!("pulling {digest}");
    line(
        json!({"status": status, "digest": format!("sha256:{digest}"), "total": total, "completed": done}),
    )
}

fn ollama(server: &FakeServer, idle: Duration) -> OllamaBackend {
    let connection = Connection {
        base_url: server.url(),
        timeouts: Timeouts { idle, ..TIMEOUTS },
        ..Connection::default()
    };
    OllamaBackend::new(OllamaConfig::new(connection, None))
}

async fn pull(server: &FakeServer) -> Vec<Result<PullProgress, ModelError>> {
    ollama(server, TIMEOUTS.idle)
        .pull("m".into())
        .collect()
        .await
}

#[tokio::test]
async fn a_download_shows_how_far_it_is() {
    let script = Script::raw([
        line(json!({"status": "pulling manifest"})),
        part("a", 0, 100),
        part("a", 40, 100),
        [part("a", 100, 100), part("b", 10, 50)].concat(),
        line(json!({"status": "verifying sha256 digest"})),
        line(json!({"status": "success"})),
    ]);
    let server = Protocol::Ollama.serve(script).await;
    let seen = pull(&server).await;
    let seen = seen
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
        .expect("it comes");
    let counts = seen
        .iter()
        .map(|at| (at.done_bytes, at.total_bytes, at.is_done));
    let expected = [
        (0, 0, false),
        (0, 100, false),
        (40, 100, false),
        (100, 100, false),
        (110, 150, false),
        (110, 150, false),
        (110, 150, true),
    ];
    assert_eq!(counts.collect::<Vec<_>>(), expected);
    assert_eq!(seen[5].status, "verifying sha256 digest");
    assert_eq!(server.chats()[0], json!({"model": "m", "stream": true}));
}

#[tokio::test]
async fn a_download_that_is_cancelled_goes_on_and_one_that_broke_cannot_be_resumed() {
    let begun = Script::raw([part("a", 40, 100)]).hang_after(1);
    let rest = Script::raw([part("a", 40, 100), line(json!({"status": "success"}))]);
    let server = Protocol::Ollama.serve(begun.then(rest)).await;
    let backend = ollama(&server, TIMEOUTS.idle);
    let mut cancelled = backend.pull("m".into());
    let first = cancelled.next().await.expect("it begins").expect("well");
    assert_eq!((first.done_bytes, first.is_done), (40, false));
    drop(cancelled);
    server.disconnected().await;
    // The server kept what it had.
    let resumed = backend.pull("m".into()).collect::<Vec<_>>().await;
    assert_eq!(resumed.len(), 2);
    assert!(resumed[0].as_ref().is_ok_and(|at| at.done_bytes == 40));
    assert!(resumed[1].as_ref().is_ok_and(|at| at.is_done));
}

#[tokio::test]
async fn a_download_that_fails_has_the_wrong_name() {
    let manifest = json!({"error": "pull model manifest: file does not exist"});
    let disk = json!({"error": "write /models/blob: no space left on device"});
    for (script, kind) in [
        (Script::raw([line(manifest)]), ErrorKind::UnknownModel),
        (Script::raw([line(disk)]), ErrorKind::ServerError),
        (Script::raw([part("a", 1, 2)]), ErrorKind::CutStream),
        (
            Script::raw([part("a", 1, 2)]).cut_after(1),
            ErrorKind::CutStream,
        ),
        (
            Script::raw([b"<html>\n".to_vec()]),
            ErrorKind::WrongProtocol,
        ),
        (Script::unauthorized(), ErrorKind::BadKey),
    ] {
        let server = Protocol::Ollama.serve(script).await;
        let mut seen = pull(&server).await;
        let error = seen.pop().expect("an end").expect_err("it fails");
        assert_eq!(error.kind, kind, "{error}");
        assert!(seen.iter().all(Result::is_ok));
    }
    let server = Protocol::Ollama
        .serve(Script::raw([part("a", 1, 2)]).hang_after(1))
        .await;
    let silent = ollama(&server, Duration::from_millis(80)).pull("m".into());
    let end = silent.collect::<Vec<_>>().await.pop();
    let error = end.expect("an end").expect_err("it fell silent");
    assert_eq!(error.kind, ErrorKind::IdleTimeout, "{error}");
}

#[tokio::test]
async fn models_are_loaded_and_unloaded() {
    let ps = json!({"models": [{"name": "m", "size": 9, "size_vram": 5, "context_length": 4096}]});
    let done = json!({"model": "m", "done": true, "done_reason": "load"}).to_string();
    let script = Script::say("Hi")
        .page_at("/api/ps", 200, ps.to_string())
        .page_at("/api/generate", 200, done);
    let server = Protocol::Ollama.serve(script).await;
    let backend = ollama(&server, TIMEOUTS.idle);
    let loaded = backend.loaded().await.expect("a list");
    let seen = loaded.iter().map(|it| {
        (
            it.name.as_str(),
            it.size_bytes,
            it.gpu_bytes,
            it.context_tokens,
        )
    });
    assert_eq!(seen.collect::<Vec<_>>(), [("m", 9, 5, Some(4096))]);
    assert_eq!(backend.load("m".into()).await, Ok(()));
    assert_eq!(backend.unload("m".into()).await, Ok(()));
    let asked = server.requests();
    let body =
        |at: usize| serde_json::from_str::<serde_json::Value>(&asked[at].body).expect("JSON");
    let load =
        json!({"model": "m", "keep_alive": "10m", "stream": false, "options": {"num_ctx": 8192}});
    assert_eq!(body(1), load);
    assert_eq!(
        body(2),
        json!({"model": "m", "keep_alive": 0, "stream": false})
    );
}
