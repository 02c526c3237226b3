//! Mouths: sentences are spoken at the pace of speech, one after the other, until they are out or cut off.

use std::collections::VecDeque;

use bevy_app::prelude::*;
use bevy_ecs::{prelude::*, query::QueryData};

use crate::{
    Blocked, Body, Controller, Heard, LogEvent, Muted, Pose, Said, SayTo, SimClock, SimSystems,
    StableId, TICKS_PER_SECOND, Tick, Voice, Volume,
    body::Utterance,
    sim::{
        bodies::BodyIndex,
        hearing::{Walls, hides, range_m},
        text::cut_at_word,
        tick::{Minded, Mirrored},
    },
};

/// Characters that an agent speaks in a second.
pub const CHARS_PER_SECOND: u64 = 16;
/// The shortest utterance takes 0.6 s.
const MIN_TICKS: u64 = 18;
/// How long the words stay over a head after the last one: 4 s, and 30 ms a character.
const LINGER_TICKS: u64 = 4 * TICKS_PER_SECOND;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (speak, hear).chain().in_set(SimSystems::Speech),
    )
    .init_resource::<Spoken>();
}

/// One sentence to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub to: SayTo,
    pub volume: Volume,
    /// The mind that made it; `None` for a person.
    pub source: Option<String>,
}

/// What a body has to say: the line that is being said, and those that follow it without a gap.
#[derive(Component, Debug, Clone, Default)]
pub struct Mouth {
    pub current: Option<Line>,
    pub queue: VecDeque<Line>,
    /// Falls silent in this tick.
    pub(super) hush: bool,
    /// When lines were said lately, for the limit on rates.
    pub(super) lately: VecDeque<Tick>,
}

impl Mouth {
    /// Whether something is being said or about to be.
    pub fn is_speaking(&self) -> bool {
        self.current.is_some() || !self.queue.is_empty()
    }

    /// Says this instead of anything else.
    pub(super) fn interrupt(&mut self, line: Line) {
        self.hush = self.current.is_some();
        self.queue.clear();
        self.queue.push_back(line);
    }
}

/// What was said in this tick, in order, on its way to the listeners.
#[derive(Resource, Debug, Default)]
struct Spoken(Vec<Said>);

fn speak(
    clock: Res<SimClock>,
    index: Res<BodyIndex>,
    walls: Res<Walls>,
    mut bodies: Query<(&Controller, &Pose, &mut Mouth, &mut Voice)>,
    mut spoken: ResMut<Spoken>,
    mut cut: Local<Vec<StableId>>,
) {
    let now = clock.tick;
    interruptions(&index, &walls, &mut bodies, &mut cut);
    // What is cut off was heard before the line that cut it.
    for (id, entity) in index.iter() {
        let Ok((controller, pose, mut mouth, mut voice)) = bodies.get_mut(entity) else {
            continue;
        };
        if !mouth.hush && !cut.contains(&id) {
            continue;
        }
        mouth.hush = false;
        if *controller == Controller::Agent {
            mouth.queue.clear();
        }
        spoken
            .0
            .extend(break_off(now, id, pose, &mut mouth, &mut voice));
    }
    for (id, entity) in index.iter() {
        let Ok((controller, pose, mut mouth, mut voice)) = bodies.get_mut(entity) else {
            continue;
        };
        if !mouth.is_speaking() && voice.utterance.is_none() {
            continue;
        }
        let instant = *controller == Controller::Person;
        // A person's lines are out at once, so several may come in one tick.
        loop {
            begin(now, instant, &mut mouth, &mut voice);
            match go_on(now, id, pose, &mut mouth, &mut voice) {
                Some(said) => spoken.0.push(said),
                None => break,
            }
            if mouth.queue.is_empty() {
                break;
            }
        }
        if mouth.current.is_none()
            && let Some(u) = &voice.utterance
            && now.since(u.until) > LINGER_TICKS + u.text.chars().count() as u64
        {
            voice.utterance = None;
        }
    }
}

/// The agents who are spoken to by a person in this tick while they speak.
fn interruptions(
    index: &BodyIndex,
    walls: &Walls,
    bodies: &mut Query<(&Controller, &Pose, &mut Mouth, &mut Voice)>,
    cut: &mut Vec<StableId>,
) {
    cut.clear();
    for (_, entity) in index.iter() {
        let Ok((Controller::Person, pose, mouth, _)) = bodies.get(entity) else {
            continue;
        };
        for line in &mouth.queue {
            let SayTo::Body(whom) = line.to else {
                continue;
            };
            let Some(Ok((Controller::Agent, at, listener, _))) =
                index.get(whom).map(|e| bodies.get(e))
            else {
                continue;
            };
            let distance = walls.heard_distance_m(pose.position(), at.position());
            if listener.is_speaking() && distance <= range_m(line.volume) {
                cut.push(whom);
            }
        }
    }
}

/// Takes the next line when the mouth is free.
fn begin(now: Tick, instant: bool, mouth: &mut Mouth, voice: &mut Voice) {
    if mouth.current.is_some() {
        return;
    }
    let Some(line) = mouth.queue.pop_front() else {
        return;
    };
    let chars = line.text.chars().count() as u64;
    let ticks = (chars * TICKS_PER_SECOND)
        .div_ceil(CHARS_PER_SECOND)
        .max(MIN_TICKS);
    voice.utterance = Some(Utterance {
        text: line.text.clone(),
        spoken: if instant { line.text.len() } else { 0 },
        since: now,
        until: if instant { now } else { Tick(now.0 + ticks) },
        source: line.source.clone(),
    });
    mouth.current = Some(line);
}

/// Speaks on for one tick; returns the whole line when it is out.
fn go_on(
    now: Tick,
    who: StableId,
    at: &Pose,
    mouth: &mut Mouth,
    voice: &mut Voice,
) -> Option<Said> {
    let line = mouth.current.as_ref()?;
    let Some(utterance) = &mut voice.utterance else {
        mouth.current = None;
        return None;
    };
    if now < utterance.until {
        let chars = now.since(utterance.since) * CHARS_PER_SECOND / TICKS_PER_SECOND;
        let spoken = utterance
            .text
            .char_indices()
            .nth(chars as usize)
            .map_or(utterance.text.len(), |(byte, _)| byte);
        utterance.spoken = spoken;
        return None;
    }
    utterance.spoken = utterance.text.len();
    let said = said(now, who, at, line, line.text.clone(), false);
    mouth.current = None;
    Some(said)
}

/// Breaks the current line off at a word border. What was spoken so far was said; nothing, when no word was out.
fn break_off(
    now: Tick,
    who: StableId,
    at: &Pose,
    mouth: &mut Mouth,
    voice: &mut Voice,
) -> Option<Said> {
    let line = mouth.current.take()?;
    let utterance = voice.utterance.as_mut()?;
    let heard = cut_at_word(&utterance.text, utterance.spoken).to_owned();
    if heard.is_empty() {
        voice.utterance = None;
        return None;
    }
    utterance.spoken = heard.len();
    utterance.text.clone_from(&heard);
    utterance.until = now;
    Some(said(now, who, at, &line, heard, true))
}

fn said(tick: Tick, who: StableId, at: &Pose, line: &Line, text: String, cut: bool) -> Said {
    Said {
        tick,
        who,
        text,
        to: line.to,
        volume: line.volume,
        at: *at,
        cut,
        source: line.source.clone(),
    }
}

/// Who may hear what is said.
#[derive(QueryData)]
struct Listener {
    pose: &'static Pose,
    muted: &'static Muted,
    blocked: &'static Blocked,
    controller: &'static Controller,
    passes_by: Has<Mirrored>,
    minded: Has<Minded>,
}

/// Everybody in range hears what was said, in the order of their ids.
fn hear(
    index: Res<BodyIndex>,
    walls: Res<Walls>,
    listeners: Query<Listener, With<Body>>,
    mut spoken: ResMut<Spoken>,
    mut said_messages: MessageWriter<Said>,
    mut heard_messages: MessageWriter<Heard>,
    mut log: MessageWriter<LogEvent>,
) {
    for said in spoken.0.drain(..) {
        log.write(said_line(&said));
        let speaker = index.get(said.who).and_then(|e| listeners.get(e).ok());
        let by_person = speaker
            .as_ref()
            .is_some_and(|s| *s.controller == Controller::Person);
        for (who, entity) in index.iter() {
            let Ok(ListenerItem {
                pose,
                muted,
                blocked,
                passes_by,
                minded,
                ..
            }) = listeners.get(entity)
            else {
                continue;
            };
            let hidden = speaker
                .as_ref()
                .is_some_and(|speaker| hides(who, blocked, said.who, speaker.blocked));
            if who == said.who || hidden || muted.0.contains(&said.who) {
                continue;
            }
            // Passers-by heed only people, and who speaks to them.
            let meant = said.to == SayTo::Body(who);
            if passes_by && !minded && !by_person && !meant {
                continue;
            }
            let distance_m = walls.heard_distance_m(said.at.position(), pose.position());
            if distance_m > range_m(said.volume) {
                continue;
            }
            log.write(heard_line(&said, who));
            heard_messages.write(Heard {
                tick: said.tick,
                who,
                speaker: said.who,
                text: said.text.clone(),
                to: said.to,
                cut: said.cut,
                distance_m,
            });
        }
        said_messages.write(said);
    }
}

fn said_line(said: &Said) -> LogEvent {
    let to = match said.to {
        SayTo::Anyone => None,
        SayTo::Body(id) => Some(id.0),
    };
    let volume = match said.volume {
        Volume::Say => None,
        Volume::Whisper => Some("whisper"),
        Volume::Shout => Some("shout"),
    };
    LogEvent::new(said.tick, "said", said.who)
        .with("text", said.text.clone())
        .with("to", to)
        .with("volume", volume)
        .with("cut", said.cut.then_some(true))
        .with("source", said.source.clone())
}

fn heard_line(said: &Said, who: StableId) -> LogEvent {
    LogEvent::new(said.tick, "heard", who)
        .with("text", said.text.clone())
        .with("from", said.who.0)
        .with("cut", said.cut.then_some(true))
}
