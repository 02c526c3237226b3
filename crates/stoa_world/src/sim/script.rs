//! Scripts: files of timed intents, one JSON object a line.
//!
//! ```text
//! # people are there from the start unless a line says when they come
//! {"tick": 0, "person": "Ada", "who": 1, "spawn": "gate"}
//! {"tick": 30, "who": 1, "do": "say", "text": "hello", "to": {"body": 1000}}
//! {"tick": 60, "who": 1, "do": "move", "ahead": 100, "ticks": 90}
//! ```
//!
//! A line is an [`Intent`] with a `tick`; `ticks` repeats it for so many ticks. Empty lines and lines that begin with
//! `#` are skipped.

use std::{collections::VecDeque, path::Path};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use serde_json::{Map, Value};

use crate::{
    Intent, Pose, SimClock, SimSystems, StableId, Tick,
    intent::FAR_M,
    sim::bodies::{BodyIndex, FIRST_AGENT, spawn_person_as, spawn_person_at},
};

/// Lines of a script at most, repeats counted.
const MAX_ENTRIES: usize = 1_000_000;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Script>().add_systems(
        FixedUpdate,
        run_script
            .after(SimSystems::Clock)
            // Before the devices of people who are here: of one body's wishes in one tick the last one counts.
            .before(SimSystems::Script),
    );
}

/// What a script or a recording has left to do, by tick. Insert it as a resource to run it.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Script {
    /// Sorted by tick; entries of the same tick keep their order.
    pub entries: VecDeque<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub tick: Tick,
    pub event: Event,
}

/// One thing that a script does.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Intent(Intent),
    /// A person comes, at a spawn point or at a pose.
    Person {
        who: StableId,
        name: String,
        spawn: Option<String>,
        pose: Option<Pose>,
    },
}

/// A mistake in a script or recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct ScriptError {
    pub file: String,
    /// From 1; 0 when the file could not be read.
    pub line: usize,
    pub message: String,
}

/// Every mistake of a script, one on each line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ScriptError::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ScriptErrors(pub Vec<ScriptError>);

impl Script {
    /// Reads a script file.
    ///
    /// # Errors
    /// Every mistake at once, each with file, line and what was expected.
    pub fn read(path: &Path) -> Result<Self, ScriptErrors> {
        let (file, text) = read_text(path).map_err(|e| ScriptErrors(vec![e]))?;
        Self::parse(&file, &text)
    }

    /// Reads a script's text; `file` is what errors call it.
    ///
    /// # Errors
    /// Every mistake at once, each with its line and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, ScriptErrors> {
        let mut entries = Vec::new();
        let mut errors = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(message) = parse_line(line, &mut entries) {
                errors.push(ScriptError {
                    file: file.to_owned(),
                    line: number + 1,
                    message,
                });
            }
        }
        if !errors.is_empty() {
            return Err(ScriptErrors(errors));
        }
        entries.sort_by_key(|e| e.tick);
        Ok(Self {
            entries: entries.into(),
        })
    }

    /// The last tick that has something to do.
    pub fn last_tick(&self) -> Tick {
        self.entries.back().map(|e| e.tick).unwrap_or_default()
    }

    /// People who act without a line that brings them.
    fn uninvited(&self) -> Vec<StableId> {
        let mut people: Vec<StableId> = self
            .entries
            .iter()
            .filter_map(|e| match &e.event {
                Event::Intent(intent) if intent.who.0 < FIRST_AGENT && intent.who.0 > 0 => {
                    Some(intent.who)
                }
                _ => None,
            })
            .collect();
        people.sort_unstable();
        people.dedup();
        people.retain(|id| {
            !self
                .entries
                .iter()
                .any(|e| matches!(&e.event, Event::Person { who, .. } if who == id))
        });
        people
    }
}

/// A file's name for errors, and its text.
pub(super) fn read_text(path: &Path) -> Result<(String, String), ScriptError> {
    let file = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((file, text)),
        Err(error) => Err(ScriptError {
            file,
            line: 0,
            message: format!("it cannot be read: {error}"),
        }),
    }
}

fn parse_line(line: &str, entries: &mut Vec<Entry>) -> Result<(), String> {
    let mut map: Map<String, Value> =
        serde_json::from_str(line).map_err(|e| format!("expected a JSON object: {e}"))?;
    let tick = Tick(number(&mut map, "tick")?.ok_or("expected `tick`, a whole number")?);
    if let Some(name) = map.remove("person") {
        let name = name
            .as_str()
            .ok_or("expected `person` to be a name in quotes")?
            .to_owned();
        let who = number(&mut map, "who")?.ok_or("expected `who`, the person's number from 1")?;
        let who = u32::try_from(who)
            .ok()
            .filter(|n| (1..FIRST_AGENT).contains(n));
        let who = who.ok_or_else(|| format!("expected `who` to be 1 to {}", FIRST_AGENT - 1))?;
        let spawn = match map.remove("spawn") {
            None | Some(Value::Null) => None,
            Some(Value::String(spawn)) => Some(spawn),
            Some(other) => {
                return Err(format!(
                    "expected `spawn` to be a name in quotes, found {other}"
                ));
            }
        };
        known_keys_only(&map)?;
        let event = Event::Person {
            who: StableId(who),
            name,
            spawn,
            pose: None,
        };
        entries.push(Entry { tick, event });
        return Ok(());
    }
    let repeats = number(&mut map, "ticks")?.unwrap_or(1);
    let room = MAX_ENTRIES.saturating_sub(entries.len()) as u64;
    if repeats == 0 || repeats > room {
        return Err(format!(
            "expected `ticks` to be 1 or more, and {MAX_ENTRIES} lines in all at most"
        ));
    }
    let given: Vec<String> = map.keys().cloned().collect();
    let intent: Intent =
        serde_json::from_value(Value::Object(map)).map_err(|e| format!("not an intent: {e}"))?;
    unknown_keys(&given, &intent)?;
    if !intent.deed.is_within_bounds() {
        return Err(format!(
            "the point is too far away; expected -{FAR_M} to {FAR_M} metres"
        ));
    }
    for later in 0..repeats {
        entries.push(Entry {
            tick: Tick(tick.0.saturating_add(later)),
            event: Event::Intent(intent.clone()),
        });
    }
    Ok(())
}

fn number(map: &mut Map<String, Value>, key: &str) -> Result<Option<u64>, String> {
    match map.remove(key) {
        None => Ok(None),
        Some(value) => match value.as_u64() {
            Some(n) => Ok(Some(n)),
            None => Err(format!(
                "expected `{key}` to be a whole number, found {value}"
            )),
        },
    }
}

fn known_keys_only(rest: &Map<String, Value>) -> Result<(), String> {
    match rest.keys().next() {
        Some(key) => Err(format!("`{key}` is not known here")),
        None => Ok(()),
    }
}

/// A misspelt key would silently do nothing: what the intent does not know is an error.
fn unknown_keys(given: &[String], intent: &Intent) -> Result<(), String> {
    const OPTIONAL: [&str; 13] = [
        "right", "ahead", "run", "jump", "crouch", "pitch", "at", "to", "volume", "source", "seat",
        "who", "do",
    ];
    let known = match serde_json::to_value(intent) {
        Ok(Value::Object(map)) => map,
        Ok(_) | Err(_) => return Ok(()),
    };
    match given
        .iter()
        .find(|k| !known.contains_key(*k) && !OPTIONAL.contains(&k.as_str()))
    {
        Some(key) => Err(format!("`{key}` is not known here")),
        None => Ok(()),
    }
}

/// Writes the intents that are due, and brings the people who act.
fn run_script(world: &mut World) {
    if world.resource::<Script>().entries.is_empty() {
        return;
    }
    let now = world.resource::<SimClock>().tick;
    invite(world);
    loop {
        let mut script = world.resource_mut::<Script>();
        if script.entries.front().is_none_or(|e| e.tick > now) {
            return;
        }
        let Some(entry) = script.entries.pop_front() else {
            return;
        };
        match entry.event {
            Event::Intent(intent) => {
                world.write_message(intent);
            }
            Event::Person {
                who,
                name,
                spawn,
                pose,
            } => match pose {
                Some(pose) => spawn_person_at(world, who, &name, pose),
                None => spawn_person_as(world, who, &name, spawn.as_deref()),
            },
        }
    }
}

/// Whoever acts without a line that brings them is there before the script begins.
fn invite(world: &mut World) {
    #[derive(Resource)]
    struct Invited;
    if world.contains_resource::<Invited>() {
        return;
    }
    world.insert_resource(Invited);
    for who in world.resource::<Script>().uninvited() {
        if world.resource::<BodyIndex>().get(who).is_none() {
            spawn_person_as(world, who, &format!("Visitor {}", who.0), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Deed, SayTo};

    #[test]
    fn lines_become_intents_in_the_order_of_their_ticks() {
        let text = r#"
# a comment
{"tick": 60, "who": 1, "do": "stop"}
{"tick": 30, "who": 1, "do": "say", "text": "hello", "to": {"body": 1000}}
{"tick": 0, "person": "Ada", "who": 2, "spawn": "gate"}
{"tick": 61, "who": 2, "do": "move", "ahead": 100, "ticks": 3}
"#;
        let script = Script::parse("s.jsonl", text).expect("the script is well formed");
        let ticks: Vec<u64> = script.entries.iter().map(|e| e.tick.0).collect();
        assert_eq!(ticks, [0, 30, 60, 61, 62, 63]);
        assert_eq!(script.uninvited(), [StableId(1)]);
        assert!(matches!(
            &script.entries[1].event,
            Event::Intent(Intent {
                who: StableId(1),
                deed: Deed::Say {
                    to: SayTo::Body(StableId(1000)),
                    ..
                }
            })
        ));
    }

    #[test]
    fn numbers_beyond_all_bounds_would_overflow() {
        let rows = [
            (
                r#"{"tick": 0, "who": 1, "do": "stop", "ticks": 18446744073709551615}"#,
                "`ticks`",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "stop", "ticks": 1000000}"#,
                "`ticks`",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "stop", "ticks": 1e30}"#,
                "`ticks`",
            ),
            (
                r#"{"tick": 18446744073709551616, "who": 1, "do": "stop"}"#,
                "`tick`",
            ),
            (
                r#"{"tick": 0, "who": 4294967296, "do": "stop"}"#,
                "not an intent",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "move", "ahead": 128}"#,
                "not an intent",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "turn", "yaw": 65536}"#,
                "not an intent",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "go", "to": {"point": [2147483648, 0]}}"#,
                "not an intent",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "look", "at": {"point": [1e39, 0, 0]}}"#,
                "too far away",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "gesture", "gesture": "point", "at": {"point": [0, -1e38, 0]}}"#,
                "too far away",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "look", "at": {"point": [1e999, 0, 0]}}"#,
                "expected",
            ),
            (
                r#"{"tick": 0, "who": 1, "do": "look", "at": {"point": [null, 0, 0]}}"#,
                "not an intent",
            ),
        ];
        for (line, cause) in rows {
            // One line is there already: a million more are too many.
            let text = format!("{}\n{line}", r#"{"tick": 0, "who": 1, "do": "stop"}"#);
            let errors = Script::parse("s", &text).expect_err(line).0;
            assert_eq!(errors[0].line, 2, "{line}");
            assert!(errors[0].message.contains(cause), "{line}: {}", errors[0]);
        }
        let last = r#"{"tick": 18446744073709551615, "who": 1, "do": "stop", "ticks": 3}"#;
        let script = Script::parse("s", last).expect("a tick that never comes is no mistake");
        assert_eq!(script.last_tick(), Tick(u64::MAX));
    }

    #[test]
    fn every_mistake_is_reported_with_its_line() {
        let text = "{\"tick\": 1, \"who\": 1, \"do\": \"fly\"}\n\nnot json\n{\"who\": 1, \"do\": \"stop\"}\n\
                    {\"tick\": 2, \"who\": 1, \"do\": \"say\", \"txt\": \"x\"}\n\
                    {\"tick\": 2, \"who\": 1, \"do\": \"move\", \"ahed\": 5}\n\
                    {\"tick\": -2, \"who\": 1, \"do\": \"stop\"}\n{\"tick\": 1, \"person\": \"A\", \"who\": 0}";
        let errors = Script::parse("s.jsonl", text)
            .expect_err("every line is wrong")
            .0;
        let lines: Vec<usize> = errors.iter().map(|e| e.line).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6, 7, 8]);
        assert!(
            errors[0].to_string().starts_with("s.jsonl:1: "),
            "{}",
            errors[0]
        );
        assert!(errors[4].message.contains("ahed"), "{}", errors[4]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_a_script_or_errors(text in ".{0,200}") {
            let _ = Script::parse("s", &text).is_ok();
        }
    }
}
