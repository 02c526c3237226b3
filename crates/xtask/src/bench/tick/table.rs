//! What the engines measured, as one table and as JSON.

use super::{
    choice::{self, ALIKE, Tried},
    engine::{DENSITY, LIMIT_S, RADIUS},
};
use crate::bench::{
    figures::{Spread, quoted},
    hardware::Hardware,
};

/// All that was measured. The first engine of each size is ours, to which the others are compared.
pub struct Report {
    pub hardware: Hardware,
    pub repeats: usize,
    pub sizes: Vec<Size>,
    /// Peers that can't be had, and why.
    pub absent: Vec<(String, String)>,
}

/// One number of agents.
pub struct Size {
    pub agents: u32,
    /// For each engine, what was tried.
    pub engines: Vec<Vec<Tried>>,
}

/// One line of the table.
struct Row<'a> {
    agents: u32,
    tried: &'a Tried,
    /// The setting of its engine that counts.
    best: bool,
    difference: f64,
    /// How many times as fast ours is in the same repeat; none where neighbours differ too much.
    ratio: Option<Spread>,
}

impl Report {
    fn rows(&self) -> Vec<Row<'_>> {
        self.sizes.iter().flat_map(Size::rows).collect()
    }

    /// The best of each engine; below it all settings that were tried, and who is absent.
    pub fn table(&self) -> String {
        let rows = self.rows();
        let mut text = format!(
            "{}\n{:>7}  {:<15} {:<22} {:>11} {:>23} {:>10} {:>8} {:>15}\n",
            self.hardware.line(),
            "agents",
            "engine",
            "its best setting",
            "updates/s",
            "lowest to highest",
            "neighbours",
            "ours is",
            "range"
        );
        for row in rows.iter().filter(|row| row.best) {
            text += &row.line();
        }
        for tried in self.sizes.iter().flat_map(Size::left_out) {
            text += &tried;
        }
        for (name, why) in &self.absent {
            text += &format!("{name} is absent: {why}\n");
        }
        let [repeats, per_cent] = [self.repeats, (ALIKE * 100.0).round() as usize];
        text += &format!(
            "density {DENSITY}, radius r = {RADIUS}; repeats: {repeats}, all engines in turn; medians\n\
             `ours is` so many times as fast as that engine in the same repeat; only where mean neighbours differ by \
             less than {per_cent} %\n\
             sizes at which one tick takes more than {LIMIT_S} s are left out\n\
             mesa sees around the edges: its world is so much larger that neighbours are as many\n\n\
             {:>7}  {:<15} {:<22} {:>5} {:>11} {:>10} {:>10}\n",
            "agents", "engine", "settings tried", "runs", "updates/s", "neighbours", "difference"
        );
        for row in &rows {
            text += &row.tried_line();
        }
        text + "> stands above: the fastest that sees as many neighbours as ours, or else the nearest to that\n\
                settings with one run saw others or were much slower"
    }

    /// As one JSON object in one line.
    pub fn json(&self) -> String {
        let rows: Vec<String> = self.rows().iter().map(Row::json).collect();
        let left_out = self.sizes.iter().flat_map(|size| {
            let tried = size.engines.iter().flatten();
            tried.filter_map(|tried| {
                let why = tried.left_out.as_ref()?;
                Some(format!(
                    r#"{{"agents":{},"engine":{},"setting":{},"why":{}}}"#,
                    size.agents,
                    quoted(&tried.engine),
                    quoted(&tried.setting),
                    quoted(why)
                ))
            })
        });
        let left_out: Vec<String> = left_out.collect();
        let absent = self
            .absent
            .iter()
            .map(|(name, why)| format!(r#"{{"engine":{},"why":{}}}"#, quoted(name), quoted(why)));
        let absent: Vec<String> = absent.collect();
        format!(
            r#"{{"hardware":{},"density":{DENSITY},"radius":{RADIUS},"repeats":{},"alike_below":{ALIKE},"rows":[{}],"left_out":[{}],"absent":[{}]}}"#,
            self.hardware.json(),
            self.repeats,
            rows.join(","),
            left_out.join(","),
            absent.join(",")
        )
    }
}

impl Size {
    /// Ours in its best setting; all its settings see the same.
    fn ours(&self) -> Option<&Tried> {
        let settings = self.engines.first()?;
        choice::best(settings, settings.first()?.neighbours()?)
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let Some((ours, seen)) = self
            .ours()
            .and_then(|ours| Some((ours, ours.neighbours()?)))
        else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for settings in &self.engines {
            let best = choice::best(settings, seen);
            for tried in settings.iter().filter(|tried| !tried.samples.is_empty()) {
                // One that rests is compared with ours of the repeats that it had.
                let seen = ours.neighbours_of(tried.samples.len()).unwrap_or(seen);
                rows.push(Row {
                    agents: self.agents,
                    tried,
                    best: best.is_some_and(|best| std::ptr::eq(best, tried)),
                    difference: tried.difference(seen),
                    ratio: ratio(ours, tried, seen),
                });
            }
        }
        rows
    }

    fn left_out(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for settings in &self.engines {
            // Only where no setting of the engine could be measured; the same reason holds for all of them.
            let measured = settings.iter().any(|tried| !tried.samples.is_empty());
            let why = settings
                .iter()
                .find_map(|tried| Some((tried, tried.left_out.as_ref()?)));
            if let (false, Some((tried, why))) = (measured, why) {
                lines.push(format!(
                    "{:>7}  {:<15} left out: {why}\n",
                    self.agents, tried.engine
                ));
            }
        }
        lines
    }
}

/// Of the runs of the same repeat.
fn ratio(ours: &Tried, other: &Tried, seen: f64) -> Option<Spread> {
    let pairs = ours.samples.iter().zip(&other.samples);
    let ratios = pairs.map(|(ours, other)| ours.updates_per_second / other.updates_per_second);
    Spread::of(ratios).filter(|_| other.is_alike(seen))
}

/// Three digits or more.
fn times(ratio: f64) -> String {
    format!("{ratio:.*}", usize::from(ratio < 100.0))
}

impl Row<'_> {
    fn line(&self) -> String {
        let Some((rate, seen)) = self.tried.rate().zip(self.tried.neighbours()) else {
            return String::new();
        };
        let (ratio, range) = match self.ratio {
            Some(ratio) => (
                format!("{}×", times(ratio.median)),
                format!("{} to {}", times(ratio.lowest), times(ratio.highest)),
            ),
            None => (
                "—".to_owned(),
                format!("{:+.1} % seen", self.difference * 100.0),
            ),
        };
        format!(
            "{:>7}  {:<15} {:<22} {:>11.0} {:>23} {seen:>10.2} {ratio:>8} {range:>15}\n",
            self.agents,
            self.tried.engine,
            self.tried.setting,
            rate.median,
            format!("{:.0} to {:.0}", rate.lowest, rate.highest),
        )
    }

    fn tried_line(&self) -> String {
        let Some((rate, seen)) = self.tried.rate().zip(self.tried.neighbours()) else {
            return String::new();
        };
        let mark = if self.best { '>' } else { ' ' };
        format!(
            "{:>7} {mark}{:<15} {:<22} {:>5} {:>11.0} {seen:>10.2} {:>+8.2} %\n",
            self.agents,
            self.tried.engine,
            self.tried.setting,
            self.tried.samples.len(),
            rate.median,
            self.difference * 100.0
        )
    }

    fn json(&self) -> String {
        let tried = self.tried;
        let spread = |spread: Option<Spread>, digits| {
            spread.map_or_else(|| "null".to_owned(), |spread| spread.json(digits))
        };
        format!(
            r#"{{"agents":{},"engine":{},"setting":{},"best":{},"runs":{},"updates_per_second":{},"mean_neighbours":{:.4},"difference":{:.5},"ours_is_times":{}}}"#,
            self.agents,
            quoted(&tried.engine),
            quoted(&tried.setting),
            self.best,
            tried.samples.len(),
            spread(tried.rate(), 1),
            tried.neighbours().unwrap_or_default(),
            self.difference,
            spread(self.ratio, 3)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::tick::choice::Sample;

    fn tried(engine: &str, setting: &str, runs: &[(f64, f64)]) -> Tried {
        let sample = |&(updates_per_second, mean_neighbours): &(f64, f64)| Sample {
            updates_per_second,
            mean_neighbours,
        };
        Tried {
            samples: runs.iter().map(sample).collect(),
            ..Tried::new(engine, setting)
        }
    }

    fn report() -> Report {
        let ours = tried(
            "ours",
            "wide",
            &[(100.0, 29.9), (400.0, 30.0), (300.0, 30.0)],
        );
        let mut slow = tried("ours", "narrow", &[(10.0, 29.9)]);
        slow.rests = true;
        let alike = tried(
            "peer 1.0",
            "r/1",
            &[(10.0, 30.1), (10.0, 30.1), (60.0, 29.9)],
        );
        let mut misses = tried("peer 1.0", "r/1.5", &[(50.0, 27.0)]);
        misses.rests = true;
        let unlike = tried("unlike", "only", &[(2.0, 33.0), (2.0, 33.0), (2.0, 33.0)]);
        let mut slowest = Tried::new("slowest", "only");
        slowest.left_out = Some("one tick would take 366 s, more than 60".to_owned());
        Report {
            hardware: Hardware {
                processor: "Some CPU".to_owned(),
                threads: 2,
                memory_gb: Some(8.0),
                load: None,
                graphics: None,
            },
            repeats: 3,
            sizes: vec![Size {
                agents: 9,
                engines: vec![
                    vec![ours, slow],
                    vec![misses, alike],
                    vec![unlike],
                    vec![slowest],
                ],
            }],
            absent: vec![("gone".to_owned(), "no network".to_owned())],
        }
    }

    #[test]
    fn engines_are_compared_at_other_than_their_best() {
        let text = report().table();
        let (main, all) = text.split_once("settings tried").unwrap();
        let words = |part: &str, name: &str| -> Vec<String> {
            let line = part.lines().find(|line| line.contains(name));
            let words = line.unwrap_or_default().split_whitespace();
            words.map(str::to_owned).collect()
        };
        // Ratios of the repeats are 10, 40 and 5.
        let expected = "9 peer 1.0 r/1 10 10 to 60 30.10 10.0× 5.0 to 40.0";
        assert_eq!(words(main, "peer 1.0").join(" "), expected, "{text}");
        let expected = "9 ours wide 300 100 to 400 30.00 1.0× 1.0 to 1.0";
        assert_eq!(words(main, "wide").join(" "), expected, "{text}");
        assert!(
            !main.contains("r/1.5") && !main.contains("narrow"),
            "{text}"
        );
        // All that was tried, and why it isn't the best.
        assert_eq!(
            words(all, "r/1.5").join(" "),
            "9 peer 1.0 r/1.5 1 50 27.00 -9.70 %"
        );
        assert_eq!(
            words(all, "r/1 ").join(" "),
            "9 >peer 1.0 r/1 3 10 30.10 +0.33 %"
        );
        assert_eq!(
            words(all, "narrow").join(" "),
            "9 ours narrow 1 10 29.90 +0.00 %"
        );
        assert!(text.starts_with("Some CPU, 2 threads"), "{text}");
    }

    #[test]
    fn what_sees_other_neighbours_gets_a_ratio() {
        let report = report();
        let text = report.table();
        let line = text.lines().find(|line| line.contains("unlike"));
        assert!(
            line.is_some_and(|line| line.ends_with("—    +10.0 % seen")),
            "{text}"
        );
        assert!(report.json().contains(
            r#""engine":"unlike","setting":"only","best":true,"runs":3,"updates_per_second":{"median":2.0,"lowest":2.0,"highest":2.0},"mean_neighbours":33.0000,"difference":0.10000,"ours_is_times":null}"#
        ));
    }

    #[test]
    fn what_could_not_be_measured_is_passed_over() {
        let report = report();
        let text = report.table();
        for line in [
            "      9  slowest         left out: one tick would take 366 s, more than 60",
            "gone is absent: no network",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
        let json = report.json();
        assert!(json.ends_with(
            r#""left_out":[{"agents":9,"engine":"slowest","setting":"only","why":"one tick would take 366 s, more than 60"}],"absent":[{"engine":"gone","why":"no network"}]}"#
        ), "{json}");
        assert!(json.contains(
            r#""best":true,"runs":3,"updates_per_second":{"median":10.0,"lowest":10.0,"highest":60.0},"mean_neighbours":30.1000,"difference":0.00333,"ours_is_times":{"median":10.000,"lowest":5.000,"highest":40.000}}"#
        ), "{json}");
        assert_eq!(json.lines().count(), 1);
    }

    #[test]
    fn a_size_without_ours_breaks_the_table() {
        let size = Size {
            agents: 5,
            engines: vec![
                vec![Tried::new("ours", "wide")],
                vec![tried("peer", "r/1", &[(1.0, 2.0)])],
            ],
        };
        assert!(size.rows().is_empty());
    }
}
