//! The folder that becomes the archive: program, assets, what a desktop wants.

use std::{fs, io, path::Path, process::Command};

use crate::{
    build::remove,
    step::{self, Failure},
};

/// What of `assets/` is not for the program: pictures of the README, and what lies beside the program instead.
const NOT_ASSETS: [&str; 2] = ["readme", "desktop"];

/// Makes `folder` anew, with `program` in it as `stoa`, without what a debugger reads.
///
/// # Errors
/// Names the file that can't be read or written.
pub fn make(folder: &Path, program: &Path) -> Result<(), Failure> {
    if folder.exists() {
        remove(folder)?;
    }
    let root = step::root();
    fs::create_dir_all(folder).map_err(|error| Failure::unwritable(folder, &error))?;
    let packed = folder.join("stoa");
    copy(program, &packed)?;
    // The names of functions stay: a crash report tells where it was.
    step::run(
        "strip",
        Command::new("strip").arg("--strip-debug").arg(&packed),
        "install binutils, or give --program a program for this machine",
    )?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&root.join(licence), &folder.join(licence))?;
    }
    copy_folder(&root.join("assets"), &folder.join("assets"), &NOT_ASSETS)?;
    copy_folder(&root.join("assets/desktop"), folder, &[])
}

fn copy_folder(from: &Path, to: &Path, but: &[&str]) -> Result<(), Failure> {
    let unreadable = |error: io::Error| {
        Failure::failed(format!("{}: {error}", from.display()), "is it readable?")
    };
    fs::create_dir_all(to).map_err(|error| Failure::unwritable(to, &error))?;
    for entry in fs::read_dir(from).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        if but.iter().any(|left_out| name == *left_out) {
            continue;
        }
        if entry.file_type().map_err(unreadable)?.is_dir() {
            copy_folder(&entry.path(), &to.join(&name), &[])?;
        } else {
            copy(&entry.path(), &to.join(&name))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let copied = fs::copy(from, to);
    copied.map(|_| ()).map_err(|error| {
        Failure::failed(
            format!("{} to {}: {error}", from.display(), to.display()),
            "is the one there, and the other writable?",
        )
    })
}
