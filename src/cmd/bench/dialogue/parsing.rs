//! Processor time of a token that is read from memory, in the three protocols.

use anyhow::{Context, ensure};
use serde_json::{Map, Value};
use stoa_model::ChatEvent;
use stoa_model_http::{AnswerDecoder, ServerKind};

use super::{
    clock::process_cpu,
    replay,
    stats::{median, rounded},
};

const KINDS: [(&str, ServerKind); 3] = [
    ("openai", ServerKind::OpenAi),
    ("ollama", ServerKind::Ollama),
    ("anthropic", ServerKind::Anthropic),
];

/// Decodes `tokens` in each protocol, `repeats` times in turn; a packet holds one token, as from a server that sends
/// them as they come.
///
/// # Errors
/// When a decoder loses a token, or fails.
pub fn measure(tokens: usize, repeats: usize) -> anyhow::Result<Map<String, Value>> {
    let mut cpu_us = KINDS.map(|_| Vec::new());
    for _ in 0..repeats {
        for ((_, kind), cpu_us) in KINDS.into_iter().zip(&mut cpu_us) {
            let begun = process_cpu()?;
            decode(kind, tokens)?;
            let cpu = process_cpu()?.saturating_sub(begun);
            cpu_us.push(cpu.as_secs_f64() * 1e6 / tokens as f64);
        }
    }
    let figures = KINDS.iter().zip(cpu_us);
    Ok(figures
        .map(|((name, _), cpu_us)| {
            let cpu_us = rounded(median(cpu_us));
            (format!("parse_{name}_cpu_us"), cpu_us.into())
        })
        .collect())
}

fn decode(kind: ServerKind, tokens: usize) -> anyhow::Result<()> {
    let packets: Vec<String> = (0..16).map(|at| packet(kind, &format!(" t{at}"))).collect();
    let mut decoder = AnswerDecoder::new(kind);
    let mut events = Vec::new();
    let mut heard = 0;
    if kind == ServerKind::Anthropic {
        decoder.feed(ANTHROPIC_HEAD.as_bytes(), &mut events)?;
    }
    for at in 0..tokens {
        decoder.feed(packets[at % packets.len()].as_bytes(), &mut events)?;
        let event = events.pop().context("a token that tells nothing")?;
        heard += usize::from(matches!(event, ChatEvent::Text(_)));
        events.clear();
    }
    ensure!(heard == tokens, "{heard} of {tokens} tokens were decoded");
    Ok(())
}

/// One token, as llama.cpp, Ollama and Anthropic send it.
fn packet(kind: ServerKind, text: &str) -> String {
    match kind {
        ServerKind::OpenAi => replay::event(text),
        ServerKind::Ollama => format!(
            "{{\"model\":\"llama3.2\",\"created_at\":\"2026-01-30T19:12:07.417842315Z\",\
             \"message\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"done\":false}}\n"
        ),
        ServerKind::Anthropic => format!(
            "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\
             \"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n"
        ),
    }
}

const ANTHROPIC_HEAD: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\
    \"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"claude\",\"stop_reason\":null,\
    \"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: \
    {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
