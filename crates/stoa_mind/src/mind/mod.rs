//! A mind: persona, memory, acquaintances, plans and the talk it is in.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use stoa_model::{Deed, Fact, Line, MemoryView, PersonView, PlaceView, Purpose, TurnContext};

use crate::{
    acquaintance::Acquaintances,
    memory::{Entry, MemoryStream, Query, importance},
    percept::{Percept, Sense},
    persona::Persona,
    plan::Planner,
    turns::Talk,
    words::roll,
};

/// Sentences of my own that are not to be said again.
const SAID_KEPT: usize = 60;
/// Lines of a talk that a turn is given.
const TRANSCRIPT_LINES: usize = 120;
/// Memories a turn is given.
const MEMORIES: usize = 6;

/// Another inhabitant, as everybody here knows them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CastMember {
    /// Stable id in the world.
    pub id: u32,
    /// Persona id.
    pub persona: String,
    pub name: String,
    pub role: String,
}

/// What the caller (who sees the world) tells of the scene of a turn.
///
/// People need no names: the mind puts in those it knows, with roles and relations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SceneInput {
    pub tick: u64,
    /// World minutes since day 0.
    pub minute: u32,
    /// The world's seed.
    pub seed: u64,
    pub world: String,
    pub lore: Vec<Fact>,
    /// The one spoken to.
    pub listener: Option<u32>,
    /// Everyone in sight but me, nearest first.
    pub present: Vec<PersonView>,
    /// Everyone else whom I could know, with where they were last seen.
    pub absent: Vec<PersonView>,
    pub here: Option<PlaceView>,
    /// Nearest first.
    pub places: Vec<PlaceView>,
    /// What I am doing, in words.
    pub activity: String,
    /// The deeds allowed now.
    pub actions: Vec<String>,
    /// Sentences said lately within earshot by others: not to be repeated either.
    pub said_around: Vec<String>,
}

/// An agent's mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Mind {
    /// Stable id in the world.
    pub id: u32,
    pub persona: Persona,
    pub memory: MemoryStream,
    pub known: Acquaintances,
    pub planner: Planner,
    /// The talk I am in.
    pub talk: Option<Talk>,
    cast: BTreeMap<u32, CastMember>,
    said: VecDeque<String>,
    /// What became of deeds tried in this talk.
    deeds: Vec<Deed>,
    /// Turns taken: makes each one's seed its own.
    turns: u64,
}

/// What is kept of a mind between runs; the persona comes from its file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MindSave {
    /// 1.
    pub format: u32,
    /// The persona's id.
    pub persona: String,
    pub memory: MemoryStream,
    pub known: Acquaintances,
    pub planner: Planner,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Talk>,
    #[serde(default)]
    pub said: VecDeque<String>,
    #[serde(default)]
    pub deeds: Vec<Deed>,
    #[serde(default)]
    pub turns: u64,
}

impl Mind {
    /// A mind that knows nobody yet but the cast.
    pub fn new(id: u32, persona: Persona, cast: &[CastMember]) -> Self {
        let mut mind = Self {
            id,
            persona,
            memory: MemoryStream::default(),
            known: Acquaintances::default(),
            planner: Planner::default(),
            talk: None,
            cast: BTreeMap::new(),
            said: VecDeque::new(),
            deeds: Vec::new(),
            turns: 0,
        };
        mind.set_cast(cast);
        for member in cast {
            if let Some(relation) = mind.persona.relation_to(&member.persona) {
                mind.known.entry(member.id).warmth = relation.warmth;
            }
        }
        mind
    }

    /// Who else lives here; call it again when somebody is added.
    pub fn set_cast(&mut self, cast: &[CastMember]) {
        self.cast = cast
            .iter()
            .filter(|m| m.id != self.id)
            .map(|m| (m.id, m.clone()))
            .collect();
    }

    /// What is to be kept.
    pub fn save(&self) -> MindSave {
        MindSave {
            format: 1,
            persona: self.persona.id.clone(),
            memory: self.memory.clone(),
            known: self.known.clone(),
            planner: self.planner.clone(),
            talk: self.talk.clone(),
            said: self.said.clone(),
            deeds: self.deeds.clone(),
            turns: self.turns,
        }
    }

    /// A mind as it was kept. What a newer format holds beyond this one is left out.
    pub fn restore(id: u32, persona: Persona, cast: &[CastMember], save: MindSave) -> Self {
        let mut mind = Self::new(id, persona, cast);
        mind.memory = save.memory;
        mind.known = save.known;
        mind.planner = save.planner;
        mind.talk = save.talk;
        mind.said = save.said;
        mind.deeds = save.deeds;
        mind.turns = save.turns;
        mind
    }

    /// The name I know somebody by.
    pub fn name_of(&self, who: u32) -> Option<&str> {
        if who == self.id {
            return Some(&self.persona.name);
        }
        self.cast
            .get(&who)
            .map(|m| m.name.as_str())
            .or_else(|| self.known.name_of(who))
    }

    /// Takes in one percept: talk, memory and acquaintances follow.
    pub fn perceive(&mut self, percept: &Percept) {
        let Percept {
            tick,
            minute,
            sense,
        } = percept;
        match sense {
            Sense::Heard { line, to_me, .. } => self.heard(line, *to_me, *minute),
            Sense::Waved { who } => {
                let name = self.called(*who);
                self.known.entry(*who).warm(1);
                self.remember(
                    *who,
                    format!("{name} waved at me."),
                    *minute,
                    *tick,
                    3,
                    None,
                );
            }
            Sense::Hailed { who } => {
                if self.talk.as_ref().is_none_or(|t| !t.includes(*who)) {
                    self.begin_talk(&[*who], *tick);
                }
            }
            Sense::SawArrive { who } | Sense::SawLeave { who } => {
                // Only people from outside are worth a memory: inhabitants come and go all day.
                if !self.cast.contains_key(who) {
                    let did = if matches!(sense, Sense::SawArrive { .. }) {
                        "came by"
                    } else {
                        "went away"
                    };
                    let name = self.called(*who);
                    self.remember(*who, format!("{name} {did}."), *minute, *tick, 2, None);
                }
            }
            Sense::Deed(deed) => {
                if let Some(why) = &deed.refused {
                    let what = format!("{} {}", deed.action.replace('_', " "), deed.target);
                    self.remember(
                        0,
                        format!("I could not {}: {why}.", what.trim()),
                        *minute,
                        *tick,
                        3,
                        None,
                    );
                }
                self.deeds.push(deed.clone());
                if self.deeds.len() > 12 {
                    self.deeds.remove(0);
                }
            }
        }
    }

    /// Takes note of what I really said: what was played before an interruption, if there was one.
    pub fn said(&mut self, line: &Line, to: Option<u32>, minute: u32) {
        for sentence in sentences(&line.text) {
            self.said.push_back(sentence);
        }
        while self.said.len() > SAID_KEPT {
            self.said.pop_front();
        }
        if let Some(who) = to {
            self.known.entry(who).said(&line.text);
        }
        if let Some(talk) = &mut self.talk {
            talk.add(Line {
                who: self.id,
                name: self.persona.name.clone(),
                ..line.clone()
            });
        }
        self.memory.add(Entry {
            who: self.id,
            name: self.persona.name.clone(),
            text: line.text.clone(),
            minute,
            tick: line.tick,
            importance: importance(&line.text, false).min(5),
            mine: true,
            with: to,
        });
    }

    /// A talk begins with these people.
    pub fn begin_talk(&mut self, with: &[u32], tick: u64) {
        let mut people = vec![self.id];
        people.extend(with.iter().filter(|w| **w != self.id));
        self.talk = Some(Talk::new(&people, tick));
        self.deeds.clear();
    }

    /// The talk is over: those who spoke count it as one. Returns it.
    pub fn end_talk(&mut self, tick: u64, minute: u32) -> Option<Talk> {
        let talk = self.talk.take()?;
        self.deeds.clear();
        let mut spoke: Vec<u32> = talk
            .lines
            .iter()
            .map(|l| l.who)
            .filter(|w| *w != self.id)
            .collect();
        spoke.sort_unstable();
        spoke.dedup();
        for who in &spoke {
            self.known.entry(*who).talked(tick, minute);
        }
        if !spoke.is_empty() {
            self.planner.talked(tick);
        }
        Some(talk)
    }

    /// Everything a backend needs to speak for me now. Each call takes a turn: its seed is its own.
    pub fn context(&mut self, scene: &SceneInput, purpose: Purpose) -> TurnContext {
        self.turns = self.turns.wrapping_add(1);
        let all = || scene.present.iter().chain(&scene.absent);
        let listener = scene.listener.map(|id| {
            let seen = all().find(|p| p.id == id).cloned();
            self.view(&seen.unwrap_or(PersonView {
                id,
                ..PersonView::default()
            }))
        });
        let lines = self
            .talk
            .as_ref()
            .map(|t| t.lines.as_slice())
            .unwrap_or_default();
        let transcript: Vec<Line> = lines[block_start(lines.len())..]
            .iter()
            .map(|l| Line {
                name: self.name_of(l.who).unwrap_or("someone").to_owned(),
                ..l.clone()
            })
            .collect();
        TurnContext {
            purpose,
            me: self.persona.self_view(self.id),
            acquaintance: scene
                .listener
                .map(|id| self.known.view(id))
                .unwrap_or_default(),
            listener,
            present: scene.present.iter().map(|p| self.view(p)).collect(),
            absent: scene.absent.iter().map(|p| self.view(p)).collect(),
            here: scene.here.clone(),
            places: scene.places.clone(),
            world: scene.world.clone(),
            lore: scene.lore.clone(),
            minute: scene.minute,
            memories: self.recall(scene, &transcript),
            transcript,
            activity: scene.activity.clone(),
            actions: scene.actions.clone(),
            deeds: self.deeds.clone(),
            said_lately: self
                .said
                .iter()
                .chain(&scene.said_around)
                .cloned()
                .collect(),
            seed: roll(scene.seed, self.id, self.turns, "turn"),
        }
    }

    /// What comes to mind for the last lines of the talk, from before it.
    fn recall(&self, scene: &SceneInput, transcript: &[Line]) -> Vec<MemoryView> {
        let last = transcript
            .iter()
            .rev()
            .take(2)
            .map(|l| l.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let query = Query {
            words: &last,
            with: scene.listener,
            minute: scene.minute,
            before_tick: self.talk.as_ref().map_or(u64::MAX, |t| t.since_tick),
            limit: MEMORIES,
        };
        let views = self.memory.recall(query).into_iter().map(MemoryView::from);
        views
            .map(|m| MemoryView {
                name: self.name_of(m.who).unwrap_or(&m.name).to_owned(),
                ..m
            })
            .collect()
    }

    fn heard(&mut self, line: &Line, to_me: bool, minute: u32) {
        if line.who == self.id {
            return;
        }
        // Only what is said to me tells me something of the speaker; the rest is overheard.
        let tells = to_me && self.known.entry(line.who).hear(&line.text);
        let name = self.called(line.who);
        if to_me && let Some(talk) = &mut self.talk {
            talk.add(Line {
                name: name.clone(),
                ..line.clone()
            });
        }
        let weight = importance(&line.text, tells);
        self.memory.add(Entry {
            who: line.who,
            name,
            text: line.text.clone(),
            minute,
            tick: line.tick,
            importance: if to_me { weight } else { weight.min(3) },
            mine: false,
            with: to_me.then_some(self.id),
        });
    }

    fn remember(
        &mut self,
        who: u32,
        text: String,
        minute: u32,
        tick: u64,
        importance: u8,
        with: Option<u32>,
    ) {
        let name = self.called(who);
        self.memory.add(Entry {
            who,
            name,
            text,
            minute,
            tick,
            importance,
            mine: false,
            with,
        });
    }

    fn called(&self, who: u32) -> String {
        self.name_of(who).unwrap_or("someone").to_owned()
    }

    /// Somebody as I know them: name, role and relation put in.
    fn view(&self, seen: &PersonView) -> PersonView {
        let mut view = seen.clone();
        if let Some(member) = self.cast.get(&seen.id) {
            view.agent = true;
            view.name = Some(member.name.clone());
            view.role = Some(member.role.clone());
            view.relation = self
                .persona
                .relation_to(&member.persona)
                .map(|r| r.is.clone());
        } else {
            view.name = self.known.name_of(seen.id).map(str::to_owned);
        }
        view
    }
}

/// Where the shown part of a talk begins: it moves in large blocks, so that a prompt's start stays as it was.
fn block_start(lines: usize) -> usize {
    let half = TRANSCRIPT_LINES / 2;
    lines.saturating_sub(half) / half * half
}

fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut part = String::new();
    for c in text.chars() {
        part.push(c);
        if matches!(c, '.' | '!' | '?' | '\u{2026}' | '。' | '！' | '？') {
            all.push(std::mem::take(&mut part));
        }
    }
    all.push(part);
    all.iter()
        .map(|s| s.trim().to_owned())
        .filter(|s| s.chars().any(char::is_alphanumeric))
        .collect()
}
