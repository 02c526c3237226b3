//! `stoa bench`: how long frames and the start take and what dialogues cost, as programs measure it.

mod crowd;
mod dialogue;
mod frame;
mod panels;
mod start;
mod tick;
mod vr;

use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{ProfileFlags, WorldFlags};
use crate::{
    exit::{CommandResult, Exit},
    report,
    settings::QualityChoice,
};

/// Measure this machine.
///
/// Example: stoa bench frame --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Bench {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    world: WorldFlags,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Processor time of a frame with the whole world in view, drawn at 64x36 so that a software driver's pixels
    /// hardly count, while somebody answers. Every schedule runs on one thread, so that nothing hides on another;
    /// counted is the frame's critical path: the window draws one frame while it makes the next, so that is what is
    /// copied between the two, and the longer of the two. Then the world goes on for five seconds in real time, and
    /// `ticks_per_second` tells whether it keeps up: 30 if it does.
    Frame {
        /// Frames to measure, after 120 to warm up.
        #[arg(long, value_name = "N", default_value_t = 600)]
        frames: usize,
        #[arg(long, value_enum, default_value = "low")]
        quality: QualityChoice,
        /// With every panel there is, at 1280x720: a part of the frames with all that can stand open together, and one
        /// with each screen. `panels` tells of the parts.
        #[arg(long)]
        panels: bool,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Processor time of the headset's frames, from `xrWaitFrame` to `xrEndFrame`, as `stoa vr --stats` tells it of a
    /// stay in the headset; the headset has to be worn meanwhile, or simulated. Each world's schedules run on one thread
    /// of their own, so that nothing hides on others; counted is what both worlds' threads used.
    Vr {
        /// Frames to measure, after 60 to warm up.
        #[arg(long, value_name = "N", default_value_t = 300)]
        frames: usize,
        #[arg(long, value_enum, default_value = "low")]
        quality: QualityChoice,
        /// Measure one eye too, after the two, and tell how many times as much two cost.
        #[arg(long)]
        one_eye: bool,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// The agent tick on this machine's processor or its GPU; `stoa bench tick --help` tells its own options.
    #[command(disable_help_flag = true)]
    Tick {
        #[arg(
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_name = "OPTIONS"
        )]
        options: Vec<String>,
    },
    Dialogue(dialogue::Dialogue),
    /// From the program's start to the first picture of the world.
    Start {
        /// Starts to measure; the median is reported.
        #[arg(long, value_name = "N", default_value_t = 3)]
        runs: usize,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl Bench {
    /// # Errors
    /// Exit code 3 without a graphics driver, or without the headset that is to be measured.
    pub fn run(self) -> CommandResult {
        match self.what {
            What::Frame {
                frames,
                quality,
                panels,
                json,
            } => frame::run(
                &self.profile,
                &self.world,
                &frame::Wanted {
                    frames,
                    quality,
                    panels,
                    json,
                },
            ),
            What::Vr {
                frames,
                quality,
                one_eye,
                json,
            } => vr::run(&self.world, frames, quality, one_eye, json),
            What::Dialogue(options) => dialogue::run(&self.profile, &self.world.world, options),
            What::Start { runs, json } => start::run(&self.world, runs, json),
            What::Tick { options } => tick::run(options),
        }
    }
}

/// A profile of our own, so that no save and no settings take part.
fn tempfile_dir() -> Result<std::path::PathBuf, Exit> {
    let dir = std::env::temp_dir().join(format!("stoa-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    Ok(dir)
}

/// The `percent`-th percentile in milliseconds, to the microsecond.
fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let index = (times.len().saturating_sub(1) * percent).div_ceil(100);
    times
        .get(index)
        .map_or(0.0, |time| (time.as_secs_f64() * 1e6).round() / 1e3)
}

fn show(figures: &serde_json::Value, json: bool) -> CommandResult {
    if json {
        report::line(&figures.to_string())?;
        return Ok(());
    }
    for (name, value) in figures.as_object().into_iter().flatten() {
        report::line(&format!("{name:<22} {value}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let mut times: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(
            [0, 50, 99, 100].map(|p| percentile(&mut times, p)),
            [1.0, 51.0, 100.0, 100.0]
        );
        assert_eq!(percentile(&mut [], 50), 0.0);
    }
}
