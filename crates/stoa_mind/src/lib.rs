//! Persona, percepts, memory, planning and the dialogue turn: everything about a mind that is neither a model nor the
//! world it lives in. Pure functions and plain data; no clock, no randomness but [`words::roll`], no input or output.
//!
//! The way of one turn: a [`percept::Percept`] reaches [`mind::Mind::perceive`]; [`turns::should_answer`] decides;
//! [`mind::Mind::context`] gathers what is known; [`prompt::render`] makes messages of it for a language model;
//! [`speech::SpeechCutter`] cuts the answer into sentences and deeds ([`actions::Action`]); [`mind::Mind::said`] keeps
//! what was really spoken.

pub mod acquaintance;
pub mod actions;
pub mod learn;
pub mod life;
pub mod memory;
pub mod mind;
pub mod percept;
pub mod persona;
pub mod plan;
pub mod prompt;
pub mod sight;
pub mod speech;
pub mod text;
pub mod turns;
pub mod words;

pub use persona::{Persona, Problem, check_cast};
