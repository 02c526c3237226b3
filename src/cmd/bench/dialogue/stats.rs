//! Percentiles and medians.

use std::time::Duration;

/// Times in order.
pub struct Sorted(Vec<Duration>);

impl From<Vec<Duration>> for Sorted {
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }
}

impl Sorted {
    /// The `percent`-th percentile in microseconds.
    pub fn us(&self, percent: usize) -> f64 {
        let index = (self.0.len().saturating_sub(1) * percent).div_ceil(100);
        self.0
            .get(index)
            .map_or(0.0, |time| time.as_secs_f64() * 1e6)
    }
}

/// The middle one; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// To a hundredth: more is noise.
pub fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_of_times_out_of_order() {
        let times = (1..=100).rev().map(Duration::from_micros);
        let sorted = Sorted::from(times.collect::<Vec<_>>());
        assert_eq!(
            [0, 50, 99, 100].map(|p| sorted.us(p).round()),
            [1.0, 51.0, 100.0, 100.0]
        );
        assert_eq!(Sorted::from(Vec::new()).us(50), 0.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
