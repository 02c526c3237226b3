//! Scenes made in code, sound and broken, read as files.

mod build;
mod hostile;
mod mutations;
mod outside;
mod sound;
