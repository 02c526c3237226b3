//! How sharply the picture is drawn: fewer pixels where frames are missed, more again where there is room.
//!
//! It drops fast, since every missed frame is felt, and rises slowly. It never swings to and fro: it rises only where
//! the next step's cost, foreseen by its pixels, fits well within the budget, and the more patiently the more often a
//! rise went wrong.

/// Render scale along one side in percent, least and most.
pub const PERCENT: (u8, u8) = (70, 100);
/// One step of it.
pub const STEP_PERCENT: u8 = 5;
/// So many missed frames
pub const MISSES: u32 = 3;
/// of so many drop it by a step.
pub const MISSES_OF: u32 = 30;
/// So many frames without a miss before it rises by a step.
pub const CALM_FRAMES: u32 = 180;

/// Share of the budget that the next step may be foreseen to cost.
const HEADROOM: f32 = 0.85;
/// Frames after a change that were begun before it, and tell nothing.
const SETTLING: u32 = 4;
/// A rise that drops again within so many frames went wrong.
const ON_TRIAL: u32 = 10 * CALM_FRAMES;
/// How many times longer the calm must last after each rise that went wrong.
const PATIENCE: u32 = 4;
/// The load is another one when it costs less than this share of what a rise that went wrong was made for.
const LIGHTER: f32 = 0.8;

/// What one frame took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Whether it came too late for its display time.
    pub missed: bool,
    /// The time to draw it, in milliseconds; of the graphics processor where that is known.
    pub cost_ms: f32,
    /// The display's period less what the runtime takes, in milliseconds.
    pub budget_ms: f32,
}

impl Frame {
    /// The cost as a share of the budget; endless where the numbers make no sense.
    fn load(&self) -> f32 {
        let load = self.cost_ms / self.budget_ms;
        if load.is_finite() && load >= 0.0 {
            load
        } else {
            f32::INFINITY
        }
    }
}

/// Chooses the render scale, one frame after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Governor {
    percent: u8,
    /// Whether each of the last frames was missed, the newest in the lowest bit.
    misses: u32,
    settling: u32,
    /// Frames since the last change.
    age: u32,
    calm: Calm,
    /// How long the calm must last.
    wait: u32,
    /// The last change was a rise, on trial: the load, brought to full scale, that it was made for.
    rise: Option<f32>,
    /// That of the last rise that went wrong.
    failed: Option<f32>,
}

/// Frames in a row without a miss.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Calm {
    frames: u32,
    /// The highest load since the last stretch of them ended.
    peak: f32,
}

impl Default for Governor {
    fn default() -> Self {
        Self {
            percent: PERCENT.1,
            misses: 0,
            settling: 0,
            age: 0,
            calm: Calm::default(),
            wait: CALM_FRAMES,
            rise: None,
            failed: None,
        }
    }
}

impl Governor {
    /// The scale in percent: a multiple of [`STEP_PERCENT`] within [`PERCENT`].
    pub fn percent(&self) -> u8 {
        self.percent
    }

    /// The scale as a factor of each side.
    pub fn scale(&self) -> f32 {
        f32::from(self.percent) / 100.0
    }

    /// Takes a frame in; the new percentage where it changes.
    pub fn observe(&mut self, frame: Frame) -> Option<u8> {
        self.age = self.age.saturating_add(1);
        if self.settling > 0 {
            self.settling -= 1;
            return None;
        }
        self.misses = ((self.misses << 1) | u32::from(frame.missed)) & ((1 << MISSES_OF) - 1);
        if frame.missed {
            self.calm = Calm::default();
            let many = self.misses.count_ones() >= MISSES && self.percent > PERCENT.0;
            return many.then(|| self.lower());
        }
        let peak = self.calm.end_of_stretch(frame.load())?;
        self.reconsider(peak);
        let next = self.percent + STEP_PERCENT;
        let room = peak * growth(self.percent, next) <= HEADROOM;
        let rises = room && next <= PERCENT.1 && self.calm.frames >= self.wait;
        rises.then(|| self.raise(next, peak))
    }

    fn lower(&mut self) -> u8 {
        if let Some(reason) = self.rise.take_if(|_| self.age <= ON_TRIAL) {
            self.wait = self.wait.saturating_mul(PATIENCE);
            self.failed = Some(reason);
        }
        self.change(self.percent - STEP_PERCENT, None)
    }

    fn raise(&mut self, next: u8, peak: f32) -> u8 {
        let reason = peak * growth(self.percent, PERCENT.1);
        self.change(next, Some(reason))
    }

    fn change(&mut self, percent: u8, rise: Option<f32>) -> u8 {
        self.percent = percent;
        self.rise = rise;
        self.misses = 0;
        self.settling = SETTLING;
        self.age = 0;
        self.calm = Calm::default();
        percent
    }

    /// After a calm stretch: a rise that lasted gives trust back, and a load much lighter than the one that misled is
    /// another one.
    fn reconsider(&mut self, peak: f32) {
        if self.age > ON_TRIAL && self.rise.take().is_some() {
            self.wait = (self.wait / PATIENCE).max(CALM_FRAMES);
        }
        let load = peak * growth(self.percent, PERCENT.1);
        if self.failed.is_some_and(|failed| load < failed * LIGHTER) {
            self.failed = None;
            self.wait = CALM_FRAMES;
        }
    }
}

impl Calm {
    /// Counts a frame; at the end of each stretch of [`CALM_FRAMES`], the highest load in it.
    fn end_of_stretch(&mut self, load: f32) -> Option<f32> {
        self.frames = self.frames.saturating_add(1);
        self.peak = self.peak.max(load);
        let ends = self.frames.is_multiple_of(CALM_FRAMES);
        ends.then(|| core::mem::take(&mut self.peak))
    }
}

/// How many times more pixels one scale has than another.
fn growth(from: u8, to: u8) -> f32 {
    (f32::from(to) / f32::from(from)).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET_MS: f32 = 11.1;

    /// A headset whose frames cost `full_ms` at full scale, less with fewer pixels, and tremble.
    struct Load {
        full_ms: f32,
        /// Part of the cost that no scale lowers.
        fixed_ms: f32,
        /// Share by which a frame costs more or less.
        trembling: f32,
        /// What is measured of the real cost.
        measured: fn(f32) -> f32,
        seed: u32,
    }

    impl Load {
        fn new(full_ms: f32) -> Self {
            Self {
                full_ms,
                fixed_ms: 0.0,
                trembling: 0.0,
                measured: |cost| cost,
                seed: 1,
            }
        }

        fn frame(&mut self, scale: f32) -> Frame {
            // Numerical Recipes' quick generator.
            self.seed = self
                .seed
                .wrapping_mul(1_664_525)
                .wrapping_add(1_013_904_223);
            let chance = (self.seed >> 8) as f32 / (1 << 24) as f32 * 2.0 - 1.0;
            let cost = self.fixed_ms + self.full_ms * scale * scale;
            let cost_ms = cost * (1.0 + self.trembling * chance);
            Frame {
                missed: cost_ms > BUDGET_MS,
                cost_ms: (self.measured)(cost_ms),
                budget_ms: BUDGET_MS,
            }
        }

        /// The changes in so many frames: when, and to what.
        fn run(&mut self, governor: &mut Governor, frames: usize) -> Vec<(usize, u8)> {
            let step = |at| {
                let frame = self.frame(governor.scale());
                governor.observe(frame).map(|percent| (at, percent))
            };
            (0..frames).filter_map(step).collect()
        }
    }

    fn frame(missed: bool, cost_ms: f32) -> Frame {
        Frame {
            missed,
            cost_ms,
            budget_ms: BUDGET_MS,
        }
    }

    #[test]
    fn single_missed_frames_would_blur_the_picture() {
        for (every, drops) in [(1, true), (10, true), (14, true), (15, false), (40, false)] {
            let mut governor = Governor::default();
            let changed =
                (0..200).any(|at| governor.observe(frame(at % every == 0, 9.0)).is_some());
            assert_eq!(changed, drops, "every {every}th");
        }
    }

    #[test]
    fn overload_would_be_felt_for_seconds() {
        // Far too much: from 100 to 70 percent in under half a second at 90 Hz.
        let mut governor = Governor::default();
        let changes = Load::new(40.0).run(&mut governor, 2_000);
        assert_eq!(changes.len(), 6);
        assert_eq!(changes[0], (2, 95));
        assert!(changes[5].0 < 45 && changes[5].1 == 70, "{changes:?}");
        assert_eq!(governor.percent(), PERCENT.0, "and no lower");
    }

    #[test]
    fn the_scale_would_swing_to_and_fro() {
        for (full_ms, fixed_ms, trembling, most, least) in [
            (8.0, 0.0, 0.0, 100, 100),
            (11.5, 0.0, 0.0, 95, 95),
            (13.0, 0.0, 0.0, 90, 90),
            (18.0, 0.0, 0.0, 75, 75),
            (30.0, 0.0, 0.0, 70, 70),
            (11.0, 0.0, 0.02, 100, 95),
            (12.0, 0.0, 0.1, 95, 85),
            (15.0, 0.0, 0.2, 85, 70),
            (8.0, 5.0, 0.05, 90, 80),
        ] {
            let mut load = Load {
                fixed_ms,
                trembling,
                ..Load::new(full_ms)
            };
            let mut governor = Governor::default();
            let first = load.run(&mut governor, 1_000);
            let settled = governor.percent();
            let name = format!("{full_ms} + {fixed_ms} ms ± {trembling}: {settled}, {first:?}");
            assert!((least..=most).contains(&settled), "{name}");
            let falls = first.windows(2).all(|pair| pair[1].1 < pair[0].1);
            assert!(falls, "{name}");
            let later = load.run(&mut governor, 50_000);
            assert!(later.is_empty(), "{name}, then {later:?}");
        }
    }

    #[test]
    fn the_picture_would_stay_blurred_after_the_crowd_left() {
        let mut governor = Governor::default();
        let mut load = Load::new(18.0);
        load.run(&mut governor, 500);
        assert_eq!(governor.percent(), 75);
        load.full_ms = 9.0;
        let changes = load.run(&mut governor, 2_000);
        let steps: Vec<u8> = changes.iter().map(|change| change.1).collect();
        assert_eq!(steps, [80, 85, 90, 95, 100]);
        let gaps = changes.windows(2).map(|pair| pair[1].0 - pair[0].0);
        assert!(gaps.min() >= Some(CALM_FRAMES as usize), "{changes:?}");
    }

    #[test]
    fn a_step_without_headroom_would_be_taken() {
        for (cost_ms, rises) in [(5.0, true), (8.4, true), (8.6, false), (f32::NAN, false)] {
            let mut governor = Governor {
                percent: 90,
                ..Governor::default()
            };
            // 95 percent has 1.114 times the pixels of 90: 8.47 ms at most.
            let at = (1..=400).find(|_| governor.observe(frame(false, cost_ms)).is_some());
            assert_eq!(at, rises.then_some(180), "{cost_ms} ms");
        }
    }

    #[test]
    fn a_cost_that_is_not_known_would_make_it_swing() {
        let mut load = Load {
            measured: |_| 1.0,
            ..Load::new(13.0)
        };
        let mut governor = Governor::default();
        let changes = load.run(&mut governor, 400_000);
        // Two drops, then trials, each after four times the calm of the last.
        let ups = changes.windows(2).filter(|pair| pair[1].1 > pair[0].1);
        assert!(ups.count() <= 6, "{changes:?}");
        assert_eq!(governor.percent(), 90);
        let last = changes.last().map_or(0, |change| change.0);
        assert!(last < 300_000, "{changes:?}");
    }

    #[test]
    fn patience_with_a_load_that_is_gone_would_keep_the_picture_blurred() {
        let mut load = Load {
            measured: |cost| cost * 0.5,
            ..Load::new(13.0)
        };
        let mut governor = Governor::default();
        load.run(&mut governor, 5_000);
        assert_eq!((governor.percent(), governor.wait), (90, 11_520));
        load.full_ms = 6.0;
        let changes = load.run(&mut governor, 1_000);
        let steps: Vec<u8> = changes.iter().map(|change| change.1).collect();
        assert_eq!(steps, [95, 100], "{changes:?}");
    }

    #[test]
    fn one_hitch_after_a_rise_would_be_held_against_it_for_ever() {
        let mut governor = Governor {
            percent: 95,
            ..Governor::default()
        };
        let mut load = Load::new(9.0);
        assert_eq!(load.run(&mut governor, 200), [(179, 100)]);
        for _ in 0..3 {
            governor.observe(frame(true, 80.0));
        }
        assert_eq!(governor.percent(), 95);
        // Four times as patient; then the rise lasts.
        assert_eq!(load.run(&mut governor, 5_000), [(723, 100)]);
        assert_eq!(governor.wait, CALM_FRAMES);
    }

    #[test]
    fn frames_begun_before_a_change_would_count_for_it() {
        let mut governor = Governor::default();
        let late = |governor: &mut Governor, frames| {
            let missed = (0..frames).filter_map(|_| governor.observe(frame(true, 12.0)));
            missed.collect::<Vec<_>>()
        };
        assert_eq!(late(&mut governor, 3), [95]);
        assert!(late(&mut governor, 4 + 2).is_empty());
        assert_eq!(late(&mut governor, 1), [90]);
    }
}
