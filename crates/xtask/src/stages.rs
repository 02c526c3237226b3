//! The stages of a run and their minutes.

use std::{
    fmt,
    time::{Duration, Instant},
};

use crate::step::Failure;

/// Stages in the order they were first begun; one that is begun again goes on counting.
#[derive(Default)]
pub struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    /// Runs a stage and keeps its time, even when it fails.
    ///
    /// # Errors
    /// The stage's own.
    pub fn run<T>(
        &mut self,
        name: &'static str,
        stage: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let begun = Instant::now();
        let result = stage();
        self.add(name, begun.elapsed());
        result
    }

    fn add(&mut self, name: &'static str, took: Duration) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, total)) => *total += took,
            None => self.0.push((name, took)),
        }
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("minutes by stage")?;
        for (stage, took) in &self.0 {
            write!(f, "\n  {stage:<10} {:>6.1}", took.as_secs_f32() / 60.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_of_a_stage_that_fails_would_be_lost() {
        let mut stages = Stages::default();
        stages.run("build", || Ok(())).expect("it succeeds");
        let failed: Result<(), Failure> =
            stages.run("tests", || Err(Failure::failed("one test", "mend it")));
        assert!(failed.is_err());
        let shown = stages.to_string();
        assert!(
            shown.contains("build") && shown.contains("tests"),
            "{shown}"
        );
    }

    #[test]
    fn tools_installed_at_two_times_would_be_two_stages() {
        let mut stages = Stages::default();
        for (name, seconds) in [("tools", 90), ("tests", 60), ("tools", 30)] {
            stages.add(name, Duration::from_secs(seconds));
        }
        let lines: Vec<Vec<String>> = stages
            .to_string()
            .lines()
            .skip(1)
            .map(|line| line.split_whitespace().map(str::to_owned).collect())
            .collect();
        assert_eq!(lines, [["tools", "2.0"], ["tests", "1.0"]]);
    }
}
