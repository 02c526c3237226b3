//! The first token of one more answer while many others run: each begins when another ends.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use super::{
    ask::{Heard, Question, Reader},
    stats::{Sorted, rounded},
};

/// As many answers as stream at once, each of `life`, in `rounds` of each reader in turn; those count that began among
/// all the others.
///
/// # Errors
/// When an answer fails, or a token is lost.
pub async fn measure(
    readers: [Reader; 2],
    question: Arc<Question>,
    streams: usize,
    life: Duration,
    rounds: usize,
) -> anyhow::Result<Map<String, Value>> {
    let mut both = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (reader, heard) in readers.iter().zip(&mut both) {
            heard.extend(round(reader, &question, streams, life).await?);
        }
    }
    let [raw, ours] = both.map(Sorted::from);
    let mut figures = Map::new();
    for percent in [50, 99] {
        let [raw, ours] = [raw.us(percent), ours.us(percent)];
        for (name, value) in [("raw_us", raw), ("us", ours), ("ratio", ours / raw)] {
            let name = format!("running_first_token_{name}_p{percent}");
            figures.insert(name, rounded(value).into());
        }
    }
    Ok(figures)
}

async fn round(
    reader: &Reader,
    question: &Arc<Question>,
    streams: usize,
    life: Duration,
) -> anyhow::Result<Vec<Duration>> {
    let mut clock = tokio::time::interval(life / u32::try_from(streams.max(1))?);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut asking = JoinSet::new();
    for number in 0..2 * streams {
        clock.tick().await;
        let (reader, question) = (reader.clone(), question.clone());
        asking.spawn(async move { (number, reader.ask(&question).await) });
    }
    let mut first = Vec::with_capacity(streams);
    while let Some(answer) = asking.join_next().await {
        let (number, heard) = answer?;
        let heard: Heard = heard?;
        question.check(&heard)?;
        // Before, fewer than all were running.
        if number >= streams {
            first.push(heard.first);
        }
    }
    Ok(first)
}
