//! From the scene to an answer.

use stoa_model::{Purpose, ToolCall, TurnContext};

use crate::{answer, smalltalk, turn::Turn};

/// The most sentences in one answer.
const MOST_SENTENCES: usize = 4;
/// The most characters in one answer.
const MOST_CHARS: usize = 600;

/// What the mind says and does in one turn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reply {
    /// At least one, at most four; together at most 600 characters.
    pub sentences: Vec<String>,
    /// Deeds to try, in order; only ones that the context allows.
    pub calls: Vec<ToolCall>,
}

/// Answers a turn. A pure function: the same context gives the same reply.
pub fn reply(ctx: &TurnContext) -> Reply {
    let mut turn = Turn::new(ctx);
    match ctx.purpose {
        Purpose::Answer => answer::line(&mut turn),
        Purpose::Open => smalltalk::open(&mut turn),
        Purpose::Continue => smalltalk::go_on(&mut turn),
        Purpose::Close => smalltalk::close(&mut turn),
        Purpose::Excuse => answer::deed::excuse(&mut turn),
    }
    if turn.out.is_empty() {
        turn.say("talk.lost");
    }
    Reply {
        sentences: within_limits(turn.out),
        calls: turn.calls,
    }
}

fn within_limits(said: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut chars = 0;
    for sentence in said.into_iter().take(MOST_SENTENCES) {
        let length = sentence.chars().count() + 1;
        if chars + length <= MOST_CHARS {
            chars += length;
            kept.push(sentence);
        } else if kept.is_empty() {
            let short: String = sentence.chars().take(MOST_CHARS - 2).collect();
            let end = short.rfind(' ').unwrap_or(short.len());
            return vec![format!("{}\u{2026}", &short[..end])];
        } else {
            break;
        }
    }
    kept
}
