//! What the figures have to reach.

use serde_json::{Map, Value};

/// What a figure may be.
#[derive(Debug, Clone, Copy)]
pub enum Floor {
    AtMost(f64),
    AtLeast(f64),
}

/// By the beginning of the figure's name. In a context of 4,096 tokens nothing is asked of what prompts share: who speaks
/// and what happens now take a quarter of so short a prompt.
const FLOORS: [(&str, Floor); 12] = [
    ("first_token_added_us_p50", Floor::AtMost(50.0)),
    ("running_first_token_ratio_", Floor::AtMost(1.5)),
    ("streams_first_token_ratio_", Floor::AtMost(1.5)),
    ("streams_whole_ratio_", Floor::AtMost(1.5)),
    ("streams_token_cpu_ratio", Floor::AtMost(3.0)),
    ("parse_", Floor::AtMost(3.0)),
    ("crowd_tokens_lost", Floor::AtMost(0.0)),
    ("queued_mb", Floor::AtMost(50.0)),
    ("prompt_shared_bytes_context_8192", Floor::AtLeast(0.85)),
    ("prompt_shared_bytes_context_16384", Floor::AtLeast(0.85)),
    ("prompt_shared_bytes_context_32768", Floor::AtLeast(0.85)),
    ("server_cached_share", Floor::AtLeast(0.85)),
];

/// The floor of the figure `name`, where it has one.
pub fn floor(name: &str) -> Option<Floor> {
    let found = FLOORS.iter().find(|(begin, _)| name.starts_with(begin));
    found.map(|(_, floor)| *floor)
}

impl Floor {
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }

    /// As the table shows it.
    pub fn in_words(self) -> String {
        match self {
            Self::AtMost(most) => format!("at most {most}"),
            Self::AtLeast(least) => format!("at least {least}"),
        }
    }
}

/// The figures that miss theirs, in words.
pub fn missed(figures: &Map<String, Value>) -> Vec<String> {
    let missed = figures.iter().filter_map(|(name, value)| {
        let (floor, value) = (floor(name)?, value.as_f64()?);
        (!floor.holds(value)).then(|| format!("{name} is {value}, not {}", floor.in_words()))
    });
    missed.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missed_floor_is_passed_over() {
        let figures = json!({
            "first_token_added_us_p50": 50.0,
            "streams_first_token_ratio_p99": 1.51,
            "crowd_tokens_lost": 1,
            "prompt_shared_bytes_context_4096": 0.7,
            "prompt_shared_bytes_context_8192": 0.9,
            "server_cached_share": 0.84,
            "streams": 256,
        });
        let missed = missed(figures.as_object().expect("an object"));
        assert_eq!(
            missed,
            [
                "crowd_tokens_lost is 1, not at most 0",
                "server_cached_share is 0.84, not at least 0.85",
                "streams_first_token_ratio_p99 is 1.51, not at most 1.5",
            ]
        );
    }
}
