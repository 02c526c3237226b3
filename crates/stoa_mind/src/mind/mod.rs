//! A mind: persona, memory, acquaintances, plans and the talk it is in.

mod context;
#[cfg(test)]
mod tests;

pub use context::SceneInput;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use stoa_model::{Deed, Line};

use crate::{
    acquaintance::Acquaintances,
    memory::{Entry, MemoryStream, importance},
    percept::{Percept, Sense},
    persona::Persona,
    plan::Planner,
    sight::{Glimpse, Sightings},
    turns::Talk,
};

/// Sentences of my own that are not to be said again.
const SAID_KEPT: usize = 60;

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

/// An agent's mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Mind {
    /// Stable id in the world.
    pub id: u32,
    pub persona: Persona,
    pub memory: MemoryStream,
    pub known: Acquaintances,
    pub planner: Planner,
    /// Whom I have seen, where and when.
    pub seen: Sightings,
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
    #[serde(default)]
    pub seen: Sightings,
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
            seen: Sightings::default(),
            talk: None,
            cast: BTreeMap::new(),
            said: VecDeque::new(),
            deeds: Vec::new(),
            turns: 0,
        };
        mind.set_cast(cast);
        mind.warm_to(cast);
        mind
    }

    /// Takes the persona's file as it is now, and who lives here now. Memories, acquaintances and the talk stay; how
    /// those stand to me who were not here before, the file says.
    pub fn recast(&mut self, persona: Persona, cast: &[CastMember]) {
        self.persona = persona;
        let new = cast.iter().filter(|m| !self.cast.contains_key(&m.id));
        let new: Vec<CastMember> = new.cloned().collect();
        self.set_cast(cast);
        self.warm_to(&new);
    }

    fn warm_to(&mut self, members: &[CastMember]) {
        for member in members {
            // What was felt since the file was written counts.
            if self.known.get(member.id).is_none()
                && let Some(relation) = self.persona.relation_to(&member.persona)
            {
                self.known.entry(member.id).warmth = relation.warmth;
            }
        }
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
            seen: self.seen.clone(),
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
        mind.seen = save.seen;
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
            Sense::Hailed { who } => self.join_talk(*who, *tick),
            Sense::SawArrive { who } | Sense::SawLeave { who } => {
                // Only acquaintances from outside are worth a memory: inhabitants come and go all day, strangers too.
                if !self.cast.contains_key(who) && self.known.name_of(*who).is_some() {
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
            let line = Line {
                who: self.id,
                name: self.persona.name.clone(),
                ..line.clone()
            };
            talk.add(line, to);
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

    /// What I answered to the last words of `who` counts as not said: it is to be answered anew. False where there was
    /// no answer yet.
    pub fn take_back(&mut self, who: u32) -> bool {
        let me = self.id;
        let taken = self.talk.as_mut().map(|talk| talk.take_back(me, who));
        let taken = taken.unwrap_or_default();
        for line in &taken {
            for sentence in sentences(&line.text) {
                if let Some(at) = self.said.iter().rposition(|said| *said == sentence) {
                    self.said.remove(at);
                }
            }
            self.memory
                .take_out(|entry| entry.mine && entry.tick == line.tick && entry.text == line.text);
        }
        !taken.is_empty()
    }

    /// A talk begins with these people.
    pub fn begin_talk(&mut self, with: &[u32], tick: u64) {
        let mut people = vec![self.id];
        people.extend(with.iter().filter(|w| **w != self.id));
        self.talk = Some(Talk::new(&people, tick));
        self.deeds.clear();
    }

    /// Somebody joins the talk I am in; one begins when there is none.
    pub fn join_talk(&mut self, who: u32, tick: u64) {
        match &mut self.talk {
            Some(talk) => talk.join(who, tick),
            None => self.begin_talk(&[who], tick),
        }
    }

    /// Somebody leaves the talk, which goes on with the others: for the two of us it counts as one.
    pub fn leave_talk(&mut self, who: u32, tick: u64, minute: u32) {
        let Some(talk) = &mut self.talk else { return };
        let spoke = talk.lines.iter().any(|line| line.who == who);
        talk.leave(who);
        if spoke {
            self.known.entry(who).talked(tick, minute);
        }
    }

    /// Takes in who is in sight now.
    pub fn look(&mut self, seen: &[Glimpse], tick: u64, minute: u32) {
        let changes = self.seen.look(seen, tick);
        let came = changes.came.into_iter().map(|who| Sense::SawArrive { who });
        let went = changes.went.into_iter().map(|who| Sense::SawLeave { who });
        for sense in came.chain(went) {
            self.perceive(&Percept {
                tick,
                minute,
                sense,
            });
        }
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
        if !spoke.is_empty() {
            self.planner.talked(tick);
        }
        // Who left before has been counted then.
        for who in spoke.iter().filter(|who| talk.includes(**who)) {
            self.known.entry(*who).talked(tick, minute);
        }
        Some(talk)
    }

    fn heard(&mut self, line: &Line, to_me: bool, minute: u32) {
        if line.who == self.id {
            return;
        }
        // Only what is said to me tells me something of the speaker; the rest is overheard.
        let tells = to_me && self.known.entry(line.who).hear(&line.text);
        let name = self.called(line.who);
        if to_me && let Some(talk) = &mut self.talk {
            let line = Line {
                name: name.clone(),
                ..line.clone()
            };
            talk.add(line, Some(self.id));
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
