//! `cargo xtask test`: build, tests, the tick's bounds, tests with a headset, clippy, format, licences, with each stage's
//! minutes.

use std::{io::Write, path::Path, process::Command};

use crate::{
    build::{cargo, compile},
    monado::{Monado, monado},
    servers,
    stages::Stages,
    step::{self, Failure},
};

/// The tests that wear a headset.
const HEADSET: &str = "binary_id(stoa::it) and test(/^headset::/)";
/// The tests that talk to real model servers.
const SERVERS: &str = "binary_id(stoa::it) and test(/^real::/)";

/// The tick is compiled without checks of overflow, except where its bounds are tested.
const BOUNDS_CONFIG: [&str; 4] = [
    "--config",
    "profile.dev.package.stoa_tick.overflow-checks=true",
    "--config",
    "profile.dev.package.stoa_tick.debug-assertions=true",
];

/// Which tests are run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Headset,
    Servers,
}

/// Runs every stage in order, or those of a part, and stops at the first that fails; the minutes are
/// shown in any case.
///
/// With `STOA_STRICT=1` (continuous integration) a test that can't run fails, unless it is the network that keeps the
/// registry it needs away.
///
/// # Errors
/// The stage that failed, with its remedy.
pub fn test(filter: Option<&str>, part: Part) -> Result<(), Failure> {
    let skipped = step::root().join("target/skipped-tests.txt");
    forget(&skipped)?;
    let mut stages = Stages::default();
    let stage = match part {
        Part::All => every_stage,
        Part::Headset => headset_stages,
        Part::Servers => server_stages,
    };
    let result = stage(filter, &skipped, &mut stages);
    step::print(&format!("\n{stages}"));
    if let Ok(skips) = std::fs::read_to_string(&skipped) {
        step::print(&format!("\nskipped:\n{skips}"));
    }
    result
}

fn every_stage(filter: Option<&str>, skipped: &Path, stages: &mut Stages) -> Result<(), Failure> {
    stages.run("build", compile)?;
    with_servers(filter, &format!("not ({HEADSET})"), skipped, stages)?;
    if filter.is_some() {
        return Ok(());
    }
    stages.run("bounds", bounds)?;
    headset(None, skipped, stages)?;
    stages.run("clippy", lint)?;
    stages.run("format", check_format)?;
    stages.run("tools", || tool("cargo-deny"))?;
    stages.run("licences", licences)
}

/// The tick's tests with every proven bound of its arithmetic asserted, and every sum and product checked for overflow.
/// Without graphics devices, so that it is compiled in a minute and no dependency of the other stages anew; without the
/// comparisons of vector code, which asserts nothing.
fn bounds() -> Result<(), Failure> {
    step::run(
        "bounds",
        cargo()
            .args(["nextest", "run", "--package", "stoa_tick", "--locked"])
            .args(["--lib", "--test", "it"])
            .args(["--no-default-features", "--features", "bounds"])
            .args(["--filterset", "not test(/^same::|::threads_vectors/)"])
            .args(BOUNDS_CONFIG),
        "a bound is broken, or a proof is wrong: read the first FAIL above, and mend the comment with the code",
    )
}

fn server_stages(filter: Option<&str>, skipped: &Path, stages: &mut Stages) -> Result<(), Failure> {
    stages.run("build", compile)?;
    with_servers(filter, SERVERS, skipped, stages)
}

/// The tests that `expression` selects, with the real model servers there.
fn with_servers(
    filter: Option<&str>,
    expression: &str,
    skipped: &Path,
    stages: &mut Stages,
) -> Result<(), Failure> {
    let servers = stages.run("tools", || {
        tool("cargo-nextest")?;
        servers::install()
    })?;
    stages.run("tests", || {
        let mut tests = nextest(filter, expression, skipped);
        servers.announce(&mut tests);
        run_tests("tests", &mut tests)
    })
}

fn headset_stages(
    filter: Option<&str>,
    skipped: &Path,
    stages: &mut Stages,
) -> Result<(), Failure> {
    stages.run("build", compile)?;
    stages.run("tools", || tool("cargo-nextest"))?;
    headset(filter, skipped, stages)
}

/// The tests on Monado, or a line that says why they can't run here.
fn headset(filter: Option<&str>, skipped: &Path, stages: &mut Stages) -> Result<(), Failure> {
    let launcher = match stages.run("tools", monado)? {
        Monado::Ready(launcher) => launcher,
        Monado::Missing { why, network } => return skip(skipped, &why, network),
    };
    stages.run("headset", || {
        let mut tests = nextest(filter, HEADSET, skipped);
        tests.env("STOA_MONADO", launcher);
        run_tests("headset", &mut tests)
    })
}

/// Adds a line to the list of what was skipped. In continuous integration that fails, unless it is excused.
fn skip(skipped: &Path, why: &str, excused: bool) -> Result<(), Failure> {
    if !excused && std::env::var("STOA_STRICT").is_ok_and(|value| value == "1") {
        return Err(Failure::missing(
            format!("the headset's tests must run here, but {why}"),
            "mend that, or unset STOA_STRICT",
        ));
    }
    let mut file = std::fs::OpenOptions::new();
    file.create(true)
        .append(true)
        .open(skipped)
        .and_then(|mut file| writeln!(file, "  headset: {why}"))
        .map_err(|error| Failure::unwritable(skipped, &error))
}

/// Removes the list of an earlier run.
fn forget(skipped: &Path) -> Result<(), Failure> {
    if !skipped.is_file() {
        return Ok(());
    }
    std::fs::remove_file(skipped).map_err(|error| Failure::unwritable(skipped, &error))
}

/// The tests that an expression selects, and whose name contains `filter`.
fn nextest(filter: Option<&str>, expression: &str, skipped: &Path) -> Command {
    let mut nextest = cargo();
    nextest
        .args(["nextest", "run", "--workspace", "--all-targets", "--locked"])
        .args(["--filterset", expression])
        .env("STOA_SKIPPED", skipped);
    nextest.args(filter);
    nextest
}

fn run_tests(title: &str, nextest: &mut Command) -> Result<(), Failure> {
    step::run(
        title,
        nextest,
        "read the first FAIL above; run one with `cargo xtask test NAME`",
    )
}

fn lint() -> Result<(), Failure> {
    step::run(
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
    )
}

fn check_format() -> Result<(), Failure> {
    step::run(
        "format",
        cargo().args(["fmt", "--all", "--check"]),
        "run `cargo fmt --all`",
    )
}

/// Licences, sources and bans by cargo-deny; advisories where their database can be reached.
fn licences() -> Result<(), Failure> {
    step::run(
        "licences",
        cargo().args(["deny", "check", "licenses", "bans", "sources"]),
        "a dependency's licence is not in `.deny.toml`: read it, then allow it there or drop the dependency",
    )?;
    let mut heard = String::new();
    let advisories = step::run_heard(
        "advisories",
        cargo().args(["deny", "check", "advisories"]),
        "update the crate that is named",
        &mut heard,
    );
    match advisories {
        Err(failure) if was_not_fetched(&heard) => {
            step::warn(&format!(
                "note: advisories were not checked, their database could not be fetched ({failure})"
            ));
            Ok(())
        }
        checked => checked,
    }
}

/// Whether cargo-deny failed for want of its database, and not for what it found there.
fn was_not_fetched(heard: &str) -> bool {
    heard.contains("failed to fetch advisory database")
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
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advisory_would_be_excused_or_a_missing_network_would_fail_the_run() {
        for (heard, excused) in [
            (
                "[ERROR] failed to fetch advisory database https://example.org/db: failed to clone",
                true,
            ),
            (
                "error[vulnerability]: a crate panics\nadvisories FAILED",
                false,
            ),
            ("", false),
        ] {
            assert_eq!(was_not_fetched(heard), excused, "{heard}");
        }
    }
}
