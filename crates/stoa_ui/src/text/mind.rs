//! Words of the look into a mind.

use super::{decimal, thousands};
use crate::language::{say, words};

words! {
    mind,
    doing,
    goal,
    last_request,
    memories,
    last_exchange,
    tokens,
    cost,
    failed,
    reply,
    thoughts,
    thoughts_note,
    tool_calls,
    prompt,
    copy,
    cut_to_show,
    look_at_somebody,
    no_mind,
    goal_seat,
    goal_you,
    phase_waited,
    phase_read,
    phase_first_word,
    phase_rest,
}

pub fn is_thinking(server: &str) -> String {
    say!(is_thinking, server = server)
}

/// How fast the last answer came, and how long it was where the server tells.
pub fn first_word(server: &str, after_s: f32, tokens: Option<u32>) -> String {
    let seconds = decimal(f64::from(after_s), 1);
    match tokens {
        None => say!(first_word_after, server = server, seconds = seconds),
        Some(tokens) => say!(
            first_word_and_tokens,
            server = server,
            seconds = seconds,
            tokens = tokens
        ),
    }
}

/// Tokens of a prompt and of its answer; `cached` are those of the prompt that came from the server's cache, with
/// their share of it, 0 to 1.
pub fn tokens_used(prompt: u32, completion: u32, cached: Option<(u32, f64)>) -> String {
    match cached {
        None => say!(tokens_used, prompt = prompt, completion = completion),
        Some((cached, share)) => say!(
            tokens_used_cached,
            prompt = prompt,
            completion = completion,
            cached = cached,
            share = decimal(share * 100.0, 0)
        ),
    }
}

/// What an answer cost, in the currency of the settings' prices.
pub fn answer_cost(cost: f64) -> String {
    say!(spent_cost, used = decimal(cost, 4))
}

pub fn context(tokens: u32) -> String {
    say!(context, tokens = thousands(u64::from(tokens)))
}

pub fn reading(read: u32, all: u32) -> String {
    let [read, all] = [read, all].map(|tokens| thousands(u64::from(tokens)));
    say!(reading, read = read, all = all)
}

/// A phase of a request.
pub fn phase(name: &str, seconds: f32) -> String {
    if seconds < 0.1 {
        format!("{name} {:.0} ms", seconds * 1000.0)
    } else {
        format!("{name} {} s", decimal(f64::from(seconds), 1))
    }
}
