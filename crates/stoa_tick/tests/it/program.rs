//! The benchmark program: what it prints, and its exit codes.

use std::process::{Command, Output};

fn run(line: &str, envs: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stoa-tick"))
        .args(line.split_whitespace())
        .envs(envs.iter().copied())
        .output()
        .unwrap()
}

fn object(line: &str) -> serde_json::Value {
    let output = run(line, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Both engines' objects, which must agree in all that does not depend on the engine.
#[expect(clippy::print_stderr, reason = "says what was compared")]
fn both(options: &str) -> [serde_json::Value; 2] {
    let cpu = object(&format!("{options} --engine cpu --threads 2"));
    let gpu = object(&format!("{options} --engine gpu --passes"));
    eprintln!(
        "{options}: processor with {}, {}",
        cpu["simd"], gpu["adapter"]
    );
    for report in [&cpu, &gpu] {
        for key in [
            "tick_ms_p50",
            "tick_ms_p99",
            "updates_per_second",
            "mean_neighbours",
            "memory_bytes",
            "mean_candidates",
        ] {
            assert!(report[key].as_f64().unwrap() > 0.0, "{key} in {report}");
        }
    }
    for key in [
        "hash",
        "mean_neighbours",
        "agents",
        "density",
        "radius_m",
        "rules",
    ] {
        assert_eq!(cpu[key], gpu[key], "{key} of {options}");
    }
    assert_eq!(
        (cpu["engine"].as_str(), gpu["engine"].as_str()),
        (Some("cpu"), Some("gpu"))
    );
    assert!(
        gpu["adapter"].as_str().unwrap().len() > 2
            && gpu["passes"]["step_ms"].as_f64().unwrap() > 0.0
    );
    [cpu, gpu]
}

#[test]
fn shader_and_processor_print_the_same_hash_and_crowding() {
    let [cpu, _] = both("--rules flockers --agents 3000 --ticks 12 --seed 5 --json");
    // Ten square metres' worth of neighbours but for the edges: 31.4 at most.
    let neighbours = cpu["mean_neighbours"].as_f64().unwrap();
    assert!((24.0..31.4).contains(&neighbours), "{neighbours}");
}

#[test]
fn shader_and_processor_print_the_same_hash_of_people_too() {
    // People are what is measured where nothing is said.
    let [cpu, _] = both("--agents 3000 --ticks 90 --seed 5 --json");
    let [named, _] = both("--rules plaza --agents 3000 --ticks 90 --seed 5 --json");
    assert_eq!(
        (cpu["rules"].as_str(), &cpu["hash"]),
        (Some("plaza"), &named["hash"])
    );
    // At a tenth to a square metre, some 2.8 within three metres and more where they gather.
    let neighbours = cpu["mean_neighbours"].as_f64().unwrap();
    assert!((1.5..12.0).contains(&neighbours), "{neighbours}");
}

#[test]
fn a_missing_graphics_driver_is_exit_code_3_and_never_the_processor() {
    let nothing = [
        ("VK_DRIVER_FILES", "/nonexistent"),
        ("VK_ICD_FILENAMES", "/nonexistent"),
    ];
    for line in [
        "--rules flockers --agents 10 --engine gpu --json",
        "--rules flockers --agents 10 --check",
    ] {
        let output = run(line, &nothing);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(3), 0),
            "{line}: {said}"
        );
        assert!(said.contains("install the graphics driver"), "{said}");
    }
}

#[test]
fn bad_usage_is_exit_code_2() {
    for line in [
        "--agents many",
        "--rules fish",
        "--rules flockers --radius 99",
        "--rules flockers --density",
    ] {
        let output = run(line, &[]);
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{line}"
        );
        assert!(!output.stderr.is_empty(), "{line}");
    }
}
