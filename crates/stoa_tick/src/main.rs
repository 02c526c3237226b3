//! `stoa-tick`: the tick's benchmark as a small program of its own, to be carried to a machine with a GPU.

use std::process::ExitCode;

use stoa_tick::bench::{BenchError, Options, Scenario, USAGE, check, measure};
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::plaza::Plaza;

#[allow(clippy::print_stdout, clippy::print_stderr)]
fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(options: &Options) -> Result<String, BenchError> {
    match options.rules.as_str() {
        "plaza" => answer::<Plaza>(options),
        "flockers" => answer::<Flockers>(options),
        other => Err(BenchError::NoRules(other.to_owned())),
    }
}

fn answer<R: Scenario>(options: &Options) -> Result<String, BenchError> {
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
