//! `stoa vr`: walk in by a headset.

use clap::Args;

use super::play::Play;
use crate::{exit::CommandResult, headset::Vr as Mode};

/// Walk in by an OpenXR headset. The window stays; F8 goes out of the headset and into it again.
///
/// Examples:
///   stoa vr
///   stoa vr --backend ollama --model llama3.2
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Vr {
    #[command(flatten)]
    play: Play,
}

impl Vr {
    /// # Errors
    /// As `stoa play`; exit code 3 when there is no headset, with what was found and what to do.
    pub fn run(self) -> CommandResult {
        self.play.run_with(Mode::On)
    }
}
