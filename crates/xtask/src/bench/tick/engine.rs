//! The engines: ours and the peers, each with the settings that could be its best.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::choice::Sample;
use crate::{
    bench::{
        BUILD_REMEDY, Plan, build,
        figures::{number, words},
        hardware, python,
    },
    step::{self, Failure},
};

/// Agents to a unit of area, and how far they look: krABMaga's flockers.
pub const DENSITY: f64 = 0.1;
pub const RADIUS: f64 = 10.0;
/// Ticks before the measured ones: what `stoa-tick` does.
const WARM_UP: u32 = 10;
/// Most whole ticks of Mesa in one run, and how long it begins new ones.
const MESA_TICKS: u32 = 3;
const MESA_S: u32 = 10;
/// A size is left out of Mesa's where one tick would take longer than this.
pub const LIMIT_S: f64 = 60.0;
/// krABMaga's cells are radius/this. With 4 and more it only was slower.
const KRABMAGA_CELLS: [&str; 4] = ["1", "1.5", "2", "3"];
/// Ours likewise.
const OUR_CELLS: [&str; 3] = ["1", "2", "3"];

/// A program in all settings in which it is tried.
pub struct Engine {
    pub name: String,
    pub settings: Vec<Setting>,
}

/// A command line of a program that prints one JSON object with `updates_per_second` and `mean_neighbours`.
pub struct Setting {
    pub name: String,
    program: PathBuf,
    /// With `{agents}`, `{warm_up}`, `{ticks}`, `{seed}`, `{density}` and `{limit_s}` to be filled in.
    words: Vec<String>,
}

/// What to fill in.
pub struct Run {
    pub agents: u32,
    pub seed: usize,
    /// Density at which agents that see around the edges have as many neighbours as ours.
    pub density: f64,
    /// A tick that would take longer is left out.
    pub limit_s: f64,
}

/// What a run gave.
pub enum Answer {
    /// And the graphics adapter, if one worked.
    Measured(Sample, Option<String>),
    /// Why not; it will not be otherwise the next time.
    LeftOut(String),
}

/// Fewer ticks of larger worlds; the same for all engines but Mesa.
pub fn ticks(agents: u32) -> u32 {
    (1_500_000 / agents).clamp(24, 300)
}

impl Setting {
    fn new(name: String, program: &Path, words: &[&str]) -> Self {
        Self {
            name,
            program: program.to_owned(),
            words: words.iter().map(|&word| word.to_owned()).collect(),
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// When it can't be started, fails, or prints something else.
    pub fn run(&self, run: &Run) -> Result<Answer, Failure> {
        let fill = |word: &String| {
            word.replace("{agents}", &run.agents.to_string())
                .replace("{warm_up}", &WARM_UP.to_string())
                .replace("{ticks}", &ticks(run.agents).to_string())
                .replace("{seed}", &run.seed.to_string())
                .replace("{density}", &run.density.to_string())
                .replace("{limit_s}", &run.limit_s.to_string())
        };
        let program = self.program.display();
        let output = Command::new(&self.program)
            .args(self.words.iter().map(fill))
            .current_dir(step::root())
            .output()
            .map_err(|error| Failure::missing(format!("{program}: {error}"), BUILD_REMEDY))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(3) {
            let last = said.trim().lines().last().unwrap_or("it lacks something");
            return Ok(Answer::LeftOut(last.to_owned()));
        }
        let failed = || {
            Failure::failed(
                format!(
                    "{program} ({}) with {} agents ended with {}: {text}{said}",
                    self.name, run.agents, output.status
                ),
                "read what it says above; `--skip NAME` leaves an engine out",
            )
        };
        if !output.status.success() {
            return Err(failed());
        }
        answer(&text).ok_or_else(failed)
    }
}

fn answer(json: &str) -> Option<Answer> {
    if let Some(seconds) = number(json, "tick_would_take_s") {
        let why = format!("one tick would take {seconds:.0} s, more than {LIMIT_S}");
        return Some(Answer::LeftOut(why));
    }
    let adapter = words(json, "adapter").filter(|name| *name != "processor");
    Sample::parse(json).map(|sample| Answer::Measured(sample, adapter.map(str::to_owned)))
}

/// Builds all that the plan wants, ours first. Also names the peers that can't be had, each with the reason.
///
/// # Errors
/// When ours can't be built, or no peer can be had.
pub fn engines(plan: &Plan) -> Result<(Vec<Engine>, Vec<(String, String)>), Failure> {
    let mut engines = ours(plan)?;
    let (ours, mut absent) = (engines.len(), Vec::new());
    let mut add = |name: String, settings: Result<Vec<Setting>, Failure>| match settings {
        Ok(settings) => engines.push(Engine { name, settings }),
        Err(failure) => {
            step::warn(&format!("{name} can't be had: {}", failure.why()));
            absent.push((name, failure.why()));
        }
    };
    if plan.wants("krabmaga") {
        let lock = "tests/peers/krabmaga/Cargo.lock";
        let version = version(lock, "name = \"krabmaga\"\nversion = \"");
        add(format!("krabmaga {version}"), krabmaga());
    }
    if plan.wants("mesa") {
        let version = version("tests/peers/mesa/requirements.txt", "mesa==");
        let settings = mesa(&version);
        add(format!("mesa {version}"), settings);
    }
    if engines.len() == ours && !absent.is_empty() {
        return Err(Failure::missing(
            "no peer can be had; see above for each",
            "check the network; `--skip krabmaga,mesa` measures ours alone",
        ));
    }
    Ok((engines, absent))
}

/// On the processor with one thread, two, four … all; on a graphics device, if that is wanted.
fn ours(plan: &Plan) -> Result<Vec<Engine>, Failure> {
    let args = ["-p", "stoa_tick", "--bin", "stoa-tick"];
    let program = build("stoa-tick", &args, "tick")?;
    let line = "--rules flockers --agents {agents} --ticks {ticks} --seed {seed} --json --engine";
    let setting = |name: String, last: &str| {
        let words: Vec<&str> = line.split(' ').chain(last.split(' ')).collect();
        Setting::new(name, &program, &words)
    };
    let cpu = thread_counts(hardware::threads())
        .into_iter()
        .flat_map(|threads| OUR_CELLS.map(|cells| (threads, cells)))
        .map(|(threads, cells)| {
            setting(
                format!("cells r/{cells}, threads {threads}"),
                &format!("cpu --threads {threads} --cells {cells}"),
            )
        });
    let mut engines = vec![Engine {
        name: "stoa cpu".to_owned(),
        settings: cpu.collect(),
    }];
    if plan.wants("stoa gpu") {
        let gpu = OUR_CELLS
            .map(|cells| setting(format!("cells r/{cells}"), &format!("gpu --cells {cells}")));
        engines.push(Engine {
            name: "stoa gpu".to_owned(),
            settings: gpu.into(),
        });
    }
    Ok(engines)
}

/// Powers of two, and all there are.
fn thread_counts(all: usize) -> Vec<usize> {
    let doubled = std::iter::successors(Some(1), |threads| Some(threads * 2));
    let mut counts: Vec<usize> = doubled.take_while(|threads| *threads < all).collect();
    counts.push(all);
    counts
}

/// With cells of radius/1.5 it misses neighbours; the table shows it. Built for the very processor it was no more than
/// 3% faster.
fn krabmaga() -> Result<Vec<Setting>, Failure> {
    let manifest = "tests/peers/krabmaga/Cargo.toml";
    let mut settings = Vec::new();
    for (features, folder, note) in [
        ("", "krabmaga", ""),
        ("parallel", "krabmaga-parallel", ", parallel"),
    ] {
        let args = ["--manifest-path", manifest, "--features", features];
        let program = build("peer_krabmaga", &args, folder)?;
        settings.extend(KRABMAGA_CELLS.map(|cells| {
            let words = ["{agents}", "{warm_up}", "{ticks}", cells];
            Setting::new(format!("cells r/{cells}{note}"), &program, &words)
        }));
    }
    Ok(settings)
}

fn mesa(version: &str) -> Result<Vec<Setting>, Failure> {
    let check = format!("import mesa, networkx; assert mesa.__version__ == '{version}'");
    let program = python("mesa", &check)?;
    let numbers = [MESA_TICKS, MESA_S].map(|number| number.to_string());
    let mut words = vec!["tests/peers/mesa/boids.py", "{agents}"];
    words.extend(numbers.iter().map(String::as_str));
    words.extend(["{limit_s}", "{seed}", "{density}"]);
    Ok(vec![Setting::new(
        "as it comes".to_owned(),
        &program,
        &words,
    )])
}

/// The version that follows `before` in a file of the repository; a question mark where there is none.
fn version(path: &str, before: &str) -> String {
    let text = fs::read_to_string(step::root().join(path)).unwrap_or_default();
    version_in(&text, before).unwrap_or_else(|| "?".to_owned())
}

fn version_in(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.'));
    Some(rest[..end.unwrap_or(rest.len())].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_thread_counts_are_never_tried() {
        for (all, counts) in [
            (1, &[1][..]),
            (2, &[1, 2]),
            (6, &[1, 2, 4, 6]),
            (8, &[1, 2, 4, 8]),
        ] {
            assert_eq!(thread_counts(all), counts);
        }
    }

    #[test]
    fn versions_of_peers_are_lost() {
        for (path, before) in [
            (
                "tests/peers/krabmaga/Cargo.lock",
                "name = \"krabmaga\"\nversion = \"",
            ),
            ("tests/peers/mesa/requirements.txt", "mesa=="),
        ] {
            let version = version(path, before);
            assert!(version.split('.').count() == 3, "{path}: {version}");
        }
        assert_eq!(
            version_in("a==1.2\nmesa==3.10.1\nb", "mesa==").as_deref(),
            Some("3.10.1")
        );
        assert_eq!(version_in("a==1.2", "mesa=="), None);
    }

    #[test]
    fn a_tick_that_is_too_slow_counts_as_a_failure() {
        let json = r#"{"engine":"mesa","updates_per_second":350.0,"tick_would_take_s":365.7}"#;
        let Some(Answer::LeftOut(why)) = answer(json) else {
            panic!("measured or failed")
        };
        assert_eq!(why, "one tick would take 366 s, more than 60");
        assert!(answer("Traceback").is_none());
    }

    #[test]
    fn the_processor_is_taken_for_a_graphics_adapter() {
        for (adapter, expected) in [("processor", None), ("Some GPU", Some("Some GPU"))] {
            let json = format!(
                r#"{{"adapter":"{adapter}","updates_per_second":350.0,"mean_neighbours":3.0}}"#
            );
            let Some(Answer::Measured(_, adapter)) = answer(&json) else {
                panic!("not measured")
            };
            assert_eq!(adapter.as_deref(), expected);
        }
    }
}
