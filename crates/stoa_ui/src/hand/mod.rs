//! Panels for a person in a headset: quick replies, keyboard, wrist panel, hand menu, belt.
//!
//! They are used by laser, finger or gaze alone. Each is data in, commands out: none knows Bevy or the world.

pub mod belt;
pub mod comfort;
pub mod keyboard;
pub mod keys;
pub mod line;
pub mod menu;
pub mod replies;
pub mod suggest;
pub mod target;
pub mod text;
pub mod wrist;

mod accents;
mod dwell;
#[cfg(test)]
mod tests;
