//! Benchmark of one engine on one world, and the comparison of both engines hash by hash.

mod crowding;
mod options;
mod report;

use std::time::Instant;

use crate::cpu::CpuTick;
use crate::error::{ConfigError, EventOverflow, GpuError};
use crate::gpu::{GpuDevice, GpuTick, Sources};
use crate::hash::WorldHash;
use crate::rules::{Rules, flockers::Flockers, plaza::Plaza};
use crate::world::World;

pub use crowding::{Crowding, crowding};
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
    #[error(transparent)]
    Gpu(#[from] GpuError),
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
            Self::NoRules(_) | Self::Config(_) | Self::Gpu(GpuError::Config(_)) => 2,
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
        Engine::Gpu => measure_gpu(options, &rules, &world),
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
        // Without commands a tick cannot fail.
        twin.tick(&[]).map_err(GpuError::from)?;
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

fn measure_gpu<R: Rules>(
    options: &Options,
    rules: &R,
    world: &World,
) -> Result<Report, BenchError> {
    let gpu = GpuDevice::open()?;
    let sources = sources::<R>(options, &gpu)?;
    if !gpu.is_software() {
        wake(&mut GpuTick::with_sources(rules, world, &gpu, &sources)?)?;
    }
    let mut engine = GpuTick::with_sources(rules, world, &gpu, &sources)?;
    engine.run_timed(WARM_UP)?;
    let mut times: Vec<f64> = engine
        .run_timed(options.ticks)?
        .iter()
        .map(|ns| ns / 1e6)
        .collect();
    let hash = engine.hash()?;
    let around = crowding(&engine.read_agents()?, &world.check(rules)?);
    let mut report = Report::new::<R>(options, &mut times, around);
    report.adapter = gpu.name();
    report.driver = Some(format!("{} {}", gpu.info.driver, gpu.info.driver_info));
    report.subgroups = Some(options.use_subgroups(&gpu));
    report.memory_bytes = engine.memory_bytes();
    report.hash = hash.to_string();
    if options.passes {
        report.passes = Some(Passes::median(&engine.profile(options.ticks)?));
    }
    Ok(report)
}

/// An idle graphics card runs slowly until it has been busy for a while.
fn wake<R: Rules>(engine: &mut GpuTick<R>) -> Result<(), GpuError> {
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < 0.5 {
        engine.run_timed(WARM_UP)?;
    }
    Ok(())
}

fn sources<R: Rules>(options: &Options, gpu: &GpuDevice) -> Result<Sources, GpuError> {
    if options.subgroups == Some(true) && !options.use_subgroups(gpu) {
        return Err(GpuError::Missing {
            adapter: gpu.name(),
            what: "subgroup operations".to_owned(),
        });
    }
    let sources = match options.subgroups {
        None => Sources::for_device::<R>(gpu),
        Some(subgroups) => Sources::new::<R>(subgroups),
    };
    Ok(Sources {
        group: options.group,
        ..sources
    })
}

/// Runs both engines side by side and compares every hash and all events. Gives the last hash and the adapter.
///
/// # Errors
/// [`BenchError::Differs`] at the first difference; otherwise as [`measure`].
pub fn check<R: Scenario>(options: &Options) -> Result<(WorldHash, String), BenchError> {
    let (rules, world) = R::scenario(options)?;
    let gpu = GpuDevice::open()?;
    let mut engine = GpuTick::with_sources(&rules, &world, &gpu, &sources::<R>(options, &gpu)?)?;
    let mut twin = twin(options, rules, world)?;
    let mut last = twin.hash();
    for tick in 0..options.ticks {
        twin.tick(&[]).map_err(GpuError::from)?;
        engine.tick(&[])?;
        last = twin.hash();
        let other = engine.hash()?;
        if last != other {
            return Err(BenchError::Differs {
                tick,
                cpu: last,
                gpu: other,
                adapter: gpu.name(),
            });
        }
        if twin.take_events()? != engine.wait_events()? {
            return Err(BenchError::EventsDiffer { tick });
        }
    }
    Ok((last, gpu.name()))
}
