//! Which runtime the OpenXR loader will take, from which file, found by the loader's own rules.
//!
//! The loader itself says only `XR_ERROR_RUNTIME_UNAVAILABLE`, whatever was wrong. So its search is followed here: the
//! first manifest that exists is the one, and a broken one is not passed over. The order is that of the Khronos loader
//! (`manifest_file.cpp` of OpenXR-SDK 1.1): `XR_RUNTIME_JSON`; then `openxr/1/active_runtime.ARCH.json` and
//! `openxr/1/active_runtime.json` below `XDG_CONFIG_HOME` (or `~/.config`), each of `XDG_CONFIG_DIRS` (or `/etc/xdg`),
//! and the compiled-in folder (`/usr/local/etc` or none) and `/etc`. On Windows it is a value in the registry, which is
//! not read here.
//!
//! The data folders `/usr/local/share` and `/usr/share` are where runtimes put their manifests; the loader takes none
//! of them by itself. They are listed so that a person can be told which one to choose.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Environment, Os};

/// One place the loader looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looked {
    pub file: PathBuf,
    /// Which rule leads there, for example `XR_RUNTIME_JSON`.
    pub rule: &'static str,
    pub exists: bool,
}

/// A runtime's manifest that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuntimeFile {
    pub file: PathBuf,
    /// The name the manifest gives, for example `Monado`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The runtime's library: a file, or a bare name that the system's own search resolves.
    pub library: PathBuf,
}

impl fmt::Display for RuntimeFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} ({})", self.file.display()),
            None => write!(f, "{}", self.file.display()),
        }
    }
}

/// Why no runtime can be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("no runtime is set as the active one")]
    NoneActive,
    #[error("XR_RUNTIME_JSON names {}, which does not exist", .0.display())]
    NoSuchFile(PathBuf),
    #[error("{} cannot be read ({cause})", file.display())]
    Unreadable { file: PathBuf, cause: String },
    #[error("{} is not a runtime's manifest ({cause})", file.display())]
    Broken { file: PathBuf, cause: String },
    #[error("{runtime} names the library {}, which does not exist", runtime.library.display())]
    NoLibrary { runtime: RuntimeFile },
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The whole search: every place that was looked at, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Search {
    /// In the loader's order, up to and with the one it takes.
    pub looked: Vec<Looked>,
    /// The runtime the loader will take. On Windows only when `XR_RUNTIME_JSON` names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<RuntimeFile>,
    /// Why it can't be taken. `None` on Windows when the registry decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Other runtimes' manifests in the data folders, sorted.
    pub installed: Vec<RuntimeFile>,
}

impl Search {
    /// Where a runtime was sought, for people: one file, or the folders of `active_runtime.json`.
    pub fn sought(&self) -> String {
        if let [only] = self.looked.as_slice() {
            return only.file.display().to_string();
        }
        let mut folders: Vec<String> = Vec::new();
        for folder in self.looked.iter().filter_map(|place| place.file.parent()) {
            let folder = folder.display().to_string();
            if folders.last() != Some(&folder) {
                folders.push(folder);
            }
        }
        format!("active_runtime.json in {}", folders.join(", "))
    }
}

/// The value that decides on Windows.
const REGISTRY: &str = r"the registry: HKEY_LOCAL_MACHINE\SOFTWARE\Khronos\OpenXR\1\ActiveRuntime";

/// Follows the loader's search. Reads a few small files; never fails.
pub fn search(environment: &Environment) -> Search {
    let mut looked = Vec::new();
    for (file, rule) in places(environment) {
        let exists = file.exists();
        looked.push(Looked { file, rule, exists });
        if exists {
            break;
        }
    }
    let outcome = match looked.last() {
        Some(last) if last.exists => read(&last.file).and_then(with_library),
        Some(last) if environment.runtime_json.is_some() => {
            Err(Fault::NoSuchFile(last.file.clone()))
        }
        _ => Err(Fault::NoneActive),
    };
    let by_registry = environment.os == Os::Windows && environment.runtime_json.is_none();
    let (active, fault) = match outcome {
        Ok(active) => (Some(active), None),
        Err(_) if by_registry => (None, None),
        Err(Fault::NoLibrary { runtime }) => {
            (Some(runtime.clone()), Some(Fault::NoLibrary { runtime }))
        }
        Err(fault) => (None, Some(fault)),
    };
    let installed = installed(environment)
        .into_iter()
        .filter(|other| {
            active
                .as_ref()
                .is_none_or(|active| active.library != other.library)
        })
        .collect();
    Search {
        looked,
        active,
        fault,
        installed,
    }
}

/// The places in the loader's order, with the rule that leads to each.
fn places(environment: &Environment) -> Vec<(PathBuf, &'static str)> {
    if let Some(file) = &environment.runtime_json {
        return vec![(file.clone(), "XR_RUNTIME_JSON")];
    }
    if environment.os == Os::Windows {
        return vec![(PathBuf::from(REGISTRY), "the registry")];
    }
    let mut folders = Vec::new();
    if let Some(folder) = &environment.xdg_config_home {
        folders.push((folder.clone(), "XDG_CONFIG_HOME"));
    } else if let Some(home) = &environment.home {
        folders.push((home.join(".config"), "HOME"));
    }
    if environment.xdg_config_dirs.is_empty() {
        folders.push((environment.root.join("etc/xdg"), "the system's settings"));
    }
    for folder in &environment.xdg_config_dirs {
        folders.push((folder.clone(), "XDG_CONFIG_DIRS"));
    }
    // A loader that was built for /usr/local looks there first; one from a distribution does not.
    for folder in ["usr/local/etc", "etc"] {
        folders.push((environment.root.join(folder), "the system's settings"));
    }
    folders
        .into_iter()
        .flat_map(|(folder, rule)| {
            let folder = folder.join("openxr/1");
            [
                (
                    folder.join(format!("active_runtime.{}.json", environment.arch)),
                    rule,
                ),
                (folder.join("active_runtime.json"), rule),
            ]
        })
        .collect()
}

/// Reads a manifest as the loader does.
fn read(file: &Path) -> Result<RuntimeFile, Fault> {
    let text = fs::read_to_string(file).map_err(|error| Fault::Unreadable {
        file: file.to_owned(),
        cause: error.to_string(),
    })?;
    let broken = |cause: &str| Fault::Broken {
        file: file.to_owned(),
        cause: cause.to_owned(),
    };
    let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| broken(&error.to_string()))?;
    match root.get("file_format_version").and_then(Value::as_str) {
        Some("1.0.0") => {}
        Some(other) => {
            return Err(broken(&format!(
                "file_format_version is {other}, not 1.0.0"
            )));
        }
        None => return Err(broken("file_format_version is missing")),
    }
    let runtime = root.get("runtime").unwrap_or(&Value::Null);
    let library = runtime
        .get("library_path")
        .and_then(Value::as_str)
        .filter(|path| !path.is_empty())
        .ok_or_else(|| broken("runtime.library_path is missing"))?;
    let name = runtime.get("name").and_then(Value::as_str);
    Ok(RuntimeFile {
        file: file.to_owned(),
        name: name.map(str::to_owned),
        library: resolve(file, library),
    })
}

/// A library path with a folder in it is relative to the real manifest, not to a link to it.
fn resolve(file: &Path, library: &str) -> PathBuf {
    let bare = !library.contains(['/', '\\']);
    let library = PathBuf::from(library);
    if bare || library.is_absolute() {
        return library;
    }
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = real.parent().unwrap_or(Path::new(""));
    // Taken apart and put together again: without the dots of `./library.so`.
    folder.join(library).components().collect()
}

/// A bare name can't be checked without loading it; a file can.
fn with_library(runtime: RuntimeFile) -> Result<RuntimeFile, Fault> {
    let bare = runtime.library.components().count() == 1;
    if bare || runtime.library.exists() {
        Ok(runtime)
    } else {
        Err(Fault::NoLibrary { runtime })
    }
}

/// Readable manifests with their library in the data folders.
fn installed(environment: &Environment) -> Vec<RuntimeFile> {
    if environment.os == Os::Windows {
        return Vec::new();
    }
    let mut found = Vec::new();
    for folder in ["usr/local/share/openxr/1", "usr/share/openxr/1"] {
        let Ok(entries) = fs::read_dir(environment.root.join(folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let file = entry.path();
            if file
                .extension()
                .is_some_and(|extension| extension == "json")
                && let Ok(runtime) = read(&file).and_then(with_library)
            {
                found.push(runtime);
            }
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
