//! `cargo xtask bench peers`: the agent tick beside other engines, and dialogues beside other clients, on this machine,
//! in one run.

mod dialogue;

use std::{path::PathBuf, process::Command};

use crate::{
    build::cargo_home,
    peers::{Entry, Sample, table},
    step::{self, Failure},
};

/// Ticks before the measured ones: what `stoa-tick` does.
const WARM_UP: u32 = 10;
const BUILD_REMEDY: &str =
    "read the first `error` above; if a crate could not be fetched, check the network";

/// What to compare.
struct Plan {
    sizes: Vec<u32>,
    repeats: usize,
    /// Engines to leave out.
    skipped: Vec<String>,
    /// `tick` or `dialogue`; both where it is not said.
    only: Option<String>,
}

impl Plan {
    fn parse(words: &[String]) -> Result<Self, Failure> {
        let mut plan = Self {
            sizes: vec![1_000, 8_000, 32_000, 128_000],
            repeats: 5,
            skipped: Vec::new(),
            only: None,
        };
        let mut words = words.iter();
        while let Some(flag) = words.next() {
            let value = words.next();
            let wrong = || {
                Failure::usage(format!(
                    "`{flag}` is unknown or its value is; see `cargo xtask --help`"
                ))
            };
            let value = value.ok_or_else(wrong)?;
            match flag.as_str() {
                "--sizes" => {
                    let sizes: Result<_, _> = value.split(',').map(str::parse).collect();
                    plan.sizes = sizes.map_err(|_| wrong())?;
                }
                "--repeats" => {
                    plan.repeats = value.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?
                }
                "--skip" => plan.skipped = value.split(',').map(str::to_owned).collect(),
                "--only" if ["tick", "dialogue"].contains(&value.as_str()) => {
                    plan.only = Some(value.clone());
                }
                _ => return Err(wrong()),
            }
        }
        Ok(plan)
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

/// Fewer ticks of larger worlds; the same for every engine, since flocks gather as time goes on.
fn ticks(agents: u32) -> u32 {
    (1_500_000 / agents).clamp(12, 300)
}

/// Builds all engines, runs them in turn, and prints one table.
///
/// # Errors
/// When something can't be built, or an engine fails.
pub fn bench(words: &[String]) -> Result<(), Failure> {
    match words.split_first() {
        Some((what, rest)) if what == "peers" => {
            let plan = Plan::parse(rest)?;
            if plan.measures("tick") {
                peers(&plan)?;
            }
            if plan.measures("dialogue") {
                dialogue::peers(&plan)?;
            }
            Ok(())
        }
        _ => Err(Failure::usage(
            "`cargo xtask bench peers` is what there is to measure here",
        )),
    }
}

fn peers(plan: &Plan) -> Result<(), Failure> {
    let engines = engines(plan)?;
    let mut entries: Vec<Entry> = Vec::new();
    for &agents in &plan.sizes {
        let mut samples: Vec<Vec<Sample>> = engines.iter().map(|_| Vec::new()).collect();
        // In turn, so that a noisy minute hurts everyone alike.
        for repeat in 0..plan.repeats {
            step::warn(&format!(
                "{agents} agents, {} of {}",
                repeat + 1,
                plan.repeats
            ));
            for (engine, samples) in engines.iter().zip(&mut samples) {
                samples.extend(engine.run(agents)?);
            }
        }
        for (engine, samples) in engines.iter().zip(samples) {
            entries.push(Entry {
                agents,
                engine: engine.name,
                samples,
            });
        }
    }
    step::print(&table(&entries));
    Ok(())
}

/// A program that prints one JSON object with `updates_per_second` and `mean_neighbours`.
struct Engine {
    name: &'static str,
    program: PathBuf,
    /// Words of its command line, with `{agents}`, `{warm_up}` and `{ticks}` to be filled in.
    words: Vec<&'static str>,
}

impl Engine {
    /// One run; none where the engine lacks what it needs (it has said what).
    fn run(&self, agents: u32) -> Result<Option<Sample>, Failure> {
        let fill = |word: &&str| {
            word.replace("{agents}", &agents.to_string())
                .replace("{warm_up}", &WARM_UP.to_string())
                .replace("{ticks}", &ticks(agents).to_string())
        };
        let output = Command::new(&self.program)
            .args(self.words.iter().map(fill))
            .current_dir(step::root())
            .output()
            .map_err(|error| {
                Failure::missing(format!("{}: {error}", self.program.display()), BUILD_REMEDY)
            })?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(3) {
            step::warn(&format!("{}: {}", self.name, said.trim()));
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&output.stdout);
        match Sample::parse(&text) {
            Some(sample) if output.status.success() => Ok(Some(sample)),
            _ => Err(Failure::failed(
                format!(
                    "{} with {agents} agents ended with {}: {text}{said}",
                    self.name, output.status
                ),
                "read what it says above; `--skip NAME` leaves an engine out",
            )),
        }
    }
}

fn engines(plan: &Plan) -> Result<Vec<Engine>, Failure> {
    let mut engines = Vec::new();
    let ours = build(
        "stoa-tick",
        &["-p", "stoa_tick", "--bin", "stoa-tick"],
        "tick",
    )?;
    for (name, engine) in [("stoa cpu", "cpu"), ("stoa gpu", "gpu")] {
        if name == "stoa cpu" || plan.wants(name) {
            let words = [
                "--rules", "flockers", "--agents", "{agents}", "--ticks", "{ticks}", "--engine",
                engine, "--json",
            ];
            engines.push(Engine {
                name,
                program: ours.clone(),
                words: words.to_vec(),
            });
        }
    }
    // With cells of radius/1.5 krABMaga misses neighbours; the table shows it.
    for (name, features, cells) in [
        ("krabmaga r/1", "", "1"),
        ("krabmaga r/1.5", "", "1.5"),
        ("krabmaga r/2", "", "2"),
        ("krabmaga parallel", "parallel", "1"),
    ] {
        if plan.wants(name) {
            let manifest = "tests/peers/krabmaga/Cargo.toml";
            let args = ["--manifest-path", manifest, "--features", features];
            let folder = if features.is_empty() {
                "krabmaga"
            } else {
                "krabmaga-parallel"
            };
            let program = build("peer_krabmaga", &args, folder)?;
            engines.push(Engine {
                name,
                program,
                words: vec!["{agents}", "{warm_up}", "{ticks}", cells],
            });
        }
    }
    if plan.wants("mesa") {
        let words = vec!["tests/peers/mesa/boids.py", "{agents}", "3"];
        engines.push(Engine {
            name: "mesa",
            program: mesa()?,
            words,
        });
    }
    Ok(engines)
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

/// A Python with Mesa, made once for all clones.
fn mesa() -> Result<PathBuf, Failure> {
    python("mesa", "import mesa, networkx")
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
