//! What a benchmark found, as one JSON object or as a few lines.

use serde::Serialize;

use crate::rules::Rules;

use super::crowding::Crowding;
use super::options::{Engine, Options};

/// One measurement.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub rules: &'static str,
    pub engine: &'static str,
    /// The graphics adapter, or `processor`.
    pub adapter: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    pub agents: u32,
    pub density: f64,
    pub radius_m: f64,
    pub ticks: u32,
    pub seed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simd: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subgroups: Option<bool>,
    pub cells: u32,
    pub tick_ms_p50: f64,
    pub tick_ms_p99: f64,
    /// Agents by the median tick.
    pub updates_per_second: f64,
    /// Others within the radius, after the last tick.
    pub mean_neighbours: f64,
    /// Others in the cells that an agent looks at.
    pub mean_candidates: f64,
    pub memory_bytes: u64,
    /// Hash of all agents after the last tick.
    pub hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes: Option<Passes>,
}

/// Median milliseconds of each pass on the GPU, each measured in a pass of its own.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Passes {
    pub reduce_ms: f64,
    pub scan_ms: f64,
    pub scatter_ms: f64,
    pub step_ms: f64,
}

impl Passes {
    /// From nanoseconds of each pass of each tick.
    #[must_use]
    pub fn median(ticks: &[[f64; 4]]) -> Self {
        let median = |pass: usize| {
            let mut times: Vec<f64> = ticks.iter().map(|tick| tick[pass] / 1e6).collect();
            times.sort_by(f64::total_cmp);
            quantile(&times, 0.5)
        };
        Self {
            reduce_ms: median(0),
            scan_ms: median(1),
            scatter_ms: median(2),
            step_ms: median(3),
        }
    }
}

impl Report {
    pub(super) fn new<R: Rules>(options: &Options, times_ms: &mut [f64], around: Crowding) -> Self {
        times_ms.sort_by(f64::total_cmp);
        let p50 = quantile(times_ms, 0.5);
        Self {
            rules: R::NAME,
            engine: if options.engine == Engine::Cpu {
                "cpu"
            } else {
                "gpu"
            },
            adapter: String::new(),
            driver: None,
            agents: options.agents,
            density: options.density,
            radius_m: around.radius_m,
            ticks: options.ticks,
            seed: options.seed,
            threads: None,
            simd: None,
            subgroups: None,
            cells: options.cells(),
            tick_ms_p50: p50,
            tick_ms_p99: quantile(times_ms, 0.99),
            updates_per_second: f64::from(options.agents) / p50 * 1e3,
            mean_neighbours: around.neighbours,
            mean_candidates: around.candidates,
            memory_bytes: 0,
            hash: String::new(),
            passes: None,
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{} agents of {} on {} ({})",
            self.agents, self.rules, self.engine, self.adapter
        )?;
        writeln!(
            f,
            "  a tick        {:.3} ms (p99 {:.3})",
            self.tick_ms_p50, self.tick_ms_p99
        )?;
        writeln!(
            f,
            "  updates       {:.2} million a second",
            self.updates_per_second / 1e6
        )?;
        writeln!(
            f,
            "  neighbours    {:.2} of {:.2} candidates",
            self.mean_neighbours, self.mean_candidates
        )?;
        writeln!(
            f,
            "  memory        {:.1} MB",
            self.memory_bytes as f64 / 1e6
        )?;
        write!(f, "  hash          {}", self.hash)?;
        if let Some(passes) = &self.passes {
            let Passes {
                reduce_ms,
                scan_ms,
                scatter_ms,
                step_ms,
            } = passes;
            write!(
                f,
                "\n  passes        reduce {reduce_ms:.4}, scan {scan_ms:.4}, scatter {scatter_ms:.4}, step {step_ms:.4} ms"
            )?;
        }
        Ok(())
    }
}

/// Of sorted values.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((part * last as f64).round() as usize)
        .copied()
        .unwrap_or(0.0)
}
