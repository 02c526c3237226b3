//! One file per subcommand.

pub mod bench;
pub mod chat;
pub mod content;
pub mod doctor;
pub mod mind;
pub mod models;
pub mod play;
pub mod shot;
pub mod vr;

mod common;

pub(crate) use common::ready_keys;
pub use common::{Content, MindFlags, ProfileFlags, WorldFlags};
