//! Many at once: everybody asks, and all are waited for.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::{
    ask::{Heard, Question, Reader},
    clock::process_cpu,
};

/// What `streams` readers heard who asked at the same moment, and the processor time of all of it.
///
/// # Errors
/// When an answer fails.
pub async fn round(
    reader: &Reader,
    question: &Arc<Question>,
    streams: usize,
) -> anyhow::Result<(Vec<Heard>, Duration)> {
    let begun = process_cpu()?;
    let mut asking = JoinSet::new();
    for _ in 0..streams {
        let (reader, question) = (reader.clone(), question.clone());
        asking.spawn(async move { reader.ask(&question).await });
    }
    let mut heard = Vec::with_capacity(streams);
    while let Some(answer) = asking.join_next().await {
        heard.push(answer??);
    }
    Ok((heard, process_cpu()?.saturating_sub(begun)))
}
