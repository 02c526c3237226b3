//! What the engines measured, and the table of it.

/// One run of one engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub updates_per_second: f64,
    pub mean_neighbours: f64,
}

impl Sample {
    /// From the JSON object that an engine prints.
    pub fn parse(json: &str) -> Option<Self> {
        Some(Self {
            updates_per_second: number(json, "updates_per_second")?,
            mean_neighbours: number(json, "mean_neighbours")?,
        })
    }
}

/// The number after a key.
pub fn number(json: &str, key: &str) -> Option<f64> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = rest.find([',', '}', '\n', ' ']).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// All runs of one engine with one number of agents.
pub struct Entry {
    pub agents: u32,
    pub engine: &'static str,
    pub samples: Vec<Sample>,
}

/// Medians, lowest and highest, neighbours, and how many times faster the first engine of the same size is. A ratio
/// counts only when mean neighbours differ by less than 1%; others are marked.
pub fn table(entries: &[Entry]) -> String {
    let mut text = format!(
        "{:>8}  {:<18} {:>14} {:>25} {:>10} {:>8}\n",
        "agents", "engine", "updates/s", "lowest to highest", "neighbours", "ours is"
    );
    for entry in entries {
        let (agents, engine) = (entry.agents, entry.engine);
        if entry.samples.is_empty() {
            text += &format!("{agents:>8}  {engine:<18} {:>14}\n", "not here");
            continue;
        }
        let rates = sorted(entry, |sample| sample.updates_per_second);
        let seen = middle(&sorted(entry, |sample| sample.mean_neighbours));
        let range = format!("{:.0} to {:.0}", rates[0], rates[rates.len() - 1]);
        let ours = entries
            .iter()
            .find(|other| other.agents == agents && !other.samples.is_empty());
        let ratio = ours.map_or_else(String::new, |ours| {
            let rate = middle(&sorted(ours, |sample| sample.updates_per_second));
            let neighbours = middle(&sorted(ours, |sample| sample.mean_neighbours));
            let mark = if (seen / neighbours - 1.0).abs() < 0.01 {
                ""
            } else {
                " *"
            };
            format!("{:.1}×{mark}", rate / middle(&rates))
        });
        text += &format!(
            "{agents:>8}  {engine:<18} {:>14.0} {range:>25} {seen:>10.2} {ratio:>8}\n",
            middle(&rates)
        );
    }
    text + "* mean neighbours differ by 1% or more: not to be compared"
}

fn sorted(entry: &Entry, value: impl Fn(&Sample) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = entry.samples.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values
}

pub fn middle(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_engines_print_is_read() {
        let json = r#"{"engine":"cpu","updates_per_second":12.5,"mean_neighbours": 31.25}"#;
        let sample = Sample {
            updates_per_second: 12.5,
            mean_neighbours: 31.25,
        };
        assert_eq!(Sample::parse(json), Some(sample));
        assert_eq!(Sample::parse(r#"{"updates_per_second":12.5}"#), None);
        assert_eq!(Sample::parse("thread 'main' panicked"), None);
    }

    #[test]
    fn ratios_are_of_medians_and_unlike_neighbours_are_marked() {
        let sample = |rate, neighbours| Sample {
            updates_per_second: rate,
            mean_neighbours: neighbours,
        };
        let entries = [
            Entry {
                agents: 9,
                engine: "first",
                samples: vec![sample(10.0, 30.0), sample(40.0, 30.0), sample(20.0, 30.0)],
            },
            Entry {
                agents: 9,
                engine: "alike",
                samples: vec![sample(5.0, 30.1)],
            },
            Entry {
                agents: 9,
                engine: "unlike",
                samples: vec![sample(2.0, 31.0)],
            },
            Entry {
                agents: 9,
                engine: "away",
                samples: vec![],
            },
        ];
        let text = table(&entries);
        let line = |name| {
            text.lines()
                .find(|line| line.contains(name))
                .unwrap_or_default()
                .to_owned()
        };
        assert!(
            line("first").ends_with("1.0×") && line("first").contains("10 to 40"),
            "{text}"
        );
        assert!(line(" alike").ends_with("4.0×"), "{text}");
        assert!(line("unlike").ends_with("10.0× *"), "{text}");
        assert!(line("away").ends_with("not here"), "{text}");
    }
}
