//! Time to the first word, and processor time of each.

use std::{
    future::pending,
    io,
    time::{Duration, Instant},
};

use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use stoa_model::{
    Backend, BoxFuture, Capabilities, ChatEvent, ChatRequest, ChatStream, Ear, Finish, ModelError,
    ModelInfo, RoutedEvent, Router,
};
use tokio::runtime::{Builder, Runtime};

const ASKED: usize = 20_000;
const WORDS: usize = 500_000;

/// Says a short word as often as it is told in the model's name.
struct InMemory;

impl Backend for InMemory {
    fn name(&self) -> String {
        "in memory".to_owned()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let words = request.model.and_then(|words| words.parse().ok());
        let text = || Ok(ChatEvent::Text(" token".to_owned()));
        let words = stream::repeat_with(text).take(words.unwrap_or(1));
        words
            .chain(stream::iter([Ok(ChatEvent::Done(Finish::Stop))]))
            .boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(async { Ok(Capabilities::default()) })
    }
}

/// Hears everything and keeps nothing.
struct Anybody;

impl Ear for Anybody {
    fn begin(&mut self) {}

    fn hear(&mut self, event: &ChatEvent) -> bool {
        matches!(event, ChatEvent::Text(_))
    }

    fn is_full(&self) -> bool {
        false
    }
}

fn request(words: usize) -> ChatRequest {
    ChatRequest {
        model: Some(words.to_string()),
        ..ChatRequest::default()
    }
}

/// Direct and routed answers, as a task on tokio takes them.
struct Bench {
    runtime: Runtime,
    router: Router,
}

impl Bench {
    fn new() -> io::Result<Self> {
        Ok(Self {
            runtime: Builder::new_current_thread().enable_all().build()?,
            router: Router::new(vec![std::sync::Arc::new(InMemory)]),
        })
    }

    fn direct(&self, words: usize) -> impl Stream<Item = bool> + use<> {
        let stream = InMemory.chat(request(words));
        stream.map(|event| matches!(event, Ok(ChatEvent::Text(_))))
    }

    fn routed(&self, words: usize) -> impl Stream<Item = bool> + use<> {
        let patience = Box::pin(async {
            tokio::time::sleep(Duration::from_secs(120)).await;
            pending::<()>().await;
        });
        let stream = self
            .router
            .chat_to(request(words), Box::new(Anybody), patience);
        stream.map(|event| matches!(event, RoutedEvent::Event(ChatEvent::Text(_))))
    }
}

async fn first(stream: impl Stream<Item = bool>) {
    let mut stream = std::pin::pin!(stream);
    while stream.next().await == Some(false) {}
}

async fn count(stream: impl Stream<Item = bool>) -> usize {
    let words = stream.filter(|word| std::future::ready(*word));
    words.count().await
}

/// Microseconds from the asking to the first word.
pub fn first_token() -> io::Result<Value> {
    let bench = Bench::new()?;
    let (direct, routed) = bench.runtime.block_on(async {
        let (mut direct, mut routed) = (Vec::new(), Vec::new());
        // Turn by turn, so that both meet the same machine.
        for _ in 0..ASKED {
            let begin = Instant::now();
            first(bench.direct(3)).await;
            direct.push(begin.elapsed());
            let begin = Instant::now();
            first(bench.routed(3)).await;
            routed.push(begin.elapsed());
        }
        (Sorted::from(direct), Sorted::from(routed))
    });
    Ok(json!({
        "asked": ASKED,
        "direct_us": {"p50": direct.us(50), "p99": direct.us(99)},
        "routed_us": {"p50": routed.us(50), "p99": routed.us(99)},
        "added_p50_us": ((routed.us(50) - direct.us(50)) * 100.0).round() / 100.0,
    }))
}

/// Nanoseconds of this thread's processor time for each token of a long answer.
pub fn tokens() -> Result<Value, Box<dyn std::error::Error>> {
    let bench = Bench::new()?;
    let mut best = [f64::INFINITY; 2];
    for _ in 0..5 {
        let begin = cpu()?;
        let direct = bench.runtime.block_on(count(bench.direct(WORDS)));
        let between = cpu()?;
        let routed = bench.runtime.block_on(count(bench.routed(WORDS)));
        let end = cpu()?;
        if (direct, routed) != (WORDS, WORDS) {
            return Err(format!("{direct} and {routed} of {WORDS} words came").into());
        }
        let each = |time: Duration| time.as_secs_f64() * 1e9 / WORDS as f64;
        best[0] = best[0].min(each(between - begin));
        best[1] = best[1].min(each(end - between));
    }
    let [direct, routed] = best.map(|ns| ns.round());
    Ok(json!({
        "counted": WORDS,
        "direct_cpu_ns": direct,
        "routed_cpu_ns": routed,
        "added_cpu_ns": routed - direct,
    }))
}

/// Processor time of this thread.
#[cfg(unix)]
fn cpu() -> Result<Duration, Box<dyn std::error::Error>> {
    use nix::time::{ClockId, clock_gettime};
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

/// Elsewhere the time that went by has to do.
#[cfg(not(unix))]
fn cpu() -> Result<Duration, Box<dyn std::error::Error>> {
    Ok(std::time::SystemTime::UNIX_EPOCH.elapsed()?)
}

struct Sorted(Vec<Duration>);

impl From<Vec<Duration>> for Sorted {
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }
}

impl Sorted {
    /// A percentile in microseconds, to a hundredth.
    fn us(&self, percent: usize) -> f64 {
        let at = self.0.len() * percent / 100;
        let time = self.0.get(at).copied().unwrap_or_default();
        (time.as_secs_f64() * 1e8).round() / 100.0
    }
}
