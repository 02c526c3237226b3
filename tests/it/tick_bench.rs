//! `stoa bench`, as far as it measures the tick: what it prints, and how it ends where it can't.

use serde_json::Value;
use stoa_tick::bench::{Options, answer};

use crate::support::{Ran, SOON, run, stoa};

const NO_DRIVER: [&str; 2] = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

fn bench_tick(options: &str) -> Ran {
    let mut command = stoa(&["bench", "tick"]);
    command.args(options.split_whitespace());
    if options.contains("gpu") {
        for name in NO_DRIVER {
            command.env(name, "/nonexistent");
        }
    }
    run(command, None, SOON)
}

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn keys(object: &Value) -> Vec<&String> {
    object.as_object().expect("an object").keys().collect()
}

#[test]
fn the_tick_bench_would_measure_something_else_than_the_small_program() {
    let options = "--rules plaza --agents 900 --ticks 12 --engine cpu --threads 2 --density 0.2 \
                   --radius 3 --seed 5 --json";
    let ran = bench_tick(options);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ours = object(&ran.out);
    for key in [
        "tick_ms_p50",
        "tick_ms_p99",
        "updates_per_second",
        "mean_neighbours",
        "mean_candidates",
        "memory_bytes",
    ] {
        assert!(ours[key].as_f64() > Some(0.0), "{key}: {ours}");
    }
    // What the small program prints.
    let options = Options::parse(options.split_whitespace().map(str::to_owned));
    let small = answer(&options.expect("options")).expect("a report");
    let small = object(&small);
    assert_eq!(keys(&ours), keys(&small));
    for key in ["engine", "adapter", "hash", "agents", "threads"] {
        assert_eq!(ours[key], small[key], "{key}");
    }
}

#[test]
fn the_tick_bench_would_measure_the_processor_for_a_missing_device() {
    let ran = bench_tick("--rules plaza --agents 100 --ticks 2 --engine gpu --json");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{}", ran.err);
    assert!(
        ran.err.contains("install the graphics driver"),
        "{}",
        ran.err
    );
}
