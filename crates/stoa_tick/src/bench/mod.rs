//! Benchmark of one engine on one world, and the comparison of both engines hash by hash.

mod crowding;
#[cfg(feature = "gpu")]
mod graphics;
#[cfg(not(feature = "gpu"))]
#[path = "no_graphics.rs"]
mod graphics;
mod options;
mod report;

use std::time::Instant;

use crate::cpu::CpuTick;
#[cfg(feature = "gpu")]
use crate::error::GpuError;
use crate::error::{CommandError, ConfigError, EventOverflow};
use crate::hash::WorldHash;
use crate::rules::{Rules, flockers::Flockers, plaza::Plaza};
use crate::world::World;

pub use crowding::{Crowding, crowding};
pub use graphics::check;
pub use options::{Engine, Options, USAGE, UsageError};
pub use report::{Passes, Report};

/// Ticks before the measured ones.
const WARM_UP: u32 = 10;

/// A rule set with a world to measure it in.
pub trait Scenario: Rules + Clone {
    /// The rules and their world for these options.
    ///
    /// # Errors
    /// When the options make no world.
    fn scenario(options: &Options) -> Result<(Self, World), ConfigError>;
}

/// Why a benchmark gave no figures.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error("there is no rule set `{0}`")]
    NoRules(String),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(
        "this program was built without the engine on graphics devices; build it with the feature `gpu`, or ask for `--engine cpu`"
    )]
    WithoutGpu,
    #[cfg(feature = "gpu")]
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Events(#[from] EventOverflow),
    #[error("tick {tick}: the processor has hash {cpu}, {adapter} has {gpu}")]
    Differs {
        tick: u32,
        cpu: WorldHash,
        gpu: WorldHash,
        adapter: String,
    },
    #[error("tick {tick}: the engines had different events")]
    EventsDiffer { tick: u32 },
}

impl BenchError {
    /// 2 bad input, 3 something needed is missing, 1 anything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoRules(_) | Self::Config(_) => 2,
            Self::WithoutGpu => 3,
            #[cfg(feature = "gpu")]
            Self::Gpu(GpuError::Config(_)) => 2,
            #[cfg(feature = "gpu")]
            Self::Gpu(
                GpuError::NoAdapter(_)
                | GpuError::Missing { .. }
                | GpuError::Limit { .. }
                | GpuError::Device(_),
            ) => 3,
            _ => 1,
        }
    }
}

/// Measures or compares what the options say, and tells it in words or as one JSON object.
///
/// # Errors
/// As [`measure`] and [`check`].
pub fn answer(options: &Options) -> Result<String, BenchError> {
    match options.rules.as_str() {
        "plaza" => answer_for::<Plaza>(options),
        "flockers" => answer_for::<Flockers>(options),
        other => Err(BenchError::NoRules(other.to_owned())),
    }
}

fn answer_for<R: Scenario>(options: &Options) -> Result<String, BenchError> {
    if options.check {
        let (hash, adapter) = check::<R>(options)?;
        let (agents, ticks) = (options.agents, options.ticks);
        return Ok(if options.json {
            serde_json::json!({ "check": "equal", "rules": R::NAME, "agents": agents, "ticks": ticks, "adapter": adapter, "hash": hash.to_string() })
                .to_string()
        } else {
            format!(
                "{ticks} ticks of {agents} agents of {}: the processor and {adapter} agree; hash {hash}",
                R::NAME
            )
        });
    }
    let report = measure::<R>(options)?;
    Ok(if options.json {
        serde_json::to_string(&report).unwrap_or_default()
    } else {
        report.to_string()
    })
}

/// Measures the engine that the options name. Never another one.
///
/// # Errors
/// When the world can't be made, or the engine can't run it.
pub fn measure<R: Scenario>(options: &Options) -> Result<Report, BenchError> {
    let (rules, world) = R::scenario(options)?;
    match options.engine {
        Engine::Cpu => measure_cpu(options, rules, world),
        Engine::Gpu => graphics::measure(options, &rules, &world),
    }
}

fn twin<R: Rules>(options: &Options, rules: R, world: World) -> Result<CpuTick<R>, ConfigError> {
    let mut twin = CpuTick::new(rules, world)?;
    match options.threads {
        0 => twin.set_threads(CpuTick::<R>::threads_for(options.agents as usize)),
        threads => twin.set_threads(threads),
    }
    if let Some(simd) = options.simd {
        twin.set_simd(simd);
    }
    Ok(twin)
}

fn measure_cpu<R: Rules>(options: &Options, rules: R, world: World) -> Result<Report, BenchError> {
    let mut twin = twin(options, rules, world)?;
    let mut times = Vec::with_capacity(options.ticks as usize);
    for i in 0..WARM_UP + options.ticks {
        let start = Instant::now();
        twin.tick(&[])?;
        if i >= WARM_UP {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        twin.take_events()?;
    }
    let around = crowding(twin.agents(), twin.grid());
    let mut report = Report::new::<R>(options, &mut times, around);
    report.adapter = "processor".to_owned();
    report.threads = Some(twin.threads());
    report.simd = Some(twin.simd().name());
    report.memory_bytes = twin.memory_bytes() as u64;
    report.hash = twin.hash().to_string();
    Ok(report)
}

#[cfg(all(test, feature = "gpu"))]
mod tests {
    use super::*;
    use crate::rules::plaza::PlaceError;

    /// Its exit code. A new error is to be put into one of these lines.
    fn expected(error: &GpuError) -> u8 {
        match error {
            GpuError::Config(_) => 2,
            GpuError::NoAdapter(_) | GpuError::Missing { .. } => 3,
            GpuError::Limit { .. } | GpuError::Device(_) => 3,
            GpuError::Lost(_) | GpuError::NotSubmitted(_) | GpuError::Invalid(_) => 1,
            GpuError::EventsNotTaken { .. } | GpuError::Events(_) | GpuError::Command(_) => 1,
        }
    }

    #[test]
    fn a_failure_of_the_device_would_end_with_another_code() {
        let text = || "it".to_owned();
        let overflow = EventOverflow {
            tick: 1,
            count: 2,
            room: 1,
        };
        let all = [
            GpuError::NoAdapter(text()),
            GpuError::Missing {
                adapter: text(),
                what: text(),
            },
            GpuError::Limit {
                adapter: text(),
                limit: "bytes",
                needed: 2,
                offered: 1,
            },
            GpuError::Device(text()),
            GpuError::Lost(text()),
            GpuError::NotSubmitted(5),
            GpuError::EventsNotTaken { tick: 3 },
            GpuError::Invalid(text()),
            GpuError::Events(overflow),
            GpuError::Command(CommandError::Twice(7)),
            GpuError::Config(ConfigError::Agents(0)),
        ];
        let kinds: std::collections::HashSet<_> = all.iter().map(std::mem::discriminant).collect();
        assert_eq!(kinds.len(), all.len(), "one of them is there twice");
        for error in all {
            let (code, what) = (expected(&error), error.to_string());
            assert_eq!(BenchError::Gpu(error).exit_code(), code, "{what}");
        }
    }

    #[test]
    fn a_failure_without_a_device_would_end_with_another_code() {
        let config = ConfigError::Place(PlaceError::Claims(9));
        let differs = BenchError::Differs {
            tick: 1,
            cpu: WorldHash(1, 2),
            gpu: WorldHash(2, 1),
            adapter: "it".to_owned(),
        };
        for (error, code) in [
            (BenchError::NoRules("fish".to_owned()), 2),
            (BenchError::Config(config), 2),
            (BenchError::WithoutGpu, 3),
            (BenchError::Command(CommandError::Twice(7)), 1),
            (differs, 1),
            (BenchError::EventsDiffer { tick: 1 }, 1),
        ] {
            let what = error.to_string();
            assert_eq!(error.exit_code(), code, "{what}");
        }
    }
}
