//! For measuring: how much time a thread has used, and schedules that run on one thread.

use std::time::Duration;

#[cfg(unix)]
use anyhow::Context;
use bevy::{
    ecs::schedule::{Schedules, SingleThreadedExecutor},
    prelude::*,
    render::RenderApp,
};

use crate::exit::Exit;

/// Every schedule of the main world runs on one thread, and every schedule of the render world: nothing hides on others.
pub fn one_thread(app: &mut App) {
    let apply = |schedules: &mut Schedules| {
        for (_, schedule) in schedules.iter_mut() {
            schedule.set_executor(SingleThreadedExecutor::new());
        }
    };
    apply(&mut app.world_mut().resource_mut::<Schedules>());
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        apply(&mut render.world_mut().resource_mut::<Schedules>());
    }
}

#[cfg(unix)]
fn cpu_clock(clock: nix::time::ClockId) -> Result<Duration, Exit> {
    Ok(Duration::from(
        clock.now().context("reading the processor clock")?,
    ))
}

/// Processor time of this thread so far.
///
/// # Errors
/// Exit code 3 where the system has no such clock.
#[cfg(unix)]
pub fn thread_cpu() -> Result<Duration, Exit> {
    cpu_clock(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID)
}

/// Processor time of all threads so far.
///
/// # Errors
/// As [`thread_cpu`].
#[cfg(unix)]
pub fn process_cpu() -> Result<Duration, Exit> {
    cpu_clock(nix::time::ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

/// Processor time of this thread so far.
///
/// # Errors
/// Exit code 3: this system has no such clock.
#[cfg(not(unix))]
pub fn thread_cpu() -> Result<Duration, Exit> {
    Err(Exit::missing(anyhow::anyhow!(
        "this needs thread clocks, which this system does not have"
    )))
}

/// Processor time of all threads so far.
///
/// # Errors
/// As [`thread_cpu`].
#[cfg(not(unix))]
pub fn process_cpu() -> Result<Duration, Exit> {
    thread_cpu()
}
