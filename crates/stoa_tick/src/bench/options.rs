//! The benchmark's options on the command line.

#[cfg(feature = "gpu")]
use crate::gpu::GpuDevice;
use crate::simd::Simd;

/// Help of `stoa-tick` and of `stoa bench tick`.
pub const USAGE: &str = "\
Measures the agent tick.

Usage: stoa-tick [OPTIONS]
  stoa-tick --rules flockers --agents 128000 --engine gpu --json

  --rules plaza|flockers  what the agents do (plaza)
  --agents N              (100000)
  --ticks T               measured ticks, after ten to warm up (100)
  --engine cpu|gpu        gpu never falls back to the processor (cpu)
  --threads K             of the processor (all, but no more than agents can keep busy)
  --density D             agents to a square metre (0.1)
  --radius R              how far an agent looks, in metres (flockers: 10)
  --seed S                (1)
  --json                  print one JSON object
  --check                 run both engines and compare every hash instead of measuring

For tuning; none changes a result:
  --cells K               cells of radius/K, 1 to 4 (what is fastest for the rules)
  --simd NAME             scalar, portable (neon on aarch64), avx2 or avx512 (the best there is)
  --subgroups on|off      sums over workgroups by subgroup operations (on where there are)
  --group N               agents to a workgroup of the step pass: 32, 64, 128 or 256 (64)
  --passes                time each pass of the gpu too

Exit codes: 0 done, 1 failed or the engines differ, 2 bad usage, 3 something needed is missing.
";

/// Which engine to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Cpu,
    Gpu,
}

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    pub rules: String,
    pub agents: u32,
    pub ticks: u32,
    pub engine: Engine,
    /// Of the processor; 0 chooses by the number of agents.
    pub threads: usize,
    /// Agents to a square metre.
    pub density: f64,
    /// Interaction radius in metres; `None` is the rules' own.
    pub radius: Option<f64>,
    pub seed: u32,
    pub json: bool,
    pub check: bool,
    /// Cells are radius/`cells` wide; `None`: what is fastest for the rules.
    pub cells: Option<u32>,
    pub simd: Option<Simd>,
    pub subgroups: Option<bool>,
    /// Workgroup of the step pass.
    pub group: u32,
    pub passes: bool,
    pub help: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rules: "plaza".to_owned(),
            agents: 100_000,
            ticks: 100,
            engine: Engine::Cpu,
            threads: 0,
            density: 0.1,
            radius: None,
            seed: 1,
            json: false,
            check: false,
            cells: None,
            simd: None,
            subgroups: None,
            group: 64,
            passes: false,
            help: false,
        }
    }
}

/// A command line that makes no sense, and what would.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}; see `stoa-tick --help`")]
pub struct UsageError(String);

impl Options {
    /// Reads a command line, without the program's name.
    ///
    /// # Errors
    /// Names the option that is unknown, lacks a value or has an impossible one.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, UsageError> {
        let mut options = Self::default();
        let mut args = args.into_iter();
        while let Some(flag) = args.next() {
            match flag.as_str() {
                "--json" => options.json = true,
                "--check" => options.check = true,
                "--passes" => options.passes = true,
                "--help" | "-h" => options.help = true,
                _ => {
                    let value = || {
                        args.next().ok_or_else(|| {
                            UsageError(format!("`{flag}` is unknown or lacks its value"))
                        })
                    };
                    options.set(&flag, value)?;
                }
            }
        }
        Ok(options)
    }

    fn set(
        &mut self,
        flag: &str,
        value: impl FnOnce() -> Result<String, UsageError>,
    ) -> Result<(), UsageError> {
        match flag {
            "--rules" => {
                self.rules = one_of(
                    flag,
                    &value()?,
                    &[
                        ("plaza", "plaza".to_owned()),
                        ("flockers", "flockers".to_owned()),
                    ],
                )?
            }
            "--engine" => {
                self.engine = one_of(
                    flag,
                    &value()?,
                    &[("cpu", Engine::Cpu), ("gpu", Engine::Gpu)],
                )?
            }
            "--agents" => self.agents = number(flag, &value()?, 1, 1 << 26)?,
            "--ticks" => self.ticks = number(flag, &value()?, 1, 1_000_000)?,
            "--threads" => self.threads = number(flag, &value()?, 1, 1_024)? as usize,
            "--seed" => self.seed = number(flag, &value()?, 0, u32::MAX)?,
            "--cells" => self.cells = Some(number(flag, &value()?, 1, 4)?),
            "--density" => self.density = positive(flag, &value()?)?,
            "--radius" => self.radius = Some(positive(flag, &value()?)?),
            "--group" => {
                self.group = one_of(
                    flag,
                    &value()?,
                    &[("32", 32), ("64", 64), ("128", 128), ("256", 256)],
                )?;
            }
            "--subgroups" => {
                self.subgroups = Some(one_of(flag, &value()?, &[("on", true), ("off", false)])?)
            }
            "--simd" => {
                let offered: Vec<_> = Simd::offered()
                    .into_iter()
                    .map(|simd| (simd.name(), simd))
                    .collect();
                self.simd = Some(one_of(flag, &value()?, &offered)?);
            }
            _ => return Err(UsageError(format!("`{flag}` is not an option"))),
        }
        Ok(())
    }

    /// What `--cells` says, or what was fastest: people gain nothing from cells within their 3 m.
    #[must_use]
    pub fn cells(&self) -> u32 {
        self.cells
            .unwrap_or(if self.rules == "plaza" { 1 } else { 2 })
    }

    /// Whether to use subgroup operations on this device.
    #[cfg(feature = "gpu")]
    #[must_use]
    pub fn use_subgroups(&self, gpu: &GpuDevice) -> bool {
        self.subgroups.unwrap_or(true) && gpu.device.features().contains(wgpu::Features::SUBGROUP)
    }
}

fn one_of<T: Clone>(flag: &str, value: &str, choices: &[(&str, T)]) -> Result<T, UsageError> {
    if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == value) {
        return Ok(choice.clone());
    }
    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
    Err(UsageError(format!(
        "`{flag} {value}`: choose {}",
        names.join(", ")
    )))
}

fn number(flag: &str, value: &str, low: u32, high: u32) -> Result<u32, UsageError> {
    match value.parse() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        _ => Err(UsageError(format!(
            "`{flag} {value}`: it must be a whole number from {low} to {high}"
        ))),
    }
}

fn positive(flag: &str, value: &str) -> Result<f64, UsageError> {
    match value.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err(UsageError(format!(
            "`{flag} {value}`: it must be a number above 0"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, UsageError> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_whole_command_line_is_read() {
        let options =
            parse("--rules flockers --agents 5 --engine gpu --density 0.5 --radius 3 --json")
                .unwrap();
        assert_eq!(
            (options.rules.as_str(), options.agents, options.engine),
            ("flockers", 5, Engine::Gpu)
        );
        assert_eq!(
            (options.density, options.radius, options.json),
            (0.5, Some(3.0), true)
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (line, part) in [
            ("--agents", "`--agents` is unknown or lacks its value"),
            (
                "--agents 0",
                "`--agents 0`: it must be a whole number from 1",
            ),
            ("--engine tpu", "choose cpu, gpu"),
            ("--density -1", "above 0"),
            ("--frobnicate 3", "`--frobnicate` is not an option"),
            ("--simd mmx", "`--simd mmx`: choose"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(part), "{line}: {error}");
        }
    }
}
