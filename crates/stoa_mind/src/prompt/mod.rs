//! The prompt of one turn, stable parts first, so that servers reuse their prefix cache.
//!
//! Two messages: the system message (house rules → deeds in plain text, where the model has no tools → lore → the scene
//! and who is in it) and the user message (the talk so far → persona and relationship → the volatile tail). All but the
//! persona and the tail grows only at its end from turn to turn, and is the same for everybody in a talk. World text
//! stands between fences as data; [`quote`] keeps it from closing its fence.

mod history;
mod sections;
mod tail;
#[cfg(test)]
mod tests;

use stoa_model::{Message, Role, TurnContext};

use crate::text::sanitize;

/// The fence around world text.
const FENCE: &str = "=====";

/// Renders a turn.
///
/// `tools_native` is true when the request carries tools (see [`crate::actions::tools`]); otherwise the prompt explains
/// the plain-text form. `budget_chars` bounds the whole: the oldest lines of the talk go first, in large blocks, then
/// lore and descriptions.
pub fn render(ctx: &TurnContext, tools_native: bool, budget_chars: usize) -> Vec<Message> {
    let tail = sections::persona(ctx) + &tail::tail(ctx);
    let mut system = sections::system(ctx, tools_native, usize::MAX);
    // A small context keeps more than half of itself for the talk and the one who speaks.
    if length(&system) > budget_chars / 2 {
        system = sections::system(ctx, tools_native, budget_chars / 2);
    }
    // What a tail may need is set aside as a whole: the place left for the talk is then the same at every turn.
    let room = budget_chars.saturating_sub(length(&system) + length(&tail).max(TAIL_RESERVE));
    let talk = history::talk(ctx, room.max(600));
    vec![
        Message::text(Role::System, system),
        Message::text(Role::User, talk + &tail),
    ]
}

/// Characters set aside for persona and tail.
const TAIL_RESERVE: usize = 3_600;

fn length(s: &str) -> usize {
    s.chars().count()
}

/// World text made into data: one line, without what could end a fence or a quotation, at most `limit` characters.
pub fn quote(text: &str, limit: usize) -> String {
    let line = sanitize(text, limit).text;
    let mut out = String::with_capacity(line.len());
    let mut run = 0;
    for c in line.chars() {
        run = if c == '=' { run + 1 } else { 0 };
        match c {
            '=' if run > 2 => {}
            '<' => out.push('\u{2039}'),
            '>' => out.push('\u{203a}'),
            '"' | '\u{201c}' | '\u{201d}' => out.push('\''),
            _ => out.push(c),
        }
    }
    out.replace("[[", "[").replace("]]", "]")
}
