//! `cargo xtask test`: build, tests, clippy, format, licences, with each stage's minutes.

use std::{path::PathBuf, process::Command, time::Duration};

use crate::{
    build::{cargo, cargo_home, compile},
    step::{self, Failure},
};

/// Runs every stage in order and stops at the first that fails.
///
/// With `STOA_STRICT=1` (continuous integration) a test that can't run fails, unless a registry could not be reached.
///
/// # Errors
/// The stage that failed, with its remedy.
pub fn test(filter: Option<&str>) -> Result<(), Failure> {
    let mut stages: Vec<(&str, Duration)> = vec![("build", compile()?)];
    tool("cargo-nextest")?;
    let python = model_server();
    let skipped = step::root().join("target/skipped-tests.txt");
    if skipped.is_file() {
        std::fs::remove_file(&skipped).map_err(|error| {
            Failure::failed(
                format!("{}: {error}", skipped.display()),
                "remove it by hand",
            )
        })?;
    }
    let mut nextest = cargo();
    nextest
        .args(["nextest", "run", "--workspace", "--all-targets", "--locked"])
        .env("STOA_SKIPPED", &skipped);
    match &python {
        Ok(python) => nextest.env("STOA_LLAMA_PYTHON", python),
        Err(_) => nextest.env("STOA_REGISTRY_UNREACHABLE", "PyPI"),
    };
    if let Some(filter) = filter {
        nextest.arg(filter);
    }
    stages.push((
        "tests",
        step::run(
            "tests",
            &mut nextest,
            "read the first FAIL above; run one with `cargo xtask test NAME`",
        )?,
    ));
    if filter.is_none() {
        stages.extend(checks()?);
    }
    step::print("\nminutes by stage");
    for (stage, took) in stages {
        step::print(&format!("  {stage:<10} {:>6.1}", took.as_secs_f32() / 60.0));
    }
    if let Ok(skips) = std::fs::read_to_string(&skipped) {
        step::print(&format!("\nskipped:\n{skips}"));
    }
    Ok(())
}

fn checks() -> Result<Vec<(&'static str, Duration)>, Failure> {
    let clippy = step::run(
        "clippy",
        cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ]),
        "mend the warnings above; `cargo clippy --fix` does some of them",
    )?;
    let format = step::run(
        "format",
        cargo().args(["fmt", "--all", "--check"]),
        "run `cargo fmt --all`",
    )?;
    Ok(vec![
        ("clippy", clippy),
        ("format", format),
        ("licences", licences()?),
    ])
}

/// Licences, sources and bans by cargo-deny; advisories where their database can be reached.
fn licences() -> Result<Duration, Failure> {
    tool("cargo-deny")?;
    let mut took = step::run(
        "licences",
        cargo().args(["deny", "check", "licenses", "bans", "sources"]),
        "a dependency's licence is not in `.deny.toml`: read it, then allow it there or drop the dependency",
    )?;
    let advisories = step::run(
        "advisories",
        cargo().args(["deny", "check", "advisories"]),
        "update the crate that is named",
    );
    match advisories {
        Ok(more) => took += more,
        Err(failure) if advisory_database().is_none() => {
            step::warn(&format!(
                "note: advisories were not checked, their database could not be fetched ({failure})"
            ));
        }
        Err(failure) => return Err(failure),
    }
    Ok(took)
}

fn advisory_database() -> Option<PathBuf> {
    let folder = cargo_home().join("advisory-dbs");
    std::fs::read_dir(&folder)
        .ok()?
        .next()?
        .ok()
        .map(|entry| entry.path())
}

/// A cargo subcommand that is built once, when it is missing.
fn tool(name: &str) -> Result<(), Failure> {
    let subcommand = name.trim_start_matches("cargo-");
    if step::output_of("cargo", &[subcommand, "--version"]).is_some() {
        return Ok(());
    }
    step::run(
        &format!("install {name} (once)"),
        cargo()
            .args(["install", "--locked", "--debug", name])
            .env_remove("CARGO_BUILD_BUILD_DIR"),
        &format!("run `cargo install --locked {name}` and read what it says"),
    )?;
    Ok(())
}

/// A Python with llama.cpp's own HTTP server, for the test against a real model server.
fn model_server() -> Result<PathBuf, Failure> {
    let folder = cargo_home().join("stoa-tools/llama");
    let python = folder.join("bin/python");
    let ready = |python: &PathBuf| {
        step::output_of(&python.to_string_lossy(), &["-c", "import xllamacpp, gguf"]).is_some()
    };
    if ready(&python) {
        return Ok(python);
    }
    let make = || -> Result<(), Failure> {
        step::run(
            "python environment",
            Command::new("python3").args(["-m", "venv"]).arg(&folder),
            "install Python 3 with venv",
        )?;
        step::run(
            "llama.cpp's server from PyPI",
            Command::new(&python).args(["-m", "pip", "install", "--quiet", "xllamacpp", "gguf"]),
            "check the network",
        )?;
        Ok(())
    };
    make().inspect_err(|failure| step::warn(&format!("note: {failure}")))?;
    Ok(python)
}
