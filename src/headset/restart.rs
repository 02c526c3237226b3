//! Entering by a headset from a window that draws without one: what draws is chosen when the program starts, so the
//! program saves the world and starts anew.

use std::{
    ffi::{OsStr, OsString},
    process::Command,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use bevy::prelude::*;
use stoa_ui::{Action, Actions, Focus, Notice, Severity};
use stoa_world::{StableId, sim::Persistence};
use stoa_xr::Headset;

use crate::{crash, exit::CommandResult};

/// What goes along into the new start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    pub talking_to: Option<StableId>,
}

/// Set when the program is to start anew as `stoa vr --resume`, once everything is saved.
#[derive(Resource, Debug, Clone, Default)]
pub struct Restart(Arc<Mutex<Option<Passage>>>);

impl Restart {
    fn ask(&self, passage: Passage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(passage);
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

/// The command line of this start, as `stoa vr --resume`.
fn arguments(own: impl Iterator<Item = OsString>, passage: Passage) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["vr".into(), "--resume".into()];
    if let Some(StableId(partner)) = passage.talking_to {
        arguments.extend(["--talking-to".into(), partner.to_string().into()]);
    }
    let mut own = own.skip(1);
    while let Some(argument) = own.next() {
        let is = |name: &str| argument == OsStr::new(name);
        if is("--resume") {
        } else if is("--vr") || is("--talking-to") {
            own.next();
        } else if !argument.to_string_lossy().starts_with("--vr=") {
            arguments.push(argument);
        }
    }
    arguments
}

/// The same key, for a window that did not begin with a headset or has lost it.
pub fn plugin(app: &mut App) {
    app.init_resource::<Restart>().add_systems(Update, enter);
}

fn enter(
    actions: Res<Actions>,
    headset: Option<Res<Headset>>,
    saved: Option<Res<Persistence>>,
    focus: Res<Focus>,
    restart: Res<Restart>,
    mut notices: MessageWriter<Notice>,
    mut exit: MessageWriter<AppExit>,
) {
    let can_enter_here = headset.is_some_and(|headset| !headset.lost);
    if !actions.begun(Action::Headset) || can_enter_here {
        return;
    }
    if saved.is_none() {
        notices.write(
            Notice::new(
                Severity::Warning,
                "Entering by a headset starts Stoa anew, and this world is not saved.",
            )
            .with_remedy("Start `stoa vr`, or leave out --fresh."),
        );
        return;
    }
    restart.ask(Passage {
        talking_to: focus.talking_to,
    });
    exit.write(AppExit::Success);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_start_would_be_in_another_world_or_go_round_in_circles() {
        let talking = Passage {
            talking_to: Some(StableId(1004)),
        };
        let alone = Passage { talking_to: None };
        for (own, passage, wanted) in [
            ("play", alone, "vr --resume"),
            (
                "play --world garden --vr off --seed 3",
                talking,
                "vr --resume --talking-to 1004 --world garden --seed 3",
            ),
            (
                "vr --resume --talking-to 1001 --profile p",
                alone,
                "vr --resume --profile p",
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
