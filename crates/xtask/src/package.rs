//! `cargo xtask package`: an archive of the program, its assets and licences, that runs where it is unpacked.

mod elf;
mod folder;
mod licences;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::{self, cargo},
    step::{self, Failure},
};

/// Bytes of the archive.
const MOST: u64 = 120_000_000;

/// How the program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// What is given to people.
    Release,
    /// The one that serves play and test: nothing is compiled twice.
    Dev,
}

#[derive(Debug, PartialEq, Eq)]
struct Order {
    profile: Profile,
    /// A program that is packed as it lies there; nothing is built.
    program: Option<PathBuf>,
    out: PathBuf,
}

/// Makes the archive, and prints its path as the last line.
///
/// # Errors
/// Usage, the step that failed, or what in the program would keep it from running elsewhere.
pub fn package(args: &[String]) -> Result<(), Failure> {
    let order = parse(args)?;
    if !cfg!(target_os = "linux") {
        return Err(Failure::missing(
            "packages are made on Linux, for Linux",
            "run this on Debian 12 or Ubuntu 22.04",
        ));
    }
    let program = match &order.program {
        Some(file) => file.clone(),
        None => build(order.profile)?,
    };
    let name = name(order.profile);
    let folder = order.out.join(&name);
    folder::make(&folder, &program)?;
    licences::write(&folder.join("THIRD-PARTY-LICENCES.txt"))?;
    check(&folder.join("stoa"))?;
    let archive = pack(&order.out, &name)?;
    step::print(&archive.display().to_string());
    Ok(())
}

fn parse(args: &[String]) -> Result<Order, Failure> {
    let mut order = Order {
        profile: Profile::Release,
        program: None,
        out: step::root().join("target/package"),
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || {
            args.next()
                .ok_or_else(|| Failure::usage(format!("`{arg}` wants a value")))
        };
        match arg.as_str() {
            "--profile" => {
                order.profile = match value()?.as_str() {
                    "release" => Profile::Release,
                    "dev" => Profile::Dev,
                    other => {
                        let what = format!("`--profile {other}`: it is release or dev");
                        return Err(Failure::usage(what));
                    }
                }
            }
            "--program" => order.program = Some(value()?.into()),
            "--out" => order.out = value()?.into(),
            other => {
                let what = format!("`{other}` is not an option; see `cargo xtask --help`");
                return Err(Failure::usage(what));
            }
        }
    }
    // Commands run in the workspace's root; paths mean the folder one is in.
    for path in order.program.iter_mut().chain([&mut order.out]) {
        *path = std::path::absolute(&*path)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    }
    Ok(order)
}

/// `stoa-VERSION-ARCHITECTURE-linux`: the archive's name without its ending, and of the one folder in it.
fn name(profile: Profile) -> String {
    let dev = match profile {
        Profile::Release => "",
        Profile::Dev => "-dev",
    };
    let version = env!("CARGO_PKG_VERSION");
    format!("stoa-{version}{dev}-{}-linux", std::env::consts::ARCH)
}

fn build(profile: Profile) -> Result<PathBuf, Failure> {
    if profile == Profile::Dev {
        return build::build();
    }
    step::print(
        "A release build shares nothing with the other one: on two cores it takes an hour.",
    );
    step::run(
        "release build",
        cargo().args(["build", "--release", "--locked", "--package", "stoa"]),
        build::COMPILER_REMEDY,
    )?;
    build::program("release")
}

/// What would keep the program from running on a system as old as Ubuntu 22.04.
fn check(program: &Path) -> Result<(), Failure> {
    let shown = program.display();
    let bytes = fs::read(program).map_err(|error| {
        Failure::failed(format!("{shown}: {error}"), "build it: leave --program out")
    })?;
    let asks = elf::read(&bytes).map_err(|why| {
        Failure::failed(
            format!("{shown}: {why}"),
            "give --program a program that was built for Linux, 64 bits",
        )
    })?;
    let problems = asks.problems();
    if problems.is_empty() {
        step::print(&format!("── the program asks for {asks}"));
        return Ok(());
    }
    Err(Failure::failed(
        format!("{shown} would not run everywhere: {}", problems.join("; ")),
        "build on Debian 12 or Ubuntu 22.04, without RUSTFLAGS",
    ))
}

/// Packs the folder `name` in `out`. The same files give the same archive.
fn pack(out: &Path, name: &str) -> Result<PathBuf, Failure> {
    let archive = out.join(format!("{name}.tar.gz"));
    step::run(
        "archive",
        Command::new("tar")
            .args(["--create", "--gzip", "--sort=name", "--mtime=@0"])
            .args(["--owner=0", "--group=0", "--numeric-owner", "--file"])
            .arg(&archive)
            .arg("--directory")
            .arg(out)
            .arg(name),
        "install GNU tar and gzip",
    )?;
    let size = fs::metadata(&archive)
        .map_err(|error| Failure::unwritable(&archive, &error))?
        .len();
    step::print(&format!("── {:.1} MB", size as f64 / 1e6));
    if size < MOST {
        return Ok(archive);
    }
    Err(Failure::failed(
        format!(
            "{} is {size} bytes; it has to stay under {MOST}",
            archive.display()
        ),
        "look for what grew with `tar --list --verbose`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Order, Failure> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn a_mistyped_order_would_start_an_hour_of_compiling() {
        for line in [
            "--profile",
            "--profile debug",
            "--out",
            "dev",
            "--programme x",
        ] {
            assert_eq!(parsed(line).unwrap_err().code, 2, "{line}");
        }
        let order = parsed("--profile dev --out /o --program /p").unwrap();
        let expected = Order {
            profile: Profile::Dev,
            program: Some("/p".into()),
            out: "/o".into(),
        };
        assert_eq!(order, expected);
        assert_eq!(parsed("").unwrap().profile, Profile::Release);
    }

    #[test]
    fn a_package_to_try_would_be_taken_for_the_one_that_is_given_out() {
        assert_ne!(name(Profile::Dev), name(Profile::Release));
    }
}
