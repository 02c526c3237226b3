//! Where things lie: settings, data and assets.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use stoa_world::save::fnv1a;

use crate::{exit::Exit, modelled};

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

    /// A person's own file `kind/name.toml` if there is one, else the shipped one, else a world that a person modelled; a
    /// path is taken as it is.
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
        // A modelled scene among a person's own worlds.
        let modelled = modelled::ENDINGS.map(|ending| {
            let scene = format!("{name}.{ending}");
            self.data.join(kind).join(scene)
        });
        let modelled = modelled.iter().filter(|_| kind == "worlds");
        places
            .iter()
            .chain(modelled)
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

    /// Where the world `id`, which lies in `file`, is saved. Worlds from elsewhere than the known folders have a digest
    /// of their path in the name: somebody's own `stoa.toml` must not go on from, and overwrite, the shipped one's save.
    pub fn save_file(&self, id: &str, file: &Path) -> PathBuf {
        // Several scenes of one folder may have one id: it is what is plain of their name.
        let name = if self.is_known_world(file) && !modelled::is_scene(file) {
            format!("{id}.json")
        } else {
            let path = file.canonicalize().or_else(|_| std::path::absolute(file));
            let path = path.unwrap_or_else(|_| file.to_owned());
            let digest = fnv1a(path.to_string_lossy().as_bytes());
            // Half the digest tells a person's few files apart, and leaves a name that can be read out.
            format!("{id}-{:08x}.json", digest >> 32)
        };
        self.data.join("saves").join(name)
    }

    /// Whether a world lies where worlds are found by name.
    fn is_known_world(&self, file: &Path) -> bool {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let Ok(folder) = folder.canonicalize() else {
            return false;
        };
        [&self.data, &self.assets]
            .iter()
            .filter_map(|known| known.join("worlds").canonicalize().ok())
            .any(|known| known == folder)
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
    assets_of(&program, Path::new(env!("CARGO_MANIFEST_DIR"))).ok_or_else(|| {
        let message = "the assets folder was not found beside the program. Put it there, or name it with STOA_ASSETS";
        Exit::missing(anyhow!("{message}"))
    })
}

/// The assets beside `program`; those of its workspace only while it lies where cargo put it. A program that was given
/// to somebody must not live off the machine it was built on.
fn assets_of(program: &Path, workspace: &Path) -> Option<PathBuf> {
    let assets = |dir: &Path| {
        let dir = dir.join("assets");
        dir.join("worlds").is_dir().then_some(dir)
    };
    let mut beside = program.ancestors().skip(1).take(4);
    // Cargo marks its folders for those who make backups.
    let by_cargo = || {
        program
            .ancestors()
            .any(|dir| dir.join("CACHEDIR.TAG").is_file())
    };
    beside
        .find_map(assets)
        .or_else(|| by_cargo().then(|| assets(workspace))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_was_given_away_would_live_off_the_build_machine() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        for sub in [
            "workspace/assets/worlds",
            "given/assets/worlds",
            "target/debug",
        ] {
            std::fs::create_dir_all(at(sub)).expect("a folder");
        }
        std::fs::write(at("target/CACHEDIR.TAG"), "").expect("a file");
        let find = |program: &str| assets_of(&at(program), &at("workspace"));
        let workspace = Some(at("workspace/assets"));
        assert_eq!(find("workspace/target/debug/stoa"), workspace);
        assert_eq!(find("target/debug/stoa"), workspace, "CARGO_TARGET_DIR");
        assert_eq!(find("given/stoa"), Some(at("given/assets")));
        assert_eq!(find("elsewhere/stoa"), None);
    }

    #[test]
    fn two_files_of_one_name_would_share_a_save() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        for sub in ["data/worlds", "assets/worlds", "mine", "yours"] {
            std::fs::create_dir_all(at(sub)).expect("a folder");
            std::fs::write(at(sub).join("stoa.toml"), "").expect("a file");
        }
        let paths = Paths {
            settings_file: at("data/settings.toml"),
            data: at("data"),
            assets: at("assets"),
        };
        let name = |file: &str| {
            let save = paths.save_file("stoa", &at(file));
            assert_eq!(save.parent(), Some(at("data/saves").as_path()), "{file}");
            save.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        // A scene of that name is another world.
        assert_ne!(name("data/worlds/stoa.glb").as_deref(), Some("stoa.json"));
        assert_ne!(name("data/worlds/stoa.glb"), name("data/worlds/stoa.gltf"));
        // Found by name: the person's own stands in for the shipped one.
        for known in [
            "data/worlds/stoa.toml",
            "assets/worlds/stoa.toml",
            "mine/../assets/worlds/stoa.toml",
        ] {
            assert_eq!(name(known).as_deref(), Some("stoa.json"), "{known}");
        }
        let [mine, again, yours, gone] = [
            "mine/stoa.toml",
            "data/../mine/stoa.toml",
            "yours/stoa.toml",
            "nowhere/stoa.toml",
        ]
        .map(name);
        assert_eq!(mine, again, "one file by two ways");
        for (a, b) in [(&mine, &yours), (&mine, &gone), (&yours, &gone)] {
            assert_ne!(a, b);
        }
        for name in [mine, yours, gone].into_iter().flatten() {
            let digest = name
                .strip_prefix("stoa-")
                .and_then(|n| n.strip_suffix(".json"));
            assert_eq!(digest.map(str::len), Some(8), "{name}");
        }
    }
}
