//! Personas: who an inhabitant is, read from one TOML file each (`assets/personas/iris.toml` is the worked example).
//!
//! # The format (`format = 1`)
//!
//! The file's stem is the persona's id. Top-level keys come first, tables after them.
//!
//! | key | needed | what |
//! |---|---|---|
//! | `format` | yes | `1` |
//! | `name` | yes | what people call them, at most 40 characters |
//! | `pronouns` | yes | for example `"she/her"` |
//! | `age` | | years, 16 to 120 |
//! | `role` | yes | what they are here: `"gardener"` |
//! | `about` | yes | one or two sentences, first person |
//! | `temperament` | yes | 1 to 8 adjectives: `["warm", "dry"]` |
//! | `wants` | yes | 1 to 8 sentences: `"I want to …"` |
//! | `style` | yes | how they speak, third person |
//! | `phrases` | | up to 16 typical phrases |
//! | `[voice]` | | `pitch` 0 to 1, `pace_wpm` 90 to 240, `timbre` (see [`Timbre`]) |
//! | `[looks]` | | see below; what is missing is chosen from the id, the same each time |
//! | `[[knows]]` | yes, 1 to 64 | `about = ["rose", "roses"]` (1 to 12 words that a question would use), `says = "…"` |
//! | `[[opinion]]` | up to 32 | the same two keys: what they think of something |
//! | `[[round]]` | up to 16 | `from = "08:00"`, `place` (a place id of the world), `activity` (see [`Pastime`]), `says = "In the morning I …"` |
//! | `[[relation]]` | up to 32 | `who` (a persona id), `is = "…"` first person, `warmth` -100 to 100 |
//!
//! `[looks]`: `height_m` 1.45 to 2.05; `build` 0 (slight) to 1 (stout); `skin`, `eyes`, `shoes` colours; `hair = { style,
//! colour }`; `beard`; `top = { kind, colour, accent }`; `legs = { kind, colour }`; `hat = { kind, colour }`; `extras =
//! [...]`. Colours are `"#rrggbb"`. The words are those of [`Hair`], [`Beard`], [`Top`], [`Legs`], [`Hat`] and
//! [`Extra`].
//!
//! [`Persona::parse`] reports every mistake of a file at once; [`check_cast`] what only shows between files.

mod cast;
mod format;
mod looks;
mod parse;
mod reader;
#[cfg(test)]
mod tests;

pub use cast::check_cast;
pub(crate) use looks::word_enum;
pub use looks::{Beard, Colour, Extra, Hair, Hat, Legs, Looks, Timbre, Top, Voice};
pub use reader::{Level, Problem, Spot};

use serde::{Deserialize, Serialize};
use stoa_model::{Fact, SelfView};

/// An inhabitant as their file describes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Persona {
    /// The stem of the file's name.
    pub id: String,
    pub name: String,
    /// For example `she/her`.
    pub pronouns: String,
    pub age: Option<u32>,
    /// For example `gardener`.
    pub role: String,
    /// First person.
    pub about: String,
    pub temperament: Vec<String>,
    /// First person.
    pub wants: Vec<String>,
    /// How they speak, third person.
    pub style: String,
    pub phrases: Vec<String>,
    pub knows: Vec<Fact>,
    pub opinions: Vec<Fact>,
    /// Ordered by time of day.
    pub round: Vec<Round>,
    pub relations: Vec<Relation>,
    pub voice: Voice,
    pub looks: Looks,
    /// The file they came from, as it was given to [`Persona::parse`].
    #[serde(default)]
    pub file: String,
}

impl Persona {
    /// What the persona says of itself in a turn, as the world's agent `id`.
    pub fn self_view(&self, id: u32) -> SelfView {
        SelfView {
            id,
            name: self.name.clone(),
            pronouns: self.pronouns.clone(),
            age: self.age,
            role: self.role.clone(),
            about: self.about.clone(),
            temperament: self.temperament.clone(),
            wants: self.wants.clone(),
            style: self.style.clone(),
            phrases: self.phrases.clone(),
            facts: self.knows.iter().chain(&self.opinions).cloned().collect(),
            round: self.round.iter().map(|r| r.says.clone()).collect(),
        }
    }

    /// The slot of the daily round at a world minute: the last one that began, yesterday's last before the first.
    pub fn round_at(&self, minute: u32) -> Option<&Round> {
        let now = u16::try_from(minute % 1440).unwrap_or(0);
        self.round
            .iter()
            .rev()
            .find(|r| r.from_minute <= now)
            .or(self.round.last())
    }

    /// The relation to another persona.
    pub fn relation_to(&self, persona_id: &str) -> Option<&Relation> {
        self.relations.iter().find(|r| r.who == persona_id)
    }
}

/// One slot of a daily round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Minute of the day at which it begins; it lasts until the next one.
    pub from_minute: u16,
    /// The id of a place of the world.
    pub place: String,
    pub activity: Pastime,
    /// First person: `In the morning I …`.
    pub says: String,
    /// Where the place stands in the file.
    #[serde(skip)]
    pub spot: Spot,
}

/// How somebody stands to another persona.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// The other's persona id.
    pub who: String,
    /// First person: `my oldest friend here`.
    pub is: String,
    /// -100 (dislike) to 100 (dear friend).
    pub warmth: i8,
    /// Where the id stands in the file.
    #[serde(skip)]
    pub spot: Spot,
}

word_enum! {
    /// What somebody does in a slot of their daily round.
    pub enum Pastime {
        /// Sits down there.
        Sit = "sit",
        /// Walks about, beginning there.
        Stroll = "stroll",
        /// Works there, standing.
        Work = "work",
        /// Looks for company there.
        Chat = "chat",
        /// Rests there, sitting where one can.
        Rest = "rest",
    }
}
