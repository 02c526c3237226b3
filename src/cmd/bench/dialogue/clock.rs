//! What the system tells of this process: processor time and memory.

use std::time::Duration;

use anyhow::Context;

/// Processor time of all threads so far.
///
/// # Errors
/// Where the system has no such clock.
#[cfg(unix)]
pub fn process_cpu() -> anyhow::Result<Duration> {
    let clock = nix::time::ClockId::CLOCK_PROCESS_CPUTIME_ID;
    Ok(clock.now().context("reading the processor clock")?.into())
}

/// Most memory that was resident so far, in bytes.
///
/// # Errors
/// Where the system does not tell.
#[cfg(unix)]
pub fn peak_resident() -> anyhow::Result<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).context("asking for memory in use")?;
    let unit = if cfg!(target_vendor = "apple") {
        1
    } else {
        1024
    };
    Ok(u64::try_from(usage.max_rss())? * unit)
}

/// Raises the number of files that may be open to the most that the system allows: a stream takes one.
#[cfg(unix)]
pub fn allow_many_files() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((now, most)) = getrlimit(Resource::RLIMIT_NOFILE)
        && now < most
        && let Err(error) = setrlimit(Resource::RLIMIT_NOFILE, now.max(most.min(1 << 16)), most)
    {
        tracing::warn!("no more than {now} files may be open: {error}");
    }
}

/// # Errors
/// This system has no such clock.
#[cfg(not(unix))]
pub fn process_cpu() -> anyhow::Result<Duration> {
    None.context("this needs processor clocks, which this system does not have")
}

/// # Errors
/// This system does not tell.
#[cfg(not(unix))]
pub fn peak_resident() -> anyhow::Result<u64> {
    None.context("this needs a count of resident memory, which this system does not have")
}

#[cfg(not(unix))]
pub fn allow_many_files() {}
