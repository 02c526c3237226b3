//! Measuring the graphics device, and comparing it with the processor.

use std::time::Instant;

use crate::error::GpuError;
use crate::gpu::{GpuDevice, GpuTick, Sources};
use crate::hash::WorldHash;
use crate::rules::Rules;
use crate::world::World;

use super::{BenchError, Options, Passes, Report, Scenario, WARM_UP, crowding, twin};

/// Measures the graphics device.
pub(super) fn measure<R: Rules>(
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
/// [`BenchError::Differs`] at the first difference; otherwise as [`super::measure`].
pub fn check<R: Scenario>(options: &Options) -> Result<(WorldHash, String), BenchError> {
    let (rules, world) = R::scenario(options)?;
    let gpu = GpuDevice::open()?;
    let mut engine = GpuTick::with_sources(&rules, &world, &gpu, &sources::<R>(options, &gpu)?)?;
    let mut twin = twin(options, rules, world)?;
    let mut last = twin.hash();
    for tick in 0..options.ticks {
        twin.tick(&[])?;
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
