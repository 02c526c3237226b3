//! One stream at a time: how much later the first token comes through our client than through a raw socket.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    ask::{Question, Reader},
    clock::process_cpu,
    stats::{Sorted, rounded},
};

/// Asks `asked` times with each reader, in turn, so that both meet the same machine.
///
/// # Errors
/// When an answer fails.
pub async fn measure(
    [raw, ours]: [Reader; 2],
    question: Arc<Question>,
    asked: usize,
) -> anyhow::Result<Map<String, Value>> {
    for _ in 0..asked.div_ceil(10) {
        raw.ask(&question).await?;
        ours.ask(&question).await?;
    }
    let mut times = [Vec::with_capacity(asked), Vec::with_capacity(asked)];
    for _ in 0..asked {
        for (reader, times) in [&raw, &ours].into_iter().zip(&mut times) {
            let heard = reader.ask(&question).await?;
            question.check(&heard)?;
            times.push(heard.first);
        }
    }
    let [raw_cpu, our_cpu] = [
        cpu_us(&raw, &question, asked).await?,
        cpu_us(&ours, &question, asked).await?,
    ];
    let [raw, ours] = times.map(Sorted::from);
    let mut figures = Map::new();
    for (name, value) in [
        ("first_token_raw_us_p50", raw.us(50)),
        ("first_token_raw_us_p99", raw.us(99)),
        ("first_token_us_p50", ours.us(50)),
        ("first_token_us_p99", ours.us(99)),
        ("first_token_added_us_p50", ours.us(50) - raw.us(50)),
        ("first_token_added_us_p99", ours.us(99) - raw.us(99)),
        ("request_cpu_raw_us", raw_cpu),
        ("request_cpu_us", our_cpu),
    ] {
        figures.insert(name.into(), rounded(value).into());
    }
    figures.insert("first_token_asked".into(), asked.into());
    figures.insert("request_bytes".into(), question.bytes().into());
    Ok(figures)
}

/// Processor time of a whole short answer.
async fn cpu_us(reader: &Reader, question: &Question, asked: usize) -> anyhow::Result<f64> {
    let begun = process_cpu()?;
    for _ in 0..asked {
        reader.ask(question).await?;
    }
    Ok((process_cpu()? - begun).as_secs_f64() * 1e6 / asked as f64)
}
