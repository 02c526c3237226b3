//! `cargo xtask bench peers`: the agent tick beside other engines, and dialogues beside other clients, on this machine,
//! in one run.

mod dialogue;
mod figures;
mod hardware;
mod tick;

use std::{path::PathBuf, process::Command};

use crate::{
    build::cargo_home,
    step::{self, Failure},
};

const BUILD_REMEDY: &str =
    "read the first `error` above; if a crate could not be fetched, check the network";

/// What to compare.
#[derive(Debug)]
struct Plan {
    sizes: Vec<u32>,
    repeats: usize,
    /// Engines to leave out.
    skipped: Vec<String>,
    /// `tick` or `dialogue`; both where it is not said.
    only: Option<String>,
    /// The tick's figures as JSON too.
    json: bool,
}

impl Plan {
    fn parse(words: &[String]) -> Result<Self, Failure> {
        let mut plan = Self {
            sizes: vec![1_000, 8_000, 32_000, 128_000],
            repeats: 5,
            skipped: Vec::new(),
            only: None,
            json: false,
        };
        let mut words = words.iter();
        while let Some(flag) = words.next() {
            match flag.as_str() {
                "--json" => plan.json = true,
                "--quick" => plan.repeats = 1,
                _ => plan.set(flag, words.next())?,
            }
        }
        if plan.json && !plan.measures("tick") {
            return Err(Failure::usage("`--json` is for the agent tick alone"));
        }
        Ok(plan)
    }

    fn set(&mut self, flag: &str, value: Option<&String>) -> Result<(), Failure> {
        let wrong = || {
            Failure::usage(format!(
                "`{flag}` is unknown or its value is; see `cargo xtask --help`"
            ))
        };
        let value = value.ok_or_else(wrong)?;
        match flag {
            "--sizes" => {
                let size = |size: &str| size.parse().ok().filter(|agents| *agents > 0);
                let sizes: Option<_> = value.split(',').map(size).collect();
                self.sizes = sizes.ok_or_else(wrong)?;
            }
            "--repeats" => {
                self.repeats = value.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
            }
            "--skip" => self.skipped = value.split(',').map(str::to_owned).collect(),
            "--only" if ["tick", "dialogue"].contains(&value.as_str()) => {
                self.only = Some(value.clone());
            }
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn wants(&self, engine: &str) -> bool {
        !self
            .skipped
            .iter()
            .any(|skipped| engine.contains(skipped.as_str()))
    }

    fn measures(&self, what: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == what)
    }
}

/// Builds all engines, runs them in turn, and prints one table of each kind.
///
/// # Errors
/// When something can't be built, or an engine fails.
pub fn bench(words: &[String]) -> Result<(), Failure> {
    match words.split_first() {
        Some((what, rest)) if what == "peers" => {
            let plan = Plan::parse(rest)?;
            if plan.measures("dialogue") {
                dialogue::peers(&plan)?;
            }
            // Last, since its JSON is the last line.
            if plan.measures("tick") {
                tick::peers(&plan)?;
            }
            Ok(())
        }
        _ => Err(Failure::usage(
            "`cargo xtask bench peers` is what there is to measure here",
        )),
    }
}

/// Builds a program with optimisation and gives its path.
fn build(program: &str, args: &[&str], folder: &str) -> Result<PathBuf, Failure> {
    let target = step::root().join("target/peers").join(folder);
    step::run(
        &format!("build of {folder}"),
        Command::new("cargo")
            .args(["build", "--release", "--locked"])
            .args(args)
            .arg("--target-dir")
            .arg(&target),
        BUILD_REMEDY,
    )?;
    Ok(target.join("release").join(program))
}

/// A Python with what `tests/peers/NAME` needs, made once for all clones; `check` runs where it has that.
fn python(name: &str, check: &str) -> Result<PathBuf, Failure> {
    let folder = cargo_home().join("stoa-tools").join(name);
    let python = folder.join("bin/python");
    if step::output_of(&python.to_string_lossy(), &["-c", check]).is_some() {
        return Ok(python);
    }
    step::run(
        "python environment",
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
        &format!(
            "install Python 3.11 or later with its venv, or leave this out with `--skip {name}`"
        ),
    )?;
    step::run(
        &format!("{name} from PyPI"),
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "-r"])
            .arg(format!("tests/peers/{name}/requirements.txt")),
        &format!("check the network, or leave this out with `--skip {name}`"),
    )?;
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Plan, Failure> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Plan::parse(&words)
    }

    #[test]
    fn a_plan_is_read_wrongly() {
        let plan = parse("--only tick --sizes 10,20 --skip gpu,mesa --json --quick").unwrap();
        assert_eq!((plan.sizes.as_slice(), plan.repeats), (&[10, 20][..], 1));
        assert!(plan.json && plan.measures("tick") && !plan.measures("dialogue"));
        assert!(plan.wants("krabmaga") && !plan.wants("stoa gpu") && !plan.wants("mesa"));
        let plan = parse("").unwrap();
        assert_eq!(plan.sizes, [1_000, 8_000, 32_000, 128_000]);
        assert!(plan.repeats == 5 && plan.measures("tick") && plan.measures("dialogue"));
    }

    #[test]
    fn mistakes_are_passed_over() {
        for line in [
            "--sizes 10,x",
            "--sizes 0",
            "--repeats 0",
            "--repeats",
            "--only walks",
            "--fast",
            "--json --only dialogue",
        ] {
            assert_eq!(
                parse(line).map_err(|failure| failure.code).err(),
                Some(2),
                "{line}"
            );
        }
    }
}
