//! What a mind knows at the moment it speaks, gathered for a turn.

use stoa_model::{Fact, Line, MemoryView, PersonView, PlaceView, Purpose, TurnContext};

use super::Mind;
use crate::{memory::Query, words::roll};

/// Lines of a talk that a turn is given.
pub(super) const TRANSCRIPT_LINES: usize = 120;
/// Memories a turn is given.
const MEMORIES: usize = 6;

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

impl Mind {
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
        let mut transcript = self.named(lines[block_start(lines.len())..].iter());
        if purpose == Purpose::Answer {
            put_question_last(&mut transcript, scene.listener);
        }
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

    /// Lines with the names that I know their speakers by.
    fn named<'a>(&self, lines: impl Iterator<Item = &'a Line>) -> Vec<Line> {
        let named = lines.map(|line| Line {
            name: self.name_of(line.who).unwrap_or("someone").to_owned(),
            ..line.clone()
        });
        named.collect()
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

    /// What the listener and I said to each other in this talk, as [`Mind::context`] would give it: in a talk of three or
    /// more, what others said is left out, for a mind that takes each line as the listener's.
    pub fn between(&self, who: u32) -> Vec<Line> {
        let talk = self.talk.iter();
        let lines: Vec<&Line> = talk.flat_map(|talk| talk.between(self.id, who)).collect();
        self.named(lines[block_start(lines.len())..].iter().copied())
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

/// The line to be answered is the last: where others spoke since, the listener's last line goes to the end.
fn put_question_last(transcript: &mut [Line], listener: Option<u32>) {
    let last = transcript.iter().rposition(|l| Some(l.who) == listener);
    if let Some(at) = last {
        transcript[at..].rotate_left(1);
    }
}

/// Where the shown part of a talk begins: it moves in large blocks, so that a prompt's start stays as it was.
pub(super) fn block_start(lines: usize) -> usize {
    let half = TRANSCRIPT_LINES / 2;
    lines.saturating_sub(half) / half * half
}
