//! `stoa play`: walk in. With `--headless`, the same world without a picture.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use stoa_ui::text;
use stoa_world::StableId;

use super::{MindFlags, ProfileFlags, WorldFlags, common::ready_keys};
use crate::{
    crash::{self, About},
    engine::EngineChoice,
    exit::{CommandResult, Exit},
    headless,
    headset::{Vr, stats::Measure},
    report, safe,
    session::{Launch, Start},
    settings::Complaint,
    window,
};

/// Open the world in a window: walk up to somebody and talk.
///
/// Examples:
///   stoa play
///   stoa play --backend ollama --model llama3.2
///   stoa play --safe
///   stoa play --headless --ticks 36000 --seed 7 --events events.jsonl
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Play {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    world: WorldFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// Write what happens to FILE, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Feed the timed intents of FILE into the world.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Record intents and model events to FILE, to be replayed exactly. Begins a fresh world.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Replay a record: the same intents, the same answers, the same event log.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["script", "seed"])]
    replay: Option<PathBuf>,
    /// Begin anew instead of going on from the save; nothing is saved.
    #[arg(long)]
    fresh: bool,
    /// What moves the bodies, to the same bits.
    #[arg(long, value_enum)]
    engine: Option<EngineChoice>,
    /// After a crash: lowest quality, only worlds and personas that come with Stoa, the processor moves the bodies, no
    /// model servers, no headset. The save goes on (--fresh leaves it out too); nothing of this is kept.
    #[arg(long, conflicts_with_all = ["backend", "server", "url", "model", "key_file", "engine", "vr"])]
    safe: bool,
    /// No window, no picture, no sound.
    #[arg(long)]
    pub headless: bool,
    /// End after this many ticks of 1/30 s.
    #[arg(long, value_name = "N")]
    ticks: Option<u64>,
    /// Go on in the headset where a window left off.
    #[arg(long, hide = true)]
    pub resume: bool,
    /// Whom the person was talking to.
    #[arg(long, hide = true, value_name = "ID")]
    talking_to: Option<u32>,
    /// End with the first picture of the world (`stoa bench start` measures by it).
    #[arg(long, hide = true)]
    until_drawn: bool,
    /// Fail with TEXT after a second (tests of crash reports do).
    #[arg(long, hide = true, value_name = "TEXT")]
    crash: Option<String>,
    /// Enter by an OpenXR headset.
    #[arg(long, value_enum, default_value = "off", conflicts_with = "headless")]
    vr: Vr,
    /// The window's size.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = super::shot::parse_size)]
    size: (u32, u32),
}

impl Play {
    /// # Errors
    /// Exit code 2 for bad input files, 3 when picture or display are missing.
    pub fn run(self) -> CommandResult {
        let vr = self.vr;
        self.run_with(vr, Measure::default())
    }

    /// As [`Self::run`], with another say about the headset, and what is measured of it.
    ///
    /// # Errors
    /// As [`Self::run`], and exit code 3 when there has to be a headset and is none.
    pub fn run_with(self, vr: Vr, measure: Measure) -> CommandResult {
        if vr == Vr::On && self.headless {
            return Err(Exit::bad_input(anyhow!(
                "a headset needs a picture: leave --headless out"
            )));
        }
        if vr == Vr::On && self.safe {
            return Err(Exit::bad_input(anyhow!(
                "safe mode is without a headset: `stoa play --safe`"
            )));
        }
        let (paths, mut settings, mut complaints) = self.profile.load()?;
        self.mind.apply(&mut settings)?;
        if let Some(engine) = self.engine {
            settings.engine = engine;
        }
        // What is told before the first frame is told in the language of the panels, too.
        if !self.headless {
            stoa_ui::language::speak(settings.picture.language);
        }
        if self.safe {
            safe::settings(&mut settings);
            complaints.push(Complaint(text::safe_mode().to_owned()));
        }
        if self.headless {
            complaints.extend(ready_keys(&mut settings));
        } else {
            // Beside a window `shell::keyring` does both; this is for whoever began it here.
            for warning in settings.clear_text_warnings() {
                report::line_to_stderr(&warning.0);
            }
        }
        let content = if self.safe {
            let content = self.world.load(&safe::content(&paths))?;
            safe::check_world(&paths, &content.file)?;
            content
        } else {
            self.world.load(&paths)?
        };
        let about = About {
            command: if vr == Vr::On { "vr" } else { "play" },
            world: content.file.clone(),
        };
        let crashed = crash::watch(&paths.data, about).unwrap_or_else(|problem| {
            complaints.push(Complaint(problem));
            None
        });
        settings.keys.all().for_each(crash::hide);
        // A run that can be reproduced begins from nothing: no save of another run takes part in it.
        let reproducible = self.record.is_some()
            || self.replay.is_some()
            || self.script.is_some()
            || self.headless;
        let start = if self.fresh || reproducible {
            Start::Fresh
        } else {
            Start::Saved
        };
        // A window that came here from a desktop goes back to one when there is no headset.
        let vr = if self.resume { Vr::Auto } else { vr };
        let mut launch = Launch::new(paths, settings, content, self.world.seed, start);
        launch
            .notices
            .extend(complaints.into_iter().map(|complaint| complaint.0));
        launch.crashed = crashed;
        launch.crash = self.crash;
        // Safe mode is without a person's own files, and stays so.
        launch.reloads = !self.safe;
        launch.events = self.events;
        launch.record = self.record;
        if let Some(file) = &self.script {
            launch.script = Some(script(file)?);
        }
        if let Some(file) = &self.replay {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Exit::bad_input(anyhow!("{}: {error}", file.display())))?;
            let recording = stoa_world::sim::Recording::parse(&file.display().to_string(), &text)
                .map_err(Exit::bad_input)?;
            launch.replay(recording)?;
        }
        if self.headless {
            let crashed = launch.crashed.as_ref().map(crash::in_words);
            for notice in crashed.iter().chain(&launch.notices) {
                crash::note(notice);
                report::line_to_stderr(notice);
            }
            return headless::run(launch, self.ticks);
        }
        launch.talking_to = self.talking_to.map(StableId);
        window::run(
            launch,
            self.size,
            self.ticks,
            self.until_drawn,
            vr,
            &measure,
        )
    }
}

fn script(file: &Path) -> Result<stoa_world::sim::Script, Exit> {
    let shown = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Exit::bad_input(anyhow!("{shown}: {error}")))?;
    stoa_world::sim::Script::parse(&shown, &text).map_err(Exit::bad_input)
}
