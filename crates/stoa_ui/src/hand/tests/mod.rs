//! The hand's panels without a window: presses, looks and keys in, commands out.

mod bench;
mod keyboard;
mod menu;
mod press;
mod words;
mod wrist;
