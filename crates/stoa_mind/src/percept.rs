//! What reaches a mind through its senses.

use serde::{Deserialize, Serialize};
use stoa_model::{Deed, Line};

/// One thing sensed, stamped with when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Percept {
    /// 1/30 s.
    pub tick: u64,
    /// World minutes since day 0.
    pub minute: u32,
    pub sense: Sense,
}

/// What was sensed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// Somebody spoke within earshot. The text is what was heard: up to an interruption, if there was one.
    Heard {
        line: Line,
        /// Said to me, or in a talk that I take part in.
        to_me: bool,
        /// From mouth to ear.
        distance_m: f32,
    },
    /// Somebody came into sight.
    SawArrive { who: u32 },
    /// Somebody went out of sight.
    SawLeave { who: u32 },
    /// Somebody waved at me.
    Waved { who: u32 },
    /// Somebody asks for my attention.
    Hailed { who: u32 },
    /// What became of a deed of mine; its `refused` says why not, in words.
    Deed(Deed),
}
