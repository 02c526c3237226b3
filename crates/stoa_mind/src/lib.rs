//! Persona, percepts, memory, planning and the dialogue turn.

pub mod persona;
pub mod text;
pub mod words;
