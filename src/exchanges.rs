//! The last request of each mind and what came of it: for the inspector, and in `exchanges.json` in the data folder for
//! `stoa mind show`. What a model thought is shown and never kept.

use std::{collections::BTreeMap, path::Path, time::Duration};

use bevy::prelude::*;
use serde_json::{Value, json};
use stoa_agents::{Conduct, Exchange, Inhabitant, MindBridge, Minds, Phases};
use stoa_model::{Role, ToolCall};
use stoa_ui::{ExchangeView, text};
use stoa_world::{SimClock, TICKS_PER_SECOND, WorldDef};

use crate::{stored::Stored, trouble};

/// How often they are kept while the program runs, in ticks: ten seconds.
const EVERY: u64 = 10 * TICKS_PER_SECOND;

/// As the inspector shows it; `None` before the first request.
pub fn view(last: &Exchange) -> Option<ExchangeView> {
    let sent = last.sent();
    if sent.is_none() && last.server.is_empty() && last.failures.is_empty() {
        return None;
    }
    let messages = sent.iter().flat_map(|sent| &sent.messages);
    let (server, model) = server_and_model(&last.server);
    Some(ExchangeView {
        server,
        model,
        prompt: messages
            .map(|message| (role(message.role).to_owned(), message.content.clone()))
            .collect(),
        reply: last.reply.clone(),
        reasoning: last.reasoning.clone(),
        tool_calls: last.calls.iter().map(call).collect(),
        tokens: tokens(last),
        phases: phases(&last.phases)
            .into_iter()
            .map(|(what, at)| (what.to_owned(), at.as_secs_f32()))
            .collect(),
        progress: last
            .progress
            .map(|progress| (progress.processed, progress.total)),
        cost: last.cost.map_or_else(String::new, text::answer_cost),
        failures: last
            .failures
            .iter()
            .map(|failure| trouble::problem(&failure.error))
            .collect(),
    })
}

/// `home (llama3.2:3b)` in its two parts.
fn server_and_model(name: &str) -> (String, String) {
    match name
        .strip_suffix(')')
        .and_then(|name| name.split_once(" ("))
    {
        Some((server, model)) => (server.to_owned(), model.to_owned()),
        None => (name.to_owned(), String::new()),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

fn call(call: &ToolCall) -> String {
    format!("{} {}", call.name, call.arguments)
}

fn tokens(last: &Exchange) -> String {
    let Some(usage) = last.usage else {
        return String::new();
    };
    let cached = usage.cached_tokens.zip(last.cache_share());
    text::tokens_used(usage.prompt_tokens, usage.completion_tokens, cached)
}

/// How long each phase took.
fn phases(phases: &Phases) -> Vec<(&'static str, Duration)> {
    let all = [
        (text::phase_waited(), phases.taken),
        (text::phase_read(), phases.read),
        (text::phase_first_word(), phases.first_word),
        (text::phase_rest(), phases.end),
    ];
    let mut before = Duration::ZERO;
    let known = all.into_iter().filter_map(|(what, at)| Some((what, at?)));
    known
        .map(|(what, at)| {
            let took = at.saturating_sub(before);
            before = at;
            (what, took)
        })
        .collect()
}

/// As programs read it.
fn value(last: &Exchange, name: &str, world: &str) -> Option<Value> {
    let sent = last.sent()?;
    let seconds = |at: Option<Duration>| at.map(|at| (at.as_secs_f64() * 1e6).round() / 1e6);
    let messages = sent.messages.iter();
    let usage = last.usage;
    Some(json!({
        "name": name,
        "world": world,
        "server": last.server,
        "prompt": messages
            .map(|message| json!({"role": role(message.role), "content": message.content}))
            .collect::<Vec<_>>(),
        "tools": sent.tools.iter().map(|tool| tool.name.as_str()).collect::<Vec<_>>(),
        "temperature": sent.sampling.temperature,
        "max_tokens": sent.sampling.max_tokens,
        "reply": last.reply,
        "tool_calls": last
            .calls
            .iter()
            .map(|call| json!({"name": call.name, "arguments": call.arguments}))
            .collect::<Vec<_>>(),
        "prompt_tokens": usage.map(|usage| usage.prompt_tokens),
        "cached_tokens": usage.and_then(|usage| usage.cached_tokens),
        "completion_tokens": usage.map(|usage| usage.completion_tokens),
        "cache_share": last.cache_share(),
        "cost": last.cost,
        "taken_s": seconds(last.phases.taken),
        "prompt_read_s": seconds(last.phases.read),
        "first_word_s": seconds(last.phases.first_word),
        "end_s": seconds(last.phases.end),
        "failures": last
            .failures
            .iter()
            .map(|f| json!({"server": f.server, "cause": f.error.cause, "remedy": f.error.remedy}))
            .collect::<Vec<_>>(),
    }))
}

/// What was kept, by persona.
#[derive(Resource, Clone, Deref)]
pub struct Exchanges(Stored<Value>);

impl Exchanges {
    pub fn open(data: &Path) -> Self {
        Self(Stored::open(data, "exchanges.json"))
    }

    /// Keeps `now` in the place of what was there of these personas.
    fn keep(&self, now: BTreeMap<String, Value>) -> Result<(), String> {
        self.change(|all| all.extend(now))
    }
}

/// The ended exchanges of all minds.
fn collect<'a>(
    minds: impl Iterator<Item = (&'a Inhabitant, &'a Conduct)>,
    world: &str,
) -> BTreeMap<String, Value> {
    let ended = minds.filter(|(_, conduct)| conduct.last.phases.end.is_some());
    ended
        .filter_map(|(mind, conduct)| {
            let persona = &mind.0.persona;
            let value = value(&conduct.last, &persona.name, world)?;
            Some((persona.id.clone(), value))
        })
        .collect()
}

/// Keeps those with model servers now and then, on a thread of the minds: no frame waits for a disk. What the built-in
/// mind says all day long is kept at the end.
pub fn keep_when_due(
    clock: Res<SimClock>,
    def: Res<WorldDef>,
    minds: Query<(&Inhabitant, &Conduct)>,
    in_use: Res<Minds>,
    exchanges: Res<Exchanges>,
    bridge: Res<MindBridge>,
) {
    if !clock.tick.0.is_multiple_of(EVERY) {
        return;
    }
    let with_server = |(mind, conduct): &(&Inhabitant, &Conduct)| {
        let (persona, last) = (&mind.0.persona.id, &conduct.last);
        let asked = !in_use.is_built_in(persona) && in_use.is_chosen(persona, &last.server);
        asked || !last.failures.is_empty()
    };
    let now = collect(minds.iter().filter(with_server), &def.id);
    if now.is_empty() {
        return;
    }
    let exchanges = exchanges.clone();
    bridge.spawn_blocking(move || {
        if let Err(problem) = exchanges.keep(now) {
            warn!("{problem}");
        }
    });
}

/// Keeps them at the end.
///
/// # Errors
/// In words, when they can't be written.
pub fn keep(world: &mut World) -> Result<(), String> {
    let Some(exchanges) = world.get_resource::<Exchanges>().cloned() else {
        return Ok(());
    };
    let id = world.resource::<WorldDef>().id.clone();
    let mut minds = world.query::<(&Inhabitant, &Conduct)>();
    let now = collect(minds.iter(world), &id);
    match now.is_empty() {
        true => Ok(()),
        false => exchanges.keep(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_name_would_be_taken_for_its_model() {
        for (name, server, model) in [
            ("home (llama3.2:3b)", "home", "llama3.2:3b"),
            ("built-in mind", "built-in mind", ""),
            ("", "", ""),
        ] {
            let found = server_and_model(name);
            assert_eq!(found, (server.to_owned(), model.to_owned()));
        }
    }

    #[test]
    fn phases_would_overlap_or_count_what_nobody_told() {
        let ms = Duration::from_millis;
        let told = Phases {
            taken: Some(ms(200)),
            read: None,
            first_word: Some(ms(900)),
            end: Some(ms(2000)),
        };
        let expected = [
            ("waited its turn", ms(200)),
            ("first word", ms(700)),
            ("the rest", ms(1100)),
        ];
        assert_eq!(phases(&told), expected);
    }
}
