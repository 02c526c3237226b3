//! Stoa's own client and a raw socket, to compare other clients with, and the server that all of them ask. Prints one
//! JSON object.
//!
//! Usage: `peer_stoa serve PORT`, or `peer_stoa stoa|raw PORT ASKED STREAMS TOKENS PACE_US`: a short answer ASKED times,
//! then STREAMS answers at once of TOKENS tokens, one every PACE_US microseconds.

#![expect(dead_code, reason = "`stoa bench dialogue` uses the rest of these files")]

#[path = "../../../../src/cmd/bench/dialogue/ask.rs"]
mod ask;
#[path = "../../../../src/cmd/bench/dialogue/clock.rs"]
mod clock;
#[path = "../../../../src/cmd/bench/dialogue/raw.rs"]
mod raw;
#[path = "../../../../src/cmd/bench/dialogue/replay.rs"]
mod replay;
#[path = "../../../../src/cmd/bench/dialogue/round.rs"]
mod round;
#[path = "../../../../src/cmd/bench/dialogue/server.rs"]
mod server;
#[path = "../../../../src/cmd/bench/dialogue/stats.rs"]
mod stats;

use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;
use stoa_model::{Message, Role};

use ask::{Question, Reader};
use replay::Replay;
use stats::Sorted;

/// Tokens of an answer when only the first one counts.
const SHORT: u32 = 8;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| -> anyhow::Result<u32> {
        let word = words.get(at).context("see the usage in src/main.rs")?;
        word.parse().with_context(|| word.clone())
    };
    let port = u16::try_from(number(1)?)?;
    let what = words[0].as_str();
    if what == "serve" {
        return server::serve(port, |port| {
            println!("listening {port}");
            Ok(())
        });
    }
    let (asked, streams) = (number(2)?, number(3)?);
    let long = Replay {
        tokens: number(4)?,
        pace_us: number(5)?,
    };
    let reader = match what {
        "raw" => Reader::raw(port),
        "stoa" => Reader::stoa(port, streams),
        other => bail!("{other} is no reader; see the usage in src/main.rs"),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let name = what.to_owned();
    let run = async move { measure(&name, &reader, asked as usize, streams as usize, long).await };
    println!("{}", runtime.block_on(runtime.spawn(run))??);
    Ok(())
}

async fn measure(
    name: &str,
    reader: &Reader,
    asked: usize,
    streams: usize,
    long: Replay,
) -> anyhow::Result<String> {
    // A prompt of 6,000 characters, as every client here sends it.
    let messages = vec![
        Message::text(Role::System, "x".repeat(4_500)),
        Message::text(Role::User, "x".repeat(1_500)),
    ];
    let short = Replay {
        tokens: SHORT,
        pace_us: 0,
    };
    let short = Question::new(short, messages.clone()).await?;
    let mut first = Vec::with_capacity(asked);
    for at in 0..asked + asked / 10 {
        let heard = reader.ask(&short).await?;
        short.check(&heard)?;
        // The first ones warm up.
        if at >= asked / 10 {
            first.push(heard.first);
        }
    }
    let long = Arc::new(Question::new(long, messages).await?);
    round::round(reader, &long, streams).await?;
    let (heard, cpu) = round::round(reader, &long, streams).await?;
    heard.iter().try_for_each(|heard| long.check(heard))?;
    let tokens: u64 = heard.iter().map(|heard| u64::from(heard.tokens)).sum();
    let figures = json!({
        "engine": name,
        "first_token_us": Sorted::from(first).us(50),
        "token_cpu_us": cpu.as_secs_f64() * 1e6 / tokens as f64,
        "peak_rss_mb": clock::peak_resident()? as f64 / 1e6,
    });
    Ok(figures.to_string())
}
