//! Where things lie: settings, data and assets.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use crate::exit::Exit;

/// The folders of one profile.
#[derive(Debug, Clone)]
pub struct Paths {
    pub settings_file: PathBuf,
    /// Saves, and a person's own `worlds/`, `personas/`, `avatars/`.
    pub data: PathBuf,
    pub assets: PathBuf,
}

impl Paths {
    /// The folders of `profile` (settings and data in one folder), or the platform's own.
    ///
    /// # Errors
    /// Exit code 3 when the assets or a home folder can't be found.
    pub fn find(profile: Option<&Path>) -> Result<Self, Exit> {
        let assets = assets()?;
        if let Some(profile) = profile {
            return Ok(Self {
                settings_file: profile.join("settings.toml"),
                data: profile.to_owned(),
                assets,
            });
        }
        let dirs = directories::ProjectDirs::from("", "", "stoa").ok_or_else(|| {
            Exit::missing(anyhow!(
                "no home folder found for settings and saves. Give one with --profile DIR"
            ))
        })?;
        Ok(Self {
            settings_file: dirs.config_dir().join("settings.toml"),
            data: dirs.data_dir().to_owned(),
            assets,
        })
    }

    /// A person's own file `kind/name.toml` if there is one, else the shipped one; a path is taken as it is.
    ///
    /// # Errors
    /// Exit code 2 when neither exists.
    pub fn content(&self, kind: &str, name: &str) -> Result<PathBuf, Exit> {
        let direct = Path::new(name);
        if direct.components().count() > 1 || direct.extension().is_some() {
            if direct.is_file() {
                return Ok(direct.to_owned());
            }
            return Err(Exit::bad_input(anyhow!("{name}: no such file")));
        }
        let file = format!("{name}.toml");
        let places = [
            self.data.join(kind).join(&file),
            self.assets.join(kind).join(&file),
        ];
        places
            .iter()
            .find(|path| path.is_file())
            .cloned()
            .ok_or_else(|| {
                Exit::bad_input(anyhow!(
                    "no {kind} file named `{name}`: looked for {} and {}",
                    places[0].display(),
                    places[1].display()
                ))
            })
    }

    /// Where the world `id` is saved.
    pub fn save_file(&self, world: &str) -> PathBuf {
        self.data.join("saves").join(format!("{world}.json"))
    }
}

/// The assets: at `STOA_ASSETS`, beside the program, or in the workspace the program was built in.
fn assets() -> Result<PathBuf, Exit> {
    if let Some(path) = std::env::var_os("STOA_ASSETS").map(PathBuf::from) {
        if path.is_dir() {
            return Ok(path);
        }
        return Err(Exit::missing(anyhow!(
            "STOA_ASSETS is {}, which is no folder",
            path.display()
        )));
    }
    let program = std::env::current_exe().context("finding this program's own path")?;
    let folders = program
        .ancestors()
        .skip(1)
        .take(4)
        .map(|dir| dir.join("assets"));
    let beside = folders.into_iter().find(|dir| dir.join("worlds").is_dir());
    let workspace = || {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        dir.join("worlds").is_dir().then_some(dir)
    };
    beside.or_else(workspace).ok_or_else(|| {
        let message = "the assets folder was not found beside the program. Put it there, or name it with STOA_ASSETS";
        Exit::missing(anyhow!("{message}"))
    })
}
