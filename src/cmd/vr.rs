//! `stoa vr`: walk in by a headset.

use std::path::PathBuf;

use clap::Args;

use super::play::Play;
use crate::{
    exit::CommandResult,
    headset::{Vr as Mode, stats::Measure},
};

/// Walk in by an OpenXR headset. The window stays; F8 goes out of the headset and into it again.
///
/// Examples:
///   stoa vr
///   stoa vr --backend ollama --model llama3.2
///   stoa vr --stats frames.jsonl
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Vr {
    #[command(flatten)]
    play: Play,
    /// Write what each frame took to FILE, one JSON object a line. Each world's schedules then run on one thread.
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// End after so many frames with a picture (`stoa bench vr` measures by it).
    #[arg(long, hide = true, value_name = "N")]
    frames: Option<u64>,
    /// Draw for the left eye only (`stoa bench vr --one-eye` measures by it).
    #[arg(long, hide = true)]
    one_eye: bool,
}

impl Vr {
    /// # Errors
    /// As `stoa play`; exit code 3 when there is no headset, with what was found and what to do.
    pub fn run(self) -> CommandResult {
        let measure = Measure {
            stats: self.stats,
            frames: self.frames,
            one_eye: self.one_eye,
        };
        self.play.run_with(Mode::On, measure)
    }
}
