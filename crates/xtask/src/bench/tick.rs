//! The agent tick beside other engines: each at its best, all in turn, so that a noisy minute hurts everyone alike.

mod choice;
mod engine;
mod table;

use std::f64::consts::PI;

use choice::Tried;
use engine::{Answer, DENSITY, Engine, LIMIT_S, RADIUS, Run};
use table::{Report, Size};

use super::{Plan, hardware::Hardware};
use crate::step::{self, Failure};

/// Builds all engines, measures them, and prints one table; with `--json` the last line of standard output is one JSON
/// object, and the table goes to standard error.
///
/// # Errors
/// When ours can't be built, no peer can be had, or an engine fails.
pub fn peers(plan: &Plan) -> Result<(), Failure> {
    let (engines, absent) = engine::engines(plan)?;
    let mut report = Report {
        hardware: Hardware::here(),
        repeats: plan.repeats,
        sizes: Vec::new(),
        absent,
    };
    for &agents in &plan.sizes {
        let size = measure(&engines, agents, plan.repeats, &mut report.hardware)?;
        report.sizes.push(size);
    }
    if plan.json {
        step::warn(&report.table());
        step::print(&report.json());
    } else {
        step::print(&report.table());
    }
    Ok(())
}

/// Runs all settings once, then those that could be an engine's best. Notes which graphics adapter worked.
fn measure(
    engines: &[Engine],
    agents: u32,
    repeats: usize,
    hardware: &mut Hardware,
) -> Result<Size, Failure> {
    let tried = |engine: &Engine| -> Vec<Tried> {
        let settings = engine.settings.iter();
        settings
            .map(|setting| Tried::new(&engine.name, &setting.name))
            .collect()
    };
    let mut all: Vec<Vec<Tried>> = engines.iter().map(tried).collect();
    for repeat in 0..repeats {
        step::warn(&format!("{agents} agents, {} of {repeats}", repeat + 1));
        let mut run = Run {
            agents,
            seed: repeat + 1,
            density: DENSITY,
            // What was not too slow once is measured as often as the others.
            limit_s: if repeat == 0 { LIMIT_S } else { f64::INFINITY },
        };
        for (engine, settings) in engines.iter().zip(&mut all) {
            for (setting, tried) in engine.settings.iter().zip(settings) {
                if tried.rests || tried.left_out.is_some() {
                    continue;
                }
                match setting.run(&run)? {
                    Answer::Measured(sample, adapter) => {
                        hardware.graphics = adapter.or(hardware.graphics.take());
                        if engine.name == engines[0].name {
                            run.density = sample.mean_neighbours / (PI * RADIUS * RADIUS);
                        }
                        tried.samples.push(sample);
                    }
                    Answer::LeftOut(why) => {
                        step::warn(&format!("{}, {}: {why}", tried.engine, tried.setting));
                        tried.left_out = Some(why);
                    }
                }
            }
        }
        let ours = all[0].first().and_then(Tried::neighbours);
        if let (0, Some(ours)) = (repeat, ours) {
            for settings in &mut all {
                choice::rest(settings, ours);
            }
        }
    }
    Ok(Size {
        agents,
        engines: all,
    })
}
