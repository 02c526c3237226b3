//! `stoa bench frame`: what it measures and what it tells.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Profile, run};

/// A software driver draws some frames a second, beside others.
const PATIENCE: Duration = Duration::from_secs(400);

#[test]
fn pictures_with_all_panels_would_not_be_measured_or_one_panel_left_out() {
    let profile = Profile::new();
    let bench = |more: &[&str]| {
        let mut command = profile.stoa(&["bench"]);
        command.args(["--crowd", "0", "frame", "--json"]).args(more);
        run(command, None, PATIENCE)
    };
    let few = bench(&["--panels", "--frames", "10"]);
    assert_eq!(few.code, Some(2), "{}", few.err);
    assert!(few.err.contains("--panels needs --frames"), "{}", few.err);

    let ran = bench(&["--panels", "--frames", "100"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let figures: Value = serde_json::from_str(&ran.out).expect("one object");
    let ms = |figures: &Value, key: &str| figures[key].as_f64().unwrap_or_default();
    let parts = figures["panels"].as_object().expect("figures of the parts");
    let named = [
        "chat", "pause", "settings", "help", "way", "people", "checkup", "editor", "places",
        "crash",
    ];
    for name in named {
        let part = &parts[name];
        let [half, most, all] = ["p50", "p99", "max"].map(|p| ms(part, &format!("cpu_ms_{p}")));
        assert!(0.0 < half && half <= most && most <= all, "{name}: {part}");
    }
    assert_eq!(parts.len(), named.len());
    let worst = parts.values().map(|part| ms(part, "cpu_ms_max"));
    let worst = worst.fold(0.0, f64::max);
    assert_eq!(ms(&figures, "cpu_ms_max"), worst, "{figures}");
}
