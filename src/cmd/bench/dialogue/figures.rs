//! All figures of one run, from the ones that need a fresh process to the ones that need a server.

use std::{process::Command, sync::Arc, time::Duration};

use anyhow::Context;
use serde_json::{Map, Value};
use stoa_mind::speech::SpeechCutter;
use stoa_model::Message;
use tokio::runtime::{Builder, Runtime};

use super::{
    ask::{Question, Reader},
    clock, first_token, parsing, queue,
    replay::Replay,
    running,
    scene::{self, Layout, Setting},
    server::Serving,
    share,
    stats::rounded,
    streams,
};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Threads that readers share.
    threads: usize,
    /// Answers of one stream.
    asked: usize,
    /// Streams at once beside the raw socket, and how often.
    streams: usize,
    rounds: usize,
    stream: Replay,
    /// Streams at once of our client alone.
    crowd: usize,
    crowd_stream: Replay,
    /// Dialogues that wait.
    queued: usize,
    /// Tokens read from memory, and how often.
    parsed: usize,
    repeats: usize,
}

/// 50 tokens a second.
const PACE_US: u32 = 20_000;

impl Size {
    pub fn whole(streams: usize, threads: usize) -> Self {
        Self {
            threads,
            asked: 3_000,
            streams,
            rounds: 5,
            stream: Replay {
                tokens: 100,
                pace_us: PACE_US,
            },
            crowd: 1_000,
            crowd_stream: Replay {
                tokens: 100,
                pace_us: PACE_US,
            },
            queued: 10_000,
            parsed: 200_000,
            repeats: 7,
        }
    }

    pub fn quick(streams: usize, threads: usize) -> Self {
        let short = Replay {
            tokens: 20,
            pace_us: PACE_US,
        };
        Self {
            asked: 100,
            rounds: 1,
            stream: short,
            crowd_stream: short,
            parsed: 5_000,
            repeats: 1,
            ..Self::whole(streams, threads)
        }
    }
}

/// Tokens of an answer when only the first one counts.
const SHORT: u32 = 8;
/// Context, in tokens, of the model whose prompts are sent.
const CONTEXT: usize = 8192;

/// Measures everything. `serve` starts the server as [`Serving::start`] wants it.
///
/// # Errors
/// When an answer fails, or the system lacks something.
pub fn measure(
    setting: &Setting,
    size: Size,
    serve: &mut Command,
    url: Option<&str>,
) -> anyhow::Result<Map<String, Value>> {
    clock::allow_many_files();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut figures = Map::new();
    figures.insert("bench".into(), "dialogue".into());
    figures.insert("cores".into(), cores.into());
    figures.insert("threads".into(), size.threads.into());
    let names: Vec<String> = setting.cast.iter().map(|one| one.name.clone()).collect();
    let (me, others) = names.split_first().context("a world without inhabitants")?;
    figures.extend(queue::measure(
        &runtime(size.threads)?,
        &SpeechCutter::new(me, others),
        size.queued,
    )?);
    let runtime = runtime(size.threads)?;
    figures.extend(runtime.block_on(share::measure(setting))?);
    if let Some(url) = url {
        figures.extend(runtime.block_on(share::ask(setting, url))?);
    }
    figures.extend(parsing::measure(size.parsed, size.repeats)?);
    let layout = Layout::of_context(CONTEXT, false);
    let requests = runtime.block_on(scene::requests(setting, layout))?;
    let prompt = requests.into_iter().nth(scene::AGENTS);
    let prompt = prompt.context("a scene without turns")?.messages;
    let server = Serving::start(serve)?;
    let asking = over_sockets(server.port(), size, prompt);
    // In a task, as everybody in the world asks: what runs outside the threads is woken later.
    figures.extend(runtime.block_on(runtime.spawn(asking))??);
    let peak = clock::peak_resident()? as f64 / 1e6;
    figures.insert("peak_resident_mb".into(), rounded(peak).into());
    Ok(figures)
}

async fn over_sockets(
    port: u16,
    size: Size,
    prompt: Vec<Message>,
) -> anyhow::Result<Map<String, Value>> {
    let at_once = u32::try_from(size.streams.max(size.crowd))?;
    let readers = [Reader::raw(port), Reader::stoa(port, at_once)];
    let question = async |replay| {
        let question = Question::new(replay, prompt.clone()).await;
        question.map(Arc::new)
    };
    let short = Replay {
        tokens: SHORT,
        pace_us: 0,
    };
    let short = question(short).await?;
    let mut figures = first_token::measure(readers.clone(), short, size.asked).await?;
    let long = question(size.stream).await?;
    let many = streams::measure(readers.clone(), long.clone(), size.streams, size.rounds);
    figures.extend(many.await?);
    let life = Duration::from_micros((size.stream.tokens * size.stream.pace_us).into());
    let more = running::measure(
        readers.clone(),
        long,
        size.streams,
        life,
        size.rounds.div_ceil(2),
    );
    figures.extend(more.await?);
    let [_, ours] = readers;
    let crowd = question(size.crowd_stream).await?;
    figures.extend(streams::count(ours, crowd, size.crowd).await?);
    Ok(figures)
}

/// As the minds of a world have it.
fn runtime(threads: usize) -> anyhow::Result<Runtime> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("stoa-mind")
        .enable_all()
        .build()?;
    Ok(runtime)
}
