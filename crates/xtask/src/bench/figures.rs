//! What engines and clients print, read; middles of what they measured; and JSON written.

/// The number after a key.
pub fn number(json: &str, key: &str) -> Option<f64> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = rest.find([',', '}', '\n', ' ']).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The words after a key, without escapes.
pub fn words<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let (words, _) = rest.strip_prefix('"')?.split_once('"')?;
    Some(words)
}

/// The median of sorted values, of which there is one at least.
pub fn middle(sorted: &[f64]) -> f64 {
    let upper = sorted.len() / 2;
    let lower = (sorted.len() - 1) / 2;
    f64::midpoint(sorted[lower], sorted[upper])
}

/// Lowest, middle and highest of what was measured several times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub lowest: f64,
    pub median: f64,
    pub highest: f64,
}

impl Spread {
    /// Of at least one value.
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            lowest: *values.first()?,
            median: middle(&values),
            highest: *values.last()?,
        })
    }

    /// As a JSON object.
    pub fn json(self, digits: usize) -> String {
        let Self {
            lowest,
            median,
            highest,
        } = self;
        format!(
            r#"{{"median":{median:.digits$},"lowest":{lowest:.digits$},"highest":{highest:.digits$}}}"#
        )
    }
}

/// A JSON string.
pub fn quoted(text: &str) -> String {
    let mut json = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            letter if letter.is_control() => json += &format!("\\u{:04x}", u32::from(letter)),
            letter => json.push(letter),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_from_the_wrong_key() {
        let json = r#"{"engine":"cpu","tick_ms_p50": 0.5,"updates_per_second":12.5}"#;
        for (key, value) in [
            ("updates_per_second", Some(12.5)),
            ("tick_ms_p50", Some(0.5)),
            ("tick_ms", None),
            ("engine", None),
        ] {
            assert_eq!(number(json, key), value, "{key}");
        }
        assert_eq!(words(json, "engine"), Some("cpu"));
        assert_eq!(words(json, "tick_ms_p50"), None);
    }

    #[test]
    fn one_slow_run_moves_the_median() {
        let spread = Spread::of([3.0, 90.0, 1.0].into_iter()).unwrap();
        assert_eq!(
            (spread.lowest, spread.median, spread.highest),
            (1.0, 3.0, 90.0)
        );
        assert_eq!(
            spread.json(1),
            r#"{"median":3.0,"lowest":1.0,"highest":90.0}"#
        );
        assert_eq!(Spread::of([].into_iter()), None);
    }

    #[test]
    fn the_higher_of_two_runs_counts() {
        assert_eq!(middle(&[27.0, 86.0]), 56.5);
        assert_eq!(middle(&[1.0, 2.0, 3.0, 90.0]), 2.5);
    }

    #[test]
    fn words_of_a_failed_build_break_the_json() {
        assert_eq!(quoted("`a \"b\"`\n\\"), r#""`a \"b\"`\u000a\\""#);
    }
}
