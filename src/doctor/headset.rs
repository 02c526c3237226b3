//! The headset: loader, runtime and what they say, without a session. Most people have none, and miss nothing.

use std::time::Duration;

use stoa_ui::text::doctor as text;
use stoa_xr::runtime::{Environment, Probed, Report, Trouble, probe_within};

use super::{Finding, State};
use crate::trouble;

pub(super) const WHAT: &str = "headset";

/// A runtime whose service hangs is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

pub fn look() -> Finding {
    told(&probe_within(PATIENCE, &Environment::of_process()))
}

fn told(probed: &Probed) -> Finding {
    let (finding, report) = match probed {
        Ok(report) => (present(report), serde_json::to_value(report)),
        Err(trouble) => (absent(trouble), serde_json::to_value(trouble)),
    };
    Finding {
        report: report.ok(),
        ..finding
    }
}

fn present(report: &Report) -> Finding {
    let headset = &report.headset;
    let name = match headset.name.as_str() {
        "" => text::nameless_headset(),
        name => name,
    };
    let found = text::headset_found(
        name,
        &report.runtime,
        report.search.active.as_ref().map(|runtime| &*runtime.file),
        headset.eyes.first().copied(),
        &report.loader,
    );
    if headset.is_stand_in() {
        return Finding::with(WHAT, State::Note, found, text::headset_stand_in());
    }
    Finding::good(WHAT, found)
}

fn absent(trouble: &Trouble) -> Finding {
    let problem = trouble::of_headset(trouble);
    Finding::with(
        WHAT,
        State::Note,
        text::no_headset(&problem.cause, &trouble.found.to_string()),
        text::no_headset_remedy(&problem.remedy),
    )
}

#[cfg(test)]
mod tests {
    use stoa_xr::runtime::{Found, Headset, RuntimeFile, Search, Step};

    use super::*;

    fn report(name: &str, tracked: bool) -> Report {
        Report {
            loader: "/usr/lib/libopenxr_loader.so.1 (the system's)".to_owned(),
            search: Search {
                active: Some(RuntimeFile {
                    file: "/etc/xdg/openxr/1/active_runtime.json".into(),
                    name: Some("Monado".to_owned()),
                    library: "libopenxr_monado.so".into(),
                }),
                ..Search::default()
            },
            runtime: "Monado 25.0".to_owned(),
            enabled: Vec::new(),
            missing: Vec::new(),
            available: Vec::new(),
            headset: Headset {
                name: name.to_owned(),
                orientation_tracked: tracked,
                position_tracked: tracked,
                eyes: vec![[1832, 1920]; 2],
                largest: [4096, 4096],
                blend_modes: Vec::new(),
            },
        }
    }

    #[test]
    fn what_was_found_of_a_headset_would_not_be_told() {
        for (name, tracked, state) in [
            ("Quest", true, State::Good),
            ("", true, State::Good),
            ("Quest", false, State::Note),
        ] {
            let finding = told(&Ok(report(name, tracked)));
            assert!(finding.state == state, "{}", finding.found);
            for words in [
                "1832×1920",
                "Monado 25.0",
                "active_runtime.json",
                "loader.so.1",
            ] {
                assert!(finding.found.contains(words), "{}", finding.found);
            }
            assert_eq!(finding.remedy.is_empty(), state == State::Good);
            let report = finding.report.expect("all that is known");
            assert_eq!(report["headset"]["eyes"][1][0], 1832);
        }
    }

    #[test]
    fn a_machine_without_a_headset_would_be_called_ill() {
        let found = Found {
            loader: Some("/usr/lib/libopenxr_loader.so.1".to_owned()),
            ..Found::default()
        };
        let trouble = Trouble::other(Step::Runtime, &found, "no runtime is set", "Start Monado");
        let finding = told(&Err(trouble));
        assert!(finding.state == State::Note);
        for words in ["no runtime is set", "loader.so.1"] {
            assert!(finding.found.contains(words), "{}", finding.found);
        }
        assert!(
            finding.remedy.contains("Start Monado"),
            "{}",
            finding.remedy
        );
        assert_eq!(
            finding.report.expect("all that is known")["step"],
            "runtime"
        );
    }
}
