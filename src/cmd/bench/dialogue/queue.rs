//! Memory of dialogues that wait in the router for a server that is busy, each in a task of its own with its timer, with
//! a request that is made when its turn comes.

use std::{future::pending, sync::Arc, time::Duration};

use futures_util::StreamExt;
use serde_json::{Map, Value};
use stoa_mind::speech::{SpeechCutter, SpeechEar};
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatRequest, ChatStream, Limits, ModelError, ModelInfo,
    Priority, Router, Server, TurnContext,
};
use tokio::runtime::Runtime;

use super::stats::rounded;

/// A server that never begins: everybody waits.
struct Never;

impl Backend for Never {
    fn name(&self) -> String {
        "never".to_owned()
    }

    fn chat(&self, _request: ChatRequest) -> ChatStream {
        futures_util::stream::pending().boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(pending())
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(pending())
    }
}

/// Memory that `dialogues` take in the queue, as it is resident: what the allocator rounds up and keeps is counted, too.
/// The scene that a request is made from is the asker's own and is not. To be called before anything else has given
/// memory back. Everybody listens as `cutter` does.
///
/// # Errors
/// When the system does not tell of memory in use.
pub fn measure(
    runtime: &Runtime,
    cutter: &SpeechCutter,
    dialogues: usize,
) -> anyhow::Result<Map<String, Value>> {
    let server = Server::new(Arc::new(Never)).limited(Limits {
        at_once: Some(1),
        ..Limits::default()
    });
    let router = Router::over(vec![server.clone()]);
    let scene = Arc::new(TurnContext::default());
    let before = resident()?;
    let _inside = runtime.enter();
    // One is served; the others wait.
    let tasks: Vec<_> = (0..=dialogues)
        .map(|_| {
            let scene = scene.clone();
            let make = move |_: &Server| ChatRequest {
                context: scene.clone(),
                ..ChatRequest::default()
            };
            let patience = async { tokio::time::sleep(Duration::from_secs(3600)).await };
            let mut stream = router.chat_with(
                Priority::Background,
                Box::new(make),
                Box::new(SpeechEar::new(cutter.clone())),
                Box::pin(patience),
            );
            runtime.spawn(async move { while stream.next().await.is_some() {} })
        })
        .collect();
    while server.load().waiting < dialogues {
        std::thread::yield_now();
    }
    let taken = resident()?.saturating_sub(before);
    for task in tasks {
        task.abort();
    }
    let mut figures = Map::new();
    figures.insert("queued_dialogues".into(), dialogues.into());
    let mb = rounded(taken as f64 / 1e6);
    figures.insert("queued_mb".into(), mb.into());
    Ok(figures)
}

/// Memory of this process that is resident now, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> anyhow::Result<u64> {
    use anyhow::Context;
    let status = std::fs::read_to_string("/proc/self/status").context("reading memory in use")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    Ok(kib.context("the system does not tell of memory in use")? * 1024)
}

/// Elsewhere the most that was resident has to do: it grows with this.
#[cfg(not(target_os = "linux"))]
fn resident() -> anyhow::Result<u64> {
    super::clock::peak_resident()
}
