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
