//! Building, playing, and removing what was built.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    servers,
    step::{self, Failure},
};

pub const COMPILER_REMEDY: &str = "read the first `error` above; if a crate could not be fetched, check the network; if a library is missing, run `cargo xtask setup`";

/// Builds everything with the one profile that serves play, test and benchmarks, and returns the program's path.
///
/// # Errors
/// When the compiler fails.
pub fn build() -> Result<PathBuf, Failure> {
    compile()?;
    program("debug")
}

/// The program in cargo's folder for a profile.
///
/// # Errors
/// When it is not there.
pub fn program(folder: &str) -> Result<PathBuf, Failure> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || step::root().join("target"),
        |target| step::root().join(target),
    );
    let name = if cfg!(windows) { "stoa.exe" } else { "stoa" };
    let program = target.join(folder).join(name);
    if program.is_file() {
        return Ok(program);
    }
    Err(Failure::failed(
        format!("{} is not there after the build", program.display()),
        "is `target-dir` set in a configuration of cargo? Unset it",
    ))
}

/// Compiles the workspace: always all of it, since a part of it would be built with other features of Bevy.
///
/// # Errors
/// When the compiler fails.
pub fn compile() -> Result<(), Failure> {
    step::print(
        "The first build compiles the engine and takes a while (two cores: about 40 minutes); later ones take seconds.",
    );
    step::run(
        "build",
        cargo().args(["build", "--workspace", "--all-targets", "--locked"]),
        COMPILER_REMEDY,
    )
}

/// Opens the world.
///
/// # Errors
/// When the program ends with another code than 0; it has said why itself.
pub fn play(program: &Path, args: &[String]) -> Result<(), Failure> {
    let status = Command::new(program)
        .arg("play")
        .args(args)
        .current_dir(step::root())
        .status()
        .map_err(|error| {
            Failure::failed(
                format!("{}: {error}", program.display()),
                "build again: `cargo xtask build`",
            )
        })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::failed(
        format!("stoa ended with {status}"),
        "read its last lines above; `stoa doctor` checks this machine",
    ))
}

/// Removes the folders of compiled dependencies and model servers.
///
/// # Errors
/// When it can't be removed.
pub fn clean() -> Result<(), Failure> {
    for dir in [
        cargo_home().join("stoa-build"),
        servers::folder(),
        step::root().join("target"),
    ] {
        if dir.is_dir() {
            remove(&dir)?;
            step::print(&format!("removed {}", dir.display()));
        }
    }
    Ok(())
}

/// Removes a folder with all that is in it.
///
/// # Errors
/// Names the folder when it can't be removed.
pub fn remove(dir: &Path) -> Result<(), Failure> {
    std::fs::remove_dir_all(dir).map_err(|error| {
        Failure::failed(
            format!("{}: {error}", dir.display()),
            "remove the folder by hand",
        )
    })
}

/// Cargo, as it runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Cargo's own folder: what all clones share lies there.
pub fn cargo_home() -> PathBuf {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let home = std::env::var_os("HOME")
                .or_else(|| std::env::var_os("USERPROFILE"))
                .unwrap_or_default();
            PathBuf::from(home).join(".cargo")
        })
}
