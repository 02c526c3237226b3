//! A person's own files, from the menu: their folder in the system's window for files, and a persona to begin with.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use bevy::prelude::*;
use stoa_ui::{NewPersona, Notice, OpenFolder, Severity, text};

use super::Chosen;
use crate::{cmd::content::make, exit::Exit, paths::Paths};

/// What opens a file or folder on this system.
pub(super) const OPENER: &str = if cfg!(windows) {
    "explorer"
} else if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};
/// New personas of one folder that nobody has named yet.
const UNNAMED: u32 = 999;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (open_folder, new_persona));
}

fn open_folder(
    mut asked: MessageReader<OpenFolder>,
    chosen: Res<Chosen>,
    mut notices: MessageWriter<Notice>,
) {
    if asked.read().count() == 0 {
        return;
    }
    let folder = &chosen.paths.data;
    notices.write(match show(OPENER, folder) {
        Ok(()) => Notice::new(Severity::Info, text::folder_shown(folder)),
        Err(cause) => Notice::new(Severity::Error, text::folder_not_shown(&cause))
            .with_remedy(text::folder_is(folder)),
    });
}

/// Has the system show a folder, which is made when it is not there yet.
fn show(opener: &str, folder: &Path) -> Result<(), String> {
    for kind in ["worlds", "personas"] {
        let folder = folder.join(kind);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    open(opener, folder)
}

/// Has the system show a file or a folder.
pub(super) fn open(opener: &str, path: &Path) -> Result<(), String> {
    let mut command = Command::new(opener);
    command
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("this system has no `{opener}`"),
        _ => format!("`{opener}`: {error}"),
    })?;
    // It ends when the window is open, or with it: nobody waits for that but a thread.
    let waits = std::thread::Builder::new().name("stoa-folder".to_owned());
    let waiting = waits.spawn(move || {
        if let Err(error) = child.wait() {
            warn!("what shows a file or folder: {error}");
        }
    });
    waiting.map(drop).map_err(|error| error.to_string())
}

fn new_persona(
    mut asked: MessageReader<NewPersona>,
    chosen: Res<Chosen>,
    mut notices: MessageWriter<Notice>,
) {
    for _ in asked.read() {
        notices.write(match begin(&chosen.paths) {
            Ok((name, file)) => Notice::new(Severity::Warning, text::persona_begun(&file))
                .with_remedy(text::persona_begun_remedy(&name)),
            Err(error) => Notice::new(Severity::Error, text::nobody_made(&error.to_string()))
                .with_remedy(text::nobody_made_remedy()),
        });
    }
}

/// Writes a persona under the first name that is free.
fn begin(paths: &Paths) -> Result<(String, PathBuf), Exit> {
    let folder = paths.data.join("personas");
    let names = (1..UNNAMED).map(|number| match number {
        1 => "newcomer".to_owned(),
        number => format!("newcomer_{number}"),
    });
    let mut free = names.filter(|name| !folder.join(format!("{name}.toml")).exists());
    let name = free.next().unwrap_or_else(|| format!("newcomer_{UNNAMED}"));
    let file = make(paths, "persona", &name)?;
    Ok((name, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(data: &Path) -> Paths {
        let mut paths = Paths::find(Some(data)).expect("the assets");
        paths.data = data.to_owned();
        paths
    }

    #[test]
    fn a_second_newcomer_would_write_over_the_first() {
        let data = tempfile::tempdir().expect("a temporary folder");
        let paths = paths(data.path());
        let made = [begin(&paths), begin(&paths)].map(|made| made.expect("a persona"));
        assert_eq!(
            made.each_ref().map(|(name, _)| name.as_str()),
            ["newcomer", "newcomer_2"]
        );
        for (_, file) in &made {
            let text = fs::read_to_string(file).expect("the file");
            let (persona, problems) = stoa_mind::Persona::parse(&file.display().to_string(), &text);
            assert!(persona.is_some() && problems.is_empty(), "{problems:?}");
        }
    }

    #[test]
    fn a_system_without_an_opener_would_be_silent() {
        let data = tempfile::tempdir().expect("a temporary folder");
        let error = show("no-such-opener", data.path()).expect_err("there is none");
        assert!(
            error.contains("this system has no `no-such-opener`"),
            "{error}"
        );
        assert!(data.path().join("personas").is_dir());
        #[cfg(unix)]
        assert_eq!(show("true", data.path()), Ok(()));
    }

    #[test]
    fn a_folder_that_cant_be_made_would_be_called_shown() {
        let data = tempfile::tempdir().expect("a temporary folder");
        fs::write(data.path().join("worlds"), "").expect("a file in the way");
        let error = show("true", data.path()).expect_err("a file is in the way");
        assert!(error.contains("worlds"), "{error}");
    }
}
