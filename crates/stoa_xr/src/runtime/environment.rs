//! Where the loader and the runtime are sought, gathered once so that nothing below reads the process's environment.

use std::{env, ffi::OsString, path::PathBuf};

/// The systems whose rules differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    Linux,
    Windows,
}

impl Os {
    /// The system this program was built for; anything that isn't Windows follows Linux's rules.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else {
        Self::Linux
    };
}

/// What decides which loader and which runtime are taken. An empty variable counts as unset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    pub os: Os,
    /// `STOA_OPENXR_LOADER`: the loader's file.
    pub loader: Option<PathBuf>,
    /// The folder our program lies in.
    pub beside: Option<PathBuf>,
    /// `XR_RUNTIME_JSON`: the runtime's manifest.
    pub runtime_json: Option<PathBuf>,
    pub xdg_config_home: Option<PathBuf>,
    pub home: Option<PathBuf>,
    /// `XDG_CONFIG_DIRS`, taken apart. Empty: the loader's own default, `etc/xdg` below `root`.
    pub xdg_config_dirs: Vec<PathBuf>,
    /// `/`, or a test's folder.
    pub root: PathBuf,
    /// The processor's name as the loader writes it into file names, for example `x86_64`.
    pub arch: &'static str,
}

impl Environment {
    /// Everything as this process has it.
    pub fn of_process() -> Self {
        Self::from_variables(
            |name| env::var_os(name),
            env::current_exe().ok().and_then(|program| {
                // The loader lies beside the program itself, not beside a link to it.
                let program = program.canonicalize().unwrap_or(program);
                program.parent().map(PathBuf::from)
            }),
        )
    }

    /// From any set of variables, and the folder of our program.
    pub fn from_variables(
        variable: impl Fn(&str) -> Option<OsString>,
        beside: Option<PathBuf>,
    ) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let path = |name| set(name).map(PathBuf::from);
        Self {
            os: Os::HERE,
            loader: path(super::LOADER_VARIABLE),
            beside,
            runtime_json: path("XR_RUNTIME_JSON"),
            xdg_config_home: path("XDG_CONFIG_HOME"),
            home: path("HOME"),
            xdg_config_dirs: set("XDG_CONFIG_DIRS").map_or_else(Vec::new, |list| {
                env::split_paths(&list)
                    .filter(|folder| !folder.as_os_str().is_empty())
                    .collect()
            }),
            root: PathBuf::from("/"),
            arch: loader_arch(env::consts::ARCH),
        }
    }
}

/// The OpenXR loader's name for a processor that Rust calls `arch`.
fn loader_arch(arch: &'static str) -> &'static str {
    match arch {
        "x86" => "i686",
        "arm" => "armv7a-vfp",
        "powerpc64" => "ppc64",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_variables_count_as_unset_and_lists_are_taken_apart() {
        let environment = Environment::from_variables(
            |name| match name {
                "STOA_OPENXR_LOADER" | "XDG_CONFIG_HOME" => Some(OsString::new()),
                "XR_RUNTIME_JSON" => Some("/opt/runtime.json".into()),
                "XDG_CONFIG_DIRS" => env::join_paths(["/a", "/b"]).ok(),
                _ => None,
            },
            None,
        );
        assert_eq!(environment.loader, None);
        assert_eq!(environment.xdg_config_home, None);
        assert_eq!(environment.home, None);
        assert_eq!(environment.runtime_json, Some("/opt/runtime.json".into()));
        assert_eq!(
            environment.xdg_config_dirs,
            [PathBuf::from("/a"), "/b".into()]
        );
    }

    #[test]
    fn processors_are_named_as_the_loader_names_them() {
        for (rust, loader) in [
            ("x86_64", "x86_64"),
            ("x86", "i686"),
            ("aarch64", "aarch64"),
            ("arm", "armv7a-vfp"),
        ] {
            assert_eq!(loader_arch(rust), loader);
        }
    }
}
