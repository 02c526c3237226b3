//! Sound: synthesis at run time, a mixer around the head, and what the world sounds like.
//!
//! [`synth`], [`mixer`] and [`studio`] know nothing of the engine: samples from a seed, sounds at places onto a device or
//! into memory, and the thread that makes them. [`plugin`] reads the world and writes nothing into it.

pub mod mixer;
pub mod plugin;
pub mod studio;
pub mod synth;
