//! `cargo xtask …`: sets up the machine, builds, plays, tests. Small and without dependencies, so that it builds in
//! seconds; everything slow shows its progress and names what failed and what to do.

mod bench;
mod build;
mod debian;
mod monado;
mod package;
mod servers;
mod stages;
mod step;
mod system;
mod test;
mod windows;

use std::process::ExitCode;

use step::Failure;
use test::Part;

const HELP: &str = "\
Usage: cargo xtask COMMAND [--yes] [-- ARGUMENTS]

Commands:
  play     install what the system lacks, build, and open the world
             cargo xtask play
             cargo xtask play -- --backend ollama --model llama3.2
  build    the same without opening; the program's path is the last line
  test     build, tests, clippy, format, licences
             cargo xtask test [FILTER]     only tests whose name contains FILTER
             cargo xtask test --xr         only the headset's tests, on the OpenXR runtime Monado
             cargo xtask test --servers    only the tests with real model servers, from PyPI and npm
  setup    only install what the system lacks
             cargo xtask setup --xr        and Monado
             cargo xtask setup --servers   and the model servers
  bench    measure: the agent tick beside krABMaga and Mesa, dialogues beside async-openai and openai, in turn
             cargo xtask bench peers [--only tick|dialogue] [--sizes 1000,8000] [--repeats 5] [--skip mesa,gpu]
             cargo xtask bench peers --quick               each once
             cargo xtask bench peers --json            the tick's figures as JSON, in the last line
  package  an archive for Linux that runs where it is unpacked: program, assets, licences, desktop file
             cargo xtask package                       a release build: an hour on two cores
             cargo xtask package --profile dev         of the build that serves play and test, to try it
             cargo xtask package --program FILE --out DIR   of a program as it is, into another folder than target/package
  check-windows   check the types for Windows, without tests
             cargo xtask check-windows [PACKAGE…]      only these
  clean    remove the compiled dependencies and model servers that all clones of Stoa share

Options:
  --yes    install system packages without asking
  --help   this text
";

/// What was asked for on the command line.
struct Arguments {
    command: String,
    yes: bool,
    part: Part,
    /// What follows the command, or `--`.
    rest: Vec<String>,
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Arguments, Failure> {
    let command = args.next().unwrap_or_else(|| "--help".to_owned());
    let mut parsed = Arguments {
        command,
        yes: false,
        part: Part::All,
        rest: Vec::new(),
    };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--yes" | "-y" => parsed.yes = true,
            "--xr" if has_parts(&parsed.command) => parsed.part = Part::Headset,
            "--servers" if has_parts(&parsed.command) => parsed.part = Part::Servers,
            "--help" | "-h" => parsed.command = "--help".to_owned(),
            "--" => {
                parsed.rest.extend(args);
                break;
            }
            flag if flag.starts_with('-') && !has_flags(&parsed.command) => {
                return Err(Failure::usage(format!(
                    "`{flag}` is not an option; see `cargo xtask --help`"
                )));
            }
            _ => parsed.rest.push(arg),
        }
    }
    Ok(parsed)
}

/// Whether a command is for all, or for one part of the tests.
fn has_parts(command: &str) -> bool {
    matches!(command, "test" | "setup")
}

/// Whether a command reads flags of its own.
fn has_flags(command: &str) -> bool {
    matches!(command, "bench" | "package")
}

fn run() -> Result<(), Failure> {
    let arguments = parse(std::env::args().skip(1))?;
    match arguments.command.as_str() {
        "play" => {
            system::install(system::Need::Play, arguments.yes)?;
            let program = build::build()?;
            build::play(&program, &arguments.rest)
        }
        "build" => {
            system::install(system::Need::Build, arguments.yes)?;
            let program = build::build()?;
            step::print(&program.display().to_string());
            Ok(())
        }
        "test" => {
            system::install(system::Need::Test, arguments.yes)?;
            let filter = arguments.rest.first().map(String::as_str);
            test::test(filter, arguments.part)
        }
        "setup" => {
            system::install(system::Need::Test, arguments.yes)?;
            match arguments.part {
                Part::All => Ok(()),
                Part::Headset => monado::set_up(),
                Part::Servers => servers::set_up(),
            }
        }
        "bench" => bench::bench(&arguments.rest),
        "package" => {
            system::install(system::Need::Build, arguments.yes)?;
            package::package(&arguments.rest)
        }
        "check-windows" => windows::check(&arguments.rest),
        "clean" => build::clean(),
        "--help" | "-h" | "help" => {
            step::print(HELP);
            Ok(())
        }
        other => Err(Failure::usage(format!(
            "`{other}` is not a command; see `cargo xtask --help`"
        ))),
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            step::warn(&format!("\n{failure}"));
            ExitCode::from(failure.code)
        }
    }
}
