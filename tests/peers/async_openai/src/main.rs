//! The crate async-openai at work as `tests/peers/stoa` is, for `cargo xtask bench peers`. Prints one JSON object.
//!
//! Usage: `peer_async_openai PORT ASKED STREAMS TOKENS PACE_US`: a short answer ASKED times, then STREAMS answers at once
//! of TOKENS tokens, one every PACE_US microseconds.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use async_openai::{
    Client,
    config::OpenAIConfig,
    types::chat::{
        ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
        CreateChatCompletionRequest,
    },
};
use futures_util::StreamExt;
use nix::{
    sys::resource::{UsageWho, getrusage},
    time::ClockId,
};
use serde_json::json;
use tokio::task::JoinSet;

/// Tokens of an answer when only the first one counts.
const SHORT: u32 = 8;

fn main() -> anyhow::Result<()> {
    let words = std::env::args().skip(1);
    let numbers: Result<Vec<u32>, _> = words.map(|word| word.parse()).collect();
    let numbers: [u32; 5] = numbers?
        .try_into()
        .ok()
        .context("see the usage in src/main.rs")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    println!("{}", runtime.block_on(runtime.spawn(measure(numbers)))??);
    Ok(())
}

async fn measure([port, asked, streams, tokens, pace_us]: [u32; 5]) -> anyhow::Result<String> {
    let config = OpenAIConfig::new()
        .with_api_base(format!("http://127.0.0.1:{port}/v1"))
        .with_api_key("none");
    let client = Client::with_config(config);
    let mut first = Vec::new();
    for at in 0..asked + asked / 10 {
        let (time, _) = ask(&client, SHORT, 0).await?;
        // The first ones warm up.
        if at >= asked / 10 {
            first.push(time);
        }
    }
    first.sort_unstable();
    round(&client, streams, tokens, pace_us).await?;
    let begun = cpu()?;
    let came = round(&client, streams, tokens, pace_us).await?;
    let used = cpu()? - begun;
    ensure!(came == streams * tokens, "{came} tokens came");
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let figures = json!({
        "engine": "async-openai",
        "first_token_us": first[first.len() / 2].as_secs_f64() * 1e6,
        "token_cpu_us": used.as_secs_f64() * 1e6 / f64::from(came),
        "peak_rss_mb": usage.max_rss() as f64 * 1024.0 / 1e6,
    });
    Ok(figures.to_string())
}

async fn round(
    client: &Client<OpenAIConfig>,
    streams: u32,
    tokens: u32,
    pace_us: u32,
) -> anyhow::Result<u32> {
    let mut asking = JoinSet::new();
    for _ in 0..streams {
        let client = client.clone();
        asking.spawn(async move { ask(&client, tokens, pace_us).await });
    }
    let mut came = 0;
    while let Some(answer) = asking.join_next().await {
        came += answer??.1;
    }
    Ok(came)
}

/// The time to the first token, and how many came.
async fn ask(
    client: &Client<OpenAIConfig>,
    tokens: u32,
    pace_us: u32,
) -> anyhow::Result<(Duration, u32)> {
    let begun = Instant::now();
    let request = CreateChatCompletionRequest {
        model: format!("replay-{tokens}-{pace_us}"),
        messages: vec![
            ChatCompletionRequestSystemMessage::from("x".repeat(4_500)).into(),
            ChatCompletionRequestUserMessage::from("x".repeat(1_500)).into(),
        ],
        ..CreateChatCompletionRequest::default()
    };
    let mut answer = client.chat().create_stream(request).await?;
    let (mut first, mut came, mut text) = (None, 0, String::new());
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        let delta = chunk.choices.first();
        if let Some(piece) = delta.and_then(|choice| choice.delta.content.as_deref()) {
            first.get_or_insert_with(|| begun.elapsed());
            text += piece;
            came += 1;
        }
    }
    let last = format!("t{}", tokens - 1);
    ensure!(
        came == tokens && text.ends_with(&last),
        "{came} of {tokens} tokens came"
    );
    Ok((first.context("an answer without a token")?, came))
}

/// Processor time of this process so far.
fn cpu() -> anyhow::Result<Duration> {
    Ok(ClockId::CLOCK_PROCESS_CPUTIME_ID.now()?.into())
}
