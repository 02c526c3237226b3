//! Many streams at once.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};

use super::{
    ask::{Heard, Question, Reader},
    round::round,
    stats::{Sorted, median, rounded},
};

/// What a reader heard in rounds of many streams.
#[derive(Default)]
struct Rounds {
    heard: Vec<Heard>,
    /// Microseconds of processor time for each token, a round each.
    cpu_us: Vec<f64>,
}

/// `streams` at once, in `rounds` of each reader in turn.
///
/// # Errors
/// When an answer fails, or a token is lost.
pub async fn measure(
    readers: [Reader; 2],
    question: Arc<Question>,
    streams: usize,
    rounds: usize,
) -> anyhow::Result<Map<String, Value>> {
    for reader in &readers {
        // The connections stand after this.
        round(reader, &question, streams).await?;
    }
    let mut both = [Rounds::default(), Rounds::default()];
    for _ in 0..rounds {
        for (reader, rounds) in readers.iter().zip(&mut both) {
            let (heard, cpu) = round(reader, &question, streams).await?;
            heard.iter().try_for_each(|heard| question.check(heard))?;
            let tokens: u64 = heard.iter().map(|heard| u64::from(heard.tokens)).sum();
            rounds.cpu_us.push(cpu.as_secs_f64() * 1e6 / tokens as f64);
            rounds.heard.extend(heard);
        }
    }
    let sorted = |rounds: &Rounds, time: fn(&Heard) -> Duration| {
        Sorted::from(rounds.heard.iter().map(time).collect::<Vec<_>>())
    };
    let mut figures = Map::new();
    figures.insert("streams".into(), streams.into());
    let mut insert = |name: String, value: f64| figures.insert(name, rounded(value).into());
    for (what, time) in [
        (
            "first_token",
            (|heard| heard.first) as fn(&Heard) -> Duration,
        ),
        ("whole", |heard| heard.whole),
    ] {
        let [raw, ours] = both.each_ref().map(|rounds| sorted(rounds, time));
        for percent in [50, 99] {
            let [raw, ours] = [raw.us(percent), ours.us(percent)];
            insert(format!("streams_{what}_raw_us_p{percent}"), raw);
            insert(format!("streams_{what}_us_p{percent}"), ours);
            insert(format!("streams_{what}_ratio_p{percent}"), ours / raw);
        }
    }
    let [raw, ours] = both.map(|rounds| median(rounds.cpu_us));
    insert("streams_token_cpu_raw_us".into(), raw);
    insert("streams_token_cpu_us".into(), ours);
    insert("streams_token_cpu_ratio".into(), ours / raw);
    Ok(figures)
}

/// Many streams of our client alone: what came of them.
///
/// # Errors
/// When an answer fails.
pub async fn count(
    ours: Reader,
    question: Arc<Question>,
    streams: usize,
) -> anyhow::Result<Map<String, Value>> {
    let (heard, cpu) = round(&ours, &question, streams).await?;
    let came: u64 = heard.iter().map(|heard| u64::from(heard.tokens)).sum();
    let sent = u64::from(question.tokens()) * streams as u64;
    let exact = heard.iter().filter(|heard| heard.exact).count();
    let sorted =
        |time: fn(&Heard) -> Duration| Sorted::from(heard.iter().map(time).collect::<Vec<_>>());
    let mut figures = Map::new();
    figures.insert("crowd_streams".into(), streams.into());
    figures.insert("crowd_streams_exact".into(), exact.into());
    figures.insert("crowd_tokens_sent".into(), sent.into());
    figures.insert("crowd_tokens_lost".into(), sent.abs_diff(came).into());
    for (name, value) in [
        (
            "crowd_first_token_us_p99",
            sorted(|heard| heard.first).us(99),
        ),
        ("crowd_stream_us_p99", sorted(|heard| heard.whole).us(99)),
        ("crowd_token_cpu_us", cpu.as_secs_f64() * 1e6 / came as f64),
    ] {
        figures.insert(name.into(), rounded(value).into());
    }
    Ok(figures)
}
