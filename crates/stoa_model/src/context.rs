//! What a mind knows at the moment it speaks: plain data, no ECS, no engine.

use serde::{Deserialize, Serialize};

/// The typed scene of one turn: who speaks, to whom, where, what was just said, and what is remembered.
///
/// Ids are the world's stable ids. Times are world minutes (`day * 1440 + minute of day`) or ticks (1/30 s), as named.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TurnContext {
    pub purpose: Purpose,
    /// The agent whose turn it is.
    pub me: SelfView,
    /// The one spoken to; `None` for a remark to nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listener: Option<PersonView>,
    /// What I know of the listener and of our history.
    pub acquaintance: Acquaintance,
    /// Everyone in sight but me, the listener included; nearest first.
    pub present: Vec<PersonView>,
    /// Everyone I know of who is not in sight.
    pub absent: Vec<PersonView>,
    /// Where I am.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<PlaceView>,
    /// Every place I know, nearest first.
    pub places: Vec<PlaceView>,
    /// The name of the world, for example `Stoa`.
    pub world: String,
    /// World lore that everyone here knows.
    pub lore: Vec<Fact>,
    /// World minutes since day 0.
    pub minute: u32,
    /// This conversation, oldest first; the line to be answered is the last.
    pub transcript: Vec<Line>,
    /// Memories recalled for this turn, most relevant first.
    pub memories: Vec<MemoryView>,
    /// What I am doing, for example `sitting on the bench by the fountain`.
    pub activity: String,
    /// The deeds I may do now, by name (see the action schemas of `stoa_mind`).
    pub actions: Vec<String>,
    /// What became of deeds I tried in this conversation, oldest first.
    pub deeds: Vec<Deed>,
    /// Sentences I have said lately to anybody: not to be said again word for word.
    pub said_lately: Vec<String>,
    /// Makes variation reproducible: derived from the world's seed, my id and the turn's number.
    pub seed: u64,
}

/// Why the mind is asked to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Answer the last line of the transcript.
    #[default]
    Answer,
    /// Begin a conversation with the listener (somebody walked up, or I walked up to them).
    Open,
    /// Go on with a conversation among inhabitants: answer and carry it forward.
    Continue,
    /// Bring a conversation to its end with a farewell.
    Close,
    /// Say in words that a deed was refused: the last of `deeds`.
    Excuse,
}

/// The speaker, as the persona file describes them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SelfView {
    pub id: u32,
    pub name: String,
    /// Pronouns, for example `she/her`.
    pub pronouns: String,
    pub age: Option<u32>,
    /// What I am here, for example `gardener`.
    pub role: String,
    /// One or two sentences about me, in the first person.
    pub about: String,
    /// Adjectives, for example `warm`, `dry`, `curious`.
    pub temperament: Vec<String>,
    /// What I want, in the first person: `I want to …`.
    pub wants: Vec<String>,
    /// How I speak, in the third person: `short sentences, garden metaphors`.
    pub style: String,
    /// Typical phrases of mine, used now and then.
    pub phrases: Vec<String>,
    /// What I know.
    pub facts: Vec<Fact>,
    /// My day: what I do when, in the first person.
    pub round: Vec<String>,
}

/// One thing somebody knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about: a few words that a question about it would use.
    pub about: Vec<String>,
    /// The fact as I would say it: one to three sentences.
    pub says: String,
}

/// Somebody, as I see or know them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PersonView {
    pub id: u32,
    /// Their name where I know it; people tell theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// True for an agent, false for a person.
    pub agent: bool,
    /// Role, where known, for example `baker`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How I stand to them, in the first person, for example `my oldest friend here; she beats me at chess`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// What they are doing, as far as I can see, for example `sitting by the fountain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doing: Option<String>,
    /// The name of the place they are at, or were last seen at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Distance from me in metres, when in sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f32>,
}

/// What I know of the listener from before.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Acquaintance {
    /// Conversations we had before this one.
    pub talks: u32,
    /// World minute of the end of our last conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_minute: Option<u32>,
    /// What they told me of themselves, as third-person facts: key → what they said
    /// (`name` → `Ada`, `home` → `Lyon`, `dog` → `a dog called Biscuit`). Oldest first.
    pub told: Vec<(String, String)>,
    /// How I stand to them: -100 (dislike) … 100 (dear friend).
    pub warmth: i8,
}

/// A place, seen from where I stand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PlaceView {
    /// The world file's id, for example `fountain`.
    pub id: String,
    /// The name people use, for example `the fountain`.
    pub name: String,
    /// Its kind, for example `garden`.
    pub kind: String,
    /// What one can say about it.
    pub about: String,
    /// Walking distance in metres.
    pub distance_m: f32,
    /// The way there in words, for example `down the steps, then left past the olive tree`.
    pub way: String,
}

/// One line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    pub who: u32,
    /// The speaker's name as I know it, or `someone`.
    pub name: String,
    pub text: String,
    /// When it was said.
    pub tick: u64,
    /// True when the speaker was interrupted here: `text` is what was heard.
    #[serde(default)]
    pub cut: bool,
}

/// A memory that was recalled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MemoryView {
    /// Who said or did it; 0 for an observation.
    pub who: u32,
    /// Their name as I know it.
    pub name: String,
    /// What was said or seen.
    pub text: String,
    /// When, in world minutes.
    pub minute: u32,
    /// True when I said it myself.
    #[serde(default)]
    pub mine: bool,
}

/// What became of a deed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deed {
    /// The action's name, for example `lead_to`.
    pub action: String,
    /// Its target in words, for example `the well`.
    pub target: String,
    /// `None` when it was done or begun; else why the world refused it, for example `every seat is taken`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}
