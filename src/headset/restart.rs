//! A new start in this one's place. Entering by a headset from a window that draws without one: what draws is chosen when
//! the program starts, so the program saves the world and starts anew. The same leads into the world of another file, and
//! into safe mode.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use bevy::prelude::*;
use stoa_ui::{Action, Actions, Focus, Notice, Severity, text};
use stoa_world::{StableId, sim::Persistence};
use stoa_xr::Headset;

use crate::{crash, exit::CommandResult};

/// Where the new start goes, and what goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Passage {
    /// Into the headset: `stoa vr --resume`.
    Headset { talking_to: Option<StableId> },
    /// Into the world of a file.
    World(PathBuf),
    /// Into safe mode: `stoa play --safe`.
    Safe {
        /// The world named is one of one's own, which safe mode does not open.
        own_world: bool,
    },
}

/// Set when the program is to start anew, once everything is saved.
#[derive(Resource, Debug, Clone, Default)]
pub struct Restart(Arc<Mutex<Option<Passage>>>);

impl Restart {
    fn ask(&self, passage: Passage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(passage);
    }

    /// The next start is in the world of `file`.
    pub fn ask_for_world(&self, file: PathBuf) {
        self.ask(Passage::World(file));
    }

    /// The next start is in safe mode; `own_world`: without the world that this one was told to open.
    pub fn ask_for_safe_mode(&self, own_world: bool) {
        self.ask(Passage::Safe { own_world });
    }

    /// Whether there is to be a next start.
    #[cfg(test)]
    pub fn is_asked(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// The file of the world that the next start is in, if that is another one.
    pub fn world(&self) -> Option<PathBuf> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Passage::World(file)) => Some(file.clone()),
            _ => None,
        }
    }

    fn take(&self) -> Option<Passage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Starts the program anew if that was asked for: in this one's place, where the system can do that.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn go(&self) -> CommandResult {
        let Some(passage) = self.take() else {
            return Ok(());
        };
        let program = std::env::current_exe()?;
        crash::end();
        let mut command = Command::new(&program);
        command.args(arguments(std::env::args_os().skip(1), passage));
        replace(command).with_context(|| format!("starting {} anew", program.display()))?;
        Ok(())
    }
}

#[cfg(unix)]
fn replace(mut command: Command) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn replace(mut command: Command) -> std::io::Result<()> {
    command.spawn().map(|_| ())
}

/// What safe mode does without, and what belongs to this run alone.
const LEFT_OUT_OF_SAFE_MODE: [&str; 15] = [
    "--backend",
    "--server",
    "--url",
    "--model",
    "--key-file",
    "--engine",
    "--vr",
    "--talking-to",
    "--events",
    "--record",
    "--replay",
    "--script",
    "--ticks",
    "--crash",
    "--stats",
];

/// The command line of this start, as that of the next.
fn arguments(mut own: impl Iterator<Item = OsString>, passage: Passage) -> Vec<OsString> {
    let command = own.next();
    let talking_to = match passage {
        Passage::Headset { talking_to } => talking_to,
        Passage::World(file) => {
            let command = command.unwrap_or_else(|| "play".into());
            let mut arguments = vec![command, "--world".into(), file.into_os_string()];
            let of_this_world = [
                "--talking-to",
                "--guide",
                "--seed",
                "--crowd",
                "--world",
                "--events",
                "--record",
                "--replay",
                "--script",
                "--ticks",
            ];
            arguments.extend(without(own, &of_this_world, &["--resume"]));
            return arguments;
        }
        Passage::Safe { own_world } => {
            let mut left_out = LEFT_OUT_OF_SAFE_MODE.to_vec();
            if own_world {
                left_out.extend(["--world", "--guide"]);
            }
            let mut arguments: Vec<OsString> = vec!["play".into(), "--safe".into()];
            arguments.extend(without(own, &left_out, &["--resume", "--safe"]));
            return arguments;
        }
    };
    let mut arguments: Vec<OsString> = vec!["vr".into(), "--resume".into()];
    if let Some(StableId(partner)) = talking_to {
        arguments.extend(["--talking-to".into(), partner.to_string().into()]);
    }
    arguments.extend(without(own, &["--vr", "--talking-to"], &["--resume"]));
    arguments
}

/// Arguments without some that have a value and some that have none.
fn without(
    mut from: impl Iterator<Item = OsString>,
    valued: &[&str],
    plain: &[&str],
) -> Vec<OsString> {
    let mut kept = Vec::new();
    while let Some(argument) = from.next() {
        let text = argument.to_string_lossy().into_owned();
        let joined = |name: &&str| {
            let rest = text.strip_prefix(*name);
            rest.is_some_and(|rest| rest.starts_with('='))
        };
        if valued.contains(&text.as_str()) {
            from.next();
        } else if !plain.contains(&text.as_str()) && !valued.iter().any(joined) {
            kept.push(argument);
        }
    }
    kept
}

/// The same key, for a window that did not begin with a headset or has lost it.
pub fn plugin(app: &mut App) {
    app.init_resource::<Restart>().add_systems(Update, enter);
}

fn enter(
    actions: Res<Actions>,
    headset: Option<Res<Headset>>,
    saved: Res<Persistence>,
    focus: Res<Focus>,
    restart: Res<Restart>,
    mut notices: MessageWriter<Notice>,
    mut exit: MessageWriter<AppExit>,
) {
    let can_enter_here = headset.is_some_and(|headset| !headset.lost);
    if !actions.begun(Action::Headset) || can_enter_here {
        return;
    }
    if !saved.saves() {
        notices.write(
            Notice::new(Severity::Warning, text::enters_anew())
                .with_remedy(text::enters_anew_remedy()),
        );
        return;
    }
    restart.ask(Passage::Headset {
        talking_to: focus.talking_to,
    });
    exit.write(AppExit::Success);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_start_would_be_in_another_world_or_go_round_in_circles() {
        let talking = Passage::Headset {
            talking_to: Some(StableId(1004)),
        };
        let alone = Passage::Headset { talking_to: None };
        let scene = Passage::World("room.glb".into());
        let [safe, safely_elsewhere] = [false, true].map(|own_world| Passage::Safe { own_world });
        for (own, passage, wanted) in [
            ("play", alone.clone(), "vr --resume"),
            (
                "play --world garden --vr off --seed 3",
                talking,
                "vr --resume --talking-to 1004 --world garden --seed 3",
            ),
            (
                "vr --resume --talking-to 1001 --profile p",
                alone.clone(),
                "vr --resume --profile p",
            ),
            (
                "play --world=garden --seed 3 --profile p",
                scene,
                "play --world room.glb --profile p",
            ),
            (
                "play --world atrium --model=m --engine gpu --profile p",
                safe,
                "play --safe --world atrium --profile p",
            ),
            (
                "vr --world mine.toml --resume --profile p",
                safely_elsewhere,
                "play --safe --profile p",
            ),
            (
                "play --vr=auto --backend ollama",
                alone,
                "vr --resume --backend ollama",
            ),
        ] {
            let own = own.split(' ').map(OsString::from);
            let words: Vec<String> = arguments(own, passage)
                .into_iter()
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            assert_eq!(words.join(" "), wanted);
        }
    }
}
