//! Which setting of an engine counts: the fastest of those that see as many neighbours as ours.

use crate::bench::figures::{Spread, number};

/// Mean neighbours that differ by less than this are the same work.
pub const ALIKE: f64 = 0.01;
/// A setting rests after its first run when its mean neighbours differ by this or more …
const UNLIKE: f64 = 0.03;
/// … or when one that is not so far off was so many times as fast. Wide, since one run may meet a noisy second.
const SLOWER: f64 = 1.5;

/// One run of one engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub updates_per_second: f64,
    pub mean_neighbours: f64,
}

impl Sample {
    /// From the JSON object that an engine prints.
    pub fn parse(json: &str) -> Option<Self> {
        let positive = |key| number(json, key).filter(|n| n.is_finite() && *n > 0.0);
        Some(Self {
            updates_per_second: positive("updates_per_second")?,
            mean_neighbours: positive("mean_neighbours")?,
        })
    }
}

/// All runs of one engine in one setting with one number of agents. All that don't rest have as many samples as there
/// were repeats, the n-th of the n-th repeat.
#[derive(Clone, Debug)]
pub struct Tried {
    pub engine: String,
    pub setting: String,
    pub samples: Vec<Sample>,
    /// Ran once and is no candidate for the best.
    pub rests: bool,
    /// Why it has no samples.
    pub left_out: Option<String>,
}

impl Tried {
    pub fn new(engine: &str, setting: &str) -> Self {
        Self {
            engine: engine.to_owned(),
            setting: setting.to_owned(),
            samples: Vec::new(),
            rests: false,
            left_out: None,
        }
    }

    /// Agent-updates a second.
    pub fn rate(&self) -> Option<Spread> {
        Spread::of(self.samples.iter().map(|sample| sample.updates_per_second))
    }

    /// Median of the runs' mean neighbours.
    pub fn neighbours(&self) -> Option<f64> {
        self.neighbours_of(self.samples.len())
    }

    /// The same of so many repeats, from the first on.
    pub fn neighbours_of(&self, repeats: usize) -> Option<f64> {
        let samples = self.samples.iter().take(repeats);
        Spread::of(samples.map(|sample| sample.mean_neighbours)).map(|spread| spread.median)
    }

    /// How far its mean neighbours are from `ours`, as a part of them; infinite without samples.
    pub fn difference(&self, ours: f64) -> f64 {
        self.neighbours()
            .map_or(f64::INFINITY, |seen| seen / ours - 1.0)
    }

    pub fn is_alike(&self, ours: f64) -> bool {
        self.difference(ours).abs() < ALIKE
    }

    fn median_rate(&self) -> f64 {
        self.rate().map_or(0.0, |rate| rate.median)
    }
}

/// Lets those settings of one engine rest that can't become its best any more. Where all see other neighbours than
/// ours, none rests.
pub fn rest(settings: &mut [Tried], ours: f64) {
    let near = |tried: &Tried| tried.difference(ours).abs() < UNLIKE;
    let fastest = settings
        .iter()
        .filter(|tried| near(tried))
        .map(Tried::median_rate)
        .fold(0.0, f64::max);
    if fastest > 0.0 {
        for tried in settings {
            tried.rests = !near(tried) || tried.median_rate() * SLOWER < fastest;
        }
    }
}

/// The setting of one engine that counts: the fastest of those that see as many neighbours as `ours`; where none does,
/// the one that is nearest. None where nothing was measured.
pub fn best(settings: &[Tried], ours: f64) -> Option<&Tried> {
    let candidates = || {
        settings
            .iter()
            .filter(|tried| !tried.rests && !tried.samples.is_empty())
    };
    candidates()
        .filter(|tried| tried.is_alike(ours))
        .max_by(|a, b| a.median_rate().total_cmp(&b.median_rate()))
        .or_else(|| {
            let far = |tried: &Tried| tried.difference(ours).abs();
            candidates().min_by(|a, b| far(a).total_cmp(&far(b)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(setting: &str, runs: &[(f64, f64)]) -> Tried {
        let sample = |&(updates_per_second, mean_neighbours): &(f64, f64)| Sample {
            updates_per_second,
            mean_neighbours,
        };
        Tried {
            samples: runs.iter().map(sample).collect(),
            ..Tried::new("peer", setting)
        }
    }

    #[test]
    fn a_setting_that_sees_less_wins_because_it_is_faster() {
        let check = |settings: &[Tried], expected: &str| {
            let best = best(settings, 30.0).map(|tried| tried.setting.as_str());
            assert_eq!(best, Some(expected));
        };
        let alike = tried("alike", &[(5.0, 29.8)]);
        let alike_and_faster = tried("alike and faster", &[(6.0, 30.2)]);
        let misses = tried("misses a tenth", &[(9.0, 27.0)]);
        check(
            &[misses.clone(), alike.clone(), alike_and_faster.clone()],
            "alike and faster",
        );
        check(&[alike.clone(), misses.clone()], "alike");
        // A whole per cent is too much, on either side.
        check(&[tried("1 % less", &[(9.0, 29.7)]), alike.clone()], "alike");
        check(&[tried("1 % more", &[(9.0, 30.3)]), alike], "alike");
        check(&[tried("far", &[(9.0, 20.0)]), misses], "misses a tenth");
    }

    #[test]
    fn one_lucky_run_makes_a_setting_the_best() {
        let steady = tried("steady", &[(5.0, 30.0), (5.0, 30.0), (5.0, 30.0)]);
        let lucky = tried("lucky", &[(9.0, 30.0), (4.0, 30.0), (4.0, 30.0)]);
        let settings = [lucky, steady];
        assert_eq!(
            best(&settings, 30.0).map(|tried| &*tried.setting),
            Some("steady")
        );
        // What rests ran once; its one run doesn't count.
        let mut resting = tried("resting", &[(9.0, 30.0)]);
        resting.rests = true;
        assert!(best(&[resting], 30.0).is_none());
        assert!(best(&[tried("left out", &[])], 30.0).is_none());
    }

    #[test]
    fn a_setting_rests_that_could_still_be_the_best() {
        let mut settings = [
            tried("fastest", &[(9.0, 30.0)]),
            tried("may be noise", &[(6.1, 30.2)]),
            tried("too slow", &[(5.9, 30.0)]),
            tried("may be chance", &[(8.0, 29.2)]),
            tried("sees other things", &[(20.0, 27.0)]),
        ];
        rest(&mut settings, 30.0);
        let resting: Vec<_> = settings.iter().filter(|tried| tried.rests).collect();
        let names: Vec<_> = resting.iter().map(|tried| &*tried.setting).collect();
        assert_eq!(names, ["too slow", "sees other things"]);

        let mut unlike = [tried("a", &[(9.0, 20.0)]), tried("b", &[(1.0, 40.0)])];
        rest(&mut unlike, 30.0);
        assert!(unlike.iter().all(|tried| !tried.rests));
    }

    #[test]
    fn an_engine_that_says_less_is_taken_for_measured() {
        let json = r#"{"engine":"cpu","updates_per_second":12.5,"mean_neighbours": 31.25}"#;
        let sample = Sample {
            updates_per_second: 12.5,
            mean_neighbours: 31.25,
        };
        assert_eq!(Sample::parse(json), Some(sample));
        for json in [
            r#"{"updates_per_second":12.5}"#,
            r#"{"updates_per_second":0,"mean_neighbours":3}"#,
            r#"{"updates_per_second":inf,"mean_neighbours":3}"#,
            "thread 'main' panicked",
        ] {
            assert_eq!(Sample::parse(json), None, "{json}");
        }
    }
}
